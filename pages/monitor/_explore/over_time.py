"""Minutes, cost or files over time by one dimension: a click on a bar filters the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import streamlit as st

from analytics.core.errors import Problem
from analytics.lineage import Claim
from analytics.reports.explore.slices import Slice, Step
from analytics.reports.filter_terms import Term
from pages.monitor._explore import charts, measures, questions, ranking, state
from pages.monitor._explore import figures as proofs
from pages.monitor._explore.charts import Scale, Series
from pages.monitor._explore.measures import By, Measure
from pages.monitor._explore.state import Now
from pages.monitor._overview import notes
from pages.ui import (
    boxes,
    day_marks,
    dimension_words,
    drilldown,
    filters,
    formats,
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
THIN = "thin parts of a bar: by the table"


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
        measures.ranking(selection.part, by, measure)
    except Problem as problem:
        boxes.problem(problem)
        return
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _chart(selection, by, measure)
    with right:
        ranking.show(selection, by, measure)
    if measure is Measure.COST:
        st.markdown(measures.ratios(selection.part))
    if measures.is_money(measure):
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
        marks, amount = MARKS[1], AMOUNTS[0]
        if measure in measures.ADDED:  # ratios are not stacked
            marks = _choice("Marks", MARKS, state.MARKS)
            amount = _choice("Amounts", AMOUNTS, state.AMOUNT)
    before = None if selection.focus else selection.shared.period.before
    chart = _drawn(selection.part, by, step, marks, amount, measure, before)
    picture = chart.picture.copy()
    signs = marked(picture, selection.part, step)
    name = by.name.lower()
    key = state.key("over_time")
    screen.chart(
        picture,
        key=key,
        on_select=lambda: _bar_clicked(key, selection, by, step, chart.series),
        selection_mode="points",
        alt=f"{measure if amount == AMOUNTS[0] else amount} a {step} by {name}, {formats.days(selection.part.since, selection.part.until)}; "
        "the same is below as a table",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if measure is Measure.COST or (by.own and measure is Measure.MINUTES):
            drilldown.button(
                lambda: _claims(selection, by, step, chart.series, measure),
                key=f"prove_{key}",
                label="Show source",
            )
        _offer(selection)
        notes.menu(selection.part.since, selection.part.until, _named(selection.part))
        columns = {day for series in chart.series for day in series.amounts}
        is_fine = marks == MARKS[0] and len(columns) > base.MOST_APART
        st.caption(" · ".join(filter(None, (signs, THIN if is_fine else ""))))
    if step is not Step.DAY:
        st.caption(f"The first and the last {step} hold only the days of the period.")
    table = st.expander("As a table", key="over_time_table", on_change="rerun")
    if table.open:
        with table:
            _steps_table(chart.series, step, name, measure, selection.part.apps)


def marked(picture: base.Picture, part: Slice, step: Step) -> str:
    """Put the marks of its days on a chart over time; the words for its caption."""
    return day_marks.put(picture, part.since, part.until, _named(part), step.value)


def _named(part: Slice) -> dict[str, tuple[str, ...]]:
    names = {"app": part.apps, "room": part.rooms, "user": part.users, "kind": part.kinds}
    return {field: values for field, values in names.items() if field not in part.without}


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
            has_gaps=measure not in measures.ADDED,
        ),
    )
    if before and amount != "Share" and series:
        shift = part.since - before[0] if step is Step.DAY else None
        now, earlier = (
            measures.steps(piece, step, measure) for piece in (part, part.over(*before))
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
    is_whole = len(values) == len(ranked) or measure not in measures.ADDED
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
    if measure not in measures.ADDED:
        totals = measures.steps(part, step, measure)
        return [*all_series, Series(None, "All", theme.OTHERS, totals)]
    if not is_whole:
        totals = measures.steps(part, step, measure)
        remainder = {
            day: max(0, units - sum(series.amounts.get(day, 0) for series in all_series))
            for day, units in totals.items()
        }
        label = formats.count(len(ranked) - len(values), "other")
        all_series.append(Series(None, label, theme.OTHERS, remainder))
    return all_series


def _claims(
    selection: Now, by: By, step: Step, all_series: Sequence[Series], measure: Measure
) -> dict[str, Claim]:
    charted = [
        (series.value, series.label, series.amounts)
        for series in all_series
        if series.value is not None
    ]
    labels = formats.different((label for _, label, _ in charted), ("all",))
    amounts = {value: (label, ms) for (value, _, ms), label in zip(charted, labels, strict=True)}
    if measure is Measure.COST:
        whole = {None: ("all", measures.steps(selection.part, step, measure))}
        return proofs.cost_bars(selection.part, by, step, whole | amounts)
    totals = {day: sums.ms for day, sums in questions.steps(selection.part, step).items()}
    is_whole = len(charted) == len(all_series)
    assert by.own
    return proofs.over_time(selection.part, by.own, step, amounts, totals, is_whole=is_whole)


def _steps_table(
    all_series: Sequence[Series], step: Step, name: str, measure: Measure, apps: Sequence[str]
) -> None:
    days = sorted({day for series in all_series for day in series.amounts}, reverse=True)
    header = step.value.capitalize()
    taken = (header, "All") if measure in measures.ADDED else (header,)
    labels = formats.different((series.label for series in all_series), taken)
    when = tables.month if step is Step.MONTH else tables.day
    totals = [sum(series.amounts.get(day, 0) for series in all_series) for day in days]
    all_of_them = [measures.column("All", totals, measure)] * (measure in measures.ADDED)
    tables.show(
        [
            when(header, days),
            *all_of_them,
            *(
                measures.column(label, [series.amounts.get(day, 0) for day in days], measure)
                for series, label in zip(all_series, labels, strict=True)
            ),
            *(reconciled.columns(days, apps) if step is Step.DAY else ()),
        ],
        key="steps",
        alt=f"{measure} a {step} by {name}",
    )


def _bar_clicked(
    key: str, selection: Now, by: By, step: Step, all_series: Sequence[Series]
) -> None:
    """The days of this bar alone, and its value is offered; clicked again, what was looked at before."""
    points = st.session_state[key].selection.points
    state.clicked()
    if not points:
        return
    point = points[0]
    state.press(state.focus_term(state.days_of(selection, base.day(point), step)))
    curve = point["curve_number"]  # those of the series come first, then marks of days
    value = all_series[curve].value if curve < len(all_series) else None
    if value is not None:
        term = state.term(by.own, value) if by.own else state.group_term(by.name, value)
        st.session_state[state.OFFER] = list(term)


def _offer(selection: Now) -> None:
    """The value of the bar that was clicked, to be looked at alone."""
    offered = st.session_state.get(state.OFFER)
    if not offered or not selection.focus:
        return
    term = Term(*offered)
    if term not in filters.terms():
        st.button(
            f"Only {formats.plain(formats.short(formats.named(term.text), 28))}",
            key="only_value",
            icon=":material/filter_alt:",
            on_click=_take,
            args=(term,),
        )


def _take(term: Term) -> None:
    state.clicked()
    filters.toggle(term)
