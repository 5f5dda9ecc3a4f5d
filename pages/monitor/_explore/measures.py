"""What Explore measures: minutes, billable minutes, cost of use or files, as whole units that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from analytics.billing.cost_of_use import CostRow
from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.core.model import MS_PER_MINUTE
from analytics.core.money import digits, scaled
from analytics.reports.explore.slices import Dimension, Slice, Step
from analytics.reports.filters import Filters
from pages.monitor._explore import questions, state
from pages.ui import data, dimension_words, formats, tables, use_costs
from pages.ui.cache import cached
from pages.ui.charts.base import axis_minutes

_COSTED = (Dimension.KIND, Dimension.APP, Dimension.ROOM, Dimension.USER)
_HOUR_MS = 60 * MS_PER_MINUTE


class Measure(StrEnum):
    """What bars and rows are about; the value names it in a link and on the page."""

    MINUTES = "Minutes"
    BILLABLE = "Billable minutes"
    COST = "Cost"
    FILES = "Files"


class Amounts(NamedTuple):
    """Of one value: ms, billable ms, files, and the cost of use in the currency's smallest unit, None where nobody asked."""

    ms: int
    billable_ms: int
    files: int
    cost: int | None = None

    def of(self, measure: Measure) -> int:
        """Whole units of a measure: ms, files, or the smallest unit of the currency."""
        units = {
            Measure.MINUTES: self.ms,
            Measure.BILLABLE: self.billable_ms,
            Measure.FILES: self.files,
            Measure.COST: self.cost or 0,
        }
        return units[measure]


@dataclass(frozen=True, slots=True)
class By:
    """What values are told apart by: a dimension of the recordings, or of the team's groups."""

    name: str
    own: Dimension | None = None
    """None for a dimension of groups."""

    @property
    def plural(self) -> str:
        return dimension_words.PLURALS[self.own] if self.own else f"values of {self.name}"

    def shown(self, value: str) -> str:
        """A value as a person reads it."""
        return dimension_words.shown(self.own, value) if self.own else value or state.NOT_MAPPED

    def label(self, value: str, longest: int) -> str:
        """A value for a chart or a table."""
        if self.own:
            return dimension_words.label(self.own, value, longest)
        return formats.short(self.shown(value), longest)


def choices() -> dict[str, By]:
    """What can be chosen, by its name on the page: a dimension of groups comes after our own."""
    own = {text: By(text, by) for by, text in dimension_words.DIMENSIONS.items()}
    groups = {name: By(name) for name in use_costs.dimensions()}
    return {**own, **{name: by for name, by in groups.items() if name not in own}}


def check(part: Slice, by: By, measure: Measure) -> None:
    """Raises Problem where costs, or groups, are not known of such a part."""
    if by.own and measure is not Measure.COST:
        return
    what = "Cost is" if measure is Measure.COST else "Groups are"
    if by.own and by.own not in _COSTED:
        raise Problem(
            f"{what} not known by {by.name.lower()}",
            hint="Choose kind, app, room, user or a dimension of groups",
        )
    if part.weekdays or part.hours or part.finishes or part.pictures:
        raise Problem(
            f"{what} not known by weekday, hour, finish reason or resolution",
            hint="Take these filters off, or choose minutes",
        )


@cached(300)
def ranking(
    part: Slice, by: By, measure: Measure, *, is_charted: bool = True
) -> dict[str, Amounts]:
    """All values, the most of the measure first. Raises Problem as ``check``."""
    check(part, by, measure)
    if by.own and measure is not Measure.COST:
        sums = questions.ranking(part, by.own, is_charted=is_charted)
        amounts = {value: Amounts(*_ordered(row)) for value, row in sums.items()}
    else:
        field = by.own.value if by.own else by.name
        amounts = {
            name or "": _amounts(row) for row in _rows(part, field) for (name,) in (row.key,)
        }
    return dict(sorted(amounts.items(), key=lambda item: (-item[1].of(measure), item[0])))


def over_time(
    part: Slice, by: By, step: Step, measure: Measure, values: Sequence[str] | None = None
) -> dict[str, dict[date, int]]:
    """{value: {first day of a step: units}} of all values, or at least of those named. Raises Problem as ``check``."""
    check(part, by, measure)
    amounts: defaultdict[str, dict[date, int]] = defaultdict(dict)
    if by.own and measure is not Measure.COST:
        for value, first_day, sums in questions.amounts(part, by.own, step, values):
            amounts[value][first_day] = Amounts(*_ordered(sums)).of(measure)
        return amounts
    field = by.own.value if by.own else by.name
    for row in _rows(part, step.value, field):
        label, name = row.key
        if label is not None:
            first = date.fromisoformat(label if step is not Step.MONTH else f"{label}-01")
            amounts[name or ""][first] = _amounts(row).of(measure)
    return amounts


def steps(part: Slice, by: By, step: Step, measure: Measure) -> dict[date, int]:
    """{first day of a step: units} of all values together, as ``over_time`` adds them up."""
    if by.own and measure is not Measure.COST:
        sums = questions.steps(part, step)
        return {day: Amounts(*_ordered(each)).of(measure) for day, each in sums.items()}
    totals: defaultdict[date, int] = defaultdict(int)
    for amounts in over_time(part, by, step, measure).values():
        for day, units in amounts.items():
            totals[day] += units
    return totals


def cell(measure: Measure) -> Callable[[int], Any]:
    """Units of a measure as a number in a table: whole minutes, files, or an amount."""
    if measure is Measure.COST:
        return amount
    return int if measure is Measure.FILES else state.minutes


def column(
    name: str, units: Sequence[int], measure: Measure, *, bar: bool = False, **more: Any
) -> tables.Column:
    """Units of a measure as a column that sorts by them."""
    if measure is Measure.COST:
        return tables.money(name, list(map(amount, units)), use_costs.currency(), bar=bar, **more)
    if measure is Measure.FILES:
        return tables.whole(name, units, bar=bar, **more)
    return tables.minutes(name, units, 0, bar=bar, **more)


def text(units: int, measure: Measure) -> str:
    """Units of a measure for a person: ``110 min``, ``$0.77``, ``3 files``."""
    if measure is Measure.COST:
        currency = use_costs.currency()
        return formats.money(amount(units), currency)
    if measure is Measure.FILES:
        return formats.count(units, "file")
    return f"{formats.minutes(units)} min"


def said(units: int, measure: Measure) -> str:
    """The same in a sentence: ``110 minutes``."""
    if measure in (Measure.MINUTES, Measure.BILLABLE):
        billable = "billable " if measure is Measure.BILLABLE else ""
        return formats.minute_count(units).replace(" ", f" {billable}", 1)
    return text(units, measure)


def amount(cents: int) -> Decimal:
    """The smallest units of the currency of costs as an amount."""
    return scaled(cents, digits(use_costs.currency()))


def height(measure: Measure) -> Callable[[int], float]:
    """How high a bar of units is."""
    if measure is Measure.COST:
        return lambda units: float(amount(units))
    return float if measure is Measure.FILES else axis_minutes


def unit(measure: Measure) -> str:
    """What stands at the axis before "a day"."""
    return use_costs.currency() if measure is Measure.COST else measure.value.lower()


def _rows(part: Slice, *fields: str) -> list[CostRow]:
    filters = Filters(part.since, part.until, part.apps, part.rooms, part.kinds)
    return use_costs.rows(fields, filters, part.users)


def _amounts(row: CostRow) -> Amounts:
    places = digits(use_costs.currency())
    return Amounts(row.ms, row.charged_ms, row.files, int(row.total.scaleb(places)))


def _ordered(sums: questions.Sums) -> tuple[int, int, int]:
    return sums.ms, sums.billable_ms, sums.videos


def ratios(ranked: Mapping[str, Amounts], lessons: int) -> str:
    """The cost of a lesson, of an hour of files and of an hour of billable ones, in one line."""
    cost = amount(sum(each.of(Measure.COST) for each in ranked.values()))
    currency = use_costs.currency()
    parts = [
        f"**{formats.money(cost * unit / number, currency)}** {words}"
        for words, unit, number in (
            ("a lesson", 1, lessons),
            ("an hour of files", _HOUR_MS, sum(each.ms for each in ranked.values())),
            ("a billable hour", _HOUR_MS, sum(each.billable_ms for each in ranked.values())),
        )
        if number
    ]
    return formats.listed(parts).replace("$", "\\$")


def formula() -> str:
    """What a cost is, in a line below it."""
    name, _ = plans.team(data.store())
    return (
        f"Plan “{formats.plain(name)}”. "
        "Cost of use: a day’s postpaid charges and the used part of packs, by charged minutes; "
        "monthly fees and expired minutes of packs are spread over the period in proportion."
    )
