"""The record of a page as one HTML file, in the colours of the light theme."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import streamlit as st

from analytics.files import html_page
from pages.ui import theme
from pages.ui.charts import script
from pages.ui.takeaway.page_record import Chart, Figure, PageRecord, Table, Text

_COLOUR = re.compile("#0000[0-4][0-9]")
_FAINT, _GRID = "#5f6b7a", "#d8dee6"
MOST_ROWS = 5_000
"""Of a table on the page; its own files hold all."""


def page(record: PageRecord) -> bytes:
    """The page as it is now."""
    items = list(record.flat())
    has_charts = any(isinstance(item, Chart) for item in items)
    return html_page.page(
        record.title, record.about, _blocks(items), script.source() if has_charts else ""
    )


def _blocks(items: list[Any]) -> Iterator[str]:
    for number, (kind, group) in enumerate(groupby(items, type)):
        if kind is Figure:
            yield html_page.figures((card.name, card.value, card.more) for card in group)
            continue
        for place, item in enumerate(group):
            yield _block(item, f"chart-{number}-{place}")


def _block(item: Text | Table | Chart, name: str) -> str:
    match item:
        case Text(markdown, level):
            return html_page.heading(markdown, level + 1) if level else html_page.remark(markdown)
        case Table(title, columns):
            cells = [
                [_cell(column, value) for value in column.values[:MOST_ROWS]] for column in columns
            ]
            return html_page.table(
                title,
                [column.name for column in columns],
                zip(*cells, strict=True),
                [column.is_number for column in columns],
            )
        case Chart(title, picture):
            drawing = json.dumps(picture.to_dict(), default=str)
            colours = _colours()
            return html_page.chart(
                title, _COLOUR.sub(lambda m: colours.get(m[0], m[0]), drawing), name
            )


def _cell(column: Any, value: Any) -> str:
    return "" if value is None else str(column.as_text(value))


def _colours() -> dict[str, str]:
    """What the browser puts in for the names of colours on a page, from the settings of the light theme."""
    named = {
        theme.INK: st.get_option("theme.light.textColor"),
        theme.FAINT_INK: _FAINT,
        theme.BACKGROUND: st.get_option("theme.light.backgroundColor"),
        theme.GRID: _GRID,
    }
    for first, option in ((1, "chartCategoricalColors"), (11, "chartSequentialColors")):
        for number, colour in enumerate(st.get_option(f"theme.light.{option}") or (), start=first):
            named[f"#{number:06d}"] = colour
    return named
