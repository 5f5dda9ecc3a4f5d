"""Tables of any dialect into the flat form: delimited text, workbooks, Parquet.

Two ways. The quick one is for text that already is in the flat form but for its header: it looks at the first rows only
and leaves the file where it is, for DuckDB to read. The careful one goes through all rows, decides how each column writes
its values, and writes every record anew with the line it stands on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from analytics.errors import Problem
from analytics.ingest.limits import HEADER_LINES, LOOKED_AT_ROWS
from analytics.ingest.manifest import Manifest, Options, Sketch, Table
from analytics.ingest.recognise import Sort
from analytics.ingest.tables import columns as columns_
from analytics.ingest.tables import header, rewrite, text, words
from analytics.ingest.tables.columns import EXPLAINING, NEEDED, TIMES, Columns
from analytics.ingest.tables.forms import Forms, Profile
from analytics.ingest.tables.header import Header
from analytics.ingest.tables.records import NoTable, Record, Source
from analytics.ingest.tables.rewrite import Rewriter
from analytics.ingest.tables.rows import Row, Rows, is_total
from analytics.ingest.unpack import Member

__all__ = ["EXPLAINING", "NEEDED", "TIMES", "NoTable", "inspect", "reads_more", "sketch"]

Mappings = Mapping[str, Mapping[str, str]]
# From so many rows a column's guess is made, and the quick way is taken.
_GUESS_ROWS = 200
_QUICK_ROWS = 2_000
_MOST_SAID = 10
_MOST_NAMED = 8
_ADVICE = "Name the columns as the API does, or choose them on the Imports page"
_ANY_CASE = ("VideoType", "Status")


@dataclass
class _Opened:
    """A table of which the header is known."""

    source: Source
    header: Header
    labels: list[str]
    columns: Columns
    sample: list[Record]

    @property
    def delimiter(self) -> str:
        return self.source.delimiter if isinstance(self.source, text.Text) else ","


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
    opened = _open(member, options, remembered, careful=careful)
    if problem := _missing(opened):
        raise problem
    manifest = _manifest(opened)
    if not careful and (table := _as_it_stands(member, opened, options, manifest, extras)):
        manifest.rows, manifest.extra_columns = table, list(extras)
        return manifest
    if isinstance(opened.source, text.Text) and not careful:
        opened = _open(member, options, remembered, careful=True)
        manifest = _manifest(opened)
    profile = Profile(opened.columns)
    for row in Rows(opened.source, opened.header.before, opened.columns):
        profile.add(row.cells)
    forms = profile.decide(options.unit, opened.delimiter)
    rewriter = Rewriter(opened.columns, forms, extras)
    rows = Rows(opened.source, opened.header.before, opened.columns)
    manifest.rows, sums = rewrite.write(rows, rewriter, folder / "rows.csv")
    manifest.extra_columns = list(extras)
    manifest.unit, manifest.unit_source = forms.unit, forms.unit_source
    manifest.warnings += _said(opened, forms, rewriter, rows, sums)
    return manifest


def sketch(member: Member, folder: Path, options: Options, remembered: Mappings) -> Sketch:
    """The first rows of a table as they will be read, and what a person should confirm or choose."""
    opened = _open(member, options, remembered, careful=True, need_names=False)
    found = opened.columns
    answer = Sketch(
        form=opened.source.form,
        header=found.labels,
        header_line=opened.header.line,
        guesses=columns_.guesses(found, opened.sample),
        samples={
            label: columns_.samples(opened.sample, at) for at, label in enumerate(found.labels)
        },
        choices=found.choices,
    )
    manifest = _manifest(opened)
    if problem := _missing(opened):
        answer.problems.append(str(problem))
    profile = Profile(found)
    for row in islice(Rows(opened.source, opened.header.before, found), LOOKED_AT_ROWS):
        profile.add(row.cells)
    try:
        forms = profile.decide(options.unit, opened.delimiter)
    except Problem as fault:
        answer.problems.append(str(fault))
        forms = Forms()
    rewriter = Rewriter(found, forms, [])
    rows = Rows(opened.source, opened.header.before, found)
    manifest.rows, sums = rewrite.write(rows, rewriter, folder / "sample.csv", most=LOOKED_AT_ROWS)
    manifest.unit, manifest.unit_source = forms.unit, forms.unit_source
    manifest.extra_columns = rewriter.extras
    answer.warnings = manifest.warnings + _said(opened, forms, rewriter, rows, sums)
    answer.manifest = manifest
    return answer


def reads_more(rows: Sequence[Mapping[str, str | None]], statuses: Iterable[str] = ()) -> bool:
    """Whether the careful way would read any of these rows, which the quick one refused, in another way."""
    if any(words.STATUSES.get(words.key(status), status) != status for status in statuses):
        return True
    if not rows:
        return False
    names = [name for name in rows[0] if name in words.FLAT_COLUMNS]
    found = Columns(names, index={name: at for at, name in enumerate(names)})
    cells = [[row.get(name) or "" for name in names] for row in rows]
    return _unchanged(found, [Row(0, each, "") for each in cells], None) is None


def _open(
    member: Member,
    options: Options,
    remembered: Mappings,
    *,
    careful: bool,
    need_names: bool = True,
) -> _Opened:
    source = _source(member, careful=careful)
    first = list(islice(source.records(), HEADER_LINES))
    found = _header(first, remembered, options.mapping or {})
    if not found and not need_names:
        found = header.first_row(first)
    if not found:
        raise _no_table(first)
    sample = [
        record
        for record in islice(source.records(), found.before + 1, found.before + 1 + _GUESS_ROWS)
        if not record.is_blank
    ]
    labels = header.labels(found.cells)
    try:
        columns = columns_.resolve(labels[:], sample, options.mapping, remembered)
    except Problem as problem:
        raise Problem(problem.what, where=f"line {found.line}", hint=problem.hint) from problem
    widest = max((_last_filled(record.cells) for record in sample), default=0)
    if not source.is_grid:  # what stands right of the header of a text may be a cell too many
        widest = min(widest, len(found.cells))
    columns.labels += [f"column {at}" for at in range(len(labels) + 1, widest + 1)]
    return _Opened(source, found, labels, columns, sample)


def _source(member: Member, *, careful: bool) -> Source:
    from analytics.ingest.tables import sheets  # loads pyarrow, which only the child needs

    if member.sort is Sort.WORKBOOK:
        return sheets.open_workbook(member.path)
    if member.sort is Sort.PARQUET:
        return sheets.Parquet(member.path)
    return text.open_text(member.path, careful=careful)


def _header(first: list[Record], remembered: Mappings, chosen: Mapping[str, str]) -> Header | None:
    """The header that a person spoke of, now or earlier, else the record with the most known names."""
    wanted = {label for name, label in chosen.items() if name not in columns_.CHOICES and label}
    for number, record in enumerate(first):
        labels = header.labels(record.cells) if remembered or wanted else []
        if (wanted and wanted <= set(labels)) or columns_.key_of(labels) in remembered:
            return Header(record.line, number, record.cells, header.count_known(record.cells))
    return header.find(first)


def _no_table(first: list[Record]) -> NoTable:
    row = header.first_row(first) or next((r for r in first if not r.is_blank), None)
    line, cells = (row.line, row.cells) if row else (1, [])
    return NoTable(
        _no_columns(Columns([]).missing, line, cells), where=f"line {line}", hint=_ADVICE
    )


def _last_filled(cells: list[str]) -> int:
    return max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _missing(opened: _Opened) -> Problem | None:
    missing = opened.columns.missing
    if not missing:
        return None
    line = opened.header.line
    return Problem(_no_columns(missing, line, opened.labels), where=f"line {line}", hint=_ADVICE)


def _no_columns(missing: list[str], line: int, cells: Sequence[str]) -> str:
    shown = ", ".join(cell[:30] for cell in cells[:_MOST_NAMED])
    which = "the first line" if line == 1 else f"line {line}"
    return f"no column {' and no column '.join(missing)} ({which} is: {shown})"


def _manifest(opened: _Opened) -> Manifest:
    found = opened.columns
    manifest = Manifest(
        shape="flat",
        header=opened.labels,
        mapping=found.mapping,
        warnings=list(opened.source.notes),
    )
    if opened.header.before:
        manifest.warnings.append(
            f"The header stands on line {opened.header.line}; what is above it was not read."
        )
    for how, said in _HOW_SAID.items():
        pairs = [f'"{found.label(c)}" as {c}' for c in found.index if found.how[c] == how]
        if pairs:
            manifest.warnings.append(said.format(", ".join(pairs)))
    return manifest


_HOW_SAID = {
    "word": "Columns known by their names: {}.",
    "looks": "Columns taken for what they look like: {}; where that is wrong, choose on the Imports page.",
    "remembered": "Columns were read as confirmed earlier for this header: {}.",
    "chosen": "Columns were read as you chose: {}.",
}


def _said(
    opened: _Opened, forms: Forms, rewriter: Rewriter, rows: Rows, sums: rewrite.Sums
) -> list[str]:
    """What a person should know about how the rows were read."""
    said = list(forms.said)
    if rewriter.rounded:
        label = opened.columns.label("VideoDuration")
        said.append(
            f'{rewriter.rounded:,} lengths in "{label}" have more digits than a millisecond and were rounded half up.'
        )
    for word, status in list(rewriter.statuses.items())[:10]:
        said.append(f'Status "{word[:40]}" was read as {status}.')
    if rows.repeats:
        said.append(f"The header is repeated {rows.repeats:,} times inside the table.")
    return said + sums.said[:_MOST_SAID]


def _as_it_stands(
    member: Member, opened: _Opened, options: Options, manifest: Manifest, extras: list[str]
) -> Table | None:
    """The file as a table that DuckDB reads itself; None where its first rows need any change."""
    source, labels, before = opened.source, opened.columns.labels, opened.header.before
    if not isinstance(source, text.Text) or not source.is_plain():
        return None
    if len(opened.header.cells) != len(labels) or set(labels) & set(EXPLAINING):
        return None
    first = list(islice(source.records(), before + 1 + _QUICK_ROWS))
    if any(record.line != at for at, record in enumerate(first[: before + 2], 1)):
        return None
    rows = [
        Row(record.line, record.cells, record.flaw)
        for record in first[before + 1 :]
        if record.cells
    ]
    rows = [row for row in rows if len(row.cells) == len(labels)]
    unit = _unchanged(opened.columns, rows, options.unit, source.delimiter)
    if not unit:
        return None
    manifest.unit, manifest.unit_source = unit
    names = {at: column for column, at in opened.columns.index.items()}
    for at, label in opened.columns.extras():
        extras.append(label)
        names[at] = f"extra_{len(extras)}"
    columns = [names[at] for at in range(len(labels))]
    return Table(member.path, columns, source.delimiter, opened.header.line, member.lines)


def _unchanged(
    found: Columns, rows: list[Row], given: str | None, delimiter: str = ","
) -> tuple[str, str] | None:
    """The unit of the rows and who says so, where canonical rows would be these very rows; else None."""
    if any(is_total(row.cells, found) or not any(map(str.strip, row.cells)) for row in rows):
        return None
    profile = Profile(found)
    for row in rows:
        profile.add(row.cells)
    try:
        forms = profile.decide(given, delimiter)
    except Problem:
        return None
    rewriter = Rewriter(found, forms, [])
    names = rewriter.columns
    for row in rows:
        for name, cell in zip(names, rewriter.row(row)[0], strict=True):
            if name == "DurationUnit":
                own = row.cells[found.index[name]].strip().lower() if name in found.index else ""
                is_same = cell == (own or forms.unit)
            elif name in found.index:
                was = row.cells[found.index[name]].strip()
                is_same = cell == was or (name in _ANY_CASE and cell.lower() == was.lower())
            else:
                is_same = True
            if not is_same:
                return None
    return forms.unit, forms.unit_source
