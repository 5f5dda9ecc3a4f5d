"""The queue of imports of this process, one file at a time: a click elsewhere must not stop a load halfway."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from analytics import ingest
from analytics.core.errors import Problem
from analytics.ingest import Options, Receipt, uploads
from analytics.ingest.common.manifest import Manifest
from analytics.ingest.loading.receipt import refusal
from analytics.storage.store import Store

KEPT = 20
"""So many finished jobs are remembered, for people who look away while theirs runs."""
_TURN_S = 0.2
"""How soon a job that waits for its turn sees that it was cancelled."""
_log = logging.getLogger(__name__)


class Upload(NamedTuple):
    """A spooled file to be imported; ``manifest`` is there where its preview has read the whole of it."""

    name: str
    path: Path
    options: Options
    manifest: Manifest | None = None


@dataclass
class Item:
    """One file of a job; ``receipt`` is None until it is done, ``spool`` once it is not needed."""

    name: str
    spool: Path | None
    options: Options
    manifest: Manifest | None = None
    receipt: Receipt | None = None

    def remove_spool(self) -> None:
        """Remove the copy, once the file is not tried again."""
        if self.spool:
            uploads.discard(self.spool)
            self.spool = None


@dataclass
class Job:
    """Some files, imported one after the other by a thread."""

    id: str
    items: list[Item]
    fraction: float = 0.0
    text: str = "waiting for its turn"
    done: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Stop soon: nothing of the file at hand is kept, and none of the rest is begun; what is loaded stays."""
        self.cancelled.set()
        self.text = "stopping"

    @property
    def is_done(self) -> bool:
        return self.done.is_set()

    @property
    def progress(self) -> float:
        """Of all files, from 0 to 1."""
        finished = sum(item.receipt is not None for item in self.items)
        return min(1.0, (finished + (self.fraction if not self.is_done else 0)) / len(self.items))

    @property
    def current(self) -> str:
        """The name of the file that is being read."""
        return next((item.name for item in self.items if item.receipt is None), "")


class Jobs:
    """All jobs of this server, by their ids."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._turn = threading.Lock()

    def start(self, store: Store, files: Sequence[Upload | tuple[str, Path, Options]]) -> Job:
        """Import spooled files in a thread of its own."""
        job = Job(uuid.uuid4().hex, [Item(*file) for file in files])
        self._jobs[job.id] = job
        threading.Thread(target=self._run, args=(store, job), daemon=True).start()
        return job

    def named(self, id: str) -> Job | None:
        return self._jobs.get(id)

    def running(self) -> list[Job]:
        """Jobs under way, of all people."""
        return [job for job in list(self._jobs.values()) if not job.is_done]

    def again(self, store: Store, job: Job, options: Options) -> Job | None:
        """The refused files of a job once more, read under other options."""
        files = [
            Upload(i.name, i.spool, replace(options, mapping=i.options.mapping))
            for i in job.items
            if i.spool is not None
        ]
        for item in job.items:
            item.spool = None
        return self.start(store, files) if files else None

    def cancel(self, id: str) -> None:
        """Cancel a job, where there still is one."""
        if job := self.named(id):
            job.cancel()

    def _run(self, store: Store, job: Job) -> None:
        has_turn = False
        try:
            while not has_turn and not job.cancelled.is_set():
                has_turn = self._turn.acquire(timeout=_TURN_S)
            for item in job.items:
                if job.cancelled.is_set():
                    item.receipt = refusal(item.name, ingest.stopped())
                    item.remove_spool()
                else:
                    _import(store, job, item)
        finally:
            if has_turn:
                self._turn.release()
            job.done.set()
            self._forget_oldest()

    def forget(self, job: Job) -> None:
        """Forget a job that is done, with the copies of its files."""
        for item in job.items:
            item.remove_spool()
        self._jobs.pop(job.id, None)

    def _forget_oldest(self) -> None:
        for job in [job for job in list(self._jobs.values()) if job.is_done][:-KEPT]:
            self.forget(job)


def _import(store: Store, job: Job, item: Item) -> None:
    def progress(fraction: float, text: str) -> None:
        job.fraction, job.text = fraction, "stopping" if job.cancelled.is_set() else text

    assert item.spool is not None
    try:
        receipt = ingest.import_file(
            store,
            item.spool,
            item.name,
            options=item.options,
            progress=progress,
            cancelled=job.cancelled.is_set,
            manifest=item.manifest,
        )
    except Problem as problem:
        receipt = refusal(item.name, problem)
    except Exception:  # noqa: BLE001 - a thread has nobody to raise to; the log has the traceback
        _log.exception("the import of %r failed", item.name)
        receipt = refusal(
            item.name,
            Problem(
                "it could not be imported, and nothing of it was kept",
                hint="Try again; if it fails again, the server's log says why",
            ),
        )
    if receipt.status != "refused" or job.cancelled.is_set():
        item.remove_spool()
    item.receipt = receipt


@cache
def registry() -> Jobs:
    """The jobs of this process."""
    return Jobs()
