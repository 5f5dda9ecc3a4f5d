"""What the numbers of the Explore page are made of: the headline, each bar, row, and hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from analytics import lineage
from analytics.core.money import digits, scaled
from analytics.lineage import Claim, derived_rows
from analytics.reports.explore.slices import FILTERS, Dimension, Slice, Step
from analytics.storage.store import Store
from pages.monitor._explore.measures import By
from pages.monitor._explore.questions import narrowed
from pages.ui import data, use_costs

_Asked = tuple[str, Mapping[str, Any]]
"""A question and its parameters, names of apps, rooms and users as names."""

_NO_CUT: Mapping[str, Any] = {}
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


def costs(
    part: Slice,
    cells: Mapping[str, int],
    cut: Mapping[str, Any] = _NO_CUT,
    groups: use_costs.Groups = (),
) -> dict[str, Claim]:
    """Costs of use of files by their titles, in the smallest unit of the currency; ``cut`` are other filters of these."""
    name, plan = data.team()
    settlement = data.settlement(plan, None, None)
    field = next(iter(cut), "")
    without = tuple(f for f in part.without if FILTERS[Dimension(f)] not in cut)
    narrow = replace(part, **{**cut, "without": without}) if cut else part
    places = digits(settlement.book.currency)

    def rows(amount: Decimal) -> Callable[[Store], Sequence[Mapping[str, Any]]]:
        def made(store: Store) -> Sequence[Mapping[str, Any]]:
            lines = derived_rows.costs_of_days(use_costs.rows(("day",), narrow, groups))(store)
            rest = amount - sum((line["amount"] for line in lines), Decimal(0))
            if rest:
                what = "cents by which the rows that are shown add up"
                lines = [*lines, derived_rows.row(narrow.since, what, "", 0, rest)]
            return lines

        return made

    return {
        title: lineage.worked(
            "part_cost",
            scaled(units, places),
            rows(scaled(units, places)),
            title=title,
            settlement=settlement,
            plan=name,
            asked={"fields": ["day", *[field] * bool(field)], **narrow.parameters("cost_of_use")},
        )
        for title, units in cells.items()
    }


def ranked_costs(part: Slice, by: By, costs_of: Mapping[str, tuple[str, int]]) -> dict[str, Claim]:
    """The cost of each value of a ranking: {value: (its name, units)}."""
    claims: dict[str, Claim] = {}
    for value, (name, units) in costs_of.items():
        title = f"{name}, Cost"
        if by.own:
            claims |= costs(part, {title: units}, _narrow(by.own, value))
        else:
            claims |= costs(part, {title: units}, groups=((by.name, (value,)),))
    return claims


def cost_bars(
    part: Slice,
    by: By,
    step: Step,
    series: Mapping[str | None, tuple[str, Mapping[date, int]]],
) -> dict[str, Claim]:
    """The cost of each bar: {value, None for all: (its name, {first day of a step: units})}."""
    claims: dict[str, Claim] = {}
    for value, (name, amounts) in series.items():
        for begin, units in amounts.items():
            days = part.over(*_days(part, begin, step).values())
            title = f"{begin.isoformat()}, {name}"
            if value is None:
                claims |= costs(days, {title: units})
            else:
                claims |= ranked_costs(days, by, {value: (title, units)})
    return {title.removesuffix(", Cost"): claim for title, claim in claims.items()}


def ranked_lessons(
    part: Slice, by: Dimension, lessons: Mapping[str, tuple[str, int]]
) -> dict[str, Claim]:
    """The lessons of each value of a ranking: {value: (its name, lessons)}."""
    question = "explore_lesson_counts"
    is_state = bool(part.states) or by is Dimension.STATE
    asked = {"by": str(by), "step": Step.NONE.value, "is_state": is_state}
    query = question, {**part.parameters(question), **asked}
    return {
        (title := f"{name}, Lessons"): _claim(
            "explore_lessons", part, number, title, query, **_of(by, value)
        )
        for value, (name, number) in lessons.items()
    }


def _narrow(by: Dimension, value: str) -> dict[str, Any]:
    return {name: tuple(values) for name, values in _of(by, value).items()}


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
    question, parameters = query
    return lineage.files(
        figure,
        number,
        part,
        title=title,
        question=question,
        asked=parameters,
        **cut,
    )
