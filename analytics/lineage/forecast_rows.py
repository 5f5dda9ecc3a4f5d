"""What expected figures are worked out from: recorded days continued by the forecast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from analytics.billing.settle import settle
from analytics.core.model import MS_PER_MINUTE, DayCharge, Plan, PriceBook, Settlement
from analytics.core.money import half_up
from analytics.lineage.derived_rows import Made, row
from analytics.planning.forecast import Expected, looked_at
from analytics.planning.outlook import Outlook

CASES = ("expected", "low", "high")


def settled(
    recorded: Sequence[DayCharge],
    ahead: Outlook,
    plan: Plan,
    book: PriceBook,
    case: str = "expected",
    span: tuple[date | None, date | None] = (None, None),
) -> Settlement:
    """The recorded days with those of the forecast after them, settled as any bill."""
    forecast = ahead.forecast
    usage = {"expected": forecast.charges, "low": forecast.low, "high": forecast.high}[case]
    return settle([*recorded, *usage], plan, book, *span)


def how(
    recorded: Sequence[DayCharge], as_of: date, case: str = "expected"
) -> Callable[[date], str]:
    """What a day was worked out from, in words."""

    def said(day: date) -> str:
        if day <= as_of:
            return "recorded"
        off = "" if case == "expected" else f", as {case} as the worst try was off"
        return f"forecast: {_median(recorded, day)}{off}"

    return said


def day(recorded: Sequence[DayCharge], forecast_day: date) -> Made:
    """The recorded days of which an expected one is the median."""
    rows = [
        row(charge.day, "recorded", "", charge.charged_ms)
        for charge in looked_at(recorded, forecast_day)
    ]
    return lambda _: rows


def days(recorded: Sequence[DayCharge], expected: Sequence[Expected]) -> Made:
    """The expected days themselves, each with what it is the median of."""
    return lambda _: [
        row(expected_day.day, "forecast", _median(recorded, expected_day.day), expected_day.ms)
        for expected_day in expected
    ]


def _median(recorded: Sequence[DayCharge], forecast_day: date) -> str:
    recorded_days = looked_at(recorded, forecast_day)
    if len(recorded_days) > 4:
        return f"median of all {len(recorded_days)} days so far"
    texts = [
        f"{charge.day} {half_up(Decimal(charge.charged_ms) / MS_PER_MINUTE, 4).normalize():f}"
        for charge in recorded_days
    ]
    return f"median of {', '.join(texts)} min"
