"""Syncs that the server does by itself, and those that a person starts there: one at a time, as jobs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event

from analytics.catalog.server_settings import SyncSettings
from analytics.connect import credentials
from analytics.connect.api import Api
from analytics.connect.sync import Outcome, Request, sync
from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.storage.jobs import JOBS, Cancelled, Job, Queue
from analytics.storage.statements import run
from analytics.storage.store import Store

SYNCS = Queue("syncs")
LOOK_S = 30
"""Between two looks at the clock."""
_LAST = "last_sync"
_log = logging.getLogger(__name__)
MakeApi = Callable[[SyncSettings, Callable[[], None]], Api]


def api_of(settings: SyncSettings, check: Callable[[], None]) -> Api:
    """The vendor's API with the keys of this process."""
    return Api(credentials.load(), site=settings.site, check=check)


def start(store: Store, settings: SyncSettings, make_api: MakeApi = api_of) -> Job[Outcome]:
    """A sync of what is complete, beginning now; the one that is under way, if there is one."""
    running = JOBS.running(SYNCS)
    return running[0] if running else JOBS.begin(Job[Outcome](SYNCS), lambda job: _sync(store, settings, make_api, job))  # fmt: skip


def last(store: Store) -> datetime | None:
    """When the last sync of this server began, in UTC."""
    values = {row["key"]: row["value"] for row in store.ask("settings")}
    return datetime.fromisoformat(values[_LAST]) if _LAST in values else None


def _sync(store: Store, settings: SyncSettings, make_api: MakeApi, job: Job[Outcome]) -> Outcome:
    def check() -> None:
        if job.is_cancelled:
            raise Cancelled

    now = datetime.now(UTC).replace(tzinfo=None)
    with store.write(Act(Right.IMPORT, "begin sync")) as cursor:
        run(cursor, "load/keep_setting", key=_LAST, value=now.isoformat(timespec="seconds"))
    request = Request(apps=settings.apps, what=settings.what)
    return sync(
        store,
        make_api(settings, check),
        request,
        now,
        on_step=lambda text: job.tell(job.fraction, text),
        cancelled=lambda: job.is_cancelled,
    )


class Schedule:
    """Syncs every so often. `problem` is the sentence of what ended the last one, else ""."""

    def __init__(
        self, settings: SyncSettings, store: Callable[[], Store], make_api: MakeApi = api_of
    ) -> None:
        self.settings = settings
        self.problem = ""
        self._store, self._make_api = store, make_api

    def run(self, stop: Event) -> None:
        """Look at the clock again and again, until `stop`."""
        while True:
            try:
                self.look(datetime.now(UTC).replace(tzinfo=None), stop)
            except Problem as problem:
                self._fail(problem)
            if stop.wait(LOOK_S):
                return

    def look(self, now: datetime, stop: Event) -> Job[Outcome] | None:
        """Sync where it is time for it, and wait for its end; the job, or None."""
        every = self.settings.every
        begun = last(self._store()) if every else None
        if not every or (begun and now - begun < every and begun <= now + timedelta(minutes=5)):
            return None
        job = start(self._store(), self.settings, self._make_api)
        while not job.wait(0.2):
            if stop.is_set():
                job.cancel()
        problems = job.result.problems if job.result else [job.problem] if job.problem else []
        self.problem = ""
        for problem in problems:
            self._fail(problem)
        return job

    def _fail(self, problem: Problem) -> None:
        if self.problem != str(problem):
            _log.warning("sync: %s", problem)
        self.problem = str(problem)
