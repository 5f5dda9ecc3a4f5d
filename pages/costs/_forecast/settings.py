"""Alerts and budget: how long before a pack's end, and above which bill of a month."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import streamlit as st

from analytics.core.errors import Problem
from analytics.planning.alerts import FIRST_DAYS, UNUSUAL_RULE, AlertSettings
from analytics.reports import budgets, team_outlook
from pages.ui import boxes, data, formats, tables
from pages.ui.cache import cached
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
            f"Budget of a month, {currency}, cost of use",
            f"{settings.month_budget:f}" if settings.month_budget is not None else "",
            key="alert_budget",
            placeholder="none",
            max_chars=20,
        ).strip()
        if st.button("Save", key="alert_save", type="primary"):
            _save(days, budget.replace(",", ""), currency)
        st.caption(
            f"{formats.plain(UNUSUAL_RULE)} Days that are new or changed since they were marked as seen are checked, "
            f"the first time the last {FIRST_DAYS}. These "
            "settings count for everybody; for a cron job: `python -m analytics alerts`, exit status "
            "1 if there are any."
        )


def parts(currency: str) -> None:
    """Budgets of a month for parts of the account: those there are, and a form for one more."""
    kept = budgets.of_parts(data.store())
    with st.expander(
        f"Budgets for parts: {len(kept) or 'none'}", key="budget_parts", icon=":material/savings:"
    ):
        if kept:
            tables.show(
                [
                    tables.text("For", [budget.dimension for budget in kept]),
                    tables.text("Value", [formats.named(budget.value) for budget in kept]),
                    tables.decimal("Budget of a month", [budget.amount for budget in kept], 2),
                    tables.text("Currency", [budget.currency for budget in kept]),
                ],
                key="budget_parts_table",
                alt="Budgets of a month for parts of the account",
            )
        field, value, amount = st.columns([1, 2, 1])
        dimension = field.selectbox("For", budgets.dimensions(data.store()), key="budget_dimension")
        names = _values(dimension)
        chosen = value.selectbox(
            "Value",
            names,
            key=f"budget_value_{dimension}",
            format_func=_label,
        )
        text = amount.text_input(
            f"Budget of a month, {currency}", key="budget_amount", max_chars=20, placeholder="none"
        )
        if st.button("Save budget", key="budget_save") and chosen is not None:
            try:
                budgets.keep(data.store(), dimension, chosen, text.strip(), currency)
            except Problem as problem:
                boxes.problem(problem)
                return
            st.session_state[SAID] = "Saved."
            st.rerun()
        st.caption(
            "Clear an amount to remove its budget. The cost of a part is its cost of use, as the `costs` command "
            "tells it: postpaid minutes, its part of the packs that were used, and its share of fees."
        )


def _label(name: str) -> str:
    return formats.short(formats.named(name))


@cached(8)
def _values(dimension: str) -> list[str]:
    return budgets.values_of(data.store(), dimension)


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
