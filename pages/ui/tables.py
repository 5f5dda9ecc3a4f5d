"""Tables as text for the page, and as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> str:
    """A table with ``words`` first columns to the left, numbers to the right; cells are markdown."""
    aligned = [*[":--"] * words, *["--:"] * (len(header) - words)]
    lines = [header, aligned, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def columns(values: Mapping[str, Sequence[Any]]) -> Any:
    """Columns for `st.dataframe`, which makes a pandas frame of all else first: most of a table's time."""
    import pyarrow as pa  # not at each start

    return pa.Table.from_pydict(dict(values))


def height(rows: int) -> int:
    """Of a table that shows so many rows, at least one, below its header; in pixels."""
    return 35 * (max(rows, 1) + 1) + 3
