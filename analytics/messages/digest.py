"""Digest of what the team should know: money first, then each alert with the page that tells more of it."""

from __future__ import annotations

from datetime import date

from analytics.core.money import shown
from analytics.core.months import day_text, month_text
from analytics.messages.message import Line, Message
from analytics.planning.outlook import Outlook
from analytics.reports.links import alert_link
from analytics.reports.team_outlook import Ahead

MOST_ALERTS = 12


def digest(ahead: Ahead, address: str, *, is_sample: bool = False) -> Message | None:
    """The alerts of an edition of the data as a message, equal for equal data; None where there are none.

    ``is_sample``: the data are made up, which is said first.
    """
    if not ahead.alerts:
        return None
    lines = [
        Line(alert.sentence, f"{address}/{alert_link(alert)}")
        for alert in ahead.alerts[:MOST_ALERTS]
    ]
    if (more := len(ahead.alerts) - MOST_ALERTS) > 0:
        lines.append(Line(f"{more:,} more on the Forecast page.", f"{address}/forecast"))
    recorded = (
        f"recorded up to {day_text(ahead.outlook.as_of)}"
        if ahead.outlook
        else "nothing is recorded yet"
    )
    source = f"Plan {ahead.plan_name or 'of the team'}, prices of {ahead.price_book}, {recorded}."
    title = f"{'Sample data · ' if is_sample else ''}{_title(ahead, ahead.outlook)}"
    return Message(title, (*lines, Line(source, f"{address}/")))


def _title(ahead: Ahead, outlook: Outlook | None) -> str:
    """``November 2026: $705.09 so far, forecast $720.71, budget $600.00 · 3 alerts``."""
    count = f"{len(ahead.alerts):,} alert{'s' if len(ahead.alerts) != 1 else ''}"
    if outlook is None:
        return count
    month, currency = outlook.month, outlook.currency
    parts = [
        f"{shown(month.so_far, currency)} so far",
        f"forecast {shown(month.expected, currency)}",
    ]
    for status in ahead.budgets:
        if not status.budget.dimension and status.budget.currency == currency:
            parts.append(f"budget {shown(status.budget.amount, currency)}")
    return f"{month_text(month.first)}: {', '.join(parts)} · {count}"


def report_notice(month: date, total: str, minutes: str, address: str) -> Message:
    """The month's report as a message; the report itself goes along where a channel takes files."""
    return Message(
        f"Report of {month_text(month)}: {total}, {minutes} charged minutes",
        (
            Line("The month's bill and what it was paid from.", f"{address}/bill"),
            Line("The month to come.", f"{address}/forecast"),
        ),
    )
