"""Queue of the pages that are made: whose turn it is.

All pages share one interpreter, so that none is ready sooner when many are made at once; but then each message of each
waits for all of their threads. So pages are made one after the other, and what has to be worked out or asked of the
database is worked out beside them, a few at a time, so that nobody waits for another one's question.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Lock, Semaphore, local
from time import monotonic

MOST_BESIDE = 3
LONG_S = 0.25
"""A page that is made for longer than this, because it writes a large file for somebody, no longer keeps others waiting."""


class _Line:
    """People who wait for one place; it is handed over, so that nobody new goes before them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[SimpleQueue[int]] = deque()
        self._turn = 0
        self._since = 0.0
        self.is_taken = False

    def take(self, *, again: bool = False) -> int:
        """Wait for the place, and get the number of the turn; who had it already comes next, for a page may ask ten times."""
        with self._lock:
            if not self.is_taken:
                return self._begin()
            call: SimpleQueue[int] = SimpleQueue()
            (self._waiting.appendleft if again else self._waiting.append)(call)
        while True:
            try:
                return call.get(timeout=LONG_S)
            except Empty:
                self._pass_over()

    def leave(self, turn: int) -> None:
        """Hand the place on, unless others went before meanwhile."""
        with self._lock:
            if turn == self._turn:
                self._hand_on()

    def _pass_over(self) -> None:
        with self._lock:
            if monotonic() - self._since >= LONG_S:
                self._hand_on()

    def _hand_on(self) -> None:
        self.is_taken = False
        if self._waiting:
            self._waiting.popleft().put(self._begin())

    def _begin(self) -> int:
        self.is_taken, self._since = True, monotonic()
        self._turn += 1
        return self._turn


_page = _Line()
_beside = Semaphore(MOST_BESIDE)
_mine = local()


@contextmanager
def making() -> Iterator[None]:
    """While a page is made."""
    _mine.turn = _page.take()
    try:
        yield
    finally:
        _page.leave(_mine.turn)
        _mine.turn = None


@contextmanager
def beside() -> Iterator[None]:
    """While something is worked out for a page: the next page is made meanwhile.

    The place is taken before any lock and kept until that is free again, so that no two can wait for each other.
    """
    if getattr(_mine, "turn", None) is None:
        yield
        return
    _step_aside()
    try:
        yield
    finally:
        if not getattr(_mine, "asks_more", False):
            _step_back()


@contextmanager
def together() -> Iterator[None]:
    """While a page has several things to ask: it waits for its turn once, after the last of them, and not after each.

    With a hundred people on a cold Explore, p95 of the first 15 s was 0.4 to 0.7 times that without it, in four turns.
    """
    had_turn = getattr(_mine, "turn", None) is not None
    _mine.asks_more = True
    try:
        yield
    finally:
        _mine.asks_more = False
        if had_turn and _mine.turn is None:
            _step_back()


def _step_aside() -> None:
    _page.leave(_mine.turn)
    _mine.turn = None
    _beside.acquire()


def _step_back() -> None:
    _beside.release()
    _mine.turn = _page.take(again=True)
