"""Scenarios: up to six saved plans on the same usage, side by side, and plans as files."""

from __future__ import annotations

import streamlit as st

from pages.ui import boxes, filters, plan_keeping
from pages.ui.scenarios import chosen, editor, files, side_by_side

now = filters.chosen("Scenarios")
if now is None:
    boxes.nothing_yet()
    st.stop()

plan_keeping.said()
hero = st.container(key="scenario_verdict")
bills = chosen.settled(now)
side_by_side.show(now, bills, hero)
editor.show(now)
files.show()
