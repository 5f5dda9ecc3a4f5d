"""What stands below the chart over time: one of three, and only what is looked at is worked out and sent."""

from __future__ import annotations

import streamlit as st

from pages.monitor._explore import changes, heatmap, lessons, state
from pages.monitor._explore.state import Now
from pages.ui.database import fragment
from pages.ui.takeaway import page_record

SECTIONS = {
    state.CHANGED: changes.show,
    state.HOURS: heatmap.show,
    state.LESSONS: lessons.show,
}
_OLD_LINKS = {state.RHYTHM: state.LESSONS, state.RHYTHM_OF: state.HOURS}
"""Links from before there were tabs name a choice of a section: it is the one that they mean."""


@fragment
def show(selection: Now) -> None:
    """A tab for each."""
    if state.was_clicked():
        st.rerun()
    if state.BELOW not in st.session_state and state.BELOW not in st.query_params:
        for choice, name in _OLD_LINKS.items():
            if choice in st.query_params:
                st.session_state[state.BELOW] = name
    tabs = st.tabs(list(SECTIONS), key=state.BELOW, on_change="rerun", bind="query-params")
    for tab, (name, show_section) in zip(tabs, SECTIONS.items(), strict=True):
        if tab.open:
            page_record.add(page_record.Text(name, level=2))
            with tab:
                show_section(selection)
