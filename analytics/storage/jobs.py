"""Jobs of this process: work in threads of its own, with progress, to be cancelled, and known until it is forgotten.

Imports, checks of every row, advice on packs and the effect of billing assumptions are jobs.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, Generic, NamedTuple, TypeVar

from analytics.core.errors import Problem
from analytics.storage import acting

KEPT = 20
"""Finished jobs of each queue that stay known, for people who look away while theirs runs."""
_TURN_S = 0.2
"""How soon a job that waits for its turn sees that it was cancelled."""
_log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Cancelled(Exception):
    """Raised by work that stops because its job was cancelled."""


class Queue(NamedTuple):
    """Jobs of one sort, of which so many run at once while the others wait for their turn."""

    name: str
    at_once: int = 1


class Job(Generic[Result]):
    """Work under way or done. Then it has its ``result``, or the ``problem`` that ended it, or it was cancelled."""

    def __init__(self, queue: Queue, key: Hashable = None) -> None:
        self.queue, self.key, self.id = queue, key, uuid.uuid4().hex
        self.fraction = 0.0
        self.text = "waiting for its turn"
        self.result: Result | None = None
        self.problem: Problem | None = None
        self.on_cancel: Callable[[], None] = lambda: None
        """Set by work that somebody else does for it."""
        self._ended, self._cancelled = threading.Event(), threading.Event()

    @property
    def is_done(self) -> bool:
        return self._ended.is_set()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    @property
    def progress(self) -> float:
        """From 0 to 1."""
        return self.fraction

    @property
    def words(self) -> str:
        """What it is at."""
        return self.text

    def tell(self, fraction: float, text: str) -> None:
        """How far the work is; the work itself says so."""
        self.fraction = min(fraction, 1.0)
        self.text = "stopping" if self.is_cancelled else text

    def step(self, fraction: float, text: str) -> None:
        """``tell`` for work that can stop here: raises Cancelled where it is to."""
        if self.is_cancelled:
            raise Cancelled
        self.tell(fraction, text)

    def cancel(self) -> None:
        """Ask the work to stop soon."""
        self._cancelled.set()
        self.text = "stopping"
        self.on_cancel()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; whether it has come."""
        return self._ended.wait(seconds)

    def forget(self) -> None:
        """Remove what the job holds, once nobody asks for it."""

    def run(self, turn: threading.Semaphore, work: Callable[[Job[Result]], Result]) -> None:
        """Do the work when its turn comes; once cancelled it has none, and says what became of it."""
        has_turn = False
        try:
            while not has_turn and not self.is_cancelled:
                has_turn = turn.acquire(timeout=_TURN_S)
            self.result = work(self)
        except Cancelled:
            self.text = "stopped"
        except Problem as problem:
            self.problem = problem
        except Exception:  # noqa: BLE001 - a thread has nobody to raise to; the log has the traceback
            _log.exception("a job of the queue %r failed", self.queue.name)
            hint = "Try again; if it fails again, the server's log says why"
            self.problem = Problem("this could not be worked out", hint=hint)
        finally:
            if has_turn:
                turn.release()
            self._ended.set()


AnyJob = TypeVar("AnyJob", bound=Job[Any])


class Jobs:
    """Jobs by their ids."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job[Any]] = {}
        self._turns: dict[Queue, threading.Semaphore] = {}
        self._starting = threading.Lock()

    def begin(self, job: AnyJob, work: Callable[[AnyJob], Any]) -> AnyJob:
        """Have a thread of its own do the work of a new job."""
        turn = self._turns.setdefault(job.queue, threading.Semaphore(job.queue.at_once))
        self._jobs[job.id] = job

        who = acting.person()

        def run() -> None:
            with acting.as_person(who):
                job.run(turn, work)  # type: ignore[arg-type]
            self._make_room(job.queue)

        threading.Thread(target=run, daemon=True).start()
        return job

    def start(
        self, queue: Queue, key: Hashable, work: Callable[[Job[Result]], Result]
    ) -> Job[Result]:
        """The job of a key: begun, unless it is under way or has its result."""
        with self._starting:
            job = self.find(queue, key)
            if job and (not job.is_done or job.result is not None):
                return job
            return self.begin(Job[Result](queue, key), work)

    def find(self, queue: Queue, key: Hashable) -> Job[Any] | None:
        """The last job of a key."""
        jobs = reversed(self._all)
        return next((job for job in jobs if (job.queue, job.key) == (queue, key)), None)

    def by_id(self, id: str) -> Job[Any] | None:
        """A job that is known still."""
        return self._jobs.get(id)

    def running(self, queue: Queue) -> list[Job[Any]]:
        """Those under way, of all people."""
        return [job for job in self._all if job.queue == queue and not job.is_done]

    def end(self, seconds: float) -> None:
        """Ask all jobs to stop, and wait so long for them at most: the process is about to end."""
        under_way = [job for job in self._all if not job.is_done]
        for job in under_way:
            job.cancel()
        until = monotonic() + seconds
        for job in under_way:
            job.wait(max(0, until - monotonic()))

    def forget(self, job: Job[Any]) -> None:
        """Forget a job that is done."""
        job.forget()
        self._jobs.pop(job.id, None)

    @property
    def _all(self) -> list[Job[Any]]:
        return list(self._jobs.values())

    def _make_room(self, queue: Queue) -> None:
        for job in [job for job in self._all if job.queue == queue and job.is_done][:-KEPT]:
            self.forget(job)


JOBS = Jobs()
