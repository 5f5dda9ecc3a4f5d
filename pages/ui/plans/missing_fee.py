"""The monthly fee that the vendor requires, where a plan leaves it out: said beside the cost, added by one click."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from analytics.catalog import plans
from analytics.core.model import MonthlyFee, Settlement
from pages.ui import data, formats
from pages.ui.plans.saving import SAID


def notice(
    bills: Mapping[str, Settlement], add: Mapping[str, Callable[[], None]] | None = None
) -> None:
    """A line for each plan without the fee; ``add`` says how it comes into a plan that is being edited."""
    for number, (name, bill) in enumerate(bills.items()):
        book = bill.last_version
        if bill.plan.monthly_fee or not book.monthly_fee:
            continue
        amount = formats.plain(formats.money(book.monthly_fee, book.currency))
        quota = formats.whole(book.quota_minutes)
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"missing_fee_{number}", gap="small"
        ):
            st.markdown(
                f":material/info: **No monthly fee in {formats.plain(formats.short(name))}.** The vendor "
                f"requires it: {amount} a month for the whole account, with {quota} free minutes.",
                width="stretch",
            )
            st.button(
                "Add it to the plan",
                key=f"add_fee_{number}",
                icon=":material/add:",
                on_click=(add or {}).get(name) or partial(_add, name),
                help="From the first recorded day on; another day can be set on the Compare page.",
            )


def _add(name: str) -> None:
    coverage = data.coverage()
    saved = plans.saved(data.store())
    if coverage and name in saved:
        fee = MonthlyFee(coverage.first_day)
        plans.save(data.store(), name, replace(saved[name], monthly_fee=fee))
        since = formats.day(fee.from_day)
        st.session_state[SAID] = f"{formats.short(name)} has the monthly fee from {since} on."
