"""Backups by the clock: one every so often, the newest of them kept."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from analytics.catalog.server_settings import BackupSettings
from analytics.core.errors import Problem
from analytics.storage import backup
from analytics.storage.store import Store

LOOK_S = 60
_STAMP = "%Y%m%d-%H%M%S"
_log = logging.getLogger(__name__)


def run(store: Callable[[], Store], settings: BackupSettings, stop: Event) -> None:
    """Make each backup when it is due, until `stop`; one that fails is tried again, and the log says why."""
    while not stop.is_set():
        try:
            look(store(), settings, datetime.now(UTC))
        except Problem as problem:
            _log.warning("%s", problem)
        stop.wait(LOOK_S)


def look(store: Store, settings: BackupSettings, now: datetime) -> Path | None:
    """Make a backup if one is due at `now`, and take the oldest away; its path, or None. Raises Problem where it fails."""
    last = newest(store.path, settings.folder)
    if last and now - last < settings.every:
        return None
    path = settings.folder / f"{store.path.stem}-{now:{_STAMP}}Z.duckdb"
    backup.backup(store, path)
    for _, older in _all(store.path, settings.folder)[: -settings.keep]:
        older.unlink(missing_ok=True)
    return path


def newest(database: Path, folder: Path) -> datetime | None:
    """When the newest of these backups was made; None where there is none."""
    backups = _all(database, folder)
    return backups[-1][0] if backups else None


def age(database: Path, settings: BackupSettings, now: datetime) -> timedelta | None:
    """How old the newest is; None where there is none."""
    last = newest(database, settings.folder)
    return now - last if last else None


def _all(database: Path, folder: Path) -> list[tuple[datetime, Path]]:
    """Those that were made by the clock, the oldest first; a person's own are left alone."""
    name = re.compile(re.escape(database.stem) + r"-(\d{8}-\d{6})Z\.duckdb")
    backups = []
    for path in folder.glob("*.duckdb") if folder.is_dir() else ():
        if match := name.fullmatch(path.name):
            moment = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
            backups.append((moment, path))
    return sorted(backups)
