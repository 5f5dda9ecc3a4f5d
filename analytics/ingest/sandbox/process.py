"""The limits of the child that reads strangers' files: memory, time, disk, and what its answer may be.

Linux holds all of them; macOS those that it knows; elsewhere only the time is held.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from analytics.core.errors import Problem
from analytics.ingest.common.limits import MEMORY_BYTES, SECONDS, WRITTEN_BYTES
from analytics.ingest.sandbox.fork_client import ERRORS, Template

with contextlib.suppress(ImportError):  # Windows has none
    import resource

OPEN_FILES = 256
_EVERY_SECONDS = 0.2
_LAST_BYTES = 4096
_ANSWERS = {
    "analytics.ingest.common.manifest": None,  # all of it is plain data
    "analytics.core.errors": {"_problem"},
    "analytics.ingest.common.member": {"Sort"},
    "pathlib": {"Path", "PosixPath", "WindowsPath", "PurePosixPath"},
    "collections": {"OrderedDict"},
}


class Crashed(Exception):
    """The child ended without an answer: its exit status, a signal's if negative, and the last that it said."""

    def __init__(self, status: int, errors: str) -> None:
        super().__init__(status, errors)
        self.status, self.errors = status, errors


def run(order: Path, alive: Callable[[], None] = lambda: None) -> None:
    """Have a child of its own do an order, with an empty environment.

    `alive` is called all the while; what it raises ends the child, and is raised from here. Raises Crashed, and Problem
    where it took too long.
    """
    status = _fork(order, alive) if sys.platform == "linux" else _spawn(order, alive)
    if status == -getattr(signal, "SIGXCPU", 0):
        raise _too_long()
    if status:
        raise Crashed(status, _last_words(order.parent / ERRORS))


def _fork(order: Path, alive: Callable[[], None]) -> int:
    try:
        job = TEMPLATE.fork(order)
    except OSError:
        return _spawn(order, alive)
    with job:  # closed, it ends the child
        job.settimeout(_EVERY_SECONDS)
        until = monotonic() + SECONDS
        while True:
            try:
                return int(job.recv(64) or -signal.SIGKILL)
            except TimeoutError:
                alive()
            except OSError:
                return -signal.SIGKILL
            if monotonic() > until:
                raise _too_long()


def _spawn(order: Path, alive: Callable[[], None]) -> int:
    with (order.parent / ERRORS).open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "analytics.ingest.sandbox.ask", str(order)],
            cwd=Path(__file__).parents[3],
            env=environment(order.parent),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=os.name == "posix",
        )
    until = monotonic() + SECONDS
    try:
        while True:
            try:
                return process.wait(timeout=_EVERY_SECONDS)
            except subprocess.TimeoutExpired:
                alive()
            if monotonic() > until:
                raise _too_long()
    finally:
        _end(process)


def _last_words(path: Path) -> str:
    with contextlib.suppress(OSError), path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LAST_BYTES))
        return file.read().decode(errors="replace")
    return ""


def hold() -> None:
    """Take the limits upon this process and those it starts."""
    if os.name != "posix":
        return
    limits = {
        "RLIMIT_AS": MEMORY_BYTES if sys.platform == "linux" else None,
        "RLIMIT_CPU": SECONDS,
        "RLIMIT_FSIZE": WRITTEN_BYTES,
        "RLIMIT_NOFILE": OPEN_FILES,
        "RLIMIT_CORE": 0,
    }
    for name, limit in limits.items():
        if limit is not None and hasattr(resource, name):
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, hard if name == "RLIMIT_CPU" else most))


def answer(written: bytes) -> object:
    """What the child answered, which may be plain data of ours and nothing else."""
    return _Plain(io.BytesIO(written)).load()


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        names = _ANSWERS.get(module, set())
        if names is not None and name not in names:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")
        return super().find_class(module, name)


def environment(folder: Path) -> dict[str, str]:
    """Nothing of ours: no keys, no proxies, no start-up files; libraries get one thread each.

    Arrow takes its memory from the system, which hands out anew what it got back, and a block takes what the last one left.
    """
    given = {
        "LANG": "C.UTF-8", "TZ": "UTC", "HOME": str(folder), "TMPDIR": str(folder),
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }  # fmt: skip
    if os.name == "nt":
        given |= {"SYSTEMROOT": os.environ.get("SYSTEMROOT", ""), "TEMP": str(folder)}
    return given


def _end(process: subprocess.Popen[bytes]) -> None:
    """No part of the child outlives its work."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()


def _too_long() -> Problem:
    return Problem(f"reading it took more than {SECONDS // 60} minutes", hint="Split the file")


TEMPLATE = Template(environment)
