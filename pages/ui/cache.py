"""Answers that are asked for many times in one run of a page, remembered in the server.

`st.cache_data` makes a text of every argument and a copy of every answer: a quarter of a click on Explore. Here the
arguments are the key as they are, and all share the answer, so nobody may change it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from threading import Lock
from typing import Generic, TypeVar

from pages.ui import render_queue

Answer = TypeVar("Answer")


class _Once(Generic[Answer]):
    """One answer, worked out by the first who wants it while the others wait."""

    def __init__(self, work: Callable[[], Answer]) -> None:
        self._work = work
        self._lock = Lock()
        self._known: list[Answer] = []

    def answer(self) -> Answer:
        if not self._known:
            with render_queue.beside(), self._lock:
                if not self._known:
                    self._known.append(self._work())
        return self._known[0]


def remembered(most: int) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Remember the latest ``most`` answers of a function of hashable arguments, by place; an error is not remembered."""

    def around(work: Callable[..., Answer]) -> Callable[..., Answer]:
        @lru_cache(maxsize=most)
        def once(*given: Hashable) -> _Once[Answer]:
            return _Once(lambda: work(*given))

        return wraps(work)(lambda *given: once(*given).answer())

    return around
