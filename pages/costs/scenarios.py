"""Scenarios: up to six saved plans on the same usage, side by side, and plans as files."""

from __future__ import annotations

import streamlit as st

from pages.costs._compare import chosen, editor, files
from pages.ui import boxes, filters
from pages.ui.plans import saving, side_by_side

now = filters.chosen("Scenarios")
if now is None:
    boxes.nothing_yet()
    boxes.end_page()

saving.said()
hero = st.container(key="scenario_verdict")
bills = chosen.settled(now)
side_by_side.show(now, bills, hero)
editor.show(now)
files.show()
