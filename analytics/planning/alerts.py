"""What a person should hear about without looking: packs, budget, unusual days; a sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from analytics.core.model import MS_PER_MINUTE, DayCharge
from analytics.core.money import divide_half_up, shown
from analytics.core.months import day_text, month_text
from analytics.planning.forecast import every_day
from analytics.planning.outlook import Outlook, PackOutlook
from analytics.planning.season import median

UNUSUAL_RULE = (
    "A day is unusual if it is further from the median of the same weekdays of the 8 weeks before "
    "than 3 times their usual spread (1.4826 times the median distance from that median), and by "
    "more than a fifth of it and more than an hour."
)
_WEEKS, _FEWEST_WEEKS = 8, 4
_SPREADS, _SPREAD = 3, 14826
_HOUR = 60 * MS_PER_MINUTE
_DAY = timedelta(days=1)


class Alarm(StrEnum):
    """What an alert is about."""

    RUNS_OUT = "pack_runs_out"
    EXPIRES = "pack_expires"
    BUDGET = "month_over_budget"
    UNUSUAL = "unusual_day"


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Alerts and budget: so many days before, above which amount a month, about how many days back.

    A month that is complete is past mending: on its last day the next one is held to the budget.
    ``month_budget`` None: no budget. ``currency`` is that of the budget.
    """

    days: int = 14
    month_budget: Decimal | None = None
    currency: str = ""
    unusual_days: int = 7


class Alert(NamedTuple):
    """One thing to know; ``day`` is when it is expected or was, ``pack`` the pack it is about."""

    alarm: Alarm
    day: date
    pack: str | None
    sentence: str


def alerts(
    recorded: Sequence[DayCharge], ahead: Outlook | None, settings: AlertSettings
) -> tuple[Alert, ...]:
    """All alerts of the charged days so far and what is ahead of them, the most urgent first."""
    if ahead is None:
        return ()
    alert_list = [
        *_about_packs(ahead, settings),
        *_about_budget(ahead, settings),
        *_about_days(recorded, settings.unusual_days),
    ]
    order = list(Alarm)
    return tuple(sorted(alert_list, key=lambda alert: (order.index(alert.alarm), alert.day)))


def _about_packs(ahead: Outlook, settings: AlertSettings) -> Iterator[Alert]:
    limit = ahead.as_of + settings.days * _DAY
    for number, outlook in enumerate(ahead.packs):
        name = outlook.pack.name
        if outlook.runs_out and outlook.runs_out <= limit:
            span = ""
            if outlook.earliest and outlook.latest and outlook.earliest < outlook.latest:
                span = f", between {day_text(outlook.earliest)} and {day_text(outlook.latest)}"
            sentence = (
                f"Pack {name} runs out on {day_text(outlook.runs_out)}, {_in(outlook.runs_out, ahead.as_of)}{span}: "
                f"{_minutes(outlook.left_ms)} minutes are left. {_then(ahead.packs[number + 1 :], outlook)}"
            )
            yield Alert(Alarm.RUNS_OUT, outlook.runs_out, name, sentence)
        elif outlook.at_risk_ms and outlook.pack.expires <= limit:
            sentence = (
                f"Pack {name} expires on {day_text(outlook.pack.expires)}, {_in(outlook.pack.expires, ahead.as_of)}: "
                f"{_minutes(outlook.at_risk_ms)} minutes, {shown(outlook.at_risk, ahead.currency)} of its "
                "price, are expected to be lost."
            )
            yield Alert(Alarm.EXPIRES, outlook.pack.expires, name, sentence)


def _then(later: Sequence[PackOutlook], outlook: PackOutlook) -> str:
    for later_pack in later:
        if (
            outlook.runs_out
            and later_pack.pack.bought <= outlook.runs_out < later_pack.pack.expires
        ):
            return f"Then pack {later_pack.pack.name} is used."
    return "Then minutes are postpaid, unless another pack is bought."


def _about_budget(ahead: Outlook, settings: AlertSettings) -> Iterator[Alert]:
    budget, currency = settings.month_budget, ahead.currency
    if budget is None:
        return
    is_complete = ahead.as_of == ahead.month.until - _DAY
    month = ahead.next_month if is_complete else ahead.month
    last_day = month.until - _DAY
    if settings.currency != currency:
        sentence = (
            f"The month's budget is in {settings.currency}, the bill in {currency}: enter it again."
        )
        yield Alert(Alarm.BUDGET, last_day, None, sentence)
    elif month.so_far > budget:
        sentence = (
            f"{month_text(month.first)} is over budget: {shown(month.so_far, currency)} of "
            f"{shown(budget, currency)} by {day_text(ahead.as_of)}, forecast "
            f"{shown(month.expected, currency)}."
        )
        yield Alert(Alarm.BUDGET, ahead.as_of, None, sentence)
    elif month.expected > budget:
        sentence = (
            f"{month_text(month.first)} is forecast to go over budget: "
            f"{shown(month.expected, currency)} ({shown(month.low, currency)} to "
            f"{shown(month.high, currency)}) of {shown(budget, currency)}; "
            f"{shown(month.so_far, currency)} so far."
        )
        yield Alert(Alarm.BUDGET, last_day, None, sentence)


def _about_days(recorded: Sequence[DayCharge], days: int) -> Iterator[Alert]:
    series = every_day(recorded)
    for place in range(max(len(series) - days, 0), len(series)):
        day, ms = series[place]
        samples = [sample.charged_ms for sample in series[:place][-7::-7][:_WEEKS]]
        if len(samples) < _FEWEST_WEEKS:
            continue
        usual = median(samples)
        distance = abs(ms - usual)
        spread = median([abs(sample - usual) for sample in samples])
        if 10_000 * distance > _SPREADS * _SPREAD * spread and distance > max(usual // 5, _HOUR):
            direction = "more" if ms > usual else "less"
            sentence = (
                f"{day:%A} {day_text(day)} has {_minutes(ms)} charged minutes, far {direction} than the "
                f"{_minutes(usual)} of the usual {day:%A}."
            )
            yield Alert(Alarm.UNUSUAL, day, None, sentence)


def _in(day: date, as_of: date) -> str:
    days = (day - as_of).days
    return "in 1 day" if days == 1 else f"in {days} days"


def _minutes(ms: int) -> str:
    return f"{divide_half_up(ms, MS_PER_MINUTE):,}"
