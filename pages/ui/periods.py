"""Periods: the days of a page, the days before them, and both in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from analytics.core.months import add_months
from analytics.reports.explore.comparison import days_before
from pages.ui import formats

DAY = timedelta(days=1)


class Preset(StrEnum):
    """A period that follows the data: it ends with the last recorded day, not with today."""

    LAST_30 = "Last 30 days"
    LAST_90 = "Last 90 days"
    THIS_MONTH = "This month"
    LAST_MONTH = "Last month"
    LAST_12_MONTHS = "Last 12 months"
    ALL = "All recorded days"
    CUSTOM = "Choose days …"


@dataclass(frozen=True, slots=True)
class Period:
    """The days of ``[since, until)``, the days before that they are compared with, and why."""

    since: date
    until: date
    before: tuple[date, date] | None = None
    """Half-open; None where there is nothing to compare with."""
    remark: str = ""
    """What is partial in the comparison, or why there is none; "" if nothing is."""
    is_all: bool = False
    """All recorded days are meant, with what was paid before them."""

    @property
    def text(self) -> str:
        return formats.days(self.since, self.until)

    @property
    def before_text(self) -> str:
        return formats.days(*self.before) if self.before else ""

    @property
    def length(self) -> int:
        return (self.until - self.since).days


def resolve(
    preset: Preset, first: date, last: date, custom_days: tuple[date, ...] | None = None
) -> Period:
    """The days of a preset over data recorded from ``first`` to ``last``, both included.

    ``custom_days`` are the first and last day of ``Preset.CUSTOM``; while only one is picked, that one
    day counts; while none is, all recorded days.
    """
    until = last + DAY
    month = last.replace(day=1)
    match preset:
        case Preset.LAST_30:
            return _with_before(until - 30 * DAY, until, first, last)
        case Preset.LAST_90:
            return _with_before(until - 90 * DAY, until, first, last)
        case Preset.LAST_12_MONTHS:
            return _with_before(add_months(until, -12), until, first, last)
        case Preset.THIS_MONTH:
            return this_month(first, last)
        case Preset.LAST_MONTH:
            return _with_before(add_months(month, -1), month, first, last)
        case Preset.CUSTOM if custom_days:
            return _with_before(custom_days[0], custom_days[-1] + DAY, first, last)
    return Period(first, until, remark="these are all days there are", is_all=True)


def this_month(first: date, last: date) -> Period:
    """The month of the last recorded day, as far as it is recorded.

    A month that is not over is compared with as many days of the month before.
    """
    since, until = last.replace(day=1), last + DAY
    period = _with_before(since, until, first, last)
    if until == add_months(since, 1):
        return period
    running = f"{formats.month(since)} is recorded up to {formats.day(last)} only"
    remark = f"{running}, {period.remark}" if period.remark else running
    return Period(since, until, period.before, remark)


def _before(since: date, until: date) -> tuple[date, date]:
    """The beginning of a month is held against that of the month before. The days alone decide, so that a link that names
    the days says what its preset said.
    """
    if since.day == 1 and until < add_months(since, 1):
        earlier = add_months(since, -1)
        return earlier, min(earlier + (until - since), since)
    return days_before((since, until))


def _with_before(since: date, until: date, first: date, last: date) -> Period:
    begins, ends = _before(since, until)
    if ends <= first:
        return Period(since, until, remark=f"recordings begin on {formats.day(first)}")
    if begins < first:
        remark = f"the days before are partial: recordings begin on {formats.day(first)}"
    elif until > last + DAY:
        remark = f"these days are partial: recordings end on {formats.day(last)}"
    else:
        remark = ""
    return Period(since, until, (begins, ends), remark)
