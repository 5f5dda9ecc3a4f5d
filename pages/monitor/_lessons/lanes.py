"""The lanes of a lesson on its time axis, each with its sum."""

from __future__ import annotations

from functools import partial

import streamlit as st

from analytics import lineage
from analytics.lineage import Claim
from analytics.reports.filters import Filters
from analytics.reports.lessons import Lesson
from pages.monitor._lessons import charts as pictures
from pages.monitor._lessons import words
from pages.monitor._lessons.facts import cut
from pages.ui import drilldown, formats, tables
from pages.ui.drilldown.words import MINUTE_DECIMALS
from pages.ui.takeaway import screen

ALL = "All lanes"
_MOST_GAPS = 4


def lanes(lesson: Lesson) -> None:
    """The picture, then the sum of each lane."""
    if not lesson.files:
        return
    names = words.lane_names(lesson)
    sums = partial(_claims, lesson, names)
    drilldown.heading("On the time axis", sums, key="lesson_lanes")
    screen.chart(
        pictures.lanes(lesson, names),
        key="lesson_lanes",
        alt="The files of the lesson as bars in lanes: cameras, screens, whiteboard, mixed streams",
    )
    remarks = ["pauses are left out of the axis"] if lesson.omitted else []
    remarks += (
        [] if lesson.has_places else ["where files begin was not reported: all are drawn from 0"]
    )
    if not lesson.omitted:
        missing_ms = lesson.wall_ms - lesson.span_ms
        if lesson.has_places and missing_ms >= 60_000:
            remarks.append(
                f"{formats.minutes(missing_ms, 1)} min between start and stop are in no file; no "
                "document says which were pauses"
            )
    gaps = _gaps(lesson, names)
    if gaps:
        remarks.append(
            "where a lane is empty nothing of it was recorded, and no document says why: "
            + "; ".join(gaps)
        )
    if remarks:
        text = "; ".join(remarks)
        st.caption(formats.plain(f"{text[0].upper()}{text[1:]}."))
    rows = [*((name, lane.files) for name, lane in zip(names, lesson.lanes, strict=True))]
    rows.append((ALL, lesson.files))
    drilldown.heading("Sum of each lane", sums, key="lane_sums")
    billed = [sum(file.charged_ms for file in files) for _, files in rows]
    lengths = [sum(file.ms for file in files) for _, files in rows]
    drilldown.table(
        [
            tables.text("Lane", [name for name, _ in rows]),
            tables.minutes("Minutes", lengths, MINUTE_DECIMALS),
            tables.whole("Milliseconds", lengths),
            tables.whole("Files", [len(files) for _, files in rows]),
            tables.minutes("Billed minutes", billed, MINUTE_DECIMALS),
        ],
        sums,
        lambda row, column: rows[row][0] if column not in ("Files", "Billed minutes") else "",
        key="lane_sums",
        shown=len(rows),
        alt="Each lane with its minutes, its number of files and its billed minutes",
    )


def _claims(lesson: Lesson, names: list[str]) -> dict[str, Claim]:
    claims = {
        name: lineage.files(
            "lesson_minutes",
            lane.ms,
            Filters(),
            title=name,
            kinds=[lane.kind.value],
            users=[lane.user],
            **cut(lesson),
        )
        for name, lane in zip(names, lesson.lanes, strict=True)
    }
    whole = sum(lane.ms for lane in lesson.lanes)
    return claims | {
        ALL: lineage.files("lesson_minutes", whole, Filters(), title=ALL, **cut(lesson))
    }


def _gaps(lesson: Lesson, names: list[str]) -> list[str]:
    """``Camera t1 1.0 min from minute 2.0``: the empty places between files of a lane."""
    if not lesson.has_places:
        return []
    gaps = [
        f"{name} {formats.minutes(ms, 1)} min from minute {formats.minutes(at, 1)}"
        for name, lane in zip(names, lesson.lanes, strict=True)
        for at, ms in lane.gaps
    ]
    more = [f"{len(gaps) - _MOST_GAPS} more"] if len(gaps) > _MOST_GAPS else []
    return gaps[:_MOST_GAPS] + more
