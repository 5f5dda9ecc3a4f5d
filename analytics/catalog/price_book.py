"""Price books: TOML files of the vendor's prices, each figure with source, date and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import tomli_w
from pydantic import BeforeValidator, Field

from analytics.billing.statement import plain
from analytics.catalog.toml_forms import (
    Amount,
    Day,
    Form,
    Months,
    Text,
    Whole,
    at,
    check,
    mistake,
    one_of,
    read,
    read_file,
)
from analytics.core.errors import Problem
from analytics.core.model import Evidence, Figure, Kind, Offer, PriceBook, Ratio

FOLDER = Path(__file__).resolve().parents[2] / "data" / "price_books"

_POSTPAID, _FEE, _QUOTA = "recording_postpaid", "monthly_fee", "monthly_quota_recording"


def _currency(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise mistake(value, "is not a currency", 'Give its ISO 4217 code, such as "USD".')
    return value


class _Origin(Form):
    source: Text
    date: Day
    evidence: Annotated[Evidence, BeforeValidator(one_of(Evidence))]
    note: Text = ""


class _Figure(_Origin):
    value: Amount | None = None
    unit: Text
    per: Text


class _Ratio(_Origin):
    kind: Annotated[Kind, BeforeValidator(one_of(Kind))]
    from_day: Day | None = Field(None, alias="from")
    ratio: Amount


class _Offer(_Origin):
    name: Text
    minutes: Whole
    price: Amount
    months: Months = 12
    whiteboard_minutes: Whole = 0
    pages: Whole = 0


class _Book(Form):
    id: Text
    version: Text
    title: Text
    region: Text
    currency: Annotated[str, BeforeValidator(_currency)]
    valid_from: Day | None = None
    figures: dict[str, _Figure]
    ratios: list[_Ratio]
    packs: list[_Offer] = Field(default_factory=list)


def available(folder: Path = FOLDER) -> tuple[str, ...]:
    """The ids of the price books in ``folder``, in alphabetical order."""
    return tuple(sorted({book.id for book in _books(folder)}))


def load(id: str, folder: Path = FOLDER) -> PriceBook:
    """The price book ``id`` of ``folder``; a Problem that lists the known ones if there is none."""
    versions = shipped(id, folder)
    if not versions:
        raise unknown(id, available(folder))
    return chained(versions)


def shipped(id: str, folder: Path = FOLDER) -> tuple[PriceBook, ...]:
    """All versions of ``id`` in ``folder``, ascending by the day from which they hold.

    Each is a file of its own, whose name begins with the id: ``ID.toml``, ``ID-2026-07.toml``.
    """
    return tuple(sorted((book for book in _books(folder) if book.id == id), key=_since))


def _books(folder: Path) -> list[PriceBook]:
    books = []
    for path in sorted(folder.glob("*.toml")):
        book = _parsed(read_file(path), path.name)
        if not path.stem.startswith(book.id):
            hint = "The file's name begins with the id, and further versions say more behind it."
            raise Problem(f'"{book.id}" is not "{path.stem}"', where=at(path.name, "id"), hint=hint)
        books.append(book)
    return books


def chained(versions: Sequence[PriceBook]) -> PriceBook:
    """The price book of one id through all of its versions, given in the order of age.

    Each holds from its ``valid_from`` until that of the next. Of two that hold from the same day,
    or both from the start, the younger counts on all days: it is a correction of the other.
    """
    by_day = {version.valid_from: version for version in versions}
    *earlier, last = sorted(by_day.values(), key=_since)
    return replace(last, earlier=tuple(earlier))


def _since(book: PriceBook) -> date:
    return book.valid_from or date.min


@lru_cache(maxsize=256)
def _parsed(text: str, where: str) -> PriceBook:
    return loads(text, where)


def unknown(id: object, ids: tuple[str, ...], where: str = "") -> Problem:
    """The Problem for a price book that is not among ``ids``."""
    hint = f"Choose one of {', '.join(ids)}." if ids else "There is none yet."
    return Problem(f'there is no price book "{id}"', where=where, hint=hint)


def loads(text: str, where: str) -> PriceBook:
    """A price book from its TOML text; ``where`` names the text in Problems."""
    return from_table(read(text, where), where)


def from_table(table: Mapping[str, Any], where: str = "price book") -> PriceBook:
    """The price book of a table with the keys of its file: amounts as text, days as ``date``.

    An unknown key, a wrong type, a negative number, a figure without source, date or evidence, two
    ratios of one kind from one day on, or two packs of one name is a Problem that names the key.
    """
    form = check(_Book, table, where)
    quota = _needed(form, _QUOTA, where)
    if quota % 1:
        place = at(where, "figures", _QUOTA, "value")
        raise Problem(f'"{quota}" is not whole minutes', where=place, hint="Give whole minutes.")
    return PriceBook(
        id=form.id,
        version=form.version,
        title=form.title,
        region=form.region,
        currency=form.currency,
        postpaid_per_thousand=_needed(form, _POSTPAID, where),
        monthly_fee=_needed(form, _FEE, where),
        quota_minutes=int(quota),
        ratios=_ratios(form, where),
        figures=tuple(_figures(form)),
        offers=_offers(form, where),
        valid_from=form.valid_from,
    )


def to_table(book: PriceBook) -> dict[str, Any]:
    """One version as the table of its file, to be edited: the inverse of ``from_table``."""
    count = len(book.figures) - len(book.ratios)
    return {
        **{key: getattr(book, key) for key in ("id", "version", "title", "region", "currency")},
        **({"valid_from": book.valid_from} if book.valid_from else {}),
        "figures": {
            figure.name: _value(figure.value)
            | {"unit": figure.unit, "per": figure.per}
            | _of(figure)
            for figure in book.figures[:count]
        },
        "ratios": [
            {"kind": ratio.kind.value}
            | ({"from": ratio.from_day} if ratio.from_day else {})
            | {"ratio": plain(ratio.ratio)}
            | _of(figure)
            for ratio, figure in zip(book.ratios, book.figures[count:], strict=True)
        ],
        "packs": [
            {
                "name": offer.name,
                "minutes": offer.minutes,
                "price": plain(offer.price),
                "months": offer.months,
                "whiteboard_minutes": offer.whiteboard_minutes,
                "pages": offer.pages,
            }
            | _of(offer)
            for offer in book.offers
        ],
    }


def dumps(book: PriceBook) -> str:
    """A book that was read as the text of its file; ``loads(dumps(book), "") == book``."""
    return tomli_w.dumps({key: value for key, value in to_table(book).items() if value != []})


def _value(value: Decimal | None) -> dict[str, str]:
    return {} if value is None else {"value": plain(value)}


def _of(origin: Figure | Offer) -> dict[str, Any]:
    fields = {"source": origin.source, "date": origin.dated, "evidence": origin.evidence.value}
    return fields | ({"note": origin.note} if origin.note else {})


def _needed(form: _Book, name: str, where: str) -> Decimal:
    figure = form.figures.get(name)
    if figure is None or figure.value is None:
        place = at(where, "figures", name, "value")
        raise Problem("this key is missing", where=place, hint="A price book needs it.")
    return figure.value


def _ratios(form: _Book, where: str) -> tuple[Ratio, ...]:
    ratios = tuple(Ratio(entry.kind, entry.from_day, entry.ratio) for entry in form.ratios)
    refuse_twice([(ratio.kind, ratio.from_day) for ratio in ratios], where)
    return ratios


def _offers(form: _Book, where: str) -> tuple[Offer, ...]:
    refuse_one_name([offer.name for offer in form.packs], where)
    return tuple(
        Offer(
            name=offer.name,
            minutes=offer.minutes,
            price=offer.price,
            months=offer.months,
            source=offer.source,
            dated=offer.date,
            evidence=offer.evidence,
            note=offer.note,
            whiteboard_minutes=offer.whiteboard_minutes,
            pages=offer.pages,
        )
        for offer in form.packs
    )


def refuse_one_name(names: Sequence[str], where: str) -> None:
    """A Problem if two ``[[packs]]`` have one name."""
    for number, name in enumerate(names):
        if name in names[:number]:
            place = at(where, "packs", number, "name")
            hint = "Give every pack a name of its own."
            raise Problem(f'two packs are called "{name}"', where=place, hint=hint)


def refuse_twice(days: Sequence[tuple[Kind, date | None]], where: str) -> None:
    """A Problem if two ``[[ratios]]`` are for one kind from one day on."""
    for number, (kind, day) in enumerate(days):
        if (kind, day) in days[:number]:
            since = f"from {day}" if day else "from the start"
            what = f"there is another ratio of {kind} {since}"
            raise Problem(what, where=at(where, "ratios", number), hint="Leave one of the two out.")


def _figures(form: _Book) -> Iterator[Figure]:
    for name, entry in form.figures.items():
        yield _figure(name, entry.value, entry.unit, entry.per, entry)
    for ratio in form.ratios:
        since = f" from {ratio.from_day}" if ratio.from_day else ""
        yield _figure(
            f"ratio_{ratio.kind}{since}", ratio.ratio, "charged minutes", "recorded minute", ratio
        )


def _figure(name: str, value: Decimal | None, unit: str, per: str, origin: _Origin) -> Figure:
    return Figure(name, value, unit, per, origin.source, origin.date, origin.evidence, origin.note)
