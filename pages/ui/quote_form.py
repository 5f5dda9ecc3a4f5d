"""Make a quote out of what the What-if page shows: who gets it, until when, in which currency."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from analytics.errors import Problem
from analytics.quotes import desk
from analytics.quotes.quote import Request
from analytics.quotes.shelf import Status, listed
from analytics.robot import Tier
from pages.ui import boxes, data, formats
from pages.ui.billing_terms import typed
from pages.ui.calculator import Inputs

NEW = "A new quote"
_TIERS = {"Not included": None, "Audio": Tier.AUDIO, "HD": Tier.HD, "Full HD": Tier.FULL_HD}


def today() -> date:
    """The seller's own day."""
    return date.today()  # noqa: DTZ011


def show(now: Inputs) -> None:
    """The form, and where the draft is once it is saved."""
    st.subheader("Make a quote of this", anchor=False)
    drafts = {
        row.number: row for row in listed(data.store(), today()) if row.status is Status.DRAFT
    }
    with st.form("quote_form"):
        left, right = st.columns(2)
        customer = left.text_input("Customer", key="q_customer", max_chars=80)
        owner = right.text_input("Your name", key="q_owner", max_chars=60)
        target = left.selectbox("Save as", [NEW, *drafts], key="q_target")
        valid = right.number_input("Valid for, days", 1, 365, 30, key="q_valid")
        with st.expander("Discount, companions, texts", key="q_more"):
            texts = _more()
        if st.form_submit_button("Save draft", key="q_save", type="primary"):
            revision = drafts[target].revision if target in drafts else 1
            number = target if target in drafts else ""
            _save(now, number, revision, customer, owner, valid, texts)
    saved = st.session_state.get("q_saved")
    if saved:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(f"Draft {formats.plain(saved)} is saved.", icon=":material/check:")
            st.page_link(
                "pages/sales/quotes.py",
                label="Open the quote",
                icon=":material/request_quote:",
                query_params={"quote": saved},
            )


def _more() -> dict[str, Any]:
    left, right = st.columns(2)
    tier = right.selectbox("TRTC minutes of the robot", list(_TIERS), key="q_tier")
    values: dict[str, Any] = {
        "rebate_percent": typed(
            left.number_input("Discount on the whole, %", 0.0, 100.0, 0.0, step=0.5, key="q_rebate")
        ),
        "robot_whiteboard": left.toggle(
            "Whiteboard minutes of the robot",
            key="q_robot",
            help="The recording robot is a user of the whiteboard and is charged as one.",
        ),
        "robot_trtc": _TIERS[tier],
    }
    values["scope"] = st.text_area("Scope", key="q_scope", max_chars=400, height=68)
    values["assumptions"] = st.text_area(
        "Further assumptions, a line each", key="q_assumptions", max_chars=500, height=68
    )
    values["tax_note"] = st.text_input(
        "Tax note", value="Prices exclude taxes.", key="q_tax", max_chars=160
    )
    values["terms"] = st.text_area("Terms", key="q_terms", max_chars=900, height=68)
    return values


def _save(
    now: Inputs,
    number: str,
    revision: int,
    customer: str,
    owner: str,
    valid: int,
    texts: dict[str, Any],
) -> None:
    st.session_state["q_saved"] = None
    try:
        request = Request(
            number=number,
            revision=revision,
            customer=customer.strip(),
            owner=owner.strip(),
            issued=today(),
            valid_until=today() + timedelta(valid),
            plan=now.plan,
            estimate=now.estimate,
            exchange=now.exchange,
            **texts,
        )
        st.session_state["q_saved"] = desk.save_draft(data.store(), request).number
    except Problem as problem:
        boxes.problem(problem)
