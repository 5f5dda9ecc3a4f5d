"""Cost of use or cash: the one switch behind the cost on every page, remembered and in the link."""

from __future__ import annotations

import streamlit as st

from analytics.billing.basis import Basis
from pages.ui import filters
from pages.ui.plan_words import BASES

HELP = (
    "Cost of use: postpaid charges, packs by the minutes drawn from them, each day’s share of the monthly "
    "fee, and what expired. Cash: fees and packs in full on the day they are bought."
)


def switch() -> None:
    """The switch, drawn by the frame: a widget of the frame is the same on every page, and so remembered."""
    st.segmented_control(
        "Cost",
        list(BASES.values()),
        default=BASES[Basis.USE],
        required=True,
        key=filters.BASIS,
        bind="query-params",
        persist_state="session",
        help=HELP,
        label_visibility="collapsed",
        width="content",
    )


def current() -> Basis:
    """The basis that is in force on every page."""
    word = st.session_state.get(filters.BASIS)
    return next((basis for basis, text in BASES.items() if text == word), Basis.USE)
