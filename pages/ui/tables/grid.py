"""The grid of a table, which sorts by a click on a heading, and its files below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from pages.ui import formats
from pages.ui.tables import download
from pages.ui.tables.column import Column

NO_SELECTION: dict[str, Any] = {"selection": {"rows": [], "columns": [], "cells": []}}
Clicked = Callable[[int, str], None]
"""Is given the row, counted from 0 as the columns have it, and the heading; "" for the row itself."""


def show(
    columns: Sequence[Column],
    *,
    key: str,
    alt: str,
    shown: int = 12,
    on_click: Clicked | None = None,
    placeholder: str = formats.NOTHING,
    caption: str = "",
    rows: download.Every | None = None,
    about: Mapping[str, object] | None = None,
) -> None:
    """A table of so many rows in sight; a click on a cell, or the choice of a row by mouse or keyboard, is told.

    ``placeholder`` stands where a value is missing, ``caption`` below. The files hold ``rows`` where the table shows only
    the first of them, and say what they are ``about`` beside what the page says of itself.
    """
    choice: dict[str, Any] = {}
    if on_click:
        choice["selection_mode"] = ["single-row", "single-cell"]
        choice["on_select"] = lambda: _told(key, on_click)
    st.dataframe(
        picked(columns),
        key=key,
        hide_index=True,
        height=height(min(len(columns[0].values), shown)),
        column_config={column.name: column.config for column in columns},
        placeholder=placeholder,
        alt=alt,
        **choice,
    )
    download.offer(columns, key=key, title=alt, caption=caption, rows=rows, about=about)


def picked(columns: Sequence[Column]) -> Any:
    """The columns as the browser is sent them: made a pandas frame first, they took most of a table's time."""
    import pyarrow as pa  # not at each start

    return pa.Table.from_pydict({column.name: column.arrow() for column in columns})


def height(rows: int) -> int:
    """Of a table that shows so many rows, at least one, below its header; in pixels."""
    return 35 * (max(rows, 1) + 1) + 3


def _told(key: str, on_click: Clicked) -> None:
    """Nothing stays chosen: a second click on the same cell is one too."""
    selection = st.session_state[key].selection
    places = [*selection.cells, *((row, "") for row in selection.rows)]
    st.session_state[key] = NO_SELECTION
    if places:
        on_click(*places[0])
