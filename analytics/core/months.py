"""Months that keep their anchor day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=16_384)
def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, clamped to the month's end: 31 Jan + 1 is 29 Feb in 2024.

    Counting always from the anchor day brings it back: 31 Jan + 2 is 31 Mar (published:
    tencentcloud 1176/55510). Beyond the year 9999 the answer is the last day there is.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    month += 1
    if day.day <= 28:
        return date(year, month, day.day)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
