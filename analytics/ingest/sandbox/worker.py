"""The work of a child process: to understand what a stranger made."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from analytics.catalog import toml_forms
from analytics.core.errors import Problem
from analytics.ingest import tables
from analytics.ingest.common.limits import MOST_COLUMNS, MOST_GRID_ROWS, TOML_DEPTH
from analytics.ingest.common.manifest import Grid, Manifest, Sketch
from analytics.ingest.common.member import Member, Sort
from analytics.ingest.documents import in_cells, read
from analytics.ingest.opening import unpack
from analytics.ingest.sandbox.protocol import ANSWER, Job, Refusal, Reply, too_much
from analytics.ingest.tables.open_table import open_source

_UNPACKED = TypeAdapter(tuple[list[Member], list[str]])


def work(job: Job) -> None:
    """Do a job, and write its answer into the job's folder."""
    gc.freeze()
    try:
        reply = _TASKS[job.task](job)
    except Problem as problem:
        reply = Reply(refusal=Refusal.from_problem(problem))
    except UnicodeDecodeError as fault:
        reply = _refused(f"byte {fault.start:,} is not UTF-8", "Save the file as UTF-8")
    except MemoryError:
        reply = Reply(refusal=Refusal.from_problem(too_much(job)))
    except OSError as fault:
        reply = _refused(
            f"what was read of it could not be written down ({fault.strerror})",
            "Free some space in the folder for temporary files, or split the file",
        )
    (job.folder / ANSWER).write_text(reply.model_dump_json(exclude_defaults=True), encoding="utf-8")


def _refused(what: str, hint: str) -> Reply:
    return Reply(refusal=Refusal(what=what, hint=hint))


def _read_toml(job: Job) -> Reply:
    """The answer that it is read. Raises Problem for what is no TOML, or has tables inside tables deeper than any form does."""
    level: list[dict[str, Any] | list[Any]] = [toml_forms.read(job.path.read_text("utf-8"), "")]
    for _ in range(TOML_DEPTH):
        level = [
            inner
            for value in level
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, dict | list)
        ]
    if level:
        raise Problem(
            "its tables are nested too deeply", hint="Give the form of a plan or a price book"
        )
    return Reply(is_read=True)


def _grid(job: Job) -> Grid:
    """The cells of the one table in a file. Raises Problem for several, for JSON, for what is no text, and for too many rows."""
    members, notes = _members(job)
    if len(members) > 1:
        raise Problem(f"it holds {len(members)} files", hint="Give one table, as CSV or XLSX")
    if members[0].sort is Sort.DOCUMENTS:
        raise Problem("this is JSON, not a table", hint="Give a table, as CSV or XLSX")
    source = open_source(members[0], careful=True)
    rows: list[tuple[int, list[str]]] = []
    for record in source.records():
        if record.is_blank:
            continue
        if record.flaw or len(record.cells) > MOST_COLUMNS:
            reason = "cannot be read as text" if record.flaw else "has too many cells"
            raise Problem(
                f"line {record.line} {reason}", hint="Save the table again, as CSV (UTF-8)"
            )
        if len(rows) == MOST_GRID_ROWS:
            raise Problem(f"it has more than {MOST_GRID_ROWS:,} rows", hint="Split the file")
        rows.append((record.line, record.cells))
    return Grid(rows=rows, warnings=[*source.notes, *notes])


def _read(job: Job) -> Manifest:
    members, notes = _members(job)
    alone = len(members) == 1
    parts: list[Manifest] = []
    extras: list[str] = []
    for number, member in enumerate(members):
        room = job.folder / f"part_{number}"
        room.mkdir(exist_ok=True)
        try:
            manifests = _manifests(job, member, room, extras, careful=job.careful or not alone)
        except tables.NoTable as stranger:
            if not member.name:
                raise
            notes.append(f"{member.name} was not read: {stranger.what}.")
            continue
        except Problem as problem:
            where = ", ".join(filter(None, [member.name, problem.where]))
            raise Problem(
                problem.what, where=where, hint=problem.hint, shape=problem.shape
            ) from problem
        parts += manifests
    return _whole(parts, extras, notes)


def _manifests(
    job: Job, member: Member, room: Path, extras: list[str], *, careful: bool
) -> list[Manifest]:
    """How to read a plain file: its documents, its rows, or both, where it is JSON. Raises Problem as these do."""
    reading = None
    if member.sort is Sort.DOCUMENTS:
        reading = read.inspect(member.path, room, job.options, careful=careful)
    elif _may_hold_documents(member):
        reading = in_cells.inspect(member, room, job.options)
    if reading is None:
        try:
            table = tables.inspect(
                member, room, job.options, job.remembered, extras, careful=careful
            )
        except Problem as problem:
            is_text = member.sort is Sort.TEXT
            reading = None if is_text else in_cells.inspect(member, room, job.options)
            if reading is None:
                raise (in_cells.with_hint(problem, member) if is_text else problem) from None
        else:
            return [_named(table, member.name)]
    manifests = [reading.documents] if reading.documents else []
    if reading.rows:
        rows = replace(member, path=reading.rows, sort=Sort.JSON_ROWS)
        folder = room / "table"
        folder.mkdir(exist_ok=True)
        table = tables.inspect(rows, folder, job.options, job.remembered, extras, careful=True)
        table.warnings[:0] = reading.warnings
        manifests.append(table)
    kinds = ("",) if len(manifests) == 1 else ("documents", "rows")
    return [
        _named(part, " ".join(filter(None, [member.name, kind])))
        for part, kind in zip(manifests, kinds, strict=True)
    ]


def _named(manifest: Manifest, member: str) -> Manifest:
    return manifest.model_copy(update={"member": member})


def _whole(parts: list[Manifest], extras: list[str], notes: list[str]) -> Manifest:
    if not parts:
        raise Problem("no file inside is a table or JSON of recordings", hint=notes[0].rstrip("."))
    if len(parts) == 1:
        parts[0].warnings.extend(notes)
        return parts[0]
    shapes = [part.shape for part in parts]
    main = max(shapes, key=shapes.count)
    warnings = [f"{part.member}: {warning}" for part in parts for warning in part.warnings]
    if other_shapes := sorted(set(shapes) - {main}):
        warnings.append(f"The file also holds {', '.join(other_shapes)}.")
    return Manifest(shape=main, extra_columns=extras, parts=parts, warnings=warnings + notes)


def _look(job: Job) -> Sketch:
    members, notes = _members(job)
    as_tables = (_as_table(job, member) for member in members)
    table = next(filter(None, as_tables), None)
    sketch = (
        tables.sketch(table, job.folder, job.options, job.remembered)
        if table
        else Sketch(form="JSON documents")
    )
    sketch.warnings.extend(notes)
    is_whole = sketch.is_whole and len(members) == 1 and not notes and table == members[0]
    return sketch.model_copy(update={"is_whole": is_whole and not _may_hold_documents(members[0])})


def _may_hold_documents(member: Member) -> bool:
    return member.sort is Sort.TEXT and in_cells.may_hold(member.path)


def _as_table(job: Job, member: Member) -> Member | None:
    """A plain file as a table to look at; None where it holds documents."""
    if member.sort is Sort.DOCUMENTS:
        rows = read.first_rows(member.path, job.folder, job.options)
        return replace(member, path=rows, sort=Sort.JSON_ROWS) if rows else None
    is_text = member.sort is Sort.TEXT
    return None if is_text and in_cells.hold_documents(member) else member


def _members(job: Job) -> tuple[list[Member], list[str]]:
    """The plain files in a file, unpacked once, though the file may be understood twice."""
    index = job.folder / "members.json"
    if not index.exists():
        index.write_bytes(_UNPACKED.dump_json(unpack.members(job.path, job.folder)))
    return _UNPACKED.validate_json(index.read_bytes())


_TASKS: dict[str, Callable[[Job], Reply]] = {
    "read": lambda job: Reply(manifest=_read(job)),
    "look": lambda job: Reply(sketch=_look(job)),
    "toml": _read_toml,
    "grid": lambda job: Reply(grid=_grid(job)),
}
