"""Whose page is made now.

All pages share one interpreter, so that none is ready sooner when many are made at once; but then each message of each
waits for all of their threads. So pages are made one after the other, and what has to be worked out or asked of the
database is worked out beside them, a few at a time, so that nobody waits for another one's question.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore, local

MOST_BESIDE = 3


class _Line:
    """People who wait for one place; it is handed over, so that nobody new goes before them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._gates: deque[Lock] = deque()
        self.is_taken = False

    def take(self, *, again: bool = False) -> None:
        """Wait for the place; who had it already comes next, for a page may ask ten times."""
        with self._lock:
            if not self.is_taken:
                self.is_taken = True
                return
            gate = Lock()
            gate.acquire()
            (self._gates.appendleft if again else self._gates.append)(gate)
        gate.acquire()

    def leave(self) -> None:
        with self._lock:
            if self._gates:
                self._gates.popleft().release()
            else:
                self.is_taken = False


_page = _Line()
_beside = Semaphore(MOST_BESIDE)
_mine = local()


@contextmanager
def making() -> Iterator[None]:
    """While a page is made."""
    _page.take()
    _mine.page = True
    try:
        yield
    finally:
        _mine.page = False
        _page.leave()


@contextmanager
def beside() -> Iterator[None]:
    """While something is worked out for a page: the next page is made meanwhile.

    The place is taken before any lock and kept until that is free again, so that no two can wait for each other.
    """
    if not getattr(_mine, "page", False):
        yield
        return
    _mine.page = False
    _page.leave()
    try:
        with _beside:
            yield
    finally:
        _page.take(again=True)
        _mine.page = True
