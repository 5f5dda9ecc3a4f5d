"""The rows of data in a table: what people add around them (blank lines, totals, notes, the header again) told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from analytics.core.errors import Problem
from analytics.ingest.tables import header, values, words
from analytics.ingest.tables.column_map import TIMES, Columns
from analytics.ingest.tables.drawn import are_types, is_footer, is_ruler
from analytics.ingest.tables.records import Record, Source

_LENGTH_COLUMNS = ("VideoDuration", "VideoPlayTime", "VideoSize")
_MOST_HELD = 20
# So many names of columns make a line a header, wherever it stands.
_HEADER_NAMES = 3
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

    A header that comes again in another order is followed: cells come out in the order of the first. `reordered` are the
    lines of such headers. Raises Problem where a header further down says something else than the first.

    `totals` are rows with a word for "total" and neither kind nor time, which no video lacks; they are reported where
    they stand, by `on_total`. `tail` are the last rows, if they hold next to nothing: a note, or a total without a word.
    """

    source: Source
    before: int
    columns: Columns
    repeats: int = 0
    strays: int = 0
    reordered: list[int] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)
    tail: list[Row] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        width = len(self.columns.labels)
        records = self.source.records()
        names = next(islice(records, self.before, None), Record(1, [])).cells
        order: list[int] = []
        held: list[Row] = []
        for record in records:
            if record.is_blank and not record.flaw:
                continue
            if not record.path and not _is_data(record.cells):
                if is_ruler(record.cells) or are_types(record.cells):
                    continue
                if is_header(record.cells, names):
                    order = self._order(names, record)
                    self.notes += filter(
                        self.is_note, held
                    )  # a title of the table that begins here
                    yield from (row for row in held if not self.is_note(row))
                    held.clear()
                    continue
            if order:
                record = record._replace(cells=_ordered(record.cells, order))
            row = fitted(record, width, self.source.is_grid)
            if record.is_blank:
                yield row
            elif self.source.is_grid and not any(map(str.strip, row.cells)):
                self.strays += 1
            elif is_total(row.cells, self.columns):
                self.totals.append(row)
            elif (is_little := not row.flaw and self._holds_little(row.cells)) and is_footer(
                row.cells
            ):
                self.notes.append(row)
            elif is_little and len(held) < _MOST_HELD:
                held.append(row)
            else:
                yield from held
                held.clear()
                yield row
        self.tail = held

    def _order(self, names: list[str], record: Record) -> list[int]:
        """Where each column of the first header stands under one further down; empty where that is the same."""
        first, labels_here = header.labels(names), header.labels(record.cells)
        keys, keys_here = (
            [words.key(label) for label in first],
            [words.key(label) for label in labels_here],
        )
        if keys == keys_here:
            self.repeats += 1
            return []
        if sorted(keys) == sorted(keys_here):
            self.reordered.append(record.line)
            return [keys_here.index(key) for key in keys]
        differing = [label for label in labels_here if words.key(label) not in keys]
        lacking = [label for label in first if words.key(label) not in keys_here]
        shown = " and ".join(
            f"{word} {', '.join(_quoted(label) for label in labels[:3])}"
            for word, labels in (("with", differing), ("without", lacking))
            if labels
        )
        raise Problem(
            f"another header stands here, {shown}, so that the rows below it are another table",
            where=f"line {record.line}",
            hint=f"Put what stands from line {record.line} on into a file of its own, and import both",
        )

    def _holds_little(self, cells: list[str]) -> bool:
        filled = [at for at, cell in enumerate(cells) if cell.strip()]
        lengths = {self.columns.index.get(column) for column in _LENGTH_COLUMNS}
        return len(self.columns.labels) > 3 and (len(filled) == 1 or set(filled) <= lengths)

    def is_note(self, row: Row) -> bool:
        """Whether a row is one cell of words and no id."""
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        return len(filled) == 1 and re.search(r"[\s:：。，]|[\u3040-\u9fff]", filled[0]) is not None


def is_header(cells: list[str], names: list[str]) -> bool:
    """Whether a row is a header, be it that of `names` again or another one."""
    if _is_data(cells):
        return False
    filled = [cell for cell in cells if cell and not cell.isspace()]
    known = header.count_known(filled)
    if known >= _HEADER_NAMES and known * 2 >= len(filled):
        return True
    return len(filled) > 1 and stripped(cells) == stripped(names)


def _is_data(cells: list[str]) -> bool:
    """Whether a cell begins with a digit, as no name does, and one does in each row of data."""
    return any("0" <= cell.lstrip()[:1] <= "9" for cell in cells)


def _ordered(cells: list[str], order: list[int]) -> list[str]:
    """The cells of a row in the order of the first header, what is beyond its header behind them."""
    return [cells[at] if at < len(cells) else "" for at in order] + cells[len(order) :]


def _quoted(label: str) -> str:
    return f'"{label[:60]}"'


def is_total(cells: list[str], columns: Columns) -> bool:
    """Whether a row has a word for "total", and neither a kind nor a time."""
    at = columns.index
    for column in ("VideoType", *TIMES):
        if column in at and cells[at[column]].strip() and not is_total_word(cells[at[column]]):
            return False
    return any(map(is_total_word, cells))


def is_no_data(cells: list[str], columns: Columns) -> bool:
    """Whether a row is blank, a drawn line, the types of columns, a header, a program's note or a total, which the quick way would refuse."""
    return (
        not any(map(str.strip, cells))
        or is_ruler(cells)
        or are_types(cells)
        or is_footer(cells)
        or is_header(cells, columns.labels)
        or is_total(cells, columns)
    )


def is_total_word(cell: str) -> bool:
    """合计, Total: 2 videos, Grand total (12 files)."""
    if len(cell) > values.LONGEST_VALUE or not cell.strip():
        return False
    parts = (_IN_BRACKETS.sub("", cell), re.split("[:：]", cell, maxsplit=1)[0])
    return any(words.key(part) in words.TOTALS for part in parts)


def stripped(cells: list[str]) -> list[str]:
    """Without what people do not see: blanks around a cell, and empty cells at the end."""
    filled = [cell.strip() for cell in cells]
    while filled and not filled[-1]:
        filled.pop()
    return filled


def fitted(record: Record, width: int, is_grid: bool) -> Row:
    """The record as long as the header; of what stands beyond it a text has a flaw."""
    cells, flaw = record.cells, record.flaw
    if len(cells) > width:
        beyond = cells[width:]
        filled = [cell for cell in beyond if cell.strip()]
        if not flaw and filled:
            shown = ", ".join(filled if is_grid else beyond)[:80]
            flaw = ("beside:" if is_grid else "more_cells:") + shown
        cells = cells[:width]
    elif len(cells) < width:
        cells = cells + [""] * (width - len(cells))
    return Row(record.line, cells, flaw, record.path)
