"""All price books there are: those that shipped with the dashboard, and the versions saved in the app.

A reference is an id or ``id@version``. An id means each day's price: its versions are one chain, each
holds from its ``valid_from`` until the next one's, without it from the start; of two from the same day the
one that was saved last counts, and a saved one before one that shipped with the dashboard. ``id@version``
means that version alone, on every day.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import duckdb

from analytics import sql
from analytics.catalog import currencies, price_book
from analytics.catalog.toml_forms import at
from analytics.core.errors import Problem
from analytics.core.model import PriceBook
from analytics.core.people import Act, Right, text_digest
from analytics.storage.store import Store

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"[^\s@]([^@\n]*[^\s@])?")


class Version(NamedTuple):
    """One version of a price book; ``saved_at`` (UTC) is None for one that only the program has."""

    id: str
    version: str
    book: PriceBook
    is_shipped: bool
    saved_at: datetime | None

    @property
    def reference(self) -> str:
        """What a plan names to mean exactly this version."""
        return f"{self.id}@{self.version}"


def load(store: Store, reference: str) -> PriceBook:
    """The price book of a reference; a Problem that lists the known ids if there is none."""
    id, _, version = reference.partition("@")
    if version:
        return replace(named(store, reference).book, valid_from=None)
    books = [entry.book for entry in _all(store) if entry.id == id]
    if not books:
        raise price_book.unknown(reference, _ids(store))
    return price_book.chained(books)


def named(store: Store, reference: str) -> Version:
    """The version that ``id@version`` names; a Problem that lists the known ones if there is none."""
    id, _, version = reference.partition("@")
    listed = versions(store, id)
    if not listed:
        raise price_book.unknown(reference, _ids(store))
    for entry in listed:
        if entry.version == version:
            return entry
    raise Problem(
        f'price book {id} has no version "{version}"',
        hint=f"Choose one of {', '.join(entry.version for entry in listed)}",
    )


def versions(store: Store, id: str) -> tuple[Version, ...]:
    """All versions of a price book, the one that holds last first; of one day's, the youngest."""
    return tuple(entry for entry in reversed(catalog(store)) if entry.id == id)


def catalog(store: Store) -> tuple[Version, ...]:
    """All versions of all price books by id, then from the one that holds first; of one day's, the oldest."""
    by_age = sorted(_all(store), key=lambda entry: entry.book.valid_from or date.min)
    return tuple(sorted(by_age, key=lambda entry: entry.id))


def known(store: Store) -> tuple[str, ...]:
    """Every reference that a plan may name: the ids, then each version."""
    return (*_ids(store), *(version.reference for version in _all(store)))


def candidate(store: Store, text: str, where: str = "price book") -> PriceBook:
    """The price book of a TOML text, if it may be kept as a version of its id; else a Problem.

    A version that is there already never changes: a text that says something else under its name
    is a Problem, and so is another currency than that of the id's other versions.
    """
    book = price_book.loads(text, where)
    if not _ID.fullmatch(book.id):
        hint = "Use small letters, digits and single hyphens, such as my-contract"
        raise Problem(f'"{book.id}" is no id', where=at(where, "id"), hint=hint)
    if not _VERSION.fullmatch(book.version):
        hint = "Give a day, such as 2026-11-23, or a word without @"
        raise Problem(f'"{book.version}" is no version', where=at(where, "version"), hint=hint)
    currencies.check(book.currency, at(where, "currency"))
    id_versions = versions(store, book.id)
    if any(entry.version == book.version and entry.book != book for entry in id_versions):
        raise Problem(
            f"version {book.version} of {book.id} is there already and says something else",
            where=at(where, "version"),
            hint="A version never changes, so that old results stay: give this one a new name",
        )
    if id_versions and id_versions[0].book.currency != book.currency:
        raise Problem(
            f"{book.id} is in {id_versions[0].book.currency}, not {book.currency}",
            where=at(where, "currency"),
            hint="Give the book an id of its own",
        )
    return book


def save_version(store: Store, text: str, where: str = "price book") -> PriceBook:
    """Keep the price book of a TOML text as a version of its id, which holds from its ``valid_from`` on.

    Raises Problem as ``candidate`` does. A version that is there already is kept as it is.
    """
    act = Act(Right.ADMINISTER, "keep price book", where, after=text_digest(text))
    with store.write(act) as cursor:
        book = candidate(store, text, where)
        if not any(entry.version == book.version for entry in versions(store, book.id)):
            _keep(cursor, book, is_shipped=False)
    return book


def with_version(store: Store, book: PriceBook) -> PriceBook:
    """The price book of an id through all of its versions, as it is once ``book`` is kept among them."""
    entries = [entry.book for entry in _all(store) if entry.id == book.id]
    is_new = all(entry.version != book.version for entry in entries)
    return price_book.chained([*entries, book] if is_new else entries)


def pin(store: Store, reference: str, since: date = date.min, until: date = date.max) -> str:
    """What always means the prices that ``reference`` means now for the days of ``[since, until)``.

    That is ``id@version``, and the id where the price changes within these days. Their versions are
    kept in the database: a later version of the program may ship others.
    """
    with store.write(Act(Right.PLAN, "pin prices", reference)) as cursor:
        book = load(store, reference)
        if book.earlier:
            book = book.within(since, until)
        for version, _ in book.spans():
            reference = f"{version.id}@{version.version}"
            if not any(
                (row["id"], row["version"]) == (version.id, version.version) for row in _rows(store)
            ):
                _keep(cursor, named(store, reference).book, is_shipped=True)
    return book.id if book.earlier else reference


def _ids(store: Store) -> tuple[str, ...]:
    return tuple(sorted({version.id for version in _all(store)}))


def _all(store: Store) -> list[Version]:
    """All versions in the order of age: shipped ones of the past, those of today, saved ones."""
    stored = [
        Version(
            row["id"],
            row["version"],
            _read(row["toml"], f"price book {row['id']}"),
            row["is_shipped"],
            row["saved_at"],
        )
        for row in _rows(store)
    ]
    stored_keys = {(version.id, version.version) for version in stored}
    shipped = [
        Version(id, book.version, book, True, None)
        for id in price_book.available()
        for book in price_book.shipped(id, price_book.FOLDER)
    ]
    shipped_keys = {(version.id, version.version) for version in shipped}
    return [
        *(
            version
            for version in stored
            if version.is_shipped and (version.id, version.version) not in shipped_keys
        ),
        *(version for version in shipped if (version.id, version.version) not in stored_keys),
        *(
            version
            for version in stored
            if version.is_shipped and (version.id, version.version) in shipped_keys
        ),
        *(version for version in stored if not version.is_shipped),
    ]


def _rows(store: Store) -> list[dict[str, Any]]:
    return store.ask("price_books")


@lru_cache(maxsize=256)
def _read(text: str, where: str) -> PriceBook:
    return price_book.loads(text, where)


def _keep(cursor: duckdb.DuckDBPyConnection, book: PriceBook, *, is_shipped: bool) -> None:
    cursor.execute(
        sql.text("load/keep_price_book"),
        {
            "id": book.id,
            "version": book.version,
            "toml": price_book.dumps(book),
            "is_shipped": is_shipped,
            "now": datetime.now(UTC).replace(tzinfo=None),
        },
    )
