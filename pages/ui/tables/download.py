"""Files of a table: all its rows with their types, and what the page that shows it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from analytics.files.export import csv_bytes, xlsx_bytes
from pages.ui import database
from pages.ui.tables.column import Column
from pages.ui.takeaway import page_record
from pages.ui.takeaway.button import download
from pages.ui.takeaway.page_record import Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EDITION = "Data edition"
MOST_IN_XLSX = 100_000
"""Rows that a workbook is made of: more take a minute."""
Content = tuple[Sequence[str], Iterable[Sequence[object]]]
"""Headings and rows."""


@dataclass(frozen=True)
class Every:
    """All rows of which a table shows the first; asked for when somebody wants the file."""

    content: Callable[[], Content]
    count: int | None = None
    """None where it would have to be counted for this."""


def every(columns: Callable[[], Sequence[Column]], count: int | None = None) -> Every:
    """All rows, in the columns that the table has."""
    return Every(lambda: content(columns()), count)


def content(columns: Sequence[Column]) -> Content:
    """What the columns hold."""
    values = zip(*(column.filed for column in columns), strict=True)
    return [column.name for column in columns], values


def offer(
    columns: Sequence[Column],
    *,
    key: str,
    title: str,
    caption: str = "",
    rows: Every | None = None,
    about: Mapping[str, object] | None = None,
) -> None:
    """The files of a table behind one button, beside its caption; the page as a file has the table too."""
    page_record.add(Table(title, columns))
    facts = dict(about or {})
    if rows is None:
        rows = Every(partial(content, columns), len(columns[0].values))
        facts[EDITION] = database.edition().version
    files(rows, key=key, title=title, caption=caption, about=facts)


def files(
    rows: Every, *, key: str, title: str, caption: str = "", about: Mapping[str, object]
) -> None:
    """The files of rows of which the page shows no table."""
    facts = {"Table": title, **page_record.about(), **about}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if caption:
            page_record.add(page_record.Text(caption))
            st.caption(caption, width="stretch")
        else:
            st.space("stretch")
        _files(rows, facts, key)


def _files(rows: Every, facts: Mapping[str, object], key: str) -> None:
    popover = st.popover(
        "Download",
        icon=":material/download:",
        type="tertiary",
        key=f"{key}_files",
        on_change="rerun",  # what is in it is made when it is opened: a page has many tables
    )
    if not popover.open:
        return
    days = page_record.days()
    many = rows.count is not None and rows.count > MOST_IN_XLSX
    length = "all rows" if rows.count is None else f"{rows.count:,} row{'s' * (rows.count != 1)}"
    with popover:
        for ending, mime, make in (
            ("csv", "text/csv", partial(as_csv, rows)),
            ("xlsx", XLSX, partial(as_xlsx, rows, facts)),
        ):
            download(
                f"{ending.upper()}, {length}",
                make,
                f"{'-'.join(filter(None, (key.replace('_', '-'), days)))}.{ending}",
                mime,
                key=f"{key}_{ending}",
                disabled=many and ending == "xlsx",
            )


def as_csv(rows: Every) -> bytes:
    """The table as CSV."""
    return csv_bytes(*rows.content())


def as_xlsx(rows: Every, facts: Mapping[str, object]) -> bytes:
    """The table as a workbook, with a sheet that says what it shows and of which data."""
    header, values = rows.content()
    about = {EDITION: database.edition().version, **facts}
    return xlsx_bytes(header, values, about=about)
