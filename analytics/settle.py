"""Settle charged days under a plan: quota, then packs, then postpaid, day by day.

Published: the monthly fee brings the free quota, its periods keep the anchor day, the order is
quota, packs, postpaid, packs add up with the earliest expiry first and their rest is lost
(tencentcloud 1176/55510 and 55512); usage is settled daily and amounts have 8 decimals. Inferred:
pro rata of a thousand minutes, a quota that starts anew in each fee period and does not roll over.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter, lt

from analytics.advice import warnings_for
from analytics.model import (
    MS_PER_MINUTE,
    Amounts,
    DatedAmount,
    DayCharge,
    Draw,
    MonthlyFee,
    Pack,
    PackBalance,
    Plan,
    PriceBook,
    QuotaReset,
    Settlement,
    Source,
    Totals,
)
from analytics.money import digits, divide_half_up, half_up, scaled
from analytics.months import add_months

CHARGE_DECIMALS = 8
_NOTHING = Decimal(0)
_DAY = timedelta(days=1)
_day_of = attrgetter("day")


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

    Fees are counted on the first day of each period (a fee without ``months`` is renewed up to the
    last recorded day), purchases on the day of purchase. An exact amount is the sum of such lines,
    or of the days' charges; each of the three is shown half up to the currency's digits, and the
    total shown is the sum of the three shown. (Where fees and pack prices are whole cents, as they
    always are when paid, that is the exact total half up as well.)

    The balance of a pack is what it is on ``until``, after all draws since the first recorded day.
    """
    recorded = _in_order(usage)
    first, last = (recorded[0].day, recorded[-1].day) if recorded else (None, None)
    recorded_end = min(last, date.max - _DAY) + _DAY if last else date.min
    start = date.min if since is None else since
    end = recorded_end if until is None else until
    fee_end = end if plan.monthly_fee and plan.monthly_fee.months else min(end, recorded_end)

    drawn = recorded[: bisect_left(recorded, end, key=_day_of)]
    packs = sorted(plan.packs, key=draw_order)
    draws, left = _draw(drawn, plan, book, packs)
    if since is not None:
        draws = [draw for draw in draws if draw.day >= since]
    fees = [
        DatedAmount(day, "monthly fee", book.monthly_fee)
        for day, _ in fee_periods(plan.monthly_fee, fee_end)
        if day >= start
    ]
    purchases = sorted(
        DatedAmount(pack.bought, pack.name, pack.price)
        for pack in packs
        if start <= pack.bought < end
    )
    settlement = Settlement(
        plan=plan,
        book=book,
        since=since,
        until=until,
        first_recorded=first,
        last_recorded=last,
        days=tuple([day for day in drawn if day[1] and day[0] >= start]),
        draws=tuple(draws),
        fees=tuple(fees),
        purchases=tuple(purchases),
        totals=_totals(draws, fees, purchases, book.currency),
        packs=tuple(_balance(pack, ms, end) for pack, ms in zip(packs, left, strict=True)),
        warnings=(),
    )
    return replace(settlement, warnings=warnings_for(settlement, start, end))


def draw_order(pack: Pack) -> tuple[date, date, str]:
    """Packs are used up in this order: earliest expiry, then purchase (inferred), then name."""
    return pack.expires, pack.bought, pack.name


def fee_periods(fee: MonthlyFee | None, end: date) -> Iterator[tuple[date, date]]:
    """The fee's periods ``[first day, next first day)`` that start before ``end``, ascending.

    Each is counted from the anchor day: 31 Jan, 29 Feb, 31 Mar (published: 1176/55510).
    """
    if fee is None:
        return
    number, start = 0, fee.from_day
    while start < end and (fee.months is None or number < fee.months):
        number += 1
        following = add_months(fee.from_day, number)
        yield start, following
        start = following


def quota_spans(plan: Plan, end: date) -> Iterator[tuple[date, date]]:
    """The spans that start before ``end`` with one free quota each, disjoint and ascending.

    With the anniversary reset they are the fee's periods. With the calendar reset they are the
    calendar months, cut to the days that the fee covers: a fee from 15 Jan for one month has one
    quota for 15 to 31 Jan and one for 1 to 14 Feb. (Which of the two holds: not found.)
    """
    fee = plan.monthly_fee
    if fee is None or plan.quota_reset is QuotaReset.ANNIVERSARY:
        yield from fee_periods(fee, end)
        return
    start = fee.from_day
    while start < min(fee.ends, end):
        following = add_months(start.replace(day=1), 1)
        yield start, min(following, fee.ends)
        start = following


def _draw(
    recorded: Sequence[DayCharge], plan: Plan, book: PriceBook, packs: Sequence[Pack]
) -> tuple[list[Draw], list[int]]:
    """All draws, and what is left in each of ``packs`` (which come in the order of drawing)."""
    price = Fraction(book.postpaid_per_thousand) * (100 - Fraction(plan.discount_percent)) / 100
    units, unit_ms = (price * 10**CHARGE_DECIMALS / (1000 * MS_PER_MINUTE)).as_integer_ratio()
    terms = [(pack.bought, pack.expires) for pack in packs]
    left = [pack.ms for pack in packs]
    changes = iter(sorted({day for term in terms for day in term}))
    change = next(changes, date.max)
    valid: list[int] = []
    spans = quota_spans(plan, date.max)
    span_start = span_end = date.min
    quota, full_quota = 0, book.quota_minutes * MS_PER_MINUTE
    draws: list[Draw] = []
    add, new = draws.append, tuple.__new__
    from_quota, from_pack, postpaid = Source
    for day, need in recorded:
        while span_end <= day:
            span_start, span_end = next(spans, (date.max, date.max))
            quota = full_quota
        if quota and need and span_start <= day:
            ms = need if need < quota else quota
            quota -= ms
            need -= ms
            add(new(Draw, (day, from_quota, None, ms, _NOTHING)))
        if change <= day:
            while change <= day:
                change = next(changes, date.max)
            valid = [n for n, (bought, expires) in enumerate(terms) if bought <= day < expires]
            valid = [n for n in reversed(valid) if left[n]]
        while need and valid:
            number = valid[-1]
            ms = left[number]
            if need < ms:
                ms = need
            else:
                valid.pop()
            left[number] -= ms
            need -= ms
            add(new(Draw, (day, from_pack, packs[number].name, ms, _NOTHING)))
        if need:
            charge = scaled(divide_half_up(need * units, unit_ms), CHARGE_DECIMALS)
            add(new(Draw, (day, postpaid, None, need, charge)))
    return draws, left


def _in_order(usage: Iterable[DayCharge]) -> list[DayCharge]:
    recorded = list(usage)
    days = [day for day, _ in recorded]
    if all(map(lt, days, days[1:])):
        return recorded
    sums: defaultdict[date, int] = defaultdict(int)
    for day, ms in recorded:
        sums[day] += ms
    return [DayCharge(day, ms) for day, ms in sorted(sums.items())]


def _balance(pack: Pack, unused: int, end: date) -> PackBalance:
    expired = unused if pack.expires <= end else 0
    return PackBalance(pack, pack.ms - unused, expired, unused - expired)


def _totals(
    draws: Iterable[Draw],
    fees: Iterable[DatedAmount],
    purchases: Iterable[DatedAmount],
    currency: str,
) -> Totals:
    quota_ms = pack_ms = postpaid_ms = 0
    postpaid = _NOTHING
    for _, source, _, ms, charge in draws:
        if source is Source.PACK:
            pack_ms += ms
        elif source is Source.QUOTA:
            quota_ms += ms
        else:
            postpaid_ms += ms
            postpaid += charge
    exact = Amounts(
        monthly_fees=sum((line.amount for line in fees), _NOTHING),
        pack_purchases=sum((line.amount for line in purchases), _NOTHING),
        postpaid=postpaid,
    )
    places = digits(currency)
    return Totals(
        charged_ms=quota_ms + pack_ms + postpaid_ms,
        quota_ms=quota_ms,
        pack_ms=pack_ms,
        postpaid_ms=postpaid_ms,
        exact=exact,
        shown=Amounts(
            monthly_fees=half_up(exact.monthly_fees, places),
            pack_purchases=half_up(exact.pack_purchases, places),
            postpaid=half_up(exact.postpaid, places),
        ),
    )
