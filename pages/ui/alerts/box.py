"""Alerts as lines with a sign: at the top of the Overview, and on the Forecast page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from analytics.planning.alerts import Alarm, Alert
from analytics.reports import links, team_outlook
from pages.ui import boxes, data
from pages.ui.alerts import budgets, outlook
from pages.ui.periods import DAY

MOST_ON_OVERVIEW = 3
_SIGNS = {
    Alarm.RUNS_OUT: ":material/hourglass_bottom:",
    Alarm.EXPIRES: ":material/event_busy:",
    Alarm.BUDGET: ":material/savings:",
    Alarm.FELL: ":material/trending_down:",
    Alarm.ROSE: ":material/trending_up:",
    Alarm.UNUSUAL: ":material/query_stats:",
    Alarm.LOST: ":material/notifications_off:",
}


def on_overview() -> None:
    """The budgets and the most expensive alerts of the team's plan; nothing where there are none."""
    ahead = outlook.of(None)
    alerts = ahead.alerts
    if not alerts and not ahead.budgets:
        return
    with st.container(border=True, key="alerts", gap="small"):
        budgets.bars(ahead.budgets)
        lines(alerts[:MOST_ON_OVERVIEW])
        more = len(alerts) - MOST_ON_OVERVIEW
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                "pages/costs/forecast.py",
                label=f"{more:,} more on the Forecast page" if more > 0 else "Forecast",
                icon=":material/arrow_forward:",
                width="stretch",
            )
            seen_button(alerts)


def lines(alerts: Sequence[Alert]) -> None:
    """One line an alert; one about days leads to them."""
    for alert in alerts:
        text = f"{_SIGNS[alert.alarm]} {boxes.sentence(alert.sentence)}"
        is_lost = alert.alarm is Alarm.LOST
        if not (alert.is_of_days or is_lost):
            st.markdown(text)
            continue
        until = alert.until or alert.day + DAY
        left, right = st.columns([7, 1], vertical_alignment="center", gap="small")
        left.markdown(text)
        if is_lost:
            right.page_link("pages/data/vendor.py", label="Vendor")
            continue
        right.page_link(
            "pages/monitor/explore.py",
            label="Show days" if until - alert.day > DAY else "Show day",
            query_params=links.days_query(alert.day, until),
        )


def seen_button(alerts: Sequence[Alert]) -> None:
    """Mark the days as seen for the whole team, where there is an alert about days."""
    if any(alert.is_of_days for alert in alerts):
        st.button(
            "Mark days as seen",
            key="alerts_seen",
            on_click=_mark_seen,
            help="For the whole team: from now on only new or changed days raise alerts.",
            type="tertiary",
        )


def _mark_seen() -> None:
    team_outlook.mark_seen(data.store(), datetime.now(UTC).replace(tzinfo=None))
