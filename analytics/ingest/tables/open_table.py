"""A table with its header found and its columns told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from analytics.core.errors import Problem
from analytics.ingest.common.limits import HEADER_LINES
from analytics.ingest.common.manifest import Options
from analytics.ingest.common.member import Member, Sort
from analytics.ingest.common.other_products import HINT, product_of_columns
from analytics.ingest.tables import columns as columns_
from analytics.ingest.tables import header, text
from analytics.ingest.tables.column_map import TIMES, Columns, is_choice
from analytics.ingest.tables.drawn import is_ruler
from analytics.ingest.tables.header import Header
from analytics.ingest.tables.json_rows import JsonRows
from analytics.ingest.tables.records import NoTable, Record, Source
from analytics.ingest.tables.rows import is_header

Mappings = Mapping[str, Mapping[str, str]]
# From so many rows a column's guess is made.
_GUESS_ROWS = 200
_MOST_NAMED = 8
_ADVICE = "Name the columns as the API does, or choose them on the Imports page"
_HOW_SAID = {
    "word": "Columns known by their names: {}.",
    "looks": "Columns taken for what they look like: {}; where that is wrong, choose on the Imports page.",
    "remembered": "Columns were read as confirmed earlier for this header: {}.",
    "chosen": "Columns were read as you chose: {}.",
}


@dataclass
class OtherTable:
    """Rows above the header, under a header of their own that names less."""

    header: Header
    rows: list[Record]


@dataclass
class Opened:
    """A table of which the header is known."""

    source: Source
    header: Header
    labels: list[str]
    columns: Columns
    sample: list[Record]
    above: OtherTable | None = None

    @property
    def delimiter(self) -> str:
        return self.source.delimiter if isinstance(self.source, text.Text) else ","


def open_table(
    member: Member,
    options: Options,
    remembered: Mappings,
    *,
    careful: bool,
    need_names: bool = True,
) -> Opened:
    """Raises NoTable where no header has known names, unless any will do, and Problem as `resolve`."""
    source = open_source(member, careful=careful)
    first = list(islice(source.records(), HEADER_LINES))
    if isinstance(source, JsonRows):
        header_row: Header | None = Header(0, 0, first[0].cells, header.count_known(first[0].cells))
    else:
        header_row = _header(first, remembered, options.mapping or {})
    if not header_row and not need_names:
        header_row = header.first_row(first)
    if not header_row:
        raise _no_table(first)
    rows = islice(source.records(), header_row.before + 1, header_row.before + 1 + _GUESS_ROWS)
    first_table = takewhile(lambda record: not is_header(record.cells, header_row.cells), rows)
    sample = [
        record for record in first_table if not record.is_blank and not is_ruler(record.cells)
    ]
    labels = header.labels(header_row.cells)
    try:
        columns = columns_.resolve(labels[:], sample, options.mapping, remembered)
    except Problem as problem:
        raise Problem(problem.what, where=_where(header_row.line), hint=problem.hint) from problem
    widest = max((_last_filled(record.cells) for record in sample), default=0)
    if not source.is_grid:  # what stands right of the header of a text may be a cell too many
        widest = min(widest, len(header_row.cells))
    columns.labels += [f"column {at}" for at in range(len(labels) + 1, widest + 1)]
    return Opened(
        source, header_row, labels, columns, sample, _table_above(first[: header_row.before])
    )


def _table_above(records: list[Record]) -> OtherTable | None:
    """The table of recordings that stands above the header that was taken; None where there are only titles."""
    for number, record in enumerate(records):
        names = header.named(record.cells)
        if "VideoDuration" in names and names & {"VideoId", *TIMES} and is_header(record.cells, []):
            rows = [row for row in records[number + 1 :] if _last_filled(row.cells) > 1]
            rows = [row for row in rows if not is_ruler(row.cells)]
            if rows:
                return OtherTable(Header(record.line, number, record.cells, len(names)), rows)
    return None


def open_source(member: Member, *, careful: bool) -> Source:
    """The table in a file, whatever form it has. Raises Problem where it is damaged or too large."""
    if member.sort is Sort.WORKBOOK:
        from analytics.ingest.tables.sheets import (
            open_workbook,  # only where there is one: it takes time
        )

        return open_workbook(member.path)
    if member.sort is Sort.PARQUET:
        from analytics.ingest.tables.parquet import Parquet  # so does this

        return Parquet(member.path)
    if member.sort is Sort.JSON_ROWS:
        return JsonRows(member.path)
    return text.open_text(member.path, careful=careful)


def _header(first: list[Record], remembered: Mappings, chosen: Mapping[str, str]) -> Header | None:
    """The header that a person spoke of, now or earlier, else the record with the most known names."""
    named = {label for name, label in chosen.items() if not is_choice(name) and label}
    for number, record in enumerate(first):
        labels = header.labels(record.cells) if remembered or named else []
        if (named and named <= set(labels)) or columns_.key_of(labels) in remembered:
            return Header(record.line, number, record.cells, header.count_known(record.cells))
    return header.find(first)


def _no_table(first: list[Record]) -> NoTable:
    row = header.first_row(first) or next((r for r in first if not r.is_blank), None)
    line, cells = (row.line, row.cells) if row else (1, [])
    header.labels(cells)
    if product := product_of_columns(cells):
        return NoTable(f"this is {product}", where=f"line {line}", hint=HINT)
    return NoTable(
        _no_columns(Columns([]).missing, line, cells), where=f"line {line}", hint=_ADVICE
    )


def _last_filled(cells: list[str]) -> int:
    return max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)


def missing(opened: Opened) -> Problem | None:
    """What to say where a needed column was not found."""
    columns = opened.columns
    is_chosen = any(how in ("chosen", "remembered") for how in columns.how.values())
    if not is_chosen and (product := product_of_columns(opened.labels)):
        return Problem(f"this is {product}", where=_where(opened.header.line), hint=HINT)
    lacking = columns.missing
    if not lacking:
        return None
    line = opened.header.line
    return Problem(_no_columns(lacking, line, opened.labels), where=_where(line), hint=_ADVICE)


def _where(line: int) -> str:
    """The line of a header, which rows as JSON have none of."""
    return f"line {line}" if line else ""


def _no_columns(missing: list[str], line: int, cells: Sequence[str]) -> str:
    shown = ", ".join(cell[:30] for cell in cells[:_MOST_NAMED])
    place = {0: "the names are", 1: "the first line is"}.get(line, f"line {line} is")
    return f"no column {' and no column '.join(missing)} ({place}: {shown})"


def notes_of(opened: Opened) -> list[str]:
    """Sentences about the table before its rows are read."""
    columns = opened.columns
    notes = list(opened.source.notes)
    if opened.above:
        notes.append(
            f"The header stands on line {opened.header.line}; above it stands another table (header on line "
            f"{opened.above.header.line}), whose {len(opened.above.rows):,} rows were refused."
        )
    elif opened.header.before:
        notes.append(
            f"The header stands on line {opened.header.line}; what is above it was not read."
        )
    for how, sentence in _HOW_SAID.items():
        pairs = [f'"{columns.label(c)}" as {c}' for c in columns.index if columns.how[c] == how]
        if pairs:
            notes.append(sentence.format(", ".join(pairs)))
    return notes
