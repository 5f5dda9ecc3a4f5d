"""All price books there are: those that came with the program, and the versions saved in the app.

A reference is an id, which means its newest version, or ``id@version``, which always means the same.
The newest is the version that was saved last; the one that came with the program where none was.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import duckdb

from analytics import sql
from analytics.catalog import price_book
from analytics.catalog.toml_forms import at, read_file
from analytics.core.errors import Problem
from analytics.core.model import PriceBook
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
    found = versions(store, id)
    if not found:
        raise price_book.unknown(reference, _ids(store))
    if not version:
        return found[0].book
    for one in found:
        if one.version == version:
            return one.book
    raise Problem(
        f'price book {id} has no version "{version}"',
        hint=f"Choose one of {', '.join(one.version for one in found)}",
    )


def versions(store: Store, id: str) -> tuple[Version, ...]:
    """All versions of a price book, the newest first."""
    return tuple(one for one in reversed(_all(store)) if one.id == id)


def known(store: Store) -> tuple[str, ...]:
    """Every reference that a plan may name: the ids, then each version."""
    return (*_ids(store), *(one.reference for one in _all(store)))


def save_version(store: Store, text: str, where: str = "price book") -> PriceBook:
    """Keep the price book of a TOML text as the newest version of its id.

    A version that is there already is kept as it is: a text that says something else under its name
    is a Problem, and so is another currency than that of the id's other versions.
    """
    book = price_book.loads(text, where)
    if not _ID.fullmatch(book.id):
        hint = "Use small letters, digits and single hyphens, such as my-contract"
        raise Problem(f'"{book.id}" is no id', where=at(where, "id"), hint=hint)
    if not _VERSION.fullmatch(book.version):
        hint = "Give a day, such as 2026-11-23, or a word without @"
        raise Problem(f'"{book.version}" is no version', where=at(where, "version"), hint=hint)
    with store.write() as cursor:
        others = versions(store, book.id)
        same = [one for one in others if one.version == book.version]
        if same and same[0].book != book:
            raise Problem(
                f"version {book.version} of {book.id} is there already and says something else",
                where=at(where, "version"),
                hint="A version never changes, so that old results stay: give this one a new name",
            )
        if others and others[0].book.currency != book.currency:
            raise Problem(
                f"{book.id} is in {others[0].book.currency}, not {book.currency}",
                where=at(where, "currency"),
                hint="Give the book an id of its own",
            )
        if not same:
            _keep(cursor, book, is_shipped=False)
    return book


def pin(store: Store, reference: str) -> str:
    """The reference of exactly the version that ``reference`` means now, kept in the database.

    For what is to say the same for ever, such as a quote: a later version of the program may ship
    another version of the book.
    """
    with store.write() as cursor:
        book = load(store, reference)
        if not any((row["id"], row["version"]) == (book.id, book.version) for row in _rows(store)):
            _keep(cursor, book, is_shipped=True)
    return f"{book.id}@{book.version}"


def _ids(store: Store) -> tuple[str, ...]:
    return tuple(sorted({one.id for one in _all(store)}))


def _all(store: Store) -> list[Version]:
    """All versions in the order of age: shipped ones of the past, those of today, saved ones."""
    kept = [
        Version(
            row["id"],
            row["version"],
            _read(row["toml"], f"price book {row['id']}"),
            row["is_shipped"],
            row["saved_at"],
        )
        for row in _rows(store)
    ]
    known = {(one.id, one.version) for one in kept}
    shipped = [
        Version(id, book.version, book, True, None)
        for id in price_book.available()
        for book in [_read(read_file(price_book.FOLDER / f"{id}.toml"), f"{id}.toml")]
    ]
    today = {(one.id, one.version) for one in shipped}
    return [
        *(one for one in kept if one.is_shipped and (one.id, one.version) not in today),
        *(one for one in shipped if (one.id, one.version) not in known),
        *(one for one in kept if one.is_shipped and (one.id, one.version) in today),
        *(one for one in kept if not one.is_shipped),
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
