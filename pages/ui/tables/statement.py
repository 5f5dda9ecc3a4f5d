"""A table that is read line by line and never sorted: each line has its own unit, or is a sum of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

import streamlit as st

from pages.ui import database
from pages.ui.tables import download
from pages.ui.takeaway import page_record

_NUMBER = re.compile(r"([+−-]?)[^\d\s+−-]{0,4}(\d[\d,]*(?:\.\d+)?)", re.ASCII)
"""A number as pages write it, with the sign of a currency or without: ``−$1,234.50``."""


def statement(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    words: int = 1,
    key: str = "",
    title: str = "",
) -> None:
    """A table with ``words`` first columns to the left, numbers to the right; cells are markdown.

    With a ``key`` it can be taken away as a file that says its ``title``; what is a number there is one in the file.
    """
    lines = [list(row) for row in rows]
    page_record.add(page_record.Statement(header, lines, words))
    aligned = [*[":--"] * words, *["--:"] * (len(header) - words)]
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in (header, aligned, *lines)))
    if key:
        filed = download.Every(lambda: (list(map(plain, header)), typed(lines, words)), len(lines))
        about = {download.EDITION: database.edition().version}
        download.files(filed, key=key, title=title, about=about)


def plain(markdown: str) -> str:
    """The words of a cell."""
    return re.sub(r"\\(.)|\*\*", r"\1", markdown)


def typed(lines: Sequence[Sequence[str]], words: int) -> list[list[object]]:
    """The cells as words, and behind the first ``words`` columns as numbers where they are."""
    return [
        [plain(cell) if place < words else _value(plain(cell)) for place, cell in enumerate(line)]
        for line in lines
    ]


def _value(text: str) -> object:
    number = _NUMBER.fullmatch(text)
    if not number:
        return text
    sign, digits = number.groups()
    size = Decimal(digits.replace(",", ""))
    return size if sign in ("", "+") else -size
