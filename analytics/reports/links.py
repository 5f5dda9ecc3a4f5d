"""Links to pages, relative to the dashboard's own address, for messages, documents and other pages."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from analytics.planning.alerts import Alarm, Alert

WEEKS_BEFORE = 8
_DAY = timedelta(days=1)


def days_query(since: date, until: date) -> dict[str, str | list[str]]:
    """What opens Explore on the days of ``[since, until)``, with the weeks before them beside."""
    first, last = since - WEEKS_BEFORE * 7 * _DAY, until - _DAY
    return {
        "period": "Choose days …",
        "days": [first.isoformat(), last.isoformat()],
        "focus": [since.isoformat(), last.isoformat()],
    }


def days_link(since: date, until: date) -> str:
    """``explore?…``, the days of ``[since, until)``."""
    return f"explore?{urlencode(days_query(since, until), doseq=True)}"


def alert_link(alert: Alert) -> str:
    """The page that tells more of an alert: its days, the vendor's side, or the forecast."""
    if alert.alarm is Alarm.LOST:
        return "vendor"
    if alert.is_of_days:
        return days_link(alert.day, alert.until or alert.day + _DAY)
    return "forecast"
