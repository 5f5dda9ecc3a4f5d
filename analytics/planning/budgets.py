"""Budgets of a month: for the whole account or one value of a dimension, how far they are used and where they will end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

from analytics.core.model import DayCharge
from analytics.core.money import digits, divide_half_up, half_up, scaled
from analytics.planning.forecast import forecast

EARLY_PERCENT = 80
"""From this part of a budget on it is told of."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that a calendar month shall cost; without a ``dimension`` the whole account."""

    amount: Decimal
    currency: str
    dimension: str = ""
    """A field of cost questions, such as ``room``, or a dimension of groups."""
    value: str = ""

    @property
    def subject(self) -> str:
        """``room 101``, for a sentence; "" for the whole."""
        return f"{self.dimension} {self.value or '(none)'}" if self.dimension else ""


class Level(IntEnum):
    """How urgent a budget is, the most urgent last."""

    FINE = 0
    EARLY = 1
    """Four fifths are used."""
    FORECAST = 2
    """The forecast at the month's end is over it."""
    OVER = 3


class MonthCost(NamedTuple):
    """What a calendar month has cost up to ``as_of``, and is expected to cost."""

    first: date
    until: date
    as_of: date
    so_far: Decimal
    expected: Decimal
    low: Decimal
    high: Decimal


class BudgetStatus(NamedTuple):
    """A budget and its month, in one currency."""

    budget: Budget
    month: MonthCost

    @property
    def level(self) -> Level:
        amount, month = self.budget.amount, self.month
        if month.so_far > amount:
            return Level.OVER
        if month.expected > amount:
            return Level.FORECAST
        if amount and 100 * month.so_far >= EARLY_PERCENT * amount:
            return Level.EARLY
        return Level.FINE

    @property
    def percent(self) -> int | None:
        """The part that is used, in whole percent, cut off; None of a budget of nothing."""
        amount = self.budget.amount
        return int(100 * self.month.so_far / amount) if amount else None

    @property
    def pace(self) -> Decimal:
        """What would be used by now if every day of the month cost the same."""
        days = (self.month.until - self.month.first).days
        passed = min(max((self.month.as_of - self.month.first).days + 1, 0), days)
        exact = Fraction(self.budget.amount) * passed / days
        places = digits(self.budget.currency)
        return scaled(divide_half_up(*(exact * 10**places).as_integer_ratio()), places)


def part_of_month(
    whole: MonthCost,
    so_far: Decimal,
    recorded: Sequence[DayCharge],
    expected: Sequence[DayCharge],
    currency: str,
) -> MonthCost:
    """The month of a part of the account, whose recorded minutes are given day by day.

    Its days to come are forecast as those of the whole are; each minute costs what a minute of the whole is expected to cost
    in the rest of the month, whose days are ``expected``.
    """
    rest = sum(ms for day, ms in expected if whole.as_of < day < whole.until)
    days = max((whole.until - whole.as_of).days - 1, 0)
    if not recorded or not rest or not days:
        return whole._replace(so_far=so_far, expected=so_far, low=so_far, high=so_far)
    last = max(day for day, _ in recorded)
    own = forecast(recorded, (whole.until - last).days - 1)

    def ahead(usage: Sequence[DayCharge], whole_cost: Decimal) -> Decimal:
        ms = sum(ms for day, ms in usage if whole.as_of < day < whole.until)
        exact = Fraction(whole_cost - whole.so_far) * ms / rest
        places = digits(currency)
        units = divide_half_up(*(exact * 10**places).as_integer_ratio())
        return half_up(so_far + scaled(units, places), places)

    return whole._replace(
        so_far=so_far,
        expected=ahead(own.charges, whole.expected),
        low=ahead(own.low, whole.expected),
        high=ahead(own.high, whole.expected),
    )


class PacePoint(NamedTuple):
    """A day's end in the month of a budget: cost so far, or as it is expected, and an even pace to the budget."""

    day: date
    so_far: Decimal | None
    expected: Decimal | None
    pace: Decimal


def pace_line(
    status: BudgetStatus,
    costs: Sequence[tuple[date, Decimal]],
    ahead: Sequence[DayCharge],
) -> list[PacePoint]:
    """Each day of the month; the expected line begins where the recorded one ends, and ends at the forecast.

    ``costs`` of the recorded days are scaled to the month's cost so far where fees stand in another shape; ``ahead`` are the
    whole account's days to come, by whose minutes the rest is spread.
    """
    month = status.month
    by_day = dict(costs)
    total = sum(by_day.values(), Decimal(0))
    rest = {day: ms for day, ms in ahead if month.as_of < day < month.until}
    rest_ms = sum(rest.values())
    points, cost, ms = [], Fraction(0), 0
    days = (month.until - month.first).days
    for number in range(days):
        day = month.first + number * _DAY
        pace = _part(status.budget.amount, number + 1, days)
        if day <= month.as_of:
            cost += Fraction(by_day.get(day, Decimal(0)))
            so_far = cost * Fraction(month.so_far) / Fraction(total) if total else Fraction(0)
            is_last = day == month.as_of
            points.append(PacePoint(day, _exact(so_far), _exact(so_far) if is_last else None, pace))
            continue
        ms += rest.get(day, 0)
        part = Fraction(ms, rest_ms) if rest_ms else Fraction(number + 1, days)
        expected = Fraction(month.so_far) + Fraction(month.expected - month.so_far) * part
        points.append(PacePoint(day, None, _exact(expected), pace))
    return points


def _part(amount: Decimal, numerator: int, denominator: int) -> Decimal:
    return _exact(Fraction(amount) * numerator / denominator)


def _exact(amount: Fraction) -> Decimal:
    return scaled(divide_half_up(*(amount * 10**4).as_integer_ratio()), 4)
