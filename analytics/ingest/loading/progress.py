"""Progress that is told twice a second, also from the middle of a long query."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

import duckdb

Progress = Callable[[float, str], None]
EVERY_SECONDS = 0.5
# A step that takes longer says for how long it has been at work.
_WORTH_SAYING = 2


class Teller:
    """Passes progress on at once, and again and again while nothing new is said."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._fraction = self._until = self._told = 0.0
        self._text = ""
        self._since = monotonic()
        self.fault: BaseException | None = None

    def __call__(self, fraction: float, text: str, *, until: float | None = None) -> None:
        """Say that a step begins at `fraction` of the whole and will end at `until`."""
        with self._lock:
            if self.fault:
                raise self.fault
            self._fraction = self._told = fraction
            self._until = fraction if until is None else until
            self._text, self._since = text, monotonic()
            try:
                self._progress(fraction, text)
            except BaseException:
                self.stop()
                raise

    def follow(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """From now on ask this cursor how far its query is."""
        cursor.execute("set enable_progress_bar = true")
        cursor.execute("set enable_progress_bar_print = false")
        with self._lock:
            self._cursor = cursor

    def repeat(self) -> None:
        """Until done, tell where things stand."""
        while not self._done.wait(EVERY_SECONDS):
            with self._lock:
                try:
                    if self._text:
                        self._progress(*self._standing())
                except BaseException as fault:  # noqa: BLE001 - raised again where the work is done
                    self.fault = fault
                    self._interrupt()
                    return

    def check(self) -> None:
        """Raise what the hearer raised, in a thread that waits for something else than a query."""
        if self.fault:
            raise self.fault

    def stop(self) -> None:
        self._done.set()

    def _standing(self) -> tuple[float, str]:
        reached = self._fraction + (self._until - self._fraction) * self._part_of_query()
        self._told = max(self._told, reached)
        seconds = int(monotonic() - self._since)
        text = f"{self._text}, {seconds} s" if seconds >= _WORTH_SAYING else self._text
        return self._told, text

    def _interrupt(self) -> None:
        if self._cursor:
            with suppress(duckdb.Error):  # it was closed in the meantime
                self._cursor.interrupt()

    def _part_of_query(self) -> float:
        if not self._cursor:
            return 0.0
        try:
            return max(0.0, self._cursor.query_progress()) / 100
        except duckdb.Error:  # it was closed in the meantime
            return 0.0


@contextmanager
def told(progress: Progress) -> Iterator[Teller]:
    """A Teller for a piece of work. What `progress` raises stops the query under way, and is raised from here."""
    teller = Teller(progress)
    thread = threading.Thread(target=teller.repeat, daemon=True)
    thread.start()
    try:
        yield teller
    except BaseException as fault:
        if teller.fault and fault is not teller.fault:
            raise teller.fault from fault
        raise
    finally:
        teller.stop()
        thread.join()
