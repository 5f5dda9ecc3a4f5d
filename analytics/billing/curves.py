"""Settlements over time: the cost up to each day, when the cheaper plan changes, pack levels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from analytics.billing.basis import Basis, by_day
from analytics.core.errors import Problem
from analytics.core.model import PackBalance, Settlement

_DAY = timedelta(days=1)
_NOTHING = Decimal(0)


class Cost(NamedTuple):
    """The cost up to the end of ``day``, exact, in the book's currency."""

    day: date
    amount: Decimal


class Crossing(NamedTuple):
    """At the end of ``day`` the other plan has become the cheaper one so far."""

    day: date
    cheaper: int
    """0: the first of the two settlements; 1: the second."""


class Level(NamedTuple):
    """What is left in a pack at the end of ``day``; 0 once it has expired."""

    day: date
    left_ms: int


def recorded_days(settlement: Settlement) -> list[date]:
    """Every reported day from the first to the last recorded one, idle days included."""
    first, last = settlement.first_recorded, settlement.last_recorded
    if first is None or last is None:
        return []
    first = max(first, settlement.since or first)
    if settlement.until is not None:
        last = min(last, settlement.until - _DAY)
    return [first + number * _DAY for number in range((last - first).days + 1)]


def cumulative(settlement: Settlement, basis: Basis = Basis.USE) -> tuple[Cost, ...]:
    """The cost so far on every recorded day, and on days outside of these that have a cost.

    Of cash, a fee counts from the first day of its period on and a pack from its purchase. The last
    amount is the exact total of ``basis.cost``.
    """
    costs_by_day = by_day(settlement, basis)
    amount = _NOTHING
    costs = []
    for day in sorted({*recorded_days(settlement), *costs_by_day}):
        amount += costs_by_day.get(day, _NOTHING)
        costs.append(Cost(day, amount))
    return tuple(costs)


def crossings(
    first: Settlement, second: Settlement, basis: Basis = Basis.USE
) -> tuple[Crossing, ...]:
    """The days on which the cheaper of two plans, by cost so far, changes.

    As long as both cost the same, the one that was cheaper before stays so. Two currencies are a
    Problem.
    """
    if first.book.currency != second.book.currency:
        raise Problem(
            f"costs in {first.book.currency} and {second.book.currency} cannot be compared",
            hint="Give both plans a price book of one currency.",
        )
    curves = cumulative(first, basis), cumulative(second, basis)
    changes = []
    leader: int | None = None
    for day in sorted({cost.day for curve in curves for cost in curve}):
        first_cost, second_cost = (_amount_on(curve, day) for curve in curves)
        if first_cost == second_cost:
            continue
        cheaper = 0 if first_cost < second_cost else 1
        if leader is not None and cheaper != leader:
            changes.append(Crossing(day, cheaper))
        leader = cheaper
    return tuple(changes)


def _amount_on(curve: tuple[Cost, ...], day: date) -> Decimal:
    number = bisect_right(curve, day, key=lambda cost: cost.day)
    return curve[number - 1].amount if number else _NOTHING


def pack_levels(settlement: Settlement) -> dict[str, tuple[Level, ...]]:
    """For each pack by name, what is left on each recorded day from its purchase to its expiry."""
    days = recorded_days(settlement)
    drawn_ms: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for draw in settlement.draws:
        if draw.pack is not None:
            drawn_ms[draw.pack][draw.day] = draw.ms
    return {
        balance.pack.name: _levels(balance, drawn_ms[balance.pack.name], days)
        for balance in settlement.packs
    }


def _levels(balance: PackBalance, drawn_ms: dict[date, int], days: list[date]) -> tuple[Level, ...]:
    pack = balance.pack
    valid = days[bisect_left(days, pack.bought) : bisect_left(days, pack.expires)]
    left_ms = pack.ms - balance.used_ms + sum(drawn_ms.values())
    levels = []
    for day in valid:
        left_ms -= drawn_ms.get(day, 0)
        levels.append(Level(day, left_ms))
    if valid and pack.expires <= days[-1]:
        levels.append(Level(pack.expires, 0))
    return tuple(levels)
