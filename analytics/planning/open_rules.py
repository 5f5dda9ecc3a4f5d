"""Open billing rules, which the vendor has not stated: how far each open rule moves this bill, alone and all together.

Each rule has the choice that the plan makes and its alternatives. Alone: one rule is changed, the
others stay. Together: every combination is settled (brute force), and the cheapest and the most expensive
are told. All of it by the same rule of settlement as any bill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import product
from math import prod
from typing import Any, NamedTuple

from analytics.billing.basis import Basis, cost, outlined
from analytics.billing.meter import ratio_spans
from analytics.billing.settle import outline, settle
from analytics.core.model import (
    DayCharge,
    Kind,
    Midnight,
    Pack,
    Plan,
    PriceBook,
    QuotaReset,
    Ratio,
    Rounding,
)
from analytics.planning.what_if import Charge

ZONES = ("Asia/Shanghai", "UTC")
_DAY = timedelta(days=1)
_ROUNDINGS = {
    Rounding.DAY: "each app's day up to a minute",
    Rounding.FILE: "each file up to a minute",
    Rounding.TASK_KIND: "each recording's kind up to a minute",
    Rounding.EXACT: "not rounded",
}
_MIDNIGHTS = {Midnight.STOP: "the day of the stop", Midnight.START: "the day of the start"}
_RESETS = {
    QuotaReset.ANNIVERSARY: "with each fee period",
    QuotaReset.CALENDAR: "with each calendar month",
}


class _Choice(NamedTuple):
    label: str
    apply: Callable[[Plan], Plan]
    is_chosen: bool


class _Rule(NamedTuple):
    key: str
    title: str
    choices: tuple[_Choice, ...]
    """The plan's own is the first."""


class Outcome(NamedTuple):
    """The total under one choice, and how much more it is than under the plan's."""

    label: str
    total: Decimal
    difference: Decimal
    is_chosen: bool


class RuleEffect(NamedTuple):
    """One open rule, changed alone; the plan's own choice is the first outcome."""

    key: str
    title: str
    outcomes: tuple[Outcome, ...]

    @property
    def lowest(self) -> Decimal:
        return min(outcome.difference for outcome in self.outcomes)

    @property
    def highest(self) -> Decimal:
        return max(outcome.difference for outcome in self.outcomes)


class Together(NamedTuple):
    """A total, and the choice of each rule (by its key) that leads to it."""

    total: Decimal
    difference: Decimal
    choices: tuple[tuple[str, str], ...]


class Unsaid(NamedTuple):
    """The effect of all open rules on one bill; ``rules`` with the widest effect first."""

    currency: str
    total: Decimal
    rules: tuple[RuleEffect, ...]
    lowest: Together
    highest: Together
    combinations: int


def unsaid(
    charge: Charge,
    plan: Plan,
    book: PriceBook,
    basis: Basis,
    since: date | None = None,
    until: date | None = None,
) -> Unsaid:
    """How far the open rules move the shown total of [since, until), as cost of use or as cash.

    ``charge`` answers for plans of any zone and day's edge, as ``history.charger`` does.
    """
    rules = tuple(_rules(plan, book))
    total_of = _totals(charge, book, basis, since, until)
    totals = {
        labels: total_of(plan, choices)
        for choices in product(*(rule.choices for rule in rules))
        for labels in (tuple(choice.label for choice in choices),)
    }
    chosen = tuple(rule.choices[0].label for rule in rules)
    base = totals[chosen]

    def alone(place: int, label: str) -> Decimal:
        return totals[(*chosen[:place], label, *chosen[place + 1 :])]

    def together(labels: tuple[str, ...]) -> Together:
        keys = (rule.key for rule in rules)
        total = totals[labels]
        return Together(total, total - base, tuple(zip(keys, labels, strict=True)))

    effects = [
        RuleEffect(
            rule.key,
            rule.title,
            tuple(
                Outcome(choice.label, total, total - base, choice.is_chosen)
                for choice in rule.choices
                for total in (alone(place, choice.label),)
            ),
        )
        for place, rule in enumerate(rules)
    ]
    return Unsaid(
        currency=book.currency,
        total=base,
        rules=tuple(sorted(effects, key=lambda effect: effect.lowest - effect.highest)),
        lowest=together(min(totals, key=lambda labels: totals[labels])),
        highest=together(max(totals, key=lambda labels: totals[labels])),
        combinations=len(totals),
    )


def read_as(plan: Plan, book: PriceBook, labels: Mapping[str, str]) -> Plan:
    """The plan with its open rules read so: the label of a choice by its rule's key, else its own."""
    reading = plan
    for rule in _rules(plan, book):
        label = labels.get(rule.key, rule.choices[0].label)
        reading = next(choice for choice in rule.choices if choice.label == label).apply(reading)
    return reading


def meterings(plan: Plan, book: PriceBook) -> int:
    """How many ways there are to charge the days: so often does ``unsaid`` ask for them."""
    keys = ("rounding", "midnight", "zone", Kind.SCREEN.value, Kind.AUDIO.value)
    return prod(len(rule.choices) for rule in _rules(plan, book) if rule.key in keys)


def _totals(
    charge: Charge,
    book: PriceBook,
    basis: Basis,
    since: date | None,
    until: date | None,
) -> Callable[[Plan, Sequence[_Choice]], Decimal]:
    """The shown total of a plan under some choices; days are charged once for each metering."""
    charges: dict[object, Sequence[DayCharge]] = {}
    fees: dict[object, Decimal] = {}

    def cost_of_use(key: object, plan: Plan) -> Decimal:
        days = charges[key]
        if key not in fees:
            bill = settle(days, plan, book, since, until)
            fees[key] = cost(bill, Basis.USE).shown.monthly_fees
        last = max((day for day, _ in days), default=date.min)
        return outlined(
            outline(days, plan, book, since, until),
            outline(days, plan, book, until=since) if since else None,
            fees[key],
            book.currency,
            since=since or date.min,
            until=until or min(last, date.max - _DAY) + _DAY,
        )

    def total(plan: Plan, choices: Sequence[_Choice]) -> Decimal:
        for choice in choices:
            plan = choice.apply(plan)
        key = (plan.zone, plan.midnight, plan.rounding, plan.ratios)
        if key not in charges:
            charges[key] = charge(plan, book)
        if basis is Basis.USE:
            return cost_of_use(key, plan)
        bill = outline(charges[key], plan, book, since, until).totals.shown
        if not any(choice.apply is _next_day for choice in choices):
            return bill.total
        # Bought when it was bought: only the use of the packs starts a day later.
        on_their_days = replace(plan, packs=tuple(map(_day_before, plan.packs)))
        paid_bill = outline(charges[key], on_their_days, book, since, until).totals.shown
        return bill.total - bill.pack_purchases + paid_bill.pack_purchases

    return total


def _rules(plan: Plan, book: PriceBook) -> Iterator[_Rule]:
    rounding = [(label, {"rounding": value}) for value, label in _ROUNDINGS.items()]
    yield _of_fields("rounding", "What is rounded up to a minute", plan, rounding)
    edge = [(label, {"midnight": value}) for value, label in _MIDNIGHTS.items()]
    yield _of_fields("midnight", "Which day a recording belongs to", plan, edge)
    zones = [(zone, {"zone": zone}) for zone in dict.fromkeys((plan.zone, *ZONES))]
    yield _of_fields("zone", "Where a day is cut", plan, zones)
    for kind, title in (
        (Kind.SCREEN, "Whether screen shares are billed"),
        (Kind.AUDIO, "Whether audio files are billed"),
    ):
        yield _of_ratios(kind, title, plan, book)
    if plan.monthly_fee:
        resets = [(label, {"quota_reset": value}) for value, label in _RESETS.items()]
        yield _of_fields("quota_reset", "When the free quota starts anew", plan, resets)
    if plan.packs:
        same_day = _Choice("the day it is bought", lambda plan: plan, True)
        next_day = _Choice("the next day, for as long", _next_day, False)
        yield _Rule("purchase_day", "The first day that a pack pays for", (same_day, next_day))


def _of_fields(
    key: str, title: str, plan: Plan, choices: Sequence[tuple[str, Mapping[str, Any]]]
) -> _Rule:
    options = [
        _Choice(label, partial(replace, **fields), replace(plan, **fields) == plan)
        for label, fields in choices
    ]
    return _Rule(key, title, tuple(sorted(options, key=lambda choice: not choice.is_chosen)))


def _of_ratios(kind: Kind, title: str, plan: Plan, book: PriceBook) -> _Rule:
    ratios = {span.ratio for span in ratio_spans(plan, book) if span.kind is kind}
    options = [
        _Choice(label, partial(_with_ratio, kind, ratio), ratios == {ratio})
        for label, ratio in (("billed", Decimal(1)), ("free", Decimal(0)))
    ]
    if not any(choice.is_chosen for choice in options):
        options.append(_Choice("as the plan says", lambda plan: plan, True))
    return _Rule(kind.value, title, tuple(sorted(options, key=lambda choice: not choice.is_chosen)))


def _with_ratio(kind: Kind, ratio: Decimal, plan: Plan) -> Plan:
    other_ratios = tuple(entry for entry in plan.ratios if entry.kind is not kind)
    return replace(plan, ratios=(*other_ratios, Ratio(kind, None, ratio)))


def _next_day(plan: Plan) -> Plan:
    packs = (replace(pack, bought=pack.bought + _DAY) for pack in plan.packs)
    return replace(plan, packs=tuple(packs))


def _day_before(pack: Pack) -> Pack:
    return replace(pack, bought=pack.bought - _DAY)
