"""The dimensions: what each value cost, and which rooms, users and apps no row names."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from analytics.billing.cost_of_use import CostRow
from analytics.core.model import MS_PER_MINUTE
from analytics.core.money import divide_half_up
from analytics.groups.rows import NAMED
from pages.ui import data, formats, tables, use_costs

NOT_MAPPED = "not mapped"
_CHOICE = "groups_dimension"
_MOST = 500
_MONEY = st.column_config.NumberColumn(format="%,.2f")
_WHOLE = st.column_config.NumberColumn(format="%,d")


def show() -> None:
    """All dimensions with how much of them is mapped, then the values of one and its gaps."""
    names = use_costs.dimensions()
    if not names:
        return
    st.subheader("Dimensions", anchor=False)
    rows = {name: use_costs.rows((name,)) for name in names}
    gaps = {name: _gap(rows[name]) for name in names}
    currency = use_costs.currency()
    st.dataframe(
        tables.columns(
            {
                "Dimension": names,
                "Values": [sum(1 for row in rows[name] if row.key[0]) for name in names],
                "Not mapped, minutes": [_minutes(gaps[name].ms) for name in names],
                f"Not mapped, {currency}": [gaps[name].total for name in names],
                "Not mapped, share": [_share(gaps[name], rows[name]) for name in names],
            }
        ),
        key="groups_table",
        hide_index=True,
        height=tables.height(min(len(names), 10)),
        column_config={
            "Not mapped, minutes": _WHOLE,
            f"Not mapped, {currency}": _MONEY,
            "Not mapped, share": st.column_config.TextColumn(alignment="right"),
        },
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
    largest = sorted(rows, key=lambda row: (-row.total, -row.ms, row.key))[:_MOST]
    names = {
        heading: [row.key[place] or nothing or formats.named("") for row in largest]
        for place, heading in enumerate(headings)
    }
    st.dataframe(
        tables.columns(
            {
                **names,
                "Files": [row.files for row in largest],
                "Minutes": [_minutes(row.ms) for row in largest],
                f"Cost, {currency}": [row.total for row in largest],
            }
        ),
        key=key,
        hide_index=True,
        height=tables.height(min(len(largest), 12)),
        column_config={"Files": _WHOLE, "Minutes": _WHOLE, f"Cost, {currency}": _MONEY},
        alt=f"Files, minutes and cost by {' and '.join(headings).lower()}",
    )
    if len(rows) > _MOST:
        st.caption(f"The {_MOST:,} that cost most, of {len(rows):,}.")


def _gap(rows: Sequence[CostRow]) -> CostRow:
    """The row of what is not mapped."""
    nothing = CostRow(("",), 0, 0, 0, Decimal(0), Decimal(0))
    return next((row for row in rows if not row.key[0]), nothing)


def _share(gap: CostRow, rows: Sequence[CostRow]) -> str:
    return formats.share(gap.ms, sum(row.ms for row in rows))


def _minutes(ms: int) -> int:
    return divide_half_up(ms, MS_PER_MINUTE)
