"""Link to the vendor: callbacks from the disk into the database, and syncs by the clock."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from analytics.catalog import server_settings
from analytics.catalog.server_settings import SyncSettings
from analytics.connect import callbacks, schedule
from analytics.connect.schedule import Schedule
from analytics.connect.spool import Spool
from analytics.connect.sync import Outcome
from analytics.core.errors import Problem
from analytics.storage.jobs import JOBS, Job
from analytics.storage.store import database_path
from pages.ui import data

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _State:
    spool: Spool | None = None
    schedule: Schedule | None = None
    problems: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)


_state = _State()


def start() -> None:
    """Begin both, each in a thread of its own; what is wrong with the settings is told by `problems`."""
    _state.spool = _state.schedule = None
    _state.problems, _state.stop = [], threading.Event()
    try:
        settings = server_settings.load(database_path().absolute()).sync
        _state.schedule = Schedule(settings, data.store)
        _begin(_state.schedule.run)
    except Problem as problem:
        _fail(str(problem))
    if has_token() or database_path().with_name(f"{database_path().name}.callbacks").exists():
        try:
            _state.spool = Spool(database_path().absolute(), data.store)
            _begin(_state.spool.run)
        except OSError as fault:
            _fail(f"callbacks cannot be kept beside the database ({fault.strerror}).")


def stop() -> None:
    """Stop both; what is on the disk is loaded by the next server."""
    _state.stop.set()


def has_token() -> bool:
    """Whether this server has an address for callbacks."""
    return bool(os.environ.get(callbacks.TOKEN))


def is_signed() -> bool:
    """Whether callbacks must be signed."""
    return bool(os.environ.get(callbacks.KEY))


def waiting() -> int:
    """Callbacks that are on the disk and not in the database yet."""
    return _state.spool.waiting() if _state.spool else 0


def settings() -> SyncSettings:
    """How this server syncs."""
    return _state.schedule.settings if _state.schedule else SyncSettings()


def sync_now() -> Job[Outcome]:
    """A sync of what is complete, or the one that is under way."""
    return schedule.start(data.store(), settings())


def syncing() -> list[Job[Outcome]]:
    """The sync under way."""
    return JOBS.running(schedule.SYNCS)


def problems() -> list[str]:
    """Sentences of what is wrong with the settings, the last sync by the clock, and the callbacks on the disk."""
    parts = (_state.schedule, _state.spool)
    return [*_state.problems, *(part.problem for part in parts if part and part.problem)]


def _begin(work: Callable[[threading.Event], None]) -> None:
    threading.Thread(target=work, args=(_state.stop,), daemon=True).start()


def _fail(sentence: str) -> None:
    _log.warning("%s", sentence)
    _state.problems.append(sentence)
