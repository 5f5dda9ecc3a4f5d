"""Delimited text: its encoding, its delimiter, its records."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from analytics.core.errors import Problem
from analytics.ingest.common.limits import HEADER_BYTES, HEADER_LINES, LONGEST_CELL, LONGEST_LINE
from analytics.ingest.tables import fixed_width, header
from analytics.ingest.tables.drawn import is_footer
from analytics.ingest.tables.encodings import Encoding, decoded, detect, wide_encoding
from analytics.ingest.tables.records import Record

DELIMITERS = {
    ",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars", "│": "box lines", "^": "carets", "~": "tildes",
    "\x01": "control characters (\\x01), as Hive writes them",
}  # fmt: skip
_BLOCK = 1 << 16
_BARS = ("|", "│")
# Forms that other programs keep tables in, by how they begin.
_STRANGERS = (
    (re.compile(rb"ID;P"), "a SYLK file"),
    (re.compile(rb"TABLE\r?\n0,1\r?\n"), "a DIF file"),
    (
        re.compile(
            rb"[\x03\x04\x30\x31\x83\x8b\xf5][\x00-\xff](?:[\x00-\xff]{6})[\x00-\xff]{4}\x00{16}",
            re.DOTALL,
        ),
        "a dBase file (DBF)",
    ),
    (re.compile(rb"\x00\x00[\x02\x1a]\x00"), "a Lotus file"),
    (re.compile(rb"\s*<(?:[^<]|<[?!])*<(?:\w+:)?Workbook\b"), "an XML spreadsheet (Excel 2003)"),
    (
        re.compile(rb"\s*(?:<!doctype html|<html|<head|<meta|<table|<body|<style)", re.IGNORECASE),
        "a web page",
    ),
    (re.compile(rb"\s*<"), "XML"),
)


@dataclass
class Text:
    """Delimited text in a file; bytes that are none of its encoding mark their records as flawed.

    `has_borders`: a bar stands before the first cell and behind the last. `places`: where columns of fixed width begin;
    empty where cells are delimited.
    """

    path: Path
    encoding: Encoding
    delimiter: str
    notes: list[str] = field(default_factory=list)
    is_grid: bool = False
    # What stands before a quote inside a cell, where it is not a second quote.
    escape: str = ""
    has_borders: bool = False
    places: list[int] = field(default_factory=list)

    @property
    def form(self) -> str:
        if self.places:
            return f"text ({self.encoding.shown}), in columns of fixed width"
        return f"text ({self.encoding.shown}), cells between {DELIMITERS[self.delimiter]}"

    def is_plain(self) -> bool:
        """Whether DuckDB reads its lines as they are read here: UTF-8, no quote after a space, lines that end as usual."""
        if self.encoding != Encoding() or self.has_borders or self.places:
            return False
        if not self.delimiter.isascii():
            return False
        head = _head(self.path)
        ends = b"\n" in head or b"\r" not in head
        return ends and f'{self.delimiter} "'.encode() not in head

    def records(self) -> Iterator[Record]:
        csv.field_size_limit(LONGEST_CELL)
        errors = "replace" if self.encoding.damaged else "strict"
        with self.path.open(encoding=self.encoding.name, errors=errors, newline="") as file:
            lines = _Lines(file, self.encoding.damaged, self.delimiter)
            if self.places:
                yield from self._cut(lines)
                return
            reader = csv.reader(
                lines,
                delimiter=self.delimiter,
                escapechar=self.escape or None,
                doublequote=not self.escape,
                skipinitialspace=True,
            )
            while True:
                lines.begin_record()
                try:
                    cells = next(reader)
                except StopIteration:
                    break
                except csv.Error as fault:
                    raise _unreadable(lines.first, str(fault)) from fault
                if self.has_borders:
                    cells = _inside(cells)
                yield Record(lines.first, cells, lines.odd)
                if lines.is_open(self.delimiter):
                    raise _unreadable(lines.first, "the file ends inside it")

    def _cut(self, lines: _Lines) -> Iterator[Record]:
        for text in lines:
            cells = [text.strip()] if is_footer([text]) else fixed_width.cut(text, self.places)
            if cells is None:
                yield Record(
                    lines.first, [text.strip()], lines.odd or f"no_columns:{text.strip()[:80]}"
                )
            else:
                yield Record(lines.first, cells, lines.odd)
            lines.begin_record()


class _Lines:
    """The lines of a file, none longer than the limit, noting those with what is no text.

    `first` is the number of the record's first line. Blank lines between records are no records, nor are lines of
    delimiters below those that a header may stand in: a file may hold millions of them, and they hide no row.
    """

    def __init__(self, file: TextIO, damaged: bool, delimiter: str) -> None:
        self._readline = file.readline
        self._damaged = damaged
        self._blanks = f"{delimiter} \t\r\n"
        self._number = 0
        self._record: list[str] = []
        self.first = 1
        self.odd = ""

    def begin_record(self) -> None:
        self._record.clear()
        self.odd = ""

    def is_open(self, delimiter: str) -> bool:
        """Whether the record ends inside quotes, which only the last one can."""
        if sum(line.count('"') for line in self._record) % 2 == 0:
            return False
        try:
            list(csv.reader(self._record, delimiter=delimiter, skipinitialspace=True, strict=True))
        except csv.Error as fault:
            return "unexpected end" in str(fault)
        return False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._readline(LONGEST_LINE + 1)
        self._number += 1
        if not self._record:
            while self._is_blank(line):
                line = self._readline(LONGEST_LINE + 1)
                self._number += 1
            self.first = self._number
        if not line:
            raise StopIteration
        if len(line) > LONGEST_LINE:
            raise Problem(
                f"the line is longer than {LONGEST_LINE >> 20} MB",
                where=f"line {self._number}",
                hint="Look for a quote that is never closed, or export the file again",
            )
        if "\0" in line:
            self.odd = f"no_text:{line.replace(chr(0), '␀')[:80].rstrip()}"
            line = line.replace("\0", "")
        self._record.append(line)
        if self._damaged and not self.odd and "\ufffd" in line:
            self.odd = f"no_text:{line[:80].rstrip()}"
        return line

    def _is_blank(self, line: str) -> bool:
        blanks = self._blanks if self._number > HEADER_LINES else None
        return 0 < len(line) <= LONGEST_LINE and not line.strip(blanks)


def _unreadable(line: int, reason: str) -> Problem:
    return Problem(
        f"a cell cannot be read ({reason})",
        where=f"line {line}",
        hint="Look for a quote that is never closed",
    )


def open_text(path: Path, *, careful: bool) -> Text:
    """The table in a file of text. Not careful, only its beginning decides that it is UTF-8.

    Raises Problem where it is no text, or a web page.
    """
    head = _head(path)
    bare = head.removeprefix(codecs.BOM_UTF8)
    for beginning, name in _STRANGERS:
        if beginning.match(bare):
            raise Problem(
                f"this is {name}, not a table",
                hint="Open it in a spreadsheet program, save it as .xlsx or CSV (UTF-8), and import that",
            )
    if b"\0" in head and not wide_encoding(head):
        raise Problem("this is not a table of text", hint="Save it as CSV (UTF-8) and import that")
    encoding = detect(path, head, _known, careful=careful)
    beginning_text = decoded(head, encoding.name)
    delimiter = _delimiter(beginning_text)
    best = header.find(_first_records(beginning_text, delimiter))
    places = [] if best else fixed_width.starts(beginning_text)
    is_bordered = best is not None and _is_bordered(best.cells, delimiter)
    text = Text(path, encoding, delimiter, has_borders=is_bordered, places=places)
    text.notes += filter(None, [encoding.note])
    return text


def _is_bordered(cells: list[str], delimiter: str) -> bool:
    """Whether a header stands between two bars, as in a table that a program drew."""
    is_blank = [not cell.strip() for cell in cells]
    return delimiter in _BARS and len(cells) > 3 and is_blank[0] and is_blank[-1]


def _inside(cells: list[str]) -> list[str]:
    """The cells between the bars around a table."""
    if len(cells) > 1 and not cells[0].strip():
        cells = cells[1:]
        if not cells[-1].strip():
            cells = cells[:-1]
    return cells


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        blank = 0
        while (block := file.read(_BLOCK)) and not block.strip():
            blank += len(block)
        file.seek(blank)
        head = file.read(HEADER_BYTES)
        is_whole = len(head) < HEADER_BYTES
    if not head.strip():
        raise Problem("the file is empty", hint="Choose a file with a header line and rows")
    if not is_whole and b"\n" not in head and b"\r" not in head:
        raise Problem(
            f"its first line is longer than {HEADER_BYTES >> 20} MB",
            where="line 1",
            hint="Choose a table with a header line and rows",
        )
    return head


def _known(head: str) -> int:
    """2 where a header has names beyond ASCII that are known, 1 where it has others, else 0."""
    best = header.find(_first_records(head, _delimiter(head)))
    if not best:
        return 0
    return 2 if header.count_known([cell for cell in best.cells if not cell.isascii()]) > 1 else 1


def _delimiter(head: str) -> str:
    """The delimiter under which a header is found with the most known names, else the most cells."""

    def merit(delimiter: str) -> tuple[int, int]:
        records = list(_first_records(head, delimiter))
        best = header.find(records)
        return (best.known if best else 0, max((len(r.cells) for r in records), default=0))

    stated = re.match(r"sep=([,;|^~\t])\s", head, re.IGNORECASE)
    return stated[1] if stated else max(DELIMITERS, key=merit)


def _first_records(head: str, delimiter: str) -> Iterator[Record]:
    csv.field_size_limit(LONGEST_CELL)
    lines = (line.replace("\0", "") for line in io.StringIO(head, newline=""))
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    filled = (cells for cells in reader if any(cells))
    try:
        for cells in islice(filled, HEADER_LINES):
            yield Record(reader.line_num, cells)
    except csv.Error:
        return
