"""A delimited text file into the flat form: which column is which.

Two ways. The quick one looks at the first lines only and leaves the file where it is for DuckDB to read. The careful
one, taken where DuckDB finds a line that does not fit (ragged, a line break inside quotes, odd bytes), rewrites every
record with the line it stands on, so that each can be named.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from analytics.errors import Problem
from analytics.ingest.documents import ROW_COLUMNS
from analytics.ingest.manifest import Manifest, Options, Sketch, Table
from analytics.ingest.tables.records import NoTable as NoTable
from analytics.ingest.unpack import Member

HEAD_BYTES = 1 << 20
MOST_COLUMNS = 500
LONGEST_CELL = 1 << 20
DELIMITERS = (",", "\t", ";", "|")
NEEDED = ("VideoId", "VideoType", "VideoDuration")
TIMES = ("RecordStopTime", "RecordStartTime")
FLAT_COLUMNS = ROW_COLUMNS[: ROW_COLUMNS.index("place")]
# Columns of our own refused-rows file; they explain and are not read back.
EXPLAINING = ("refused_place", "refused_column", "refused_reason", "refused_hint")

_KNOWN = {re.sub(r"[^a-z]", "", name.lower()): name for name in FLAT_COLUMNS}


def inspect(
    member: Member,
    folder: Path,
    options: Options,
    remembered: dict[str, dict[str, str]],
    extras: list[str],
    *,
    careful: bool,
) -> Manifest:
    """How to read the rows of `member`. Raises Problem where it is no table, or a needed column is missing."""
    path = member.path
    head = _head(path)
    delimiter, header = _header(head)
    columns, extra = _columns(header)
    manifest = Manifest(shape="flat", extra_columns=extra)
    if careful:
        manifest.rows = _rewrite(path, folder / "rows.csv", delimiter, columns)
    else:
        manifest.rows = Table(path, columns, delimiter)
    return manifest


def _head(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(HEAD_BYTES)
    if not raw.strip():
        raise Problem("the file is empty", hint="Choose a file with a header line and rows")
    if b"\0" in raw:
        raise Problem("this is not a table of text", hint="Save it as CSV (UTF-8) and import that")
    text = raw.decode("utf-8-sig", errors="replace")
    if text.lstrip()[:1] == "<":
        raise Problem("this is a web page or XML, not a table", hint="Save the table itself as CSV")
    return text


def _header(head: str) -> tuple[str, list[str]]:
    first = head.lstrip("\r\n").splitlines()[0]
    delimiter = max(DELIMITERS, key=first.count)
    header = next(csv.reader([first], delimiter=delimiter))
    if len(header) > MOST_COLUMNS:
        raise Problem(
            f"the header has {len(header):,} columns",
            hint=f"At most {MOST_COLUMNS} columns are read",
        )
    return delimiter, header


def _columns(header: list[str]) -> tuple[list[str], list[str]]:
    """Each column's name in the flat form, or extra_<n> with its own name kept aside."""
    columns: list[str] = []
    extra: list[str] = []
    for name in header:
        known = _KNOWN.get(re.sub(r"[^a-z]", "", name.lower()))
        if known and known in columns:
            raise Problem(
                f'two columns are both "{known}"', where="line 1", hint="Rename or remove one"
            )
        if name in EXPLAINING:
            columns.append(f"ignored_{len(columns)}")
        elif known:
            columns.append(known)
        else:
            extra.append(name)
            columns.append(f"extra_{len(extra)}")
    missing = [name for name in NEEDED if name not in columns]
    if not any(name in columns for name in TIMES):
        missing.append("RecordStopTime (or RecordStartTime)")
    if missing:
        shown = ", ".join(name[:30] for name in header[:8])
        raise Problem(
            f"no column {' and no column '.join(missing)} (the first line is: {shown})",
            where="line 1",
            hint="Name the columns as the API does",
        )
    return columns, extra


def _rewrite(path: Path, target: Path, delimiter: str, columns: list[str]) -> Table:
    csv.field_size_limit(LONGEST_CELL)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for line, record in _records(path, delimiter):
            if len(record) > len(columns) and any(cell.strip() for cell in record[len(columns) :]):
                ragged = "more_cells:" + ", ".join(record[len(columns) :])[:80]
            else:
                ragged = ""
            cells = (record + [""] * len(columns))[: len(columns)]
            writer.writerow([*cells, line, ragged])
    return Table(target, [*columns, "place", "ragged"], skip=0)


def _records(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader((line.replace("\0", "") for line in file), delimiter=delimiter)
        header_seen = False
        while True:
            line = reader.line_num + 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                raise Problem(
                    f"a cell cannot be read ({fault})",
                    where=f"line {line}",
                    hint="Look for a quote that is never closed",
                ) from fault
            if not record:
                continue
            if header_seen:
                yield line, record
            header_seen = True


def sketch(
    member: Member, folder: Path, options: Options, remembered: dict[str, dict[str, str]]
) -> Sketch:
    """The first rows of a table as they will be read."""
    return Sketch(form="")
