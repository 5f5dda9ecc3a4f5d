"""A process of its own for each file of a stranger: it may run out of memory or time, and the product goes on.

`multiprocessing` forks them from a server that has read their modules and no file, in some hundredths of a second.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from threading import Lock
from time import monotonic, sleep
from types import ModuleType

from analytics.core.errors import Problem
from analytics.ingest.sandbox import child
from analytics.ingest.sandbox.protocol import Job, too_long

_EVERY_SECONDS = 0.2
# What multiprocessing gives as the exit status of a child that has outlived the fork server.
_FORK_SERVER_GONE = 255
# multiprocessing looks at all of its children whenever it starts one, and two threads would take a status from each other.
_ONE_AT_A_TIME = Lock()

if sys.platform == "win32":
    _context = multiprocessing.get_context("spawn")
    _Process = multiprocessing.context.SpawnProcess
else:
    _context = multiprocessing.get_context("forkserver")
    _Process = multiprocessing.context.ForkServerProcess
_PRELOAD = ["analytics.ingest.sandbox.preload"]
_context.set_forkserver_preload(_PRELOAD)


def prepare() -> None:
    """Start the fork server now, with what only some children need, so that the first file does not wait for it."""
    _context.set_forkserver_preload([*_PRELOAD, "analytics.ingest.documents.bulk"])
    process = _context.Process(target=multiprocessing.parent_process, daemon=True)
    with suppress(OSError, EOFError):
        _start(process)
        wait([process.sentinel])
        _end(process)


def run(job: Job, alive: Callable[[], None] = lambda: None) -> int:
    """Have a child do a job; its exit status, a signal's if negative.

    `alive` is called all the while; what it raises ends the child, and is raised from here. Raises Problem where the
    child took too long, or none can be had.
    """
    process = _child(job)
    until = monotonic() + job.seconds
    try:
        while not wait([process.sentinel], _EVERY_SECONDS):
            alive()
            if monotonic() > until:
                raise too_long(job)
    finally:
        status = _end(process)
    if status == -getattr(signal, "SIGXCPU", 0):
        raise too_long(job)
    return status


def _child(job: Job) -> _Process:
    fault: Exception | None = None
    for pause_s in (0, 0.1, 1):  # a fork server that was ended is started again, once that is known
        sleep(pause_s)
        process = _context.Process(target=child.main, args=(job,), daemon=True)
        try:
            _start(process)
        except (OSError, EOFError) as error:
            fault = error
        else:
            return process
    raise Problem(
        "no process can be started to read it", hint="Try again while less is running"
    ) from fault


def _start(process: _Process) -> None:
    with _ONE_AT_A_TIME, _no_main_module():
        process.start()


def _end(process: _Process) -> int:
    """End the child if it still runs, and bury it; its exit status."""
    with _ONE_AT_A_TIME:
        if process.is_alive():
            process.kill()
        process.join()
        status, number = process.exitcode, process.pid
        process.close()
    if status == _FORK_SERVER_GONE and number:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    return _FORK_SERVER_GONE if status is None else status


@contextmanager
def _no_main_module() -> Iterator[None]:
    """While a child is started: multiprocessing has it run the module `__main__` once more, as people's classes may be there.

    Here that is the command that started the server, or Streamlit's page of the moment, which no child needs or may run.
    """
    main, nothing = sys.modules["__main__"], ModuleType("__main__")
    sys.modules["__main__"] = nothing
    try:
        yield
    finally:
        if sys.modules["__main__"] is nothing:  # Streamlit may have put its next page there
            sys.modules["__main__"] = main
