"""When lessons are: the field of hours and weekdays, and lessons beside it."""

from __future__ import annotations

import streamlit as st

from analytics.reports.explore.slices import Dimension, Slice
from pages.monitor._explore import charts, lessons, questions, state
from pages.monitor._explore import figures as proofs
from pages.monitor._explore.state import Now
from pages.ui import data, dimension_words, drilldown, formats, tables
from pages.ui.cache import cached
from pages.ui.charts import base
from pages.ui.database import fragment
from pages.ui.takeaway import screen

WEEKDAYS = tuple(dimension_words.weekday(place) for place in range(1, 8))
Cells = dict[tuple[int, int], int]
"""{(weekday, 1 is Monday; hour): ms}."""


def show(selection: Now) -> None:
    """Both, beside each other where there is room."""
    with st.grid(2, min_column_width=280, gap="medium"):
        _hours(selection)
        lessons.show(selection)


@fragment
def _hours(selection: Now) -> None:
    if state.was_clicked():
        st.rerun()
    cells, picture = _field(selection.part)
    key = state.key("rhythm")
    drilldown.heading(
        "Hours and weekdays", lambda: proofs.rhythm(selection.part, cells, WEEKDAYS), key=key
    )
    coverage = data.coverage()
    assert coverage is not None
    screen.chart(
        picture,
        key=key,
        on_select=lambda: _cell_clicked(key, cells),
        selection_mode="points",
        alt="Minutes by weekday and hour of the day; the same is below as a table",
    )
    edge = "stopped" if coverage.midnight == "stop" else "began"
    st.caption(
        f"Minutes by the hour in which a recording began and the weekday on which it {edge}, "
        f"{formats.plain(coverage.zone)}; a stronger colour is more."
    )
    table = st.expander("As a table", key="rhythm_table", on_change="rerun")
    if table.open:
        with table:
            _hours_table(cells)


@cached(200)
def _field(part: Slice) -> tuple[Cells, base.Picture]:
    cells = questions.rhythm(part)
    return cells, charts.weekday_by_hour(cells, WEEKDAYS)


def _hours_table(cells: Cells) -> None:
    hours = sorted({hour for _, hour in cells})
    tables.show(
        [
            tables.text("Hour", [f"{hour:02}:00" for hour in hours]),
            *(
                tables.minutes(name, [cells.get((place, hour), 0) for hour in hours], 0)
                for place, name in enumerate(WEEKDAYS, start=1)
            ),
        ],
        key="hours_and_weekdays",
        shown=24,
        alt="Minutes by hour, a column for each weekday",
    )


def _cell_clicked(key: str, cells: Cells) -> None:
    """This weekday and hour alone; clicked again, what was looked at before. Where nothing is, nothing happens."""
    points = st.session_state[key].selection.points
    state.clicked()
    if not points:
        return
    weekday, hour = points[0]["customdata"][:2]
    is_part = any(st.session_state.get(name) for name in (state.WEEKDAY, state.HOUR))
    if not is_part and (weekday, hour) not in cells:
        return
    cell = {
        state.WEEKDAY: [dimension_words.shown(Dimension.WEEKDAY, str(weekday))],
        state.HOUR: [dimension_words.shown(Dimension.HOUR, str(hour))],
    }
    state.press(cell)
