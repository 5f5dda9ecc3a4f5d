"""Compare: plans on the same usage, which is the cheapest and by how much, and why."""

from __future__ import annotations

import streamlit as st

from pages.costs._compare import cards, charts, chosen, files, ledger_table, side_by_side
from pages.ui import basis, boxes, filters
from pages.ui.plans import missing_fee, saving
from pages.ui.selfcheck import panel

selection = filters.chosen("Compare")
if selection is None:
    boxes.nothing_yet()
    boxes.end_page()

saving.said()
hero = st.container(key="verdict")
cost_basis = basis.current()
first, second = cards.pair(selection, cost_basis)
bills = chosen.settled(selection, first, second)
missing_fee.notice(bills, chosen.fee_switches(first, second))
side_by_side.show(selection, bills, cost_basis, hero)
charts.draws(first, second)
charts.packs_left(first, second)
ledger_table.show(selection, first, second)
files.show()
panel.panel(*((side.name, side.settlement) for side in (first, second)))
