"""The record of changes as a table, by person and by what was done; its chain is checked each time somebody looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from analytics.storage import audit
from pages.ui import boxes, database, formats, render_queue, tables
from pages.ui.takeaway import screen

MOST = 1000
"""Rows in the table; the files have all."""


def show() -> None:
    """What was done, the newest first, and whether any of it was changed afterwards."""
    with render_queue.beside():
        rows = database.whole().ask("audit_log")[::-1]
    if not rows:
        st.caption("Nothing was changed or exported yet.")
        boxes.end_page()
    _headline(rows)
    chosen = _chosen(rows)
    if not chosen:
        st.caption("No record of this person and kind.")
        return
    tables.show(
        _columns(chosen[:MOST]),
        key="audit",
        alt="Who did what, the newest first",
        shown=20,
        caption=f"The newest {MOST:,} of {len(chosen):,} records." if len(chosen) > MOST else "",
        rows=tables.every(lambda: _columns(chosen), len(chosen)),
    )


def _headline(rows: Sequence[dict[str, Any]]) -> None:
    people = len({row["person"] for row in rows})
    words = f"{formats.count(len(rows), 'record')} of {'1 person' if people == 1 else f'{people:,} people'}"
    screen.headline(f"{words} since {formats.moment(rows[-1]['changed_at'], 'UTC')}")
    broken = audit.broken(reversed(rows))
    if broken is None:
        st.success(
            "Check passed: each record stands as it was written, and none is missing before the last.",
            icon=":material/check:",
        )
    else:
        st.error(
            f"Check failed: the record was changed from row {broken:,} on. Compare it with a backup from before.",
            icon=":material/error:",
        )


def _chosen(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    people = sorted({row["person"] for row in rows})
    kinds = sorted({row["action"] for row in rows})
    with st.container(horizontal=True):
        names = st.multiselect("Person", people, key="audit_person", placeholder="All people", format_func=formats.short)  # fmt: skip
        done = st.multiselect("Kind", kinds, key="audit_kind", placeholder="All kinds")
    return [
        row
        for row in rows
        if (not names or row["person"] in names) and (not done or row["action"] in done)
    ]


def _columns(rows: Sequence[dict[str, Any]]) -> list[tables.Column]:
    return [
        tables.whole("No.", [row["number"] for row in rows]),
        tables.moment("Time (UTC)", [row["changed_at"] for row in rows], is_exact=True),
        tables.text("Person", [row["person"] for row in rows]),
        tables.text("Roles", [row["roles"] for row in rows]),
        tables.text("Kind", [row["action"] for row in rows]),
        tables.text("Of what", [row["thing"] for row in rows]),
        tables.text("Before", [row["before"] for row in rows]),
        tables.text("After", [row["after"] for row in rows]),
        tables.whole("Data edition", [row["version"] for row in rows]),
    ]
