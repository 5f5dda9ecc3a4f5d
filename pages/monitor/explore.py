"""Explore: which rooms, days, users and kinds make the minutes, and what changed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.monitor._explore import (
    changes,
    filter_bar,
    heatmap,
    over_time,
    questions,
    saved_views,
    state,
)
from pages.ui import boxes, data, filters

if data.coverage() is None:
    boxes.nothing_yet()
    boxes.end_page()

if saved_views.open_default():
    st.rerun()

with st.container(horizontal=True, vertical_alignment="center"):
    saved_views.menu()
    filter_bar.more()
now = state.now()
filter_bar.chips(now)
questions.ahead(now.part)
if not questions.total(now.part).videos:
    boxes.nothing_found(partial(filters.clear, state.PAGE))
    boxes.end_page()

filter_bar.headline(now)
over_time.show(now)
changes.show(now)
heatmap.show(now)
