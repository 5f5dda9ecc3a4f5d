"""Explore: which rooms, days, users and kinds make the minutes, and what changed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import boxes, data, filters
from pages.ui.explore import asked, changed, kept, parts, picture, rhythm, state

if data.coverage() is None:
    boxes.nothing_yet()
    st.stop()

with st.container(horizontal=True, vertical_alignment="center"):
    kept.menu()
    parts.more()
now = state.now()
parts.chips(now)
asked.ahead(now.part)
if not asked.total(now.part).videos:
    boxes.nothing_found(partial(filters.clear, state.PAGE))
    st.stop()

parts.headline(now)
picture.show(now)
changed.show(now)
rhythm.show(now)
