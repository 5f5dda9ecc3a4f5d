"""The table of the most recorded rooms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from pages.monitor._overview import figures
from pages.ui import data, drilldown, formats, tables
from pages.ui.filters import Chosen
from pages.ui.plans.sums import Minutes

MOST = 100
SHOWN = 8
BILLABLE = "Billable minutes"


def show(selection: Chosen, rows: Sequence[dict[str, Any]], recorded: Minutes) -> None:
    """The rooms under their heading; each number of them opens."""
    cells = partial(figures.rooms, selection, rows, recorded)
    drilldown.heading("Most recorded rooms", cells, key="rooms")
    drilldown.table(
        _columns(rows, recorded),
        cells,
        lambda row, column: figures.room(
            rows[row], column if column in figures.ROOM_FIGURES else BILLABLE
        ),
        key="rooms",
        alt="The most recorded rooms with their billable minutes, all minutes, files and days",
        shown=SHOWN,
        caption=_covered(rows, recorded),
        rows=tables.every(
            lambda: _columns(data.by_room(selection.usage, len(data.rooms())), recorded),
            len(rows) if len(rows) < MOST else None,
        ),
    )


def _columns(rows: Sequence[dict[str, Any]], recorded: Minutes) -> list[tables.Column]:
    shares = [tables.share(row["billable_ms"], recorded.billable_ms) for row in rows]
    columns = [
        tables.text("Room", [formats.named(row["room"]) for row in rows], width=110),
        tables.minutes(BILLABLE, [row["billable_ms"] for row in rows], 0, bar=True, width=110),
        tables.percent("Share", shares, width=62),
        tables.minutes("All minutes", [row["ms"] for row in rows], 0, width=84),
        tables.whole("Files", [row["videos"] for row in rows], width=56),
        tables.whole("Days", [row["days"] for row in rows], width=48),
    ]
    if len({row["app"] for row in rows}) > 1:
        columns.append(tables.text("App", [formats.named(row["app"]) for row in rows]))
    return columns


def _covered(rows: Sequence[dict[str, Any]], recorded: Minutes) -> str:
    if len(rows) < MOST:
        return f"{formats.count(len(rows), 'room')} in all."
    share = formats.share(sum(row["billable_ms"] for row in rows), recorded.billable_ms)
    return f"The first {MOST} rooms; together {share} of the billable minutes."
