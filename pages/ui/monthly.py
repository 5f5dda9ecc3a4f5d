"""Answers by month, each kept as long as the month's own recordings stay as they are.

A commit of one day's files makes one month new. What takes longer than a page may take is a job that says at which month
it is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from analytics.core.months import month_text
from analytics.reports import months
from analytics.reports.months import Month
from analytics.storage.jobs import Cancelled, Queue
from pages.ui import data, database, jobs
from pages.ui.cache import Entry, cached

MOST = 1000
"""So many answers of each question are kept, each of one month."""
AT_ONCE_S = 0.6
Answer = TypeVar("Answer")
Key = TypeVar("Key", bound=Hashable)
Step = Callable[[float, str], None]


class Monthly(Generic[Key, Answer]):
    """A question that is asked of one month after the other; ``work`` answers it for a key."""

    def __init__(
        self,
        words: str,
        work: Callable[[Key, Month], Answer],
        part: Callable[[Key, Month], Key] = lambda key, _: key,
    ) -> None:
        """``words`` say what is done, for people who wait; ``part`` is what of a key a month's answer depends on."""
        self._queue, self._words, self._work, self._part = Queue(words), words, work, part

        @lru_cache(maxsize=MOST)
        def entry(path: str, key: Key, month: Month) -> Entry[Answer]:
            return Entry()

        self._entry: Callable[[str, Key, Month], Entry[Answer]] = entry

    def answers(self, key: Key, since: date | None, until: date | None) -> list[Answer] | None:
        """The answer of each recorded month of [since, until), None: all; None while they are worked out, as the page then says."""
        return jobs.await_result(
            self._queue,
            (key, since, until),
            lambda job: self.now(key, since, until, job.step),
            at_once_s=AT_ONCE_S,
        )

    def now(
        self, key: Key, since: date | None, until: date | None, step: Step = lambda *_: None
    ) -> list[Answer]:
        """The same in a job that is under way: its ``step`` is told how far it is, and may end it."""
        recorded = _months(since, until)
        answers = []
        for number, month in enumerate(recorded):
            step(number / len(recorded), f"{self._words}: {month_text(month.first)} …")
            answers.append(self._of_month(self._part(key, month), month))
        return answers

    def _of_month(self, key: Key, month: Month) -> Answer:
        edition = database.edition()

        def work() -> Answer:
            answer = self._work(key, month)
            if not data.store().is_at(edition.version):
                raise Cancelled  # a commit straddled it, and the page is made again
            return answer

        return self._entry(edition.path, key, month).answer(work, "")


@cached(50)
def _months(since: date | None, until: date | None) -> list[Month]:
    return months.months(data.store(), since, until)
