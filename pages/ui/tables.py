"""Tables as text: for the page, and for a spreadsheet that must not run what data says."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a first column to the left and numbers to the right; cells are markdown."""
    aligned = [":--", *["--:"] * (len(header) - 1)]
    lines = [header, aligned, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV in which no cell is a formula: such a text gets a leading apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([safe_cell(str(cell)) for cell in header])
    writer.writerows([safe_cell(str(cell)) for cell in row] for row in rows)
    return text.getvalue()


def safe_cell(text: str) -> str:
    """The text, or with an apostrophe in front where a spreadsheet would take it for a formula."""
    if text.startswith(_FORMULA) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
