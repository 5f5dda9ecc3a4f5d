"""Any table as a file, in CSV and XLSX: the same rows and values as the screen shows, and no formula from data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from analytics.core.errors import Problem
from analytics.files.formula_guard import csv_cell, plain

# Excel's own limits.
MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
_MOST_DIGITS = 15
_FIRST_YEAR = 1900
_WIDEST = 60
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
# The same table gives the same bytes.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - no instant

Row = Sequence[object]


def csv_bytes(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A table as CSV in UTF-8 with a mark that Excel knows it by, every cell quoted; see `csv_text`."""
    text = csv_text(columns, rows, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    return text.encode("utf-8-sig", "replace")


def csv_text(columns: Sequence[str], rows: Iterable[Row], **form: Any) -> str:
    """A table as CSV; no cell of it begins a formula, in the header neither. ``form`` is that of `csv.writer`."""
    text = io.StringIO()
    writer = csv.writer(text, **{"lineterminator": "\n", **form})
    writer.writerow([csv_cell(name) for name in columns])
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return text.getvalue()


def xlsx_bytes(
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    sheet: str = "Data",
    about: Mapping[str, object] | None = None,
) -> bytes:
    """A table as an Excel workbook; numbers and days are numbers and days, ids are texts with all their digits.

    `about` goes on a sheet of its own: the settings that the figures were made under. A text longer than a cell may
    hold ends in "…". Raises Problem for more rows than a sheet has.
    """
    import xlsxwriter  # only now: no page needs it before a file is asked for

    table = [tuple(row) for row in rows]
    if len(table) >= MOST_ROWS:
        raise Problem(
            f"the table has {len(table):,} rows, and an Excel sheet holds {MOST_ROWS - 1:,}",
            hint="Take it as CSV, or choose a shorter period",
        )
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"created": _MADE})
    _write(book, sheet, columns, table)
    if about:
        _write(book, "About", ("Setting", "Value"), list(about.items()))
    book.close()
    return buffer.getvalue()


def _write(book: Any, name: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for at, title in enumerate(columns):
        lengths = [len(title), *(len(plain(row[at])) for row in rows[:1000])]
        page.set_column(at, at, min(max(lengths) + 2, _WIDEST))
    bold = book.add_format({"bold": True})
    formats: dict[str, Any] = {}
    for at, title in enumerate(columns):
        page.write_string(0, at, _cell_text(title), bold)
    for line, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            _cell(book, page, formats, line, at, value)


def _cell(book: Any, page: Any, formats: dict[str, Any], line: int, at: int, value: object) -> None:
    form = _form(value)
    if form and form not in formats:
        formats[form] = book.add_format({"num_format": form})
    if value is None or value == "":
        return
    if form and isinstance(value, date):
        page.write_datetime(line, at, value, formats[form])
    elif form:
        page.write_number(line, at, value, formats[form])
    else:
        page.write_string(line, at, _cell_text(plain(value)))


def _form(value: object) -> str:
    """Excel's form of a number or a time; "" for what is written as text."""
    match value:
        case bool():
            return ""
        case int():
            return "0" if len(str(abs(value))) <= _MOST_DIGITS else ""
        case Decimal() if value.is_finite():
            _, digits, exponent = value.as_tuple()
            places = max(0, -int(exponent))
            is_exact = max(len(digits), places) <= _MOST_DIGITS
            return f"0.{'0' * places}".rstrip(".") if is_exact else ""
        case datetime():
            return "" if value.tzinfo or value.year < _FIRST_YEAR else "yyyy-mm-dd hh:mm:ss"
        case date():
            return "yyyy-mm-dd" if value.year >= _FIRST_YEAR else ""
    return ""


def _cell_text(text: str) -> str:
    valid_text = text.encode("utf-8", "replace").decode("utf-8")
    return valid_text if len(valid_text) <= LONGEST_TEXT else valid_text[: LONGEST_TEXT - 1] + "…"
