"""The cheapest mix of packs for known days as an integer programme, solved with a proven bound.

The free quota is drawn first whatever packs there are, so what is left of each day is given. Packs
are drawn earliest expiry first, which covers as many minutes as any order can: the programme may
choose the order freely and comes to what ``settle`` comes to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from analytics.core.model import MS_PER_MINUTE, Pack
from analytics.core.months import add_months

_LEAST_GAP = 0.0005
"""No two amounts that differ are closer: a proof to less than this proves the cent."""


@dataclass(frozen=True, slots=True)
class Item:
    """A pack of the catalogue."""

    name: str
    minutes: int
    price: Decimal
    months: int = 12


@dataclass(frozen=True, slots=True)
class Limit:
    """At least, or at most, this many of the item with this number in the catalogue."""

    item: int
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Mix:
    """``counts`` of (item, day); ``bound``: no mix can cost less, packs and postpaid together."""

    counts: tuple[tuple[int, date, int], ...]
    bound: float


def solve(
    catalogue: Sequence[Item],
    buying_days: Sequence[date],
    left: Sequence[tuple[date, int]],
    prices: Sequence[tuple[date, float]],
    limits: Sequence[Limit] = (),
    seconds: float = 3.0,
) -> Mix | None:
    """The cheapest purchases for the ms ``left`` of each day after the quota; None: none is allowed.

    ``prices`` are those of one postpaid ms, each from its day on, ascending; the first holds before too.
    Purchases are made on ``buying_days`` only, which ascend. Of days on which a pack would pay for
    the same, the first is taken.
    """
    last = max(day for day, _ in left)
    choices = [
        (number, day)
        for number, item in enumerate(catalogue)
        for day in _days(item, buying_days, last)
    ]
    spans = [(day, add_months(day, catalogue[number].months)) for number, day in choices]
    needs = _buckets([*spans, *((day, day) for day, _ in prices)], left)
    flows = [
        (choice, bucket)
        for choice, (bought, expires) in enumerate(spans)
        for bucket, (begin, _) in enumerate(needs)
        if bought <= begin < expires
    ]
    first_flow, first_postpaid = len(choices), len(choices) + len(flows)
    size = first_postpaid + len(needs)
    minutes = [ms / MS_PER_MINUTE for _, ms in needs]
    total = sum(minutes)
    cost = np.zeros(size)
    cost[:first_flow] = [float(catalogue[number].price) for number, _ in choices]
    costs = [_price(prices, begin) * MS_PER_MINUTE for begin, _ in needs]
    cost[first_postpaid:] = costs
    cells: list[tuple[int, int, float]] = []
    for number, (choice, bucket) in enumerate(flows):
        cells.append((bucket, first_flow + number, 1.0))
        cells.append((len(needs) + choice, first_flow + number, 1.0))
    cells += [(bucket, first_postpaid + bucket, 1.0) for bucket in range(len(needs))]
    cells += [
        (len(needs) + choice, choice, -float(catalogue[number].minutes))
        for choice, (number, _) in enumerate(choices)
    ]
    lows = [*minutes, *[-np.inf] * len(choices)]
    highs = [*minutes, *[0.0] * len(choices)]
    for limit in limits:
        row = len(lows)
        cells += [
            (row, place, 1.0) for place, (item, _) in enumerate(choices) if item == limit.item
        ]
        lows.append(limit.least)
        highs.append(np.inf if limit.most is None else limit.most)
    ceilings = [
        max(int(total // max(item.minutes, 1)) + 1, *(item_limit.least for item_limit in limits), 0)
        if limits
        else int(total // max(item.minutes, 1)) + 1
        for item in catalogue
    ]
    rows, columns, values = zip(*cells, strict=True)
    # To read scipy takes half of what a page may take to open; only whoever has a mix solved waits for it.
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    answer = milp(
        cost,
        integrality=[1] * len(choices) + [0] * (size - len(choices)),
        bounds=Bounds(
            0, [*(ceilings[number] for number, _ in choices)] + [np.inf] * (size - len(choices))
        ),
        constraints=LinearConstraint(
            coo_array((values, (rows, columns)), shape=(len(lows), size)).tocsr(), lows, highs
        ),
        options={
            "mip_rel_gap": _LEAST_GAP / max(total * max(costs), 1.0),
            "time_limit": seconds,
        },
    )
    if answer.x is None:
        return None
    counts = [round(count) for count in answer.x[:first_flow]]
    bound = answer.mip_dual_bound if answer.mip_dual_bound is not None else answer.fun
    return Mix(
        tuple((*choice, count) for choice, count in zip(choices, counts, strict=True) if count),
        float(bound),
    )


def _price(prices: Sequence[tuple[date, float]], day: date) -> float:
    return next((price for since, price in reversed(prices) if since <= day), prices[0][1])


def _days(item: Item, buying_days: Sequence[date], last: date) -> list[date]:
    """The buying days without those on which a pack covers less than one bought earlier does."""
    days: list[date] = []
    for day in buying_days:
        if not days or add_months(days[-1], item.months) <= last:
            days.append(day)
    return days


def _buckets(
    spans: Sequence[tuple[date, date]], left: Sequence[tuple[date, int]]
) -> list[tuple[date, int]]:
    """What is left, added up over days on which the same packs would be valid."""
    edges = sorted({edge for span in spans for edge in span})
    sums: defaultdict[date, int] = defaultdict(int)
    for day, ms in left:
        sums[max((edge for edge in edges if edge <= day), default=day)] += ms
    return sorted(sums.items())


def packs_of(catalogue: Sequence[Item], mix: Mix) -> tuple[Pack, ...]:
    """The purchases of a mix as packs with names of their own, in the order of purchase."""
    bought = sorted((day, item) for item, day, count in mix.counts for _ in range(count))
    packs: list[Pack] = []
    counts: defaultdict[int, int] = defaultdict(int)
    for day, number in bought:
        item = catalogue[number]
        counts[number] += 1
        name = item.name if counts[number] == 1 else f"{item.name} #{counts[number]}"
        packs.append(Pack(name, item.minutes, item.price, day, item.months))
    return tuple(packs)
