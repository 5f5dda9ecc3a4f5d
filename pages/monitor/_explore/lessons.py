"""What lessons are like: how many there are, their lengths, cameras and mixed streams. A click on a bar filters, or opens its lessons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import streamlit as st

from analytics.core.money import divide_half_up
from analytics.lineage import Claim
from analytics.reports.explore.slices import Slice, Step
from pages.monitor._explore import charts, over_time, questions, state
from pages.monitor._explore import figures as proofs
from pages.monitor._explore.state import Now
from pages.ui import data, drilldown, formats, tables
from pages.ui.cache import cached
from pages.ui.charts import base
from pages.ui.periods import DAY
from pages.ui.takeaway import screen

A_DAY, LENGTH, CAMERAS, MIXED = "Over time", "Length", "Cameras", "Mixed stream"
VIEWS = (A_DAY, LENGTH, CAMERAS, MIXED)
_SIZES = {LENGTH: "length", CAMERAS: "cameras"}
_CLASS_MINUTES = 5
_LAST_CLASS = 36
_MOST_CAMERAS = 20


def show(selection: Now) -> None:
    """One of four views of them."""
    by = _SIZES.get(_view())
    key = f"lessons_by_{by}" if by else state.key("lessons_by_step")
    with st.container(horizontal=True, vertical_alignment="center"):
        view = st.segmented_control(
            "Show of lessons",
            VIEWS,
            default=A_DAY,
            required=True,
            key=state.RHYTHM,
            bind="query-params",
            label_visibility="collapsed",
        )
        drilldown.button(lambda: _claims(selection), key=f"prove_{key}", label="Show source")
    if view in _SIZES:
        _by_size(selection, view, key)
    else:
        _by_step(selection, state.step(), key, is_share=view == MIXED)


def _view() -> str:
    """Which of them is shown; before its choice is drawn, what the link says."""
    return str(st.session_state.get(state.RHYTHM) or st.query_params.get(state.RHYTHM))


def _by_step(selection: Now, step: Step, key: str, *, is_share: bool) -> None:
    counts, drawn, caption = _steps(selection.part, step, is_share)
    picture = drawn.copy()
    if signs := over_time.marked(picture, selection.part, step):
        caption = f"{caption} {signs}"
    screen.chart(
        picture,
        key=key,
        on_select=lambda: _bar_clicked(key, selection, step),
        selection_mode="points",
        alt=f"{'Share of lessons with a mixed stream' if is_share else 'Lessons'} a {step}; "
        "the same is below as a table",
    )
    st.caption(caption)
    _table(
        lambda: [
            tables.day(step.value.capitalize(), list(reversed(counts))),
            tables.whole("Lessons", [whole for whole, _ in reversed(counts.values())]),
            tables.whole("With a mixed stream", [mixed for _, mixed in reversed(counts.values())]),
            tables.percent(
                "Share", [tables.share(mixed, whole) for whole, mixed in reversed(counts.values())]
            ),
        ]
    )


def _bar_clicked(key: str, selection: Now, step: Step) -> None:
    """The days of this bar alone; clicked again, those that were looked at before."""
    points = st.session_state[key].selection.points
    state.clicked()
    if points:
        days = state.days_of(selection, base.day(points[0]), step)
        state.press(state.focus_term(days))


class _Steps(NamedTuple):
    found: dict[date, tuple[int, int]]
    """{first day of a step: (lessons, with a mixed stream)}."""
    picture: base.Picture
    said: str


@cached(200)
def _steps(part: Slice, step: Step, is_share: bool) -> _Steps:
    rows = questions.lessons(part, "none", step)
    counts = {row["step"]: (row["lessons"], row["with_mixed"]) for row in rows}
    lessons = sum(whole for whole, _ in counts.values())
    mixed = sum(with_mixed for _, with_mixed in counts.values())
    if is_share:
        caption = (
            f"{formats.whole(mixed)} of {formats.count(lessons, 'lesson')} have a mixed stream: "
            f"{formats.share(mixed, lessons)}."
        )
    else:
        coverage = data.coverage()
        assert coverage is not None
        until = min(part.until, coverage.last_day + DAY)
        days = state.days_in(part, max(part.since, coverage.first_day), until)
        caption = (
            f"{formats.count(lessons, 'lesson')} in {formats.count(days, 'day')}, "
            f"{formats.rate(lessons, max(days, 1))} a day."
        )
    period = (part.since, part.until)
    return _Steps(
        counts, charts.lessons_by_step(counts, step, share=is_share, period=period), caption
    )


def _by_size(selection: Now, view: str, key: str) -> None:
    by = _SIZES[view]
    sizes = _sizes(selection, by)
    lessons = sum(number for _, number in sizes.values())
    if view == LENGTH:
        unit = "length of the lesson, minutes"
        caption = "From the start of the recording to its last recorded moment, pauses left out."
    else:
        unit = "cameras in the lesson"
        cameras = sum(row["cameras"] for row in questions.lessons(selection.part, by))
        tenths = divide_half_up(cameras * 10, max(lessons, 1))
        caption = f"Users with a camera file: {tenths // 10}.{tenths % 10} a lesson."
    drilldown.chart(
        charts.lessons_by_size(list(sizes.values()), unit),
        lambda: proofs.lessons_by_size(selection.part, by, _sizes(selection, by)),
        lambda point: str(point["x"]),
        key=key,
        alt=f"Lessons by {unit}; the same is below as a table, and a click on a bar opens its lessons",
    )
    st.caption(f"{caption} A click on a bar opens its lessons.")
    _table(
        lambda: [
            tables.text(view, [size for size, _ in sizes.values()]),
            tables.whole("Lessons", [number for _, number in sizes.values()]),
            tables.percent(
                "Share", [tables.share(number, lessons) for _, number in sizes.values()]
            ),
        ]
    )


def _sizes(selection: Now, by: str) -> dict[int, tuple[str, int]]:
    """{size: (its name, lessons)}, those in between too."""
    counts = {row["size"]: row["lessons"] for row in questions.lessons(selection.part, by)}
    least, name = (min(counts), _length) if by == "length" else (0, _cameras)
    return {size: (name(size), counts.get(size, 0)) for size in range(least, max(counts) + 1)}


def _claims(selection: Now) -> dict[str, Claim]:
    """Each bar of what is shown of lessons."""
    step = state.step()
    if by := _SIZES.get(_view()):
        return proofs.lessons_by_size(selection.part, by, _sizes(selection, by))
    counts = _steps(selection.part, step, False).found
    return proofs.lessons_by_step(
        selection.part, step, {day: whole for day, (whole, _) in counts.items()}
    )


def _table(columns: Callable[[], list[tables.Column]]) -> None:
    table = st.expander("As a table", key="lessons_table", on_change="rerun")
    if table.open:
        with table:
            tables.show(columns(), key="lessons_rows", alt="Lessons as a table")


def _length(size: int) -> str:
    first = size * _CLASS_MINUTES
    return f"{first}+" if size == _LAST_CLASS else f"{first}–{first + _CLASS_MINUTES}"


def _cameras(size: int) -> str:
    return f"{size}+" if size == _MOST_CAMERAS else str(size)
