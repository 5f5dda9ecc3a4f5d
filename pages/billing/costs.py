"""Costs: two plans on the same usage, which is cheaper and by how much, and why."""

from __future__ import annotations

import streamlit as st

from pages.ui import boxes, cost_charts, cost_table, cost_verdict, filters, plan_cards
from pages.ui.bill import receipts

now = filters.chosen("Costs")
if now is None:
    boxes.nothing_yet()
    st.stop()

hero = st.container(key="verdict")
plans = plan_cards.pair(now)
with hero:
    cost_verdict.show(now, *plans)
cost_verdict.fee_notice(*plans)
totals, over_time = st.columns([3, 4], gap="medium")
with totals:
    cost_verdict.totals(*plans)
with over_time:
    cost_charts.over_time(now, *plans)
cost_verdict.settings(*plans)
cost_charts.draws(*plans)
cost_charts.packs_left(*plans)
cost_table.show(now, *plans)
receipts.panel(*((side.name, side.settlement) for side in plans))
