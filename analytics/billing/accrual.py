"""Cash and accrual of a settlement: what is paid when, and what is consumed when.

A monthly fee is paid on the first day of its period and consumed evenly over the period's days. A
pack is paid when it is bought and consumed by its minutes; what is unused on its last valid day is
consumed on that day, as expired. Postpaid minutes are paid and consumed on their day. (All inferred: the
vendor says when it charges, not how to book it.) Amounts have 8 decimals and are differences of
rounded running sums, so that the parts of a fee or a pack always add up to its price.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import NamedTuple

from analytics.billing.burn_order import fee_periods
from analytics.core.model import DatedAmount, Pack, PackBalance, Settlement, Source
from analytics.core.money import divide_half_up, price_per_thousand, scaled

DECIMALS = 8
_NOTHING = Decimal(0)
_DAY = timedelta(days=1)


class Part(StrEnum):
    """What a used-up amount was paid for."""

    FEE = "monthly fee"
    PACK = "pack"
    EXPIRED = "expired"
    POSTPAID = "postpaid"


class Use(NamedTuple):
    """What one day consumed; ``name`` is the pack's, ``ms`` 0 for a fee."""

    day: date
    part: Part
    name: str
    ms: int
    amount: Decimal


class PackAccount(NamedTuple):
    """A bought pack at the end of the reported days: used + expired + left = bought."""

    pack: Pack
    used_ms: int
    expired_ms: int
    left_ms: int
    used: Decimal
    expired: Decimal
    left: Decimal

    @property
    def per_thousand(self) -> Decimal | None:
        """What 1,000 used minutes have cost so far, with what expired; None: none was used."""
        return price_per_thousand(self.used + self.expired, self.used_ms)


class EffectivePrice(NamedTuple):
    """What the minutes of one source cost in the reported days, fees and expired ones included."""

    name: str
    ms: int
    amount: Decimal
    per_thousand: Decimal | None


@dataclass(frozen=True, slots=True)
class Accrual:
    """``ahead_before`` + what was paid = what was consumed + ``ahead_after``, exactly.

    ``cash`` and ``uses`` are in the order of days. ``packs`` are those bought before the end.
    """

    currency: str
    cash: tuple[DatedAmount, ...]
    uses: tuple[Use, ...]
    packs: tuple[PackAccount, ...]
    ahead_before: Decimal
    """What was prepaid of the reported days and not consumed before them."""
    ahead_after: Decimal
    prices: tuple[EffectivePrice, ...]
    """The free quota (for the fee), each pack, postpaid, and all of them."""

    @property
    def paid(self) -> Decimal:
        return sum((line.amount for line in self.cash), _NOTHING)

    @property
    def used(self) -> Decimal:
        return sum((use.amount for use in self.uses), _NOTHING)


def accrue(settlement: Settlement) -> Accrual:
    """Cash and accrual of the days that a settlement reports."""
    start, end = _span(settlement)
    fee_uses, fee_before, fee_after = _fees(settlement, start, end)
    bought = [balance for balance in settlement.packs if balance.pack.bought < end]
    pack_uses, packs_before = _packs(settlement, bought, start, end)
    postpaid = [
        Use(draw.day, Part.POSTPAID, "", draw.ms, draw.charge)
        for draw in settlement.draws
        if draw.source is Source.POSTPAID
    ]
    accounts = tuple(pack_account(balance, end) for balance in bought)
    uses = tuple(sorted([*fee_uses, *pack_uses, *postpaid]))
    paid = [DatedAmount(use.day, Part.POSTPAID.value, use.amount) for use in postpaid]
    return Accrual(
        currency=settlement.book.currency,
        cash=tuple(sorted([*settlement.fees, *settlement.purchases, *paid])),
        uses=uses,
        packs=accounts,
        ahead_before=fee_before + packs_before,
        ahead_after=fee_after + sum((account.left for account in accounts), _NOTHING),
        prices=tuple(_prices(settlement, uses)),
    )


def share(amount: Decimal, part: int, whole: int) -> Decimal:
    """``part / whole`` of an amount, half up to 8 decimals; a whole of 0 has no parts."""
    if not whole:
        return _NOTHING
    units, unit = amount.as_integer_ratio()
    return scaled(divide_half_up(units * 10**DECIMALS * part, unit * whole), DECIMALS)


def _between(amount: Decimal, bounds: Iterable[int], whole: int) -> list[Decimal]:
    """The share of an amount between each two neighbours of ``bounds``, so that they add up."""
    shares = [share(amount, bound, whole) for bound in bounds]
    return [after - before for before, after in pairwise(shares)]


def _span(settlement: Settlement) -> tuple[date, date]:
    last = settlement.last_recorded
    recorded_end = min(last, date.max - _DAY) + _DAY if last else date.min
    end = settlement.until or recorded_end
    return min(settlement.since or date.min, end), end


def _fees(settlement: Settlement, start: date, end: date) -> tuple[list[Use], Decimal, Decimal]:
    """The fee's use of each day, and what was prepaid at the start and at the end."""
    fee, recorded_end = settlement.plan.monthly_fee, _span_end_of_fees(settlement, end)
    uses: list[Use] = []
    prepaid_before = prepaid_after = _NOTHING
    for first, following in fee_periods(fee, recorded_end):
        if following <= start:
            continue
        price, days = settlement.book.on(first).monthly_fee, (following - first).days
        if start > first:
            prepaid_before += price - share(price, (start - first).days, days)
        if following > end:
            prepaid_after += price - share(price, (end - first).days, days)
        reported = range(max((start - first).days, 0), min((end - first).days, days))
        amounts = _between(price, range(reported.start, reported.stop + 1), days)
        for number, amount in zip(reported, amounts, strict=True):
            uses.append(Use(first + number * _DAY, Part.FEE, "", 0, amount))
    return uses, prepaid_before, prepaid_after


def _span_end_of_fees(settlement: Settlement, end: date) -> date:
    fee = settlement.plan.monthly_fee
    if fee and fee.months:
        return end
    last = settlement.last_recorded
    return min(end, min(last, date.max - _DAY) + _DAY) if last else date.min


def _packs(
    settlement: Settlement, bought: Iterable[PackBalance], start: date, end: date
) -> tuple[list[Use], Decimal]:
    pack_draws: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    for draw in settlement.draws:
        if draw.pack is not None:
            pack_draws[draw.pack].append((draw.day, draw.ms))
    uses: list[Use] = []
    prepaid_before = _NOTHING
    for balance in bought:
        pack = balance.pack
        draws = pack_draws[pack.name]
        place = balance.used_ms - sum(ms for _, ms in draws)
        if pack.bought < start < pack.expires:
            prepaid_before += pack.price - share(pack.price, place, pack.ms)
        bounds = accumulate((ms for _, ms in draws), initial=place)
        for (day, ms), amount in zip(draws, _between(pack.price, bounds, pack.ms), strict=True):
            uses.append(Use(day, Part.PACK, pack.name, ms, amount))
        account = pack_account(balance, end)
        last_day = pack.expires - _DAY
        if account.expired and last_day >= start:
            uses.append(Use(last_day, Part.EXPIRED, pack.name, balance.expired_ms, account.expired))
    return uses, prepaid_before


def pack_account(balance: PackBalance, end: date) -> PackAccount:
    """A pack's balance on ``end`` in money: what its minutes cost by then, and what it lost."""
    pack = balance.pack
    used = share(pack.price, balance.used_ms, pack.ms)
    unused = pack.price - used
    expired = unused if pack.expires <= end else _NOTHING
    balance_ms = (balance.used_ms, balance.expired_ms, balance.left_ms)
    return PackAccount(pack, *balance_ms, used, expired, unused - expired)


def _prices(settlement: Settlement, uses: Iterable[Use]) -> Iterator[EffectivePrice]:
    totals = settlement.totals
    amounts: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    ms: defaultdict[str, int] = defaultdict(int)
    for use in uses:
        kind = Part.PACK if use.part is Part.EXPIRED else use.part
        amounts[kind, use.name] += use.amount
        if use.part is Part.PACK:
            ms[use.name] += use.ms
    fee = amounts.pop((Part.FEE, ""), _NOTHING)
    postpaid = amounts.pop((Part.POSTPAID, ""), _NOTHING)
    yield _price("free quota", totals.quota_ms, fee)
    for (_, name), amount in amounts.items():
        yield _price(name, ms[name], amount)
    yield _price("postpaid", totals.postpaid_ms, postpaid)
    total = fee + postpaid + sum(amounts.values(), _NOTHING)
    yield _price("all", totals.charged_ms, total)


def _price(name: str, ms: int, amount: Decimal) -> EffectivePrice:
    return EffectivePrice(name, ms, amount, price_per_thousand(amount, ms))
