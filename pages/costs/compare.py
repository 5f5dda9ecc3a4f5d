"""Costs: two plans on the same usage, which is cheaper and by how much, and why."""

from __future__ import annotations

import streamlit as st

from pages.costs._compare import charts, ledger_table, verdict
from pages.ui import boxes, filters
from pages.ui.plans import cards
from pages.ui.selfcheck import panel

now = filters.chosen("Compare")
if now is None:
    boxes.nothing_yet()
    boxes.end_page()

hero = st.container(key="verdict")
plans = cards.pair(now)
with hero:
    verdict.show(now, *plans)
verdict.fee_notice(*plans)
totals, over_time = st.columns([3, 4], gap="medium")
with totals:
    verdict.totals(*plans)
with over_time:
    charts.over_time(now, *plans)
verdict.settings(*plans)
charts.draws(*plans)
charts.packs_left(*plans)
ledger_table.show(now, *plans)
panel.panel(*((side.name, side.settlement) for side in plans))
