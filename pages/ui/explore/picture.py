"""Minutes over time by one dimension, and its values ranked beside: a click filters the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from analytics.explore.slices import Dimension, Step
from analytics.model import MS_PER_MINUTE
from analytics.money import divide_half_up
from analytics.months import add_months
from pages.ui import charts, formats, theme
from pages.ui.charts.explore import Series
from pages.ui.explore import asked, state, words
from pages.ui.explore.asked import Sums
from pages.ui.explore.state import Now

STEPS = {"Days": Step.DAY, "Weeks": Step.WEEK, "Months": Step.MONTH}
MARKS = ("Bars", "Lines")
AMOUNTS = ("Minutes", "Share")
SORTS = ("Most minutes", "Fewest minutes", "Most files", "Name")
MOST_SERIES = 7
MOST_ROWS = 1_000
ROW_HEIGHT = 35
_BY = {text: by for by, text in words.DIMENSIONS.items()}


def show(now: Now) -> None:
    """The dimension's choice, the chart and the table."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Minutes over time by", anchor=False, width="content")
        chosen = st.selectbox(
            "Minutes over time by",
            list(_BY),
            key=state.BY,
            bind="query-params",
            label_visibility="collapsed",
            width=170,
        )
    by = _BY[chosen]
    ranked = asked.ranking(now.part, by)
    left, right = st.columns([11, 9], gap="medium")
    with left:
        _chart(now, by, ranked)
    with right:
        _table(now, by, ranked)


@st.fragment
def _chart(now: Now, by: Dimension, ranked: dict[str, Sums]) -> None:
    if state.was_clicked():
        st.rerun()
    with st.container(horizontal=True):
        step = STEPS[
            st.segmented_control(
                "A bar for each of",
                list(STEPS),
                default="Days",
                required=True,
                key=state.STEP,
                bind="query-params",
                label_visibility="collapsed",
            )
        ]
        marks = st.segmented_control(
            "Marks",
            MARKS,
            default="Bars",
            required=True,
            key=state.MARKS,
            bind="query-params",
            label_visibility="collapsed",
        )
        amount = st.segmented_control(
            "Amounts",
            AMOUNTS,
            default="Minutes",
            required=True,
            key=state.AMOUNT,
            bind="query-params",
            label_visibility="collapsed",
        )
    series = _series(now, by, step, ranked)
    name = words.DIMENSIONS[by].lower()
    own = key("over_time")
    st.plotly_chart(
        charts.minutes_by_step(series, step, lines=marks == "Lines", share=amount == "Share"),
        key=own,
        config=charts.CONFIG,
        on_select=lambda: _bar_clicked(own, now, by, step),
        selection_mode="points",
        alt=f"{amount} a {step} by {name}, {formats.days(now.part.since, now.part.until)}; "
        "the same is below as a table",
    )
    if step is not Step.DAY:
        st.caption(f"The first and the last {step} hold only the days of the period.")
    table = st.expander("As a table", key="over_time_table", on_change="rerun")
    if table.open:
        with table:
            _steps_table(series, step, name)


def _series(now: Now, by: Dimension, step: Step, ranked: dict[str, Sums]) -> list[Series]:
    order = words.order(by)
    named = list(ranked)[:MOST_SERIES]
    if order:
        named = [value for value in order if value in named]
    if not named:
        return []
    whole = len(named) == len(ranked)
    found = asked.over_time(now.part, by, step, None if whole else named)
    series = [
        Series(
            value,
            words.label(by, value, 24),
            words.colour(by, value, place),
            found.get(value, {}),
        )
        for place, value in enumerate(named)
    ]
    if not whole:
        totals = asked.steps(now.part, step)
        rest = {day: ms - sum(one.ms.get(day, 0) for one in series) for day, ms in totals.items()}
        others = formats.count(len(ranked) - len(named), "other")
        series.append(Series(None, others, theme.OTHERS, rest))
    return series


def _steps_table(series: Sequence[Series], step: Step, name: str) -> None:
    days = sorted({day for one in series for day in one.ms}, reverse=True)
    columns: dict[str, list[Any]] = {step.value.capitalize(): days}
    for one in series:
        columns[one.label] = [_minutes(one.ms.get(day, 0)) for day in days]
    columns["All"] = [_minutes(sum(one.ms.get(day, 0) for one in series)) for day in days]
    st.dataframe(
        columns,
        key="steps",
        hide_index=True,
        column_config={
            label: st.column_config.NumberColumn(format="%,d") for label in list(columns)[1:]
        },
        alt=f"Minutes a {step} by {name}",
    )


def _bar_clicked(own: str, now: Now, by: Dimension, step: Step) -> None:
    """One bar more or less: its days and its value; clicked again, both go."""
    points = st.session_state[own].selection.points
    state.clicked()
    if not points:
        return
    day, value, _ = points[0]["customdata"]
    since, until = now.shared.period.since, now.shared.period.until
    first = date.fromisoformat(day)
    days = (max(first, since), min(_end(first, step), until))
    is_value = value is None or words.shown(by, value) in _chosen(by)
    if now.focus == days and is_value:
        state.focus_on(None)
        if value is not None:
            state.toggle(by, value)
        return
    state.focus_on(days)
    if not is_value:
        state.toggle(by, value)


@st.fragment
def _table(now: Now, by: Dimension, ranked: dict[str, Sums]) -> None:
    if state.was_clicked():
        st.rerun()
    plural = words.PLURALS[by]
    with st.container(horizontal=True):
        find = st.text_input(
            f"Find among {plural}",
            key="find",
            icon=":material/search:",
            placeholder=f"Find among {formats.count(len(ranked), words.DIMENSIONS[by].lower(), plural)}",
            label_visibility="collapsed",
        )
        sort = st.selectbox("Order", SORTS, key="sort", label_visibility="collapsed", width=160)
    rows = _sorted(by, ranked, (find or "").strip().casefold(), sort)
    total = sum(one.ms for one in ranked.values())
    listed = rows[:MOST_ROWS]
    own = key("ranked")
    name = words.DIMENSIONS[by]
    st.dataframe(
        {
            name: [words.label(by, value, 48) for value, _ in listed],
            "Minutes": [_minutes(one.ms) for _, one in listed],
            "Share": [formats.share(one.ms, total) for _, one in listed],
            "Billable": [_minutes(one.billable_ms) for _, one in listed],
            "Files": [one.videos for _, one in listed],
        },
        key=own,
        hide_index=True,
        height=ROW_HEIGHT * (min(max(len(listed), 1), 9) + 1) + 3,
        on_select=lambda: _row_clicked(own, by, [value for value, _ in listed]),
        selection_mode=["single-row", "single-cell"],
        column_config={
            name: st.column_config.TextColumn(),
            "Minutes": st.column_config.ProgressColumn(
                format="%,d",
                min_value=0,
                max_value=max([*(_minutes(one.ms) for _, one in listed), 1]),
                width=120,
            ),
            "Share": st.column_config.TextColumn(alignment="right", width="small"),
            "Billable": st.column_config.NumberColumn(format="%,d", width="small"),
            "Files": st.column_config.NumberColumn(format="%,d", width="small"),
        },
        alt=f"{name}s by minutes, with share, billable minutes and files; a click filters",
    )
    st.caption(_totals(by, rows, listed, ranked, total))


def _sorted(by: Dimension, ranked: dict[str, Sums], find: str, sort: str) -> list[tuple[str, Sums]]:
    rows = [
        (value, one)
        for value, one in ranked.items()
        if not find or find in formats.named(words.shown(by, value)).casefold()
    ]
    order = words.order(by)
    if sort == "Fewest minutes":
        rows.reverse()
    elif sort == "Most files":
        rows.sort(key=lambda row: -row[1].videos)
    elif sort == "Name":
        rows.sort(key=lambda row: order.index(row[0]) if order else row[0])
    return rows


def _totals(
    by: Dimension,
    rows: Sequence[tuple[str, Sums]],
    listed: Sequence[tuple[str, Sums]],
    ranked: dict[str, Sums],
    total: int,
) -> str:
    ms = sum(one.ms for _, one in rows)
    one, many = words.DIMENSIONS[by].lower(), words.PLURALS[by]
    said = [
        f"**{formats.count(len(rows), one, many)}: {formats.minute_count(ms)}**",
        formats.count(sum(each.videos for _, each in rows), "file"),
    ]
    if len(rows) < len(ranked):
        said.append(f"{formats.share(ms, total)} of all {formats.whole(len(ranked))}")
    if len(listed) < len(rows):
        said.append(f"the first {formats.whole(len(listed))} are listed, find narrows them")
    return " · ".join(said)


def _row_clicked(own: str, by: Dimension, values: Sequence[str]) -> None:
    chosen = st.session_state[own].selection
    rows = [*chosen.rows, *(row for row, _ in chosen.cells)]
    state.clicked()
    if rows and rows[0] < len(values):
        state.toggle(by, values[rows[0]])


def _chosen(by: Dimension) -> Sequence[str]:
    return st.session_state.get(state.KEYS[by]) or ()


def key(name: str) -> str:
    """Another after each click, so that nothing stays marked in a picture of other things."""
    return f"{name}_{st.session_state.get(state.CLICKS, 0)}"


def _end(first: date, step: Step) -> date:
    if step is Step.MONTH:
        return add_months(first, 1)
    return first + timedelta(days=7 if step is Step.WEEK else 1)


def _minutes(ms: int) -> int:
    return divide_half_up(ms, MS_PER_MINUTE)
