"""Tables of any dialect into the flat form: delimited text, workbooks, Parquet.

Two ways. The quick one is for text that already is in the flat form but for its header: it looks at the first rows only
and leaves the file where it is, for DuckDB to read. The careful one goes through all rows, decides how each column writes
its values, and writes every record anew with the line it stands on.

What may be wrong without a word in a table, and what becomes of it:

- a header further down: the same names in another order are followed; other names, another unit among them, stop the file at
  that line; rows above a header that names more are read and refused (rows.py, open_table.py);
- an error of a spreadsheet or a formula that nothing calculated, in a needed cell: its row is refused by that name, elsewhere the
  cell is left empty and counted (rewriter.py, sheet_marks.py); hidden rows are read and said (sheets.py);
- a cell that carries no minutes and cannot be read (size, width, height, place): left empty and counted (sql/load/rows.sql);
- several columns that may be the length: the API's own name, else the one that fills the clock, else a person is asked (lengths.py);
- ids that are words, or come again in each lesson: the file is refused, for next month's files would be duplicates (ids.py);
- lines that a program draws, notes and blank lines: no rows (drawn.py, text.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from analytics.core.errors import Problem
from analytics.ingest.common.limits import LOOKED_AT_ROWS
from analytics.ingest.common.manifest import Manifest, Options, Sketch, Table
from analytics.ingest.common.member import Member
from analytics.ingest.tables import columns as columns_
from analytics.ingest.tables import header, text
from analytics.ingest.tables import rewriter as rewrite
from analytics.ingest.tables.as_is import as_it_stands, holds_header, reads_more
from analytics.ingest.tables.column_map import EXPLAINING, KIND_OF, NEEDED, TIMES, USAGE, Columns
from analytics.ingest.tables.json_rows import JsonRows
from analytics.ingest.tables.number_forms import Forms, Profile
from analytics.ingest.tables.open_table import Mappings, Opened, missing, notes_of, open_table
from analytics.ingest.tables.records import NoTable, Record
from analytics.ingest.tables.rewriter import Rewriter
from analytics.ingest.tables.rows import Rows, fitted
from analytics.ingest.tables.total_rows import Sums

__all__ = [
    "EXPLAINING",
    "NEEDED",
    "TIMES",
    "USAGE",
    "NoTable",
    "holds_header",
    "inspect",
    "reads_more",
    "sketch",
]

_MOST_SAID = 10


def inspect(
    member: Member,
    folder: Path,
    options: Options,
    remembered: Mappings,
    extras: list[str],
    *,
    careful: bool,
) -> Manifest:
    """How to read the rows of `member`; canonical ones are written into `folder`.

    `extras` are the unknown columns of the import so far, and grow. Raises NoTable or Problem where it is no table, or
    a person has to choose.
    """
    opened = open_table(member, options, remembered, careful=careful)
    if problem := missing(opened):
        raise problem
    if not opened.sample and all(record.is_blank for record in _data(opened)):
        raise _no_rows(opened)
    has_kinds = any(name.startswith(KIND_OF) for name in opened.columns.choices)
    if not careful and not has_kinds and (as_is := as_it_stands(member, opened, options, extras)):
        table, forms = as_is
        return _manifest(opened, forms, extras, forms.said, table)
    if isinstance(opened.source, text.Text) and not careful:
        opened = open_table(member, options, remembered, careful=True)
    forms, _ = _forms(opened, options)
    manifest, has_rows = _rewritten(opened, forms, extras, folder)
    if not has_rows:
        raise _no_rows(opened)
    return manifest


def _forms(opened: Opened, options: Options, most: int | None = None) -> tuple[Forms, bool]:
    """How the columns write their values, told by at most so many rows, and whether there are fewer. Raises Problem as `decide`."""
    profile = Profile(opened.columns)
    count = 0
    for row in islice(Rows(opened.source, opened.header.before, opened.columns), most):
        profile.add(row.cells)
        count += 1
    return profile.decide(
        options.unit, opened.delimiter, has_zone=options.has_zone
    ), most is None or count < most


def _rewritten(
    opened: Opened, forms: Forms, extras: list[str], folder: Path, most: int | None = None
) -> tuple[Manifest, bool]:
    """The table with at most so many rows written anew, and whether it has any."""
    above = list(_rows_above(opened, extras))
    rewriter = Rewriter(opened.columns, forms, extras)
    rows = Rows(opened.source, opened.header.before, opened.columns)
    table, sums = rewrite.write(rows, rewriter, folder / "rows.csv", most=most, above=above)
    usages = rewriter.usages.write(folder / "usages.csv")
    sentences = _said(opened, forms, rewriter, rows, sums)
    manifest = _manifest(opened, forms, extras, sentences, table, usages)
    return manifest, bool(sums.rows or usages)


def _manifest(
    opened: Opened,
    forms: Forms,
    extras: list[str],
    sentences: list[str],
    rows: Table,
    usages: Table | None = None,
) -> Manifest:
    return Manifest(
        shape="flat",
        unit=forms.unit,
        unit_source=forms.unit_source,
        extra_columns=list(extras),
        warnings=notes_of(opened) + sentences,
        header=opened.labels,
        mapping=opened.columns.mapping,
        has_paths=isinstance(opened.source, JsonRows),
        rows=rows,
        usages=usages,
    )


def _data(opened: Opened) -> Iterator[Record]:
    return islice(opened.source.records(), opened.header.before + 1, None)


def _rows_above(opened: Opened, extras: list[str]) -> Iterator[dict[str, str]]:
    """The cells, by flat column, of rows that stand above the header under one of their own; each is refused, with its
    length where it can be read.
    """
    if not opened.above:
        return
    labels = header.labels(opened.above.header.cells)
    try:
        columns = columns_.resolve(labels, opened.above.rows, None, {})
        profile = Profile(columns)
        rows = [fitted(row, len(labels), is_grid=True) for row in opened.above.rows]
        for row in rows:
            profile.add(row.cells)
        rewriter = Rewriter(columns, profile.decide(None, opened.delimiter, has_zone=True), extras)
    except Problem:  # what its rows say cannot be known
        rewriter = Rewriter(Columns(labels), Forms(), extras)
    for row in rows:
        cells, _ = rewriter.row(row._replace(flaw=f"other_table:{opened.above.header.line}"))
        yield dict(zip(rewriter.columns, cells, strict=True))


def _no_rows(opened: Opened) -> NoTable:
    return NoTable(
        "the table has a header and no rows of recordings",
        where=f"line {opened.header.line}" if opened.header.line else "",
        hint="If nothing was recorded, there is nothing to import; else export it again",
    )


def sketch(member: Member, folder: Path, options: Options, remembered: Mappings) -> Sketch:
    """The first rows of a table as they will be read, and what a person should confirm or choose."""
    opened = open_table(member, options, remembered, careful=True, need_names=False)
    columns = opened.columns
    problems = [str(problem)] if (problem := missing(opened)) else []
    try:
        forms, is_whole = _forms(opened, options, LOOKED_AT_ROWS)
    except Problem as fault:
        problems.append(str(fault))
        forms, is_whole = Forms(), False
    manifest, has_rows = _rewritten(opened, forms, [], folder, LOOKED_AT_ROWS)
    return Sketch(
        form=opened.source.form,
        header=columns.labels,
        header_line=opened.header.line,
        guesses=columns_.guesses(columns, opened.sample),
        samples={
            label: columns_.samples(opened.sample, at) for at, label in enumerate(columns.labels)
        },
        problems=problems,
        warnings=list(manifest.warnings),
        manifest=manifest,
        is_whole=is_whole and has_rows and not problems,
    )


def _said(opened: Opened, forms: Forms, rewriter: Rewriter, rows: Rows, sums: Sums) -> list[str]:
    """What a person should know about how the rows were read."""
    sentences = list(forms.said)
    if rewriter.rounded:
        label = opened.columns.label("VideoDuration")
        sentences.append(
            f'{rewriter.rounded:,} lengths in "{label}" have more digits than a millisecond and were rounded half up.'
        )
    for column, count in rewriter.emptied.items():
        cells = "1 cell" if count == 1 else f"{count:,} cells"
        sentences.append(
            f'Left empty: {cells} in "{opened.columns.label(column)}" with a spreadsheet\'s error.'
        )
    for word, status in list(rewriter.statuses.items())[:10]:
        sentences.append(f'Status "{word[:40]}" was read as {status}.')
    if rows.strays:
        sentences.append(f"{rows.strays:,} rows with cells right of the table only were not read.")
    if rows.repeats:
        times = "once" if rows.repeats == 1 else f"{rows.repeats:,} times"
        sentences.append(f"The header is repeated {times} inside the table.")
    for line in rows.reordered[:_MOST_SAID]:
        sentences.append(
            f"From line {line} on the columns stand in another order, which was followed."
        )
    for row in rows.notes[:_MOST_SAID]:
        sentences.append(
            f'Line {row.line} ("{next(filter(None, row.cells)).strip()[:60]}") is a note and was not read.'
        )
    return sentences + sums.said[:_MOST_SAID]
