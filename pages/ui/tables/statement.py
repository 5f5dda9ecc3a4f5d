"""A table that is read line by line and never sorted: each line has its own unit, or is a sum of others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from pages.ui.takeaway import page_record


def statement(header: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> None:
    """A table with ``words`` first columns to the left, numbers to the right; cells are markdown."""
    lines = [list(row) for row in rows]
    page_record.add(page_record.Statement(header, lines, words))
    aligned = [*[":--"] * words, *["--:"] * (len(header) - words)]
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in (header, aligned, *lines)))
