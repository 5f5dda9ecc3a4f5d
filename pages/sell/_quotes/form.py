"""Make a quote out of what the What-if page shows: who gets it, until when, in which currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from analytics.core.errors import Problem
from analytics.quotes import lifecycle
from analytics.quotes.repository import Listed, Status, kept, listed
from pages.sell._calculator import reopen
from pages.sell._calculator.inputs import Inputs
from pages.ui import boxes, data, formats
from pages.ui.plans.terms import KEPT

NEW = "A new quote"


def today() -> date:
    """The seller's own day."""
    return date.today()  # noqa: DTZ011


def show(inputs: Inputs) -> None:
    """The form, and where the draft is once it is saved."""
    st.subheader("Make a quote of this", anchor=False)
    drafts = {
        row.number: row for row in listed(data.store(), today()) if row.status is Status.DRAFT
    }
    reopen.target(drafts, NEW)
    with st.form("quote_form"):
        left, right = st.columns(2)
        customer = left.text_input("Customer", key="q_customer", max_chars=80, **KEPT)
        owner = right.text_input("Your name and company", key="q_owner", max_chars=60, **KEPT)
        target = left.selectbox(
            "Save as", [NEW, *drafts], format_func=partial(_named, drafts), key="q_target", **KEPT
        )
        valid = right.number_input("Valid for, days", 1, 365, 30, key="q_valid", **KEPT)
        with st.expander("Scope, assumptions, tax note, terms", key="q_more"):
            texts = _more()
        if st.form_submit_button("Save draft", key="q_save", type="primary"):
            revision = drafts[target].revision if target in drafts else 1
            number = target if target in drafts else ""
            _save(inputs, number, revision, customer, owner, valid, texts)
    saved = st.session_state.get("q_saved")
    if saved in drafts:
        with st.container(horizontal=True, vertical_alignment="center"):
            is_same = st.session_state.get("q_said") == reopen.said(inputs.history)
            if is_same and st.session_state.get(reopen.SAVED) == saved:
                st.success(f"Draft {formats.plain(saved)} is saved.", icon=":material/check:")
            elif is_same:
                st.info(
                    f"Draft {formats.plain(saved)} is open and says what it said before.",
                    icon=":material/folder_open:",
                )
            else:
                st.warning(
                    f"Draft {formats.plain(saved)} was saved with other settings than above.",
                    icon=":material/edit:",
                )
            st.page_link(
                "pages/sell/quotes.py",
                label="Open the quote",
                icon=":material/request_quote:",
                query_params={"quote": saved},
            )


def _named(drafts: Mapping[str, Listed], target: str) -> str:
    if target not in drafts:
        return target
    return f"{target}, {formats.short(drafts[target].customer, 24)}"


def _more() -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "q_terms" not in st.session_state:
        _as_last_time()
    values["scope"] = st.text_area("Scope", key="q_scope", max_chars=400, height=68, **KEPT)
    values["assumptions"] = st.text_area(
        "Further assumptions, a line each", key="q_assumptions", max_chars=500, height=68, **KEPT
    )
    values["tax_note"] = st.text_input(
        "Tax note", value="Prices exclude taxes.", key="q_tax", max_chars=160, **KEPT
    )
    values["terms"] = st.text_area("Terms", key="q_terms", max_chars=900, height=68, **KEPT)
    return values


def _as_last_time() -> None:
    """Tax note and terms as the team's latest quote has them."""
    if rows := listed(data.store(), today()):
        texts = kept(data.store(), rows[0].number, today()).document["settings"]
        st.session_state["q_tax"], st.session_state["q_terms"] = texts["tax_note"], texts["terms"]


def _save(
    inputs: Inputs,
    number: str,
    revision: int,
    customer: str,
    owner: str,
    valid: int,
    texts: dict[str, Any],
) -> None:
    try:
        request = replace(
            inputs.asked,
            number=number,
            revision=revision,
            customer=customer.strip(),
            owner=owner.strip(),
            valid_until=inputs.asked.issued + timedelta(valid),
            **texts,
        )
        widgets = reopen.said(inputs.history)
        saved = lifecycle.save_draft(data.store(), request, widgets)
    except Problem as problem:
        st.session_state["q_saved"] = None
        boxes.problem(problem)
        return
    st.session_state["q_saved"], st.session_state["q_said"] = saved.number, widgets
    reopen.is_saved(saved.number)
    st.rerun()
