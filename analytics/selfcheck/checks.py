"""Checks of a bill: each sets a figure beside the same figure, worked out in another way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from analytics.billing.accrual import Accrual, accrue
from analytics.billing.basis import Basis, cost
from analytics.billing.burn_order import draw_order
from analytics.billing.full_cost import FullCost
from analytics.billing.settle import settle
from analytics.core.model import (
    MS_PER_MINUTE,
    DayCharge,
    Draw,
    MonthlyFee,
    Plan,
    PriceBook,
    QuotaReset,
    Settlement,
    Source,
)
from analytics.core.money import digits, half_up, scaled
from analytics.core.months import add_months

_NOTHING = Decimal(0)
_DAY = timedelta(days=1)


class Check(NamedTuple):
    """Two figures that must be equal, and whether they are.

    ``left`` and ``right`` are what is shown of the two sides; ``detail`` is where they differ first, empty where they do
    not.
    """

    name: str
    title: str
    left: int | Decimal | str
    right: int | Decimal | str
    passed: bool
    detail: str = ""


def equal(
    name: str, title: str, left: int | Decimal | str, right: int | Decimal | str, detail: str = ""
) -> Check:
    """Two figures that must be the same."""
    return Check(name, title, left, right, left == right, "" if left == right else detail)


def same(name: str, title: str, left: Mapping[Any, Any], right: Mapping[Any, Any]) -> Check:
    """Two tables that must be the same in every place; what is shown is their sums."""
    different = [key for key in {*left, *right} if left.get(key, 0) != right.get(key, 0)]
    detail = ""
    if different:
        key = min(different, key=str)
        place = ", ".join(map(_plain, key)) if isinstance(key, tuple) else _plain(key)
        detail = f"{place}: {_plain(left.get(key, 0))} against {_plain(right.get(key, 0))}"
    return Check(name, title, _sum(left), _sum(right), not different, detail)


class _Grant(NamedTuple):
    """Minutes paid ahead: who pays, what their use is counted by, and how many ms there are."""

    payer: tuple[Source, str | None]
    key: object
    holds: int


def none(name: str, title: str, faults: Sequence[str]) -> Check:
    """A list of faults that must be empty."""
    return Check(name, title, len(faults), 0, not faults, faults[0] if faults else "")


def of_settlement(settlement: Settlement, charged: Sequence[DayCharge]) -> Iterator[Check]:
    """What a settlement must satisfy, given all charged days since the first recorded one."""
    start, end = _span(settlement)
    before: tuple[Draw, ...] = ()
    if settlement.since is not None:
        before = settle(charged, settlement.plan, settlement.book, until=min(start, end)).draws
    yield from _of_days(settlement, {day: ms for day, ms in charged if ms and start <= day < end})
    draws = [*before, *settlement.draws]
    yield from _of_order(draws, settlement.plan, settlement.book)
    used: Counter[str] = Counter()
    for draw in draws:
        if draw.pack is not None:
            used[draw.pack] += draw.ms
    yield _of_packs(settlement, used, end)
    yield from _of_lines(settlement, start, end)
    yield from _of_accrual(settlement, accrue(settlement), used, end)
    yield _of_use(settlement, used, start, end)


def of_full_cost(cost: FullCost) -> Check:
    """The amounts of a full cost, those without a price left out and each rounded by itself, are its total."""
    amounts = [line.amount for line in cost.lines if line.amount is not None]
    places = -int(cost.total.as_tuple().exponent)
    lines = sum((half_up(amount, places) for amount in amounts), _NOTHING)
    return equal("full_cost_lines", "Lines of the full cost = total", lines, cost.total)


def _of_days(settlement: Settlement, charged: Mapping[date, int]) -> Iterator[Check]:
    """The days and their draws hold what was charged, minutes and money."""
    totals = settlement.totals
    by_day: Counter[date] = Counter()
    by_source: Counter[Source] = Counter()
    for draw in settlement.draws:
        by_day[draw.day] += draw.ms
        by_source[draw.source] += draw.ms
    yield same("days_are_charged", "Settled days = charged days", _added(settlement.days), charged)
    yield same("draws_are_charged", "Draws of each day = charged", by_day, charged)
    yield same(
        "totals_are_draws",
        "Quota + packs + postpaid minutes = draws",
        {
            "quota": totals.quota_ms,
            "pack": totals.pack_ms,
            "postpaid": totals.postpaid_ms,
            "all": totals.charged_ms,
        },
        {source.value: by_source[source] for source in Source} | {"all": by_day.total()},
    )
    postpaid = [draw for draw in settlement.draws if draw.source is Source.POSTPAID]
    yield same(
        "charges_again",
        "Postpaid charges = minutes × price of the day",
        _added((draw.day, draw.charge) for draw in settlement.draws if draw.charge),
        _added((draw.day, _charge(draw, settlement.plan, settlement.book)) for draw in postpaid),
    )


def _of_order(draws: Sequence[Draw], plan: Plan, book: PriceBook) -> Iterator[Check]:
    """The rules of drawing, each held against all draws since the first recorded day.

    Together with the minutes of each day they leave but one way to draw.
    """
    used: Counter[object] = Counter()
    invalid: list[str] = []
    beyond: list[str] = []
    early: list[str] = []
    by_day: defaultdict[date, list[Draw]] = defaultdict(list)
    for draw in draws:
        by_day[draw.day].append(draw)
    for day, day_draws in sorted(by_day.items()):
        grants = _grants(day, plan, book)
        payers = [grant.payer for grant in grants]
        last = 0
        for draw in day_draws:
            payer = draw.source, draw.pack
            if draw.source is Source.POSTPAID:
                last = len(grants)
            elif payer not in payers:
                invalid.append(f"{day}, {draw.pack or draw.source}")
            else:
                number = payers.index(payer)
                last = max(last, number)
                used[grants[number].key] += draw.ms
        for number, (payer, key, holds) in enumerate(grants):
            place = f"{day}, {payer[1] or payer[0]}: {used[key]} of {holds} ms drawn"
            if used[key] > holds:
                beyond.append(place)
            elif used[key] < holds and number < last:
                early.append(place)
    yield none("draws_valid", "Draws outside a quota's or a pack's days = 0", invalid)
    yield none("draws_within", "Draws beyond what a quota or a pack holds = 0", beyond)
    yield none("draws_in_order", "Draws while an earlier source had minutes left = 0", early)


def _of_packs(settlement: Settlement, used: Mapping[str, int], end: date) -> Check:
    stated: dict[tuple[str, str], int] = {}
    recounted: dict[tuple[str, str], int] = {}
    for balance in settlement.packs:
        pack, name = balance.pack, balance.pack.name
        stated[name, "used"] = balance.used_ms
        stated[name, "expired"] = balance.expired_ms
        stated[name, "left"] = balance.left_ms
        unused_ms = pack.minutes * MS_PER_MINUTE - used.get(name, 0)
        recounted[name, "used"] = used.get(name, 0)
        recounted[name, "expired"] = unused_ms if pack.expires <= end else 0
        recounted[name, "left"] = 0 if pack.expires <= end else unused_ms
    title = "Packs used, expired and left = their draws and the rest, in minutes"
    return same("pack_minutes", title, stated, recounted)


def _of_lines(settlement: Settlement, start: date, end: date) -> Iterator[Check]:
    plan, book, totals = settlement.plan, settlement.book, settlement.totals
    last = settlement.last_recorded
    fee = plan.monthly_fee
    fee_end = end
    if not (fee and fee.months):
        fee_end = min(end, min(last, date.max - _DAY) + _DAY) if last else date.min
    yield same(
        "fees_are_periods",
        "Monthly fees = periods × the fee of their first day",
        _added((line.day, line.amount) for line in settlement.fees),
        {day: book.on(day).monthly_fee for day in _period_starts(fee, start, fee_end)},
    )
    yield same(
        "purchases_are_packs",
        "Packs bought = packs of the plan in these days",
        _added(((line.day, line.name), line.amount) for line in settlement.purchases),
        {(pack.bought, pack.name): pack.price for pack in plan.packs if start <= pack.bought < end},
    )
    lines = {
        "monthly fees": sum((line.amount for line in settlement.fees), _NOTHING),
        "packs": sum((line.amount for line in settlement.purchases), _NOTHING),
        "postpaid": sum((draw.charge for draw in settlement.draws), _NOTHING),
    }
    exact, shown = (
        {
            "monthly fees": amounts.monthly_fees,
            "packs": amounts.pack_purchases,
            "postpaid": amounts.postpaid,
        }
        for amounts in (totals.exact, totals.shown)
    )
    yield same("lines_are_total", "Lines = exact total", exact, lines)
    places = digits(book.currency)
    rounded = {name: half_up(amount, places) for name, amount in lines.items()}
    yield same("shown_is_rounded", "Shown total = its lines, each half up", shown, rounded)


def _of_accrual(
    settlement: Settlement, accrual: Accrual, used: Mapping[str, int], end: date
) -> Iterator[Check]:
    paid = sum((line.amount for line in accrual.cash), _NOTHING)
    consumed = sum((use.amount for use in accrual.uses), _NOTHING)
    yield equal("cash_is_total", "Paid = exact total", paid, settlement.totals.exact.total)
    yield equal(
        "paid_is_used",
        "Paid + prepaid before = consumed + prepaid after",
        paid + accrual.ahead_before,
        consumed + accrual.ahead_after,
    )
    stated: dict[tuple[str, str], Decimal] = {}
    recounted: dict[tuple[str, str], Decimal] = {}
    for account in accrual.packs:
        pack, name = account.pack, account.pack.name
        stated[name, "used"] = account.used
        stated[name, "expired"] = account.expired
        stated[name, "left"] = account.left
        spent = _NOTHING
        if used.get(name):
            spent = _nearest(Fraction(pack.price) * used[name] / (pack.minutes * MS_PER_MINUTE))
        recounted[name, "used"] = spent
        recounted[name, "expired"] = pack.price - spent if pack.expires <= end else _NOTHING
        recounted[name, "left"] = _NOTHING if pack.expires <= end else pack.price - spent
    title = "Packs used, expired and left = price × minutes drawn"
    yield same("pack_money", title, stated, recounted)


def _of_use(settlement: Settlement, used: Mapping[str, int], start: date, end: date) -> Check:
    """The cost of use of the reported days, part by part, from plan, prices and minutes alone."""
    plan, book, last = settlement.plan, settlement.book, settlement.last_recorded
    exact = cost(settlement, Basis.USE).exact
    stated = {
        "monthly fees": exact.monthly_fees,
        "packs": exact.packs,
        "expired": exact.expired,
        "postpaid": exact.postpaid,
    }
    drawn: Counter[str | None] = Counter()
    postpaid = fees = packs = expired = _NOTHING
    for draw in settlement.draws:
        drawn[draw.pack] += draw.ms
        if draw.source is Source.POSTPAID:
            postpaid += _charge(draw, plan, book)
    for pack in (balance.pack for balance in settlement.packs if balance.pack.bought < end):
        by_end, by_start = (
            _part(pack.price, ms, pack.minutes * MS_PER_MINUTE)
            for ms in (used.get(pack.name, 0), used.get(pack.name, 0) - drawn[pack.name])
        )
        packs += by_end - by_start
        if start < pack.expires <= end:
            expired += pack.price - by_end
    fee = plan.monthly_fee
    recorded_end = min(last, date.max - _DAY) + _DAY if last else date.min
    fee_end = end if fee and fee.months else min(end, recorded_end)
    for first in _period_starts(fee, fee.from_day if fee else end, fee_end):
        days = (_next_period(fee, first) - first).days
        price = book.on(first).monthly_fee
        inside = [min(max((day - first).days, 0), days) for day in (start, end)]
        fees += _part(price, inside[1], days) - _part(price, inside[0], days)
    recounted = {"monthly fees": fees, "packs": packs, "expired": expired, "postpaid": postpaid}
    title = "Cost of use = days of fees, minutes of packs, what expired, postpaid"
    return same("cost_of_use", title, stated, recounted)


def _part(amount: Decimal, part: int, whole: int) -> Decimal:
    return _nearest(Fraction(amount) * part / whole) if whole else _NOTHING


def _grants(day: date, plan: Plan, book: PriceBook) -> list[_Grant]:
    """What pays ahead on a day, in the order of drawing."""
    grants = []
    fee = plan.monthly_fee
    if fee is not None and fee.from_day <= day < fee.ends:
        first = _period_start(fee, day)
        if plan.quota_reset is QuotaReset.CALENDAR:
            first = max(day.replace(day=1), fee.from_day)
        holds = book.on(first).quota_minutes * MS_PER_MINUTE
        grants.append(_Grant((Source.QUOTA, None), first, holds))
    valid = [pack for pack in plan.packs if pack.bought <= day < pack.expires]
    for pack in sorted(valid, key=draw_order):
        grants.append(_Grant((Source.PACK, pack.name), pack.name, pack.minutes * MS_PER_MINUTE))
    return grants


def _charge(draw: Draw, plan: Plan, book: PriceBook) -> Decimal:
    price = Fraction(book.on(draw.day).postpaid_per_thousand)
    discount = Fraction(plan.discount_percent) / 100
    return _nearest(draw.ms * price * (1 - discount) / (1000 * MS_PER_MINUTE))


def _nearest(amount: Fraction) -> Decimal:
    """Half up to 8 decimals."""
    return scaled((amount * 10**8 + Fraction(1, 2)).__floor__(), 8)


def _period_start(fee: MonthlyFee, day: date) -> date:
    """The first day of the fee's period that a day is in; each is as long after the activation day as months say."""
    months = (day.year - fee.from_day.year) * 12 + day.month - fee.from_day.month
    first = add_months(fee.from_day, months)
    return first if first <= day else add_months(fee.from_day, months - 1)


def _period_starts(fee: MonthlyFee | None, start: date, end: date) -> Iterator[date]:
    """Each day of ``[start, end)`` that is the first of its period."""
    if fee is None:
        return
    day, end = max(start, fee.from_day), min(end, fee.ends)
    while day < end:
        if _period_start(fee, day) == day:
            yield day
        day += _DAY


def _next_period(fee: MonthlyFee | None, first: date) -> date:
    day = first + _DAY
    while fee and _period_start(fee, day) != day:
        day += _DAY
    return day


def _span(settlement: Settlement) -> tuple[date, date]:
    last = settlement.last_recorded
    recorded_end = min(last, date.max - _DAY) + _DAY if last else date.min
    return settlement.since or date.min, settlement.until or recorded_end


def _added(lines: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """The amounts of lines by their key; lines of one key add up."""
    sums: dict[Any, Any] = {}
    for key, amount in lines:
        sums[key] = sums.get(key, 0) + amount
    return sums


def _sum(table: Mapping[Any, Any]) -> int | Decimal:
    total: int | Decimal = 0
    for value in table.values():
        total += value
    return total


def _plain(value: object) -> str:
    return str(value) if value is not None and value != "" else "-"
