"""The second path: what SQL adds up, counted once more row by row, and draws drawn the slow way.

Nothing here is quick, and nothing of it is shared with the first path but the nouns and the meter's
own plain rule. Where both agree, a figure was worked out twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from analytics.core.model import (
    DayCharge,
    Draw,
    Kind,
    MonthlyFee,
    Pack,
    Plan,
    PriceBook,
    QuotaReset,
    RecordedFile,
    Source,
)
from analytics.core.months import add_months

LONGEST_MS = 100_000_000_000
"""A refused row's length above this could not be read."""
_QUARTER_S = 900
_BILLABLE = {Kind.CAMERA.value, Kind.SCREEN.value, Kind.WHITEBOARD.value}


class Edge(NamedTuple):
    """Where a day is cut, and at which end of a recording."""

    zone: str
    midnight: str


class Calendar:
    """The billing day of a file, worked out once for each quarter of an hour."""

    def __init__(self, edge: Edge) -> None:
        self._zone, self._at_start = ZoneInfo(edge.zone), edge.midnight == "start"
        self._days: dict[int, date] = {}

    def day(self, started_s: int | None, stopped_s: int | None) -> date:
        """The day of a file by its Unix seconds; where one end is not known, that of the other."""
        first, second = (started_s, stopped_s) if self._at_start else (stopped_s, started_s)
        moment = second if first is None else first
        assert moment is not None, "a file has a start or a stop"
        quarter = moment // _QUARTER_S
        day = self._days.get(quarter)
        if day is None:
            day = datetime.fromtimestamp(quarter * _QUARTER_S, self._zone).date()
            self._days[quarter] = day
        return day


class Recount:
    """All rows of the database, counted in plain Python; ``recorded`` are days at the plan's edge."""

    def __init__(self, house: Edge, plan: Edge) -> None:
        self._house = Calendar(house)
        self._plan = self._house if plan == house else Calendar(plan)
        self._places: dict[tuple[Any, ...], list[int]] = {}
        self._seen: set[str] = set()
        self.rows: Counter[int] = Counter()
        self.refused: Counter[int] = Counter()
        self.ms: Counter[int] = Counter()
        self.twice: set[str] = set()
        """Videos that count more than once."""
        self.recorded: set[date] = set()

    def files(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[RecordedFile]:
        """Count every row, and give the counted files of FINISHED tasks on to the meter."""
        for row in rows:
            number, ms, standing = row["import_no"], row["ms"], row["standing"]
            self.rows[number] += 1
            self.ms[number] += ms if ms is not None and 0 <= ms <= LONGEST_MS else 0
            if standing == "refused":
                self.refused[number] += 1
            elif standing == "counted":
                kind, app, finished = row["kind"], row["app"], row["status"] == "FINISHED"
                times = row["started_s"], row["stopped_s"]
                day = self._house.day(*times)
                self._count(row["video_id"], (number, day, app, row["room"], kind, finished), ms)
                charged_day = day if self._plan is self._house else self._plan.day(*times)
                self.recorded.add(charged_day)
                if finished:
                    yield RecordedFile(charged_day, app, row["task_id"], Kind(kind), ms)

    def _count(self, video: str, place: tuple[Any, ...], ms: int) -> None:
        if video in self._seen:
            self.twice.add(video)
        self._seen.add(video)
        sums = self._places.get(place)
        if sums is None:
            self._places[place] = [1, ms]
        else:
            sums[0] += 1
            sums[1] += ms

    @property
    def counted_ms(self) -> int:
        """The length of all files that count."""
        return sum(ms for _, ms in self._places.values())

    def table(self, name: str) -> dict[tuple[Any, ...], tuple[int, int]]:
        """(videos, ms) with the keys of one of the small tables, by its name."""
        sums: dict[tuple[Any, ...], tuple[int, int]] = {}
        for (number, day, app, room, kind, finished), (videos, ms) in self._places.items():
            billable = finished and kind in _BILLABLE
            key: tuple[Any, ...] = (number, day, app, room, kind, billable)
            if name == "usage_days":
                key = (number, day, app, kind, billable, finished)
            elif name == "usage_room_months":
                key = (number, day.replace(day=1), app, room, kind, billable)
            before = sums.get(key, (0, 0))
            sums[key] = (before[0] + videos, before[1] + ms)
        return sums


def drawn_slowly(
    charged: Sequence[DayCharge], plan: Plan, book: PriceBook, until: date
) -> list[Draw]:
    """Every draw before ``until``, each day asking anew what is left to pay for it."""
    used: Counter[object] = Counter()
    draws = []
    for day, need in charged:
        if day >= until:
            break
        sources: list[tuple[Source, Pack | None, object, int]] = []
        span = _quota_span(plan, day)
        if span is not None:
            sources.append((Source.QUOTA, None, span, book.quota_minutes * 60_000))
        valid = [pack for pack in plan.packs if pack.bought <= day < pack.expires]
        valid.sort(key=lambda pack: (pack.expires, pack.bought, pack.name))
        sources += [(Source.PACK, pack, pack.name, pack.minutes * 60_000) for pack in valid]
        for source, pack, key, holds in sources:
            ms = min(need, holds - used[key])
            if ms:
                used[key] += ms
                need -= ms
                draws.append(Draw(day, source, pack.name if pack else None, ms, Decimal(0)))
        if need:
            draws.append(Draw(day, Source.POSTPAID, None, need, _charge(need, plan, book)))
    return draws


def fees_slowly(fee: MonthlyFee | None, start: date, end: date) -> int:
    """How many fee periods begin on the days of [start, end)."""
    return sum(start <= day < end for day in _period_starts(fee, end))


def _charge(ms: int, plan: Plan, book: PriceBook) -> Decimal:
    """Half up to 8 decimals, by fractions and whole units."""
    rest = 100 - Fraction(plan.discount_percent)
    units = Fraction(ms) * Fraction(book.postpaid_per_thousand) * rest * 10**8
    whole = (units / 100 / 60_000 / 1_000 + Fraction(1, 2)).__floor__()
    return Decimal(whole).scaleb(-8)


def _period_starts(fee: MonthlyFee | None, end: date) -> Iterator[date]:
    number = 0
    while fee and (fee.months is None or number < fee.months):
        day = add_months(fee.from_day, number)
        if day >= end:
            break
        yield day
        number += 1


def _quota_span(plan: Plan, day: date) -> tuple[str, object] | None:
    """What names the one quota that a day draws from; None: the fee does not cover it."""
    fee = plan.monthly_fee
    if fee is None or not fee.from_day <= day < fee.ends:
        return None
    if plan.quota_reset is QuotaReset.CALENDAR:
        return ("quota", (day.year, day.month))
    months = (day.year - fee.from_day.year) * 12 + day.month - fee.from_day.month
    number = months if add_months(fee.from_day, months) <= day else months - 1
    return ("quota", number)
