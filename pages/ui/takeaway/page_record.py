"""The record of a page as it is made: its headline, figures, tables and charts, and what they are about.

A part that changes alone (`pages.ui.database.fragment`) has a place of its own in the record and is written anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import local
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A line of markdown: a headline of level 1 or 2, or 0 for a remark."""

    markdown: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A card: its name, its figure, and what stands below."""

    name: str
    value: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table and what it shows; its columns are those of `pages.ui.tables`."""

    title: str
    columns: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as plotly draws it, and what it shows."""

    title: str
    picture: Any


@dataclass(slots=True)
class Part:
    """Things in the order in which they stand on the page; a part among them may change alone."""

    items: list[Any] = field(default_factory=list)

    def flat(self) -> Iterator[Any]:
        for item in self.items:
            if isinstance(item, Part):
                yield from item.flat()
            else:
                yield item


@dataclass(slots=True)
class PageRecord(Part):
    """A whole page: its name, and in words which filters, zone and data it speaks of."""

    title: str = ""
    about: Mapping[str, object] = field(default_factory=dict)
    days: str = ""
    """The period for the name of a file: ``2025-09-01-2026-08-31``; no text from data is in one."""


Place = tuple[PageRecord, Part] | None
"""Where in which record a part stands; None where none is kept."""
_run = local()


def current() -> PageRecord | None:
    """The record of the page that is made; None where none is kept."""
    return getattr(_run, "page", None)


def add(item: Text | Figure | Table | Chart) -> None:
    """Put a thing into the record; where none is kept, nothing happens."""
    part = getattr(_run, "part", None)
    if part is not None:
        part.items.append(item)


def about() -> Mapping[str, object]:
    """What the page that is made says of itself; nothing where no record is kept."""
    page = getattr(_run, "page", None)
    return page.about if page else {}


def days() -> str:
    """The period that the page shows, for the name of a file."""
    page = getattr(_run, "page", None)
    return page.days if page else ""


@contextmanager
def page(record: PageRecord) -> Iterator[None]:
    """While a page is made: the record is written."""
    _run.page = _run.part = record
    try:
        yield
    finally:
        _run.page = _run.part = None


def place() -> Place:
    """A place in the record for a part that may be made again alone."""
    if getattr(_run, "part", None) is None:
        return None
    part = Part()
    _run.part.items.append(part)
    return _run.page, part


@contextmanager
def part(place: Place) -> Iterator[None]:
    """While a part is made, for the first time or again: what it said before is forgotten."""
    if place is None:
        yield
        return
    earlier = getattr(_run, "page", None), getattr(_run, "part", None)
    _run.page, _run.part = place
    place[1].items.clear()
    try:
        yield
    finally:
        _run.page, _run.part = earlier
