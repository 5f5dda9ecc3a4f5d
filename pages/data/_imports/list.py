"""The list of imports with their receipts."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import ingest
from pages.data._imports import receipts, undoing
from pages.ui import boxes, data, formats

A_PAGE = 10


def show() -> None:
    """All imports, the newest first, each opening to its receipt."""
    imports = data.imports()
    if not imports:
        _nothing_imported()
        return
    st.subheader(f"All imports ({len(imports):,})", anchor=False)
    pages = -(-len(imports) // A_PAGE)
    number = min(st.session_state.get("imports_page", 1), pages)
    for row in imports[(number - 1) * A_PAGE : number * A_PAGE]:
        _line(row)
    if pages > 1:
        st.pagination(pages, key="imports_page")


def _nothing_imported() -> None:
    with st.container(border=True, key="nothing_imported"):
        st.subheader("Nothing imported yet", anchor=False)
        st.markdown(
            "What can be loaded:\n"
            "- **A table with one row a recorded file** (CSV, Excel, Parquet), in the API’s own "
            "column names or others: you are asked where they are unclear. A video id, its kind, "
            "its length and a start or stop time are needed.\n"
            "- **Documents of the recording API** as JSON: answers, search results, callbacks, the "
            "older forms, and the example of the billing page (with a day, under Options).\n\n"
            "Every row is accounted for, the same file twice changes nothing, and an import can be "
            "undone."
        )
        st.button("Load sample data", key="load_sample", on_click=boxes.load_sample)


def _line(row: dict[str, Any]) -> None:
    coverage = data.coverage()
    zone = coverage.zone if coverage else row["zone"]
    receipt = receipts.stored(row)
    word = receipts.outcome(receipt)
    id = row["import_id"]
    sample = " · sample" if row["is_sample"] else ""
    label = (
        f"**{formats.plain(formats.short(row['file'], 60))}** · {word.text} · "
        f"{formats.count(row['counted_videos'], 'file')} · "
        f"{formats.moment(row['loaded_at'], zone)}{sample}"
    )
    box = st.expander(label, key=f"import_{id}", icon=word.icon, on_change="rerun")
    if not box.open:
        return
    with box:
        problems = ingest.refused_flaws(data.store(), id) if receipt.rows.refused else ()
        receipts.body(receipt, problems, f"stored_{id}")
        with st.container(horizontal=True, vertical_alignment="center"):
            undoing.button(id, f"undo_{id}")
            st.caption(f"id {formats.plain(id)} · {formats.whole(row['bytes'])} bytes")
