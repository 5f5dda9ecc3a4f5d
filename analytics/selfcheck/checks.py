"""Receipts: named equations that must hold between a bill, its explanation and a second path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from analytics.billing.accrual import Accrual, accrue
from analytics.billing.full_cost import FullCost
from analytics.billing.settle import outline
from analytics.core.model import DayCharge, Settlement, Source
from analytics.selfcheck.recompute import drawn_slowly, fees_slowly

_NOTHING = Decimal(0)
_DAY = timedelta(days=1)


class Proof(NamedTuple):
    """One equation: green where both sides are equal.

    ``left`` and ``right`` are what is shown for the sides; ``detail`` is where they differ first,
    empty where they do not.
    """

    name: str
    title: str
    left: int | Decimal | str
    right: int | Decimal | str
    is_right: bool
    detail: str = ""


def equal(
    name: str, title: str, left: int | Decimal | str, right: int | Decimal | str, detail: str = ""
) -> Proof:
    """Two figures that must be the same."""
    is_right = left == right
    return Proof(name, title, left, right, is_right, "" if is_right else detail)


def same(name: str, title: str, left: Mapping[Any, Any], right: Mapping[Any, Any]) -> Proof:
    """Two tables that must be the same in every place; what is shown is their sums."""
    wrong = [key for key in {*left, *right} if left.get(key, 0) != right.get(key, 0)]
    detail = ""
    if wrong:
        key = min(wrong, key=str)
        where = ", ".join(map(_plain, key)) if isinstance(key, tuple) else _plain(key)
        detail = f"{where}: {_plain(left.get(key, 0))} against {_plain(right.get(key, 0))}"
    return Proof(name, title, _sum(left), _sum(right), not wrong, detail)


def of_settlement(settlement: Settlement, charged: Sequence[DayCharge]) -> Iterator[Proof]:
    """What a settlement must satisfy, given all charged days since the first recorded one."""
    yield from _of_draws(settlement, charged)
    yield from _of_packs(settlement)
    yield from _of_lines(settlement)
    yield from _of_accrual(settlement, accrue(settlement))
    short = outline(charged, settlement.plan, settlement.book, settlement.since, settlement.until)
    yield equal(
        "settled_twice",
        "Total = total of a second settlement",
        settlement.totals.shown.total,
        short.totals.shown.total,
    )


def of_full_cost(cost: FullCost) -> Proof:
    """The shown lines of a full cost, those without a price left out, are its total."""
    lines = sum(filter(None, cost.shown), _NOTHING)
    return equal("full_cost_lines", "Lines of the full cost = total", lines, cost.total)


def _of_draws(settlement: Settlement, charged: Sequence[DayCharge]) -> Iterator[Proof]:
    start, end = _span(settlement)
    reported = {day: ms for day, ms in charged if ms and start <= day < end}
    yield same("days_are_charged", "Settled days = charged days", dict(settlement.days), reported)
    drawn: defaultdict[date, int] = defaultdict(int)
    by_source: defaultdict[Source, int] = defaultdict(int)
    for draw in settlement.draws:
        drawn[draw.day] += draw.ms
        by_source[draw.source] += draw.ms
    yield same("draws_are_charged", "Draws of each day = charged", drawn, reported)
    slowly = drawn_slowly(charged, settlement.plan, settlement.book, end)
    yield same(
        "draws_drawn_again",
        "Draws = drawn again, one by one",
        {(d.day, d.source, d.pack): d.ms for d in settlement.draws},
        {(d.day, d.source, d.pack): d.ms for d in slowly if d.day >= start},
    )
    yield same(
        "charges_again",
        "Postpaid charges = charged again",
        {d.day: d.charge for d in settlement.draws if d.charge},
        {d.day: d.charge for d in slowly if d.charge and d.day >= start},
    )
    totals = settlement.totals
    yield same(
        "totals_are_draws",
        "Quota + packs + postpaid minutes = draws",
        {
            "quota": totals.quota_ms,
            "pack": totals.pack_ms,
            "postpaid": totals.postpaid_ms,
            "all": totals.charged_ms,
        },
        {source.value: by_source[source] for source in Source} | {"all": sum(drawn.values())},
    )


def _of_packs(settlement: Settlement) -> Iterator[Proof]:
    packs = settlement.packs
    yield same(
        "pack_minutes",
        "Packs used + expired + left = bought, in minutes",
        {one.pack.name: one.used_ms + one.expired_ms + one.left_ms for one in packs},
        {one.pack.name: one.pack.ms for one in packs},
    )
    drawn: defaultdict[str, int] = defaultdict(int)
    for draw in settlement.draws:
        if draw.pack is not None:
            drawn[draw.pack] += draw.ms
    used = {one.pack.name: one.used_ms for one in packs}
    if settlement.since is None:
        yield same("pack_draws", "Used of each pack = its draws", used, drawn)
    terms = {one.pack.name: (one.pack.bought, one.pack.expires) for one in packs}
    late = [
        draw
        for draw in settlement.draws
        if draw.pack is not None
        and not (draw.pack in terms and terms[draw.pack][0] <= draw.day < terms[draw.pack][1])
    ]
    detail = f"{late[0].day}, pack {late[0].pack}" if late else ""
    yield equal("packs_in_time", "Draws outside a pack's validity = 0", len(late), 0, detail)


def _of_lines(settlement: Settlement) -> Iterator[Proof]:
    start, end = _span(settlement)
    plan, book, totals = settlement.plan, settlement.book, settlement.totals
    last = settlement.last_recorded
    fee_end = end
    if not (plan.monthly_fee and plan.monthly_fee.months):
        fee_end = min(end, min(last, date.max - _DAY) + _DAY) if last else date.min
    yield equal(
        "fees_are_periods",
        "Monthly fees = periods × fee",
        sum((line.amount for line in settlement.fees), _NOTHING),
        fees_slowly(plan.monthly_fee, start, fee_end) * book.monthly_fee,
    )
    yield same(
        "purchases_are_packs",
        "Packs bought = packs of the plan in these days",
        {(line.day, line.name): line.amount for line in settlement.purchases},
        {(one.bought, one.name): one.price for one in plan.packs if start <= one.bought < end},
    )
    lines = (
        sum((line.amount for line in (*settlement.fees, *settlement.purchases)), _NOTHING)
        + sum((draw.charge for draw in settlement.draws), _NOTHING)
    )  # fmt: skip
    yield equal("lines_are_total", "Lines = exact total", lines, totals.exact.total)
    shown = totals.shown
    parts = shown.monthly_fees + shown.pack_purchases + shown.postpaid
    yield equal("shown_is_total", "Shown lines = shown total", parts, shown.total)
    apart = abs(shown.total - totals.exact.total)
    yield Proof(
        "shown_is_exact",
        "Shown total = exact total, but for half a cent a line",
        shown.total,
        totals.exact.total,
        apart <= 3 * Decimal(5).scaleb(int(shown.total.as_tuple().exponent) - 1),
    )


def _of_accrual(settlement: Settlement, accrual: Accrual) -> Iterator[Proof]:
    paid = sum((line.amount for line in accrual.cash), _NOTHING)
    spent = sum((use.amount for use in accrual.uses), _NOTHING)
    yield equal("cash_is_total", "Paid = exact total", paid, settlement.totals.exact.total)
    yield equal(
        "paid_is_used",
        "Paid + ahead before = consumed + ahead after",
        paid + accrual.ahead_before,
        spent + accrual.ahead_after,
    )
    yield same(
        "pack_money",
        "Packs used + expired + left = bought, in money",
        {one.pack.name: one.used + one.expired + one.left for one in accrual.packs},
        {one.pack.name: one.pack.price for one in accrual.packs},
    )


def _span(settlement: Settlement) -> tuple[date, date]:
    last = settlement.last_recorded
    recorded_end = min(last, date.max - _DAY) + _DAY if last else date.min
    return settlement.since or date.min, settlement.until or recorded_end


def _sum(table: Mapping[Any, Any]) -> int | Decimal:
    total: int | Decimal = 0
    for value in table.values():
        total += value[-1] if isinstance(value, tuple) else value
    return total


def _plain(value: object) -> str:
    return str(value) if value is not None and value != "" else "-"
