"""Purchases as suggestions of packs, which a person completes and puts into a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from analytics.catalog import plans
from analytics.connect import deals
from analytics.connect.deals import Suggestion
from analytics.core.errors import Problem
from analytics.core.model import Pack, Plan
from pages.ui import boxes, data, formats

_SAID = "purchase_said"
_SHOWN = 20


def show() -> None:
    """Each paid order of the whiteboard that no plan has as a pack; nothing where there is none."""
    suggestions = deals.suggestions(data.store())
    if not suggestions:
        return
    st.subheader("Purchases", anchor=False)
    if said := st.session_state.pop(_SAID, ""):
        st.toast(formats.plain(said))
    saved = data.saved_plans()
    st.caption("Suggestions from the vendor's orders. Nothing changes a plan until you add it.")
    for suggestion in suggestions[:_SHOWN]:
        _suggestion(suggestion, saved)
    if len(suggestions) > _SHOWN:
        st.caption(f"{len(suggestions) - _SHOWN:,} older purchases are not shown.")


def _in_plans(suggestion: Suggestion, saved: Mapping[str, Plan]) -> list[str]:
    """Plans with a pack of this day and price."""
    fact = (suggestion.bought, suggestion.price)
    return [name for name, plan in saved.items() if fact in {(p.bought, p.price) for p in plan.packs}]  # fmt: skip


def _suggestion(suggestion: Suggestion, saved: Mapping[str, Plan]) -> None:
    order = suggestion.order_id
    price = (
        formats.money(suggestion.price, suggestion.currency)
        if suggestion.currency
        else f"{suggestion.price} (currency not reported)"
    )
    inside = _in_plans(suggestion, saved)
    mark = f" · in {formats.listed(inside)}" if inside else ""
    label = f"**{formats.plain(formats.short(suggestion.name, 60))}** · {formats.plain(price)} · {formats.day(suggestion.bought)}{formats.plain(mark)}"
    with st.expander(label, key=f"purchase_{order}", icon=":material/shopping_cart:"):
        if suggestion.details:
            st.caption(formats.plain(suggestion.details))
        team = data.team()[0]
        with st.form(f"purchase_form_{order}", border=False):
            plan = st.selectbox("Plan", list(saved), index=list(saved).index(team), key=f"purchase_plan_{order}")  # fmt: skip
            name = st.text_input("Pack name", f"Order {order}", key=f"purchase_name_{order}")
            minutes = st.number_input(
                "Minutes",
                min_value=1,
                value=suggestion.minutes,
                key=f"purchase_minutes_{order}",
                help="Recording minutes of the pack. The order does not say them reliably: compare with your contract.",
            )
            months = st.number_input("Months", min_value=1, max_value=120, value=12, key=f"purchase_months_{order}")  # fmt: skip
            if st.form_submit_button("Add to plan", key=f"purchase_add_{order}"):
                _add(suggestion, plan, name, minutes, months)


def _add(
    suggestion: Suggestion, plan_name: str, name: str, minutes: int | None, months: int
) -> None:
    plan = plans.saved(data.store())[plan_name]
    try:
        if not minutes:
            raise Problem("the minutes of the pack are missing", hint="Type those of your contract")
        currency = data.book(plan.price_book).currency
        if suggestion.currency != currency:
            raise Problem(
                f"the order is in {suggestion.currency or 'an unknown currency'} and the plan in {currency}",
                hint="Choose a plan in the order's currency",
            )
        if name.strip() in {pack.name for pack in plan.packs} or not name.strip():
            raise Problem("the plan has a pack of this name, or the name is empty", hint="Type another")  # fmt: skip
        pack = Pack(name.strip(), int(minutes), suggestion.price, suggestion.bought, int(months))
        plans.save(data.store(), plan_name, replace(plan, packs=(*plan.packs, pack)))
    except Problem as problem:
        boxes.problem(problem)
        return
    st.session_state[_SAID] = f"{name.strip()} is in {plan_name}"
    st.rerun()
