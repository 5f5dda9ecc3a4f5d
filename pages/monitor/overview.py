"""Overview: how much was recorded, how much of it is billed, and what it costs."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.monitor._overview import cards, charts, figures, money, notes, rooms
from pages.ui import basis, boxes, data, day_marks, drilldown, filters, reconciled
from pages.ui.alerts import box
from pages.ui.plans import missing_fee, saving, sums
from pages.ui.selfcheck import panel
from pages.ui.takeaway import screen

selection = filters.chosen("Overview")
if selection is None:
    boxes.nothing_yet()
    boxes.end_page()

saving.said()
cost_basis = basis.current()
cards.month(cost_basis)
missing_fee.notice(money.team_bill())
alerts = st.container()
recorded = sums.minutes(data.by_kind(selection.usage))
cards.cards(selection, recorded, cost_basis)
with alerts:
    box.on_overview()
    reconciled.on_overview()
panel.alarm(*money.bills(selection))
if not recorded.videos:
    boxes.nothing_found(partial(filters.clear, "Overview"))
    boxes.end_page()

# What plotly draws comes last: a browser that has yet to read plotly's five megabytes is busy with
# them for more than a second, and shows nothing else meanwhile.
over_time = st.container()
kinds, most = st.columns([2, 3], gap="medium")
with most:
    rooms.show(selection, data.by_room(selection.usage, rooms.MOST), recorded)
with over_time:
    with st.container(horizontal=True, vertical_alignment="center"):
        title = st.container(width="stretch")
        notes_menu = st.container(width="content")
        step = st.segmented_control(
            "A bar for each",
            sums.STEPS,
            default="Day",
            required=True,
            key="per",
            bind="query-params",
            label_visibility="collapsed",
        ).lower()
    amounts = sums.by_step(data.by_day(selection.usage), step)
    bars = partial(figures.over_time, selection, amounts, step)
    with title:
        drilldown.heading("Recorded minutes over time", bars, key="minutes_over_time")
    picture = charts.minutes_over_time(amounts, step=step)
    period = selection.period
    if period.before:
        before = sums.by_step(data.by_day(selection.usage_in(*period.before)), step)
        shift = period.since - period.before[0] if step == "day" else None
        charts.period_before(picture, amounts, before, period.before_text, shift)
    named = {
        "app": selection.apps,
        "room": selection.rooms,
        "kind": [k.value for k in selection.kinds],
    }
    named = {f: names for f, names in named.items() if f not in selection.filters.without}
    signs = day_marks.put(picture, period.since, period.until, named, step)
    with notes_menu:
        notes.menu(period.since, period.until, named)
    drilldown.chart(
        picture,
        bars,
        partial(figures.clicked_bar, amounts, step),
        key="minutes_over_time",
        alt=f"Recorded minutes a {step}, stacked by kind, {selection.period.text}",
    )
    screen.remark(" ".join(filter(None, [cards.chart_settings(selection, step), signs])))
with kinds:
    shares = partial(figures.kinds, selection, recorded)
    drilldown.heading("Share by kind", shares, key="minutes_by_kind")
    drilldown.chart(
        charts.minutes_by_kind(recorded.by_kind),
        shares,
        figures.clicked_kind,
        key="minutes_by_kind",
        alt="Minutes and share of each kind, camera and screen share also together",
    )
    screen.remark(cards.share_settings(selection, recorded))
