"""Which of the saved plans are compared, and what the usage costs under each."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from analytics.billing.compare import MOST
from analytics.catalog import plans
from analytics.core.model import Settlement
from pages.ui import data, formats
from pages.ui.filters import Chosen

PLANS = "plans"


def settled(now: Chosen) -> Mapping[str, Settlement]:
    """Up to six saved plans by name, the one that others are held against first."""
    saved = plans.saved(data.store())
    state = st.session_state
    if PLANS in state:
        state[PLANS] = [name for name in state[PLANS] if name in saved]
    names = st.multiselect(
        "Plans side by side",
        list(saved),
        default=list(saved)[:MOST],
        max_selections=MOST,
        format_func=formats.short,
        placeholder=f"Choose up to {MOST} plans",
        key=PLANS,
        bind="query-params",
        help="The others are held against the first. Plans are saved below, and on the Compare page.",
    )
    period = now.period
    bounds = (None, None) if period.is_all else (period.since, period.until)
    return {name: data.settlement(saved[name], *bounds) for name in names}
