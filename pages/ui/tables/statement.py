"""A table that is read line by line and never sorted: each line has its own unit, or is a sum of others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> str:
    """A table with ``words`` first columns to the left, numbers to the right; cells are markdown."""
    aligned = [*[":--"] * words, *["--:"] * (len(header) - words)]
    lines = [header, aligned, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
