"""Alerts and budget: how long before a pack's end, and above which bill of a month."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import streamlit as st

from analytics.core.errors import Problem
from analytics.planning.alerts import UNUSUAL_RULE, AlertSettings
from analytics.reports import team_outlook
from pages.ui import boxes, data, formats
from pages.ui.plans.saving import SAID


def show(currency: str) -> None:
    """The form; it counts for everybody, for the Overview and for the command line."""
    settings = team_outlook.alert_settings(data.store())
    with st.expander(
        f"Alerts and budget: {_words(settings)}", key="alert_form", icon=":material/tune:"
    ):
        left, right = st.columns(2)
        days = left.number_input(
            "Days before a pack runs out or expires",
            0,
            366,
            settings.days,
            key="alert_days",
            help="0: only on the very day.",
        )
        budget = right.text_input(
            f"Budget of a month, {currency}",
            f"{settings.month_budget:f}" if settings.month_budget is not None else "",
            key="alert_budget",
            placeholder="none",
            max_chars=20,
        ).strip()
        if st.button("Save", key="alert_save", type="primary"):
            _save(days, budget.replace(",", ""), currency)
        st.caption(
            f"{formats.plain(UNUSUAL_RULE)} The last {settings.unusual_days} days are looked at. These "
            "settings count for everybody; for a cron job: `python -m analytics alerts`, exit status "
            "1 if there are any."
        )


def _words(settings: AlertSettings) -> str:
    budget = "no budget"
    if settings.month_budget is not None:
        budget = f"above {_money(settings.month_budget, settings.currency)} a month"
    return f"{formats.count(settings.days, 'day')} before a pack’s end, {budget}"


def _money(amount: Decimal, currency: str) -> str:
    try:
        return formats.plain(formats.money(amount, currency))
    except (InvalidOperation, ValueError):
        return formats.plain(f"{amount:f} {currency}")


def _save(days: int, budget: str, currency: str) -> None:
    try:
        team_outlook.keep_alert_settings(data.store(), days, budget, currency)
    except Problem as problem:
        boxes.problem(problem)
        return
    st.session_state[SAID] = "Saved."
    st.rerun()
