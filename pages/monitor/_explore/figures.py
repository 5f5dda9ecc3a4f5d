"""What the numbers of the Explore page are made of: the headline, each bar, row, and hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analytics import lineage
from analytics.lineage import Claim
from analytics.reports.explore.slices import FILTERS, Dimension, Slice, Step
from analytics.reports.filters import Filters
from pages.monitor._explore.questions import narrowed

_Asked = tuple[str, Mapping[str, Any]]
"""A question and its parameters, names of apps, rooms and users as names."""

_NUMBERS = (Dimension.WEEKDAY, Dimension.HOUR, Dimension.LINES)


def headline(
    part: Slice, step: Step, ms: int, billable_ms: int, files: int, lessons: int
) -> dict[str, Claim]:
    """The four cards, which add up what the chart of this step shows."""
    kinds = _asked(part, Dimension.KIND, step)
    return {
        "Minutes": _claim("explore_minutes", part, ms, "Minutes", kinds),
        "Billable minutes": _claim(
            "explore_billable", part, billable_ms, "Billable minutes", kinds
        ),
        "Files": _claim("explore_files", part, files, "Files", kinds),
        "Lessons": _claim(
            "explore_lessons", part, lessons, "Lessons", _asked_lessons(part, "none", step)
        ),
    }


def ranked(
    part: Slice, by: Dimension, values: Mapping[str, tuple[str, int, int, int]]
) -> dict[str, Claim]:
    """Each cell of the ranking: {value: (its name, ms, billable ms, files)}."""
    claims = {}
    for value, (name, ms, billable_ms, files) in values.items():
        cut = _of(by, value)
        for column, figure, number in (
            ("Minutes", "explore_minutes", ms),
            ("Billable", "explore_billable", billable_ms),
            ("Files", "explore_files", files),
        ):
            title = f"{name}, {column}"
            claims[title] = _claim(figure, part, number, title, _asked(part, by), **cut)
    return claims


def over_time(
    part: Slice,
    by: Dimension,
    step: Step,
    series: Mapping[str, tuple[str, Mapping[date, int]]],
    totals: Mapping[date, int],
    *,
    is_whole: bool,
) -> dict[str, Claim]:
    """Each bar: {value: (its name, {first day of a step: ms})}, and the bars together."""
    claims = {}
    values = None if is_whole else list(series)
    query_of_all = _asked(part, Dimension.KIND, step)
    query = _asked(narrowed(part, by, values), by, step, values)
    lines = [(f", {name}", _of(by, value), ms, query) for value, (name, ms) in series.items()]
    for name, cut, amounts, question in [(", all", {}, totals, query_of_all), *lines]:
        for begin, ms in amounts.items():
            title = f"{begin.isoformat()}{name}"
            days = _days(part, begin, step)
            claims[title] = _claim("explore_minutes", part, ms, title, question, **days, **cut)
    return claims


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
    claims = {}
    query = _asked(part, "weekday_hour")
    for (weekday, hour), ms in sorted(cells.items()):
        title = f"{weekdays[weekday - 1]}, {hour:02}:00"
        cut = {"weekdays": [weekday], "hours": [hour]}
        claims[title] = _claim("explore_minutes", part, ms, title, query, **cut)
    return claims


def lessons_by_step(part: Slice, step: Step, lessons: Mapping[date, int]) -> dict[str, Claim]:
    """Each bar of lessons over time: {first day of a step: lessons}."""
    query = _asked_lessons(part, "none", step)
    return {
        (title := begin.isoformat()): _claim(
            "explore_lessons", part, number, title, query, **_stands(part, begin, step)
        )
        for begin, number in lessons.items()
    }


def _stands(part: Slice, begin: date, step: Step) -> dict[str, date]:
    return {f"last_{edge}": day for edge, day in _days(part, begin, step).items()}


def lessons_by_size(
    part: Slice, by: str, lessons: Mapping[int, tuple[str, int]]
) -> dict[str, Claim]:
    """Each bar of lessons by their ``length`` or ``cameras``: {size: (its name, lessons)}."""
    query = _asked_lessons(part, by)
    return {
        name: _claim("explore_lessons", part, number, name, query, **{by: size})
        for size, (name, number) in lessons.items()
    }


def named(
    part: Slice, title: str, ms: int, by: Dimension | None = None, value: str = ""
) -> dict[str, Claim]:
    """One figure of minutes, in all or of one value, by its title."""
    cut = {} if by is None else _of(by, value)
    query = _asked(part, by or Dimension.KIND)
    return {title: _claim("explore_minutes", part, ms, title, query, **cut)}


def _of(by: Dimension, value: str) -> dict[str, Any]:
    return {FILTERS[by]: [int(value) if by in _NUMBERS else value]}


def _asked(
    part: Slice, by: str, step: Step = Step.NONE, values: Sequence[str] | None = None
) -> _Asked:
    question = part.question(by, step)
    value_list = None if values is None else list(values)
    parameters = {"by": str(by), "step": step.value, "named": value_list}
    return question, {**part.parameters(question), **parameters}


def _asked_lessons(part: Slice, by: str, step: Step = Step.NONE) -> _Asked:
    question = "explore_lessons"
    return question, {**part.parameters(question), "by": by, "step": step.value}


def _claim(figure: str, part: Slice, number: int, title: str, query: _Asked, **cut: Any) -> Claim:
    part_cuts = {
        name: list(getattr(part, name)) or None
        for name in ("users", "weekdays", "hours", "finishes", "pictures")
    }
    filters = Filters(part.since, part.until, part.apps, part.rooms, part.kinds)
    question, parameters = query
    return lineage.files(
        figure,
        number,
        filters,
        title=title,
        question=question,
        asked=parameters,
        **{**part_cuts, **cut},
    )
