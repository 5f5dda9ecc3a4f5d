"""Simulation: another price, quota, pack, ratio or growth over the whole history.

A changed history is charged and settled by the same rule as the real one; only plan and book differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import count

from analytics.billing.settle import settle
from analytics.core.errors import Problem
from analytics.core.model import MS_PER_MINUTE, DayCharge, Pack, Plan, PriceBook, Ratio, Settlement
from analytics.core.money import digits, divide_half_up, half_up

Charge = Callable[[Plan, PriceBook], Sequence[DayCharge]]
"""The charged days under a plan, as ``History.charged_days`` gives them."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is to be other than it is; None, empty or 0: as it is.

    ``ratios`` take the place of all that the plan says of their kind from their day on: mixed
    streams charged from D at ratio R is ``Ratio(Kind.MIXED, D, R)``. ``growth_percent`` more
    recordings of the same lengths are made from ``growth_from`` on (None: always); it may be
    negative.
    """

    ratios: tuple[Ratio, ...] = ()
    postpaid_per_thousand: Decimal | None = None
    monthly_fee: Decimal | None = None
    quota_minutes: int | None = None
    discount_percent: Decimal | None = None
    packs: tuple[Pack, ...] | None = None
    growth_percent: Decimal = Decimal(0)
    growth_from: date | None = None


def changed_plan(plan: Plan, what_if: WhatIf) -> Plan:
    """The plan with other ratios, discount and packs."""
    ratios = plan.ratios
    for new_ratio in what_if.ratios:
        start = new_ratio.from_day or date.min
        ratios = tuple(
            ratio
            for ratio in ratios
            if ratio.kind is not new_ratio.kind or (ratio.from_day or date.min) < start
        )
    discount = what_if.discount_percent
    return replace(
        plan,
        ratios=ratios + what_if.ratios,
        discount_percent=plan.discount_percent if discount is None else discount,
        packs=plan.packs if what_if.packs is None else what_if.packs,
    )


def changed_book(book: PriceBook, what_if: WhatIf) -> PriceBook:
    """The book with other prices and quota on every day; its version says that it is no real one."""
    price, fee, quota = (
        what_if.postpaid_per_thousand,
        what_if.monthly_fee,
        what_if.quota_minutes,
    )

    def changed(version: PriceBook) -> PriceBook:
        new_book = replace(
            version,
            postpaid_per_thousand=version.postpaid_per_thousand if price is None else price,
            monthly_fee=version.monthly_fee if fee is None else fee,
            quota_minutes=version.quota_minutes if quota is None else quota,
        )
        return (
            version
            if new_book == version
            else replace(new_book, version=f"{version.version}, changed")
        )

    new_book = replace(changed(book), earlier=tuple(map(changed, book.earlier)))
    return book if new_book == book else new_book


def grown(
    days: Iterable[DayCharge], percent: Decimal, from_day: date | None = None
) -> tuple[DayCharge, ...]:
    """The days with ``percent`` more charged ms from ``from_day`` on, each half up to a whole ms."""
    if percent < -100:
        raise Problem(f"{percent} percent of growth leaves less than nothing", hint="Give -100 up")
    if not percent:
        return tuple(days)
    numerator, denominator = (1 + percent / 100).as_integer_ratio()
    start = from_day or date.min
    return tuple(
        [
            DayCharge(day, divide_half_up(ms * numerator, denominator))
            if day >= start
            else DayCharge(day, ms)
            for day, ms in days
        ]
    )


def settle_what_if(
    charge: Charge,
    plan: Plan,
    book: PriceBook,
    what_if: WhatIf,
    since: date | None = None,
    until: date | None = None,
) -> Settlement:
    """The settlement of the changed history, of which [since, until) is reported."""
    changed, prices = changed_plan(plan, what_if), changed_book(book, what_if)
    days = grown(charge(changed, prices), what_if.growth_percent, what_if.growth_from)
    return settle(days, changed, prices, since, until)


def pack_of(
    name: str, minutes: int, per_thousand: Decimal, bought: date, currency: str, months: int = 12
) -> Pack:
    """A pack by its price for 1,000 minutes, half up to the currency's digits."""
    return Pack(
        name, minutes, half_up(per_thousand * minutes / 1000, digits(currency)), bought, months
    )


def bulk(charged_ms: int) -> int:
    """A round number of minutes, 1, 2 or 5 with zeros, that holds all of ``charged_ms``; 1,000 at least."""
    for size in (factor * int(10**zeros) for zeros in count(3) for factor in (1, 2, 5)):
        if size * MS_PER_MINUTE >= charged_ms:
            break
    return size
