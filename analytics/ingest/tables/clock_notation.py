"""Whether 30:15 is minutes and seconds or hours and minutes, by the time from start to stop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from analytics.ingest.tables import times, values
from analytics.ingest.tables.times import Moments

# Lengths fill at most the time from start to stop, and a twentieth more where clocks disagree.
_MOST_PERCENT = 105


def by_clock(rows: Iterable[tuple[str, str, str]], start_form: Moments, stop_form: Moments) -> str:
    """mm:ss or hh:mm for rows of (length, start, stop); "" where they do not tell."""
    wall = span = Decimal(0)
    for length, start, stop in rows:
        wall_ms = between(times.moment(start, start_form), times.moment(stop, stop_form))
        ms = values.milliseconds(values.clock(values.tidy(length), "mm:ss") or "", values.CLOCK)
        if wall_ms > 0 and ms:
            wall, span = wall + wall_ms, span + ms
    if not wall:
        return ""
    if span * 60 * 100 <= wall * _MOST_PERCENT:
        return "hh:mm" if span * 60 * 2 >= wall else ""
    return "mm:ss" if span * 100 <= wall * _MOST_PERCENT else ""


def between(start: str, stop: str) -> int:
    """Milliseconds from start to stop where both are canonical and of one sort, else 0."""
    if values.is_digits(start) and values.is_digits(stop):
        return (int(stop) - int(start)) * 1000
    try:
        wall = datetime.fromisoformat(stop.replace(",", ".")) - datetime.fromisoformat(
            start.replace(",", ".")
        )
    except (ValueError, TypeError):
        return 0
    return wall // timedelta(milliseconds=1)
