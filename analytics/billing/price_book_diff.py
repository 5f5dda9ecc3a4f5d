"""Two versions of a price book side by side: every entry in which they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from analytics.core.model import Figure, Offer, PriceBook

_BOOK = {
    "id": "id",
    "title": "title",
    "region": "region",
    "currency": "currency",
    "valid_from": "valid from",
}
_ORIGIN = {"source": "source", "dated": "date", "evidence": "evidence", "note": "note"}
_FIGURE = {"value": "value", "unit": "unit", "per": "per"} | _ORIGIN
_OFFER = {
    "minutes": "minutes",
    "price": "price",
    "months": "months valid",
    "whiteboard_minutes": "whiteboard minutes",
    "pages": "pages",
} | _ORIGIN


class Difference(NamedTuple):
    """What differs and how it reads in each; empty where one says nothing."""

    what: str
    before: str
    after: str


def differences(before: PriceBook, after: PriceBook) -> tuple[Difference, ...]:
    """All differences but that of the version itself: of the book, its figures, ratios and packs."""
    return (
        *_fields("", before, after, _BOOK),
        *_entries(
            {in_words(entry.name): entry for entry in before.figures},
            {in_words(entry.name): entry for entry in after.figures},
            _FIGURE,
        ),
        *_entries(
            {f"pack {entry.name}": entry for entry in before.offers},
            {f"pack {entry.name}": entry for entry in after.offers},
            _OFFER,
        ),
    )


def in_words(name: str) -> str:
    """A figure's name for people: ``monthly_fee`` is ``monthly fee``."""
    return name.replace("_", " ")


def _entries(
    before: Mapping[str, Figure | Offer],
    after: Mapping[str, Figure | Offer],
    fields: Mapping[str, str],
) -> Iterator[Difference]:
    for name in {**before, **after}:
        if name not in after:
            yield Difference(name, _short(before[name]), "")
        elif name not in before:
            yield Difference(name, "", _short(after[name]))
        else:
            yield from _fields(f"{name}, ", before[name], after[name], fields)


def _fields(
    name: str, before: object, after: object, fields: Mapping[str, str]
) -> Iterator[Difference]:
    for field, words in fields.items():
        old_text, new_text = _text(getattr(before, field)), _text(getattr(after, field))
        if old_text != new_text:
            yield Difference(f"{name}{words}", old_text, new_text)


def _short(entry: Figure | Offer) -> str:
    if isinstance(entry, Offer):
        return f"{entry.minutes:,} minutes for {_text(entry.price)}"
    value = "no value" if entry.value is None else _text(entry.value)
    return f"{value} {entry.unit} per {entry.per}"


def _text(value: object) -> str:
    return "" if value is None else str(value)
