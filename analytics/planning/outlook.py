"""Forecast: the day each pack runs out, what may expire unused, and the month's expected cost.

The recorded days are continued by the forecast and settled by the same rule as any bill. "As high"
and "as low" are the forecast off by as much as its worst try on the past.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from analytics.billing.accrual import PackAccount, accrue
from analytics.billing.basis import Basis, cost
from analytics.billing.settle import settle
from analytics.core.model import DayCharge, Pack, Plan, PriceBook, Settlement
from analytics.core.months import add_months
from analytics.planning.forecast import Forecast, forecast

MOST_DAYS = 3660
_DAY = timedelta(days=1)


class PackOutlook(NamedTuple):
    """A pack that still has minutes, or is to be bought, and what is expected of it.

    ``runs_out`` is the day that takes its last minute, None: it expires before; ``earliest`` and
    ``latest`` are the same for usage as high and as low as the worst try.
    """

    pack: Pack
    left_ms: int
    runs_out: date | None
    earliest: date | None
    latest: date | None
    at_risk_ms: int
    """Expected to expire unused."""
    at_risk: Decimal
    """Its part of the pack's price."""
    at_risk_most: Decimal
    """The same for usage as low as the worst try."""


class MonthOutlook(NamedTuple):
    """The cost of a calendar month: shown totals."""

    first: date
    until: date
    so_far: Decimal
    expected: Decimal
    low: Decimal
    high: Decimal


class Outlook(NamedTuple):
    """Forecast after ``as_of``, the last recorded day."""

    as_of: date
    basis: Basis
    """Of the amounts of both months."""
    currency: str
    forecast: Forecast
    packs: tuple[PackOutlook, ...]
    """In the order of drawing."""
    month: MonthOutlook
    """The calendar month of ``as_of``, complete where that is its last day."""
    next_month: MonthOutlook


def outlook(
    recorded: Sequence[DayCharge], plan: Plan, book: PriceBook, basis: Basis = Basis.USE
) -> Outlook | None:
    """Forecast of all charged days so far; None where there are none.

    The forecast is of charged minutes as they are charged now: a ratio that the plan changes later
    is not in it.
    """
    if not recorded:
        return None
    as_of = max(day for day, _ in recorded)
    first = as_of.replace(day=1)
    end = max([add_months(first, 2), *(pack.expires for pack in plan.packs)])
    ahead = forecast(recorded, min((end - as_of).days - 1, MOST_DAYS))
    bill = settle(recorded, plan, book)
    cases = [
        settle([*recorded, *usage], plan, book) for usage in (ahead.charges, ahead.high, ahead.low)
    ]
    return Outlook(
        as_of=as_of,
        basis=basis,
        currency=book.currency,
        forecast=ahead,
        packs=tuple(_packs(bill, *cases)),
        month=_month(recorded, ahead, plan, book, first, basis),
        next_month=_month(recorded, ahead, plan, book, add_months(first, 1), basis),
    )


def _packs(
    bill: Settlement, expected: Settlement, high: Settlement, low: Settlement
) -> Iterator[PackOutlook]:
    accounts, least = _accounts(expected), _accounts(low)
    days, earliest, latest = (_run_out_days(case) for case in (expected, high, low))
    for balance in bill.packs:
        name = balance.pack.name
        if balance.left_ms and name in accounts:
            yield PackOutlook(
                balance.pack,
                balance.left_ms,
                days.get(name),
                earliest.get(name),
                latest.get(name),
                accounts[name].expired_ms,
                accounts[name].expired,
                least[name].expired,
            )


def _accounts(settlement: Settlement) -> dict[str, PackAccount]:
    return {account.pack.name: account for account in accrue(settlement).packs}


def _run_out_days(settlement: Settlement) -> dict[str, date]:
    """The day of the last draw of each pack that is consumed."""
    last = {draw.pack: draw.day for draw in settlement.draws if draw.pack is not None}
    return {
        balance.pack.name: last[balance.pack.name]
        for balance in settlement.packs
        if balance.used_ms == balance.pack.ms and balance.pack.name in last
    }


def _month(
    recorded: Sequence[DayCharge],
    ahead: Forecast,
    plan: Plan,
    book: PriceBook,
    first: date,
    basis: Basis,
) -> MonthOutlook:
    def total(days: Sequence[DayCharge], end: date) -> Decimal:
        return cost(settle(days, plan, book, first, end), basis).shown.total

    until = add_months(first, 1)
    so_far = total(recorded, max(first, min(until, max(day for day, _ in recorded) + _DAY)))
    expected, low, high = (
        total([*recorded, *usage], until) for usage in (ahead.charges, ahead.low, ahead.high)
    )
    return MonthOutlook(first, until, so_far, expected, low, high)
