"""Order of drawing: which source pays for which part of each day, in whole milliseconds.

Published: the free quota first, then packs, then postpaid (tencentcloud 1176/55512). This is the
only place where that order is told; a settlement gives its entries names and amounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from analytics.core.model import DayCharge, MonthlyFee, Pack, Plan, QuotaReset
from analytics.core.months import add_months

QUOTA, POSTPAID = -1, -2
"""Who pays, where it is not the pack with that number."""

_ENDLESS = 1 << 62
"""More than most days need, so that they are quickly told; a longer one is told all the same."""

Entry = tuple[date, int, int]
"""A day, who pays (QUOTA, POSTPAID or a pack's number), and the milliseconds, never 0."""


def draw_ms(
    recorded: Iterable[DayCharge],
    quotas: Iterator[tuple[date, date, int]],
    terms: Sequence[tuple[date, date]],
    amounts: Sequence[int],
) -> tuple[list[Entry], list[int]]:
    """All entries, days and drawing order ascending, and what is left of each pack's ``amounts``.

    ``recorded`` has each day once, ascending. ``quotas`` are disjoint, ascending spans ``[from,
    until)``, each with the ms that are free in it. A pack is valid on the days of its term ``[from, until)``;
    packs come in the order of drawing.
    """
    left_ms = list(amounts)
    changes = iter(sorted({day for term in terms for day in term}))
    change = next(changes, date.max)
    valid: list[int] = []
    span_start = span_end = event = date.min
    quota = coming = 0
    payer, payer_left = POSTPAID, _ENDLESS
    entries: list[Entry] = []
    add = entries.append
    for day, need in recorded:
        if event <= day:
            if payer == QUOTA:
                quota = payer_left
            elif payer != POSTPAID:
                left_ms[payer] = payer_left
            while span_end <= day:
                span_start, span_end, coming = next(quotas, (date.max, date.max, 0))
                quota = 0
            if span_start <= day:
                quota, coming = quota + coming, 0
            if change <= day:
                while change <= day:
                    change = next(changes, date.max)
                valid = [number for number, (start, end) in enumerate(terms) if start <= day < end]
                valid = [number for number in reversed(valid) if left_ms[number]]
            event = min(change, span_end if span_start <= day else span_start)
            payer, payer_left = _first_payer(quota, valid, left_ms)
        if 0 < need < payer_left:
            payer_left -= need
            add((day, payer, need))
            continue
        while need:
            if payer == POSTPAID:
                add((day, POSTPAID, need))
                break
            ms = need if need < payer_left else payer_left
            payer_left -= ms
            need -= ms
            add((day, payer, ms))
            if not payer_left:
                if payer == QUOTA:
                    quota = 0
                else:
                    left_ms[valid.pop()] = 0
                payer, payer_left = _first_payer(quota, valid, left_ms)
    if payer >= 0:
        left_ms[payer] = payer_left
    return entries, left_ms


def _first_payer(quota: int, valid: Sequence[int], left_ms: Sequence[int]) -> tuple[int, int]:
    """Who pays next, and how much at most: the quota, then the packs from the last one, else postpaid."""
    if quota:
        return QUOTA, quota
    if valid:
        return valid[-1], left_ms[valid[-1]]
    return POSTPAID, _ENDLESS


def draw_order(pack: Pack) -> tuple[date, date, str]:
    """Packs are consumed in this order: earliest expiry, then purchase (inferred), then name."""
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
