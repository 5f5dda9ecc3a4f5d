"""The values of one dimension ranked by what is measured: a click on a row filters the page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import streamlit as st

from analytics.lineage import Claim
from analytics.reports.explore.slices import Dimension, Slice
from pages.monitor._explore import figures as proofs
from pages.monitor._explore import measures, state
from pages.monitor._explore.measures import Amounts, By, Measure
from pages.monitor._explore.state import Now
from pages.ui import dimension_words, drilldown, formats, tables
from pages.ui.cache import cached
from pages.ui.database import fragment

SORTS = ("Highest first", "Lowest first", "Most files", "Name")
MOST_ROWS = 1_000


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
    has_source = own is not None and measure is not Measure.COST

    def claims() -> dict[str, Claim]:
        return _claims(selection, own, listed.rows) if own else {}

    def figure(row: int, column: str) -> str:
        name = {"Share": measure.value}.get(column, column).removesuffix(" minutes")
        is_figure = has_source and name in ("Minutes", "Billable", "Files")
        return f"{_labels(own, listed.rows)[row]}, {name}" if own and is_figure else ""

    if has_source:
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
    total = sum(amounts.of(measure) for amounts in ranked.values())
    listed = rows[:MOST_ROWS]
    units = [amounts.of(measure) for _, amounts in listed]
    rows_of = [amounts for _, amounts in listed]
    columns = [
        tables.text(by.name, [by.label(value, 48) for value, _ in listed], width=110),
        measures.column(measure.value, units, measure, bar=True, width=100),
        tables.percent("Share", [tables.share(number, total) for number in units], width=62),
    ]
    if measure is not Measure.MINUTES:
        columns.append(tables.minutes("Minutes", [each.ms for each in rows_of], 0, width=60))
    if measure is not Measure.BILLABLE:
        columns.append(
            tables.minutes("Billable", [each.billable_ms for each in rows_of], 0, width=60)
        )
    if measure is not Measure.FILES:
        columns.append(tables.whole("Files", [each.files for each in rows_of], width=52))
    return _Listed(listed, columns, _totals(by, measure, rows, listed, ranked, total))


def _labels(by: Dimension, listed: Sequence[tuple[str, Amounts]]) -> list[str]:
    return formats.different(dimension_words.label(by, value, 48) for value, _ in listed)


def _claims(
    selection: Now, by: Dimension, listed: Sequence[tuple[str, Amounts]]
) -> dict[str, Claim]:
    labels = _labels(by, listed)
    values = {
        value: (label, amounts.ms, amounts.billable_ms, amounts.files)
        for (value, amounts), label in zip(listed, labels, strict=True)
    }
    return proofs.ranked(selection.part, by, values)


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
    values = [value for value, _ in rows]
    remarks = [f"**{_count(by, values)}: {measures.said(units, measure)}**"]
    if measure is not Measure.FILES:
        remarks.append(formats.count(sum(amounts.files for _, amounts in rows), "file"))
    if len(rows) < len(ranked):
        remarks.append(f"{formats.share(units, total)} of all {formats.whole(len(ranked))}")
    if len(listed) < len(rows):
        remarks.append(f"the first {formats.whole(len(listed))} are listed, find narrows them")
    cell = measures.cell(measure)
    if sum(cell(amounts.of(measure)) for _, amounts in rows) != cell(units):
        remarks.append("figures are rounded, the exact ones add up")
    return " · ".join(remarks)
