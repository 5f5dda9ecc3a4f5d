"""Tables of pages: a grid that sorts values as what they are.

    tables.show(
        [tables.text("Room", rooms), tables.minutes("Minutes", lengths), tables.money("Cost", amounts, "USD")],
        key="rooms", alt="Rooms with minutes and cost",
    )

Each can be taken away as CSV and XLSX. `drilldown.table` is the same with cells that open their source.
"""

from pages.ui.tables.column import (
    Column,
    day,
    decimal,
    line,
    link,
    minutes,
    moment,
    money,
    month,
    percent,
    share,
    text,
    whole,
)
from pages.ui.tables.download import Every, every, files
from pages.ui.tables.grid import Clicked, height, picked, show

__all__ = [
    "Clicked",
    "Column",
    "Every",
    "day",
    "decimal",
    "every",
    "files",
    "height",
    "line",
    "link",
    "minutes",
    "moment",
    "money",
    "month",
    "percent",
    "picked",
    "share",
    "show",
    "text",
    "whole",
]
