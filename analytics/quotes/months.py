"""A quote's total split up by month, so that months and groups of lines both add up to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from analytics.core.apportion import apportion
from analytics.core.model import DatedAmount, Settlement, Source
from analytics.core.money import scaled
from analytics.planning.estimate import Estimate, MonthUsage, by_month, month_spans
from analytics.quotes.lines import FEES, GROUPS, PACKS, POSTPAID, ROBOT, Line

_NOTHING = Decimal(0)


class MonthCost(NamedTuple):
    """One month of the term: what is recorded and charged, and its part of the total by group."""

    usage: MonthUsage
    charged_ms: int
    parts: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.parts.values(), _NOTHING)


def months_of(
    estimate: Estimate, settlement: Settlement, lines: Sequence[Line], total: Decimal, places: int
) -> tuple[MonthCost, ...]:
    """The total split up by group, and each group by month, so that everything adds up."""
    spans = month_spans(estimate.since, estimate.until)
    groups = {
        group: sum((line.net for line in lines if line.group == group), _NOTHING)
        for group in GROUPS
    }
    units = apportion(int(total.scaleb(places)), list(groups.values()))
    weights = _weights(estimate, settlement, spans)
    parts = {
        group: apportion(group_units, weights[group])
        for group, group_units in zip(groups, units, strict=True)
    }
    minutes: defaultdict[int, int] = defaultdict(int)
    for day, ms in settlement.days:
        minutes[_month_of(day, spans)] += ms
    return tuple(
        MonthCost(
            usage,
            minutes[number],
            {group: scaled(month_units[number], places) for group, month_units in parts.items()},
        )
        for number, usage in enumerate(by_month(estimate))
    )


def _weights(
    estimate: Estimate, settlement: Settlement, spans: tuple[tuple[date, date], ...]
) -> dict[str, list[Decimal]]:
    postpaid = [
        DatedAmount(draw.day, "", draw.charge)
        for draw in settlement.draws
        if draw.source is Source.POSTPAID
    ]
    dated = {FEES: settlement.fees, PACKS: settlement.purchases, POSTPAID: postpaid}
    weights = {group: [_NOTHING] * len(spans) for group in GROUPS}
    for group, amounts in dated.items():
        for day, _, amount in amounts:
            weights[group][_month_of(day, spans)] += amount
    for number, (begin, end) in enumerate(spans):
        first, last = (begin - estimate.since).days, (end - estimate.since).days
        weights[ROBOT][number] = Decimal(sum(estimate.robot[first:last]))
    return weights


def _month_of(day: date, spans: tuple[tuple[date, date], ...]) -> int:
    return next(number for number, (_, end) in enumerate(spans) if day < end)
