"""The first steps of a child process: it lets go of everything that is ours, and takes its limits upon itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

from analytics.ingest.common.limits import OPEN_FILES, WRITTEN_BYTES
from analytics.ingest.sandbox.protocol import ERRORS, Job

with suppress(ImportError):  # Windows has none
    import resource


class _NoPandas:
    """An importer that says of pandas that it is not there."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ImportError(name)


def main(job: Job) -> None:
    """Do a job and end. What is said on standard error stays in the job's folder, as the answer does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal; whoever waits ends this process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    clear_environment(job.folder)
    os.chdir(job.folder)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(ERRORS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
    take_limits(job.memory_bytes, job.seconds)
    from analytics.ingest.sandbox import worker  # read by the fork server, if there is one

    worker.work(job)


def clear_environment(folder: Path) -> None:
    """Keep nothing of ours: no keys, no proxies; libraries get one thread each, and pandas is not there.

    Arrow takes its memory from the system, which hands out anew what it got back, and a block takes what the last one left.
    It reads pandas where it can, which takes longer than all else, and no child needs it.
    """
    os.environ.clear()
    os.environ.update(
        LANG="C.UTF-8", TZ="UTC", HOME=str(folder), TMPDIR=str(folder), TEMP=str(folder),
        OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", ARROW_DEFAULT_MEMORY_POOL="system",
    )  # fmt: skip
    if _NoPandas not in sys.meta_path:
        sys.meta_path.insert(0, _NoPandas)


def take_limits(memory_bytes: int, seconds: int) -> None:
    """Hold this process to its limits. Linux holds all of them, macOS those that it knows; elsewhere only time is held."""
    if sys.platform == "win32":
        return
    limits = {
        "RLIMIT_AS": memory_bytes if sys.platform == "linux" else None,
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": WRITTEN_BYTES,
        "RLIMIT_NOFILE": OPEN_FILES,
        "RLIMIT_CORE": 0,
    }
    for name, limit in limits.items():
        if limit is not None and hasattr(resource, name):
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            with suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, hard if name == "RLIMIT_CPU" else most))


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
