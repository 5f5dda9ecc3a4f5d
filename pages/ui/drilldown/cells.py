"""Rows behind a number as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import streamlit as st

from analytics.core.model import Kind
from analytics.lineage import Claim
from pages.ui import formats, tables, theme
from pages.ui.drilldown import words

SHOWN = 12
_NAMES = {
    "day": "Day",
    "what": "What",
    "pack": "Pack",
    "how": "Worked out from",
    "room": "Room",
    "task_id": "Lesson",
    "kind": "Kind",
    "user_id": "User",
    "minutes": "Minutes",
    "ms": "Milliseconds",
    "amount": "Amount",
    "standing": "What became of it",
    "billable": "Billable",
    "status": "Status",
    "finish_reason": "Finish reason",
    "app": "App",
    "video_id": "File",
}


def lesson_link(task: str) -> str:
    """A link from any page to a lesson's own; "" where there is none."""
    return f"lessons?task={quote(task, safe='')}" if task else ""


def lesson_column(label: str = "Lesson") -> Any:
    """A column of such links, which shows the lessons' ids."""
    return st.column_config.LinkColumn(
        label, display_text=r"task=(.*)$", help="Opens the lesson’s own page"
    )


def table(claim: Claim, rows: Sequence[Mapping[str, Any]]) -> None:
    """The rows, the most telling columns first."""
    if not rows:
        st.caption("There are no rows.")
        return
    names = [name for name in _NAMES if name in rows[0] or name == "minutes"]
    if claim.made:  # what all lines are without has no column
        names = [n for n in names if any(row["ms" if n == "minutes" else n] for row in rows)]
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        {_NAMES[name]: [_cell(name, row) for row in rows] for name in names},
        key="proof_table",
        hide_index=True,
        height=tables.height(min(len(rows), SHOWN)),
        column_config={
            "Minutes": right,
            "Amount": right,
            "Lesson": lesson_column(),
            "Milliseconds": st.column_config.NumberColumn(format="%,d"),
        },
        alt=f"The rows behind {claim.title}",
    )


def _cell(name: str, row: Mapping[str, Any]) -> Any:
    value = row["ms"] if name == "minutes" else row[name]
    if name in ("minutes", "ms") and not row.get("kind", row["ms"]):
        return None  # a fee, or a pack bought
    match name:
        case "day":
            return value.isoformat()
        case "minutes":
            return words.cell_minutes(value)
        case "amount":
            return words.cell_amount(value)
        case "kind":
            return theme.KIND_NAMES[Kind(value)] if value in tuple(Kind) else value
        case "task_id":
            return lesson_link(value)
        case "ms" | "billable":
            return value
    return formats.short(value or "", 40)
