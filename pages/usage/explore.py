"""Explore: which rooms, days, users and kinds make the minutes, and what changed."""

from __future__ import annotations

import streamlit as st

from pages.ui import boxes
from pages.ui.explore import asked, parts, picture, state

now = state.now()
if now is None:
    boxes.nothing_yet()
    st.stop()

with st.container(horizontal=True, vertical_alignment="center"):
    parts.more(now)
parts.chips(now)
if not asked.total(now.part).videos:
    boxes.nothing_found(parts.clear)
    st.stop()

parts.headline(now)
picture.show(now)
