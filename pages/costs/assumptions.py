"""Billing assumptions: what the vendor has not said, and how far each reading moves this bill."""

from __future__ import annotations

import streamlit as st

from pages.costs._assumptions import effects
from pages.ui import boxes, data, filters, formats
from pages.ui.plans import saving

selection = filters.chosen("Billing assumptions")
if selection is None:
    boxes.nothing_yet()
    boxes.end_page()

saving.said()
saved, own = data.saved_plans(), data.team()[0]
saving.choose("unclear_plan", list(saved))
name = st.selectbox(
    "Plan",
    list(saved),
    index=list(saved).index(own),
    format_func=formats.short,
    key="unclear_plan",
    bind="query-params",
    help="Rules that no page of the vendor states are settings of a plan: on the Compare page, under "
    "Packs and rules.",
)
period = selection.period
bounds = (None, None) if period.is_all else (period.since, period.until)
effects.show(name, saved[name], bounds, period.text)
