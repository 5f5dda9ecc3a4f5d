"""Simulate: the whole recorded history under other prices, as the sliders move."""

from __future__ import annotations

import streamlit as st

from pages.costs._simulate import replay
from pages.ui import boxes, data, filters, formats
from pages.ui.plans import saving

coverage = data.coverage()
if filters.chosen("Simulate") is None or coverage is None:
    boxes.nothing_yet()
    boxes.end_page()

saving.said()
saved, own = data.saved_plans(), data.team()[0]
saving.choose("machine_plan", list(saved))
name = st.selectbox(
    "Plan",
    list(saved),
    index=list(saved).index(own),
    format_func=formats.short,
    key="machine_plan",
    bind="query-params",
    help="The history is settled under this plan with its packs, and again as you change it below.",
)
replay.show(name, saved[name], coverage.first_day, coverage.last_day)
