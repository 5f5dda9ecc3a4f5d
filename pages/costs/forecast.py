"""Forecast: the minutes and the bill to come, the end of each pack, and alerts and budget."""

from __future__ import annotations

import streamlit as st

from pages.costs._forecast import outlook as outlook_view
from pages.costs._forecast import pace, settings
from pages.ui import basis, boxes, data, filters, formats, plan_words
from pages.ui.alerts import box, budgets
from pages.ui.alerts import outlook as looked
from pages.ui.plans import missing_fee, saving
from pages.ui.plans.ahead import PlanAhead
from pages.ui.takeaway import screen

if filters.chosen("Forecast") is None:
    boxes.nothing_yet()
    boxes.end_page()

saving.said()
saved, own = data.saved_plans(), data.team()[0]
saving.choose("ahead_plan", list(saved))
hero = st.container(key="ahead_hero")
name = st.selectbox(
    "Plan",
    list(saved),
    index=list(saved).index(own),
    format_func=formats.short,
    key="ahead_plan",
    bind="query-params",
    help="The Overview and the command line speak of the team’s own plan.",
)
cost_basis = basis.current()
ahead = looked.of(None if name == own else saved[name], cost_basis)
outlook = ahead.outlook
if outlook is None:
    st.caption("Nothing charged yet.")
    boxes.end_page()

plan_ahead = PlanAhead(name, saved[name], ahead, outlook)
with hero:
    outlook_view.headline(plan_ahead)
    missing_fee.notice({name: data.settlement(saved[name], None, None)})
    if ahead.alerts or ahead.budgets:
        with st.container(border=True, key="alerts"):
            budgets.bars(ahead.budgets, most=len(ahead.budgets))
            box.lines(ahead.alerts)
            box.seen_button(ahead.alerts)
outlook_view.cards(plan_ahead)
if ahead.budgets:
    pace.show(name, saved[name], ahead.budgets, outlook)
outlook_view.minutes(plan_ahead)
outlook_view.packs(plan_ahead)
screen.remark(plan_words.settings((name, data.settlement(saved[name], None, None))))
settings.parts(outlook.currency)
settings.show(outlook.currency)
