"""The table of the most recorded rooms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from analytics.core.model import MS_PER_MINUTE
from analytics.core.money import divide_half_up
from pages.monitor._overview import figures
from pages.ui import drilldown, formats, tables
from pages.ui.filters import Chosen
from pages.ui.plans.sums import Minutes

MOST = 100
SHOWN = 8
CLICKED = "room_clicked"


def show(selection: Chosen, rows: Sequence[dict[str, Any]], recorded: Minutes) -> None:
    """The rooms under their heading; each number of them opens."""
    cells = partial(figures.rooms, selection, rows, recorded)
    drilldown.heading("Most recorded rooms", cells, key="rooms")
    table(rows, recorded)
    drilldown.opened(cells, lambda row: figures.room(rows[row], "Billable minutes"), key=CLICKED)


def table(rows: Sequence[dict[str, Any]], recorded: Minutes) -> None:
    """Rooms with their billable minutes as bars, most first."""
    billable = [divide_half_up(row["billable_ms"], MS_PER_MINUTE) for row in rows]
    apps = {row["app"] for row in rows}
    columns = {
        "": [drilldown.ICON] * len(rows),
        "Room": [formats.short(formats.named(row["room"]), 36) for row in rows],
        "Billable minutes": billable,
        "Share": [formats.share(row["billable_ms"], recorded.billable_ms) for row in rows],
        "All minutes": [divide_half_up(row["ms"], MS_PER_MINUTE) for row in rows],
        "Files": [row["videos"] for row in rows],
        "Days": [row["days"] for row in rows],
        "App": [formats.named(row["app"]) for row in rows],
    }
    if len(apps) == 1:
        del columns["App"]
    number = st.column_config.NumberColumn
    st.dataframe(
        columns,
        key="rooms",
        hide_index=True,
        height=tables.height(min(len(rows), SHOWN)),
        column_config={
            "": drilldown.column(CLICKED),
            "Room": st.column_config.TextColumn(width=110),
            "Billable minutes": st.column_config.ProgressColumn(
                format="%,d", min_value=0, max_value=max([*billable, 1]), width=110
            ),
            "Share": st.column_config.TextColumn(alignment="right", width=58),
            "All minutes": number(format="%,d", width=84),
            "Files": number(format="%,d", width=56),
            "Days": number(format="%,d", width=48),
        },
        alt="The most recorded rooms with their billable minutes, all minutes, files and days",
    )
    st.caption(_covered(rows, recorded))


def _covered(rows: Sequence[dict[str, Any]], recorded: Minutes) -> str:
    if len(rows) < MOST:
        return f"{formats.count(len(rows), 'room')} in all."
    share = formats.share(sum(row["billable_ms"] for row in rows), recorded.billable_ms)
    return f"The first {MOST} rooms; together {share} of the billable minutes."
