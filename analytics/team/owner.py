"""The process that holds a database answers the commands of others, through the socket beside the file."""

from __future__ import annotations

import io
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

import click

from analytics.cli.caller import Busy, Caller, Straddled, on_behalf_of
from analytics.cli.execution import execute
from analytics.storage.store import Store
from analytics.team import wire
from analytics.team.wire import Request

MOST_CALLERS = 64
MOST_AGAIN = 2
"""So often a question is worked out again because of a commit; after that commits wait for it."""
# A caller has so long to say what it wants.
_PATIENCE_S = 10
_log = logging.getLogger(__name__)

Execute = Callable[[list[str]], int]


class Owner:
    """Answers commands from the moment it is made until it is closed."""

    def __init__(self, store: Store, execute: Execute, *, takes_writes: bool = True) -> None:
        """Listen beside the database of `store`, which must stay open until `close`. Raises OSError where that cannot be."""
        self._store, self._execute, self._takes_writes = store, execute, takes_writes
        self._path = wire.place(store.path)
        self._callers: dict[threading.Thread, Caller | None] = {}
        self._changing = threading.Lock()
        self._socket = _listen(self._path)
        self._is_closed = False
        self._thread = threading.Thread(target=self._accept, name="commands", daemon=True)
        self._thread.start()

    def close(self, *, wait_s: float = 5, stop: bool = True) -> None:
        """Stop listening, and wait for the commands under way, which are asked to stop if `stop`."""
        if self._is_closed:
            return
        self._is_closed = True
        until = monotonic() + wait_s
        with self._changing:
            callers = dict(self._callers)
        for caller in callers.values():
            if stop and caller:
                caller.stop()
        for thread in callers:
            thread.join(max(0, until - monotonic()))
        # Until here callers are told to ask again; from now on they find nobody, and soon open the file themselves.
        self._path.unlink(missing_ok=True)
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        # A thread that lives on while Python ends has DuckDB write on stderr that something of it was not given back.
        self._thread.join(wait_s)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                link, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._answer, args=(link,), daemon=True)
            with self._changing:
                if self._is_closed or len(self._callers) >= MOST_CALLERS:
                    wire.send_line(link, busy=True)
                    link.close()
                    continue
                self._callers[thread] = None
                thread.start()  # before anybody who closes can wait for its end

    def _answer(self, link: socket.socket) -> None:
        try:
            with link:
                link.settimeout(_PATIENCE_S)
                try:
                    request, files = wire.receive_request(link)
                except ValueError as fault:
                    _log.warning("a command was not understood: %s", fault)
                    return
                link.settimeout(None)
                self._carry_out(link, request, files)
        except Exception:  # noqa: BLE001 - a thread has nobody to raise to; the log has the traceback
            _log.exception("a command could not be answered")
        finally:
            with self._changing:
                self._callers.pop(threading.current_thread(), None)

    def _carry_out(self, link: socket.socket, request: Request, files: list[int]) -> None:
        with _streams(request, files) as (stdin, out, err):
            caller = Caller(
                self._store,
                Path(request.folder),
                request.environment,
                stdin,
                out,
                err,
                {word: f"/dev/fd/{file}" for word, file in zip(request.descriptors, files[3:], strict=True)},
                takes_writes=self._takes_writes,
                on_direct=lambda: wire.send_line(link, direct=True),
            )  # fmt: skip
            with self._changing:
                self._callers[threading.current_thread()] = caller
            listener = threading.Thread(target=_hear_stop, args=(link, caller), daemon=True)
            listener.start()
            try:
                with on_behalf_of(caller):
                    wire.send_line(link, **self._answer_of(caller, request.words))
            except (OSError, ValueError):  # nobody hears what it says any more
                caller.stop()
            finally:
                with suppress(OSError):
                    link.shutdown(socket.SHUT_RDWR)
                listener.join()

    def _answer_of(self, caller: Caller, words: list[str]) -> dict[str, int]:
        """The last line of an answer: an exit status, or that the command is to be given again."""
        for _ in range(MOST_AGAIN):
            try:
                return self._said(caller, words)
            except Straddled:
                caller.forget()
        caller.holds_commits = True
        return self._said(caller, words)

    def _said(self, caller: Caller, words: list[str]) -> dict[str, int]:
        try:
            status = self._execute(words)
        except Busy:
            return {"busy": 1}
        caller.speak()
        return {"status": status}


@contextmanager
def listening(store: Store, group: click.Command, *, takes_writes: bool = True) -> Iterator[None]:
    """Commands of other processes are answered meanwhile, where this system can."""
    owner = None
    if wire.is_possible():
        with suppress(OSError):
            owner = Owner(store, lambda words: execute(group, words), takes_writes=takes_writes)
    try:
        yield
    finally:
        if owner:
            owner.close(wait_s=60, stop=False)


def _listen(path: Path) -> socket.socket:
    """A socket that only its owner's user may write to, in place of one that nobody listens on any more.

    Who holds the database alone may listen beside it, so whatever is there is left of an earlier process.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with wire.short_name(draft) as name:
            listener.bind(name)
        draft.chmod(0o600)
        listener.listen(MOST_CALLERS)
        draft.replace(path)
    except OSError:
        listener.close()
        draft.unlink(missing_ok=True)
        raise
    return listener


@contextmanager
def _streams(
    request: Request, files: list[int]
) -> Iterator[tuple[io.BufferedReader | None, io.TextIOWrapper, io.TextIOWrapper]]:
    """The caller's standard streams; they and its other files are closed at the end."""
    try:
        encoding = "utf-8" if _is_unknown(request.encoding) else request.encoding
        stdin = os.fdopen(files[0], "rb", closefd=False)
        out, err = (
            os.fdopen(file, "w", encoding=encoding, errors="backslashreplace", closefd=False)
            for file in files[1:3]
        )
        yield stdin if request.has_stdin else None, out, err
    finally:
        wire.close(files)


def _is_unknown(encoding: str) -> bool:
    try:
        "".encode(encoding)
    except LookupError:
        return True
    return False


def _hear_stop(link: socket.socket, caller: Caller) -> None:
    """A caller who sends anything, or is gone, wants no more of its command."""
    with suppress(OSError, ValueError):
        link.recv(1)
    caller.stop()
