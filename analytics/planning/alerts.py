"""Alerts: packs, budget, unusual days, lost ends; a sentence each, the most money first.

Days are looked at since the last look: those that came or changed since then, on the first look the last 90. What an alert
is worth ranks it: minutes too many or too few at the day's postpaid price, the price of what expires, the part over a budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from analytics.billing.accrual import share
from analytics.core.model import MS_PER_MINUTE, DayCharge, Plan, PriceBook
from analytics.core.money import divide_half_up, shown
from analytics.core.months import day_text, month_text
from analytics.planning.budgets import BudgetStatus, Level
from analytics.planning.forecast import every_day
from analytics.planning.outlook import Outlook, PackOutlook
from analytics.planning.season import median

UNUSUAL_RULE = (
    "A day is unusual if it is further from the median of the same weekdays of the 8 weeks before "
    "than 3 times their usual spread (1.4826 times the median distance from that median), and by "
    "more than a fifth of it and more than an hour. A day that had recordings and has none after an "
    "import or undo, or ten times as many minutes, is one too."
)
FIRST_DAYS = 90
"""How many days the first look goes back."""
TENFOLD = 10
_WEEKS, _FEWEST_WEEKS = 8, 4
_SPREADS, _SPREAD = 3, 14826
_HOUR = 60 * MS_PER_MINUTE
_DAY = timedelta(days=1)
_WEEKEND = 3 * _DAY
"""Unusual days no further apart than over a weekend are one thing to know."""


class Alarm(StrEnum):
    """What an alert is about."""

    RUNS_OUT = "pack_runs_out"
    EXPIRES = "pack_expires"
    BUDGET = "month_over_budget"
    FELL = "day_fell_to_zero"
    ROSE = "day_rose_tenfold"
    UNUSUAL = "unusual_day"
    LOST = "callback_lost"


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Alerts and budget: so many days before a pack's end, above which amount a month.

    ``month_budget`` is that of the whole account's cost of use, None: no budget. ``currency`` is that of the
    budget.
    """

    days: int = 14
    month_budget: Decimal | None = None
    currency: str = ""


class Jump(NamedTuple):
    """A day whose billable ms one import multiplied; ``source`` names the import."""

    day: date
    before_ms: int
    ms: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class RecordedDays:
    """The billable ms of each day now and at the last look, None: nobody looked yet.

    ``jumps`` are what single imports did to a day, for the first look, which has no other before.
    """

    current: Mapping[date, int]
    seen: Mapping[date, int] | None = None
    jumps: tuple[Jump, ...] = ()

    def is_new(self, day: date, last: date) -> bool:
        """Whether nobody has seen the day as it is."""
        if self.seen is None:
            return day > last - FIRST_DAYS * _DAY
        return self.current.get(day, 0) != self.seen.get(day, 0) or day > max(
            self.seen, default=day
        )


class Alert(NamedTuple):
    """One thing to know; ``day`` is when it is expected or was, ``pack`` the pack it is about.

    ``amount`` is what it is worth, in the currency of the outlook; ``until`` ends a span of days, excluded.
    """

    alarm: Alarm
    day: date
    pack: str | None
    sentence: str
    amount: Decimal = Decimal(0)
    until: date | None = None

    @property
    def is_of_days(self) -> bool:
        """It is about recorded days, which can be opened."""
        return self.alarm in (Alarm.FELL, Alarm.ROSE, Alarm.UNUSUAL)


def alerts(
    recorded: Sequence[DayCharge],
    ahead: Outlook | None,
    settings: AlertSettings,
    plan: Plan,
    book: PriceBook,
    days: RecordedDays | None = None,
    budgets: Sequence[BudgetStatus] = (),
    lost: Sequence[date] = (),
) -> tuple[Alert, ...]:
    """All alerts of the charged days so far and what is ahead of them, the most money first.

    ``lost`` are the days on which recordings began whose end nobody reported.
    """
    about_lost = tuple(_about_lost(lost))
    if ahead is None:
        return about_lost
    prices = _Prices(plan, book)
    seen_days = days or RecordedDays(dict(recorded))
    jumps = tuple(_about_jumps(seen_days, prices))
    alert_list = [
        *_about_packs(ahead, settings, prices),
        *(alert for status in budgets for alert in _about_budget(ahead, status)),
        *jumps,
        *_about_days(recorded, seen_days, prices, jumps),
        *about_lost,
    ]
    order = list(Alarm)
    return tuple(
        sorted(alert_list, key=lambda alert: (-alert.amount, order.index(alert.alarm), alert.day))
    )


@dataclass(frozen=True, slots=True)
class _Prices:
    """The postpaid price of minutes under a plan."""

    plan: Plan
    book: PriceBook

    def worth(self, day: date, ms: int) -> Decimal:
        """What the ms of a day cost postpaid."""
        price = self.book.on(day).postpaid_per_thousand * (100 - self.plan.discount_percent) / 100
        return share(price, ms, 1000 * MS_PER_MINUTE)

    def text(self, amount: Decimal, direction: str = "") -> str:
        """``$1.40 more at the postpaid price``."""
        return f"{shown(amount, self.book.currency)}{direction and f' {direction}'} at the postpaid price"


def _about_packs(ahead: Outlook, settings: AlertSettings, prices: _Prices) -> Iterator[Alert]:
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
            amount = _after(outlook.runs_out, ahead, number, prices)
            yield Alert(Alarm.RUNS_OUT, outlook.runs_out, name, sentence, amount)
        elif outlook.at_risk_ms and outlook.pack.expires <= limit:
            sentence = (
                f"Pack {name} expires on {day_text(outlook.pack.expires)}, {_in(outlook.pack.expires, ahead.as_of)}: "
                f"{_minutes(outlook.at_risk_ms)} minutes, {shown(outlook.at_risk, ahead.currency)} of its "
                "price, are expected to be lost."
            )
            yield Alert(Alarm.EXPIRES, outlook.pack.expires, name, sentence, outlook.at_risk)


def _then(later: Sequence[PackOutlook], outlook: PackOutlook) -> str:
    if (pack := _next_pack(later, outlook.runs_out)) is not None:
        return f"Then pack {pack.pack.name} is used."
    return "Then minutes are postpaid, unless another pack is bought."


def _next_pack(later: Sequence[PackOutlook], day: date | None) -> PackOutlook | None:
    for pack in later:
        if day and pack.pack.bought <= day < pack.pack.expires:
            return pack
    return None


def _after(day: date, ahead: Outlook, number: int, prices: _Prices) -> Decimal:
    """What the minutes expected from a pack's end to the end of next month cost postpaid; 0 if another pack has them."""
    if _next_pack(ahead.packs[number + 1 :], day) is not None:
        return Decimal(0)
    days = [d for d in ahead.forecast.charges if day < d.day < ahead.next_month.until]
    return sum((prices.worth(*charge) for charge in days), Decimal(0))


def _about_budget(ahead: Outlook, status: BudgetStatus) -> Iterator[Alert]:
    budget, month, currency = status.budget, status.month, ahead.currency
    name = month_text(month.first)
    subject = (
        f"{budget.subject[:1].upper()}{budget.subject[1:]} in {name}" if budget.dimension else name
    )
    last_day = month.until - _DAY
    subject_of = f" of {budget.subject}" if budget.dimension else ""
    if budget.currency != currency:
        yield Alert(
            Alarm.BUDGET,
            last_day,
            None,
            f"The month's budget{subject_of} is in {budget.currency}, the bill in {currency}: enter it again.",
            month.expected,
        )
        return
    amount = shown(budget.amount, currency)
    so_far, expected = shown(month.so_far, currency), shown(month.expected, currency)
    over = max(month.so_far, month.expected) - budget.amount
    match status.level:
        case Level.OVER:
            sentence = f"{subject} is over budget: {so_far} of {amount} by {day_text(month.as_of)}, forecast {expected} (cost of use)."
            yield Alert(Alarm.BUDGET, month.as_of, None, sentence, over)
        case Level.FORECAST:
            sentence = (
                f"{subject} is forecast to go over budget: {expected} ({shown(month.low, currency)} to "
                f"{shown(month.high, currency)}) of {amount}; {so_far} so far (cost of use)."
            )
            yield Alert(Alarm.BUDGET, last_day, None, sentence, over)
        case Level.EARLY:
            sentence = (
                f"{subject} has used {status.percent} % of its budget: {so_far} of {amount} by "
                f"{day_text(month.as_of)}, forecast {expected} (cost of use)."
            )
            yield Alert(Alarm.BUDGET, month.as_of, None, sentence)


def _about_jumps(days: RecordedDays, prices: _Prices) -> Iterator[Alert]:
    """Days that fell to nothing or rose tenfold since the last look; on the first, by one import."""
    jumps = list(days.jumps)
    if days.seen is not None:
        last = max(days.seen, default=date.min)  # that day may not have been complete
        jumps = [
            Jump(day, before, days.current.get(day, 0))
            for day, before in sorted(days.seen.items())
            if before and day < last
        ]
    for alarm in (Alarm.FELL, Alarm.ROSE):
        meant = [jump for jump in jumps if _is_jump(jump, alarm)]
        for source in dict.fromkeys(jump.source for jump in meant):
            yield _jump_alert(alarm, [jump for jump in meant if jump.source == source], prices)


def _is_jump(jump: Jump, alarm: Alarm) -> bool:
    if alarm is Alarm.FELL:
        return jump.before_ms > 0 and not jump.ms
    return jump.before_ms > 0 and jump.ms >= TENFOLD * jump.before_ms


def _jump_alert(alarm: Alarm, jumps: Sequence[Jump], prices: _Prices) -> Alert:
    """One sentence for all days that one import did the same to."""
    first, last = jumps[0].day, jumps[-1].day
    before, ms = (sum(values) for values in zip(*((j.before_ms, j.ms) for j in jumps), strict=True))
    amount = sum((prices.worth(j.day, abs(j.ms - j.before_ms)) for j in jumps), Decimal(0))
    verb = "fell to nothing" if alarm is Alarm.FELL else "rose at least tenfold"
    source = f" with {jumps[0].source}" if jumps[0].source else " since the last look"
    subject = day_text(first)
    if len(jumps) > 1:
        subject = f"{len(jumps)} days between {day_text(first)} and {day_text(last)}"
    sentence = (
        f"{subject} {verb}{source}: {_minutes(ms)} billable minutes, before {_minutes(before)}; "
        f"{prices.text(amount)}."
    )
    return Alert(alarm, first, None, sentence, amount, last + _DAY)


class UnusualDay(NamedTuple):
    """A day, its ms, and those of the usual same weekday."""

    day: date
    ms: int
    usual: int

    @property
    def is_more(self) -> bool:
        return self.ms > self.usual


def _about_days(
    recorded: Sequence[DayCharge], days: RecordedDays, prices: _Prices, told: Sequence[Alert]
) -> Iterator[Alert]:
    """Unusual days that nobody has seen yet; those beside each other are one thing to know."""
    run: list[UnusualDay] = []
    series = every_day(recorded)
    for unusual in unusual_days(series):
        if not days.is_new(unusual.day, series[-1].day):
            continue
        if any(alert.day <= unusual.day < (alert.until or alert.day) for alert in told):
            continue
        is_same = run and run[-1].is_more == unusual.is_more
        if not is_same or unusual.day - run[-1].day > _WEEKEND:
            if run:
                yield _unusual_alert(run, prices)
            run = []
        run.append(unusual)
    if run:
        yield _unusual_alert(run, prices)


def unusual_days(series: Sequence[DayCharge]) -> Iterator[UnusualDay]:
    """The days of a series without gaps that are unusual by `UNUSUAL_RULE`."""
    for place, (day, ms) in enumerate(series):
        samples = [sample.charged_ms for sample in series[:place][-7::-7][:_WEEKS]]
        if len(samples) < _FEWEST_WEEKS:
            continue
        usual = median(samples)
        distance = abs(ms - usual)
        spread = median([abs(sample - usual) for sample in samples])
        if 10_000 * distance > _SPREADS * _SPREAD * spread and distance > max(usual // 5, _HOUR):
            yield UnusualDay(day, ms, usual)


def _unusual_alert(run: Sequence[UnusualDay], prices: _Prices) -> Alert:
    first, last = run[0].day, run[-1].day
    ms, usual = sum(day.ms for day in run), sum(day.usual for day in run)
    amount = sum((prices.worth(day.day, abs(day.ms - day.usual)) for day in run), Decimal(0))
    direction = "more" if run[0].is_more else "less"
    if len(run) == 1:
        days, other = f"{first:%A} {day_text(first)} has", f"usual {first:%A}"
    else:
        days = f"{len(run)} days from {day_text(first)} to {day_text(last)} have"
        other = "same weekdays before"
    sentence = (
        f"{days} {_minutes(ms)} charged minutes, far {direction} than the {_minutes(usual)} of the {other}: "
        f"{prices.text(amount, direction)}."
    )
    return Alert(Alarm.UNUSUAL, first, None, sentence, amount, last + _DAY)


def _about_lost(days: Sequence[date]) -> Iterator[Alert]:
    """One alert for all of them: what they are worth, nobody knows until the vendor says it."""
    if not days:
        return
    first = min(days)
    count = f"{len(days):,} recordings" if len(days) > 1 else "1 recording"
    since = f"the first of them on {day_text(first)}" if len(days) > 1 else day_text(first)
    sentence = (
        f"{count} began more than 25 hours ago ({since}) and no end was reported: minutes may be missing. "
        "A sync asks the vendor."
    )
    yield Alert(Alarm.LOST, first, None, sentence)


def _in(day: date, as_of: date) -> str:
    days = (day - as_of).days
    return "in 1 day" if days == 1 else f"in {days} days"


def _minutes(ms: int) -> str:
    return f"{divide_half_up(ms, MS_PER_MINUTE):,}"
