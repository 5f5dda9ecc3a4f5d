"""Cells of exported tables: what data says is never taken for a formula, and comes back as it was."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

# Spreadsheets take a text for a formula that begins so; in East Asia also with the wide signs. Where ";" separates, what
# stands after one begins a cell too, for quotes hold a cell together only at the start of a line.
_FORMULA = re.compile(r"(^|;)('*[=+\-@\t\r\n＝＋－＠])")
_GUARDED = re.compile(r"(^|;)'('*[=+\-@\t\r\n＝＋－＠])")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def guarded(text: str) -> str:
    """The text with an apostrophe before each place where a spreadsheet would begin a formula."""
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1'\2", text)


def unguarded(text: str) -> str:
    """The text that `guarded` made this of."""
    return _GUARDED.sub(r"\1\2", text)


def plain(value: object) -> str:
    """A value as text: digits without grouping, days as YYYY-MM-DD, times with their offset where they have one."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
    return str(value)


def csv_cell(value: object) -> str:
    """A value as a cell of a CSV file that any spreadsheet may open."""
    return plain(value) if isinstance(value, int | Decimal | date) else guarded(plain(value))
