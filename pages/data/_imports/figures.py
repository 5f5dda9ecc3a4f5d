"""Figures of the Imports page with what they are made of: recorded days, days without, rows read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analytics import lineage
from analytics.ingest import Receipt
from analytics.lineage import Claim, derived_rows
from analytics.reports.filters import Filters
from pages.ui import data, formats
from pages.ui.periods import DAY


def recorded_days(coverage: data.Coverage) -> dict[str, Claim]:
    """The days with recordings."""
    title = "Recorded days"
    return {title: lineage.files("recorded_days", coverage.days, Filters(), title=title)}


def stretches(rows: Sequence[Mapping[str, Any]]) -> dict[str, Claim]:
    """Each stretch of days without recordings, the longest first."""
    claims = {}
    for row in sorted(rows, key=lambda row: row["days"], reverse=True):
        first, end = row["first_day"], row["last_day"] + DAY
        title = stretch_title(row)
        days = [
            derived_rows.row(first + n * DAY, "nothing recorded") for n in range((end - first).days)
        ]
        claims[title] = lineage.worked("days_without", row["days"], _given(days), title=title)
    return claims or {"Days without recordings": lineage.worked("days_without", 0, lambda _: [])}


def stretch_title(row: Mapping[str, Any]) -> str:
    """The name of a stretch of days."""
    return f"Without recordings, {formats.days(row['first_day'], row['last_day'] + DAY)}"


def _given(rows: list[derived_rows.Row]) -> derived_rows.Made:
    return lambda _: rows


def refused(coverage: data.Coverage) -> dict[str, Claim]:
    """Rows refused and rows read, of all imports."""
    return _rows(None, {"Rows refused": (coverage.rows_refused, ["refused"])}) | _rows(
        None, {"Rows read": (coverage.rows_read, None)}
    )


def receipt(receipt: Receipt) -> dict[str, Claim]:
    """The rows of an import: read, refused, loaded or known already; and their minutes."""
    accepted = ["counted", "duplicate"]
    rows, ms = receipt.rows, receipt.ms
    claims = _rows(
        receipt.import_id,
        {
            "Rows read": (rows.read, None),
            "Rows refused": (rows.refused, ["refused"]),
            "Rows loaded or duplicate": (rows.loaded + rows.duplicate, accepted),
        },
    )
    for title, value, standings in (
        ("Minutes read", ms.read, None),
        ("Minutes refused", ms.refused, ["refused"]),
        ("Minutes loaded or duplicate", ms.loaded + ms.duplicate, accepted),
    ):
        claims[title] = _claim("minutes_read", receipt.import_id, title, value, standings)
    return claims


def _rows(
    import_id: str | None, values: Mapping[str, tuple[int, list[str] | None]]
) -> dict[str, Claim]:
    return {
        title: _claim("rows_read", import_id, title, value, standings)
        for title, (value, standings) in values.items()
    }


def _claim(
    figure: str, import_id: str | None, title: str, value: int, standings: list[str] | None
) -> Claim:
    cut: dict[str, Any] = {"import_id": import_id, "standings": standings}
    return lineage.files(figure, value, Filters(), title=title, **cut)
