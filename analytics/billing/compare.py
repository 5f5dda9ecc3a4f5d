"""Scenarios side by side: up to six settlements of one usage, and how they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from analytics.billing.accrual import accrue
from analytics.billing.basis import Basis, Cost, cost
from analytics.billing.curves import Crossing, crossings
from analytics.core.errors import Problem
from analytics.core.model import Settlement
from analytics.core.money import digits, half_up, price_per_thousand

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

    basis: Basis
    currency: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    cheapest: tuple[str, ...]
    crossings: tuple[tuple[str, tuple[Crossing, ...]], ...]
    """For each but the first, when the cheaper of it (1) and the first (0) changes."""

    @property
    def totals(self) -> tuple[Decimal, ...]:
        """The total of each scenario."""
        return tuple(Decimal(value or 0) for value in self.rows[0].values)


def compare(settlements: Mapping[str, Settlement], basis: Basis = Basis.USE) -> Comparison:
    """One to six settlements by name; the first is what the others are held against.

    Amounts are the shown ones of ``basis``. Two currencies are a Problem.
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
    sides = [_Side(bill, cost(bill, basis)) for bill in bills]
    totals = [side.cost.shown.total for side in sides]
    names = tuple(settlements)
    return Comparison(
        basis=basis,
        currency=bills[0].book.currency,
        names=names,
        rows=tuple(_row(*measure, sides) for measure in (*_AMOUNTS[basis], *_MEASURES)),
        cheapest=tuple(
            name for name, total in zip(names, totals, strict=True) if total == min(totals)
        ),
        crossings=tuple(
            (name, crossings(bills[0], settlements[name], basis)) for name in names[1:]
        ),
    )


class _Side(NamedTuple):
    bill: Settlement
    cost: Cost


def _row(
    key: str,
    label: str,
    unit: Unit,
    measure: Callable[[_Side], Decimal | int | None],
    sides: list[_Side],
) -> Row:
    values = tuple(measure(side) for side in sides)
    base = values[0]
    differences = tuple(None if value is None or base is None else value - base for value in values)
    return Row(key, label, unit, values, differences)


def _effective(side: _Side) -> Decimal | None:
    return price_per_thousand(side.cost.shown.total, side.bill.totals.charged_ms)


def _prepaid(side: _Side) -> Decimal:
    return half_up(accrue(side.bill).ahead_after, digits(side.bill.book.currency))


_Measure = tuple[str, str, Unit, Callable[[_Side], Decimal | int | None]]
_TOTAL: _Measure = ("total", "Total", Unit.MONEY, lambda side: side.cost.shown.total)
_FEES: _Measure = (
    "monthly_fees",
    "Monthly fees",
    Unit.MONEY,
    lambda side: side.cost.shown.monthly_fees,
)
_POSTPAID: _Measure = ("postpaid", "Postpaid", Unit.MONEY, lambda side: side.cost.shown.postpaid)
_AMOUNTS: Mapping[Basis, tuple[_Measure, ...]] = {
    Basis.USE: (
        _TOTAL,
        _FEES,
        ("packs", "Packs, used part", Unit.MONEY, lambda side: side.cost.shown.packs),
        ("expired", "Packs, expired part", Unit.MONEY, lambda side: side.cost.shown.expired),
        _POSTPAID,
        ("effective", "Cost of use ÷ charged minutes,", Unit.PRICE, _effective),
        ("prepaid", "Still prepaid", Unit.MONEY, _prepaid),
    ),
    Basis.CASH: (
        _TOTAL,
        _FEES,
        ("packs", "Packs bought", Unit.MONEY, lambda side: side.cost.shown.packs),
        _POSTPAID,
        ("effective", "Paid ÷ charged minutes,", Unit.PRICE, _effective),
    ),
}
_MEASURES: tuple[_Measure, ...] = (
    ("charged_ms", "Charged minutes", Unit.MS, lambda side: side.bill.totals.charged_ms),
    ("quota_ms", "From the free quota", Unit.MS, lambda side: side.bill.totals.quota_ms),
    ("pack_ms", "From packs", Unit.MS, lambda side: side.bill.totals.pack_ms),
    ("postpaid_ms", "Postpaid minutes", Unit.MS, lambda side: side.bill.totals.postpaid_ms),
    (
        "expired_ms",
        "Expired in packs",
        Unit.MS,
        lambda side: sum(balance.expired_ms for balance in side.bill.packs),
    ),
    (
        "left_ms",
        "Left in packs",
        Unit.MS,
        lambda side: sum(balance.left_ms for balance in side.bill.packs),
    ),
)
