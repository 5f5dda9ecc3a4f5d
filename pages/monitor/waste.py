"""Waste: minutes that were billed and, as far as a rule can tell, of no use to anybody."""

from __future__ import annotations

import streamlit as st

from pages.monitor import _waste
from pages.ui import boxes, filters

now = filters.chosen("Waste")
if now is None:
    boxes.nothing_yet()
    st.stop()

found = _waste.findings(now)
_waste.headline(now, found)
_waste.cards(now, found)
_waste.table(now, found)
_waste.rows(now, found)
