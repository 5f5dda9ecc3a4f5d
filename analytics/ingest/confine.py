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
from typing import Any

from analytics.errors import Problem
from analytics.ingest.limits import MEMORY_BYTES, SECONDS, WRITTEN_BYTES

with contextlib.suppress(ImportError):  # Windows has none
    import resource

OPEN_FILES = 256
_EVERY_SECONDS = 0.2
_ANSWERS = {
    "analytics.ingest.manifest": None,  # all of it is plain data
    "analytics.errors": {"_problem"},
    "analytics.ingest.recognise": {"Sort"},
    "pathlib": {"Path", "PosixPath", "WindowsPath", "PurePosixPath"},
    "collections": {"OrderedDict"},
}


class Crashed(Exception):
    """The child ended without an answer."""


def run(module: str, order: Path, alive: Callable[[], None] = lambda: None) -> None:
    """Run `module` on an order in a process of its own with an empty environment, in the order's folder.

    `alive` is called all the while; what it raises ends the child, and is raised from here. Raises Crashed, and Problem
    where it took too long or needed too much memory.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(order)],
        cwd=Path(__file__).parents[2],
        env=_environment(order.parent),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=os.name == "posix",
    )
    waited = 0.0
    try:
        while True:
            try:
                process.communicate(timeout=_EVERY_SECONDS)
                break
            except subprocess.TimeoutExpired:
                alive()
                waited += _EVERY_SECONDS
                if waited > SECONDS:
                    raise _too_long() from None
    finally:
        _end(process)
    if process.returncode == -getattr(signal, "SIGXCPU", 0):
        raise _too_long()
    if process.returncode:
        raise Crashed(process.returncode)


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


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours: no keys, no proxies, no start-up files; libraries get one thread each."""
    given = {
        "LANG": "C.UTF-8", "TZ": "UTC", "HOME": str(folder), "TMPDIR": str(folder),
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
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
    if process.stderr:
        process.stderr.close()


def _too_long() -> Problem:
    return Problem(f"reading it took more than {SECONDS // 60} minutes", hint="Split the file")
