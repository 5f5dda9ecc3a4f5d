"""Rows of expected figures: recorded days continued by the forecast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from analytics.billing.settle import settle
from analytics.core.model import MS_PER_MINUTE, DayCharge, Plan, PriceBook, Settlement
from analytics.core.money import half_up
from analytics.lineage.derived_rows import Made, row
from analytics.planning.forecast import Basis, Expected, basis
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
    basis_of = basis(recorded)

    def said(day: date) -> str:
        if day <= as_of:
            return "recorded"
        off = "" if case == "expected" else f", as {case} as the worst try was off"
        return f"forecast: {_median(basis_of(day))}{off}"

    return said


def day(recorded: Sequence[DayCharge], forecast_day: date) -> Made:
    """The recorded days of which an expected one is the median, those of earlier years with the growth since."""
    days, lengths, is_season = basis(recorded)(forecast_day)
    rows = [
        row(
            charge.day,
            "recorded",
            f"{_minutes(charge.charged_ms)} min, with growth" * is_season,
            ms,
        )
        for charge, ms in zip(days, lengths, strict=True)
    ]
    return lambda _: rows


def days(recorded: Sequence[DayCharge], expected: Sequence[Expected]) -> Made:
    """The expected days themselves, each with what it is the median of."""
    basis_of = basis(recorded)
    return lambda _: [
        row(expected_day.day, "forecast", _median(basis_of(expected_day.day)), expected_day.ms)
        for expected_day in expected
    ]


def _median(basis: Basis) -> str:
    if not basis.is_season and len(basis.days) > 4:
        return f"median of all {len(basis.days)} days so far"
    texts = [
        f"{charge.day} {_minutes(ms)}" for charge, ms in zip(basis.days, basis.lengths, strict=True)
    ]
    grown = " with the growth since" if basis.is_season else ""
    return f"median of {', '.join(texts)} min{grown}"


def _minutes(ms: int) -> str:
    return f"{half_up(Decimal(ms) / MS_PER_MINUTE, 4).normalize():f}"
