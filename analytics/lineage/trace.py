"""From a claim to its rows, and from the rows back to the figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from analytics import sql
from analytics.billing.accrual import DECIMALS
from analytics.billing.meter import ratio_spans
from analytics.catalog.plans import house_edge
from analytics.core.money import half_up, price_per_thousand
from analytics.lineage import bill_rows
from analytics.lineage.day_sums import DaySum, by_step, total
from analytics.lineage.figure_types import Rows, Unit
from analytics.lineage.traced_figure import Claim
from analytics.planning.season import median
from analytics.reports import costs, waste
from analytics.reports.explore.slices import numbered
from analytics.storage.store import Store

ALL = (1 << 62) - 1


class Query(NamedTuple):
    """A question with its text and what it was asked with."""

    name: str
    text: str
    parameters: Mapping[str, Any]


def narrowed(claim: Claim, since: date, until: date) -> Claim:
    """The same of only the days [since, until): a part of the figure, whose value is not said."""
    parameters = dict(claim.given)
    prefix = (
        "last_" if claim.figure.unit is Unit.LESSONS else ""
    )  # a lesson of two days stands on one
    begin, end = f"{prefix}since", f"{prefix}until"
    parameters[begin] = max(filter(None, (parameters[begin], since)))
    parameters[end] = min(filter(None, (parameters[end], until)))
    return replace(claim, given=parameters, value=None)


def days(store: Store, claim: Claim) -> tuple[DaySum, ...]:
    """What makes up the figure, added up for each day: files, or the lines and draws of a bill."""
    if claim.figure.rows is Rows.BILL:
        return bill_rows.days(store, claim)
    if claim.made:
        return by_step(
            [DaySum(row["day"], 1, row["ms"], row["amount"]) for row in _made(store, claim)], "day"
        )
    return _days_of_files(store, claim)


def counted(store: Store, claim: Claim) -> tuple[DaySum, ...]:
    """The rows that ``page`` gives, added up for each day; of a bill over a year this takes long."""
    if claim.figure.rows is Rows.BILL:
        return bill_rows.counted(store, claim)
    return days(store, claim)


def page(store: Store, claim: Claim, *, most: int = ALL, skip: int = 0) -> list[dict[str, Any]]:
    """At most ``most`` of the rows that add up to the figure, after ``skip`` others."""
    if claim.figure.rows is Rows.BILL:
        return bill_rows.page(store, claim, most, skip)
    if claim.made:
        return _made(store, claim)[skip : skip + most]
    question = claim.figure.asked
    parameters = {**_given(store, claim), "each": True, "most": most, "skip": skip}
    rows = store.ask(question, **_wanted(store, question, parameters))
    if claim.rates is None:
        return rows
    return [{**row, "amount": waste.cost_of(row, claim.rates)} for row in rows]


def reached(claim: Claim, sums: Iterable[DaySum], whole: Iterable[DaySum] = ()) -> int | Decimal:
    """The figure that these sums make; for a share the exact part of ``whole``, 0 of nothing."""
    sums = list(sums)
    summed = total(sums)
    match claim.figure.unit:
        case Unit.MONEY:
            return summed.amount
        case Unit.FILES | Unit.LESSONS | Unit.ROWS:
            return summed.rows
        case Unit.DAYS:
            return len({entry.day for entry in sums})
        case Unit.PRICE:
            return price_per_thousand(summed.amount, summed.ms) or Decimal(0)
        case Unit.MEDIAN:
            return median([entry.ms for entry in sums])
        case Unit.LEFT:
            return claim.begin_ms - summed.ms
        case Unit.WORTH:
            return half_up(summed.amount, DECIMALS)
        case Unit.SHARE:
            whole_ms = total(whole).ms
            return Decimal(summed.ms) / whole_ms if whole_ms else Decimal(0)
    return summed.ms


def holds(store: Store, claim: Claim, sums: Iterable[DaySum]) -> bool:
    """The rows make exactly what is shown; of a share, part and whole both do."""
    if claim.figure.unit is Unit.SHARE:
        whole = claim.whole
        assert whole is not None
        is_part = total(sums).ms == claim.value
        return is_part and reached(whole, days(store, whole)) == whole.value
    return reached(claim, sums) == (claim.value or 0)


def queries(store: Store, claim: Claim) -> list[Query]:
    """The question that gave the figure and those that give its rows, with their parameters."""
    if claim.settlement is not None and not claim.asked:
        settlement = claim.settlement
        plan, book = settlement.plan, settlement.book
        question, own_parameters = costs.asked(store, plan, ratio_spans(plan, book))
        edge = {"zone": plan.zone, "midnight": plan.midnight.value}
        paid = {**edge, "rounding": plan.rounding.value, **own_parameters, **claim.given}
        questions = [(question, own_parameters), ("payers", paid)][
            : 1 if claim.made or claim.how else 2
        ]
    elif claim.made:
        questions = [(claim.figure.question, {**_given(store, claim), **claim.asked})]
    else:
        parameters = {**_given(store, claim), "each": False, "most": ALL, "skip": 0}
        own_question = claim.question or claim.figure.question
        questions = [
            (own_question, {**parameters, **claim.asked}),
            (claim.figure.asked, parameters),
        ]
        questions = questions[own_question == claim.figure.asked :]
    return [
        Query(name, store.explain(name), _wanted(store, name, parameters))
        for name, parameters in questions
    ]


def _days_of_files(store: Store, claim: Claim) -> tuple[DaySum, ...]:
    question = claim.figure.asked
    parameters = {**_given(store, claim), "each": False, "most": ALL, "skip": 0}
    rows = store.ask(question, **_wanted(store, question, parameters))
    days = sorted(rows, key=lambda row: row["day"])
    if claim.rates is None:
        return tuple(DaySum(row["day"], row["files"], row["ms"]) for row in days)
    return by_step(
        [
            DaySum(row["day"], row["files"], row["ms"], waste.cost_of(row, claim.rates))
            for row in days
        ],
        "day",
    )


def _made(store: Store, claim: Claim) -> list[dict[str, Any]]:
    assert claim.made
    since, until = claim.given["since"], claim.given["until"]
    rows = [
        dict(row)
        for row in claim.made(store)
        if (since is None or row["day"] >= since) and (until is None or row["day"] < until)
    ]
    return sorted(rows, key=lambda row: row["day"])


def _wanted(store: Store, question: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the parameters that the question takes."""
    names = sql.parameters(question)
    return {
        name: value
        for name, value in numbered(store, question, parameters).items()
        if name in names
    }


def _given(store: Store, claim: Claim) -> dict[str, Any]:
    zone, midnight = house_edge(store)
    return {"zone": zone, "midnight": midnight, **claim.given}
