"""Reasons of a day: what each name had on it, against the mean of the same weekdays in the four weeks before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from analytics.core.apportion import largest_remainder
from analytics.core.money import divide_half_up

WEEKS = 4
_WEEK = timedelta(days=7)


class Newness(StrEnum):
    """Whether a name is on one side only."""

    BOTH = ""
    NEW = "new"
    GONE = "gone"


class Reason(NamedTuple):
    """The ms of one name on the day and on the usual one."""

    name: str
    ms: int
    usual_ms: int

    @property
    def difference(self) -> int:
        return self.ms - self.usual_ms

    @property
    def newness(self) -> Newness:
        if self.ms and not self.usual_ms:
            return Newness.NEW
        return Newness.GONE if self.usual_ms and not self.ms else Newness.BOTH


@dataclass(frozen=True, slots=True)
class Reasons:
    """All names, the largest difference first; the rows add up to the day and to the usual day exactly."""

    rows: tuple[Reason, ...]
    days: int
    """How many same weekdays the usual day is the mean of."""

    @property
    def ms(self) -> int:
        return sum(row.ms for row in self.rows)

    @property
    def usual_ms(self) -> int:
        return sum(row.usual_ms for row in self.rows)

    def explained(self, row: Reason) -> Fraction | None:
        """The part of the whole difference that a row is; more than one where others go the other way."""
        whole = self.ms - self.usual_ms
        return Fraction(row.difference, whole) if whole else None


def weekdays_before(day: date, first: date) -> tuple[date, ...]:
    """The same weekdays of the four weeks before, as far as they are not before ``first``, the first recorded day."""
    days = (day - number * _WEEK for number in range(1, WEEKS + 1))
    return tuple(before for before in days if before >= first)


def reasons(day: Mapping[str, int], before: Sequence[Mapping[str, int]]) -> Reasons:
    """Milliseconds by name, on the day and on each of the days before it."""
    names = sorted({*day, *(name for other in before for name in other)})
    sums = [sum(other.get(name, 0) for other in before) for name in names]
    usual = divide_half_up(sum(sums), len(before)) if before else 0
    parts = largest_remainder(usual, sums) if usual else [0] * len(names)
    rows = [Reason(name, day.get(name, 0), part) for name, part in zip(names, parts, strict=True)]
    rows.sort(key=lambda row: (-abs(row.difference), row.name))
    return Reasons(tuple(rows), len(before))
