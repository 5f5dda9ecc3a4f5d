"""Scenarios side by side: up to six settlements of one usage, and how they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from analytics.billing.curves import Crossing, crossings
from analytics.core.errors import Problem
from analytics.core.model import Settlement
from analytics.core.money import price_per_thousand

MOST = 6


class Unit(StrEnum):
    """What a row of the table is in: the currency, milliseconds, or the currency for 1,000 minutes."""

    MONEY = "money"
    MS = "ms"
    PRICE = "price"


class Row(NamedTuple):
    """One measure of all scenarios; differences are to the first, None where there is no value."""

    key: str
    label: str
    unit: Unit
    values: tuple[Decimal | int | None, ...]
    differences: tuple[Decimal | int | None, ...]


class Comparison(NamedTuple):
    """``names`` in the order of all rows' values; ``cheapest`` are those with the lowest total."""

    currency: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    cheapest: tuple[str, ...]
    crossings: tuple[tuple[str, tuple[Crossing, ...]], ...]
    """For each but the first, when the cheaper of it (1) and the first (0) changes."""


def compare(settlements: Mapping[str, Settlement]) -> Comparison:
    """One to six settlements by name; the first is what the others are held against.

    Amounts are the shown ones. Two currencies are a Problem.
    """
    if not 1 <= len(settlements) <= MOST:
        raise Problem(
            f"{len(settlements)} scenarios cannot be compared", hint=f"Choose 1 to {MOST} of them"
        )
    bills = list(settlements.values())
    currencies = {bill.book.currency for bill in bills}
    if len(currencies) > 1:
        raise Problem(
            f"costs in {' and '.join(sorted(currencies))} cannot be compared",
            hint="Give all plans a price book of one currency",
        )
    totals = [bill.totals.shown.total for bill in bills]
    names = tuple(settlements)
    return Comparison(
        currency=bills[0].book.currency,
        names=names,
        rows=tuple(_row(*measure, bills) for measure in _MEASURES),
        cheapest=tuple(
            name for name, total in zip(names, totals, strict=True) if total == min(totals)
        ),
        crossings=tuple((name, crossings(bills[0], settlements[name])) for name in names[1:]),
    )


def _row(
    key: str,
    label: str,
    unit: Unit,
    measure: Callable[[Settlement], Decimal | int | None],
    bills: list[Settlement],
) -> Row:
    values = tuple(measure(bill) for bill in bills)
    base = values[0]
    differences = tuple(None if value is None or base is None else value - base for value in values)
    return Row(key, label, unit, values, differences)


def _effective(bill: Settlement) -> Decimal | None:
    return price_per_thousand(bill.totals.shown.total, bill.totals.charged_ms)


_MEASURES: tuple[tuple[str, str, Unit, Callable[[Settlement], Decimal | int | None]], ...] = (
    ("total", "Total", Unit.MONEY, lambda bill: bill.totals.shown.total),
    ("monthly_fees", "Monthly fees", Unit.MONEY, lambda bill: bill.totals.shown.monthly_fees),
    ("pack_purchases", "Packs bought", Unit.MONEY, lambda bill: bill.totals.shown.pack_purchases),
    ("postpaid", "Postpaid", Unit.MONEY, lambda bill: bill.totals.shown.postpaid),
    ("effective", "Paid ÷ charged minutes,", Unit.PRICE, _effective),
    ("charged_ms", "Charged minutes", Unit.MS, lambda bill: bill.totals.charged_ms),
    ("quota_ms", "From the free quota", Unit.MS, lambda bill: bill.totals.quota_ms),
    ("pack_ms", "From packs", Unit.MS, lambda bill: bill.totals.pack_ms),
    ("postpaid_ms", "Postpaid minutes", Unit.MS, lambda bill: bill.totals.postpaid_ms),
    (
        "expired_ms",
        "Expired in packs",
        Unit.MS,
        lambda bill: sum(balance.expired_ms for balance in bill.packs),
    ),
    (
        "left_ms",
        "Left in packs",
        Unit.MS,
        lambda bill: sum(balance.left_ms for balance in bill.packs),
    ),
)
