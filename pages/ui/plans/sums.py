"""Sums over answers of the database and over settlements: what cards and charts show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from analytics.billing.curves import pack_levels
from analytics.core.model import Kind, Settlement

FREE_KINDS = (Kind.MIXED, Kind.AUDIO)
"""Not charged for now: the mixed stream (published), audio files (not found)."""
STEPS = ("Day", "Week", "Month")

NamedBill = tuple[str, Settlement]
"""A settlement and what its plan is called."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """Recorded milliseconds of some days, told apart by whether they are billed."""

    billable_ms: int
    free_ms: int
    """Of the kinds that are free for now."""
    unfinished_ms: int
    """Of kinds that are billed, but of recordings that did not finish: never billed."""
    videos: int
    by_kind: Mapping[Kind, int]

    @property
    def ms(self) -> int:
        return self.billable_ms + self.free_ms + self.unfinished_ms

    @property
    def not_billed_ms(self) -> int:
        return self.free_ms + self.unfinished_ms


def minutes(rows: Iterable[Mapping[str, Any]]) -> Minutes:
    """The answer to minutes_by_kind in one."""
    by_kind: defaultdict[Kind, int] = defaultdict(int)
    billable = free = unfinished = videos = 0
    for row in rows:
        kind = Kind(row["kind"])
        by_kind[kind] += row["ms"]
        billable += row["billable_ms"]
        not_billed = row["ms"] - row["billable_ms"]
        free += not_billed if kind in FREE_KINDS else 0
        unfinished += 0 if kind in FREE_KINDS else not_billed
        videos += row["videos"]
    return Minutes(billable, free, unfinished, videos, dict(by_kind))


def by_step(rows: Iterable[Mapping[str, Any]], step: str) -> list[tuple[date, Kind, int]]:
    """The answer to minutes_by_day as (first day of a day, week or month; kind; ms), ascending."""
    sums: defaultdict[tuple[date, Kind], int] = defaultdict(int)
    for row in rows:
        sums[_begin(row["day"], step), Kind(row["kind"])] += row["ms"]
    return [(day, kind, ms) for (day, kind), ms in sorted(sums.items())]


def _begin(day: date, step: str) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def has_packs_left(settlement: Settlement) -> bool:
    """On one of the reported days there was something left in a pack."""
    levels = pack_levels(settlement).values()
    return any(level.left_ms for of_pack in levels for level in of_pack)
