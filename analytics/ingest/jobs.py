"""Imports as jobs, one at a time: a click elsewhere must not stop a load halfway."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from analytics import ingest
from analytics.core.errors import Problem
from analytics.ingest import Options, Receipt, uploads
from analytics.ingest.common.manifest import Manifest
from analytics.ingest.loading.receipt import refusal
from analytics.storage.jobs import JOBS, Job, Queue
from analytics.storage.store import Store

IMPORTS = Queue("imports")
_log = logging.getLogger(__name__)


class Upload(NamedTuple):
    """A spooled file to be imported; ``manifest`` is there where its preview has read the whole of it, and ``source`` says who
    sent it (see `import_file`).
    """

    name: str
    path: Path
    options: Options
    manifest: Manifest | None = None
    source: str = ""
    is_ours: bool = True
    """Whether it is a copy that goes with the job."""


@dataclass
class Item:
    """One file of a job; ``receipt`` is None until it is done, ``spool`` once it is not needed."""

    name: str
    spool: Path | None
    options: Options
    manifest: Manifest | None = None
    source: str = ""
    is_ours: bool = True
    receipt: Receipt | None = None

    def remove_spool(self) -> None:
        """Remove the copy, once the file is not tried again."""
        if self.spool and self.is_ours:
            uploads.discard(self.spool)
        self.spool = None


class ImportJob(Job[list[Item]]):
    """Some files, imported one after the other.

    Once it is cancelled, nothing of the file at hand is kept, and none of the rest is begun; what is loaded stays.
    """

    def __init__(self, items: list[Item]) -> None:
        super().__init__(IMPORTS)
        self.items = items

    @property
    def progress(self) -> float:
        """Of all files, from 0 to 1."""
        finished = sum(item.receipt is not None for item in self.items)
        return min(1.0, (finished + (self.fraction if not self.is_done else 0)) / len(self.items))

    @property
    def words(self) -> str:
        """The file that is being read, and what is done with it."""
        name = next((item.name for item in self.items if item.receipt is None), "")
        return f"{name} – {self.text}"

    def forget(self) -> None:
        """Remove the copies of its files."""
        for item in self.items:
            item.remove_spool()


def start(store: Store, files: Sequence[Upload | tuple[str, Path, Options]]) -> ImportJob:
    """Import spooled files."""
    return JOBS.begin(
        ImportJob([Item(*file) for file in files]), lambda job: _import_all(store, job)
    )


def receipt(
    store: Store, path: Path, name: str, options: Options, cancelled: Callable[[], bool]
) -> Receipt:
    """The receipt of one file that stays where it is, imported when its turn comes; `cancelled` is asked all the while."""
    job = start(store, [Upload(name, path, options, is_ours=False)])
    while not job.wait(0.1):
        if cancelled() and not job.is_cancelled:
            job.cancel()
    (item,) = job.items
    return item.receipt or refusal(name, job.problem or ingest.stopped())


def again(store: Store, job: ImportJob, options: Options) -> ImportJob | None:
    """The refused files of a job once more, read under other options."""
    files = [
        Upload(
            item.name,
            item.spool,
            replace(options, mapping=item.options.mapping),
            is_ours=item.is_ours,
        )
        for item in job.items
        if item.spool is not None
    ]
    for item in job.items:
        item.spool = None
    return start(store, files) if files else None


def by_id(id: str) -> ImportJob | None:
    """A job of imports that is known still."""
    job = JOBS.by_id(id)
    return job if isinstance(job, ImportJob) else None


def running() -> list[ImportJob]:
    """Imports under way, of all people."""
    return [job for job in JOBS.running(IMPORTS) if isinstance(job, ImportJob)]


def in_use() -> set[Path]:
    """The copies that imports under way read, or will."""
    return {item.spool for job in running() for item in job.items if item.spool}


def _import_all(store: Store, job: ImportJob) -> list[Item]:
    for item in job.items:
        if job.is_cancelled:
            item.receipt = refusal(item.name, ingest.stopped())
            item.remove_spool()
        else:
            _import(store, job, item)
    return job.items


def _import(store: Store, job: ImportJob, item: Item) -> None:
    assert item.spool is not None
    try:
        receipt = ingest.import_file(
            store,
            item.spool,
            item.name,
            options=item.options,
            progress=job.tell,
            cancelled=lambda: job.is_cancelled,
            manifest=item.manifest,
            source=item.source,
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
    if receipt.status != "refused" or job.is_cancelled:
        item.remove_spool()
    item.receipt = receipt
