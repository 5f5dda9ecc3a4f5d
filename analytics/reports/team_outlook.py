"""Forecast of the team's own plan, and its alerts."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from analytics.catalog import plans, price_books
from analytics.core.errors import Problem
from analytics.core.model import DayCharge, Plan
from analytics.planning.alerts import Alert, AlertSettings, alerts
from analytics.planning.outlook import Outlook, outlook
from analytics.reports import costs
from analytics.storage.statements import run
from analytics.storage.store import Store

_DAYS, _BUDGET, _CURRENCY = "alert_days", "month_budget", "month_budget_currency"


class Ahead(NamedTuple):
    """The charged days so far, what is ahead of them (None: nothing is loaded), and the alerts."""

    plan_name: str
    recorded: tuple[DayCharge, ...]
    outlook: Outlook | None
    alerts: tuple[Alert, ...]
    price_book: str
    """Its id, and the version in force on the last recorded day."""


def look(store: Store, plan: Plan | None = None) -> Ahead:
    """Everything ahead of a plan, or of the team's own."""
    name, team_plan = plans.team(store)
    used = plan or team_plan
    book = price_books.load(store, used.price_book)
    recorded = costs.charged_days(store, used, book)
    ahead = outlook(recorded, used, book)
    alert_list = alerts(recorded, ahead, alert_settings(store))
    version = book.on(recorded[-1].day) if recorded else book
    return Ahead(
        "" if plan else name, recorded, ahead, alert_list, f"{version.id} {version.version}"
    )


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
    try:
        amount = Decimal(month_budget) if month_budget else None
    except InvalidOperation as error:
        raise Problem(
            f'"{month_budget}" is not an amount', hint="Give digits with a point, such as 250.00"
        ) from error
    if amount is not None and not (amount.is_finite() and amount >= 0):
        raise Problem(f'"{month_budget}" is not an amount', hint="Give 0 or more")
    settings = {
        _DAYS: str(days),
        _BUDGET: "" if amount is None else f"{amount:f}",
        _CURRENCY: currency,
    }
    with store.write() as cursor:
        for key, value in settings.items():
            run(cursor, "load/keep_setting", key=key, value=value)
