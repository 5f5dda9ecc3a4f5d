"""Months that keep their anchor day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache

_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


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


def day_text(day: date) -> str:
    """A day as the screens show it: ``3 Jun 2026``."""
    return f"{day.day} {_NAMES[day.month - 1][:3]} {day.year}"


def month_text(day: date) -> str:
    """The month of a day: ``June 2026``."""
    return f"{_NAMES[day.month - 1]} {day.year}"
