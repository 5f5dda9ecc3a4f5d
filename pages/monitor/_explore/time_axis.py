"""The axis of days, weeks or months below a chart: all of the period, and names of months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from analytics.core.months import add_months
from analytics.reports.explore.slices import Step
from pages.ui.charts.base import Picture, widen

DAYS = {Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 31}
_LEAST = {Step.DAY: 9, Step.WEEK: 63, Step.MONTH: 93}
_MOST_MONTHS = 12
Span = tuple[date, date]
"""Half-open."""


def days_across(picture: Picture, days: Sequence[date], step: Step, period: Span | None) -> None:
    """The whole period across, recorded or not; of months each has its name."""
    first = days[0] if days else None
    last = days[-1] if days else None
    if period:
        first, last = _begin(period[0], step), _begin(period[1] - timedelta(days=1), step)
    if first is None or last is None:
        return
    half = timedelta(days=DAYS[step]) / 2
    begin, end = (datetime.combine(day, time()) for day in (first, last))
    picture.across(range=[(begin - half).isoformat(), (end + half).isoformat()])
    widen(picture, [first, last] if first < last else [first], least=_LEAST[step])
    if step is Step.MONTH:
        months = _months(first, last)
        apart = -(-len(months) // _MOST_MONTHS)
        ticks = [day.isoformat() for day in months[::-1][::apart][::-1]]
        picture.across(hoverformat="%B %Y", tickvals=ticks, tickformat="%b<br>%Y", tickangle=0)


def _begin(day: date, step: Step) -> date:
    """The first day of the step that the day is in."""
    if step is Step.MONTH:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step is Step.WEEK else day


def _months(first: date, last: date) -> list[date]:
    months = [first]
    while months[-1] < last:
        months.append(add_months(months[-1], 1))
    return months
