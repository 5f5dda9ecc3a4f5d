"""The one cache of pages: answers by the data edition and what was asked, until they are too many.

`st.cache_data` makes a text of every argument and a copy of every answer: a quarter of a click on Explore. Here the
arguments are the key as they are, and all share the answer, so nobody may change it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

import streamlit as st

from pages.ui import database, render_queue

Answer = TypeVar("Answer")
Value = TypeVar("Value")
Given = ParamSpec("Given")


@dataclass(frozen=True, slots=True)
class Keyed(Generic[Value]):
    """An argument that is no key itself, or a large one, with what tells it apart from others."""

    key: Hashable
    value: Value = field(compare=False)


class Entry(Generic[Answer]):
    """One answer, worked out by the first who wants it while the others wait."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: list[Answer] = []

    def answer(self, work: Callable[[], Answer], spinner: str) -> Answer:
        if not self._answers:
            with render_queue.beside(), self._lock:
                if not self._answers:
                    with st.spinner(spinner) if spinner else nullcontext():
                        self._answers.append(work())
        return self._answers[0]


_forget: list[Callable[[], None]] = []
_last: dict[str, int] = {}


def _forget_older(edition: database.Edition) -> None:
    """Give the memory of earlier editions back once there is another: nobody asks for them again."""
    last = _last.get(edition.path)
    if last is None or last < edition.version:
        _last[edition.path] = edition.version
        if last is not None:
            for forget in _forget:
                forget()


def cached(
    most: int, *, spinner: str = ""
) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """Keep the latest ``most`` answers of a function of hashable arguments; an error is not kept.

    The edition is that of the run, read before the answer is worked out. What a commit straddled is found by nobody:
    every run of that edition is made again.
    """

    def around(work: Callable[Given, Answer]) -> Callable[Given, Answer]:
        @lru_cache(maxsize=most)
        def entry(edition: database.Edition, *args: Any, **kwargs: Any) -> Entry[Answer]:
            return Entry()

        find: Callable[..., Entry[Answer]] = entry
        _forget.append(entry.cache_clear)

        @wraps(work)
        def answer(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
            edition = database.edition()
            _forget_older(edition)
            return find(edition, *args, **kwargs).answer(lambda: work(*args, **kwargs), spinner)

        return answer

    return around
