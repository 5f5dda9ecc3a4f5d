"""Find a lesson by room, user or id; open one of those that were found."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from analytics.reports import lessons
from analytics.reports.filters import Filters
from pages.ui import data, formats, tables
from pages.ui.cache import cached
from pages.ui.filters import Chosen

TASK = "task"
MOST = 200
SHOWN = 14
_CLICKED = "lesson_clicked"


def finder() -> str:
    """The field for the search, which a link fills with a lesson's id; what stands in it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Lesson, room or user",
            key=TASK,
            bind="query-params",
            placeholder="A lesson’s id, or a part of it, of a room or of a user",
            icon=":material/search:",
            width="stretch",
        )
        st.button("All lessons", key="all_lessons", on_click=_open, args=("",), disabled=not text)
    return (text or "").strip()


def found(selection: Chosen, text: str) -> None:
    """The lessons of the filters that hold the text."""
    rows = _listed(selection.usage, text)
    if not rows:
        with st.container(border=True, key="no_lesson"):
            st.subheader("No lessons found", anchor=False)
            st.markdown(
                f"Nothing holds “{formats.plain(formats.short(text, 60))}” among the lessons of "
                "the period and filters in the sidebar."
                if text
                else "No lesson was recorded in the period and under the filters in the sidebar."
            )
        return
    st.subheader("Lessons", anchor=False)
    _table(rows)
    total = rows[0]["found"]
    count = formats.count(total, "lesson")
    if len(rows) < total:
        count = f"The {formats.whole(len(rows))} of {count} that began last; type to find others"
    st.caption(f"{selection.period.text}. {count}. Click the arrow of a row to open its lesson.")


@cached(50)
def _listed(filters: Filters, text: str) -> list[dict[str, Any]]:
    return lessons.listed(data.store(), filters, text, MOST)


def _table(rows: list[dict[str, Any]]) -> None:
    coverage = data.coverage()
    zone = ZoneInfo(coverage.zone if coverage else "UTC")
    right = st.column_config.TextColumn(alignment="right")
    number = st.column_config.NumberColumn
    st.dataframe(
        {
            "": [":material/arrow_forward:"] * len(rows),
            "Began": [_clock(row["start_s"], zone) for row in rows],
            "Room": [formats.short(formats.named(row["room"]), 30) for row in rows],
            "Billable minutes": [formats.minutes(row["billable_ms"], 1) for row in rows],
            "All minutes": [formats.minutes(row["ms"], 1) for row in rows],
            "Files": [row["files"] for row in rows],
            "Users": [row["users"] for row in rows],
            "Finish reason": [row["finish_reason"] or "" for row in rows],
            "Status": [row["status"] for row in rows],
            "Lesson": [formats.short(row["task_id"], 30) for row in rows],
            "App": [formats.named(row["app"]) for row in rows],
        },
        key="lessons",
        hide_index=True,
        height=tables.height(min(len(rows), SHOWN)),
        column_config={
            "": st.column_config.ButtonColumn(
                "",
                type="tertiary",
                width=40,
                key=_CLICKED,
                help="Open this lesson",
                on_click=partial(_open_row, [row["task_id"] for row in rows]),
            ),
            "Billable minutes": right,
            "All minutes": right,
            "Files": number(format="%,d", width="small"),
            "Users": number(format="%,d", width="small"),
        },
        alt="Lessons with their beginning, room, minutes, files, users and how they ended",
    )


def _open_row(tasks: list[str]) -> None:
    _open(tasks[st.session_state[_CLICKED]["row"]])


def _open(task: str) -> None:
    st.session_state[TASK] = task


def _clock(unix_s: int, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(unix_s, UTC).astimezone(zone):%Y-%m-%d %H:%M}"
