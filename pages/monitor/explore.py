"""Explore: which rooms, days, users and kinds make the minutes, and what changed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from analytics.core.errors import Problem
from pages.monitor._explore import (
    changes,
    filter_bar,
    heatmap,
    over_time,
    questions,
    saved_views,
    state,
    why,
)
from pages.ui import boxes, data, filters, reconciled

if data.coverage() is None:
    boxes.nothing_yet()
    boxes.end_page()

if saved_views.open_default():
    st.rerun()

with st.container(horizontal=True, vertical_alignment="center"):
    saved_views.menu()
    filter_bar.more()
try:
    selection = state.now()
except Problem as problem:
    boxes.problem(problem)
    st.button("Clear all", key="clear_groups", on_click=state.clear)
    boxes.end_page()
filter_bar.chips(selection)
questions.ahead(selection.part)
if not questions.total(selection.part).videos:
    boxes.nothing_found(partial(filters.clear, state.PAGE))
    boxes.end_page()

filter_bar.headline(selection)
over_time.show(selection)
reconciled.line(selection.shared.period)
why.show(selection)
changes.show(selection)
heatmap.show(selection)
