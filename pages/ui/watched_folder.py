"""The folder that this server watches, if its settings name one."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

from analytics.catalog import server_settings
from analytics.core.errors import Problem
from analytics.ingest.watch import Watch
from analytics.storage.store import database_path
from pages.ui import data

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _State:
    watch: Watch | None = None
    problem: str = ""
    stop: threading.Event = field(default_factory=threading.Event)


_state = _State()


def start() -> None:
    """Begin to watch the folder of the settings, in a thread of its own; settings that are wrong are told by `problem`."""
    _state.watch, _state.problem, _state.stop = None, "", threading.Event()
    try:
        folder = server_settings.load(database_path().absolute()).watch
    except Problem as problem:
        _state.problem = str(problem)
        _log.warning("%s", problem)
        return
    if folder:
        _state.watch = Watch(folder, data.store)
        threading.Thread(target=_state.watch.run, args=(_state.stop,), daemon=True).start()


def stop() -> None:
    """Stop watching; nothing of the file at hand is kept."""
    _state.stop.set()


def folder() -> str:
    """The folder that is watched; "" for none."""
    return str(_state.watch.folder) if _state.watch else ""


def problem() -> str:
    """A sentence where the settings are wrong or the folder cannot be used, else ""."""
    return _state.watch.problem if _state.watch else _state.problem
