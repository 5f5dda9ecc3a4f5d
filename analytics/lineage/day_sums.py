"""Sums of a claim's rows for each billing day, and of days for weeks and months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

STEPS = ("day", "week", "month")
_NOTHING = Decimal(0)


class DaySum(NamedTuple):
    """The rows of a day, or of a step of days that begins with it, added up."""

    day: date
    rows: int
    ms: int
    amount: Decimal = _NOTHING


def total(sums: Iterable[DaySum]) -> DaySum:
    """All of them in one, on the first possible day."""
    rows = ms = 0
    amount = _NOTHING
    for entry in sums:
        rows, ms, amount = rows + entry.rows, ms + entry.ms, amount + entry.amount
    return DaySum(date.min, rows, ms, amount)


def by_step(sums: Iterable[DaySum], step: str) -> tuple[DaySum, ...]:
    """The sums of days as sums of days, weeks (from Monday) or months, ascending."""
    steps: dict[date, list[DaySum]] = {}
    for entry in sums:
        steps.setdefault(begin(entry.day, step), []).append(entry)
    return tuple(total(days)._replace(day=day) for day, days in sorted(steps.items()))


def begin(day: date, step: str) -> date:
    """The first day of the day, week or month that ``day`` is in."""
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def after(day: date, step: str) -> date:
    """The first day after the day, week or month that begins on ``day``."""
    if step == "month":
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day + timedelta(days=7 if step == "week" else 1)
