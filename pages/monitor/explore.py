"""Explore: which rooms, days, users and kinds make the minutes, and what changed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from analytics.core.errors import Problem
from pages.monitor._explore import (
    below,
    headline,
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

saved_views.menu()
try:
    selection = state.now()
except Problem as problem:
    boxes.problem(problem)
    st.button("Clear", key="clear_groups", on_click=filters.clear, args=(state.PAGE,))
    boxes.end_page()
questions.ahead(selection.part)
if not questions.total(selection.part).videos:
    boxes.nothing_found(partial(filters.clear, state.PAGE))
    boxes.end_page()

headline.show(selection)
over_time.show(selection)
reconciled.line(selection.shared.period)
why.show(selection)
below.show(selection)
