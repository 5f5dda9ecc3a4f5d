"""Sensitivity: what moves a price most, and from how many classes a day prepaid is cheaper than postpaid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from analytics.billing.settle import outline
from analytics.core.model import Kind, Plan, PriceBook, Ratio
from analytics.planning.estimate import ClassModel, Estimate, charged, from_model, scaled

_NOTHING, _ALL = Decimal(0), Decimal(100)
MOST_CLASSES = 100_000

Price = Callable[[Estimate, Plan], Decimal]
"""What a usage costs under a plan, in the currency that the swings are wanted in."""


class Swing(NamedTuple):
    """The total when one thing alone is lower and when it is higher; the same word twice: a switch."""

    name: str
    low_name: str
    high_name: str
    low: Decimal
    high: Decimal

    @property
    def width(self) -> Decimal:
        return abs(self.high - self.low)


def total(estimate: Estimate, plan: Plan, book: PriceBook) -> Decimal:
    """What the term costs, in the book's currency and digits."""
    days = charged(estimate, plan, book)
    return outline(days, plan, book, estimate.since, estimate.until).totals.shown.total


def swings(
    estimate: Estimate, plan: Plan, price: Price, model: ClassModel | None = None
) -> list[Swing]:
    """The swings of a plan's price, the widest first; without a model those of usage and prices."""
    swing_list = [*_of_plan(estimate, plan, price)]
    if model:
        swing_list += _of_model(model, estimate, plan, price)
    else:
        low, high = (price(scaled(estimate, Decimal(percent)), plan) for percent in (80, 120))
        swing_list.append(Swing("Usage", "−20 %", "+20 %", low, high))
    return sorted(swing_list, key=lambda swing: -swing.width)


def _of_plan(estimate: Estimate, plan: Plan, price: Price) -> Iterator[Swing]:
    less = max(plan.discount_percent - 5, _NOTHING)
    more = min(plan.discount_percent + 5, _ALL)
    low, high = (
        price(estimate, replace(plan, discount_percent=percent)) for percent in (more, less)
    )
    yield Swing("Discount on postpaid", f"{more:f} %", f"{less:f} %", low, high)
    if estimate.ms[Kind.MIXED]:
        other_ratios = tuple(ratio for ratio in plan.ratios if ratio.kind is not Kind.MIXED)
        low, high = (
            price(
                estimate,
                replace(plan, ratios=(*other_ratios, Ratio(Kind.MIXED, estimate.since, ratio))),
            )
            for ratio in (_NOTHING, Decimal(1))
        )
        yield Swing("Mixed streams", "free", "charged in full", low, high)


def _of_model(model: ClassModel, estimate: Estimate, plan: Plan, price: Price) -> Iterator[Swing]:
    months = _months(estimate)

    def priced(changed: ClassModel) -> Decimal:
        return price(from_model(changed, estimate.since, months), plan)

    fifth = Decimal("0.2")
    factors = (1 - fifth, 1 + fifth)
    low, high = (
        priced(replace(model, classes_a_day=model.classes_a_day * factor)) for factor in factors
    )
    yield Swing("Classes a day", "−20 %", "+20 %", low, high)
    low, high = (priced(replace(model, minutes=model.minutes * factor)) for factor in factors)
    yield Swing("Length of a class", "−20 %", "+20 %", low, high)
    few, many = max(model.cameras - 1, _NOTHING), model.cameras + 1
    low, high = (priced(replace(model, cameras=value)) for value in (few, many))
    yield Swing("Cameras on", f"{few:f}", f"{many:f}", low, high)
    few, many = max(model.screen_percent - 20, _NOTHING), min(model.screen_percent + 20, _ALL)
    low, high = (priced(replace(model, screen_percent=value)) for value in (few, many))
    yield Swing("Screen share", f"{few:f} %", f"{many:f} %", low, high)
    low, high = (priced(replace(model, whiteboard=on)) for on in (False, True))
    yield Swing("Whiteboard", "off", "on", low, high)
    few, many = model.growth_percent - 2, model.growth_percent + 2
    low, high = (priced(replace(model, growth_percent=value)) for value in (few, many))
    less, more = (f"{percent:f} %".replace("-", "−") for percent in (few, many))
    yield Swing("Growth a month", less, more, low, high)


def _months(estimate: Estimate) -> int:
    first, after = estimate.since, estimate.until
    months = (after.year - first.year) * 12 + after.month - first.month
    return months or 1


@lru_cache(maxsize=64)
def break_even(
    model: ClassModel, since: date, months: int, prepaid: Plan, postpaid: Plan, book: PriceBook
) -> int | None:
    """The fewest whole classes a day, in each room, at which prepaid costs no more; None: never."""

    def is_cheaper(classes: int) -> bool:
        estimate = from_model(replace(model, classes_a_day=Decimal(classes)), since, months)
        return total(estimate, prepaid, book) <= total(estimate, postpaid, book)

    high = 1
    while not is_cheaper(high):
        if high >= MOST_CLASSES:
            return None
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_cheaper(middle) else (middle, high)
    return high
