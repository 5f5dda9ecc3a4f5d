"""Retention: names of people and old recordings are taken out of the database, and what that does to money is said.

What is outside the database stays: files that were imported, backups, and the vendor's documents beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.core.people import Act, Right, text_digest
from analytics.reconcile import closing
from analytics.reconcile.closing import ClosedMonth
from analytics.reports import costs
from analytics.storage.rollups import refresh_rollups
from analytics.storage.statements import ask, run
from analytics.storage.store import Store


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out: files with their ms, of how many imports, and what it does to closed months and to later cost.

    `alias` stands in the place of a user's name; "" where days were taken out. `cost_before` and `cost_after` are those of the days
    that stay, under the team's plan; packs and free minutes that old days had used are drawn anew.
    """

    files: int
    ms: int
    imports: int
    alias: str
    changed: tuple[ClosedMonth, ...]
    currency: str
    cost_before: Decimal
    cost_after: Decimal

    def to_json(self) -> dict[str, Any]:
        """In the form that scripts read."""
        return {
            "files": self.files,
            "ms": self.ms,
            "imports": self.imports,
            "alias": self.alias,
            "closed_months_changed": [month.to_json() for month in self.changed],
            "currency": self.currency,
            "cost_of_later_days_before": f"{self.cost_before:f}",
            "cost_of_later_days_after": f"{self.cost_after:f}",
        }


def forget_user(store: Store, user: str) -> Forgotten:
    """Put "forgotten N" in the place of a user's name; minutes and money stay. Raises Problem where nothing is kept of that user."""
    alias = _alias(store)

    def take(cursor: duckdb.DuckDBPyConnection) -> list[int]:
        tokens = {"token": json.dumps(user, ensure_ascii=False), "alias_token": json.dumps(alias)}
        run(cursor, "load/forget_user", user=user, alias=alias, **tokens)
        rows = ask(cursor, "load/imports_of_user", user=alias)
        return [row["import_no"] for row in rows]

    return _forget(store, take, user, None, alias)


def forget_before(store: Store, day: date) -> Forgotten:
    """Take out what was recorded before a billing day of the team's plan. Raises Problem where there is nothing."""
    zone, midnight = plans.house_edge(store)

    def take(cursor: duckdb.DuckDBPyConnection) -> list[int]:
        run(cursor, "load/forget_before", day=day, zone=zone, midnight=midnight)
        return [row["import_no"] for row in ask(cursor, "import_list")]

    return _forget(store, take, None, day, "")


def _forget(
    store: Store,
    take: Callable[[duckdb.DuckDBPyConnection], list[int]],
    user: str | None,
    day: date | None,
    alias: str,
) -> Forgotten:
    zone, midnight = plans.house_edge(store)
    (kept,) = store.ask("forgettable", user=user, day=day, zone=zone, midnight=midnight)
    if not kept["files"]:
        what = "no file of this user" if user else "no file before this day"
        raise Problem(f"{what} is in the database", hint="Check how it is written")
    if store.ask("lakes"):
        raise Problem(
            "rows of this database lie in a lake, where nothing is ever changed",
            hint="Undo its imports, take what is to be forgotten out of the exports, and load and pull them again",
        )
    closed = {month.month: month.fingerprint_now for month in closing.closed(store)}
    _, plan = plans.team(store)
    before = costs.settle_plan(store, plan, day, None).totals.shown.total
    thing = f"user {text_digest(user)}" if user else f"before {day}"
    with store.write(Act(Right.ADMINISTER, "forget", thing, after=alias)) as cursor:
        imports = take(cursor)
        refresh_rollups(cursor, imports)
        run(cursor, "load/forget_names")
    settlement = costs.settle_plan(store, plan, day, None)
    changed = [m for m in closing.closed(store) if m.fingerprint_now != closed[m.month]]
    return Forgotten(
        kept["files"],
        kept["ms"],
        kept["imports"],
        alias,
        tuple(changed),
        settlement.book.currency,
        before,
        settlement.totals.shown.total,
    )


def _alias(store: Store) -> str:
    (row,) = store.ask("next_alias")
    return f"forgotten {row['number']}"
