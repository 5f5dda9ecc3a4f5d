"""Against other days: how much more or less it is, and which rooms and kinds make the difference."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from analytics.core.errors import Problem
from analytics.lineage import Claim
from analytics.reports.explore.comparison import Against, Comparison, compare
from analytics.reports.explore.contributions import Order
from analytics.reports.explore.slices import Slice
from pages.monitor._explore import change_tables, measures, state
from pages.monitor._explore import figures as proofs
from pages.monitor._explore.measures import By, Measure
from pages.monitor._explore.state import Now
from pages.ui import boxes, data, drilldown, formats
from pages.ui.periods import DAY
from pages.ui.takeaway import screen

MOST = 2
NAMES = {
    "The period before": Against.BEFORE,
    "The same weekday, 4 weeks before": Against.SAME_WEEKDAY,
    "The same weeks last year": Against.LAST_YEAR,
    "Other days": Against.CHOSEN,
}


def show(selection: Now) -> None:
    """One or two comparisons beside each other."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = st.multiselect(
            "Compare with",
            list(NAMES),
            default=["The period before"],
            max_selections=MOST,
            key=state.AGAINST,
            bind="query-params",
            placeholder="Nothing",
            width=460,
        )
        days = _other_days() if "Other days" in names else None
        measure = Measure(
            st.selectbox(
                "Measure",
                [measure.value for measure in Measure],
                key=state.CHANGES_OF,
                bind="query-params",
                width=170,
            )
        )
        choices = measures.choices()
        name = st.selectbox(
            "By",
            list(choices),
            index=list(choices).index("Room"),
            key=state.CHANGES_BY,
            bind="query-params",
            width=150,
        )
        order = Order(
            st.segmented_control(
                "Sort by",
                [option.value for option in Order],
                default=Order.LARGEST.value,
                required=True,
                key=state.CHANGES,
                bind="query-params",
            )
        )
    if not names:
        st.caption("Choose what to compare with.")
        return
    told_by = list(dict.fromkeys((change_tables.KIND, choices[name])))
    is_alone = len(names) == 1
    columns: Sequence[AbstractContextManager[Any]]
    columns = [nullcontext()] if is_alone else st.columns(len(names), gap="medium")
    for column, name in zip(columns, names, strict=True):
        with column:
            comparison = _comparison(selection, NAMES[name], days)
            _one(selection, name, comparison, order, measure, told_by, is_alone=is_alone)


def _other_days() -> tuple[date, date] | None:
    value = st.date_input(
        "Other days: first and last",
        value=state.NO_DAYS,
        key=state.AGAINST_DAYS,
        bind="query-params",
        format="YYYY-MM-DD",
        min_value=date(2000, 1, 1),
        max_value=date(2100, 1, 1),
        width=260,
    )
    days = value if isinstance(value, tuple) else (value,)
    return (days[0], days[-1] + DAY) if days else None


def _comparison(
    selection: Now, against: Against, other_days: tuple[date, date] | None
) -> Comparison | None:
    coverage = data.coverage()
    assert coverage is not None
    days = None
    if against is Against.CHOSEN:
        if other_days is None:
            return None
        days = other_days
    elif against is Against.SAME_WEEKDAY and selection.part.until - selection.part.since != DAY:
        return None
    elif against is Against.BEFORE and not selection.focus:
        days = selection.shared.period.before
    return compare(
        against,
        (selection.part.since, selection.part.until),
        (coverage.first_day, coverage.last_day + DAY),
        days,
    )


def _one(
    selection: Now,
    name: str,
    comparison: Comparison | None,
    order: Order,
    measure: Measure,
    told_by: Sequence[By],
    *,
    is_alone: bool,
) -> None:
    if comparison is None:
        st.caption(
            "Choose a single day, or click one in the chart, to compare it with its weekday."
            if NAMES[name] is Against.SAME_WEEKDAY
            else "Pick the first and the last of the other days."
        )
        return
    if comparison.now is None or comparison.before is None:
        st.metric(name, formats.NOTHING, border=True)
        st.caption(f"{formats.days(*comparison.meant)}: nothing to compare. {_recorded()}")
        return
    current, before = selection.part.over(*comparison.now), selection.part.over(*comparison.before)
    if comparison.weeks:
        before = replace(before, weekdays=(comparison.now[0].isoweekday(),))
    try:
        tables = [
            change_tables.find(current, before, by, order, measure, comparison.times)
            for by in told_by
        ]
    except Problem as problem:
        boxes.problem(problem)
        return
    total = tables[0].whole
    percent = formats.change(total.amount, total.amount_before)
    unit = " min" if measure in (Measure.MINUTES, Measure.BILLABLE) else ""
    with st.container(border=True, gap=None):
        if measure is Measure.MINUTES:
            drilldown.card(name, lambda: _all(current, before, tables[0]), help=drilldown.HELP)
        else:
            st.caption(f"{name}: {measure.lower()}")
        st.metric(
            name,
            f"{change_tables.signed(total.difference, measure)}{unit}",
            percent and percent.replace("−", "-"),
            delta_color="off",
            delta_arrow="off" if percent in ("0.0%", None) else "auto",
            delta_description=f"{change_tables.whole(total.amount, measure)} after "
            f"{change_tables.whole(total.amount_before, measure)}",
            label_visibility="collapsed",
        )
    screen.remark(_remarks(selection, comparison, total.amount, total.amount_before))
    places = st.columns(2, gap="medium") if is_alone else [st.container() for _ in told_by]
    for place, by, table in zip(places, told_by, tables, strict=False):
        with place:
            change_tables.table(
                (current, before),
                by,
                table,
                state.key(f"changed_{told_by.index(by)}_{comparison.against}"),
                measure,
            )


def _all(current: Slice, before: Slice, compared: change_tables.Compared) -> dict[str, Claim]:
    claims = proofs.named(current, "All minutes, now", compared.total.amount)
    title = "All minutes, before" + (" (all days together)" if compared.is_average else "")
    return claims | proofs.named(before, title, compared.before_sum)


def _remarks(selection: Now, comparison: Comparison, amount: int, amount_before: int) -> str:
    """Which days meet which, and what is not whole about them."""
    assert comparison.now is not None and comparison.before is not None
    length, length_before = comparison.days
    if comparison.weeks:
        return _usual(comparison)
    remarks = [f"{formats.days(*comparison.now)} against {formats.days(*comparison.before)}"]
    if missing := formats.days_missing(
        *map(data.days_without, (comparison.now, comparison.before))
    ):
        remarks.append(f"**{missing}**")
    if comparison.is_partial:
        days = (selection.part.until - selection.part.since).days
        remarks.append(
            f"**partial: only {formats.count(length, 'day')} of {days} are recorded on both "
            f"sides, and only these are compared.** {_recorded()}"
        )
    elif (
        comparison.against is Against.BEFORE
        and not selection.focus
        and selection.shared.period.remark
    ):
        remarks.append(formats.plain(selection.shared.period.remark))
    if length != length_before:
        daily = formats.change(amount * length_before, amount_before * length)
        remarks.append(
            f"{length} days against {length_before}: a day it is {daily or formats.NOTHING}"
        )
    return " · ".join(remarks)


def _usual(comparison: Comparison) -> str:
    """Against which weekdays a single day is held, and which of them have nothing."""
    assert comparison.now is not None
    day, weeks = comparison.now[0], comparison.weeks
    days = [day - number * 7 * DAY for number in range(weeks, 0, -1)]
    empty = sum(data.days_without((earlier, earlier + DAY)) for earlier in days)
    weekday = f"{day:%A}"
    remarks = [
        f"{formats.day(day)} against the average of {formats.count(weeks, weekday)}: "
        f"{formats.listed(map(formats.day_and_month, days))}"
    ]
    if empty:
        remarks.append(f"**{formats.count(empty, 'of them has', 'of them have')} no recordings**")
    if comparison.is_partial:
        remarks.append(f"**only {weeks} of 4 are recorded.** {_recorded()}")
    return " · ".join(remarks)


def _recorded() -> str:
    coverage = data.coverage()
    assert coverage is not None
    return f"Recordings cover {formats.days(coverage.first_day, coverage.last_day + DAY)}."
