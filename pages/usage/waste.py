"""Waste: minutes that were billed and, as far as a rule can tell, of no use to anybody."""

from __future__ import annotations

import streamlit as st

from pages.ui import boxes, filters, waste

now = filters.chosen("Waste")
if now is None:
    boxes.nothing_yet()
    st.stop()

found = waste.findings(now)
waste.headline(now, found)
waste.cards(now, found)
waste.table(now, found)
waste.rows(now, found)
