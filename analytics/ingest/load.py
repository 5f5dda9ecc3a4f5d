"""One file into the database, in one transaction: the rows that count, the rows refused, and what became of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from analytics import sql
from analytics.errors import Problem
from analytics.ingest import flaws, tables, units
from analytics.ingest.manifest import Manifest, Options
from analytics.ingest.progress import Teller
from analytics.ingest.receipt import Counts, Flaw, Receipt
from analytics.store import Store, answer

MOST_PROBLEMS = 100
MOST_WARNINGS = 20
# From so many lines on, looking for twins among all rows is cheaper than among those of the import.
MANY_LINES = 200_000
# So many refused rows are looked at for a dialect that the first rows did not show.
MOST_REFUSED_READ = 20_000
# A file of many lines is read carefully where of so many rows more than one is refused.
MANY_TO_ONE = 100


class Irregular(Exception):
    """The quick way of reading does not fit this file; read it record by record instead."""


class AlreadyLoaded(Exception):
    """The same content is in the database by now; another thread was quicker."""


@dataclass(frozen=True)
class File:
    """A file to load: what it is called, and what identifies its content."""

    name: str
    digest: str
    bytes: int
    lines: int
    is_sample: bool = False

    @property
    def import_id(self) -> str:
        return self.digest[:12]


@dataclass(frozen=True)
class _Load:
    """The file, how it was understood, and what the person said about it."""

    file: File
    manifest: Manifest
    options: Options
    import_no: int

    @property
    def parts(self) -> list[Manifest]:
        """The file, or those inside it."""
        return self.manifest.parts or [self.manifest]

    @property
    def lines(self) -> int:
        """The lines of the table itself, which may have been packed."""
        table = self.manifest.rows
        return (table.lines if table else 0) or self.file.lines

    @property
    def day_start(self) -> datetime | None:
        """Noon of the day that was given, in UTC: far from midnight in the zones around."""
        if not self.options.day:
            return None
        day = date.fromisoformat(self.options.day)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(self.options.zone))
        return noon.astimezone(UTC).replace(tzinfo=None)


def load(store: Store, file: File, manifest: Manifest, options: Options, tell: Teller) -> Receipt:
    """Load a file that was understood.

    Raises Irregular, AlreadyLoaded, or Problem where the lengths' unit is in doubt.
    """
    with store.write() as cursor:
        tell.follow(cursor)
        for row in ask(cursor, "import_named", import_id=None, digest=file.digest):
            if stands_for(row, file):
                raise AlreadyLoaded
            if row["status"] == "refused":
                forget(cursor, row["import_no"])
        number = answer(cursor, sql.text("load/next_number"), {})[0]["import_no"]
        this = _Load(file, manifest, options, number)
        tell(0.3, "reading rows", until=0.7)
        _append(cursor, this)
        tell(0.7, "checking", until=0.85)
        unit = _unit(cursor, this)
        _set_refused_aside(cursor, this)
        if not file.is_sample and not _is_refused(cursor, number):
            for row in ask(cursor, "sample_imports"):
                forget(cursor, row["import_no"])
        run(cursor, "load/elect_usages", import_no=number, stays=True)
        touched = _elect(cursor, number, many=this.lines > MANY_LINES)
        tell(0.85, "adding up", until=0.95)
        refresh_rollups(cursor, sorted({number, *touched}))
        receipt = _receipt(cursor, this, unit)
        _remember(cursor, this, receipt)
        tell(0.95, "saving")
    return receipt


def stands_for(earlier: dict[str, Any], file: File) -> bool:
    """Whether a remembered import of the same content makes this one needless: not if nothing of it was loaded, nor if
    it is the sample and the file a person's own.
    """
    return earlier["status"] != "refused" and (file.is_sample or not earlier["is_sample"])


def forget(cursor: duckdb.DuckDBPyConnection, import_no: int) -> None:
    """Take an import out as if it had never been: rows that were its duplicates count again."""
    run(cursor, "load/twins_of_import", import_no=import_no)
    run(cursor, "load/elect_usages", import_no=import_no, stays=False)
    run(cursor, "load/forget", import_no=import_no)
    refresh_rollups(cursor, elect_twins(cursor))


def refresh_rollups(cursor: duckdb.DuckDBPyConnection, imports: list[int]) -> None:
    """Work the small tables out anew for these imports, in the zone and at the day's edge that the team uses."""
    house = {row["key"]: row["value"] for row in answer(cursor, sql.text("settings"), {})}
    run(
        cursor,
        "load/rollups",
        imports=imports,
        zone=house.get("zone", "Asia/Shanghai"),
        midnight=house.get("midnight", "stop"),
    )


def problems(refused: list[dict[str, Any]]) -> tuple[Flaw, ...]:
    """Rows of refused_of_import as flaws in words, one for each thing that is wrong."""
    found = []
    for row in refused:
        values = json.loads(row["source_row"])
        line = int(row["place"]) if row["place"].isdigit() else row["place"]
        for flaw in row["flaws"]:
            column = flaw.split("|", 1)[0]
            value = values.get(column) if column else (values.get("ragged") or ":").split(":", 1)[1]
            found.append(flaws.explain(line, flaw, value))
    return tuple(found)


def run(cursor: duckdb.DuckDBPyConnection, script: str, **given: Any) -> None:
    """Run each statement of a script with those of the parameters that it names."""
    for statement in duckdb.extract_statements(sql.text(script)):
        named = {name: given[name] for name in statement.named_parameters}
        cursor.execute(statement, named)


def _append(cursor: duckdb.DuckDBPyConnection, this: _Load) -> None:
    for part in this.parts:
        _append_part(cursor, this, part)


def _append_part(cursor: duckdb.DuckDBPyConnection, this: _Load, part: Manifest) -> None:
    options = this.options
    common = {
        "import_no": this.import_no,
        "app": options.app,
        "unit": options.unit or part.unit,
        "zone": options.zone,
        "day_start": this.day_start,
        "prefix": part.prefix,
    }
    for script, table in (
        ("load/rows", part.rows),
        ("load/recordings", part.recordings),
        ("load/usages", part.usages),
    ):
        if table:
            columns = dict.fromkeys(table.columns, "VARCHAR")
            form = {"path": str(table.path), "delimiter": table.delimiter, "skip": table.skip}
            try:
                run(cursor, script, columns=columns, **form, **common)
            except (duckdb.InvalidInputException, duckdb.ConversionException) as fault:
                raise Irregular(str(fault).splitlines()[0]) from fault


def _unit(cursor: duckdb.DuckDBPyConnection, this: _Load) -> units.Unit:
    """The unit of the file, or of most files inside it with the reason for each."""
    found = [_unit_of(cursor, this, part) for part in this.parts]
    if len(found) == 1:
        return found[0]
    names = [unit.name for unit in found]
    parts = list(zip(this.parts, found, strict=True))
    return units.Unit(
        max(names, key=names.count),
        "; ".join(f"{part.member}: {unit.reason}" for part, unit in parts),
        tuple(f"{part.member}: {warning}" for part, unit in parts for warning in unit.warnings),
    )


def _unit_of(cursor: duckdb.DuckDBPyConnection, this: _Load, part: Manifest) -> units.Unit:
    """Documents decided on their unit when they were read; a table's unit shows in its rows."""
    given = this.options.unit
    if part.shape != "flat":
        return units.Unit(part.unit, part.unit_reason)
    factor = 1000 if (given or part.unit) == units.SECONDS else 1
    seen = ask(cursor, "load/clock", import_no=this.import_no, factor=factor, prefix=part.prefix)
    try:
        return units.of_table(part.unit, given, units.Evidence(**seen[0]), part.unit_source)
    except Problem as problem:
        raise Problem(problem.what, where=part.member, hint=problem.hint) from problem


def _set_refused_aside(cursor: duckdb.DuckDBPyConnection, this: _Load) -> None:
    table = this.manifest.rows
    is_quick = table is not None and "place" not in table.columns
    counts = _counts(cursor, this.import_no)
    rows = sum(videos for videos, _ in counts.values())
    if is_quick and _reads_more(cursor, this, counts.get("refused", (0, 0))[0], rows):
        raise Irregular("cells are written in another way than the first ones")
    if "refused" not in counts:
        return
    skip = table.skip if table else 0
    if is_quick and rows + skip != this.lines:
        raise Irregular("a row is not a line, so that lines cannot be told by counting rows")
    run(
        cursor,
        "load/flaws",
        import_no=this.import_no,
        skip=skip,
        unit=this.options.unit or this.manifest.unit,
        zone=this.options.zone,
        has_day=this.day_start is not None,
    )


def _reads_more(cursor: duckdb.DuckDBPyConnection, this: _Load, refused: int, rows: int) -> bool:
    """Whether a table is worth reading carefully: any odd cell that would be understood is, but in a large file not a
    handful, which is refused with its reasons.
    """
    texts = ask(cursor, "load/refused_texts", import_no=this.import_no, most=MOST_REFUSED_READ)
    if rows > MANY_LINES and refused * MANY_TO_ONE < rows:
        texts = []
    statuses = ask(cursor, "load/statuses", import_no=this.import_no)
    return tables.reads_more(
        [json.loads(row["source_row"]) for row in texts], [row["status"] for row in statuses]
    )


def _elect(cursor: duckdb.DuckDBPyConnection, import_no: int, *, many: bool) -> list[int]:
    if many:
        run(cursor, "load/twins_all")
    else:
        run(cursor, "load/twins_of_import", import_no=import_no)
    return elect_twins(cursor)


def elect_twins(cursor: duckdb.DuckDBPyConnection) -> list[int]:
    """Let one row of each video in temp table twins count; the numbers of the imports that hold one."""
    imports = [row["import_no"] for row in ask(cursor, "load/imports_of_twins")]
    if imports:
        run(cursor, "load/elect")
    return imports


def ask(cursor: duckdb.DuckDBPyConnection, question: str, **given: Any) -> list[dict[str, Any]]:
    return answer(cursor, sql.text(question), given)


def _counts(cursor: duckdb.DuckDBPyConnection, import_no: int) -> dict[str, tuple[int, int]]:
    rows = ask(cursor, "load/counts", import_no=import_no)
    return {row["standing"]: (row["videos"], row["ms"]) for row in rows}


def _is_refused(cursor: duckdb.DuckDBPyConnection, import_no: int) -> bool:
    """Whether every single row of an import was refused."""
    counts = _counts(cursor, import_no)
    usage = ask(cursor, "load/usage_counts", import_no=import_no)[0]
    good = (
        usage["loaded"]
        + usage["duplicate"]
        + sum(rows for name, (rows, _) in counts.items() if name != "refused")
    )
    return not good and bool("refused" in counts or usage["refused"])


def _receipt(cursor: duckdb.DuckDBPyConnection, this: _Load, unit: units.Unit) -> Receipt:
    counts = _counts(cursor, this.import_no)
    usage = ask(cursor, "load/usage_counts", import_no=this.import_no)[0]
    loaded, loaded_ms = counts.get("counted", (0, 0))
    refused, refused_ms = counts.get("refused", (0, 0))
    duplicate, duplicate_ms = counts.get("duplicate", (0, 0))
    loaded, refused = loaded + usage["loaded"], refused + usage["refused"]
    known = duplicate + usage["duplicate"]
    shown = ask(cursor, "refused_of_import", import_no=this.import_no, most=MOST_PROBLEMS)
    return Receipt(
        import_id=this.file.import_id,
        file=this.file.name,
        shape=this.manifest.shape,
        status="refused" if _is_refused(cursor, this.import_no) else "loaded",
        unit=unit.name,
        unit_reason=unit.reason,
        rows=Counts(loaded + refused + known, loaded, refused, known),
        ms=Counts(loaded_ms + refused_ms + duplicate_ms, loaded_ms, refused_ms, duplicate_ms),
        problems=problems(shown)[:MOST_PROBLEMS],
        warnings=tuple(_warnings(cursor, this, unit, duplicate)),
    )


def _warnings(
    cursor: duckdb.DuckDBPyConnection, this: _Load, unit: units.Unit, duplicates: int
) -> Iterator[str]:
    yield from this.manifest.warnings
    yield from unit.warnings
    if this.manifest.extra_columns:
        yield f"Unknown columns are kept aside: {', '.join(this.manifest.extra_columns)}."
    if this.options.day:
        yield f"What names no time was placed on {this.options.day}, 12:00 in {this.options.zone}."
    for row in ask(cursor, "load/statuses", import_no=this.import_no):
        yield f"{row['videos']:,} files of tasks in status {row['status']} are kept and never billed."
    changes = ask(cursor, "load/usage_changes", import_no=this.import_no)
    for row in changes[:MOST_WARNINGS]:
        yield (
            f"{row['day']}, {row['sub_product']}{row['app'] and ', app ' + row['app']}{row['room'] and ', room ' + row['room']}: "
            f"{row['value'].normalize():f} here and {row['earlier'].normalize():f} in import {row['other_import']}; "
            "the newer counts."
        )
    if len(changes) > MOST_WARNINGS:
        yield f"{len(changes) - MOST_WARNINGS:,} more lines of the vendor's usage have changed."
    if not duplicates:
        return
    differences = ask(cursor, "load/differences", import_no=this.import_no)
    for row in differences[:MOST_WARNINGS]:
        other = (
            f"import {row['other_import']}"
            if row["other_import"]
            else "an earlier row of this file"
        )
        yield (
            f"Video {row['video_id']}: {row['name']} is {row['here']} here and {row['there'] or 'empty'} in "
            f"{other}, which stays."
        )
    if len(differences) > MOST_WARNINGS:
        yield f"{len(differences) - MOST_WARNINGS:,} more differences of this sort are not listed."


def _remember(cursor: duckdb.DuckDBPyConnection, this: _Load, receipt: Receipt) -> None:
    run(
        cursor,
        "load/remember",
        import_no=this.import_no,
        digest=this.file.digest,
        bytes=this.file.bytes,
        is_sample=this.file.is_sample,
        app=this.options.app,
        day=this.options.day,
        zone=this.options.zone,
        extra_columns=this.manifest.extra_columns,
        warnings=list(receipt.warnings),
        loaded_at=datetime.now(UTC).replace(tzinfo=None),
        **{
            name: getattr(receipt, name)
            for name in ("import_id", "file", "shape", "status", "unit", "unit_reason")
        },
        **{f"rows_{name}": value for name, value in receipt.rows._asdict().items()},
        **{f"ms_{name}": value for name, value in receipt.ms._asdict().items()},
    )
