"""What the numbers of the Imports page are made of: recorded days, days without, rows read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analytics import lineage
from analytics.ingest import Receipt
from analytics.lineage import Claim, derived_rows
from analytics.reports.filters import Filters
from pages.ui import data, formats
from pages.ui.periods import DAY


def recorded_days(known: data.Coverage) -> dict[str, Claim]:
    """The days with recordings."""
    title = "Recorded days"
    return {title: lineage.files("recorded_days", known.days, Filters(), title=title)}


def stretches(rows: Sequence[Mapping[str, Any]]) -> dict[str, Claim]:
    """Each stretch of days without recordings, the longest first."""
    found = {}
    for row in sorted(rows, key=lambda row: row["days"], reverse=True):
        first, end = row["first_day"], row["last_day"] + DAY
        title = f"Without recordings, {formats.days(first, end)}"
        days = [
            derived_rows.row(first + n * DAY, "nothing recorded") for n in range((end - first).days)
        ]
        found[title] = lineage.worked("days_without", row["days"], _given(days), title=title)
    return found or {"Days without recordings": lineage.worked("days_without", 0, lambda _: [])}


def _given(rows: list[derived_rows.Row]) -> derived_rows.Made:
    return lambda _: rows


def refused(known: data.Coverage) -> dict[str, Claim]:
    """Rows refused and rows read, of all imports."""
    return _rows(None, {"Rows refused": (known.rows_refused, ["refused"])}) | _rows(
        None, {"Rows read": (known.rows_read, None)}
    )


def receipt(of: Receipt) -> dict[str, Claim]:
    """The rows of an import: read, refused, loaded or known already; and their minutes."""
    kept = ["counted", "duplicate"]
    rows, ms = of.rows, of.ms
    found = _rows(
        of.import_id,
        {
            "Rows read": (rows.read, None),
            "Rows refused": (rows.refused, ["refused"]),
            "Rows loaded or duplicate": (rows.loaded + rows.duplicate, kept),
        },
    )
    for title, value, standings in (
        ("Minutes read", ms.read, None),
        ("Minutes refused", ms.refused, ["refused"]),
        ("Minutes loaded or duplicate", ms.loaded + ms.duplicate, kept),
    ):
        found[title] = _claim("minutes_read", of.import_id, title, value, standings)
    return found


def _rows(
    import_id: str | None, wanted: Mapping[str, tuple[int, list[str] | None]]
) -> dict[str, Claim]:
    return {
        title: _claim("rows_read", import_id, title, value, standings)
        for title, (value, standings) in wanted.items()
    }


def _claim(
    figure: str, import_id: str | None, title: str, value: int, standings: list[str] | None
) -> Claim:
    cut: dict[str, Any] = {"import_id": import_id, "standings": standings}
    return lineage.files(figure, value, Filters(), title=title, **cut)
