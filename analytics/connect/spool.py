"""Callbacks from the disk into the database: within a minute, each once, none lost wherever the process is killed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import time

from analytics.connect import callbacks, folder
from analytics.connect.callbacks import Callback, Refused
from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.ingest import Options, Receipt, jobs
from analytics.ingest.jobs import Upload
from analytics.storage.jobs import JOBS
from analytics.storage.statements import run
from analytics.storage.store import Store

EVERY_S = 2
"""Between two looks."""
GATHER_S = 15
"""So long the first callback waits for others, so that a morning's lessons are some imports and not thousands."""
MOST_AT_ONCE = 2000
_ABANDONED_S = 3600
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Spooled:
    path: Path
    callback: Callback
    received_at: datetime


class Spool:
    """The folder of callbacks beside a database. `problem` is a sentence where it cannot be read, else ""."""

    def __init__(self, database: Path, store: Callable[[], Store]) -> None:
        self.folder = folder.beside(database, "callbacks")
        self.problem = ""
        self._store = store

    def waiting(self) -> int:
        """How many are on the disk alone."""
        return sum(1 for _ in self.folder.glob("*.json"))

    def run(self, stop: Event) -> None:
        """Load again and again, until `stop`."""
        self._remove_abandoned()
        while not stop.wait(EVERY_S):
            try:
                if self._is_due():
                    self.load(stop)
                self.problem = ""
            except (OSError, Problem) as fault:
                reason = fault if isinstance(fault, Problem) else f"{self.folder}: {fault.strerror}"
                if self.problem != str(reason):
                    _log.warning("callbacks wait on the disk: %s", reason)
                self.problem = str(reason)

    def load(self, stop: Event | None = None) -> int:
        """Load what is there now, the oldest first; how many callbacks that were."""
        paths = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        spooled = [each for path in paths[:MOST_AT_ONCE] if (each := self._read(path))]
        store = self._store()
        rows = store.ask("callbacks_known", keys=[each.callback.key for each in spooled])
        known = {row["key"] for row in rows}
        news = [each for each in spooled if each.callback.key not in known]
        with_files = [each for each in news if each.callback.event in callbacks.FINISHED]
        others = [each for each in news if each.callback.event not in callbacks.FINISHED]
        self._keep(others, "")
        if with_files:
            self._import(with_files, stop or Event())
        for each in spooled:
            if each.callback.key in known:
                each.path.unlink(missing_ok=True)
        return len(news)

    def _is_due(self) -> bool:
        ages = [time() - path.stat().st_mtime for path in self.folder.glob("*.json")]
        return bool(ages) and (max(ages) >= GATHER_S or len(ages) >= MOST_AT_ONCE)

    def _read(self, path: Path) -> _Spooled | None:
        """None for a file that somebody else put there; it is left alone."""
        try:
            callback = callbacks.admit(path.read_bytes(), "", 0)
        except Refused:
            return None
        moment = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
        return _Spooled(path, callback, moment) if path.stem == callback.key else None

    def _import(self, spooled: list[_Spooled], stop: Event) -> None:
        """As one file; where that is refused each for itself, so that one does not keep the others out."""
        receipt = self._receipt(spooled, stop)
        if receipt is None:
            return  # the server stops: the next one goes on
        if receipt.status != "refused":
            self._keep(spooled, receipt.import_id)
        elif len(spooled) == 1:
            flaw = receipt.problems[0] if receipt.problems else None
            self._keep(spooled, receipt.import_id, flaw.sentence("callback") if flaw else "refused")
        else:
            for each in spooled:
                self._import([each], stop)

    def _receipt(self, spooled: list[_Spooled], stop: Event) -> Receipt | None:
        first = spooled[0]
        name = f"callbacks-{first.received_at:%Y-%m-%dT%H%M%S}-{first.callback.key[:6]}.json"
        with TemporaryDirectory(prefix="recordings-callbacks-") as place:
            path = Path(place) / name
            folder.keep(path, folder.one_document(each.callback.body for each in spooled))
            job = jobs.start(self._store(), [Upload(name, path, Options(), source="callback")])
            while not job.wait(0.1):
                if stop.is_set():
                    job.cancel()
                    return None
            (item,) = job.items
            JOBS.forget(job)
            return (
                None if job.is_cancelled else item.receipt
            )  # somebody stopped it: it is tried again

    def _keep(self, spooled: list[_Spooled], import_id: str, problem: str = "") -> None:
        """Keep callbacks in the database, and only then take them off the disk."""
        if not spooled:
            return
        with self._store().write(
            Act(Right.IMPORT, "keep callbacks", after=str(len(spooled)))
        ) as cursor:
            for each in spooled:
                run(
                    cursor,
                    "load/keep_callback",
                    key=each.callback.key,
                    app=each.callback.app,
                    task=each.callback.task,
                    event=each.callback.event,
                    received_at=each.received_at,
                    import_id=import_id,
                    problem=problem,
                    body=each.callback.body.decode("utf-8"),
                )
        for each in spooled:
            each.path.unlink(missing_ok=True)

    def _remove_abandoned(self) -> None:
        """What a process left that was killed while it wrote, and so never answered for."""
        for path in self.folder.glob(".*.part"):
            if time() - path.stat().st_mtime > _ABANDONED_S:
                path.unlink(missing_ok=True)
