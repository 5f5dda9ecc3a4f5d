"""When lessons are, and what they are like: hours and weekdays, lengths, cameras, mixed streams."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import streamlit as st

from analytics.explore.slices import Dimension, Slice, Step
from analytics.money import divide_half_up
from pages.ui import charts, data, formats, proof
from pages.ui.explore import asked, state, words
from pages.ui.explore.state import Now
from pages.ui.periods import DAY
from pages.ui.proof import explore as proofs
from pages.ui.remembered import remembered

A_DAY, LENGTH, CAMERAS, MIXED = "Over time", "Length", "Cameras", "Mixed stream"
VIEWS = (A_DAY, LENGTH, CAMERAS, MIXED)
WEEKDAYS = tuple(words.weekday(place) for place in range(1, 8))
_CLASS_MINUTES = 5
_LAST_CLASS = 36
_MOST_CAMERAS = 20
Cells = dict[tuple[int, int], int]
"""{(weekday, 1 is Monday; hour): ms}."""


def show(now: Now) -> None:
    """The field of hours and weekdays, and lessons beside it."""
    with st.grid(2, min_column_width=280, gap="medium"):
        _hours(now)
        _lessons(now)


@st.fragment
def _hours(now: Now) -> None:
    if state.was_clicked():
        st.rerun()
    cells, picture = _field(data.edition(), now.part)
    key = state.key("rhythm")
    proof.heading("Hours and weekdays", lambda: proofs.rhythm(now.part, cells, WEEKDAYS), key=key)
    known = data.coverage()
    assert known is not None
    st.plotly_chart(
        picture,
        key=key,
        config=charts.CONFIG,
        on_select=lambda: _cell_clicked(key, cells),
        selection_mode="points",
        alt="Minutes by weekday and hour of the day; the same is below as a table",
    )
    edge = "stopped" if known.midnight == "stop" else "began"
    st.caption(
        f"Minutes by the hour in which a recording began and the weekday on which it {edge}, "
        f"{formats.plain(known.zone)}; a stronger colour is more."
    )
    table = st.expander("As a table", key="rhythm_table", on_change="rerun")
    if table.open:
        with table:
            _hours_table(cells)


@remembered(200)
def _field(edition: tuple[str, int], part: Slice) -> tuple[Cells, charts.Picture]:
    cells = asked.rhythm(part)
    return cells, charts.weekday_by_hour(cells, WEEKDAYS)


def _hours_table(cells: Cells) -> None:
    hours = sorted({hour for _, hour in cells})
    columns: dict[str, list[Any]] = {"Hour": [f"{hour:02}:00" for hour in hours]}
    for place, name in enumerate(WEEKDAYS, start=1):
        columns[name] = [state.minutes(cells.get((place, hour), 0)) for hour in hours]
    st.dataframe(
        columns,
        key="hours_and_weekdays",
        hide_index=True,
        column_config={name: st.column_config.NumberColumn(format="%,d") for name in WEEKDAYS},
        alt="Minutes by hour, a column for each weekday",
    )


def _cell_clicked(key: str, cells: Cells) -> None:
    """This weekday and hour alone; clicked again, all of them. Where nothing is, nothing happens."""
    points = st.session_state[key].selection.points
    state.clicked()
    if not points:
        return
    weekday, hour = points[0]["customdata"][:2]
    is_part = any(st.session_state.get(name) for name in (state.WEEKDAY, state.HOUR))
    if not is_part and (weekday, hour) not in cells:
        return
    cell = {
        state.WEEKDAY: [words.shown(Dimension.WEEKDAY, str(weekday))],
        state.HOUR: [words.shown(Dimension.HOUR, str(hour))],
    }
    is_chosen = all(list(st.session_state.get(key) or ()) == cell[key] for key in cell)
    for name, values in cell.items():
        st.session_state[name] = [] if is_chosen else values


@st.fragment
def _lessons(now: Now) -> None:
    st.subheader("Lessons", anchor=False)
    view = st.segmented_control(
        "Show of lessons",
        VIEWS,
        default=A_DAY,
        required=True,
        key=state.RHYTHM,
        bind="query-params",
        label_visibility="collapsed",
    )
    if view in (A_DAY, MIXED):
        step = state.step()
        _by_step(now, step, is_share=view == MIXED)
    else:
        _by_size(now, view)


def _by_step(now: Now, step: Step, *, is_share: bool) -> None:
    found, picture, said = _steps(data.edition(), now.part, step, is_share)
    st.plotly_chart(
        picture,
        key="lessons_by_step",
        config=charts.CONFIG,
        alt=f"{'Share of lessons with a mixed stream' if is_share else 'Lessons'} a {step}; "
        "the same is below as a table",
    )
    st.caption(said)
    _table(
        lambda: {
            step.value.capitalize(): list(reversed(found)),
            "Lessons": [whole for whole, _ in reversed(found.values())],
            "With a mixed stream": [with_mixed for _, with_mixed in reversed(found.values())],
            "Share": [formats.share(part, whole) for whole, part in reversed(found.values())],
        }
    )


class _Steps(NamedTuple):
    found: dict[date, tuple[int, int]]
    """{first day of a step: (lessons, with a mixed stream)}."""
    picture: charts.Picture
    said: str


@remembered(200)
def _steps(edition: tuple[str, int], part: Slice, step: Step, is_share: bool) -> _Steps:
    rows = asked.lessons(part, "none", step)
    found = {row["step"]: (row["lessons"], row["with_mixed"]) for row in rows}
    lessons = sum(whole for whole, _ in found.values())
    mixed = sum(with_mixed for _, with_mixed in found.values())
    if is_share:
        said = (
            f"{formats.whole(mixed)} of {formats.count(lessons, 'lesson')} have a mixed stream: "
            f"{formats.share(mixed, lessons)}."
        )
    else:
        known = data.coverage()
        assert known is not None
        until = min(part.until, known.last_day + DAY)
        days = (until - max(part.since, known.first_day)).days
        said = (
            f"{formats.count(lessons, 'lesson')} in {formats.count(days, 'day')}, "
            f"{formats.rate(lessons, max(days, 1))} a day."
        )
    period = (part.since, part.until)
    return _Steps(found, charts.lessons_by_step(found, step, share=is_share, period=period), said)


def _by_size(now: Now, view: str) -> None:
    by = "length" if view == LENGTH else "cameras"
    found = {row["size"]: row["lessons"] for row in asked.lessons(now.part, by)}
    lessons = sum(found.values())
    if view == LENGTH:
        least, name, unit = min(found), _length, "length of the lesson, minutes"
        said = "From the start of the recording to its last recorded moment, pauses left out."
    else:
        least, name, unit = 0, _cameras, "cameras in the lesson"
        cameras = sum(size * number for size, number in found.items())
        each = divide_half_up(cameras * 10, max(lessons, 1))
        said = f"Users with a camera file: {each // 10}.{each % 10} a lesson."
    sizes = [(name(size), found.get(size, 0)) for size in range(least, max(found) + 1)]
    st.plotly_chart(
        charts.lessons_by_size(sizes, unit),
        key="lessons_by_size",
        config=charts.CONFIG,
        alt=f"Lessons by {unit}; the same is below as a table",
    )
    st.caption(said)
    _table(
        lambda: {
            view: [size for size, _ in sizes],
            "Lessons": [number for _, number in sizes],
            "Share": [formats.share(number, lessons) for _, number in sizes],
        }
    )


def _table(columns: Callable[[], dict[str, list[Any]]]) -> None:
    table = st.expander("As a table", key="lessons_table", on_change="rerun")
    if table.open:
        with table:
            st.dataframe(
                columns(),
                key="lessons_rows",
                hide_index=True,
                column_config={"Share": st.column_config.TextColumn(alignment="right")},
                alt="Lessons as a table",
            )


def _length(size: int) -> str:
    first = size * _CLASS_MINUTES
    return f"{first}+" if size == _LAST_CLASS else f"{first}–{first + _CLASS_MINUTES}"


def _cameras(size: int) -> str:
    return f"{size}+" if size == _MOST_CAMERAS else str(size)
