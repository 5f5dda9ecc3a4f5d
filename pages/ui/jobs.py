"""Jobs beside the pages, for what takes longer than a page may take: shown with how far they are, and to be cancelled."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

import streamlit as st

from analytics.storage.jobs import JOBS, Job, Queue
from pages.ui import boxes, database, formats, render_queue

AT_ONCE_S = 0.3
"""A page waits so long for a job before it shows how far it is."""
Result = TypeVar("Result")


def find(queue: Queue, key: Hashable) -> Job[Any] | None:
    """The last job of a key in the edition that is spoken of."""
    return JOBS.find(queue, (database.edition(), key))


def by_id(id: str) -> Job[Any] | None:
    """A job that is known still."""
    return JOBS.by_id(id)


def start(queue: Queue, key: Hashable, work: Callable[[Job[Result]], Result]) -> Job[Result]:
    """The job of a key in the edition that is spoken of: begun, unless it is under way or has its result."""
    edition = database.edition()

    def work_in_edition(job: Job[Result]) -> Result:
        with database.speaking_of(edition):
            return work(job)

    return JOBS.start(queue, (edition, key), work_in_edition)


def await_result(
    queue: Queue,
    key: Hashable,
    work: Callable[[Job[Result]], Result],
    words: str = "",
    *,
    at_once_s: float = 0,
) -> Result | None:
    """The result of a job, which is started where there is none; None while the page says how far it is, or why not.

    Where it has its result at once, or within ``at_once_s``, nobody hears of a job.
    """
    job = find(queue, key) or start(queue, key, work)
    with render_queue.beside():
        job.wait(max(AT_ONCE_S, at_once_s))
    if not job.is_done:
        waiting(lambda: [] if job.is_done else [job], words)
    elif job.result is None:
        if job.problem:
            boxes.problem(job.problem)
        else:
            st.caption("Stopped.")
        st.button(
            "Start again", key=f"again_{queue.name}", on_click=_start, args=(queue, key, work)
        )
    return job.result


def _start(queue: Queue, key: Hashable, work: Callable[[Job[Any]], Any]) -> None:
    start(queue, key, work)


@st.fragment(run_every=0.5)
def waiting(
    running: Callable[[], Sequence[Job[Any]]], words: str = "", help: str | None = None
) -> None:
    """How far jobs are, each to be cancelled; the page is made again once none is under way."""
    jobs = running()
    if not jobs:
        st.rerun()
    for job in jobs:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(job.progress, words or formats.plain(job.words), width="stretch")
            st.button(
                "Cancel",
                key=f"cancel_{job.id}",
                icon=":material/close:",
                help=help,
                disabled=job.is_cancelled,
                on_click=job.cancel,
            )
