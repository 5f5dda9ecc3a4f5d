"""Links to pages, relative to the dashboard's own address, for messages, documents and other pages."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from analytics.planning.alerts import Alarm, Alert
from analytics.reports import filter_terms
from analytics.reports.filter_terms import Term, Terms

WEEKS_BEFORE = 8
_DAY = timedelta(days=1)


def days_query(since: date, until: date, others: Terms = ()) -> dict[str, str]:
    """What opens Explore on the days of ``[since, until)``, with the weeks before them beside, filtered by other terms."""
    first, last = since - WEEKS_BEFORE * 7 * _DAY, until - _DAY
    days = Term("days", filter_terms.span(first, last))
    focus = Term("focus", filter_terms.span(since, last))
    return {"filter": filter_terms.write((days, focus, *others))}


def days_link(since: date, until: date) -> str:
    """``explore?…``, the days of ``[since, until)``."""
    return f"explore?{urlencode(days_query(since, until))}"


def alert_link(alert: Alert) -> str:
    """The page that tells more of an alert: its days, the vendor's side, or the forecast."""
    if alert.alarm is Alarm.LOST:
        return "vendor"
    if alert.is_of_days:
        return days_link(alert.day, alert.until or alert.day + _DAY)
    return "forecast"
