"""The figures of a lesson, and what was told of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics import lineage
from analytics.core.model import Settlement
from analytics.lineage import Claim
from analytics.reports.filters import Filters
from analytics.reports.lessons import DAY_LIMIT_MS, PAUSE_LIMIT_MS, Lesson
from pages.monitor._lessons import words
from pages.ui import data, drilldown, formats
from pages.ui.takeaway import screen


def cut(lesson: Lesson) -> dict[str, Any]:
    """What of all recorded files is this lesson."""
    parameters = {"task": lesson.task, "apps": [lesson.app]}
    return {"tasks": [lesson.task], "apps": [lesson.app], "asked": parameters}


def head(lesson: Lesson, settlement: Settlement, plan: str) -> None:
    """Which lesson it is, and four figures of it."""
    coverage = data.coverage()
    zone = coverage.zone if coverage else "UTC"
    began = datetime.fromtimestamp(lesson.start_s, UTC).replace(tzinfo=None)
    st.subheader(
        formats.plain(
            f"Room {formats.short(formats.named(lesson.room), 40)}, {formats.moment(began, zone)}"
        ),
        anchor=False,
    )
    billable = sum(file.ms for file in lesson.files if file.is_billable)
    free = sum(file.ms for file in lesson.files) - billable
    cost = sum((file.amount for file in lesson.files), Decimal(0))
    currency = settlement.book.currency
    no_filters = Filters()
    with st.grid(4, min_column_width=160, key="lesson_cards"):
        _card(
            "Billable minutes",
            formats.minutes(billable),
            lineage.files("lesson_billable", billable, no_filters, **cut(lesson)),
        )
        _card(
            "Free minutes",
            formats.minutes(free),
            lineage.files("lesson_free", free, no_filters, **cut(lesson)),
        )
        _card(
            "Files",
            formats.whole(len(lesson.files)),
            lineage.files("lesson_count", len(lesson.files), no_filters, **cut(lesson)),
        )
        _card(
            "Cost of use",
            formats.money(cost, currency),
            lineage.bill("lesson_cost", cost, settlement, plan=plan, task=lesson.task),
        )
    st.caption(
        formats.plain(
            f"Cost of use under the team’s plan “{plan}”: the lesson’s share of its day’s postpaid charges and "
            "used parts of packs. The monthly fee and what expires belong to no lesson."
        )
    )


def _card(label: str, value: str, claim: Claim) -> None:
    drilldown.figure(label, value, {label: claim})


def facts(lesson: Lesson) -> None:
    """Status, how it ended, the robot, the clocks, and what was said to have gone wrong."""
    report = lesson.told or {}
    rows = [
        ("Lesson", _lesson_id(lesson)),
        ("App", formats.named(lesson.app)),
        ("Status", lesson.status or "not reported"),
        ("Finish reason", words.reason(lesson.finish_reason)),
        ("From start to stop", _clock(lesson)),
        ("Exceptions", _exceptions(report)),
        ("Robot", _robot(lesson, report)),
    ]
    if report.get("group_id"):
        rows.insert(2, ("Group", str(report["group_id"])))
    screen.facts(rows)


def _lesson_id(lesson: Lesson) -> str:
    if not lesson.is_made:
        return lesson.task
    return f"{lesson.task}: its rows named none; files of one room, start and stop are one lesson"


def _clock(lesson: Lesson) -> str:
    text = f"{formats.minutes(lesson.wall_ms, 1)} min on the clock"
    if lesson.has_places:
        text += f", the last file ends after {formats.minutes(lesson.span_ms, 1)}"
    if lesson.omitted:
        cut_out = sum(span.ms for span in lesson.omitted)
        text += (
            f"; {formats.count(len(lesson.omitted), 'span')} of "
            f"{formats.minutes(cut_out, 1)} min in total cut out"
        )
    if lesson.finish_reason == "FORCE_STOP":
        if lesson.wall_ms >= DAY_LIMIT_MS:
            text += "; inferred: the 24-hour rule stopped it"
        elif lesson.wall_ms - lesson.span_ms >= PAUSE_LIMIT_MS:
            text += "; inferred: the 90-minute rule stopped it while it was paused"
    return text


def _exceptions(report: Mapping[str, Any]) -> str:
    if report.get("error_message") or report.get("error_code") not in (None, "", "0"):
        code, text = report.get("error_code") or "", report.get("error_message") or ""
        return formats.short(f"{code} {text}".strip(), 120)
    number = report.get("exceptions")
    return "not reported" if number is None else formats.whole(number)


def _robot(lesson: Lesson, report: Mapping[str, Any]) -> str:
    name = formats.short(report.get("robot") or "name not reported", 80)
    stay = formats.count(lesson.robot_minutes, "clock minute")
    return f"{name}; it stayed {stay} in the whiteboard room, which are charged beside the files"
