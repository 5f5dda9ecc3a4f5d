"""Documents in the cells of a table: a log of callbacks with a column of payloads, tasks with a column of files, and lines of
the vendor's usage.

Each row is read as an object, whose fields are its cells; a cell that holds JSON is the object or list that it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from analytics.core.errors import Problem
from analytics.ingest.common.limits import HEADER_LINES
from analytics.ingest.common.manifest import Options
from analytics.ingest.common.member import Member
from analytics.ingest.documents import shapes
from analytics.ingest.documents.items import Event, Item, Recording, Stranger, Usage
from analytics.ingest.documents.json_text import parsed
from analytics.ingest.documents.read import Reading, told
from analytics.ingest.documents.writer import Sink
from analytics.ingest.tables import header
from analytics.ingest.tables.column_map import EXPLAINING
from analytics.ingest.tables.open_table import open_source
from analytics.ingest.tables.records import Source
from analytics.ingest.tables.text import DELIMITERS, Text

# What stands at the beginning of a text whose cells may hold documents.
_SIGNS = (b"{", b"product")
_LOOKED_AT_BYTES = 1 << 16


def may_hold(path: Path) -> bool:
    """Whether the beginning of a text has a sign of documents in cells, or of lines of usage."""
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT_BYTES).replace(b"\0", b"").lower()
    return any(sign in start for sign in _SIGNS)


def hold_documents(member: Member) -> bool:
    """Whether the first rows of a text hold documents in their cells, or are lines of usage."""
    return may_hold(member.path) and _source(member) is not None


def _source(member: Member) -> Source | None:
    """The table whose first rows hold documents in their cells; None where they hold none.

    A delimiter is told by the names in the header, which these tables have few of, and JSON has commas of its own: the
    one under which documents are found is right.
    """
    source = open_source(member, careful=True)
    if any(label in EXPLAINING for record in islice(source.records(), 1) for label in record.cells):
        return None  # our own file of refused rows is a table
    sources: list[Source] = [source]
    if isinstance(source, Text):
        sources.append(replace(source, escape="\\"))
        sources += [
            replace(source, delimiter=sign) for sign in DELIMITERS if sign != source.delimiter
        ]
    return next((table for table in sources if _first_hold(table)), None)


def with_hint(problem: Problem, member: Member) -> Problem:
    """What is wrong with a table, with the advice for a column whose cells hold JSON that is no document of ours."""
    if not may_hold(member.path):
        return problem
    records = islice(open_source(member, careful=True).records(), HEADER_LINES)
    rows = [record.cells for record in records if not record.is_blank]
    for label, *column in zip(*rows, strict=False):
        cells = [cell for cell in column if cell.strip()]
        if cells and sum(parsed(cell) is not None for cell in cells) * 2 > len(cells):
            hint = f'The column "{label[:30]}" holds JSON: give its documents, one a line. {problem.hint}'
            return type(problem)(problem.what, where=problem.where, hint=hint, shape=problem.shape)
    return problem


def _first_hold(source: Source) -> bool:
    try:
        return any(map(_is_document, islice(_items(source), HEADER_LINES)))
    except Problem:  # under another delimiter than its own a table may be anything
        return False


def inspect(member: Member, folder: Path, options: Options) -> Reading | None:
    """Read the documents in a table's cells into tables in `folder`; None where its first rows hold none.

    Raises Problem as read.inspect.
    """
    source = _source(member)
    if source is None:
        return None
    with Sink(folder, options) as sink:
        for item in _items(source):
            sink.add(item)
    return told(sink.notes, folder, options)


def _is_document(item: Item) -> bool:
    is_product = isinstance(item, Stranger) and item.flaw == "other_product"
    is_task = isinstance(item, Recording) and not (item.is_nameless and not item.lists)
    return is_product or is_task or isinstance(item, Usage | Event)


def _nested(row: dict[str, str]) -> dict[str, Any]:
    """A row whose names have points, as the object that it was taken from: EventData.TaskId is field TaskId of EventData."""
    if not any("." in label for label in row):
        return dict(row)
    document: dict[str, Any] = {}
    for label, cell in row.items():
        *outer, last = label.split(".")
        place = document
        for name in outer:
            inner = place.setdefault(name, {})
            place = inner if isinstance(inner, dict) else place
        place[last] = cell
    return document


def _items(source: Source) -> Iterator[Item]:
    labels: list[str] = []
    for record in source.records():
        if record.is_blank:
            continue
        if not labels:
            labels = header.labels(record.cells)
            continue
        cells = zip(labels, record.cells, strict=False)
        row = _nested({label: cell for label, cell in cells if cell.strip()})
        place = record.path or f"line {record.line}"
        if any(map(str.strip, record.cells[len(labels) :])):
            yield Stranger(place, "more_cells", ", ".join(record.cells[len(labels) :]))
        else:
            yield from shapes.read(row, f"{place}: $")
