"""The money of the Overview: the month so far with its forecast, and the cost of what is filtered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from analytics import lineage
from analytics.billing.basis import Basis, cost
from analytics.core.model import Plan, Settlement
from analytics.core.money import price_per_thousand
from analytics.lineage import Claim, derived_rows
from analytics.reports.filters import Filters
from pages.ui import data, formats, periods, plan_words, use_costs
from pages.ui.filters import Chosen
from pages.ui.periods import Period
from pages.ui.plans import figures

Days = tuple[date | None, date | None]
MOST_CHANGES = 3


class Amount(NamedTuple):
    """The cost of some days, what 1,000 minutes came to, and what both are made of."""

    currency: str
    total: Decimal
    price: Decimal | None
    total_claim: Claim
    price_claim: Claim


def whole_account(plan: Plan, name: str, basis: Basis, days: Days) -> Amount:
    """The cost of the whole account."""
    bill = (name, data.settlement(plan, *days))
    amount = cost(bill[1], basis)
    return Amount(
        amount.currency,
        amount.shown.total,
        amount.per_thousand,
        figures.total(bill, basis),
        figures.price(bill, basis),
    )


def part(selection: Chosen, plan: Plan, name: str, days: tuple[date, date]) -> Amount:
    """The cost of use of the files of the filters: their part of the whole account's."""
    settlement = data.settlement(plan, *days)
    filters = selection.usage_in(*days)
    rows = use_costs.rows(("day",), filters)
    total = sum((row.total for row in rows), Decimal(0))
    price = price_per_thousand(total, sum(row.charged_ms for row in rows))

    def worked(figure: str, value: Decimal | None) -> Claim:
        made = derived_rows.costs_of_days(rows)
        asked = {"fields": ["day"], **filters.parameters()}
        return lineage.worked(figure, value, made, settlement=settlement, plan=name, asked=asked)

    claims = worked("part_cost", total), worked("part_price", price)
    return Amount(settlement.book.currency, total, price, *claims)


def amounts(selection: Chosen, basis: Basis) -> tuple[Amount, Amount | None]:
    """The cost of the days that are looked at and of those before: of the files of the filters, where it can be told.

    Cash is paid for the whole account alone.
    """
    name, plan = data.team()
    period = selection.period

    def amount(days: tuple[date, date]) -> Amount:
        if is_part(selection, basis):
            return part(selection, plan, name, days)
        whole: Days = (None, None) if period.is_all else days
        return whole_account(plan, name, basis, whole)

    before = amount(period.before) if period.before else None
    return amount((period.since, period.until)), before


def is_part(selection: Chosen, basis: Basis) -> bool:
    """Whether the cost is that of the filtered files."""
    return selection.is_part and basis is Basis.USE


def this_month() -> Period:
    """The month of the last recorded day, against as many days of the month before."""
    coverage = data.coverage()
    assert coverage is not None
    return periods.this_month(coverage.first_day, coverage.last_day)


class RoomChange(NamedTuple):
    """A room, and what it cost in use this month and in as many days of the month before."""

    room: str
    now: Decimal
    before: Decimal

    @property
    def difference(self) -> Decimal:
        return self.now - self.before


def changed_rooms(period: Period) -> list[RoomChange]:
    """The rooms whose cost of use changed most, the largest change either way first."""
    if period.before is None:
        return []
    sides = [
        {row.key[0] or "": row.total for row in use_costs.rows(("room",), Filters(*days))}
        for days in ((period.since, period.until), period.before)
    ]
    changes = [
        RoomChange(room, *(side.get(room, Decimal(0)) for side in sides))
        for room in sorted({*sides[0], *sides[1]})
    ]
    changes = [change for change in changes if change.difference]
    return sorted(changes, key=lambda change: -abs(change.difference))[:MOST_CHANGES]


def room_figures(period: Period, changes: Sequence[RoomChange]) -> dict[str, Claim]:
    """What each of these rooms cost, now and before."""
    name, plan = data.team()
    claims = {}
    for change in changes:
        for word, days in (("now", (period.since, period.until)), ("before", period.before)):
            if days:
                chosen = Chosen(period, Filters(rooms=(change.room,)))
                title = f"Room {formats.named(change.room)}, {word}"
                claims[title] = part(chosen, plan, name, days).total_claim
    return claims


def missing(period: Period) -> str:
    """How many days of the period and of those before have no recordings, where it is not as many."""
    if period.before is None:
        return ""
    days = (period.since, period.until), period.before
    return formats.days_missing(*map(data.days_without, days))


def bills(selection: Chosen) -> Iterator[tuple[str, Settlement]]:
    """The settlements that the costs on this page come from, and whose they are."""
    name, plan = data.team()
    month, period = this_month(), selection.period
    days: Days = (None, None) if period.is_all else (period.since, period.until)
    for text, span in ((month.text, (month.since, month.until)), (period.text, days)):
        yield f"{name}, {text}", data.settlement(plan, *span)


def team_bill() -> dict[str, Settlement]:
    """The team's plan by its name, over all recorded days."""
    name, plan = data.team()
    return {name: data.settlement(plan, None, None)}


def about(basis: Basis) -> str:
    """Which cost it is, under which plan."""
    name, _ = data.team()
    return f"{plan_words.BASES[basis]} under the team’s plan “{formats.plain(name)}”"
