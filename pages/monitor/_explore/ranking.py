"""The values of one dimension ranked by what is measured: a click on a row filters the page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import streamlit as st

from analytics.lineage import Claim
from analytics.reports.explore.slices import Slice
from pages.monitor._explore import figures as proofs
from pages.monitor._explore import measures, state
from pages.monitor._explore.measures import Amounts, By, Measure
from pages.monitor._explore.state import Now
from pages.ui import dimension_words, drilldown, formats, tables
from pages.ui.cache import cached
from pages.ui.database import fragment

SORTS = ("Highest first", "Lowest first", "Most files", "Name")
MOST_ROWS = 1_000
FIGURES = ("Minutes", "Billable", "Files", "Cost", "Lessons")
"""Columns whose cells open their source."""


class _Listed(NamedTuple):
    """What is shown of a ranking, ready to be sent."""

    rows: Sequence[tuple[str, Amounts]]
    columns: list[tables.Column]
    said: str


@fragment
def show(selection: Now, by: By, measure: Measure) -> None:
    """The values with search, order and sums."""
    if state.was_clicked():
        st.rerun()
    values = measures.ranking(selection.part, by, measure)
    with st.container(horizontal=True):
        find = st.text_input(
            f"Search {by.plural}",
            key=state.FIND,
            bind="query-params",
            icon=":material/search:",
            placeholder=f"Search {_count(by, values)}",
            label_visibility="collapsed",
        )
        sort = st.selectbox(
            "Order",
            SORTS,
            key=state.SORT,
            bind="query-params",
            label_visibility="collapsed",
            width=160,
        )
    listed = _listed(selection.part, by, measure, (find or "").strip().casefold(), sort)
    key = state.key("ranked")
    own = by.own

    has_cost = bool(listed.rows) and measures.is_money(measure)
    columns = {"Share": measure.value, _short(measure): measure.value}

    def claims() -> dict[str, Claim]:
        return _claims(selection, by, listed.rows, measure)

    def figure(row: int, column: str) -> str:
        column = column.partition(" (")[0]  # an amount's heading has its currency
        name = columns.get(column, column).removesuffix(" minutes")
        if has_cost and measure.value == name:
            name = "Cost"
        is_figure = name in FIGURES and (own is not None or name == "Cost")
        is_told = name != "Lessons" or measure is Measure.LESSONS
        return f"{_labels(by, listed.rows)[row]}, {name}" if is_figure and is_told else ""

    if own or has_cost:
        drilldown.button(claims, key=f"prove_{key}", label="Show source")
    drilldown.table(
        listed.columns,
        claims,
        figure,
        on_other=lambda row, _: state.row_clicked(own or by.name, listed.rows[row][0]),
        key=key,
        shown=9,
        alt=f"{by.plural} by {measure.lower()}, with share, minutes and files; a click on a name filters",
        caption=listed.said,
    )


@cached(200)
def _listed(part: Slice, by: By, measure: Measure, find: str, sort: str) -> _Listed:
    ranked = measures.ranking(part, by, measure)
    rows = _sorted(by, ranked, find, sort)
    total = measures.whole(part, measure).of(measure) if by.own else _sum(ranked, measure)
    listed = rows[:MOST_ROWS]
    units = [amounts.of(measure) for _, amounts in listed]
    rows_of = [amounts for _, amounts in listed]
    columns = [
        tables.text(by.name, _labels(by, listed), width=110),
        measures.column(_short(measure), units, measure, bar=True, width=100),
    ]
    if measure in measures.ADDED:
        shares = [tables.share(number, total) for number in units]
        columns.append(tables.percent("Share", shares, width=62))
    else:
        columns += _parts(measure, rows_of)
    if measure is not Measure.MINUTES:
        columns.append(tables.minutes("Minutes", [each.ms for each in rows_of], 0, width=60))
    if measure is not Measure.BILLABLE:
        columns.append(
            tables.minutes("Billable", [each.billable_ms for each in rows_of], 0, width=60)
        )
    if measure is not Measure.FILES:
        columns.append(tables.whole("Files", [each.files for each in rows_of], width=52))
    return _Listed(listed, columns, _totals(by, measure, rows, listed, ranked, total))


def _short(measure: Measure) -> str:
    """A measure as a heading, with room for its figures below."""
    return {
        Measure.PER_LESSON: "A lesson",
        Measure.PER_HOUR: "A lesson hour",
        Measure.PER_STUDENT: "A student",
        Measure.PER_MINUTE: "Billed a minute",
    }.get(measure, measure.value)


def _parts(measure: Measure, rows: Sequence[Amounts]) -> list[tables.Column]:
    """What a ratio is made of."""
    part, whole, _ = measures.PARTS[measure]
    columns = []
    if part == "cost":
        columns.append(measures.column("Cost", [row.cost for row in rows], Measure.COST, width=70))
    if whole == "length_ms":
        lengths = [row.length_ms for row in rows]
        columns.append(tables.minutes("Lesson minutes", lengths, 0, width=80))
    else:
        numbers = [getattr(row, whole) for row in rows]
        columns.append(tables.whole(whole.capitalize(), numbers, width=60))
    return columns


def _sum(ranked: dict[str, Amounts], measure: Measure) -> int:
    return sum(amounts.of(measure) for amounts in ranked.values())


def _labels(by: By, listed: Sequence[tuple[str, Amounts]]) -> list[str]:
    return by.labels(value for value, _ in listed)


def _claims(
    selection: Now, by: By, listed: Sequence[tuple[str, Amounts]], measure: Measure
) -> dict[str, Claim]:
    labels = _labels(by, listed)
    values = {
        value: (label, amounts.ms, amounts.billable_ms, amounts.files)
        for (value, amounts), label in zip(listed, labels, strict=True)
    }
    part = selection.part
    claims: dict[str, Claim] = {}
    if by.own:
        claims |= proofs.ranked(part, by.own, values)
    if measures.is_money(measure):
        money = {v: (label, amounts.cost) for (v, amounts), label in zip(listed, labels, strict=True)}  # fmt: skip
        claims |= proofs.ranked_costs(part, by, money)
    if measure is Measure.LESSONS and by.own:
        lessons = {v: (label, amounts.lessons) for (v, amounts), label in zip(listed, labels, strict=True)}  # fmt: skip
        claims |= proofs.ranked_lessons(part, by.own, lessons)
    return claims


def _sorted(by: By, ranked: dict[str, Amounts], find: str, sort: str) -> list[tuple[str, Amounts]]:
    rows = [
        (value, amounts)
        for value, amounts in ranked.items()
        if not find or find in formats.named(by.shown(value)).casefold()
    ]
    order = dimension_words.order(by.own) if by.own else None
    if sort == "Lowest first":
        rows.reverse()
    elif sort == "Most files":
        rows.sort(key=lambda row: -row[1].files)
    elif sort == "Name":
        rows.sort(key=lambda row: order.index(row[0]) if order else row[0])
    return rows


def _count(by: By, values: Collection[str]) -> str:
    if by.own:
        return dimension_words.count(by.own, values)
    return formats.count(len(values), f"value of {by.name}", by.plural)


def _totals(
    by: By,
    measure: Measure,
    rows: Sequence[tuple[str, Amounts]],
    listed: Sequence[tuple[str, Amounts]],
    ranked: dict[str, Amounts],
    total: int,
) -> str:
    units = sum(amounts.of(measure) for _, amounts in rows)
    if len(rows) == len(ranked) and by.own:
        units = total
    values = [value for value, _ in rows]
    said = measures.said(units, measure)
    is_added = measure in measures.ADDED
    if not is_added:
        said = f"{measures.said(total, measure)} in all"
    remarks = [f"**{_count(by, values)}: {said}**"]
    if measure is not Measure.FILES:
        remarks.append(formats.count(sum(amounts.files for _, amounts in rows), "file"))
    if len(rows) < len(ranked) and is_added:
        remarks.append(f"{formats.share(units, total)} of all {formats.whole(len(ranked))}")
    if len(listed) < len(rows):
        remarks.append(f"the first {formats.whole(len(listed))} are listed, find narrows them")
    cell = measures.cell(measure)
    if measure is Measure.LESSONS and _sum(dict(rows), measure) != units:
        remarks.append("a lesson of several values counts under each")
    elif is_added and sum(cell(amounts.of(measure)) for _, amounts in rows) != cell(units):
        remarks.append("figures are rounded, the exact ones add up")
    return " · ".join(remarks)
