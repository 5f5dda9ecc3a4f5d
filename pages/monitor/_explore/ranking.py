"""The values of one dimension ranked by what is measured: a click on a row filters the page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

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
    table: Any
    columns: dict[str, Any]
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
    st.dataframe(
        listed.table,
        key=key,
        hide_index=True,
        height=tables.height(min(len(listed.rows), 9)),
        on_select=lambda: state.row_clicked(
            key, by.own or by.name, [value for value, _ in listed.rows]
        ),
        selection_mode=["single-row", "single-cell"],
        column_config=listed.columns,
        alt=f"{by.plural} by {measure.lower()}, with share, minutes and files; a click filters",
    )
    if by.own and measure is not Measure.COST:
        own = by.own
        drilldown.button(
            lambda: _claims(selection, own, listed.rows), key=f"prove_{key}", label="Show source"
        )
    st.caption(listed.said)


@cached(200)
def _listed(part: Slice, by: By, measure: Measure, find: str, sort: str) -> _Listed:
    ranked = measures.ranking(part, by, measure)
    rows = _sorted(by, ranked, find, sort)
    total = sum(amounts.of(measure) for amounts in ranked.values())
    listed = rows[:MOST_ROWS]
    units = [amounts.of(measure) for _, amounts in listed]
    cells = list(map(measures.cell(measure), units))
    numbers = {
        "Minutes": [state.minutes(amounts.ms) for _, amounts in listed],
        "Billable": [state.minutes(amounts.billable_ms) for _, amounts in listed],
        "Files": [amounts.files for _, amounts in listed],
    }
    shown = {"Billable": Measure.BILLABLE}
    table = tables.columns(
        {
            by.name: [by.label(value, 48) for value, _ in listed],
            measure.value: cells,
            "Share": [formats.share(number, total) for number in units],
            **{
                name: column
                for name, column in numbers.items()
                if shown.get(name, name) != measure.value
            },
        }
    )
    columns = {
        by.name: st.column_config.TextColumn(width=110),
        measure.value: st.column_config.ProgressColumn(
            format=measures.number_format(measure),
            min_value=0,
            max_value=float(max([*cells, 1])),
            width=100,
        ),
        "Share": st.column_config.TextColumn(alignment="right", width=58),
        **{
            name: st.column_config.NumberColumn(format="%,d", width=52 if name == "Files" else 60)
            for name in numbers
            if name != measure.value
        },
    }
    return _Listed(listed, table, columns, _totals(by, measure, rows, listed, ranked, total))


def _claims(
    selection: Now, by: Dimension, listed: Sequence[tuple[str, Amounts]]
) -> dict[str, Claim]:
    labels = formats.different(dimension_words.label(by, value, 48) for value, _ in listed)
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
