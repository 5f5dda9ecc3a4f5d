"""When lessons are: the field of hours and weekdays."""

from __future__ import annotations

from functools import partial

import streamlit as st

from analytics.core.errors import Problem
from analytics.lineage import Claim
from analytics.reports import filter_terms
from analytics.reports.explore.slices import Dimension, Slice
from pages.monitor._explore import charts, measures, questions, state
from pages.monitor._explore import figures as proofs
from pages.monitor._explore.measures import Measure
from pages.monitor._explore.state import Now
from pages.ui import boxes, data, dimension_words, drilldown, filters, formats, tables
from pages.ui.cache import cached
from pages.ui.charts import base
from pages.ui.takeaway import screen

WEEKDAYS = tuple(dimension_words.weekday(place) for place in range(1, 8))
Cells = dict[tuple[int, int], int]
"""{(weekday, 1 is Monday; hour): ms}."""


def show(selection: Now) -> None:
    """The field, by any measure."""
    key = state.key("rhythm")
    measure = _measure()
    try:
        cells, picture = _field(selection.part, measure)
    except Problem as problem:
        cells, picture = None, None
        trouble = problem
    with st.container(horizontal=True, vertical_alignment="center"):
        st.selectbox(
            "Measure",
            [measure.value for measure in Measure],
            key=state.RHYTHM_OF,
            bind="query-params",
            label_visibility="collapsed",
            width=170,
        )
        drilldown.button(
            lambda: _claims(selection, cells or {}, measure),
            key=f"prove_{key}",
            label="Show source",
        )
    if cells is None or picture is None:
        boxes.problem(trouble)
        return
    coverage = data.coverage()
    assert coverage is not None
    screen.chart(
        picture,
        key=key,
        on_select=lambda: _cell_clicked(key, cells),
        selection_mode="points",
        alt=f"{measure} by weekday and hour of the day; the same is below as a table",
    )
    edge = "stopped" if coverage.midnight == "stop" else "began"
    st.caption(
        "A stronger colour is more.",
        help=f"{measure} by the hour in which a recording began and the weekday on which it {edge}, "
        f"{formats.plain(coverage.zone)}.",
    )
    table = st.expander("As a table", key="rhythm_table", on_change="rerun")
    if table.open:
        with table:
            _hours_table(cells, measure)


def _measure() -> Measure:
    """What is chosen; before its choice is drawn, what the link says."""
    text = str(st.session_state.get(state.RHYTHM_OF) or st.query_params.get(state.RHYTHM_OF))
    return Measure(text) if text in set(Measure) else Measure.MINUTES


def _claims(selection: Now, cells: Cells, measure: Measure) -> dict[str, Claim]:
    """Each hour of each weekday; of a ratio its minutes."""
    part = selection.part
    if measure is Measure.COST:
        claims: dict[str, Claim] = {}
        for (weekday, hour), units in sorted(cells.items()):
            title = f"{WEEKDAYS[weekday - 1]}, {hour:02}:00"
            claims |= proofs.costs(part, {title: units}, {"weekdays": (weekday,), "hours": (hour,)})
        return claims
    return proofs.rhythm(part, questions.rhythm(part), WEEKDAYS)


@cached(200)
def _field(part: Slice, measure: Measure) -> tuple[Cells, base.Picture]:
    cells = measures.rhythm(part, measure)
    text = partial(measures.text, measure=measure)
    return cells, charts.weekday_by_hour(cells, WEEKDAYS, text)


def _hours_table(cells: Cells, measure: Measure) -> None:
    hours = sorted({hour for _, hour in cells})
    tables.show(
        [
            tables.text("Hour", [f"{hour:02}:00" for hour in hours]),
            *(
                measures.column(name, [cells.get((place, hour), 0) for hour in hours], measure)
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
    part = filter_terms.of(filters.terms(), "weekday", "hour")
    if not part and (weekday, hour) not in cells:
        return
    state.press(state.term(Dimension.WEEKDAY, str(weekday)), state.term(Dimension.HOUR, str(hour)))
