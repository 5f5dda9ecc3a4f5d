"""Questions to a child process about a file of a stranger, and its answers, checked."""

from __future__ import annotations

import logging
import signal
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from analytics.core.errors import Problem
from analytics.ingest.common import limits
from analytics.ingest.common.limits import (
    ERRORS_BYTES,
    GRID_BYTES,
    GRID_SECONDS,
    TOML_BYTES,
    TOML_MEMORY_BYTES,
    TOML_SECONDS,
)
from analytics.ingest.common.manifest import Grid, Manifest, Options, Sketch
from analytics.ingest.sandbox import process
from analytics.ingest.sandbox.protocol import (
    ANSWER,
    ERRORS,
    Job,
    Mappings,
    Reply,
    read_plain,
    read_reply,
    too_much,
)

# What Python, Rust, C++ and the system say before they end for want of memory.
_OUT_OF_MEMORY = ("MemoryError", "memory allocation of", "bad_alloc", "Cannot allocate memory")
_LONGEST_SHOWN = 100
_log = logging.getLogger(__name__)

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
    job = _job("read", folder, options, careful, remembered)
    manifest = _ask(job, path, alive).manifest
    if manifest is None:
        raise _no_answer()
    return manifest


def look(
    path: Path, folder: Path, options: Options, *, remembered: Mappings | None = None
) -> Sketch:
    """Have a child process look at the first rows of the file at `path`. Raises Problem as `inspect`.

    It takes no longer than an import of the file may, since a person waits for it.
    """
    job = _job("look", folder, options, True, remembered)
    job = replace(job, seconds=limits.seconds(path.stat().st_size))
    sketch = _ask(job, path).sketch
    if sketch is None:
        raise _no_answer()
    return sketch


def read_toml_file(path: Path) -> str:
    """The text of a small TOML file that a person names. Raises Problem as `read_toml`, and where it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(TOML_BYTES + 1)
    except OSError as error:
        reason = "cannot be read: " + (error.strerror or str(error))
        raise Problem(reason, where=str(path), hint="Check the file's name.") from error
    return read_toml(content, path.name)


def read_toml(content: bytes, where: str) -> str:
    """The text of a small TOML file that a person gives, once a child process has read it and found its tables flat enough.

    Only then may it be read in this process. Raises Problem, which calls the file `where`.
    """
    try:
        if len(content) > TOML_BYTES:
            raise Problem(
                f"this is too large for a plan or a price book, which have at most {TOML_BYTES >> 10} KB",
                hint="Choose one (TOML)",
            )
        text = content.decode("utf-8")
        with tempfile.TemporaryDirectory(prefix="recordings-") as name:
            path = Path(name) / "text.toml"
            path.write_bytes(content)
            job = replace(
                _job("toml", Path(name), Options(), True, None),
                memory_bytes=TOML_MEMORY_BYTES,
                seconds=TOML_SECONDS,
            )
            if not _ask(job, path).is_read:
                raise _no_answer()
    except UnicodeDecodeError as error:
        raise Problem("is not UTF-8 text", where=where, hint="Save it as UTF-8.") from error
    except Problem as problem:
        raise Problem(problem.what, where=where, hint=problem.hint) from problem
    return text


def read_grid(path: Path, where: str) -> Grid:
    """The cells of a small table that a person gives, which a child process has read. Raises Problem, which calls the file `where`."""
    try:
        if path.stat().st_size > GRID_BYTES:
            what = f"this is larger than {GRID_BYTES >> 20} MB"
            raise Problem(what, hint="Leave out what is not needed, or split the file")
        with path.open("rb"), tempfile.TemporaryDirectory(prefix="recordings-") as name:
            job = replace(_job("grid", Path(name), Options(), True, None), seconds=GRID_SECONDS)
            grid = _ask(job, path).grid
        if grid is None:
            raise _no_answer()
    except OSError as error:
        reason = "cannot be read: " + (error.strerror or str(error))
        raise Problem(reason, where=where, hint="Check the file's name") from error
    except Problem as problem:
        place = ", ".join(filter(None, [where, problem.where]))
        raise Problem(problem.what, where=place, hint=problem.hint) from problem
    return grid


def _job(
    task: str, folder: Path, options: Options, careful: bool, remembered: Mappings | None
) -> Job:
    folder = folder.resolve()
    return Job(task, folder / "given", folder, options, careful, remembered or {})


def _ask(job: Job, path: Path, alive: Alive = lambda: None) -> Reply:
    """The answer to a job about the file at `path`; where the quick way ends without one, that of the careful way.

    The file gets a plain name: DuckDB takes [1] in a path for a pattern, and an ending for a compression.
    """
    for leftover in (job.path, job.folder / ANSWER):
        leftover.unlink(missing_ok=True)
    job.path.symlink_to(path.absolute())
    fault = reply = None
    if status := process.run(job, alive):
        fault = _crashed(job, status)
    else:
        try:
            reply = read_reply(job, path.resolve())
        except (OSError, ValueError) as error:
            _log.warning(
                "an answer was not taken: %s", " ".join(str(error).split())[:_LONGEST_SHOWN]
            )
            fault = _no_answer()
    if fault and not job.careful:
        return _ask(replace(job, careful=True), path, alive)
    if fault or not reply:
        raise fault or _no_answer()
    if reply.refusal:
        raise reply.refusal.problem()
    return reply


def _no_answer() -> Problem:
    return Problem(
        "the process that read it gave no answer that can be used",
        hint="The file may be damaged: export it again, or save it in another form",
    )


def _crashed(job: Job, status: int) -> Problem:
    """What ended the child, as far as it is known."""
    try:
        errors = read_plain(job.folder / ERRORS, ERRORS_BYTES).decode(errors="replace")
    except OSError:
        errors = ""
    if any(words in errors for words in _OUT_OF_MEMORY):
        return too_much(job)
    if status == -signal.SIGKILL:
        return Problem(
            "the process that read it was ended from outside, most often for want of memory",
            hint="Import it again while less is running, or split the file",
        )
    cause = (
        f"signal {-status}" if status < 0 else (errors.strip().splitlines() or ["no answer"])[-1]
    )
    _log.warning("a child crashed: %s", cause[:_LONGEST_SHOWN])
    return Problem(
        "the process that read it crashed",
        hint="The file may be damaged: export it again, or save it in another form",
    )
