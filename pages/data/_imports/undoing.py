"""Taking an import out again, once it was said what goes with it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import ingest
from analytics.core.errors import Problem
from pages.ui import data, formats


def button(id: str, key: str) -> None:
    """For an import by its id."""
    if st.button("Undo this import …", key=key, icon=":material/undo:"):
        _confirm(id)


@st.dialog("Undo this import?", icon=":material/undo:")
def _confirm(id: str) -> None:
    try:
        preview = ingest.undo_preview(data.store(), id)
    except Problem:
        st.rerun()  # it is gone, by this very click or by somebody else's: the list shows it
    st.markdown(what_goes(preview))
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Keep it", key="keep_import"):
            st.rerun()
        if st.button("Undo import", key="undo_import", type="primary", on_click=_undo, args=(id,)):
            st.rerun()


def _undo(id: str) -> None:
    try:
        ingest.undo(data.store(), id)
    except Problem:
        pass  # somebody else was quicker: the list shows it


def what_goes(preview: dict[str, Any]) -> str:
    """What an undo takes out and what comes back, in words."""
    sentences = [
        f"**{formats.plain(formats.short(preview['file'], 60))}** is taken out: "
        f"{formats.count(preview['videos'], 'file')} of "
        f"{formats.count(preview['recordings'], 'recording')}, "
        f"{formats.minute_count(preview['ms'])}."
    ]
    if preview["returning"]:
        sentences.append(
            f"{formats.count(preview['returning'], 'file')} of these are in other imports as well "
            "and count from there."
        )
    if preview["refused"]:
        sentences.append(f"{formats.count(preview['refused'], 'refused row')} are forgotten too.")
    sentences.append(
        "Imported again, the file brings back what counts from no other import by then."
        if preview["returning"]
        else "Importing the file again brings everything back."
    )
    return "\n\n".join(sentences)
