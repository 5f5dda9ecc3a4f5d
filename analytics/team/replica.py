"""A replica: a server that reads the newest copy of another one's database, and changes nothing.

The owner copies each state of the data into a folder beside its snapshots; a replica opens the newest copy there read-only, and goes on to
the next within seconds. It keeps a file in that folder, by which the owner knows that a large database is worth copying.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic

from analytics.core.errors import Problem
from analytics.storage.store import Store, database_path
from analytics.team.snapshots import ABOUT, COPIES, DATABASE, REPLICAS, database_of

OF = "RECORDINGS_REPLICA_OF"
"""The folder of the owner's snapshots."""
OWNER = "RECORDINGS_OWNER"
"""The owner's address, for links; it may be left out."""
LOOK_S = 0.5
TOUCH_S = 60
RETIRED_S = 120
"""So long the copy before stays open for whoever still reads it."""
_log = logging.getLogger(__name__)


def of() -> Path | None:
    """The folder of snapshots that this server is a replica of; None where it owns its database."""
    text = os.environ.get(OF)
    if not text:
        return None
    folder = Path(text).absolute()
    beneath = folder / "snapshots"
    return beneath if beneath.is_dir() else folder


def owners_database() -> Path | None:
    """Where the owner's database is, whose roles hold for a replica too: as RECORDINGS_DB says, else beside its snapshots."""
    folder = of()
    if folder is None:
        return None
    if os.environ.get("RECORDINGS_DB"):
        return database_path().absolute()
    return folder.parent / database_of(folder)


class Replica:
    """The newest copy in a folder of snapshots, until it is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark = folder / REPLICAS / f"{socket.gethostname()}-{os.getpid()}"
        self._changing = threading.Lock()
        self._store: Store | None = None
        self._seen: tuple[int, int, Path] | None = None
        self._retired: list[tuple[float, Store]] = []
        self._stop = threading.Event()
        self._touched = -float(TOUCH_S)
        self._look()
        threading.Thread(target=self._follow, name="replica", daemon=True).start()

    def store(self) -> Store:
        """The copy that is newest now. Raises Problem where there is none."""
        if self._store is None:
            self._look()
        if self._store is None:
            raise Problem(
                "there is no copy of the data yet",
                where=str(self._folder),
                hint="Start the dashboard that owns it: it writes a copy here after each change",
            )
        return self._store

    def close(self) -> None:
        """Let go of all copies."""
        self._stop.set()
        with self._changing:
            copies = [store for _, store in self._retired] + ([self._store] if self._store else [])
            self._retired, self._store = [], None
        for store in copies:
            store.close()
        with suppress(OSError):
            self._mark.unlink(missing_ok=True)

    def _follow(self) -> None:
        while not self._stop.wait(LOOK_S):
            self._look()

    def _look(self) -> None:
        with self._changing:
            if self._stop.is_set():
                return
            self._say_so()
            newest = _newest(self._folder)
            if newest is not None and newest != self._seen:
                self._go_on_to(newest)
            while self._retired and self._retired[0][0] < monotonic() - RETIRED_S:
                self._retired.pop(0)[1].close()

    def _go_on_to(self, newest: tuple[int, int, Path]) -> None:
        path = newest[2]
        # DuckDB would go on with what it has open at a path, whatever lies there now.
        for _, older in self._retired:
            if older.path == path:
                older.close()
        if self._store is not None and self._store.path == path:
            self._store.close()
        try:
            opened = Store(path, is_read_only=True)
        except (Problem, OSError) as problem:  # it may be taken away while it is opened
            _log.warning("a copy of the data could not be opened: %s", problem)
            return
        if self._store is not None:
            self._retired.append((monotonic(), self._store))
        self._store, self._seen = opened, newest

    def _say_so(self) -> None:
        """Tell the owner that copies are read; where nothing can be written here, its own setting of size decides."""
        if monotonic() - self._touched < TOUCH_S:
            return
        self._touched = monotonic()
        with suppress(OSError):
            self._mark.parent.mkdir(exist_ok=True)
            self._mark.touch()


def _newest(folder: Path) -> tuple[int, int, Path] | None:
    """The newest whole copy: when it was made, for versions count anew in a database that is brought back, its file's number, itself."""
    copies = []
    with suppress(OSError):
        for place in (folder / COPIES).iterdir():
            copy, about = place / DATABASE, place / ABOUT
            if place.name.isdecimal() and about.exists() and copy.exists():
                copies.append((about.stat().st_mtime_ns, copy.stat().st_ino, copy))
    return max(copies) if copies else None
