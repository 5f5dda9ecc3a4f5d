"""The frame around every page: sections, filters, what the data covers, the sample's notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from analytics.errors import Problem
from pages.ui import boxes, data, filters, formats
from pages.ui.periods import DAY

# A file of our own: for a named icon the browser would ask Google's servers.
ICON = Path(__file__).with_name("icon.svg")


def show(sections: Mapping[str, Sequence[st.Page]]) -> None:
    """The page that is asked for, within the frame."""
    st.set_page_config(page_title="Recording minutes", page_icon=ICON, layout="wide")
    page = st.navigation(sections)
    st.title(page.title, anchor=False)
    try:
        _header()
        filters.show(page.title)
        page.run()
    except Problem as problem:
        boxes.problem(problem)


def _header() -> None:
    """Say what the data covers, what was lost if anything was, and that the sample is a sample."""
    opened = data.store()
    known = data.coverage()
    if known:
        st.caption(data_line(known))
    if opened.loss:
        st.warning(formats.plain(opened.loss), icon=":material/warning:")
    if known and known.is_sample:
        boxes.sample_notice()


def data_line(known: data.Coverage) -> str:
    """From when to when, how much, in which zone, and when it was loaded."""
    return " · ".join(
        [
            f"Recorded {formats.days(known.first_day, known.last_day + DAY)}",
            formats.count(known.videos, "file"),
            f"billing days in {formats.plain(known.zone)}",
            f"last import {formats.moment(known.loaded_at, known.zone)}",
        ]
    )
