"""Minutes, cost or files over time by one dimension: a click on a bar filters the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import streamlit as st

from analytics.core.errors import Problem
from analytics.lineage import Claim
from analytics.reports.explore.slices import Dimension, Slice, Step
from pages.monitor._explore import charts, measures, questions, ranking, state
from pages.monitor._explore import figures as proofs
from pages.monitor._explore.charts import Scale, Series
from pages.monitor._explore.measures import By, Measure
from pages.monitor._explore.state import Now
from pages.ui import (
    boxes,
    day_marks,
    dimension_words,
    drilldown,
    formats,
    notes,
    reconciled,
    tables,
    theme,
)
from pages.ui.cache import cached
from pages.ui.charts import base
from pages.ui.database import fragment
from pages.ui.takeaway import screen

MARKS = ("Bars", "Lines")
AMOUNTS = ("Amount", "Share")
MOST_SERIES = 7


@fragment
def show(selection: Now) -> None:
    """What is measured and by what, the chart and the table: a choice here touches nothing else of the page."""
    if state.was_clicked():
        st.rerun()
    choices = measures.choices()
    with st.container(horizontal=True, vertical_alignment="center"):
        measure = Measure(
            st.selectbox(
                "Measure",
                [measure.value for measure in Measure],
                key=state.MEASURE,
                bind="query-params",
                label_visibility="collapsed",
                width=170,
            )
        )
        st.subheader("over time by", anchor=False, width="content")
        name = st.selectbox(
            "Over time by",
            list(choices),
            key=state.BY,
            bind="query-params",
            on_change=state.find_all,
            label_visibility="collapsed",
            width=170,
        )
    by = choices[name]
    try:
        measures.check(selection.part, by, measure)
    except Problem as problem:
        boxes.problem(problem)
        return
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _chart(selection, by, measure)
    with right:
        ranking.show(selection, by, measure)
    if measure is Measure.COST:
        lessons = questions.lesson_count(selection.part, state.step())
        st.markdown(measures.ratios(measures.ranking(selection.part, by, measure), lessons))
        st.caption(measures.formula())


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
def _chart(selection: Now, by: By, measure: Measure) -> None:
    if state.was_clicked():
        st.rerun()
    with st.container(horizontal=True):
        step = state.STEPS[_choice("A bar for each of", tuple(state.STEPS), state.STEP)]
        marks = _choice("Marks", MARKS, state.MARKS)
        amount = _choice("Amounts", AMOUNTS, state.AMOUNT)
    before = None if selection.focus else selection.shared.period.before
    chart = _drawn(selection.part, by, step, marks, amount, measure, before)
    picture = chart.picture.copy()
    signs = marked(picture, selection.part) if step is Step.DAY else ""
    name = by.name.lower()
    key = state.key("over_time")
    screen.chart(
        picture,
        key=key,
        on_select=lambda: _bar_clicked(key, selection, by, step),
        selection_mode="points",
        alt=f"{measure if amount == AMOUNTS[0] else amount} a {step} by {name}, {formats.days(selection.part.since, selection.part.until)}; "
        "the same is below as a table",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if by.own and measure is Measure.MINUTES:
            own = by.own
            drilldown.button(
                lambda: _claims(selection, own, step, chart.series),
                key=f"prove_{key}",
                label="Show source",
            )
        notes.menu(selection.part.since, selection.part.until, _named(selection.part))
        st.caption(signs)
    if step is not Step.DAY:
        st.caption(f"The first and the last {step} hold only the days of the period.")
    table = st.expander("As a table", key="over_time_table", on_change="rerun")
    if table.open:
        with table:
            _steps_table(chart.series, step, name, measure, selection.part.apps)


def marked(picture: base.Picture, part: Slice) -> str:
    """Put the marks of its days on a chart of days; the words for its caption."""
    return day_marks.put(picture, part.since, part.until, _named(part))


def _named(part: Slice) -> dict[str, tuple[str, ...]]:
    return {"app": part.apps, "room": part.rooms, "user": part.users, "kind": part.kinds}


class _Drawn(NamedTuple):
    series: list[Series]
    picture: base.Picture


@cached(200)
def _drawn(
    part: Slice,
    by: By,
    step: Step,
    marks: str,
    amount: str,
    measure: Measure,
    before: tuple[date, date] | None,
) -> _Drawn:
    series = _series(part, by, step, measure)
    picture = charts.by_step(
        series,
        step,
        lines=marks == "Lines",
        share=amount == "Share",
        period=(part.since, part.until),
        scale=Scale(
            measures.height(measure),
            lambda units: measures.text(units, measure),
            measures.unit(measure),
        ),
    )
    if before and amount != "Share" and series:
        shift = part.since - before[0] if step is Step.DAY else None
        now, earlier = (
            measures.steps(piece, by, step, measure) for piece in (part, part.over(*before))
        )
        line = base.dotted_before(
            now,
            earlier,
            formats.days(*before),
            shift,
            measures.height(measure),
        )
        picture.add(*line)
    return _Drawn(series, picture)


def _series(part: Slice, by: By, step: Step, measure: Measure) -> list[Series]:
    ranked = measures.ranking(part, by, measure)
    order = dimension_words.order(by.own) if by.own else None
    values = list(ranked)[:MOST_SERIES]
    if order:
        values = [value for value in order if value in values]
    if not values:
        return []
    is_whole = len(values) == len(ranked)
    amounts = measures.over_time(part, by, step, measure, None if is_whole else values)
    all_series = [
        Series(
            value,
            by.label(value, 24),
            dimension_words.colour(by.own, value, place)
            if by.own
            else theme.SERIES[place % len(theme.SERIES)],
            amounts.get(value, {}),
        )
        for place, value in enumerate(values)
    ]
    if not is_whole:
        totals = measures.steps(part, by, step, measure)
        remainder = {
            day: units - sum(series.amounts.get(day, 0) for series in all_series)
            for day, units in totals.items()
        }
        label = formats.count(len(ranked) - len(values), "other")
        all_series.append(Series(None, label, theme.OTHERS, remainder))
    return all_series


def _claims(
    selection: Now, by: Dimension, step: Step, all_series: Sequence[Series]
) -> dict[str, Claim]:
    charted = [
        (series.value, series.label, series.amounts)
        for series in all_series
        if series.value is not None
    ]
    labels = formats.different((label for _, label, _ in charted), ("all",))
    amounts = {value: (label, ms) for (value, _, ms), label in zip(charted, labels, strict=True)}
    totals = {day: sums.ms for day, sums in questions.steps(selection.part, step).items()}
    is_whole = len(charted) == len(all_series)
    return proofs.over_time(selection.part, by, step, amounts, totals, is_whole=is_whole)


def _steps_table(
    all_series: Sequence[Series], step: Step, name: str, measure: Measure, apps: Sequence[str]
) -> None:
    days = sorted({day for series in all_series for day in series.amounts}, reverse=True)
    header = step.value.capitalize()
    labels = formats.different((series.label for series in all_series), (header, "All"))
    when = tables.month if step is Step.MONTH else tables.day
    totals = [sum(series.amounts.get(day, 0) for series in all_series) for day in days]
    tables.show(
        [
            when(header, days),
            measures.column("All", totals, measure),
            *(
                measures.column(label, [series.amounts.get(day, 0) for day in days], measure)
                for series, label in zip(all_series, labels, strict=True)
            ),
            *(reconciled.columns(days, apps) if step is Step.DAY else ()),
        ],
        key="steps",
        alt=f"{measure} a {step} by {name}",
    )


def _bar_clicked(key: str, selection: Now, by: By, step: Step) -> None:
    """This bar alone: its days and its value; clicked again, what was looked at before."""
    points = st.session_state[key].selection.points
    state.clicked()
    if not points:
        return
    day, value, _ = points[0]["customdata"]
    days = state.days_of(selection, date.fromisoformat(day), step)
    clicked: dict[str, Sequence[Any]] = {state.FOCUS: state.days_picked(days)}
    if value is not None and by.own:
        clicked[state.KEYS[by.own]] = [state.text(by.own, value)]
    elif value is not None:
        clicked[state.GROUP] = [state.group_text(by.name, value)]
    state.press(clicked)
