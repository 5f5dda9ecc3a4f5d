"""Budgets as bars: how far each is used, how far the month has passed, and where the forecast ends."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from analytics.core.months import month_text
from analytics.planning.budgets import BudgetStatus
from pages.ui import formats

MOST = 4


def bars(statuses: Sequence[BudgetStatus], *, most: int = MOST) -> None:
    """The most urgent budgets first; what the forecast says stands beside each."""
    ordered = sorted(statuses, key=lambda status: (-status.level, -(status.percent or 0)))
    for number, status in enumerate(ordered[:most]):
        used = 100 if status.percent is None else min(status.percent, 100)
        with st.container(key=f"budget_{number}"):
            st.progress(used, text=words(status))
    if len(ordered) > most:
        st.caption(f"{len(ordered) - most:,} more budgets on the Forecast page.")


def words(status: BudgetStatus) -> str:
    """``November 2026: $504.00 of $600.00 (84 %), by an even pace $400.00 · forecast $590.00``, as markdown."""
    budget, month = status.budget, status.month

    def money(amount: Decimal) -> str:
        return formats.plain(formats.money(amount, budget.currency))

    name = month_text(month.first)
    if budget.dimension:
        subject = formats.short(budget.subject)
        name = f"{formats.plain(subject[:1].upper() + subject[1:])}, {name}"
    percent = "" if status.percent is None else f" ({status.percent:,} %)"
    forecast = money(month.expected)
    over = month.expected - budget.amount
    if over > 0:
        forecast = f"{forecast}, {money(over)} over"
    return (
        f"**{name}**: {money(month.so_far)} of {money(budget.amount)}{percent}, even pace {money(status.pace)} "
        f"· forecast {forecast}"
    )
