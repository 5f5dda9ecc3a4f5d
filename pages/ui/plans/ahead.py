"""A plan with what is ahead of it, and what the cost of a month to come is made of."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from analytics import lineage
from analytics.core.model import Plan, Settlement
from analytics.lineage import Claim, forecast_rows
from analytics.planning.outlook import MonthOutlook, Outlook
from analytics.reports.team_outlook import Ahead
from pages.ui import data, formats
from pages.ui.periods import DAY
from pages.ui.plans import figures


class PlanAhead(NamedTuple):
    """A plan, and what is ahead of it."""

    name: str
    plan: Plan
    ahead: Ahead
    outlook: Outlook

    def settled(self, case: str = "expected", *span: date) -> Settlement:
        """The recorded days and those of the forecast, settled."""
        book = data.book(self.plan.price_book)
        bounds = (span[0], span[1]) if span else (None, None)
        return forecast_rows.settled(
            self.ahead.recorded, self.outlook, self.plan, book, case, bounds
        )


def month(plan_ahead: PlanAhead, month: MonthOutlook) -> dict[str, Claim]:
    """The expected cost of a month, what of it is recorded, and as low and as high as it may be."""
    name, as_of, basis = (
        formats.month(month.first),
        plan_ahead.outlook.as_of,
        plan_ahead.outlook.basis,
    )
    claims: dict[str, Claim] = {}
    amounts = (month.expected, month.low, month.high)
    for case, amount in zip(forecast_rows.CASES, amounts, strict=True):
        settlement = plan_ahead.settled(case, month.first, month.until)
        title = f"{name}, {case}"
        how = forecast_rows.how(plan_ahead.ahead.recorded, as_of, case)
        claims |= lineage.of_days(
            {title: figures.told((plan_ahead.name, settlement), basis, title, amount)}, how
        )
    if month.first <= as_of:
        recorded = data.settlement(plan_ahead.plan, month.first, min(month.until, as_of + DAY))
        title = f"{name}, recorded so far"
        claims[title] = figures.told((plan_ahead.name, recorded), basis, title, month.so_far)
    return claims


def current_month(outlook: Outlook) -> MonthOutlook:
    """The month of the last recorded day; the next one where that is complete."""
    return outlook.next_month if outlook.month.until <= outlook.as_of + DAY else outlook.month
