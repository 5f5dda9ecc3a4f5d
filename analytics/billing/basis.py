"""The two costs of some days: the cost of use, which they consumed, and cash, which was paid in them.

The cost of use is the accrual: postpaid charges, the used parts of packs, each day's share of the monthly
fee, and the rest of a pack on the day on which it is lost. Cash counts a fee and a pack on the day on which
they are bought. Over all days that a plan knows both are the same, but for what is still prepaid.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from analytics.billing.accrual import Accrual, Part, accrue, pack_account
from analytics.billing.settle import Outline
from analytics.core.model import Settlement
from analytics.core.money import digits, half_up, price_per_thousand, that_add_up

_NOTHING = Decimal(0)


class Basis(StrEnum):
    """Which cost is meant."""

    USE = "use"
    CASH = "cash"


@dataclass(frozen=True, slots=True)
class CostParts:
    """The parts of a cost; of cash ``packs`` are the packs bought, and nothing expires."""

    monthly_fees: Decimal
    packs: Decimal
    expired: Decimal
    postpaid: Decimal

    @property
    def total(self) -> Decimal:
        return self.monthly_fees + self.packs + self.expired + self.postpaid


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a settlement's reported days; ``shown`` has the currency's digits.

    The total shown is the sum of the parts shown, as a bill's is: what a pack consumed and what it
    lost are rounded together.
    """

    basis: Basis
    currency: str
    charged_ms: int
    exact: CostParts
    shown: CostParts

    @property
    def per_thousand(self) -> Decimal | None:
        """What 1,000 charged minutes came to, with 8 decimals; None: nothing was charged."""
        return price_per_thousand(self.exact.total, self.charged_ms)


def cost(settlement: Settlement, basis: Basis) -> Cost:
    """What the reported days consumed, or what was paid in them."""
    totals = settlement.totals
    if basis is Basis.CASH:
        exact, shown = (
            CostParts(amounts.monthly_fees, amounts.pack_purchases, _NOTHING, amounts.postpaid)
            for amounts in (totals.exact, totals.shown)
        )
    else:
        exact = used_parts(accrue(settlement))
        shown = shown_parts(settlement, exact)
    return Cost(basis, settlement.book.currency, totals.charged_ms, exact, shown)


def shown_parts(settlement: Settlement, used: CostParts) -> CostParts:
    """``used_parts`` of a settlement in the currency's digits."""
    places = digits(settlement.book.currency)
    packs = half_up(used.packs, places)
    return CostParts(
        half_up(used.monthly_fees, places),
        packs,
        half_up(used.packs + used.expired, places) - packs,
        settlement.totals.shown.postpaid,
    )


def outlined(
    bill: Outline, before: Outline | None, fees: Decimal, currency: str, *, since: date, until: date
) -> Decimal:
    """The shown total of the cost of use of [since, until) from outlines, several times as fast.

    ``bill`` outlines these days, ``before`` those before them (None: there are none); ``fees`` are
    the shown share of the monthly fees.
    """
    used = expired = _NOTHING
    for outline, end, sign in ((bill, until, 1), (before, since, -1)):
        for balance in outline.packs if outline else ():
            if balance.pack.bought < end:
                account = pack_account(balance, end)
                used += sign * account.used
                expired += sign * account.expired
    return bill.totals.shown.postpaid + fees + half_up(used + expired, digits(currency))


def used_parts(accrual: Accrual) -> CostParts:
    """The exact parts of what an accrual's days consumed."""
    sums: defaultdict[Part, Decimal] = defaultdict(Decimal)
    for use in accrual.uses:
        sums[use.part] += use.amount
    return CostParts(*(sums[part] for part in (Part.FEE, Part.PACK, Part.EXPIRED, Part.POSTPAID)))


def by_day(settlement: Settlement, basis: Basis) -> dict[date, Decimal]:
    """The exact cost of each day that has one."""
    accrual = accrue(settlement)
    sums: defaultdict[date, Decimal] = defaultdict(Decimal)
    for line in accrual.uses if basis is Basis.USE else accrual.cash:
        sums[line.day] += line.amount
    return dict(sums)


class Month(NamedTuple):
    """A calendar month by its first day: amounts in the currency's digits."""

    first: date
    paid: Decimal
    used: Decimal


def by_month(settlement: Settlement) -> tuple[Month, ...]:
    """Both costs of each calendar month that has one; the months add up to the shown totals.

    What the parts of a total are rounded by more than its months is the largest month's.
    """
    sums: dict[Basis, defaultdict[date, Decimal]] = {}
    for basis in Basis:
        sums[basis] = defaultdict(Decimal)
        for day, amount in by_day(settlement, basis).items():
            sums[basis][day.replace(day=1)] += amount
    months = sorted({*sums[Basis.CASH], *sums[Basis.USE]})
    columns = []
    for basis in (Basis.CASH, Basis.USE):
        total = cost(settlement, basis)
        exact = [sums[basis][month] for month in months]
        amounts = list(that_add_up(exact, digits(total.currency)))
        if months:
            amounts[exact.index(max(exact))] += total.shown.total - sum(amounts)
        columns.append(amounts)
    return tuple(Month(*line) for line in zip(months, *columns, strict=True))
