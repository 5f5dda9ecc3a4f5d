"""With which days a period is compared, and which days of both are there to be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from analytics.core.months import add_months

_DAY = timedelta(days=1)
WEEKS = 4
"""So many same weekdays before are the usual of a single day."""
SAME_WEEKS = 52 * 7 * _DAY
"""A year as whole weeks, so that each day meets its own weekday."""

Span = tuple[date, date]
"""Half-open."""


class Against(StrEnum):
    """What a period can be compared with."""

    BEFORE = "before"
    LAST_YEAR = "last_year"
    SAME_WEEKDAY = "same_weekday"
    """Of a single day: the average of the same weekday of the four weeks before."""
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The days that are compared: as many as are recorded on both sides."""

    against: Against
    now: Span | None
    """Of the period; None where nothing can be compared."""
    before: Span | None
    meant: Span
    """The days that were asked for, recorded or not."""
    is_partial: bool
    """Fewer days are compared than were asked for."""
    weeks: int = 0
    """Of ``SAME_WEEKDAY`` how many weeks are before: the weekday of the day stands so often in ``before``."""

    @property
    def times(self) -> int:
        """By how much the sum of ``before`` is divided to meet that of ``now``."""
        return self.weeks or 1

    @property
    def days(self) -> tuple[int, int]:
        """How many days are compared, of the period and of the other."""
        return _length(self.now), _length(self.before)


def days_before(period: Span) -> Span:
    """As many months before whole months, as many years before whole years from any day on, else as many days before."""
    since, until = period
    months = (until.year - since.year) * 12 + until.month - since.month
    if months > 0 and (since.day == 1 or not months % 12) and add_months(since, months) == until:
        return add_months(since, -months), since
    return since - (until - since), since


def compare(
    against: Against, period: Span, recorded: Span, baseline: Span | None = None
) -> Comparison:
    """The days of ``period`` against other days, both cut to what is recorded.

    ``baseline`` are the days before (as the period's own calendar has them) or the chosen ones. Where
    a day of one side is not recorded, the day in the same place of the other is left out too, so
    that a part is never held against a whole. Periods of different length keep their own days.
    """
    since, until = period
    if against is Against.SAME_WEEKDAY:
        return _same_weekday(since, recorded)
    if against is Against.LAST_YEAR:
        baseline = (since - SAME_WEEKS, until - SAME_WEEKS)
    baseline = baseline or days_before(period)
    head = max(_missing(recorded[0], since), _missing(recorded[0], baseline[0]))
    tail = max(_missing(until, recorded[1]), _missing(baseline[1], recorded[1]))
    period_days = (since + head, until - tail)
    baseline_days = (baseline[0] + head, baseline[1] - tail)
    is_partial = bool(head or tail)
    if period_days[0] >= period_days[1] or baseline_days[0] >= baseline_days[1]:
        return Comparison(against, None, None, baseline, True)
    return Comparison(against, period_days, baseline_days, baseline, is_partial)


def _same_weekday(day: date, recorded: Span) -> Comparison:
    before = [day - number * 7 * _DAY for number in range(1, WEEKS + 1)]
    there = [earlier for earlier in before if earlier >= recorded[0]]
    meant = before[-1], day
    if not there or not recorded[0] <= day < recorded[1]:
        return Comparison(Against.SAME_WEEKDAY, None, None, meant, True)
    is_partial = len(there) < WEEKS
    days = (day, day + _DAY), (there[-1], day)
    return Comparison(Against.SAME_WEEKDAY, *days, meant, is_partial, len(there))


def days_without(span: Span, gaps: Iterable[Span]) -> int:
    """How many days of a span lie in stretches in which nothing is recorded."""
    inside = ((max(span[0], since), min(span[1], until)) for since, until in gaps)
    return sum(max((until - since).days, 0) for since, until in inside)


def _missing(later: date, earlier: date) -> timedelta:
    return max(later - earlier, timedelta(0))


def _length(span: Span | None) -> int:
    return (span[1] - span[0]).days if span else 0
