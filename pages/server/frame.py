"""The frame around every page: sections, filters, what the data covers, the sample's notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import streamlit as st

from analytics.core.errors import Problem
from analytics.storage import acting
from pages.server import sign_in
from pages.ui import (
    basis,
    boxes,
    data,
    data_status,
    database,
    filter_bar,
    filters,
    formats,
    old_links,
    page_state,
    render_queue,
)
from pages.ui.takeaway import menu, page_record

# A file of our own: for a named icon the browser would ask Google's servers.
ICON = Path(__file__).with_name("icon.svg")
LOGO = Path(__file__).with_name("logo.svg")
STYLE = Path(__file__).with_name("style.css")
HISTORY = Path(__file__).with_name("history.html")
NAME = "Recording minutes"
Sections = Callable[[frozenset[str]], Mapping[str, Sequence[st.Page]]]
"""The pages, those of some titles out of sight."""


def show(sections: Sections) -> None:
    """The page that is asked for, within the frame."""
    with render_queue.making(), database.page():
        _show(sections)


def _show(sections: Sections) -> None:
    st.set_page_config(page_title=NAME, page_icon=ICON, layout="wide")
    st.logo(LOGO, size="medium", icon_image=ICON)
    st.html(STYLE)
    st.html(HISTORY, unsafe_allow_javascript=True)
    page = st.navigation(sections(sign_in.unseen()), expanded=True)
    head = st.container(horizontal=True, vertical_alignment="center", gap="small", key="head")
    head.title(page.title, anchor=False, width="stretch")
    sign_in.admit(page.title)
    old_links.translate()
    try:
        page_state.take(page.title)
        with head:
            if filters.BASIS in filters.USES[page.title].more:
                basis.switch()
            _badge(page.title)
        _notices()
        filter_bar.show(page.title)
        facts, days = filters.about(page.title)
        if in_part := sign_in.in_part(acting.person()):
            facts["Shown"] = in_part
        record = page_record.PageRecord(title=page.title, about=facts, days=days)
        with page_record.page(record):
            with st.sidebar:
                menu.show(page.title)
            with page_state.guarded():
                page.run()
        page_state.is_drawn()
    except Problem as problem:
        boxes.problem(problem)


def _badge(page: str) -> None:
    """Say what the data covers."""
    if coverage := data.coverage():
        data_status.badge(coverage, page)


def _notices() -> None:
    """Say what was lost if anything was, and that the sample is a sample."""
    store = data.store()
    if store.is_read_only:
        boxes.replica_notice(store)
    if store.loss:
        st.warning(formats.plain(store.loss), icon=":material/warning:")
    coverage = data.coverage()
    if coverage and coverage.is_sample:
        boxes.sample_notice()
