"""The dimensions: what each value cost, and which rooms, users and apps no row names."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from analytics.billing.cost_of_use import CostRow
from analytics.groups.rows import NAMED
from pages.ui import data, formats, tables, use_costs

NOT_MAPPED = "not mapped"
_CHOICE = "groups_dimension"
_MOST = 500


def show() -> None:
    """All dimensions with how much of them is mapped, then the values of one and its gaps."""
    names = use_costs.dimensions()
    if not names:
        return
    st.subheader("Dimensions", anchor=False)
    rows = {name: use_costs.rows((name,)) for name in names}
    gaps = {name: _gap(rows[name]) for name in names}
    currency = use_costs.currency()
    shares = [_share(gaps[name], rows[name]) for name in names]
    tables.show(
        [
            tables.text("Dimension", names),
            tables.whole("Values", [sum(1 for r in rows[name] if r.key[0]) for name in names]),
            tables.minutes("Not mapped, minutes", [gaps[name].ms for name in names], 0),
            tables.money("Not mapped", [gaps[name].total for name in names], currency),
            tables.percent("Not mapped, share", shares),
        ],
        key="groups_table",
        shown=10,
        alt="Dimensions of groups with the minutes and cost that are not mapped",
    )
    if data.coverage() is None:
        return
    name = st.selectbox("Dimension", names, key=_CHOICE)
    values, missing = st.columns(2, gap="medium")
    with values:
        st.markdown("**What each value cost**")
        _table("groups_values", ["Value"], rows[name], currency, NOT_MAPPED)
    with missing:
        _missing(name, currency)


def _missing(name: str, currency: str) -> None:
    """What no row names, by what the rows of the dimension look at."""
    looks_at = _looks_at(name)
    rows = use_costs.rows(looks_at, groups=((name, ("",)),))
    st.markdown(f"**Not mapped: {formats.count(len(rows), looks_at[-1])}**")
    if not rows:
        st.caption("Every recorded file has a value.")
        return
    _table("groups_missing", [field.capitalize() for field in looks_at], rows, currency)


def _looks_at(name: str) -> tuple[str, ...]:
    rows = [row for each in use_costs.group_imports() for row in each.rows if row.dimension == name]
    named = [
        field
        for place, field in enumerate(NAMED)
        if any(row.names[place] is not None for row in rows)
    ]
    return tuple(named) or ("app",)


def _table(
    key: str, headings: Sequence[str], rows: Sequence[CostRow], currency: str, nothing: str = ""
) -> None:
    """The rows that cost most; an empty name is shown as ``nothing``, else as everywhere."""
    ordered = sorted(rows, key=lambda row: (-row.total, -row.ms, row.key))
    alt = f"Files, minutes and cost by {' and '.join(headings).lower()}"

    def columns(rows: Sequence[CostRow]) -> list[tables.Column]:
        return [
            *(
                tables.text(heading, [r.key[place] or nothing or formats.named("") for r in rows])
                for place, heading in enumerate(headings)
            ),
            tables.whole("Files", [row.files for row in rows]),
            tables.minutes("Minutes", [row.ms for row in rows], 0),
            tables.money("Cost", [row.total for row in rows], currency),
        ]

    tables.show(
        columns(ordered[:_MOST]),
        key=key,
        alt=alt,
        caption=f"The {_MOST:,} that cost most, of {len(rows):,}." if len(rows) > _MOST else "",
        rows=tables.every(lambda: columns(ordered), len(ordered)),
    )


def _gap(rows: Sequence[CostRow]) -> CostRow:
    """The row of what is not mapped."""
    nothing = CostRow(("",), 0, 0, 0, Decimal(0), Decimal(0))
    return next((row for row in rows if not row.key[0]), nothing)


def _share(gap: CostRow, rows: Sequence[CostRow]) -> Decimal | None:
    return tables.share(gap.ms, sum(row.ms for row in rows))
