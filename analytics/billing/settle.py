"""Settle charged days under a plan: quota, then packs, then postpaid, day by day.

Published: the monthly fee brings the free quota, its periods keep the anchor day, the order is
quota, packs, postpaid, packs add up with the earliest expiry first and their rest is lost
(tencentcloud 1176/55510 and 55512); usage is settled daily and amounts have 8 decimals. Inferred:
pro rata of a thousand minutes, a quota that starts anew in each fee period and does not roll over.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from typing import NamedTuple

from analytics.billing.burn_order import POSTPAID, QUOTA, Entry, draw_ms
from analytics.billing.burn_order import draw_order as draw_order
from analytics.billing.burn_order import fee_periods as fee_periods
from analytics.billing.burn_order import quota_spans as quota_spans
from analytics.billing.settlement_warnings import warnings_for
from analytics.core.model import (
    MS_PER_MINUTE,
    Amounts,
    DatedAmount,
    DayCharge,
    Draw,
    Pack,
    PackBalance,
    Plan,
    PriceBook,
    Settlement,
    Source,
    Totals,
    VersionUse,
)
from analytics.core.money import digits, divide_half_up, half_up, scaled

CHARGE_DECIMALS = 8
_NOTHING = Decimal(0)
_DAY = timedelta(days=1)
_day_of, _ms_of = itemgetter(0), itemgetter(2)


def settle(
    usage: Iterable[DayCharge],
    plan: Plan,
    book: PriceBook,
    since: date | None = None,
    until: date | None = None,
) -> Settlement:
    """The settlement of all recorded days, of which ``[since, until)`` is reported.

    ``usage`` names every recorded day, free ones with 0 ms. Quota and packs are drawn from the
    first recorded day on, whatever is reported, so that two runs over two halves report the same
    as one run over the whole. Without ``since`` the report starts with the first recorded day, and
    what was paid before it counts too; without ``until`` it ends with the last recorded day.

    Each day is priced by the version of the book in force on it, a fee period and a quota by the one
    in force on their first day. A recorded day, fee or quota before the first version is a Problem.

    Fees are counted on the first day of each period (a fee without ``months`` is renewed up to the
    last recorded day), purchases on the day of purchase. An exact amount is the sum of such lines,
    or of the days' charges; each of the three is shown half up to the currency's digits, and the
    total shown is the sum of the three shown. (Where fees and pack prices are whole cents, as they
    always are when paid, that is the exact total half up as well.)

    The balance of a pack is what it is on ``until``, after all draws since the first recorded day.
    """
    account = _account(usage, plan, book, since, until)
    start = account.start
    settlement = Settlement(
        plan=plan,
        book=book,
        since=since,
        until=until,
        first_recorded=account.first,
        last_recorded=account.last,
        days=tuple([day for day in account.drawn if day[1] and day[0] >= start]),
        draws=tuple(_draws(account)),
        fees=account.fees,
        purchases=account.purchases,
        totals=_totals(account, book.currency),
        packs=_balances(account),
        versions=tuple(_versions(account, book)),
        warnings=(),
    )
    return replace(settlement, warnings=warnings_for(settlement, start, account.end))


class Outline(NamedTuple):
    """A settlement without its explanation: the totals and the packs alone."""

    totals: Totals
    packs: tuple[PackBalance, ...]


def outline(
    usage: Iterable[DayCharge],
    plan: Plan,
    book: PriceBook,
    since: date | None = None,
    until: date | None = None,
) -> Outline:
    """The totals and packs of ``settle`` with the same arguments, several times as fast."""
    account = _account(usage, plan, book, since, until)
    return Outline(_totals(account, book.currency), _balances(account))


class _Account(NamedTuple):
    """What a settlement is made of; ``entries`` and ``charges`` are the reported ones."""

    first: date | None
    last: date | None
    start: date
    end: date
    drawn: list[DayCharge]
    entries: list[Entry]
    postpaid: list[int]
    """The ms of the postpaid entries."""
    charges: list[int]
    """Of the same, in units of 8 decimals."""
    packs: list[Pack]
    left: list[int]
    fees: tuple[DatedAmount, ...]
    purchases: tuple[DatedAmount, ...]


def _account(
    usage: Iterable[DayCharge],
    plan: Plan,
    book: PriceBook,
    since: date | None,
    until: date | None,
) -> _Account:
    recorded = _in_order(usage)
    first, last = (recorded[0].day, recorded[-1].day) if recorded else (None, None)
    recorded_end = min(last, date.max - _DAY) + _DAY if last else date.min
    start = date.min if since is None else since
    end = recorded_end if until is None else until
    fee_end = end if plan.monthly_fee and plan.monthly_fee.months else min(end, recorded_end)
    days = recorded[: bisect_left(recorded, end, key=_day_of)]
    packs = sorted(plan.packs, key=draw_order)
    if days:
        book.on(days[0].day)  # a day before the first version has no price, and no ratio either
    entries, left_ms = draw_ms(
        days,
        quotas(plan, book, days[0].day) if days else iter(()),
        [(pack.bought, pack.expires) for pack in packs],
        [pack.ms for pack in packs],
    )
    entries = entries[bisect_left(entries, start, key=_day_of) :]
    fees = [
        DatedAmount(day, "monthly fee", book.on(day).monthly_fee)
        for day, _ in fee_periods(plan.monthly_fee, fee_end)
        if day >= start
    ]
    purchases = sorted(
        DatedAmount(pack.bought, pack.name, pack.price)
        for pack in packs
        if start <= pack.bought < end
    )
    postpaid = [entry for entry in entries if entry[1] == POSTPAID]
    return _Account(
        first,
        last,
        start,
        end,
        days,
        entries,
        list(map(_ms_of, postpaid)),
        _charges(postpaid, plan, book),
        packs,
        left_ms,
        tuple(fees),
        tuple(purchases),
    )


def quotas(plan: Plan, book: PriceBook, first: date) -> Iterator[tuple[date, date, int]]:
    """The spans of the free quota that reach to the first recorded day or beyond, with their ms."""
    for start, end in quota_spans(plan, date.max):
        if end > first:
            yield start, end, book.on(start).quota_minutes * MS_PER_MINUTE


def _charges(postpaid: list[Entry], plan: Plan, book: PriceBook) -> list[int]:
    """The charge of each postpaid entry at the price of its day, in units of 8 decimals."""
    charges: list[int] = []
    for version, until in book.spans():
        end = len(postpaid) if until is None else bisect_left(postpaid, until, key=_day_of)
        units, unit_ms = unit_price(plan, version).as_integer_ratio()
        charges += [
            divide_half_up(ms * units, unit_ms) for _, _, ms in postpaid[len(charges) : end]
        ]
    return charges


def _versions(account: _Account, book: PriceBook) -> Iterator[VersionUse]:
    """The versions that priced a reported day, be it free, or a reported fee."""
    since = account.start
    for version, until in book.spans():
        firsts = [
            lines[place][0]
            for lines in (account.drawn, account.fees)
            if (place := bisect_left(lines, since, key=_day_of)) < len(lines)
            and (until is None or lines[place][0] < until)
        ]
        if firsts:
            yield VersionUse(version, min(firsts))
        since = max(since, until or since)


def unit_price(plan: Plan, version: PriceBook) -> Fraction:
    """The postpaid price of one ms, discount taken off, in units of 8 decimals."""
    price = Fraction(version.postpaid_per_thousand) * (100 - Fraction(plan.discount_percent)) / 100
    return price * Fraction(10**CHARGE_DECIMALS, 1000 * MS_PER_MINUTE)


def _draws(account: _Account) -> list[Draw]:
    charges = iter(account.charges)
    names = [pack.name for pack in account.packs]
    from_quota, from_pack, postpaid = Source
    draws: list[Draw] = []
    add, new = draws.append, tuple.__new__
    for day, payer, ms in account.entries:
        if payer == POSTPAID:
            charge = scaled(next(charges), CHARGE_DECIMALS)
            add(new(Draw, (day, postpaid, None, ms, charge)))
        elif payer == QUOTA:
            add(new(Draw, (day, from_quota, None, ms, _NOTHING)))
        else:
            add(new(Draw, (day, from_pack, names[payer], ms, _NOTHING)))
    return draws


def _in_order(usage: Iterable[DayCharge]) -> list[DayCharge]:
    recorded = list(usage)
    days = list(map(_day_of, recorded))
    if days == sorted(days) and len(set(days)) == len(days):
        return recorded
    sums: defaultdict[date, int] = defaultdict(int)
    for day, ms in recorded:
        sums[day] += ms
    return [DayCharge(day, ms) for day, ms in sorted(sums.items())]


def _balances(account: _Account) -> tuple[PackBalance, ...]:
    return tuple(
        PackBalance(pack, pack.ms - unused, expired, unused - expired)
        for pack, unused in zip(account.packs, account.left, strict=True)
        for expired in (unused if pack.expires <= account.end else 0,)
    )


def _totals(account: _Account, currency: str) -> Totals:
    quota_ms = sum([ms for _, payer, ms in account.entries if payer == QUOTA])
    postpaid_ms = sum(account.postpaid)
    charged_ms = sum(map(_ms_of, account.entries))
    exact = Amounts(
        monthly_fees=sum((line.amount for line in account.fees), _NOTHING),
        pack_purchases=sum((line.amount for line in account.purchases), _NOTHING),
        postpaid=scaled(sum(account.charges), CHARGE_DECIMALS) if account.charges else _NOTHING,
    )
    places = digits(currency)
    return Totals(
        charged_ms=charged_ms,
        quota_ms=quota_ms,
        pack_ms=charged_ms - quota_ms - postpaid_ms,
        postpaid_ms=postpaid_ms,
        exact=exact,
        shown=Amounts(
            monthly_fees=half_up(exact.monthly_fees, places),
            pack_purchases=half_up(exact.pack_purchases, places),
            postpaid=half_up(exact.postpaid, places),
        ),
    )
