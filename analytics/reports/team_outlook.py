"""Forecast of the team's own plan, and its alerts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from analytics.billing.basis import Basis
from analytics.catalog import plans, price_books
from analytics.core.errors import Problem
from analytics.core.model import DayCharge, Plan
from analytics.core.people import Act, Right
from analytics.planning.alerts import (
    FIRST_DAYS,
    Alert,
    AlertSettings,
    Jump,
    RecordedDays,
    alerts,
)
from analytics.planning.budgets import Budget, BudgetStatus
from analytics.planning.outlook import Outlook, outlook
from analytics.reports import budgets, costs
from analytics.storage.statements import run
from analytics.storage.store import Store

_DAYS, _BUDGET, _CURRENCY = "alert_days", "month_budget", "month_budget_currency"
_SEEN = "alerts_seen_at"
_LOST_AFTER = timedelta(hours=25)
"""published: a recording that is not stopped is stopped after 24 hours."""


class Ahead(NamedTuple):
    """The charged days so far, what is ahead of them (None: nothing is loaded), budgets and alerts."""

    plan_name: str
    recorded: tuple[DayCharge, ...]
    outlook: Outlook | None
    alerts: tuple[Alert, ...]
    price_book: str
    """Its id, and the version in force on the last recorded day."""
    budgets: tuple[BudgetStatus, ...] = ()
    seen_at: datetime | None = None
    """When the team last marked its alerts as seen, in UTC; None: never."""


def look(
    store: Store, plan: Plan | None = None, basis: Basis = Basis.USE, *, now: datetime | None = None
) -> Ahead:
    """Everything ahead of a plan, or of the team's own; budgets and alerts are of the cost of use whatever ``basis``.

    ``now`` (UTC) is what recordings without an end are held against; without it there is no alert of them.
    Looking changes nothing: days stay new until somebody says that they are seen (`mark_seen`).
    """
    name, team_plan = plans.team(store)
    used = plan or team_plan
    book = price_books.load(store, used.price_book)
    recorded = costs.charged_days(store, used, book)
    ahead = outlook(recorded, used, book)
    settings = alert_settings(store)
    statuses: tuple[BudgetStatus, ...] = ()
    if ahead is not None:
        whole = None
        if settings.month_budget is not None:
            whole = Budget(settings.month_budget, settings.currency)
        statuses = budgets.statuses(store, used, ahead, whole)
    days, seen_at = _days(store)
    lost = [row["started_at"].date() for row in (lost_ends(store, now) if now else ())]
    alert_list = alerts(recorded, ahead, settings, used, book, days, statuses, lost)
    if basis is not Basis.USE:
        ahead = outlook(recorded, used, book, basis)
    version = book.on(recorded[-1].day) if recorded else book
    return Ahead(
        "" if plan else name,
        recorded,
        ahead,
        alert_list,
        f"{version.id} {version.version}",
        statuses,
        seen_at,
    )


def lost_ends(store: Store, now: datetime) -> list[dict[str, Any]]:
    """app, task and started_at of recordings that a callback began 25 hours ago or earlier and none ended, by the hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return store.ask("callbacks_lost", before=hour - _LOST_AFTER)


def mark_seen(store: Store, now: datetime) -> None:
    """Keep the days as they are as what the team has seen: later alerts are about those that come or change after.

    There is one look for the whole team: what one person has seen is not brought up again for the others.
    """
    with store.write(Act(Right.IMPORT, "see alerts")) as cursor:
        run(cursor, "load/keep_seen_days")
        run(cursor, "load/keep_setting", key=_SEEN, value=now.isoformat(timespec="seconds"))


def _days(store: Store) -> tuple[RecordedDays, datetime | None]:
    current = {row["day"]: row["ms"] for row in store.ask("billable_days")}
    seen = {row["day"]: row["ms"] for row in store.ask("seen_days")}
    moment = {row["key"]: row["value"] for row in store.ask("settings")}.get(_SEEN)
    if moment and any(current.get(day) for day in seen):
        return RecordedDays(current, seen), datetime.fromisoformat(moment)
    jumps = [
        Jump(row["day"], row["before_ms"], row["ms"], row["file"])
        for row in store.ask("tenfold_days")
    ]
    last = max(current, default=date.min)
    recent = tuple(jump for jump in jumps if (last - jump.day).days < FIRST_DAYS)
    return RecordedDays(current, None, recent), None


def alert_settings(store: Store) -> AlertSettings:
    """When the team wants to hear; the defaults until it says."""
    settings = {row["key"]: row["value"] for row in store.ask("settings")}
    default = AlertSettings()
    budget = settings.get(_BUDGET, "")
    return AlertSettings(
        days=int(settings.get(_DAYS, default.days)),
        month_budget=Decimal(budget) if budget else None,
        currency=settings.get(_CURRENCY, ""),
    )


def keep_alert_settings(store: Store, days: int, month_budget: str, currency: str) -> None:
    """Keep how many days before a pack's end for an alert, and the month's budget ("" for none)."""
    if not 0 <= days <= 366:
        raise Problem(f"{days} is not a number of days", hint="Give 0 to 366")
    amount = budgets.amount_of(month_budget) if month_budget else None
    settings = {
        _DAYS: str(days),
        _BUDGET: "" if amount is None else f"{amount:f}",
        _CURRENCY: currency,
    }
    act = Act(Right.ADMINISTER, "set alerts", after=" ".join(settings.values()))
    with store.write(act) as cursor:
        for key, value in settings.items():
            run(cursor, "load/keep_setting", key=key, value=value)
