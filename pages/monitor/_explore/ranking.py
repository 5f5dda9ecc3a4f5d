"""The values of one dimension ranked by minutes: a click on a row filters the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from analytics.lineage import Claim
from analytics.reports.explore.slices import Dimension, Slice
from pages.monitor._explore import figures as proofs
from pages.monitor._explore import questions, state
from pages.monitor._explore.questions import Sums
from pages.monitor._explore.state import Now
from pages.ui import dimension_words, drilldown, formats, tables
from pages.ui.cache import cached
from pages.ui.database import fragment

SORTS = ("Most minutes", "Fewest minutes", "Most files", "Name")
MOST_ROWS = 1_000


class _Listed(NamedTuple):
    """What is shown of a ranking, ready to be sent."""

    rows: Sequence[tuple[str, Sums]]
    table: Any
    columns: dict[str, Any]
    said: str


@fragment
def show(selection: Now, by: Dimension) -> None:
    """The values with search, order and sums."""
    if state.was_clicked():
        st.rerun()
    plural, name = dimension_words.PLURALS[by], dimension_words.DIMENSIONS[by]
    values = questions.names(selection.part, by)
    with st.container(horizontal=True):
        find = st.text_input(
            f"Search {plural}",
            key=state.FIND,
            bind="query-params",
            icon=":material/search:",
            placeholder=f"Search {dimension_words.count(by, values)}",
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
    listed = _listed(selection.part, by, (find or "").strip().casefold(), sort)
    key = state.key("ranked")
    st.dataframe(
        listed.table,
        key=key,
        hide_index=True,
        height=tables.height(min(len(listed.rows), 9)),
        on_select=lambda: state.row_clicked(key, by, [value for value, _ in listed.rows]),
        selection_mode=["single-row", "single-cell"],
        column_config=listed.columns,
        alt=f"{name}s by minutes, with share, billable minutes and files; a click filters",
    )
    drilldown.button(
        lambda: _claims(selection, by, listed.rows), key=f"prove_{key}", label="Show source"
    )
    st.caption(listed.said)


@cached(200)
def _listed(part: Slice, by: Dimension, find: str, sort: str) -> _Listed:
    ranked = questions.ranking(part, by)
    rows = _sorted(by, ranked, find, sort)
    total = sum(sums.ms for sums in ranked.values())
    listed = rows[:MOST_ROWS]
    name = dimension_words.DIMENSIONS[by]
    minutes = [state.minutes(sums.ms) for _, sums in listed]
    table = tables.columns(
        {
            name: [dimension_words.label(by, value, 48) for value, _ in listed],
            "Minutes": minutes,
            "Share": [formats.share(sums.ms, total) for _, sums in listed],
            "Billable": [state.minutes(sums.billable_ms) for _, sums in listed],
            "Files": [sums.videos for _, sums in listed],
        }
    )
    columns = {
        name: st.column_config.TextColumn(width=110),
        "Minutes": st.column_config.ProgressColumn(
            format="%,d", min_value=0, max_value=max([*minutes, 1]), width=100
        ),
        "Share": st.column_config.TextColumn(alignment="right", width=58),
        "Billable": st.column_config.NumberColumn(format="%,d", width=60),
        "Files": st.column_config.NumberColumn(format="%,d", width=52),
    }
    return _Listed(listed, table, columns, _totals(by, rows, listed, ranked, total))


def _claims(selection: Now, by: Dimension, listed: Sequence[tuple[str, Sums]]) -> dict[str, Claim]:
    labels = formats.different(dimension_words.label(by, value, 48) for value, _ in listed)
    values = {
        value: (label, sums.ms, sums.billable_ms, sums.videos)
        for (value, sums), label in zip(listed, labels, strict=True)
    }
    return proofs.ranked(selection.part, by, values)


def _sorted(by: Dimension, ranked: dict[str, Sums], find: str, sort: str) -> list[tuple[str, Sums]]:
    rows = [
        (value, sums)
        for value, sums in ranked.items()
        if not find or find in formats.named(dimension_words.shown(by, value)).casefold()
    ]
    order = dimension_words.order(by)
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
    ms = sum(sums.ms for _, sums in rows)
    values = [value for value, _ in rows]
    remarks = [
        f"**{dimension_words.count(by, values)}: {formats.minute_count(ms)}**",
        formats.count(sum(counts.videos for _, counts in rows), "file"),
    ]
    if len(rows) < len(ranked):
        remarks.append(f"{formats.share(ms, total)} of all {formats.whole(len(ranked))}")
    if len(listed) < len(rows):
        remarks.append(f"the first {formats.whole(len(listed))} are listed, find narrows them")
    rounded = sum(state.minutes(counts.ms) for _, counts in rows)
    if rounded != state.minutes(ms):
        remarks.append("figures are rounded, the exact ones add up")
    return " · ".join(remarks)
