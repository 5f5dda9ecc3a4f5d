"""The mark of a day: how it compares with what the vendor billed for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from analytics.billing.reconciliation import Class
from analytics.catalog import plans
from analytics.core.model import Plan
from analytics.reconcile import compare
from analytics.reports.filters import Filters
from analytics.storage.store import Store

_WORST_FIRST = (
    *(Class.UNEXPLAINED, Class.VENDOR_ONLY, Class.OURS_ONLY, Class.NOT_LOADED),
    *(Class.NOT_TOLD, Class.EXPLAINED, Class.ROUNDING, Class.EQUAL),
)


def has_usage(store: Store) -> bool:
    """Whether any billed usage of recording was loaded."""
    return bool(store.ask("reconcile_is_told", product=compare.RECORDING)[0]["is_told"])


def of_days(
    store: Store,
    plan: Plan,
    since: date | None = None,
    until: date | None = None,
    apps: Iterable[str] = (),
) -> dict[date, Class]:
    """The class of each day, the worst of its apps'; none where no billed usage was ever loaded."""
    if not has_usage(store):
        return {}
    marks: dict[date, Class] = {}
    wanted = set(apps)
    for cell in compare.reconcile(store, plan, since, until).cells:
        if wanted and cell.place.app not in wanted:
            continue
        before = marks.get(cell.place.day, Class.EQUAL)
        marks[cell.place.day] = min(before, cell.kind, key=_WORST_FIRST.index)
    return marks


def marked(
    store: Store, rows: list[dict[str, Any]], filters: Filters, zone: str, midnight: str
) -> list[dict[str, Any]]:
    """Rows of days with a further member ``reconciled``, where usage was loaded and days are cut as the team's plan cuts them."""
    if plans.house_edge(store) != (zone, midnight):
        return rows
    plan = plans.team(store)[1]
    marks: Mapping[date, Class] = of_days(store, plan, filters.since, filters.until, filters.apps)
    if not marks:
        return rows
    return [
        row | {"reconciled": marks.get(date.fromisoformat(row["day"]), Class.NOT_TOLD).value}
        for row in rows
    ]
