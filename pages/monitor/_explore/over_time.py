"""Minutes over time by one dimension: a click on a bar filters the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import streamlit as st

from analytics.lineage import Claim
from analytics.reports.explore.slices import Dimension, Slice, Step
from pages.monitor._explore import charts, questions, ranking, state
from pages.monitor._explore import figures as proofs
from pages.monitor._explore.charts import Series
from pages.monitor._explore.state import Now
from pages.ui import dimension_words, drilldown, formats, theme
from pages.ui.cache import cached
from pages.ui.charts import base
from pages.ui.database import fragment

MARKS = ("Bars", "Lines")
AMOUNTS = ("Minutes", "Share")
MOST_SERIES = 7
_BY = {text: by for by, text in dimension_words.DIMENSIONS.items()}


def show(selection: Now) -> None:
    """The dimension's choice, the chart and the table."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Minutes over time by", anchor=False, width="content")
        name = st.selectbox(
            "Minutes over time by",
            list(_BY),
            key=state.BY,
            bind="query-params",
            on_change=state.find_all,
            label_visibility="collapsed",
            width=170,
        )
    by = _BY[name]
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _chart(selection, by)
    with right:
        ranking.show(selection, by)


def _choice(label: str, options: Sequence[str], key: str) -> str:
    """One of a few, the first by default, in the link."""
    return st.segmented_control(
        label,
        options,
        default=options[0],
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
    )


@fragment
def _chart(selection: Now, by: Dimension) -> None:
    if state.was_clicked():
        st.rerun()
    with st.container(horizontal=True):
        step = state.STEPS[_choice("A bar for each of", tuple(state.STEPS), state.STEP)]
        marks = _choice("Marks", MARKS, state.MARKS)
        amount = _choice("Amounts", AMOUNTS, state.AMOUNT)
    chart = _drawn(selection.part, by, step, marks, amount)
    name = dimension_words.DIMENSIONS[by].lower()
    key = state.key("over_time")
    st.plotly_chart(
        chart.picture,
        key=key,
        config=base.CONFIG,
        on_select=lambda: _bar_clicked(key, selection, by, step),
        selection_mode="points",
        alt=f"{amount} a {step} by {name}, {formats.days(selection.part.since, selection.part.until)}; "
        "the same is below as a table",
    )
    drilldown.button(
        lambda: _claims(selection, by, step, chart.series), key=f"prove_{key}", label="Show source"
    )
    if step is not Step.DAY:
        st.caption(f"The first and the last {step} hold only the days of the period.")
    table = st.expander("As a table, minutes", key="over_time_table", on_change="rerun")
    if table.open:
        with table:
            _steps_table(chart.series, step, name)


class _Drawn(NamedTuple):
    series: list[Series]
    picture: base.Picture


@cached(200)
def _drawn(part: Slice, by: Dimension, step: Step, marks: str, amount: str) -> _Drawn:
    series = _series(part, by, step)
    picture = charts.minutes_by_step(
        series,
        step,
        lines=marks == "Lines",
        share=amount == "Share",
        period=(part.since, part.until),
    )
    return _Drawn(series, picture)


def _series(part: Slice, by: Dimension, step: Step) -> list[Series]:
    ranked = questions.ranking(part, by)
    order = dimension_words.order(by)
    values = list(ranked)[:MOST_SERIES]
    if order:
        values = [value for value in order if value in values]
    if not values:
        return []
    is_whole = len(values) == len(ranked)
    amounts = questions.over_time(part, by, step, None if is_whole else values)
    all_series = [
        Series(
            value,
            dimension_words.label(by, value, 24),
            dimension_words.colour(by, value, place),
            amounts.get(value, {}),
        )
        for place, value in enumerate(values)
    ]
    if not is_whole:
        totals = questions.steps(part, step)
        remainder = {
            day: ms - sum(series.ms.get(day, 0) for series in all_series)
            for day, ms in totals.items()
        }
        label = formats.count(len(ranked) - len(values), "other")
        all_series.append(Series(None, label, theme.OTHERS, remainder))
    return all_series


def _claims(
    selection: Now, by: Dimension, step: Step, all_series: Sequence[Series]
) -> dict[str, Claim]:
    charted = [
        (series.value, series.label, series.ms) for series in all_series if series.value is not None
    ]
    labels = formats.different((label for _, label, _ in charted), ("all",))
    amounts = {value: (label, ms) for (value, _, ms), label in zip(charted, labels, strict=True)}
    totals = questions.steps(selection.part, step)
    is_whole = len(charted) == len(all_series)
    return proofs.over_time(selection.part, by, step, amounts, totals, is_whole=is_whole)


def _steps_table(all_series: Sequence[Series], step: Step, name: str) -> None:
    days = sorted({day for series in all_series for day in series.ms}, reverse=True)
    header = step.value.capitalize()
    columns: dict[str, list[Any]] = {
        header: days,
        "All": [state.minutes(sum(series.ms.get(day, 0) for series in all_series)) for day in days],
    }
    for series, label in zip(
        all_series, formats.different((s.label for s in all_series), columns), strict=True
    ):
        columns[label] = [state.minutes(series.ms.get(day, 0)) for day in days]
    st.dataframe(
        columns,
        key="steps",
        hide_index=True,
        column_config={
            label: st.column_config.NumberColumn(format="%,d") for label in list(columns)[1:]
        },
        alt=f"Minutes a {step} by {name}",
    )


def _bar_clicked(key: str, selection: Now, by: Dimension, step: Step) -> None:
    """This bar alone: its days and its value; clicked again, what was looked at before."""
    points = st.session_state[key].selection.points
    state.clicked()
    if not points:
        return
    day, value, _ = points[0]["customdata"]
    days = state.days_of(selection, date.fromisoformat(day), step)
    clicked: dict[str, Sequence[Any]] = {state.FOCUS: state.days_picked(days)}
    if value is not None:
        clicked[state.KEYS[by]] = [state.text(by, value)]
    state.press(clicked)
