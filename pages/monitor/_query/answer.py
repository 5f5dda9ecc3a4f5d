"""The answer to typed SQL as a table, its columns by their types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.core.errors import Problem
from analytics.team import query, snapshots
from analytics.team.query import Answer
from analytics.team.views import VIEWS
from pages.ui import boxes, data, render_queue, tables
from pages.ui.cache import cached

SHOWN_ROWS = 5_000
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")  # fmt: skip


@cached(30)
def ask(sql: str) -> Answer:
    """The answer of the edition that is spoken of; a question that fails is asked again."""
    with render_queue.beside():
        return query.ask(snapshots.current(data.store()), sql, SHOWN_ROWS)


def show(sql: str) -> None:
    """The rows, or the sentence why there are none."""
    try:
        answer = ask(sql)
    except Problem as problem:
        boxes.problem(problem)
        return
    if not answer.rows:
        st.caption("No rows.")
        return
    tables.show(
        _columns(answer), key="query_rows", alt=f"Answer with the columns {', '.join(answer.columns)}"
    )  # fmt: skip
    if answer.has_more:
        st.caption(
            f"The first {SHOWN_ROWS:,} rows. For more: `python -m analytics sql … --limit N`"
        )


def schema() -> None:
    """The views with their columns and units."""
    for view in VIEWS:
        st.markdown(f"**{view.name}** – {view.meaning}")
        columns = [
            tables.text("Column", [column.name for column in view.columns]),
            tables.text("Type", [column.type.lower() for column in view.columns]),
            tables.text("Meaning", [column.meaning for column in view.columns], width="large"),
        ]
        tables.show(columns, key=f"view_{view.name}", alt=f"Columns of {view.name}")


def _columns(answer: Answer) -> list[tables.Column]:
    return [
        _column(name, kind, [row[place] for row in answer.rows])
        for place, (name, kind) in enumerate(zip(answer.columns, answer.types, strict=True))
    ]


def _column(name: str, kind: str, values: Sequence[Any]) -> tables.Column:
    make: Callable[..., tables.Column] = tables.text
    if kind in _WHOLE and all(value is None or abs(value) < 1 << 63 for value in values):
        make = tables.whole
    elif kind.startswith("DECIMAL"):
        decimals = int(kind.rstrip(")").rpartition(",")[2])
        return tables.decimal(name, [_exact(value) for value in values], decimals)
    elif kind == "DATE":
        return tables.day(name, [value and date.fromisoformat(value) for value in values])
    else:
        values = ["" if value is None else str(value) for value in values]
    return make(name, values)


def _exact(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
