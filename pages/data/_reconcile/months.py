"""Closing and reopening months, by a person who says who."""

from __future__ import annotations

from datetime import UTC, date, datetime

import streamlit as st

from analytics.core.errors import Problem
from analytics.core.months import add_months
from analytics.reconcile import closing
from pages.ui import boxes, data, formats, reconciled, tables

_SAID = "months_said"


def show() -> None:
    """The closed months, and a form that closes or reopens one."""
    coverage = data.coverage()
    if coverage is None:
        return
    st.subheader("Closed months", anchor=False)
    if said := st.session_state.pop(_SAID, ""):
        st.toast(formats.plain(said))
    listed = reconciled.closed_months()
    if listed:
        tables.show(
            [
                tables.month("Month", [each.month for each in listed]),
                tables.text("Closed by", [each.by for each in listed]),
                tables.day("On", [each.at.date() for each in listed]),
                tables.text(
                    "State",
                    ["changed since" if each.is_changed else "as closed" for each in listed],
                ),
                *(
                    tables.money(f"{name} {currency}", amounts, "")
                    for currency in {each.currency for each in listed}
                    for name, amounts in (
                        ("Closed at", [each.total for each in listed]),
                        ("Now", [each.total_now for each in listed]),
                    )
                ),
                tables.text("Fingerprint", [each.fingerprint for each in listed]),
            ],
            key="closed_months",
            alt="Closed months with who closed them, their total then and now",
        )
    months = []
    month = coverage.last_day.replace(day=1)
    while month >= coverage.first_day.replace(day=1):
        months.append(month)
        month = add_months(month, -1)
    with st.form("close_month", border=False):
        left, right = st.columns(2)
        chosen = left.selectbox("Month", months, format_func=formats.month, key="close_month_which")
        name = right.text_input("Your name", key="close_month_by", max_chars=80)
        with st.container(horizontal=True):
            closes = st.form_submit_button("Close the month", key="close_month_do")
            reopens = st.form_submit_button("Reopen it", key="close_month_undo")
    if closes or reopens:
        _do(chosen, name, is_close=closes)


def _do(month: date, name: str, *, is_close: bool) -> None:
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        if is_close:
            said = closing.close(data.store(), month, name, now).sentence()
        else:
            closing.reopen(data.store(), month, name, now)
            said = f"{formats.month(month)} is open again."
    except Problem as problem:
        boxes.problem(problem)
        return
    st.session_state[_SAID] = said
    st.rerun()
