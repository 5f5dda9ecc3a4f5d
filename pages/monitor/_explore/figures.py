"""What the numbers of the Explore page are made of: the headline, each bar, row, and hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from analytics import lineage
from analytics.lineage import Claim
from analytics.reports.explore.slices import FILTERS, Dimension, Slice, Step
from analytics.reports.filters import Filters

_NUMBERS = (Dimension.WEEKDAY, Dimension.HOUR, Dimension.LINES)


def headline(part: Slice, ms: int, billable_ms: int, files: int, lessons: int) -> dict[str, Claim]:
    """The four cards."""
    return {
        "Minutes": _claim("explore_minutes", part, ms, "Minutes"),
        "Billable minutes": _claim("explore_billable", part, billable_ms, "Billable minutes"),
        "Files": _claim("explore_files", part, files, "Files"),
        "Lessons": _claim("explore_lessons", part, lessons, "Lessons"),
    }


def ranked(
    part: Slice, by: Dimension, values: Mapping[str, tuple[str, int, int, int]]
) -> dict[str, Claim]:
    """Each cell of the ranking: {value: (its name, ms, billable ms, files)}."""
    found = {}
    for value, (name, ms, billable_ms, files) in values.items():
        cut = _of(by, value)
        for column, figure, number in (
            ("Minutes", "explore_minutes", ms),
            ("Billable", "explore_billable", billable_ms),
            ("Files", "explore_files", files),
        ):
            title = f"{name}, {column}"
            found[title] = _claim(figure, part, number, title, **cut)
    return found


def over_time(
    part: Slice,
    by: Dimension,
    step: Step,
    series: Mapping[str, tuple[str, Mapping[date, int]]],
    totals: Mapping[date, int],
) -> dict[str, Claim]:
    """Each bar: {value: (its name, {first day of a step: ms})}, and the bars together."""
    found = {}
    named = [(f", {name}", _of(by, value), ms) for value, (name, ms) in series.items()]
    for name, cut, amounts in [(", all", {}, totals), *named]:
        for begin, ms in amounts.items():
            title = f"{begin.isoformat()}{name}"
            days = _days(part, begin, step)
            found[title] = _claim("explore_minutes", part, ms, title, **days, **cut)
    return found


def _days(part: Slice, begin: date, step: Step) -> dict[str, date]:
    """The days of a step, those of the part alone."""
    return {
        "since": max(begin, part.since),
        "until": min(lineage.after(begin, step.value), part.until),
    }


def rhythm(
    part: Slice, cells: Mapping[tuple[int, int], int], weekdays: tuple[str, ...]
) -> dict[str, Claim]:
    """Each hour of each weekday: {(weekday, 1 is Monday; hour): ms}."""
    found = {}
    for (weekday, hour), ms in sorted(cells.items()):
        title = f"{weekdays[weekday - 1]}, {hour:02}:00"
        cut = {"weekdays": [weekday], "hours": [hour]}
        found[title] = _claim("explore_minutes", part, ms, title, **cut)
    return found


def lessons_by_step(part: Slice, step: Step, lessons: Mapping[date, int]) -> dict[str, Claim]:
    """Each bar of lessons over time: {first day of a step: lessons}."""
    return {
        (title := begin.isoformat()): _claim(
            "explore_lessons", part, number, title, **_stands(part, begin, step)
        )
        for begin, number in lessons.items()
    }


def _stands(part: Slice, begin: date, step: Step) -> dict[str, date]:
    return {f"last_{edge}": day for edge, day in _days(part, begin, step).items()}


def lessons_by_size(
    part: Slice, by: str, lessons: Mapping[int, tuple[str, int]]
) -> dict[str, Claim]:
    """Each bar of lessons by their ``length`` or ``cameras``: {size: (its name, lessons)}."""
    return {
        name: _claim("explore_lessons", part, number, name, **{by: size})
        for size, (name, number) in lessons.items()
    }


def named(
    part: Slice, title: str, ms: int, by: Dimension | None = None, value: str = ""
) -> dict[str, Claim]:
    """One figure of minutes, in all or of one value, by its title."""
    cut = {} if by is None else _of(by, value)
    return {title: _claim("explore_minutes", part, ms, title, **cut)}


def _of(by: Dimension, value: str) -> dict[str, Any]:
    return {FILTERS[by]: [int(value) if by in _NUMBERS else value]}


def _claim(figure: str, part: Slice, number: int, title: str, **cut: Any) -> Claim:
    own = {
        name: list(getattr(part, name)) or None
        for name in ("users", "weekdays", "hours", "finishes", "pictures")
    }
    filters = Filters(part.since, part.until, part.apps, part.rooms, part.kinds)
    return lineage.files(figure, number, filters, title=title, **{**own, **cut})
