"""Whose page is made now.

All pages share one interpreter, so that none is ready sooner when many are made at once; but then each message of each
waits for all of their threads. So pages are made one after the other, and what has to be worked out or asked of the
database is worked out beside them, a few at a time, so that nobody waits for another one's question.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore, local

MOST_BESIDE = 3
_page = Semaphore(1)
_beside = Semaphore(MOST_BESIDE)
_mine = local()


@contextmanager
def making() -> Iterator[None]:
    """While a page is made."""
    with _page:
        _mine.page = True
        try:
            yield
        finally:
            _mine.page = False


@contextmanager
def beside() -> Iterator[None]:
    """While something is worked out for a page: the next page is made meanwhile.

    The place is taken before any lock and kept until that is free again, so that no two can wait for each other.
    """
    if not getattr(_mine, "page", False):
        yield
        return
    _mine.page = False
    _page.release()
    try:
        with _beside:
            yield
    finally:
        _page.acquire()
        _mine.page = True
