"""One lesson: its files on a time axis, lane by lane, what was told of it, and what each file cost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from analytics.billing import robot
from analytics.billing.meter import ratio_on, ratio_spans
from analytics.catalog.plans import house_edge
from analytics.core.model import KINDS, Kind, Settlement
from analytics.reports import payers
from analytics.reports.filters import Filters
from analytics.reports.payers import Share
from analytics.storage.store import Store

BEGAN = "began"
"""The order of lessons in which the one that began last is the first."""
DAY_LIMIT_MS = 86_400_000
"""A recording that is not stopped is stopped after 24 hours (published)."""
PAUSE_LIMIT_MS = 5_400_000
"""A recording that is paused for longer than 90 minutes is stopped (published)."""
LEAST_GAP_MS = 1_000
"""Less between two files of a lane is no gap that anybody sees."""
_DAY = timedelta(days=1)
_MIXED = "tic_mixstream_"
_SUBSTREAM = "tic_substream_"


class Omitted(NamedTuple):
    """A span that is in no file: where it was cut out, and how long it lasted."""

    at_ms: int
    """On the axis of the files, which runs without pauses."""
    ms: int


@dataclass(frozen=True, slots=True)
class File:
    """One file: where it begins on the axis, how long it is, what it counts as and who paid.

    ``row`` is all that was kept of it; ``ratio`` how many billed minutes one of its minutes is.
    """

    id: str
    kind: Kind
    user: str
    day: date
    begin_ms: int
    ms: int
    is_billable: bool
    ratio: Decimal
    shares: tuple[Share, ...]
    row: Mapping[str, Any]

    @property
    def charged_ms(self) -> int:
        return sum(share.ms for share in self.shares)

    @property
    def amount(self) -> Decimal:
        return sum((share.amount for share in self.shares), Decimal(0))


class Lane(NamedTuple):
    """The files of one kind and one user (of a mixed stream, one layout), in their order."""

    kind: Kind
    user: str
    files: tuple[File, ...]

    @property
    def ms(self) -> int:
        return sum(file.ms for file in self.files)

    @property
    def gaps(self) -> tuple[tuple[int, int], ...]:
        """(at, how long) in milliseconds: a second and more between the files in which there is none."""
        gaps: list[tuple[int, int]] = []
        end = self.files[0].begin_ms
        for file in self.files:
            if file.begin_ms - end >= LEAST_GAP_MS:
                gaps.append((end, file.begin_ms - end))
            end = max(end, file.begin_ms + file.ms)
        return tuple(gaps)


@dataclass(frozen=True, slots=True)
class Lesson:
    """All there is of one lesson; ``told`` is what documents told of it, None for a table's."""

    app: str
    task: str
    room: str
    status: str
    finish_reason: str
    start_s: int
    stop_s: int
    files: tuple[File, ...]
    omitted: tuple[Omitted, ...]
    told: Mapping[str, Any] | None

    @property
    def lanes(self) -> tuple[Lane, ...]:
        ordered = sorted(
            self.files, key=lambda file: (KINDS.index(file.kind), file.user, file.begin_ms, file.id)
        )
        return tuple(
            Lane(kind, user, tuple(files))
            for (kind, user), files in groupby(ordered, key=lambda file: (file.kind, file.user))
        )

    @property
    def span_ms(self) -> int:
        """From the beginning to the end of the last file, pauses left out."""
        return max((file.begin_ms + file.ms for file in self.files), default=0)

    @property
    def wall_ms(self) -> int:
        return max(self.stop_s - self.start_s, 0) * 1000

    @property
    def has_places(self) -> bool:
        """At least one file says where it begins."""
        return any(file.row["play_ms"] is not None for file in self.files)

    @property
    def is_made(self) -> bool:
        """No lesson was named, so one was made of room, start and stop."""
        return self.task.startswith("made-")

    @property
    def robot_minutes(self) -> int:
        """Whiteboard minutes of the robot: the clock minutes that it touched (published)."""
        return robot.clock_minutes(self.start_s, self.stop_s)


def listed(
    store: Store, filters: Filters, text: str = "", most: int = 200, sort: str = BEGAN
) -> list[dict[str, Any]]:
    """Lessons of the filters whose id, room or users hold ``text``, the last or the largest of all of them first."""
    return _asked(store, filters, text, most, sort, is_part=False)


def part(
    store: Store,
    filters: Filters,
    text: str = "",
    most: int = 200,
    sort: str = BEGAN,
    earliest: date | None = None,
) -> list[dict[str, Any]]:
    """The same of a part of the days, such as a month: parts become one list by ``together``.

    ``earliest`` is the first day of all parts; None: there is none.
    """
    return _asked(store, filters, text, most, sort, is_part=True, earliest=earliest)


def stretched(store: Store) -> str:
    """A mark of the lessons whose files lie more than two days apart, on which parts of any month depend."""
    return str(store.ask("stretched_lessons")[0]["mark"])


def together(
    parts: Iterable[Sequence[dict[str, Any]]], most: int = 200, sort: str = BEGAN
) -> list[dict[str, Any]]:
    """Lessons as ``listed`` gives them for all days, out of the parts of these days."""
    rows, found = [], 0
    crossing: dict[tuple[str, str], dict[str, Any]] = {}
    for listed in parts:
        found += listed[0]["found"] if listed else 0
        for row in listed:
            key = (row["app"], row["task_id"])
            if not (row["is_earlier"] or row["is_later"]):
                rows.append(row)
            elif key in crossing:
                crossing[key] = _joined(crossing[key], row)
            else:
                crossing[key] = row
    meant = [row for row in crossing.values() if row["is_meant"]]
    found += len(meant)
    return [row | {"found": found} for row in _in_order([*rows, *meant], sort)[:most]]


def last(store: Store, filters: Filters, most: int = 200) -> list[dict[str, Any]]:
    """What ``listed`` gives first without a text, the lessons that began last: only the last days are looked at."""
    if filters.is_fine:
        return listed(store, filters, "", most)
    zone, _ = house_edge(store)
    days = store.ask("lesson_days", **filters.parameters("lesson_days"))
    reached = 0
    for row in days:
        reached += row["lessons"]
        if reached < most or row["is_backwards"]:
            continue
        since = datetime.combine(row["day"], time.min, ZoneInfo(zone)).timestamp()
        began = [
            lesson | {"found": row["found"]}
            for lesson in part(
                store, replace(filters, since=row["day"]), "", most, earliest=filters.since
            )
            if not lesson["is_earlier"] and lesson["start_s"] >= since
        ]
        if len(began) >= most:
            return _in_order(began, BEGAN)[:most]
        reached = 0
    return listed(store, filters, "", most)


def _asked(
    store: Store,
    filters: Filters,
    text: str,
    most: int,
    sort: str,
    *,
    is_part: bool,
    earliest: date | None = None,
) -> list[dict[str, Any]]:
    zone, midnight = house_edge(store)
    return store.ask(
        "lesson_list",
        zone=zone,
        midnight=midnight,
        text=text.strip() or None,
        most=most,
        sort=sort,
        is_part=is_part,
        earliest=earliest,
        **filters.parameters("lesson_list"),
    )


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two parts of a lesson as one."""
    names = {*(one["user_names"] or ()), *(other["user_names"] or ())}
    largest = ("day", "room", "stop_s", "status", "finish_reason", "is_meant")
    added = ("files", "ms", "billable_ms")
    joined = (
        one
        | {name: max(one[name], other[name], key=_or_least) for name in largest}
        | {name: one[name] + other[name] for name in added}
        | {
            "start_s": min(one["start_s"], other["start_s"]),
            "users": len(names),
            "user_names": [*names],
        }
    )
    return joined | {"length_s": max(joined["stop_s"] - joined["start_s"], 0)}


def _or_least(value: Any) -> tuple[bool, Any]:
    return value is not None, value


def _in_order(rows: Iterable[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """The order of the question lesson_list."""
    return sorted(
        rows,
        key=lambda row: (
            0 if sort == BEGAN else -row[sort],
            -row["start_s"],
            row["app"],
            row["task_id"],
        ),
    )


def lesson(
    store: Store, task: str, settlement: Settlement, apps: Sequence[str] = ()
) -> Lesson | None:
    """A lesson by its id; None where there is none. ``settlement`` is of all days."""
    plan = settlement.plan
    edge = {"zone": plan.zone, "midnight": plan.midnight.value}
    rows = store.ask("lesson_files", task=task, apps=list(apps) or None, **edge)
    task_row = next(iter(store.ask("lesson_task", task=task)), None)
    if not rows:
        return _without_files(task, task_row) if task_row else None
    days = [row["day"] for row in rows]
    shares = payers.shares(
        store, settlement, since=min(days), until=max(days) + _DAY, task=task, most=payers.ALL
    )
    spans = ratio_spans(plan, settlement.book)
    first = rows[0]
    app_rows = [row for row in rows if row["app"] == first["app"]]
    return Lesson(
        app=first["app"],
        task=task,
        room=first["room"],
        status=first["status"],
        finish_reason=first["finish_reason"] or "",
        start_s=min(row["start_s"] for row in app_rows),
        stop_s=max(row["stop_s"] for row in app_rows),
        files=tuple(
            File(
                id=row["video_id"],
                kind=Kind(row["kind"]),
                user=row["user_id"],
                day=row["day"],
                begin_ms=row["play_ms"] or 0,
                ms=row["ms"],
                is_billable=row["billable"],
                ratio=ratio_on(spans, Kind(row["kind"]), row["day"]),
                shares=tuple(share for share in shares if share.video_id == row["video_id"]),
                row=row,
            )
            for row in app_rows
        ),
        omitted=_omitted(task_row),
        told=task_row,
    )


def _without_files(task: str, task_row: Mapping[str, Any]) -> Lesson:
    start, stop = task_row["start_s"] or 0, task_row["stop_s"] or task_row["start_s"] or 0
    names = ("app", "room", "status", "finish_reason")
    app, room, status, reason = (task_row[name] or "" for name in names)
    return Lesson(app, task, room, status, reason, start, stop, (), _omitted(task_row), task_row)


def _omitted(task_row: Mapping[str, Any] | None) -> tuple[Omitted, ...]:
    """The spans that a document lists; what is no list of whole numbers is left out."""
    listed = json.loads(task_row["omitted"]) if task_row and task_row["omitted"] else []
    spans = []
    for entry in listed if isinstance(listed, list) else []:
        at, since, until = (
            _whole(entry, name) for name in ("VideoTime", "PauseTime", "ResumeTime")
        )
        if at is not None and since is not None and until is not None and until >= since:
            spans.append(Omitted(at, until - since))
    return tuple(sorted(spans))


def _whole(entry: Any, name: str) -> int | None:
    value = entry.get(name) if isinstance(entry, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def person(user: str) -> str:
    """Whose stream it is: the auxiliary stream of a user is that user's (published prefix)."""
    return user.removeprefix(_SUBSTREAM)


def layout(user: str) -> str:
    """The layout of a mixed stream, the last part of its user: ``101``; "" where none is told."""
    return user.rpartition("_")[2] if user.startswith(_MIXED) else ""
