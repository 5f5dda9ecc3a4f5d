"""What Explore measures: minutes, cost of use, lessons and files as whole units that add up, and ratios of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from analytics.billing.cost_of_use import CostRow
from analytics.core.errors import Problem
from analytics.core.model import MS_PER_MINUTE
from analytics.core.money import digits, divide_half_up, scaled
from analytics.groups import imports
from analytics.reports import cost_of_use
from analytics.reports.explore.slices import Dimension, Slice, Step
from pages.monitor._explore import questions, state
from pages.ui import data, dimension_words, formats, tables, use_costs
from pages.ui.cache import cached
from pages.ui.charts.base import axis_minutes

_FIELDS = {
    Dimension.KIND: "kind",
    Dimension.APP: "app",
    Dimension.ROOM: "room",
    Dimension.USER: "user",
    Dimension.WEEKDAY: cost_of_use.WEEKDAY,
    Dimension.HOUR: cost_of_use.HOUR,
    Dimension.FINISH: cost_of_use.FINISH,
    Dimension.LINES: cost_of_use.LINES,
    Dimension.STATE: cost_of_use.STATE,
}
"""What each dimension is called where costs are shared."""
_HOUR_MS = 60 * MS_PER_MINUTE
_HUNDREDTHS = 100
STUDENTS = ("student", "students", "learner", "pupil", "学生", "學生", "学员")
"""Values of the dimension `role` that mean a student, in any case."""


class Measure(StrEnum):
    """What bars and rows are about; the value names it in a link and on the page."""

    MINUTES = "Minutes"
    BILLABLE = "Billable minutes"
    COST = "Cost"
    LESSONS = "Lessons"
    FILES = "Files"
    PER_LESSON = "Cost per lesson"
    PER_HOUR = "Cost per lesson hour"
    PER_STUDENT = "Cost per student"
    PER_MINUTE = "Billed minutes per lesson minute"


ADDED = (Measure.MINUTES, Measure.BILLABLE, Measure.COST, Measure.LESSONS, Measure.FILES)
"""Of which rows add up; the others are ratios."""
PARTS = {
    Measure.PER_LESSON: ("cost", "lessons", 1),
    Measure.PER_HOUR: ("cost", "length_ms", _HOUR_MS),
    Measure.PER_STUDENT: ("cost", "students", 1),
    Measure.PER_MINUTE: ("billable_ms", "length_ms", _HUNDREDTHS),
}
"""Of each ratio what is divided by what, and times what."""
_COSTED = (Measure.COST, Measure.PER_LESSON, Measure.PER_HOUR, Measure.PER_STUDENT)


class Amounts(NamedTuple):
    """Of one value: ms, billable ms, files, and what was asked for besides: the cost of use in the currency's smallest
    unit, lessons, their length, students.
    """

    ms: int = 0
    billable_ms: int = 0
    files: int = 0
    cost: int = 0
    lessons: int = 0
    length_ms: int = 0
    students: int = 0

    def has(self, measure: Measure) -> bool:
        """Whether there is anything that a ratio could be of."""
        return measure not in PARTS or bool(getattr(self, PARTS[measure][1]))

    def of(self, measure: Measure) -> int:
        """Whole units of a measure: ms, files, lessons, the smallest unit of the currency, hundredths of a minute; 0 of none."""
        if measure in PARTS:
            part, whole, times = PARTS[measure]
            number = getattr(self, whole)
            return divide_half_up(getattr(self, part) * times, number) if number else 0
        units = {
            Measure.MINUTES: self.ms,
            Measure.BILLABLE: self.billable_ms,
            Measure.FILES: self.files,
            Measure.COST: self.cost,
            Measure.LESSONS: self.lessons,
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

    @property
    def singular(self) -> str:
        return self.name.lower() if self.own else f"value of {self.name}"

    def shown(self, value: str) -> str:
        """A value as a person reads it."""
        return (
            dimension_words.shown(self.own, value)
            if self.own
            else value or dimension_words.NOT_MAPPED
        )

    def label(self, value: str, longest: int) -> str:
        """A value for a chart or a table."""
        if self.own:
            return dimension_words.label(self.own, value, longest)
        return formats.short(self.shown(value), longest)

    def labels(self, values: Iterable[str], longest: int = 48) -> list[str]:
        """Values beside each other: never cut where they differ."""
        return formats.apart((formats.named(self.shown(value)) for value in values), longest)


def choices() -> dict[str, By]:
    """What can be chosen, by its name on the page: a dimension of groups comes after our own."""
    own = {text: By(text, by) for by, text in dimension_words.DIMENSIONS.items()}
    groups = {name: By(name) for name in use_costs.dimensions()}
    return {**own, **{name: by for name, by in groups.items() if name not in own}}


def check(part: Slice, by: By | None, measure: Measure) -> None:
    """Raises Problem where a measure is not known of such a part, or by such a dimension."""
    wanted = _wanted(measure)
    if by and not by.own and wanted & {"lessons", "length_ms", "students"}:
        raise Problem(
            f"{measure} is not known by {by.name}",
            hint=f"Choose Cost or minutes, or filter by a value of {by.name}",
        )
    if "students" in wanted:
        if part.states or (by and by.own is Dimension.STATE):
            raise Problem(f"{measure} is not known by task state", hint="Take this filter off")
        if not students():
            raise Problem(
                f"{measure} needs to know who is a student",
                hint="Give users the role student on the Groups page, as the dimension role",
            )


@cached(2)
def students() -> tuple[int, ...]:
    """The numbers of the users whose role is student; () where nobody has one. Raises Problem where roles change with days."""
    store = data.store()
    values = tuple(
        value
        for dimension, value in use_costs.group_values()
        if dimension == "role" and value.casefold() in STUDENTS
    )
    if not values:
        return ()
    _, names = imports.names(store, "role", values)
    return tuple(row["id"] for row in store.ask("name_numbers", names=list(names)))


@cached(300)
def ranking(
    part: Slice, by: By, measure: Measure, *, is_charted: bool = True
) -> dict[str, Amounts]:
    """All values, the most of the measure first. Raises Problem as ``check``."""
    check(part, by, measure)
    amounts: dict[str, Amounts] = {}
    if by.own:
        sums = questions.ranking(part, by.own, is_charted=is_charted)
        amounts = {value: Amounts(*_ordered(row)) for value, row in sums.items()}
    field = _FIELDS[by.own] if by.own else by.name
    if not by.own or "cost" in _wanted(measure):
        for row in _rows(part, field):
            name = row.key[0] or ""
            before = amounts.get(name, Amounts(row.ms, row.charged_ms, row.files))
            amounts[name] = before._replace(cost=_cents(row))
    if by.own:
        for (_, value), counts in _counts(part, by.own, Step.NONE, measure).items():
            amounts[value] = amounts.get(value, Amounts())._replace(**counts)
    return dict(sorted(amounts.items(), key=lambda item: (-item[1].of(measure), item[0])))


@cached(300)
def whole(part: Slice, measure: Measure, *, is_charted: bool = True) -> Amounts:
    """All values together: what a ratio of the whole is made of, and each lesson and student once."""
    check(part, None, measure)
    amounts = Amounts(*_ordered(questions.total(part, is_charted=is_charted)))
    if "cost" in _wanted(measure):
        amounts = amounts._replace(cost=sum(_cents(row) for row in _rows(part)))
    for values in _counts(part, "none", Step.NONE, measure).values():
        amounts = amounts._replace(**values)
    return amounts


@cached(200)
def by_steps(
    part: Slice, by: By, step: Step, measure: Measure, values: tuple[str, ...] | None = None
) -> dict[str, dict[date, Amounts]]:
    """{value: {first day of a step: amounts}} of all values, or at least of those named. Raises Problem as ``check``."""
    check(part, by, measure)
    amounts: defaultdict[str, dict[date, Amounts]] = defaultdict(dict)
    if by.own:
        for value, first_day, sums in questions.amounts(part, by.own, step, values):
            amounts[value][first_day] = Amounts(*_ordered(sums))
    field = _FIELDS[by.own] if by.own else by.name
    if not by.own or "cost" in _wanted(measure):
        for row in _rows(part, step.value, field):
            if (first := _first(row.key[0], step)) is not None:
                of_value = amounts[row.key[1] or ""]
                before = of_value.get(first, Amounts(row.ms, row.charged_ms, row.files))
                of_value[first] = before._replace(cost=_cents(row))
    if by.own:
        for (day, name), more in _counts(part, by.own, step, measure).items():
            amounts[name][day] = amounts[name].get(day, Amounts())._replace(**more)
    return amounts


def over_time(
    part: Slice, by: By, step: Step, measure: Measure, values: Sequence[str] | None = None
) -> dict[str, dict[date, int]]:
    """The same in units of the measure."""
    named = None if values is None else tuple(values)
    return {
        value: {day: each.of(measure) for day, each in days.items() if each.has(measure)}
        for value, days in by_steps(part, by, step, measure, named).items()
    }


@cached(200)
def steps(part: Slice, step: Step, measure: Measure) -> dict[date, int]:
    """{first day of a step: units} of all values together."""
    check(part, None, measure)
    amounts = {day: Amounts(*_ordered(sums)) for day, sums in questions.steps(part, step).items()}
    if "cost" in _wanted(measure):
        for row in _rows(part, step.value):
            if (first := _first(row.key[0], step)) is not None:
                amounts[first] = amounts.get(first, Amounts())._replace(cost=_cents(row))
    for (day, _), values in _counts(part, "none", step, measure).items():
        amounts[day] = amounts.get(day, Amounts())._replace(**values)
    return {day: each.of(measure) for day, each in amounts.items() if each.has(measure)}


@cached(200)
def rhythm(part: Slice, measure: Measure) -> dict[tuple[int, int], int]:
    """{(weekday, 1 is Monday; hour in which a recording began): units}. Raises Problem as ``check``."""
    check(part, None, measure)
    amounts = {
        place: Amounts(*_ordered(sums)) for place, sums in questions.rhythm_sums(part).items()
    }
    if "cost" in _wanted(measure):
        for row in _rows(part, cost_of_use.WEEKDAY, cost_of_use.HOUR):
            if row.key[0] is not None and row.key[1] is not None:
                place = int(row.key[0]), int(row.key[1])
                amounts[place] = amounts.get(place, Amounts())._replace(cost=_cents(row))
    for (_, name), values in _counts(part, "weekday_hour", Step.NONE, measure).items():
        weekday, hour = map(int, name.split())
        place = weekday, hour
        amounts[place] = amounts.get(place, Amounts())._replace(**values)
    return {place: each.of(measure) for place, each in amounts.items()}


def _wanted(measure: Measure) -> set[str]:
    """What of Amounts a measure needs besides minutes and files."""
    if measure in PARTS:
        return {*PARTS[measure][:2]} - {"billable_ms"}
    return {"cost"} & {measure.value.lower()} | {"lessons"} & {measure.value.lower()}


def _counts(
    part: Slice, by: str, step: Step, measure: Measure
) -> dict[tuple[Any, str], dict[str, int]]:
    """{(first day of a step, value): what is counted}."""
    found: defaultdict[tuple[Any, str], dict[str, int]] = defaultdict(dict)
    wanted = _wanted(measure)
    if wanted & {"lessons", "length_ms"}:
        for row in questions.lesson_counts(part, by, step):
            found[row["step"], row["name"] or ""] |= {
                "lessons": row["lessons"],
                "length_ms": row["length_ms"],
            }
    if "students" in wanted:
        for row in questions.student_counts(part, by, step, students()):
            found[row["step"], row["name"] or ""] |= {"students": row["students"]}
    return found


def _first(label: str | None, step: Step) -> date | None:
    if label is None:
        return None
    return date.fromisoformat(f"{label}-01" if step is Step.MONTH else label)


def _cents(row: CostRow) -> int:
    return int(row.total.scaleb(digits(use_costs.currency())))


def is_money(measure: Measure) -> bool:
    """Whether units are the smallest of the currency."""
    return measure in _COSTED


def cell(measure: Measure) -> Callable[[int], Any]:
    """Units of a measure as a number in a table: whole minutes, files, lessons, or an amount."""
    if is_money(measure):
        return amount
    if measure is Measure.PER_MINUTE:
        return _hundredths
    return int if measure in (Measure.FILES, Measure.LESSONS) else state.minutes


def column(
    name: str, units: Sequence[int], measure: Measure, *, bar: bool = False, **more: Any
) -> tables.Column:
    """Units of a measure as a column that sorts by them."""
    if is_money(measure):
        return tables.money(name, list(map(amount, units)), use_costs.currency(), bar=bar, **more)
    if measure is Measure.PER_MINUTE:
        return tables.decimal(name, list(map(_hundredths, units)), **more)
    if measure in (Measure.FILES, Measure.LESSONS):
        return tables.whole(name, units, bar=bar, **more)
    return tables.minutes(name, units, 0, bar=bar, **more)


def text(units: int, measure: Measure) -> str:
    """Units of a measure for a person: ``110 min``, ``$0.77``, ``3 files``."""
    if is_money(measure):
        return formats.money(amount(units), use_costs.currency())
    if measure is Measure.PER_MINUTE:
        return f"{_hundredths(units)}"
    if measure in (Measure.FILES, Measure.LESSONS):
        return formats.count(units, measure.value.lower().removesuffix("s"))
    return f"{formats.minutes(units)} min"


def said(units: int, measure: Measure) -> str:
    """The same in a sentence: ``110 minutes``."""
    if measure in (Measure.MINUTES, Measure.BILLABLE):
        billable = "billable " if measure is Measure.BILLABLE else ""
        return formats.minute_count(units).replace(" ", f" {billable}", 1)
    return text(units, measure)


def _hundredths(units: int) -> Decimal:
    return scaled(units, 2)


def amount(cents: int) -> Decimal:
    """The smallest units of the currency of costs as an amount."""
    return scaled(cents, digits(use_costs.currency()))


def height(measure: Measure) -> Callable[[int], float]:
    """How high a bar of units is."""
    if is_money(measure):
        return lambda units: float(amount(units))
    if measure is Measure.PER_MINUTE:
        return lambda units: float(_hundredths(units))
    return float if measure in (Measure.FILES, Measure.LESSONS) else axis_minutes


def unit(measure: Measure) -> str:
    """What stands at the axis before "a day"."""
    if measure is Measure.COST:
        return use_costs.currency()
    if is_money(measure):
        return f"{measure.value.lower()}, {use_costs.currency()},"
    return measure.value.lower()


def _rows(part: Slice, *fields: str) -> list[CostRow]:
    return use_costs.rows(fields, part)


def _ordered(sums: questions.Sums) -> tuple[int, int, int]:
    return sums.ms, sums.billable_ms, sums.videos


def ratios(part: Slice) -> str:
    """The cost of a lesson, of an hour of lessons and of an hour of billable files, in one line."""
    of_lessons = whole(part, Measure.PER_HOUR)
    currency = use_costs.currency()
    parts = [
        f"**{formats.money(amount(divide_half_up(of_lessons.cost * unit, number)), currency)}** {words}"
        for words, unit, number in (
            ("a lesson", 1, of_lessons.lessons),
            ("a lesson hour", _HOUR_MS, of_lessons.length_ms),
            ("a billable hour", _HOUR_MS, of_lessons.billable_ms),
        )
        if number
    ]
    return formats.listed(parts).replace("$", "\\$")


def formula() -> str:
    """What a cost is, in a line below it."""
    name, _ = data.team()
    return (
        f"Plan “{formats.plain(name)}”. "
        "Cost of use: a day’s postpaid charges and the used part of packs, by charged minutes; "
        "monthly fees and expired minutes of packs are spread over the period in proportion."
    )
