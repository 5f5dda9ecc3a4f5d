"""Tables as text for the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a first column to the left and numbers to the right; cells are markdown."""
    aligned = [":--", *["--:"] * (len(header) - 1)]
    lines = [header, aligned, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
