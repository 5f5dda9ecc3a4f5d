"""All recorded files, added up once, so that other prices charge the whole history in milliseconds.

Where a kind counts fully or not at all, sums of days are enough. Where it counts by another ratio,
each file is rounded on its own: the lengths of that kind's files are kept as whole numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.billing.meter import RatioSpan, ratio_spans
from analytics.core.model import MS_PER_MINUTE, DayCharge, Kind, Plan, PriceBook, Rounding
from analytics.storage.store import Store

Row = dict[str, Any]
Whole = NDArray[Any]
"""Whole numbers: int64, or Python's own where they could overflow."""

_SUMS = {
    Rounding.DAY: "ms",
    Rounding.EXACT: "ms",
    Rounding.FILE: "file_ms",
    Rounding.TASK_KIND: "task_ms",
}
_LARGEST = 1 << 62


class _Files(NamedTuple):
    """The files of one kind: the lengths in the order of places, those of a task side by side.

    A place is a day of an app. Starts end with one more, where the last run ends.
    """

    ms: Whole
    task_starts: Whole
    """The first file of each task."""
    place_starts: Whole
    """The first task of each place."""
    file_starts: Whole
    """The first file of each place."""
    places: list[int]


class History:
    """The files of a store, with days cut in one zone at one edge.

    It stands for the store at the time it was made. Threads may share it.
    """

    def __init__(
        self, zone: str, midnight: str, sums: Sequence[Row], files: Callable[[Kind], list[Row]]
    ) -> None:
        """``sums`` are rows of ``sums``, day by day; ``files`` gives those of ``files`` when a ratio needs them."""
        self._rows_of = files
        self._files: dict[Kind, _Files] = {}
        self._loading = Lock()
        self.zone, self.midnight = zone, midnight
        self._places = list(dict.fromkeys((row["day"], row["app"]) for row in sums))
        number = {place: index for index, place in enumerate(self._places)}
        self._days = [day for day, _ in self._places]
        self.days = tuple(dict.fromkeys(self._days))
        """Every recorded day, ascending."""
        empty = np.zeros(len(self._places), dtype=np.int64)
        self._sums = {(kind, name): empty.copy() for kind in Kind for name in set(_SUMS.values())}
        for row in sums:
            for name in set(_SUMS.values()):
                self._sums[Kind(row["kind"]), name][number[row["day"], row["app"]]] = row[name]

    def charged_days(self, plan: Plan, book: PriceBook) -> tuple[DayCharge, ...]:
        """What ``costs.charged_days`` answers for a plan of this zone and edge, many times faster."""
        ms = self._charged(ratio_spans(plan, book), plan.rounding)
        sums = dict.fromkeys(self.days, 0)
        for day, charged in zip(self._days, ms.tolist(), strict=True):
            sums[day] += charged
        return tuple([DayCharge(day, charged) for day, charged in sums.items()])

    def prepare(self, kinds: Iterable[Kind]) -> None:
        """Read the files of these kinds now rather than when a ratio first needs them."""
        for kind in kinds:
            self._files_of(kind)

    def _charged(self, spans: Sequence[RatioSpan], rounding: Rounding) -> Whole:
        """The charged ms of each place."""
        charged: Whole = np.zeros(len(self._places), dtype=np.int64)
        for span in spans:
            start = 0 if span.since is None else self._first_place(span.since)
            end = len(self._places) if span.until is None else self._first_place(span.until)
            if start >= end or span.ratio == 0:
                continue
            if span.ratio == 1:
                span_ms: Whole = self._sums[span.kind, _SUMS[rounding]][start:end]
            else:
                span_ms = self._rated(span, rounding, start, end)
            if span_ms.dtype == object or charged.dtype == object:
                charged, span_ms = charged.astype(object), span_ms.astype(object)
            charged[start:end] += span_ms
        return _minute_up(charged) if rounding is Rounding.DAY else charged

    def _first_place(self, day: date) -> int:
        return bisect_left(self._days, day)

    def _rated(self, span: RatioSpan, rounding: Rounding, start: int, end: int) -> Whole:
        """What the files of one kind are charged in the places of [start, end)."""
        files = self._files_of(span.kind)
        first, last = (bisect_left(files.places, place) for place in (start, end))
        from_file, to_file = files.file_starts[first], files.file_starts[last]
        ms = _times(files.ms[from_file:to_file], span.ratio)
        place_ms: Whole = np.zeros(end - start, dtype=ms.dtype)
        if first == last:
            return place_ms
        starts = files.file_starts[first:last] - from_file
        if rounding is Rounding.FILE:
            ms = _minute_up(ms)
        elif rounding is Rounding.TASK_KIND:
            from_task, to_task = files.place_starts[first], files.place_starts[last]
            ms = _minute_up(np.add.reduceat(ms, files.task_starts[from_task:to_task] - from_file))
            starts = files.place_starts[first:last] - from_task
        place_ms[np.array(files.places[first:last]) - start] = np.add.reduceat(ms, starts)
        return place_ms

    def _files_of(self, kind: Kind) -> _Files:
        with self._loading:
            if kind not in self._files:
                self._files[kind] = self._arranged(self._rows_of(kind))
            return self._files[kind]

    def _arranged(self, rows: list[dict[str, Any]]) -> _Files:
        number = {place: index for index, place in enumerate(self._places)}
        lengths = [ms for row in rows for ms in row["ms"]]
        in_task = [files for row in rows for files in row["files"]]
        return _Files(
            ms=np.array(lengths, dtype=np.int64),
            task_starts=_starts(in_task),
            place_starts=_starts([len(row["files"]) for row in rows]),
            file_starts=_starts([len(row["ms"]) for row in rows]),
            places=[number[row["day"], row["app"]] for row in rows],
        )


def sums(
    store: Store,
    zone: str,
    midnight: str,
    since: date | None = None,
    until: date | None = None,
) -> list[Row]:
    """day, app, kind, ms, file_ms and task_ms of the days of [since, until), None: of all."""
    return store.ask("history_sums", zone=zone, midnight=midnight, since=since, until=until)


def files(
    store: Store,
    kind: Kind,
    zone: str,
    midnight: str,
    since: date | None = None,
    until: date | None = None,
) -> list[Row]:
    """day, app, the ms of the files of a kind and how many of them each task has, of the days of [since, until)."""
    return store.ask(
        "history_files", kind=kind.value, zone=zone, midnight=midnight, since=since, until=until
    )


def whole(store: Store, zone: str, midnight: str) -> History:
    """The history of all that is loaded."""
    return History(
        zone,
        midnight,
        sums(store, zone, midnight),
        lambda kind: files(store, kind, zone, midnight),
    )


def charger(
    history_of: Callable[[str, str], History],
) -> Callable[[Plan, PriceBook], tuple[DayCharge, ...]]:
    """``charged_days`` for plans of any zone and day's edge, the history of each edge asked for when first met."""
    histories: dict[tuple[str, str], History] = {}

    def charge(plan: Plan, book: PriceBook) -> tuple[DayCharge, ...]:
        edge = (plan.zone, plan.midnight.value)
        if edge not in histories:
            histories[edge] = history_of(*edge)
        return histories[edge].charged_days(plan, book)

    return charge


def _starts(lengths: Sequence[int]) -> Whole:
    """Where each run begins, and where the last one ends."""
    starts: Whole = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def _times(ms: Whole, ratio: Decimal) -> Whole:
    """Each length times the ratio, half up, as ``meter.charged_ms`` does it."""
    numerator, denominator = ratio.as_integer_ratio()
    longest = int(ms.max(initial=0))
    twice = 2 * longest * numerator + denominator
    if max(twice, (twice // denominator + MS_PER_MINUTE) * len(ms), denominator) > _LARGEST:
        ms = ms.astype(object)
    result: Whole = (2 * numerator * ms + denominator) // (2 * denominator)
    return result


def _minute_up(ms: Whole) -> Whole:
    result: Whole = -(-ms // MS_PER_MINUTE) * MS_PER_MINUTE
    return result
