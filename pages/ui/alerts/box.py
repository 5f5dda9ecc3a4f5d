"""Alerts as lines with a sign: at the top of the Overview, and on the Forecast page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.planning.alerts import Alarm, Alert
from pages.ui import boxes
from pages.ui.alerts import outlook

MOST_ON_OVERVIEW = 3
_SIGNS = {
    Alarm.RUNS_OUT: ":material/hourglass_bottom:",
    Alarm.EXPIRES: ":material/event_busy:",
    Alarm.BUDGET: ":material/savings:",
    Alarm.UNUSUAL: ":material/query_stats:",
}


def on_overview() -> None:
    """The most urgent alerts of the team's plan; nothing where there are none."""
    alerts = outlook.of(None).alerts
    if not alerts:
        return
    with st.container(border=True, key="alerts", gap="small"):
        lines(alerts[:MOST_ON_OVERVIEW])
        more = len(alerts) - MOST_ON_OVERVIEW
        st.page_link(
            "pages/costs/forecast.py",
            label=f"{more:,} more on the Forecast page" if more > 0 else "Forecast",
            icon=":material/arrow_forward:",
        )


def lines(alerts: Sequence[Alert]) -> None:
    """One line an alert."""
    st.markdown(
        "  \n".join(f"{_SIGNS[alert.alarm]} {boxes.sentence(alert.sentence)}" for alert in alerts)
    )
