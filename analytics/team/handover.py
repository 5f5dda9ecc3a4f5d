"""A command that finds the database held is handed to the process that holds it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import TextIO

from analytics.cli.caller import NOTHING_DONE, complain, is_descriptor
from analytics.cli.execution import stopped
from analytics.core.errors import Problem
from analytics.storage.store import Held
from analytics.team import wire

PATIENCE_S = 12
"""So long is a process waited for that holds the database and does not listen: it may just begin, or end."""
_PAUSE_S = 0.05
_ENDED = Problem(
    "the process that holds the database ended in the middle of this command",
    hint="Look with `python -m analytics imports` whether it was done, and give it again if not",
)


class _NotAnswered(Exception):
    """Nobody answered, and nothing was done."""


class _Busy(Exception):
    """Whoever holds the database will answer questions alone."""


def executed(execute: Callable[[], int], words: Sequence[str]) -> int:
    """The exit status of a command, here or at the process that holds its database.

    Where that one ends meanwhile, and nothing was done yet, the command is run here after all.
    """
    until = monotonic() + PATIENCE_S
    while True:
        try:
            return execute()
        except Held as fault:
            held = fault
        try:
            return _ask(held.database, words)
        except _Busy:
            until = monotonic() + PATIENCE_S
        except _NotAnswered:
            if not wire.is_possible() or monotonic() > until:
                complain(str(held))
                return NOTHING_DONE
        except KeyboardInterrupt:
            return stopped()
        sleep(_PAUSE_S)


def _ask(database: Path, words: Sequence[str]) -> int:
    """The exit status that the process answers which holds the database."""
    with ExitStack() as stack:
        link = stack.enter_context(_linked(database))
        descriptors = [word for word in words if is_descriptor(word)]
        files = [
            stack.enter_context(_file_of(stream)) for stream in (sys.stdin, sys.stdout, sys.stderr)
        ]
        request = wire.Request(
            list(words),
            os.getcwd(),
            dict(os.environ),
            sys.stdout.encoding if sys.stdout else "utf-8",
            sys.stdin is not None,
            descriptors,
        )
        try:
            wire.send_request(link, request, [*files, *map(_descriptor, descriptors)])
        except OSError as fault:
            raise _NotAnswered from fault
        return _heard(link)


def _heard(link: socket.socket) -> int:
    """Wait for the end of the command; a wish to stop is passed on once it has begun to write."""
    is_direct = False
    lines = link.makefile("rb")
    with _interrupted_by_signals():
        while True:
            try:
                line = lines.readline()
                answer = json.loads(line) if line else {}
            except KeyboardInterrupt:
                if not is_direct:
                    raise
                link.sendall(wire.STOP)
                continue
            except (OSError, ValueError):
                answer = {}
            if "busy" in answer:
                raise _Busy
            if "status" in answer:
                return int(answer["status"])
            if "direct" in answer:
                is_direct = True
            elif is_direct:
                complain(str(_ENDED))
                return NOTHING_DONE
            else:
                raise _NotAnswered


@contextmanager
def _linked(database: Path) -> Iterator[socket.socket]:
    if not wire.is_possible():
        raise _NotAnswered
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        try:
            with wire.short_name(wire.place(database)) as name:
                link.connect(name)
        except OSError as fault:
            raise _NotAnswered from fault
        yield link


@contextmanager
def _file_of(stream: TextIO | None) -> Iterator[int]:
    """The file of a standard stream, once all that was written to it is out; of a closed one the null device."""
    if stream is not None:
        with suppress(OSError, ValueError):
            if stream.writable():
                stream.flush()
            yield stream.fileno()
            return
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        yield nothing
    finally:
        os.close(nothing)


def _descriptor(word: str) -> int:
    return 0 if word == "/dev/stdin" else int(word.rpartition("/")[2])


@contextmanager
def _interrupted_by_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM raise KeyboardInterrupt meanwhile, as they do for a command that works here."""
    before = {
        number: signal.signal(number, signal.default_int_handler)
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
