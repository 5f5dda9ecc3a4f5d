"""Overview: how much was recorded, how much of it is billed, and what it costs."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import boxes, charts, data, filters, kpis, proof, rooms, sums
from pages.ui.ahead import alert_box
from pages.ui.bill import receipts
from pages.ui.proof import overview

now = filters.chosen("Overview")
if now is None:
    boxes.nothing_yet()
    st.stop()

alerts = st.container()
recorded = sums.minutes(data.by_kind(now.usage))
kpis.cards(now, recorded)
with alerts:
    alert_box.on_overview()
receipts.alarm(*kpis.bills(now))
if not recorded.videos:
    boxes.nothing_found(partial(filters.clear, "Overview"))
    st.stop()

# What plotly draws comes last: a browser that has yet to read plotly's five megabytes is busy with
# them for more than a second, and shows nothing else meanwhile.
over_time = st.container()
kinds, most = st.columns([2, 3], gap="medium")
with most:
    rooms.show(now, data.by_room(now.usage, rooms.MOST), recorded)
with over_time:
    with st.container(horizontal=True, vertical_alignment="center"):
        title = st.container(width="stretch")
        step = st.segmented_control(
            "A bar for each",
            sums.STEPS,
            default="Day",
            required=True,
            key="per",
            bind="query-params",
            label_visibility="collapsed",
        ).lower()
    amounts = sums.by_step(data.by_day(now.usage), step)
    bars = partial(overview.over_time, now, amounts, step)
    with title:
        proof.heading("Recorded minutes over time", bars, key="minutes_over_time")
    proof.chart(
        charts.minutes_over_time(amounts, step=step),
        bars,
        partial(overview.clicked_bar, amounts, step),
        key="minutes_over_time",
        config=charts.CONFIG,
        alt=f"Recorded minutes a {step}, stacked by kind, {now.period.text}",
    )
    st.caption(kpis.chart_settings(now, step))
with kinds:
    shares = partial(overview.kinds, now, recorded)
    proof.heading("Share by kind", shares, key="minutes_by_kind")
    proof.chart(
        charts.minutes_by_kind(recorded.by_kind),
        shares,
        overview.clicked_kind,
        key="minutes_by_kind",
        config=charts.CONFIG,
        alt="Minutes and share of each kind, camera and screen share also together",
    )
    st.caption(kpis.share_settings(now, recorded))
