"""Workbooks: cells that have a type of their own, as the texts that a person would have written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine

from analytics.core.errors import Problem
from analytics.ingest.common.limits import HEADER_LINES
from analytics.ingest.tables import header
from analytics.ingest.tables.records import Record
from analytics.ingest.tables.sheet_marks import Marks, marks

# A spreadsheet shows a length of a day and more under a clock's format as a moment of its first weeks. Day 60 of Excel,
# 29 February 1900, never was, so that its days before are one off.
_FIRST_DAY = datetime(1899, 12, 31)  # noqa: DTZ001 - a length, no moment
_FIRST_DAY_LATER = datetime(1899, 12, 30)  # noqa: DTZ001
_MARCH = datetime(1900, 3, 1)  # noqa: DTZ001
_LENGTHS_BEFORE = 1904
# Excel keeps 15 digits of a number; what is longer has lost its end.
_MOST_DIGITS = 15
_NEEDED = {"VideoType", "VideoDuration"}
_TIMES = {"RecordStopTime", "RecordStartTime"}


@dataclass
class Sheet:
    """One sheet of a workbook (xlsx, xlsm, xlsb, xls, ods)."""

    sheet: python_calamine.CalamineSheet
    name: str
    notes: list[str] = field(default_factory=list)
    is_grid: bool = True
    marks: Marks = field(default_factory=Marks)

    @property
    def form(self) -> str:
        return f'sheet "{self.name}" of a workbook'

    def records(self) -> Iterator[Record]:
        merged = _Merged(self.sheet.merged_cell_ranges or ())
        marked: dict[int, list[int]] = {}
        for row_no, at in self.marks.texts:
            marked.setdefault(row_no, []).append(at)
        for line, row in enumerate(self.sheet.iter_rows(), 1):
            is_blank = row.count("") == len(row)
            merged.fill(line - 1, row)
            cells = [] if is_blank else [text_of(cell) for cell in row]
            for at in marked.pop(line - 1, ()):
                cells += [""] * (at + 1 - len(cells))
                cells[at] = self.marks.texts[line - 1, at]
            yield Record(line, cells)


class _Merged:
    """Cells that were merged over several rows: each row has what the first of them says."""

    def __init__(self, ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self._begins: dict[int, list[tuple[int, int]]] = {}
        for (first, column), (last, _) in ranges:
            if last > first:
                self._begins.setdefault(first, []).append((column, last))
        self._open: dict[int, tuple[int, Any]] = {}

    def fill(self, at: int, row: list[Any]) -> None:
        """Fill the row, which is number `at` from 0."""
        for column, last in self._begins.pop(at, ()):
            if column < len(row):
                self._open[column] = (last, row[column])
        for column, (last, value) in list(self._open.items()):
            if at > last:
                del self._open[column]
            elif row[column] == "":
                row[column] = value


def open_workbook(path: Path) -> Sheet:
    """The first sheet with a header of recordings, else the first that is not empty, hidden ones last; the others are said in
    its notes.

    Raises Problem where another sheet that is seen has a header of recordings too, for its rows would be lost.
    """
    with _told():
        book = python_calamine.load_workbook(path.open("rb"))
        visible = python_calamine.SheetVisibleEnum.Visible
        hidden = {sheet.name for sheet in book.sheets_metadata if sheet.visible != visible}
        names = sorted(book.sheet_names, key=hidden.__contains__)
        sheets = [sheet for sheet in (_sheet(book, name) for name in names) if sheet]
        headers = [header.find(islice(sheet.records(), HEADER_LINES)) for sheet in sheets]
    if not sheets:
        raise Problem("the workbook is empty", hint="Choose one with a header line and rows")
    at = next((at for at, header_row in enumerate(headers) if header_row), 0)
    chosen, own_header = sheets[at], headers[at]
    more = [
        sheet.name
        for sheet, header_row in zip(sheets, headers, strict=True)
        if own_header
        and header_row
        and _is_like(header_row, own_header)
        and sheet.sheet.height > header_row.line
        if sheet is chosen or sheet.name not in hidden
    ]
    if len(more) > 1:
        raise Problem(
            f"{len(more)} sheets of the workbook hold recordings ({_listed(more)}), and one can be read",
            hint="Save each as a file of its own, and import these or a zip of them",
        )
    chosen.marks = marks(path, chosen.name)
    last, _ = chosen.sheet.end or (0, 0)
    hidden_rows = sum(row <= last for row in chosen.marks.hidden)
    if hidden_rows:
        was = "1 row that is" if hidden_rows == 1 else f"{hidden_rows:,} rows that are"
        chosen.notes.append(
            f"Read with the others: {was} hidden in the sheet, by a filter or by hand."
        )
    unread = [name for name in names if name != chosen.name]
    if unread:
        noun = "hidden sheet" if chosen.name in hidden else "sheet"
        chosen.notes.append(
            f'Of the workbook only the {noun} "{chosen.name}" was read, not {_listed(unread)}; '
            "save a sheet as a file of its own to import it too."
        )
    return chosen


def _is_like(first: header.Header, second: header.Header) -> bool:
    """Whether both name what a video needs, or are the same."""
    known = [header.named(side.cells) for side in (first, second)]
    return first.cells == second.cells or all(side >= _NEEDED and side & _TIMES for side in known)


def _listed(names: list[str]) -> str:
    shown = ", ".join(f'"{name[:40]}"' for name in names[:8])
    return shown + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _sheet(book: python_calamine.CalamineWorkbook, name: str) -> Sheet | None:
    try:
        sheet = book.get_sheet_by_name(name)
    except python_calamine.CalamineError:
        return None  # a sheet of charts
    return Sheet(sheet, name) if sheet.height else None


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except python_calamine.PasswordError as fault:
        raise Problem("the workbook is locked by a password", hint="Save it without one") from fault
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        reason = str(fault).splitlines()[0][:160] if str(fault) else type(fault).__name__
        raise Problem(
            f"the workbook cannot be read ({reason})", hint="Save it again, or as CSV (UTF-8)"
        ) from fault


def text_of(cell: Any) -> str:
    """A cell as text. Excel's numbers are binary; their shortest decimal form is what was typed."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, datetime):
        return clock(_since_day_0(cell)) if cell.year < _LENGTHS_BEFORE else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return clock(
            timedelta(
                hours=cell.hour,
                minutes=cell.minute,
                seconds=cell.second,
                microseconds=cell.microsecond,
            )
        )
    if isinstance(cell, timedelta):
        return clock(cell)
    return _decimal(repr(cell))


def _decimal(text: str) -> str:
    """Digits with a point for what Python shows of a binary number; a shortened one stays 1.4E+18."""
    value = Decimal(text)
    if not value.is_finite():
        return ""
    is_whole = value == value.to_integral_value()
    if is_whole and value.adjusted() >= _MOST_DIGITS:
        return f"{value.normalize():E}"
    return str(int(value)) if is_whole else format(value, "f")


def _since_day_0(moment: datetime) -> timedelta:
    return moment - (_FIRST_DAY if moment < _MARCH else _FIRST_DAY_LATER)


def clock(length: timedelta) -> str:
    """h:mm:ss, with milliseconds where there are any: Excel's fractions of a day are read to the nearest one."""
    ms = (length + timedelta(microseconds=500)) // timedelta(milliseconds=1)
    sign, ms = ("-", -ms) if ms < 0 else ("", ms)
    seconds = ms // 1000
    text = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{ms % 1000:03}" if ms % 1000 else text
