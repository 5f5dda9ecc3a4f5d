"""The rows of data in a table: what people add around them (blank lines, totals, notes, the header again) told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from analytics.ingest.tables import header, values, words
from analytics.ingest.tables.column_map import TIMES, Columns
from analytics.ingest.tables.records import Record, Source

_LENGTH_COLUMNS = ("VideoDuration", "VideoPlayTime", "VideoSize")
_MOST_HELD = 20
_IN_BRACKETS = re.compile(r"\(.*?\)|（.*?）|[0-9]+")


class Row(NamedTuple):
    """A record as long as the header; `flaw` is "name:detail" or "", `path` that of a row that came as JSON, or ""."""

    line: int
    cells: list[str]
    flaw: str
    path: str = ""

    @property
    def place(self) -> str:
        """Where a person finds it: the line's number, or the path."""
        return self.path or str(self.line)

    @property
    def where(self) -> str:
        """The same at the beginning of a sentence."""
        return self.path or f"Line {self.line}"


@dataclass
class Rows:
    """The data of a table, to be iterated once; afterwards what was left out.

    `totals` are rows with a word for "total" and neither kind nor time, which no video lacks; they are reported where
    they stand, by `on_total`. `tail` are the last rows, if they hold next to nothing: a note, or a total without a word.
    """

    source: Source
    before: int
    columns: Columns
    repeats: int = 0
    strays: int = 0
    tail: list[Row] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        width = len(self.columns.labels)
        records = self.source.records()
        names: list[str] = []
        for number, record in enumerate(records):
            if number == self.before:
                names = stripped(record.cells)
                break
        held: list[Row] = []
        for record in records:
            if record.is_blank and not record.flaw:
                continue
            row = _fitted(record, width, self.source.is_grid)
            if record.is_blank:
                yield row
            elif stripped(record.cells) == names:
                self.repeats += 1
            elif self.source.is_grid and not any(map(str.strip, row.cells)):
                self.strays += 1
            elif is_total(row.cells, self.columns):
                self.totals.append(row)
            elif self._holds_little(row.cells) and len(held) < _MOST_HELD:
                held.append(row)
            else:
                yield from held
                held.clear()
                yield row
        self.tail = held

    def _holds_little(self, cells: list[str]) -> bool:
        filled = [at for at, cell in enumerate(cells) if cell.strip()]
        lengths = {self.columns.index.get(column) for column in _LENGTH_COLUMNS}
        return len(self.columns.labels) > 3 and (len(filled) == 1 or set(filled) <= lengths)

    def is_note(self, row: Row) -> bool:
        """Whether a row at the end is one cell of words and no id."""
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        return len(filled) == 1 and re.search(r"[\s:：。，]|[\u3040-\u9fff]", filled[0]) is not None


def is_total(cells: list[str], columns: Columns) -> bool:
    """Whether a row has a word for "total", and neither a kind nor a time."""
    at = columns.index
    for column in ("VideoType", *TIMES):
        if column in at and cells[at[column]].strip() and not is_total_word(cells[at[column]]):
            return False
    return any(map(is_total_word, cells))


def is_said_again(cells: list[str], columns: Columns) -> bool:
    """Whether a row is blank, or the header once more, whatever blanks are around its words."""
    at = columns.index.get("VideoType")
    if at is not None and cells[at].strip():
        return any(meaning.column == "VideoType" for meaning in header.read(cells[at]).meanings)
    return not any(map(str.strip, cells))


def is_total_word(cell: str) -> bool:
    """合计, Total: 2 videos, Grand total (12 files)."""
    if len(cell) > values.LONGEST_VALUE or not cell.strip():
        return False
    parts = (_IN_BRACKETS.sub("", cell), re.split("[:：]", cell, maxsplit=1)[0])
    return any(words.key(part) in words.TOTALS for part in parts)


def stripped(cells: list[str]) -> list[str]:
    """Without what people do not see: blanks around a cell, and empty cells at the end."""
    found = [cell.strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    return found


def _fitted(record: Record, width: int, is_grid: bool) -> Row:
    cells, flaw = record.cells, record.flaw
    if len(cells) > width:
        rest = cells[width:]
        filled = [cell for cell in rest if cell.strip()]
        if not flaw and filled:
            shown = ", ".join(filled if is_grid else rest)[:80]
            flaw = ("beside:" if is_grid else "more_cells:") + shown
        cells = cells[:width]
    elif len(cells) < width:
        cells = cells + [""] * (width - len(cells))
    return Row(record.line, cells, flaw, record.path)
