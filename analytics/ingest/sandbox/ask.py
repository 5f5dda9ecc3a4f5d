"""The process that reads what strangers made: it may run out of memory or time, and the product goes on.

Forked, or called as `python -m analytics.ingest.sandbox.ask JOB`, with the path of a JSON job; answers with one
pickled Manifest, Sketch or Problem in the job's folder. The parent trusts the tables that this process wrote,
and nothing else of the file.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from analytics.core.errors import Problem
from analytics.ingest import tables
from analytics.ingest.common.limits import MEMORY_BYTES
from analytics.ingest.common.manifest import Manifest, Options, Sketch
from analytics.ingest.common.member import Member, Sort
from analytics.ingest.documents import in_cells, read
from analytics.ingest.opening import unpack
from analytics.ingest.sandbox import process
from analytics.ingest.sandbox.fork_client import without_pandas

ANSWER = "answer.pickle"
_MEMBERS = "members.pickle"
# What Python, Rust, C++ and the system say before they end for want of memory.
_OUT_OF_MEMORY = ("MemoryError", "memory allocation of", "bad_alloc", "Cannot allocate memory")
_SIGKILL = 9
_LONGEST_SHOWN = 100

Mappings = dict[str, dict[str, str]]
# Called while the child is at work; what it raises ends the child.
Alive = Callable[[], None]


def inspect(
    path: Path,
    folder: Path,
    options: Options,
    *,
    careful: bool = False,
    remembered: Mappings | None = None,
    alive: Alive = lambda: None,
) -> Manifest:
    """Have a child process understand the file at `path`; its tables are written into `folder`.

    `remembered` are the mappings that people confirmed, by header. Raises Problem for a file that
    cannot be read, is too large unpacked, or takes too long.
    """
    found = _ask("read", path, folder, options, careful, remembered, alive)
    if not isinstance(found, Manifest):
        raise TypeError(type(found))
    return found


def look(
    path: Path, folder: Path, options: Options, *, remembered: Mappings | None = None
) -> Sketch:
    """Have a child process look at the first rows of the file at `path`. Raises Problem as `inspect`."""
    found = _ask("look", path, folder, options, True, remembered, lambda: None)
    if not isinstance(found, Sketch):
        raise TypeError(type(found))
    return found


def _ask(
    task: str,
    path: Path,
    folder: Path,
    options: Options,
    careful: bool,
    remembered: Mappings | None,
    alive: Alive,
) -> object:
    job = {
        "task": task,
        "path": str(path.absolute()),
        "folder": str(folder),
        "options": vars(options),
        "careful": careful,
        "remembered": remembered or {},
    }
    order = folder / "job.json"
    order.write_text(json.dumps(job), encoding="utf-8")
    answer = folder / ANSWER
    answer.unlink(missing_ok=True)
    try:
        process.run(order, alive)
        found = process.answer(answer.read_bytes())
    except (process.Crashed, OSError, pickle.UnpicklingError) as fault:
        if not careful:
            return _ask(task, path, folder, options, True, remembered, alive)
        raise _crashed(fault) from fault
    if isinstance(found, Problem):
        raise found
    return found


def _crashed(fault: Exception) -> Problem:
    """What ended the child, as far as it is known."""
    status, errors = (
        (fault.status, fault.errors) if isinstance(fault, process.Crashed) else (0, str(fault))
    )
    if any(words in errors for words in _OUT_OF_MEMORY):
        return _too_much()
    if status == -_SIGKILL:
        return Problem(
            "the process that read it was ended from outside, most often for want of memory",
            hint="Import it again while less is running, or split the file",
        )
    how = f"signal {-status}" if status < 0 else (errors.strip().splitlines() or ["no answer"])[-1]
    return Problem(
        f"the process that read it crashed ({how[:_LONGEST_SHOWN]})",
        hint="The file may be damaged: export it again, or save it in another form",
    )


def _too_much() -> Problem:
    return Problem(
        f"reading it needs more than {MEMORY_BYTES >> 30} GB of memory", hint="Split the file"
    )


def main() -> None:
    """Do the job named on the command line."""
    without_pandas()
    work(Path(sys.argv[1]))


def work(order: Path) -> None:
    """Do a job, and write its answer down."""
    job = json.loads(order.read_text(encoding="utf-8"))
    process.hold()
    folder = Path(job["folder"])
    found: Manifest | Sketch | Problem
    try:
        found = _look(job, folder) if job["task"] == "look" else _read(job, folder)
    except Problem as problem:
        found = problem
    except UnicodeDecodeError as fault:
        found = Problem(f"byte {fault.start:,} is not UTF-8", hint="Save the file as UTF-8")
    except MemoryError:
        found = _too_much()
    except OSError as fault:
        found = Problem(
            f"what was read of it could not be written down ({fault.strerror})",
            hint="Free some space in the folder for temporary files, or split the file",
        )
    (folder / ANSWER).write_bytes(pickle.dumps(found))


def _read(job: dict[str, Any], folder: Path) -> Manifest:
    options = Options(**job["options"])
    members, notes = _members(Path(job["path"]), folder)
    alone = len(members) == 1
    parts: list[Manifest] = []
    extras: list[str] = []
    for number, member in enumerate(members):
        room = folder / f"part_{number}"
        room.mkdir(exist_ok=True)
        careful = job["careful"] or not alone
        try:
            found = _manifests(member, room, options, job["remembered"], extras, careful=careful)
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
        parts += found
    return _whole(parts, extras, notes)


def _manifests(
    member: Member,
    room: Path,
    options: Options,
    remembered: Mappings,
    extras: list[str],
    *,
    careful: bool,
) -> list[Manifest]:
    """How to read a plain file: its documents, its rows, or both, where it is JSON. Raises Problem as these do."""
    reading = None
    if member.sort is Sort.DOCUMENTS:
        reading = read.inspect(member.path, room, options, careful=careful)
    elif member.sort is Sort.TEXT and in_cells.may_hold(member.path):
        reading = in_cells.inspect(member, room, options)
    if reading is None:
        try:
            table = tables.inspect(member, room, options, remembered, extras, careful=careful)
        except Problem:
            is_text = member.sort is Sort.TEXT
            reading = None if is_text else in_cells.inspect(member, room, options)
            if reading is None:
                raise
        else:
            table.member = member.name
            return [table]
    found = []
    if reading.documents:
        found.append(reading.documents)
    if reading.rows:
        rows = replace(member, path=reading.rows, sort=Sort.JSON_ROWS)
        folder = room / "table"
        folder.mkdir(exist_ok=True)
        table = tables.inspect(rows, folder, options, remembered, extras, careful=True)
        table.warnings = [*reading.warnings, *table.warnings]
        found.append(table)
    kinds = ("",) if len(found) == 1 else ("documents", "rows")
    for part, kind in zip(found, kinds, strict=True):
        part.member = " ".join(filter(None, [member.name, kind]))
    return found


def _whole(parts: list[Manifest], extras: list[str], notes: list[str]) -> Manifest:
    if not parts:
        raise Problem("no file inside is a table or JSON of recordings", hint=notes[0].rstrip("."))
    if len(parts) == 1:
        parts[0].warnings += notes
        return parts[0]
    shapes = [part.shape for part in parts]
    whole = Manifest(shape=max(shapes, key=shapes.count), extra_columns=extras, parts=parts)
    for part in parts:
        whole.warnings += [f"{part.member}: {warning}" for warning in part.warnings]
    others = sorted(set(shapes) - {whole.shape})
    if others:
        whole.warnings.append(f"The file also holds {', '.join(others)}.")
    whole.warnings += notes
    return whole


def _look(job: dict[str, Any], folder: Path) -> Sketch:
    members, notes = _members(Path(job["path"]), folder)
    options = Options(**job["options"])
    as_tables = (_as_table(member, folder, options) for member in members)
    table = next(filter(None, as_tables), None)
    sketch = Sketch(form="JSON documents")
    if table:
        sketch = tables.sketch(table, folder, options, job["remembered"])
    sketch.warnings += notes
    return sketch


def _as_table(member: Member, folder: Path, options: Options) -> Member | None:
    """A plain file as a table to look at; None where it holds documents."""
    if member.sort is Sort.DOCUMENTS:
        rows = read.first_rows(member.path, folder, options)
        return replace(member, path=rows, sort=Sort.JSON_ROWS) if rows else None
    is_text = member.sort is Sort.TEXT
    return None if is_text and in_cells.hold_documents(member) else member


def _members(path: Path, folder: Path) -> tuple[list[Member], list[str]]:
    """The plain files in `path`, unpacked once, though the file may be understood twice."""
    index = folder / _MEMBERS
    if not index.exists():
        index.write_bytes(pickle.dumps(unpack.members(path, folder)))
    found: tuple[list[Member], list[str]] = pickle.loads(index.read_bytes())
    return found


if __name__ == "__main__":
    main()
