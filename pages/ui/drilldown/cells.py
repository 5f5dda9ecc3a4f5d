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


def columns(claim: Claim, rows: Sequence[Mapping[str, Any]]) -> list[tables.Column]:
    """The columns of the rows, the most telling first; what all rows are without has none."""
    names = [name for name in _NAMES if name in rows[0] or name == "minutes"]
    if claim.made:
        names = [n for n in names if any(row["ms" if n == "minutes" else n] for row in rows)]
    return [_column(claim, name, rows) for name in names]


def _column(claim: Claim, name: str, rows: Sequence[Mapping[str, Any]]) -> tables.Column:
    title = _NAMES[name]
    if name in ("minutes", "ms"):  # a fee, or a pack bought, has none
        lengths = [row["ms"] if row.get("kind", row["ms"]) else None for row in rows]
        if name == "ms":
            return tables.whole(title, lengths)
        return tables.minutes(title, lengths, words.MINUTE_DECIMALS)
    values = [row[name] for row in rows]
    match name:
        case "day":
            return tables.day(title, values)
        case "amount":
            return words.amounts(title, claim, values)
        case "task_id":
            return tables.link(title, list(map(lesson_link, values)), lesson_column())
        case "kind":
            kinds = tuple(Kind)
            values = [theme.KIND_NAMES[Kind(v)] if v in kinds else v for v in values]
        case "billable":
            values = ["yes" if value else "no" for value in values]
    return tables.text(title, [formats.short(value or "", 40) for value in values])
