"""Choice of the plan that is billed: one of the saved plans, the team's own first."""

from __future__ import annotations

import streamlit as st

from analytics.billing.basis import Basis
from pages.costs._bill import earlier_packs
from pages.ui import basis, data, formats, plan_words
from pages.ui.filters import Chosen
from pages.ui.plans import missing_fee
from pages.ui.selfcheck.bill import Bill
from pages.ui.takeaway import screen

PLAN, VIEW = "plan", "view"
VIEWS = ("Full cost", "Cash and cost of use", "Funding source")


def ask(selection: Chosen) -> tuple[Bill, str]:
    """The bill of the chosen plan and days, and what of it is looked at."""
    saved = data.saved_plans()
    own = data.team()[0]
    names = sorted(saved, key=lambda name: name != own)
    if st.session_state.get(PLAN, names[0]) not in names:
        del st.session_state[PLAN]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Plan, the team’s own first", names, key=PLAN, bind="query-params")
        view = st.segmented_control(
            "What of it",
            VIEWS,
            default=VIEWS[0],
            required=True,
            key=VIEW,
            bind="query-params",
            label_visibility="collapsed",
            width="content",
        )
        chosen_basis = basis.current() if view == VIEWS[0] else Basis.USE
    bounds = (
        (None, None)
        if selection.period.is_all
        else (selection.period.since, selection.period.until)
    )
    return Bill(name, data.settlement(saved[name], *bounds), selection, chosen_basis), view


def about(bill: Bill) -> None:
    """The days that are looked at, and of whom."""
    period = bill.now.period
    days = f"all recorded days, {period.text}" if period.is_all else period.text
    account = "the whole account"
    if bill.now.is_part:
        account += ", whatever app, room or kind is chosen on other pages"
    word = plan_words.BASES[bill.basis]
    st.caption(f"{word} · {days} · {formats.plain(formats.short(bill.name))} · {account}")
    missing_fee.notice({bill.name: bill.settlement})
    names, paid = earlier_packs.paid_before(bill.settlement)
    if names:
        amount = formats.plain(formats.money(paid, bill.currency))
        st.caption(
            f":material/history: Draws on packs bought before these days "
            f"({formats.plain(formats.listed(names))}, {amount})."
        )


def settings(bill: Bill) -> None:
    """Under which prices and rules the bill was made."""
    screen.remark(plan_words.settings((bill.name, bill.settlement)))
