"""Estimate of what a school will record: from a class model, or from its own history, day by day and kind.

All arithmetic is exact and rounded once, half up to a whole ms of a kind and day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from analytics.billing.meter import charge_days, ratio_spans
from analytics.core.model import (
    KINDS,
    MS_PER_MINUTE,
    DayCharge,
    Kind,
    Plan,
    PriceBook,
    RecordedFile,
    Rounding,
)
from analytics.core.money import divide_half_up
from analytics.core.months import add_months
from analytics.core.phrase import Phrase, joined

_DAY = timedelta(days=1)
_NOTHING = Decimal(0)
WORKWEEK = (0, 1, 2, 3, 4)


class Case(StrEnum):
    """Which end of an estimate is meant."""

    LOW = "low"
    EXPECTED = "expected"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class ClassModel:
    """How a school teaches: what each class records, and on which days it is held."""

    classes_a_day: Decimal
    """In each room, on a teaching day; fractions are averages."""
    minutes: Decimal = Decimal(40)
    """Length of a class."""
    cameras: Decimal = Decimal(1)
    """Cameras that are on, on average over a class: the teacher is one."""
    screen_percent: Decimal = _NOTHING
    """Part of a class during which somebody shares a screen."""
    whiteboard: bool = True
    mixed_layouts: int = 0
    """Mixed-stream files of a class, each as long as it."""
    rooms: int = 1
    growth_percent: Decimal = _NOTHING
    """More classes in each further month of the term, compounding; may be negative."""
    yearly_growth_percent: Decimal = _NOTHING
    """More classes in each further year of the term, compounding; may be negative."""
    weekdays: tuple[int, ...] = WORKWEEK
    """Teaching days, Monday is 0."""
    holidays: tuple[tuple[date, date], ...] = ()
    """Half-open spans of days without classes."""
    days_a_month: Decimal = _NOTHING
    """So many teaching days has each month of the term: its classes are spread evenly over the weekdays on which
    there are any; a month without such a day has none. 0: each of those weekdays counts as it is."""
    school_terms: tuple[tuple[date, date], ...] = ()
    """Half-open spans of days: outside of them there are no classes. None: the whole term."""
    public_holidays: tuple[date, ...] = ()
    """Days without classes."""
    holidays_of: str = ""
    """Whose they are: two letters of ISO 3166, those of a part of it behind a hyphen."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The recordings that an estimate repeats: of the billing days ``[since, until)``, empty means all."""

    since: date | None
    until: date | None
    apps: tuple[str, ...]
    rooms: tuple[str, ...]
    kinds: tuple[str, ...]
    percent: Decimal
    months: int
    edition: int
    """The commit of the database after which they were read."""
    is_sample: bool = False
    """They are the product's made-up sample."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The recorded ms of each day of ``[since, since + n)`` by kind; every series has n values."""

    since: date
    series: tuple[tuple[Kind, tuple[int, ...]], ...]
    """Every kind, in the order of ``KINDS``."""
    robot: tuple[int, ...]
    """How long the recording robot is in a class, in ms a day."""
    source: str
    """Where the figures come from, one sentence."""
    low_percent: Decimal = Decimal(80)
    """What the low case is of the expected one."""
    high_percent: Decimal = Decimal(120)
    origin: Origin | None = None
    """None: a class model."""

    @property
    def days(self) -> int:
        return len(self.robot)

    @property
    def until(self) -> date:
        return self.since + self.days * _DAY

    @property
    def ms(self) -> Mapping[Kind, int]:
        """The whole term by kind."""
        return {kind: sum(values) for kind, values in self.series}


class MonthUsage(NamedTuple):
    """The recorded ms by kind in ``[since, until)``, one month of a term."""

    since: date
    until: date
    ms: Mapping[Kind, int]

    @property
    def total(self) -> int:
        return sum(self.ms.values())


def month_spans(since: date, until: date) -> tuple[tuple[date, date], ...]:
    """The months of a term, counted from its first day; the last may be cut short."""
    spans: list[tuple[date, date]] = []
    while (begin := add_months(since, len(spans))) < until:
        spans.append((begin, min(add_months(since, len(spans) + 1), until)))
    return tuple(spans)


def from_model(model: ClassModel, since: date, months: int) -> Estimate:
    """The usage of ``months`` months from ``since`` on, under a class model."""
    length = Fraction(model.minutes) * MS_PER_MINUTE
    per_class = {
        Kind.CAMERA: length * Fraction(model.cameras),
        Kind.SCREEN: length * Fraction(model.screen_percent) / 100,
        Kind.WHITEBOARD: length if model.whiteboard else Fraction(0),
        Kind.MIXED: length * model.mixed_layouts,
    }
    classes: list[Fraction] = []
    step = 1 + Fraction(model.growth_percent) / 100
    count = Fraction(model.classes_a_day) * model.rooms
    yearly = 1 + Fraction(model.yearly_growth_percent) / 100
    closed = frozenset(model.public_holidays)
    for place, (begin, end) in enumerate(month_spans(since, add_months(since, months))):
        if place and place % 12 == 0:
            count *= yearly
        days = [begin + number * _DAY for number in range((end - begin).days)]
        teaching = {day for day in days if day not in closed and _teaches(model, day)}
        a_day = count
        if model.days_a_month and teaching:
            a_day = count * Fraction(model.days_a_month) / len(teaching)
        classes += [a_day if day in teaching else Fraction(0) for day in days]
        count *= step

    def ms(duration: Fraction) -> tuple[int, ...]:
        by_count = {
            class_count: divide_half_up(*(duration * class_count).as_integer_ratio())
            for class_count in set(classes)
        }
        return tuple([by_count[class_count] for class_count in classes])

    return Estimate(
        since,
        tuple((kind, ms(per_class.get(kind, Fraction(0)))) for kind in KINDS),
        ms(length),
        model_words(model),
    )


def _teaches(model: ClassModel, day: date) -> bool:
    if day.weekday() not in model.weekdays:
        return False
    if model.school_terms and not any(first <= day < end for first, end in model.school_terms):
        return False
    return not any(first <= day < end for first, end in model.holidays)


def model_words(model: ClassModel) -> Phrase:
    """The class model as one sentence for a customer."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    weekdays = [Phrase(names[day]) for day in sorted(model.weekdays)]
    parts = [
        Phrase(
            "{classes} classes of {minutes} minutes a teaching day{rooms} ({weekdays})",
            classes=_trimmed(model.classes_a_day),
            minutes=_trimmed(model.minutes),
            rooms=""
            if model.rooms == 1
            else Phrase(" in each of {rooms} rooms", rooms=model.rooms),
            weekdays=joined(weekdays, ", ") if weekdays else Phrase("no teaching day"),
        ),
        Phrase("{cameras} cameras on average", cameras=_trimmed(model.cameras)),
    ]
    if model.screen_percent:
        share = _trimmed(model.screen_percent)
        parts.append(Phrase("screen share in {percent} % of the time", percent=share))
    parts.append(Phrase("whiteboard recorded") if model.whiteboard else Phrase("no whiteboard"))
    if model.mixed_layouts == 1:
        parts.append(Phrase("1 mixed-stream file per class"))
    elif model.mixed_layouts:
        parts.append(Phrase("{files} mixed-stream files per class", files=model.mixed_layouts))
    if model.growth_percent:
        parts.append(Phrase("{percent} % growth a month", percent=_trimmed(model.growth_percent)))
    if model.yearly_growth_percent:
        growth = _trimmed(model.yearly_growth_percent)
        parts.append(Phrase("{percent} % growth a year", percent=growth))
    if model.days_a_month:
        days = _trimmed(model.days_a_month)
        parts.append(Phrase("{days} teaching days a month", days=days))
    if model.school_terms:
        spans = [
            Phrase("{first} to {last}", first=first, last=end - _DAY)
            for first, end in model.school_terms
        ]
        parts.append(Phrase("classes from {spans}", spans=joined(spans, ", ")))
    free = sum(day.weekday() in model.weekdays for day in model.public_holidays)
    if free:
        parts.append(
            Phrase(
                "no classes on {days} public holidays ({place})",
                days=free,
                place=model.holidays_of,
            )
        )
    closed = sum((end - first).days for first, end in model.holidays)
    if closed:
        parts.append(Phrase("{days} days of holidays", days=closed))
    return joined(parts, "; ", ".")


def _trimmed(number: Decimal) -> Decimal:
    """The number without zeros at its end."""
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def scaled(estimate: Estimate, percent: Decimal) -> Estimate:
    """The same estimate with every day at ``percent`` of its length, half up to a whole ms."""
    numerator, denominator = (Fraction(percent) / 100).as_integer_ratio()

    def part(values: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(divide_half_up(ms * numerator, denominator) for ms in values)

    series = tuple((kind, part(values)) for kind, values in estimate.series)
    return replace(estimate, series=series, robot=part(estimate.robot))


def at(estimate: Estimate, case: Case) -> Estimate:
    """The low, expected or high case."""
    if case is Case.EXPECTED:
        return estimate
    return scaled(estimate, estimate.low_percent if case is Case.LOW else estimate.high_percent)


def by_month(estimate: Estimate) -> tuple[MonthUsage, ...]:
    """Recorded ms by kind in each month of the term."""

    def part(begin: date, end: date) -> Callable[[tuple[int, ...]], int]:
        first, last = (begin - estimate.since).days, (end - estimate.since).days
        return lambda values: sum(values[first:last])

    return tuple(
        MonthUsage(begin, end, {kind: part(begin, end)(values) for kind, values in estimate.series})
        for begin, end in month_spans(estimate.since, estimate.until)
    )


def charged(estimate: Estimate, plan: Plan, book: PriceBook) -> tuple[DayCharge, ...]:
    """What each day of the term is charged for, days without a class with 0.

    An estimate knows no files: where the plan rounds each file, or each task and kind, the daily
    sum of a kind is rounded as one.
    """
    spans = ratio_spans(plan, book)
    edges = sorted({day for span in spans if (day := span.since)})
    series = [(kind, values) for kind, values in estimate.series if any(values)]
    charges: dict[tuple[int, tuple[int, ...]], int] = {}
    days: list[DayCharge] = []
    for number in range(estimate.days):
        day = estimate.since + number * _DAY
        key = (bisect_right(edges, day), tuple([values[number] for _, values in series]))
        if key not in charges:
            files = [
                RecordedFile(day, "", "", kind, ms)
                for (kind, _), ms in zip(series, key[1], strict=True)
            ]
            charges[key] = sum(ms for _, ms in charge_days(files, spans, plan.rounding))
        days.append(DayCharge(day, charges[key]))
    return tuple(days)


def rounds_by_file(plan: Plan) -> bool:
    """The plan rounds something smaller than what an estimate knows."""
    return plan.rounding in (Rounding.FILE, Rounding.TASK_KIND)
