"""Cost of the month day by day against its budget: what came, what is expected, and an even pace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import streamlit as st

from analytics.core.model import Plan
from analytics.core.months import month_text
from analytics.planning.budgets import BudgetStatus, pace_line
from analytics.planning.outlook import Outlook
from analytics.reports import budgets as kept
from pages.ui import data, formats, theme
from pages.ui.cache import cached
from pages.ui.charts import base
from pages.ui.periods import DAY
from pages.ui.takeaway import screen

WHOLE = "Whole account"


def show(name: str, plan: Plan, statuses: Sequence[BudgetStatus], outlook: Outlook) -> None:
    """One budget as lines over its month; which one is chosen where there are several."""
    by_name = {formats.short(status.budget.subject) or WHOLE: status for status in statuses}
    st.subheader("Budget of the month", anchor=False)
    chosen = WHOLE if WHOLE in by_name else next(iter(by_name))
    if len(by_name) > 1:
        chosen = st.selectbox(
            "Budget", list(by_name), key="pace_budget", label_visibility="collapsed"
        )
    status = by_name[chosen]
    month = status.month
    recorded_until = max(month.first, min(month.until, month.as_of + DAY))
    costs = _costs(plan, status.budget.dimension, status.budget.value, month.first, recorded_until)
    lines = pace_line(status, costs, outlook.forecast.charges)
    days = [point.day for point in lines]
    currency = status.budget.currency

    def line(title: str, values: Sequence[Decimal | None], **look: object) -> dict[str, object]:
        return base.points(
            name=title,
            x=days,
            y=list(values),
            mode="lines",
            customdata=[
                formats.money(value, currency) if value is not None else "" for value in values
            ],
            hovertemplate="%{customdata}",
            line=look,
        )

    picture = base.figure(
        [
            line("So far", [point.so_far for point in lines], color=theme.INK, width=3),
            line(
                "Forecast",
                [point.expected for point in lines],
                color=theme.INK,
                width=2,
                dash="dot",
            ),
            line(
                "Even pace of the budget",
                [point.pace for point in lines],
                color=theme.FAINT_INK,
                width=2,
            ),
        ],
        height=260,
        unit=currency,
        showlegend=True,
    )
    screen.chart(
        picture,
        key="budget_pace",
        alt=f"Cost of {month_text(status.month.first)} day by day, its forecast and the even pace of the budget",
    )
    st.caption(
        f"{formats.plain(chosen)}, {month_text(status.month.first)}, under the plan “{formats.plain(name)}”: cost of use added "
        "up over its days; each day to come has its part of the forecast by its expected minutes."
    )


@cached(20)
def _costs(
    plan: Plan, dimension: str, value: str, since: date, until: date
) -> tuple[tuple[date, Decimal], ...]:
    return kept.daily_costs(data.store(), plan, dimension, value, since, until)
