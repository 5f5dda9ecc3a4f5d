"""Text that needs no change: its rows, as they stand, are what canonical ones would be, and DuckDB reads them itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from analytics.core.errors import Problem
from analytics.ingest.common.manifest import Options, Table
from analytics.ingest.common.member import Member
from analytics.ingest.tables import text, values, words
from analytics.ingest.tables.column_map import EXPLAINING, Columns
from analytics.ingest.tables.number_forms import Forms, Profile
from analytics.ingest.tables.open_table import Opened
from analytics.ingest.tables.rewriter import Rewriter
from analytics.ingest.tables.rows import Row, is_header, is_no_data, is_total_word

# So many of the first rows decide.
_ROWS = 1_000
_ANY_CASE = ("VideoType", "Status")


def as_it_stands(
    member: Member, opened: Opened, options: Options, extras: list[str]
) -> tuple[Table, Forms] | None:
    """The file as a table that DuckDB reads itself, and how its cells are written; None where its first rows need any change."""
    source, labels, before = opened.source, opened.columns.labels, opened.header.before
    if not isinstance(source, text.Text) or not source.is_plain() or member.has_nul:
        return None
    if opened.above:
        return None
    if len(opened.header.cells) != len(labels) or set(labels) & set(EXPLAINING):
        return None
    first = list(islice(source.records(), before + 1 + _ROWS))
    if any(record.line != at for at, record in enumerate(first[: before + 2], 1)):
        return None
    rows = [
        Row(record.line, record.cells, record.flaw)
        for record in first[before + 1 :]
        if record.cells
    ]
    rows = [row for row in rows if len(row.cells) == len(labels)]
    forms = _unchanged(
        opened.columns, rows, options.unit, source.delimiter, has_zone=options.has_zone
    )
    if not forms:
        return None
    names = {at: column for column, at in opened.columns.index.items()}
    for at, label in opened.columns.extras():
        extras.append(label)
        names[at] = f"extra_{len(extras)}"
    columns = [names[at] for at in range(len(labels))]
    table = Table(
        path=member.path,
        columns=columns,
        delimiter=source.delimiter,
        skip=opened.header.line,
        lines=member.lines,
    )
    return table, forms


def _unchanged(
    columns: Columns,
    rows: list[Row],
    given: str | None,
    delimiter: str = ",",
    *,
    has_zone: bool = True,
) -> Forms | None:
    """How the rows are written, where canonical rows would be these very rows; else None."""
    if columns.parts or any(is_no_data(row.cells, columns) for row in rows):
        return None
    at = columns.index.get("VideoId")
    if at is not None and any(is_total_word(row.cells[at]) for row in rows):
        return None
    profile = Profile(columns)
    for row in rows:
        profile.add(row.cells)
    try:
        forms = profile.decide(given, delimiter, has_zone=has_zone)
    except Problem:
        return None
    rewriter = Rewriter(columns, forms, [])
    names = rewriter.columns
    for row in rows:
        for name, cell in zip(names, rewriter.row(row)[0], strict=True):
            if name == "ragged":
                is_same = cell == row.flaw
            elif name == "DurationUnit":
                unit = (
                    row.cells[columns.index[name]].strip().lower() if name in columns.index else ""
                )
                is_same = cell == (unit or forms.unit)
            elif name in columns.index:
                was = row.cells[columns.index[name]].strip()
                is_same = cell == was or (name in _ANY_CASE and cell.lower() == was.lower())
            else:
                is_same = True
            if not is_same:
                return None
    return forms


def reads_more(
    rows: Sequence[Mapping[str, str | None]], statuses: Iterable[str] = (), ids: Iterable[str] = ()
) -> bool:
    """Whether the careful way would read any of these rows, which the quick one refused, in another way, or one of these
    statuses, or a row with one of these ids.
    """
    if any(is_total_word(name) or name[0] in "#=" or values.is_nothing(name) for name in ids):
        return True
    if any(values.is_nothing(entry) or values.status(entry) != entry for entry in statuses):
        return True
    if not rows:
        return False
    if holds_header(rows):
        return True
    names = [name for name in rows[0] if name in words.FLAT_COLUMNS]
    columns = Columns(names, index={name: at for at, name in enumerate(names)})
    cells = [[row.get(name) or "" for name in names] for row in rows]
    return _unchanged(columns, [Row(0, entry, "") for entry in cells], None) is None


def holds_header(rows: Iterable[Mapping[str, str | None]]) -> bool:
    """Whether one of the refused rows is a header, so that those below it may stand in another order."""
    return any(is_header([cell or "" for cell in row.values()], []) for row in rows)
