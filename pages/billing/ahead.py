"""Ahead: the minutes and the bill to come, the end of each pack, and when to speak up."""

from __future__ import annotations

import streamlit as st

from analytics.catalog import plans
from pages.ui import boxes, data, filters, formats, plan_keeping, plan_words
from pages.ui.ahead import alert_box, looked, outlook_view, settings
from pages.ui.proof.ahead import Looked

if filters.chosen("Ahead") is None:
    boxes.nothing_yet()
    st.stop()

plan_keeping.said()
saved, own = plans.saved(data.store()), plans.team(data.store())[0]
plan_keeping.choose("ahead_plan", list(saved))
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
found = looked.of(None if name == own else saved[name])
outlook = found.outlook
if outlook is None:
    st.caption("Nothing is charged yet.")
    st.stop()

of = Looked(name, saved[name], found, outlook)
with hero:
    outlook_view.headline(of)
    if found.alerts:
        with st.container(border=True, key="alerts"):
            alert_box.lines(found.alerts)
outlook_view.cards(of)
outlook_view.minutes(of)
outlook_view.packs(of)
st.caption(plan_words.settings((name, data.settlement(saved[name], None, None))))
settings.show(outlook.currency)
