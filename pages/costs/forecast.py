"""Ahead: the minutes and the bill to come, the end of each pack, and alerts and budget."""

from __future__ import annotations

import streamlit as st

from analytics.catalog import plans
from pages.costs._forecast import outlook as outlook_view
from pages.costs._forecast import settings
from pages.costs._forecast.figures import Looked
from pages.ui import boxes, data, filters, formats, plan_words
from pages.ui.alerts import box
from pages.ui.alerts import outlook as looked
from pages.ui.plans import saving

if filters.chosen("Forecast") is None:
    boxes.nothing_yet()
    boxes.end_page()

saving.said()
saved, own = plans.saved(data.store()), plans.team(data.store())[0]
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
found = looked.of(None if name == own else saved[name])
outlook = found.outlook
if outlook is None:
    st.caption("Nothing charged yet.")
    boxes.end_page()

of = Looked(name, saved[name], found, outlook)
with hero:
    outlook_view.headline(of)
    if found.alerts:
        with st.container(border=True, key="alerts"):
            box.lines(found.alerts)
outlook_view.cards(of)
outlook_view.minutes(of)
outlook_view.packs(of)
st.caption(plan_words.settings((name, data.settlement(saved[name], None, None))))
settings.show(outlook.currency)
