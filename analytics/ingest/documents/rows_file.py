"""Rows that came as JSON objects, gathered in a file that is read as any table is: the names of all rows are its header."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

from analytics.ingest.common.limits import LONGEST_CELL, MOST_COLUMNS
from analytics.ingest.documents.items import plain

# A row is one line for the load, which reads at most so much of it.
LONGEST_ROW = 2 * LONGEST_CELL
_NO_NUL = {0: "\u2400"}


class RowsFile:
    """A file of rows, each a JSON list on a line: its place, its flaw or "", and its cells in the order of the names.

    A row that ends early lacks the names that were met after it. Rows without cells are what stood among the others and
    is none; `rows` counts the true ones.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._names: dict[str, int] = {}
        # The first spelling of each name: rows from two programs may spell one field in two ways.
        self._spellings: dict[str, str] = {}
        self._file: IO[str] | None = None

    def add(self, place: str, cells: dict[str, str]) -> None:
        """A row, by the names of its cells. Names beyond those that a table may have are counted and not kept."""
        self.rows += 1
        flaw, longest = "", max(map(len, cells.values()), default=0)
        if longest > LONGEST_CELL or sum(map(len, cells.values())) > LONGEST_ROW:
            flaw = f"too_long:{longest:,} characters"
            cells = {name: cell[: LONGEST_CELL // MOST_COLUMNS] for name, cell in cells.items()}
        values: list[str] = [""] * len(self._names)
        for name, cell in cells.items():
            at = self._names.get(name)
            if at is None:
                spelled = self._spellings.get(plain(name), name)
                at = None if spelled in cells else self._names.get(spelled)
            if at is None:
                if len(self._names) > MOST_COLUMNS:
                    continue
                at = self._names[name] = len(self._names)
                self._spellings.setdefault(plain(name), name)
                values.append("")
            values[at] = cell.translate(_NO_NUL) if "\0" in cell else cell
        self._write([place, flaw, *values])

    def has_names(self, cells: dict[str, str]) -> bool:
        """Whether the names of these cells are all names of the rows so far."""
        return cells.keys() <= self._names.keys()

    def add_flawed(self, place: str, flaw: str) -> None:
        """What stands among the rows and cannot be read."""
        self._write([place, flaw])

    def close(self, left_out: int = 0) -> None:
        """End the file; of its records the first `left_out` are not read."""
        if self._file:
            self._file.close()
        header = {"names": list(self._names), "left_out": left_out}
        self.path.with_suffix(".header").write_text(json.dumps(header), encoding="ascii")

    def _write(self, record: list[str]) -> None:
        if not self._file:
            self._file = self.path.open("w", encoding="ascii")
        self._file.write(json.dumps(record) + "\n")
