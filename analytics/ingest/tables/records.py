"""What every table is, whatever holds it: records of texts, each with the line a person sees it on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from analytics.core.errors import Problem


class Record(NamedTuple):
    """One row: its line in the file or sheet (the first is 1), its cells, and a flaw "name:detail" or "".

    `path` is the place of a row that came as JSON, which has no line; "" for any other.
    """

    line: int
    cells: list[str]
    flaw: str = ""
    path: str = ""

    @property
    def is_blank(self) -> bool:
        text = "".join(self.cells)
        return not text or text.isspace()


class Source(Protocol):
    """A table that can be read more than once, from its first line on, title lines and header included.

    `form` says in words what it is; `is_grid` whether a cell can stand in no wrong column.
    """

    @property
    def form(self) -> str: ...

    notes: list[str]
    is_grid: bool

    def records(self) -> Iterator[Record]: ...


class NoTable(Problem):
    """The file is text, but nothing in it looks like the header of recordings."""


def cells_of(sample: Iterable[Record], at: int) -> Iterator[str]:
    """The cells of a column, without blanks around them."""
    for record in sample:
        if at < len(record.cells):
            yield record.cells[at].strip()
