"""Closing a month: a fact with who, when, on which data, and what it came to; a later change of it is said, not hidden."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from analytics.billing import statement
from analytics.catalog import plan_file, plans, price_books
from analytics.core.errors import Problem
from analytics.core.model import Plan
from analytics.core.money import digits, half_up
from analytics.core.months import add_months, month_text
from analytics.core.people import Act, Right
from analytics.reconcile import compare, marks
from analytics.reports import costs
from analytics.storage.statements import run
from analytics.storage.store import Store

CLOSE, REOPEN = "close", "reopen"


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A closed month as it was, and what was loaded since does to it."""

    month: date
    by: str
    at: datetime
    """In UTC."""
    edition: int
    fingerprint: str
    total: Decimal
    currency: str
    settlement: Mapping[str, Any]
    reconciliation: Mapping[str, Any] | None
    fingerprint_now: str
    total_now: Decimal
    restated: tuple[date, ...] = ()
    """Days that are charged otherwise now than when the month was closed."""

    @property
    def is_changed(self) -> bool:
        """Something of the month was loaded or undone since."""
        return self.fingerprint_now != self.fingerprint

    @property
    def change(self) -> Decimal:
        """What the later change costs under the plan that it was closed with."""
        return self.total_now - self.total

    def to_json(self) -> dict[str, Any]:
        """The closed month in the form that scripts rely on."""
        return {
            "month": f"{self.month:%Y-%m}",
            "state": "changed" if self.is_changed else "closed",
            "by": self.by,
            "at": f"{self.at:%Y-%m-%dT%H:%M:%SZ}",
            "edition": self.edition,
            "fingerprint": self.fingerprint,
            "currency": self.currency,
            "total": f"{self.total:f}",
            "total_now": f"{self.total_now:f}",
            "change": f"{self.change:f}",
            "restated_days": [day.isoformat() for day in self.restated],
            "settlement": self.settlement,
            "reconciliation": self.reconciliation,
        }

    def sentence(self) -> str:
        """Who closed it and when, and what has changed since with its money."""
        text = f"{month_text(self.month)} was closed by {self.by} on {self.at:%Y-%m-%d}"
        if not self.is_changed:
            return f"{text}: {self.currency} {self.total:,f}."
        return (
            f"{text} at {self.currency} {self.total:,f} and has changed since it was closed: "
            f"now {self.currency} {self.total_now:,f} ({self.change:+,f})."
        )


def close(
    store: Store, month: date, by: str, now: datetime, plan: Plan | None = None
) -> ClosedMonth:
    """Close a month, by its first day, under a plan (the team's own where None) as it is at ``now`` (UTC).

    Raises Problem where it is closed already, not over, or has no recordings, or nobody is named.
    """
    by = _named(by)
    text, until = month_text(month), add_months(month, 1)
    plan = plan or plans.team(store)[1]
    if now.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(plan.zone)).date() < until:
        raise Problem(f"{text} is not over yet", hint=f"Close it from {until} on")
    with store.write(Act(Right.ADMINISTER, "close month", f"{month:%Y-%m}")) as cursor:
        if _last(store, month) == CLOSE:
            raise Problem(
                f"{text} is closed already",
                hint=f"Reopen it first: python -m analytics reopen {month:%Y-%m} --by NAME",
            )
        (content,) = _content(store, month, plan.zone, plan.midnight.value)
        if not content["files"]:
            raise Problem(f"nothing was recorded in {text}", hint="Look at the month's name")
        settlement = costs.settle_plan(store, plan, month, until)
        told = compare.reconcile(store, plan, month, until) if marks.has_usage(store) else None
        reconciliation = compare.document(told) if told else None
        run(
            cursor,
            "load/close_month",
            month=month,
            action=CLOSE,
            by_name=by,
            happened_at=now,
            edition=store.version,
            zone=plan.zone,
            midnight=plan.midnight.value,
            fingerprint=content["hash"],
            plan=plan_file.dumps(plan),
            total=settlement.totals.shown.total,
            currency=settlement.book.currency,
            settlement=json.dumps(statement.settlement_json(settlement)),
            reconciliation=json.dumps(reconciliation) if reconciliation else None,
        )
    return next(each for each in closed(store) if each.month == month)


def reopen(store: Store, month: date, by: str, now: datetime) -> None:
    """Take the closing back; that it was closed stays on record. Raises Problem where it is not closed."""
    by = _named(by)
    with store.write(Act(Right.ADMINISTER, "reopen month", f"{month:%Y-%m}")) as cursor:
        if _last(store, month) != CLOSE:
            raise Problem(
                f"{month_text(month)} is not closed",
                hint="Closed months are listed by python -m analytics months",
            )
        nothing = ("zone", "midnight", "fingerprint", "plan", "total", "currency")
        run(
            cursor, "load/close_month", month=month, action=REOPEN, by_name=by, happened_at=now,
            edition=store.version, settlement=None, reconciliation=None, **dict.fromkeys(nothing),
        )  # fmt: skip


def closed(store: Store) -> tuple[ClosedMonth, ...]:
    """The months that are closed, the first one first, each held against what is loaded now."""
    events = {row["month"]: row for row in store.ask("month_events")}
    return tuple(_closed(store, row) for _, row in sorted(events.items()) if row["action"] == CLOSE)


def _closed(store: Store, row: Mapping[str, Any]) -> ClosedMonth:
    month = row["month"]
    (content,) = _content(store, month, row["zone"], row["midnight"])
    places = digits(row["currency"])
    total = total_now = half_up(row["total"], places)
    then = json.loads(row["settlement"])
    restated: tuple[date, ...] = ()
    if content["hash"] != row["fingerprint"]:
        plan = plan_file.loads(row["plan"], "the plan of the closing", price_books.known(store))
        settlement = costs.settle_plan(store, plan, month, add_months(month, 1))
        total_now = settlement.totals.shown.total
        restated = _restated(then["days"], statement.settlement_json(settlement)["days"])
    return ClosedMonth(
        month, row["by_name"], row["happened_at"].replace(tzinfo=UTC), row["edition"], row["fingerprint"],
        total, row["currency"], then,
        json.loads(row["reconciliation"]) if row["reconciliation"] else None, content["hash"], total_now, restated,
    )  # fmt: skip


def _restated(then: list[dict[str, Any]], now: list[dict[str, Any]]) -> tuple[date, ...]:
    days_then, days_now = ({line["day"]: line for line in days} for days in (then, now))
    changed = (
        day for day in days_then.keys() | days_now.keys() if days_then.get(day) != days_now.get(day)
    )
    return tuple(sorted(map(date.fromisoformat, changed)))


def history(store: Store) -> list[dict[str, Any]]:
    """Every closing and reopening: month, action, by, at."""
    return [
        {
            "month": f"{row['month']:%Y-%m}",
            "action": row["action"],
            "by": row["by_name"],
            "at": f"{row['happened_at']:%Y-%m-%dT%H:%M:%SZ}",
        }
        for row in store.ask("month_events")
    ]


def _content(store: Store, month: date, zone: str, midnight: str) -> list[dict[str, Any]]:
    until = add_months(month, 1)
    return store.ask("month_content", since=month, until=until, zone=zone, midnight=midnight)


def _last(store: Store, month: date) -> str:
    actions = [row["action"] for row in store.ask("month_events") if row["month"] == month]
    return actions[-1] if actions else REOPEN


def _named(by: str) -> str:
    name = " ".join(by.split())
    if not name:
        raise Problem("nobody is named", where="--by", hint="Give the name of who does it")
    return name
