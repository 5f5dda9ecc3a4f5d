"""The caller of a command that another process answers: its folder, environment, standard streams and wish to stop.

A command says everything through ``echo``, names files by ``here`` and reads variables from ``environment``. Alone it speaks for
its own process; beside a dashboard it runs in a thread of that one, and these are the caller's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from threading import Semaphore
from typing import BinaryIO, TextIO

from click import echo as say_here

from analytics.core.errors import Problem
from analytics.core.people import OWNER
from analytics.storage import acting
from analytics.storage.store import Store, is_open_here

NOTHING_DONE = 2
_current: ContextVar[Caller | None] = ContextVar("caller", default=None)
# Questions of callers that are worked out at the same time, so that pages are not slow meanwhile.
_AT_ONCE = Semaphore(2)


class Unanswered(Exception):
    """A command that cannot be answered now, and is to be given again."""


class Straddled(Unanswered):
    """A commit came between two questions of one command: its answer is of no one state."""


class Busy(Unanswered):
    """The process that holds the database answers questions alone, and this command writes."""


@dataclass
class Caller:
    """Who gave the command that this thread answers."""

    store: Store
    folder: Path
    environment: Mapping[str, str]
    stdin: BinaryIO | None
    out: TextIO
    err: TextIO
    descriptors: Mapping[str, str] = field(default_factory=dict)
    """Where its open files, such as /dev/fd/63, are in this process."""
    takes_writes: bool = True
    holds_commits: bool = False
    """For a command that commits came into again and again: they wait for it."""
    on_direct: Callable[[], None] = lambda: None
    """Called before the first words of a command that writes: from then on it is not given again."""
    is_stopped: bool = False
    on_stop: Callable[[], None] = lambda: None
    _is_direct: bool = False
    _kept: list[tuple[bool, str]] = field(default_factory=list)
    _typed: dict[str, str] = field(default_factory=dict)

    def say(self, text: str, *, err: bool) -> None:
        """Say it at once where the command writes, else once its answer is known to be of one state."""
        if not self._is_direct:
            self._kept.append((err, text))
            return
        stream = self.err if err else self.out
        stream.write(text)
        stream.flush()

    def speak(self) -> None:
        """Say what was kept back, and what follows at once."""
        if not self._is_direct:
            self._is_direct = True
            self.on_direct()
            for err, text in self._kept:
                self.say(text, err=err)
            self._kept.clear()

    def forget(self) -> None:
        """Nothing was said yet."""
        self._kept.clear()

    def stop(self) -> None:
        """The caller wants it to end, or is gone."""
        self.is_stopped = True
        self.on_stop()

    def path(self, typed: str) -> Path:
        """A path as the caller means it. Raises Problem for the database itself, which must not be opened a second time."""
        meant = self.descriptors.get(typed) or str(self.folder / typed)
        if is_open_here(Path(meant)):
            raise Problem("this is the database itself", where=typed, hint="Name another file")
        self._typed[meant] = typed
        return Path(meant)

    def as_typed(self, text: str) -> str:
        """A sentence with the paths as the caller typed them."""
        for meant in sorted(self._typed, key=len, reverse=True):
            text = text.replace(meant, self._typed[meant])
        return text

    @contextmanager
    def opened(self, *, writes: bool) -> Iterator[Store]:
        """The database that this process holds. Raises Straddled at the end of a question that a commit came into."""
        if writes:
            if not self.takes_writes:
                raise Busy
            self.speak()
            yield self.store
            return
        with _AT_ONCE, self.store.steady() if self.holds_commits else nullcontext():
            version = self.store.version
            try:
                yield self.store
            except Exception as fault:
                if not self.store.is_at(version):
                    raise Straddled from fault
                raise
            if not self.store.is_at(version):
                raise Straddled


def current() -> Caller | None:
    """The caller of the command that this thread runs; None where it speaks for its own process."""
    return _current.get()


@contextmanager
def on_behalf_of(caller: Caller) -> Iterator[None]:
    """Commands of this thread are the caller's meanwhile."""
    token = _current.set(caller)
    try:
        with acting.as_person(OWNER):  # who may write to the socket may open the file
            yield
    finally:
        _current.reset(token)


_STEERING = {code: "\N{REPLACEMENT CHARACTER}" for code in range(32) if chr(code) not in "\t\n\r"}


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Say a line to whoever gave the command, on its standard output or standard error.

    A name of the data that steers terminals is seen and not obeyed; without `nl` it is a file, which is said as it is.
    """
    text = text.translate(_STEERING) if nl else text
    caller = current()
    if caller:
        caller.say(f"{text}\n" if nl else text, err=err)
    else:
        say_here(text, err=err, nl=nl)


def complain(text: str) -> None:
    """A sentence on standard error, in which files have the names that were typed."""
    caller = current()
    echo(caller.as_typed(text) if caller else text, err=True)


def here(typed: str) -> Path:
    """A file or folder that the command line names, from the caller's folder."""
    caller = current()
    return caller.path(typed) if caller else Path(typed)


def environment() -> Mapping[str, str]:
    """The variables of whoever gave the command."""
    caller = current()
    return caller.environment if caller else os.environ


def is_descriptor(word: str) -> bool:
    """Whether a word of the command line names an open file of the caller's own process."""
    return bool(re.fullmatch(r"/dev/stdin|/(?:dev|proc/self)/fd/[0-9]{1,6}", word))
