"""Marks on charts over days: unusual days, days without recordings, price changes, notes, and how each compares with the bill."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from analytics.core.model import DayCharge
from analytics.planning.alerts import unusual_days
from analytics.planning.forecast import every_day
from analytics.reports.notes import Note
from pages.ui import data, formats, reconciled, theme
from pages.ui.cache import cached
from pages.ui.charts.base import Picture
from pages.ui.periods import DAY

UNUSUAL, MISSING, PRICE, NOTE = "●", "○", "◆", "▼"
_SYMBOLS = {UNUSUAL: "circle", MISSING: "circle-open", PRICE: "diamond", NOTE: "triangle-down"}
LEGEND = {
    UNUSUAL: "unusual day",
    MISSING: "no recordings",
    PRICE: "price change",
    NOTE: "note",
}
TOLD = 3
MOST = 60
"""More signs than this on one chart tell nothing: the largest are kept."""


class Mark(NamedTuple):
    """A sign above the days of ``[since, until)`` and what it says."""

    since: date
    until: date
    sign: str
    text: str


def put(
    picture: Picture,
    since: date,
    until: date,
    chosen: Mapping[str, Collection[str]] | None = None,
    step: str = "day",
) -> str:
    """Put the marks of the days on a chart over time; the words for its caption, "" where there are none.

    Where a bar is a ``week`` or a ``month``, the marks of its days stand above it, one for each sign.

    ``chosen`` are the values that each field is filtered by. Unusual days, gaps and prices are those of the whole account; the
    vendor's bill is that of the chosen apps, for it tells no room, user or kind.
    """
    names = tuple((field, tuple(values)) for field, values in (chosen or {}).items() if values)
    marks = _marks(since, until, names)
    if step != "day":
        marks = _together(marks, step)
    for mark in marks:
        if mark.until - mark.since > DAY:
            picture.shade(mark.since, mark.until - DAY, theme.GRID)
    if marks:
        picture.signs(
            [(mark.since, _SYMBOLS[mark.sign], formats.label(mark.text, 240)) for mark in marks]
        )
    signs = dict.fromkeys(mark.sign for mark in marks)
    bill = reconciled.strip(picture, since, until, (chosen or {}).get("app", ()))
    return " · ".join(filter(None, [*(f"{sign} {LEGEND[sign]}" for sign in signs), bill]))


def _together(marks: Sequence[Mark], step: str) -> tuple[Mark, ...]:
    """A mark for each sign of a bar, on its first day; it says the first few of what it stands for."""
    bars: dict[tuple[date, str], list[str]] = {}
    for mark in marks:
        bars.setdefault((_begin(mark.since, step), mark.sign), []).append(mark.text)
    return tuple(
        Mark(begin, begin + DAY, sign, "; ".join([*texts[:TOLD], *_more(len(texts) - TOLD)]))
        for (begin, sign), texts in bars.items()
    )


def _begin(day: date, step: str) -> date:
    return day.replace(day=1) if step == "month" else day - day.weekday() * DAY


def _more(number: int) -> list[str]:
    return [f"{number} more"] if number > 0 else []


@cached(60)
def _marks(
    since: date, until: date, names: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[Mark, ...]:
    found = [*_unusual(since, until), *_missing(since, until), *_prices(since, until)]
    chosen = dict(names)
    for note in data.notes():
        if note.is_about(since, until, chosen):
            found.append(Mark(max(note.since, since), min(note.until, until), NOTE, words(note)))
    return tuple(sorted(found[:MOST]))


def words(note: Note) -> str:
    """``3 Jun 2026, room 101: exam week (Li)``."""
    about = f", {note.field} {formats.named(note.value)}" if note.field else ""
    return f"{formats.days(note.since, note.until)}{about}: {note.text} ({note.who})"


def _unusual(since: date, until: date) -> list[Mark]:
    rows = data.asked("billable_days")
    series = every_day(DayCharge(row["day"], row["ms"]) for row in rows)
    marks = []
    for unusual in sorted(unusual_days(series), key=lambda day: -abs(day.ms - day.usual)):
        if since <= unusual.day < until:
            text = (
                f"{formats.day(unusual.day)}: {formats.minutes(unusual.ms)} billable minutes, usual "
                f"{unusual.day:%A} {formats.minutes(unusual.usual)}"
            )
            marks.append(Mark(unusual.day, unusual.day + DAY, UNUSUAL, text))
    return marks[: MOST // 2]


def _missing(since: date, until: date) -> list[Mark]:
    """Stretches without recordings that have a working day."""
    marks = []
    for gap in data.missing_days():
        first, end = max(gap["first_day"], since), min(gap["last_day"] + DAY, until)
        if gap["working_days"] and first < end:
            text = f"No recordings: {formats.days(gap['first_day'], gap['last_day'] + DAY)}"
            marks.append(Mark(first, end, MISSING, text))
    return marks


def _prices(since: date, until: date) -> list[Mark]:
    """Days from which another version of the team's price book holds."""
    book = data.book(data.team()[1].price_book)
    return [
        Mark(
            day, day + DAY, PRICE, f"Prices of version {version.version} from {formats.day(day)} on"
        )
        for version, _ in book.spans()[1:]
        if (day := version.valid_from) and since <= day < until
    ]
