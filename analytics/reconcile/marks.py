"""The mark of a day: how it compares with what the vendor billed for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from analytics.billing.reconciliation import Cell, Class
from analytics.catalog import plans
from analytics.core.model import Plan
from analytics.reconcile import compare
from analytics.reports.filters import Filters
from analytics.storage.store import Store

_WORST_FIRST = (
    *(Class.UNEXPLAINED, Class.VENDOR_ONLY, Class.OURS_ONLY, Class.NOT_LOADED),
    *(Class.NOT_TOLD, Class.EXPLAINED, Class.ROUNDING, Class.EQUAL),
)


class Standing(StrEnum):
    """What a chart says of a day beside the vendor's bill."""

    MATCHED = "matched"
    DIFFERS = "differs"
    NOT_SETTLED = "not settled"
    NO_DATA = "no data"

    @classmethod
    def of(cls, kind: Class) -> Standing:
        """The vendor's value is missing where a day is not settled, ours where it has no data."""
        match kind:
            case Class.EQUAL | Class.ROUNDING:
                return cls.MATCHED
            case Class.NOT_TOLD:
                return cls.NOT_SETTLED
            case Class.NOT_LOADED:
                return cls.NO_DATA
            case _:
                return cls.DIFFERS


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
    return of_cells(compare.reconcile(store, plan, since, until).cells, apps)


def of_cells(cells: Iterable[Cell], apps: Iterable[str] = ()) -> dict[date, Class]:
    """The class of each day of some cells, the worst of its apps', or of those that are named."""
    marks: dict[date, Class] = {}
    wanted = set(apps)
    for cell in cells:
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
