"""Each day or room that differs, the least explained first, with its causes and what it costs; below it the files of the chosen one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st

from analytics.billing.reconciliation import Cell, Place
from analytics.reconcile.compare import WORDS, Reconciliation, minutes
from analytics.reports.filters import Filters
from pages.ui import data, formats, tables
from pages.ui.reconciled import class_words

CHOSEN = "reconcile_chosen"
MOST_FILES = 1000


def show(result: Reconciliation) -> None:
    """The table; the choice of a row shows its files."""
    if not result.cells:
        return
    differing = [
        (cell, amount)
        for cell, amount in zip(result.cells, result.amounts, strict=True)
        if cell.difference_ms
    ]
    differing.sort(key=lambda line: -abs(line[0].unexplained_ms))
    everything = list(zip(result.cells, result.amounts, strict=True))
    is_all = st.toggle("All, also those that agree", key="reconcile_all", value=not differing)
    lines = everything if is_all or not differing else differing
    tables.show(
        _columns([cell for cell, _ in lines], [amount for _, amount in lines], result),
        key="reconcile_cells",
        alt="Days or rooms with our minutes, the vendor's, the difference, its causes and its cost",
        on_click=lambda row, _: st.session_state.update({CHOSEN: tuple(lines[row][0].place)}),
        caption="Choose a row to see its files.",
    )
    _files(result)


def _columns(cells: list[Cell], amounts: list[Any], result: Reconciliation) -> list[tables.Column]:
    rooms = [tables.text("Room", [cell.place.room for cell in cells])]
    return [
        tables.day("Day", [cell.place.day for cell in cells]),
        tables.text("App", [cell.place.app for cell in cells]),
        *(rooms if any(cell.place.room is not None for cell in cells) else []),
        tables.minutes("Ours (min)", [cell.ours_ms for cell in cells]),
        tables.minutes("Billed (min)", [cell.vendor_ms for cell in cells]),
        tables.minutes("Difference (min)", [cell.difference_ms for cell in cells], sign=True),
        tables.money("Cost", amounts, result.currency, sign=True),
        tables.text("Class", [class_words(cell.kind) for cell in cells]),
        tables.text(
            "Causes",
            [
                ", ".join(f"{minutes(share.ms)} {WORDS[share.cause]}" for share in cell.causes)
                for cell in cells
            ],
        ),
    ]


def _files(result: Reconciliation) -> None:
    """The files of ours that lie in the chosen cell, also those that are not billed."""
    chosen = st.session_state.get(CHOSEN)
    place = Place(*chosen) if chosen else None
    if place is None or place not in {cell.place for cell in result.cells}:
        return
    room = "" if place.room is None else f", room {place.room}"
    st.subheader(
        formats.plain(f"Files of {formats.day(place.day)}, app {place.app}{room}"), anchor=False
    )
    filters = Filters(
        place.day - timedelta(1),
        place.day + timedelta(2),
        apps=(place.app, ""),
        rooms=() if place.room is None else (place.room,),
    )
    rows = data.asked(
        "lineage_files",
        **filters.parameters("lineage_files"),
        zone=result.plan.zone,
        midnight=result.plan.midnight.value,
        tasks=None,
        billable=None,
        videos=None,
        each=True,
        most=MOST_FILES,
        skip=0,
    )
    if not rows:
        st.caption("Nothing of ours lies on this day.")
        return
    tables.show(
        [
            tables.day("Day", [row["day"] for row in rows]),
            tables.text("Room", [row["room"] for row in rows]),
            tables.text("Recording", [row["task_id"] for row in rows]),
            tables.text("User", [row["user_id"] for row in rows]),
            tables.text("Kind", [row["kind"] for row in rows]),
            tables.text("State", [row["status"] for row in rows]),
            tables.text("Ended by", [row["finish_reason"] for row in rows]),
            tables.minutes("Length (min)", [row["ms"] for row in rows]),
            tables.text("VideoId", [row["video_id"] for row in rows]),
        ],
        key="reconcile_files",
        alt="Files of the chosen day and of the days beside it",
        caption="With the day before and the day after, where minutes over midnight lie"
        + (f"; the first {MOST_FILES:,}." if len(rows) == MOST_FILES else "."),
    )
