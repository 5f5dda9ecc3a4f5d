"""Overview: how much was recorded, how much of it is billed, and what it costs."""

from __future__ import annotations

import streamlit as st

from pages.ui import boxes, charts, data, filters, kpis, rooms, sums

now = filters.chosen("Overview")
if now is None:
    boxes.nothing_yet()
    st.stop()

recorded = sums.minutes(data.by_kind(now.usage))
kpis.cards(now, recorded)
if not recorded.videos:
    boxes.nothing_found(filters.clear)
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.subheader("Recorded minutes over time", anchor=False, width="stretch")
    step = st.segmented_control(
        "A bar for each",
        sums.STEPS,
        default="Day",
        required=True,
        key="per",
        bind="query-params",
        label_visibility="collapsed",
    ).lower()
st.plotly_chart(
    charts.minutes_over_time(sums.by_step(data.by_day(now.usage), step), step=step),
    key="minutes_over_time",
    config=charts.CONFIG,
    alt=f"Recorded minutes a {step}, stacked by kind, {now.period.text}",
)
st.caption(kpis.chart_settings(now, step))

kinds, most = st.columns([2, 3], gap="medium")
with kinds:
    st.subheader("Share by kind", anchor=False)
    st.plotly_chart(
        charts.minutes_by_kind(recorded.by_kind),
        key="minutes_by_kind",
        config=charts.CONFIG,
        alt="Minutes and share of each kind, camera and screen share also together",
    )
    st.caption(kpis.share_settings(now, recorded))
with most:
    st.subheader("Most recorded rooms", anchor=False)
    rooms.table(data.by_room(now.usage, rooms.MOST), recorded)
