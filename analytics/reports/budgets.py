"""Budgets of the team: kept for the whole account and for values of a dimension, and how far each is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from analytics.billing.cost_of_use import Fees
from analytics.core.errors import Problem
from analytics.core.model import DayCharge, Plan
from analytics.core.money import half_up
from analytics.core.people import Act, Right
from analytics.groups import imports
from analytics.planning.budgets import Budget, BudgetStatus, MonthCost, part_of_month
from analytics.planning.outlook import Outlook
from analytics.reports import cost_of_use
from analytics.reports.filters import Filters
from analytics.storage.statements import run
from analytics.storage.store import Store

FIELDS = ("app", "room", "user", "kind")
"""What a budget may be for, beside the whole."""
_LARGEST = Decimal(10) ** 12
_DAY = timedelta(days=1)


def dimensions(store: Store) -> tuple[str, ...]:
    """What may have budgets and reports of its own: fields, and the dimensions of groups."""
    return (*FIELDS, *imports.dimensions(store))


def values_of(store: Store, dimension: str) -> list[str]:
    """The values that a dimension has, by name."""
    rows = cost_of_use.minutes_by(store, (dimension,), Filters())
    return sorted(row[dimension] or "" for row in rows)


def of_parts(store: Store) -> list[Budget]:
    """The budgets of parts of the account, by dimension and value."""
    return [
        Budget(row["amount"], row["currency"], row["dimension"], row["value"])
        for row in store.ask("budgets")
    ]


def amount_of(text: str) -> Decimal:
    """An amount as somebody typed it. Raises Problem."""
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        hint = "Give digits with a point, such as 250.00"
        raise Problem(f'"{text}" is not an amount', hint=hint) from error
    if not (amount.is_finite() and 0 <= amount < _LARGEST):
        raise Problem(f'"{text}" is not an amount', hint="Give 0 or more")
    return amount


def keep(store: Store, dimension: str, value: str, amount: str, currency: str) -> None:
    """Keep the budget of a value of a dimension, in place of an earlier one; "" for none any more."""
    if dimension not in (known := dimensions(store)):
        raise Problem(f'"{dimension}" cannot have a budget', hint=f"Use {', '.join(known)}")
    if not amount.strip():
        with store.write(Act(Right.ADMINISTER, "forget budget", f"{dimension}={value}")) as cursor:
            run(cursor, "load/forget_budget", dimension=dimension, value=value)
        return
    exact = amount_of(amount)
    act = Act(Right.ADMINISTER, "set budget", f"{dimension}={value}", after=amount)
    with store.write(act) as cursor:
        run(
            cursor,
            "load/keep_budget",
            dimension=dimension,
            value=value,
            amount=half_up(exact, 3),
            currency=currency,
        )


def statuses(
    store: Store, plan: Plan, ahead: Outlook, whole: Budget | None
) -> tuple[BudgetStatus, ...]:
    """Every budget with its month, the whole account's first.

    A month that is complete is past mending: on its last day the next one is held to the budgets.
    """
    is_complete = ahead.as_of == ahead.month.until - _DAY
    month = ahead.next_month if is_complete else ahead.month
    cost = MonthCost(month.first, month.until, ahead.as_of, *month[2:])
    found = [BudgetStatus(whole, cost)] if whole else []
    parts = of_parts(store)
    for dimension in dict.fromkeys(budget.dimension for budget in parts):
        own = [budget for budget in parts if budget.dimension == dimension]
        found += _of_dimension(store, plan, ahead, cost, dimension, own)
    return tuple(found)


def _of_dimension(
    store: Store,
    plan: Plan,
    ahead: Outlook,
    whole: MonthCost,
    dimension: str,
    budgets: Sequence[Budget],
) -> Iterator[BudgetStatus]:
    span = Filters(whole.first, max(whole.first, min(whole.until, whole.as_of + _DAY)))
    rows = cost_of_use.by_fields(store, plan, (dimension,), span, fees=Fees.DAILY)
    so_far = {row.key[0]: row.total for row in rows}
    days = _minutes(store, plan, dimension, [budget.value for budget in budgets])
    for budget in budgets:
        month = part_of_month(
            whole,
            so_far.get(budget.value, Decimal(0)),
            days[budget.value],
            ahead.forecast.charges,
            ahead.currency,
        )
        yield BudgetStatus(budget, month)


def _minutes(
    store: Store, plan: Plan, dimension: str, values: Sequence[str]
) -> dict[str, list[DayCharge]]:
    """The billable ms of each recorded day of these values."""
    days: defaultdict[str, list[DayCharge]] = defaultdict(list)
    own = part(dimension, values)
    rows = cost_of_use.minutes_by(
        store,
        ("day", dimension),
        own.filters,
        zone=plan.zone,
        midnight=plan.midnight.value,
        **own.more,
    )
    for row in rows:
        days[row[dimension]].append(
            DayCharge(date.fromisoformat(str(row["day"])), row["billable_ms"])
        )
    return days


def daily_costs(
    store: Store, plan: Plan, dimension: str, value: str, since: date, until: date
) -> tuple[tuple[date, Decimal], ...]:
    """The cost of use of each recorded day of ``[since, until)``, of the whole or of one value of a dimension."""
    own = part(dimension, (value,), since, until)
    rows = cost_of_use.by_fields(store, plan, ("day",), own.filters, fees=Fees.DAILY, **own.more)
    return tuple((date.fromisoformat(str(row.key[0])), row.total) for row in rows if row.key[0])


class Part(NamedTuple):
    """What leaves one or more values of a dimension, as questions of cost and minutes take it."""

    filters: Filters
    users: tuple[str, ...] = ()
    groups: Mapping[str, Collection[str]] = {}

    @property
    def more(self) -> dict[str, Any]:
        """What goes beside the filters."""
        return {"users": self.users, "groups": self.groups}


def part(
    dimension: str, values: Sequence[str], since: date | None = None, until: date | None = None
) -> Part:
    """The values of a dimension over the days of ``[since, until)``; "" is no dimension: everything."""
    names = tuple(values)
    if dimension and dimension not in FIELDS:
        return Part(Filters(since, until), groups={dimension: names})
    named: dict[str, tuple[str, ...]] = {dimension: names}
    chosen = Filters(
        since, until, named.get("app", ()), named.get("room", ()), named.get("kind", ())
    )
    return Part(chosen, named.get("user", ()))
