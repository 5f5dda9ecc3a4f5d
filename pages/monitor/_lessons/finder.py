"""Find a lesson by room, user or id; open one of those that were found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from analytics.reports import lessons
from analytics.reports.filters import Filters
from analytics.reports.months import Month
from pages.ui import data, formats, tables, use_costs
from pages.ui.cache import cached
from pages.ui.filters import Chosen
from pages.ui.monthly import Monthly

TASK = "task"
_NOTHING = Decimal(0)
MOST = 200
SHOWN = 14
SORT = "lessons_sort"


COST = "cost"
MOST_COSTED = 20_000
"""Lessons of which each one's cost is worked out without being asked for."""


class Sort(NamedTuple):
    """An order over all lessons, of which the first are listed."""

    field: str
    first: str


SORTS = {
    "Began last": Sort(lessons.BEGAN, "that began last"),
    "Length": Sort("length_s", "that took longest"),
    "Billable minutes": Sort("billable_ms", "with the most billable minutes"),
    "All minutes": Sort("ms", "with the most minutes"),
    "Files": Sort("files", "with the most files"),
    "Users": Sort("users", "with the most users"),
    "Cost": Sort(COST, "that cost most in use"),
}


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
    rows = _listed(selection.usage, text, SORTS[_sort()].field)
    if rows is None:
        return
    if not rows:
        with st.container(border=True, key="no_lesson"):
            st.subheader("No lessons found", anchor=False)
            st.markdown(
                f"Nothing holds “{formats.plain(formats.short(text, 60))}” among the lessons of "
                "the period and filters above."
                if text
                else "No lesson was recorded in the period and under the filters above."
            )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Lessons", anchor=False)
        total = rows[0]["found"]
        if total > MOST:
            st.selectbox("Sort by", list(SORTS), key=SORT, bind="query-params", width=220)
    count = formats.count(total, "lesson")
    if len(rows) < total:
        first = SORTS[_sort()].first
        count = f"The {formats.whole(len(rows))} of {count} {first}; type to find others"
    is_costed = _sort() == "Cost" or total <= MOST_COSTED
    costs = _costs(selection.usage) if is_costed else None
    rows_of_all = partial(_all, selection.usage, text, total, costs)
    tables.show(
        _columns(rows, costs),
        key="lessons",
        shown=SHOWN,
        on_click=lambda row, _: _open(rows[row]["task_id"]),
        alt="Lessons with their beginning, room, minutes, files, users and how they ended",
        caption=f"{selection.period.text}. {count}. Click a row to open its lesson.",
        rows=tables.every(rows_of_all, total) if len(rows) < total else None,
    )


def _sort() -> str:
    """The order that is chosen; before it is drawn, what the link says."""
    name = st.session_state.get(SORT) or st.query_params.get(SORT)
    return name if name in SORTS else next(iter(SORTS))


def _listed(filters: Filters, text: str, sort: str) -> list[dict[str, Any]] | None:
    """The first lessons in the order; None while months are looked through, as the page then says."""
    if sort == COST:
        return _most_expensive(filters, text)
    if filters.is_fine:
        return _whole(filters, text, sort)
    if sort == lessons.BEGAN and not text:
        return _last(filters)
    question = _Question(replace(filters, since=None, until=None), text, sort, _stretched())
    months = _MONTHS.answers(question, filters.since, filters.until)
    return None if months is None else lessons.together(months, MOST, sort)


@cached(50)
def _last(filters: Filters) -> list[dict[str, Any]]:
    return lessons.last(data.store(), filters, MOST)


@cached(50)
def _whole(filters: Filters, text: str, sort: str) -> list[dict[str, Any]]:
    return lessons.listed(data.store(), filters, text, MOST, sort)


@cached(10)
def _most_expensive(filters: Filters, text: str) -> list[dict[str, Any]]:
    rows = lessons.listed(data.store(), filters, text, (1 << 62) - 1)
    costs = _costs(filters)
    rows.sort(key=lambda row: (-costs.get(row["task_id"], _NOTHING), row["app"], row["task_id"]))
    return rows[:MOST]


@cached(10)
def _costs(filters: Filters) -> dict[str, Decimal]:
    """The cost of use of the files of each lesson that the filters leave."""
    rows = use_costs.rows(("recording",), filters)
    return {row.key[0]: row.total for row in rows if row.key[0] is not None}


@cached(1)
def _stretched() -> str:
    return lessons.stretched(data.store())


class _Question(NamedTuple):
    """What is asked of each month."""

    filters: Filters
    """Without days."""
    text: str
    sort: str
    stretched: str


def _of_month(question: _Question, month: Month) -> list[dict[str, Any]]:
    filters = replace(question.filters, since=month.since, until=month.until)
    return lessons.part(data.store(), filters, question.text, MOST, question.sort)


_MONTHS = Monthly[_Question, list[dict[str, Any]]]("Searching the lessons", _of_month)


def _all(
    filters: Filters, text: str, total: int, costs: Mapping[str, Decimal] | None
) -> list[tables.Column]:
    return _columns(lessons.listed(data.store(), filters, text, total), costs)


def _columns(
    rows: list[dict[str, Any]], costs: Mapping[str, Decimal] | None
) -> list[tables.Column]:
    coverage = data.coverage()
    zone = coverage.zone if coverage else "UTC"
    money = []
    if costs is not None:
        amounts = [costs.get(row["task_id"], _NOTHING) for row in rows]
        money.append(tables.money("Cost", amounts, use_costs.currency()))
    began = [datetime.fromtimestamp(row["start_s"], UTC) for row in rows]
    return [
        tables.moment("Began", [formats.local(moment, zone) for moment in began]),
        tables.minutes("Length", [row["length_s"] * 1000 for row in rows], 0, width="small"),
        tables.text("Room", [formats.named(row["room"]) for row in rows], width=160),
        *money,
        tables.minutes("Billable minutes", [row["billable_ms"] for row in rows], 0),
        tables.minutes("All minutes", [row["ms"] for row in rows], 0),
        tables.whole("Files", [row["files"] for row in rows], width="small"),
        tables.whole("Users", [row["users"] for row in rows], width="small"),
        tables.text("Finish reason", [row["finish_reason"] or "" for row in rows]),
        tables.text("Status", [row["status"] for row in rows]),
        tables.text("Lesson", [row["task_id"] for row in rows], width=220),
        tables.text("App", [formats.named(row["app"]) for row in rows]),
    ]


def _open(task: str) -> None:
    st.session_state[TASK] = task
