"""Snapshots: after each commit the documented views as Parquet files beside the database, for BI tools and typed SQL.

`snapshots/<version>/{files,lessons,days,costs}.parquet`, renamed into place when all four are whole; the one before stays for whoever
reads it, older ones go. Another database of the same folder has its own, in `<its name>.snapshots`.

A copy of the whole database lies beside the views, for replicas: always where it is small, else while any replica asks for it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import stat
import subprocess
import sys
import time
from contextlib import nullcontext, suppress
from pathlib import Path
from threading import Event, Lock
from time import monotonic

from analytics import sql
from analytics.catalog import plans, price_books
from analytics.core.errors import Problem
from analytics.reports import cost_of_use
from analytics.storage.store import Store
from analytics.team.views import VIEWS

KEPT = 2
"""Snapshots that stay: the newest, and the one before for whoever reads it."""
LOOK_S = 0.5
"""A commit that nothing follows for so long is written out."""
LATEST_S = 3
"""So long after a commit it is written out, though others follow."""
AT_START_S = 20
"""A server that starts shows its first pages before it writes a large database out, where no replica waits for it."""
RESTS = 3
"""Times what the last one took, before the next is begun: at most a quarter of a core goes into them."""
ABOUT = "snapshot.json"
DATABASE = "database.duckdb"
REPLICAS = "replicas"
"""The folder in which each replica keeps a file as long as it runs."""
ASKED_S = 180
"""So long ago a replica's file may have been touched."""
SMALL_BYTES = 64 << 20
_COPY = "import shutil, sys; shutil.copyfile(*sys.argv[1:])"
_OF = "of.json"
_one_at_a_time = Lock()
_log = logging.getLogger(__name__)


def current(store: Store) -> Path:
    """The folder of the snapshot of this very state, made if there is none. Raises Problem where it cannot be made."""
    if store.is_read_only:
        return store.path.parent  # a replica's database lies in one
    with _one_at_a_time:
        try:
            return _current(store)
        except OSError as fault:
            raise Problem(
                f"the snapshot cannot be written ({fault.strerror})",
                where=str(folder(store.path)),
                hint="Check the disk's space and the folder's rights",
            ) from fault


def keep_current(store: Store) -> None:
    """Write the snapshot of this state where there is one of an earlier state; a failure is no fault of the command's."""
    try:
        if folder(store.path).exists():
            current(store)
    except Problem as problem:
        _log.warning("%s", problem)


def database_of(snapshots: Path) -> str:
    """The name of the database whose snapshots lie in a folder."""
    return _read(snapshots / _OF).get("database") or snapshots.name.removesuffix(".snapshots")


def folder(database: Path) -> Path:
    """Where the snapshots of a database lie: `snapshots` beside it, if no other database has that."""
    path = database.resolve()
    common = path.with_name("snapshots")
    owner = _read(common / _OF).get("database", path.name)
    return common if owner == path.name else path.with_name(f"{path.name}.snapshots")


def keep_up(store: Store, stop: Event) -> None:
    """Write a snapshot after each commit, until `stop`; a burst of commits is one."""
    seen = made = -1
    first: float | None = None
    not_before = 0.0
    at_start, started = store.version, monotonic()
    while not stop.wait(LOOK_S):
        version, now = store.version, monotonic()
        if version == made and (_has_copy(store) or not wants_copy(store)):
            continue
        if version == at_start and now - started < AT_START_S and not wants_copy(store):
            continue
        if version != seen:
            seen, first = version, now if first is None else first
            if now - first < LATEST_S:
                continue
        if now < not_before:
            continue
        try:
            current(store)
        except Problem as problem:
            _log.warning("%s", problem)
        made, first = version, None
        not_before = monotonic() + RESTS * (monotonic() - now)


def wants_copy(store: Store) -> bool:
    """Whether the database itself belongs into the snapshot."""
    with suppress(OSError):
        if store.path.stat().st_size <= SMALL_BYTES:
            return True
        now = time.time()
        files = (folder(store.path) / REPLICAS).iterdir()
        return any(now - file.stat().st_mtime < ASKED_S for file in files)
    return False


def _has_copy(store: Store) -> bool:
    return (folder(store.path) / str(store.version) / DATABASE).exists()


def _current(store: Store) -> Path:
    for waits in (nullcontext, nullcontext, store.steady):
        with waits():
            version, state = store.version, _state(store)
            place = folder(store.path) / str(version)
            is_whole = (place / DATABASE).exists() or not wants_copy(store)
            if _read(place / ABOUT).get("state") == state and is_whole:
                return place
            draft = place.with_name(f".{version}.{os.getpid()}")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True)
            try:
                _write(store, draft, version, state)
                if wants_copy(store):
                    _copy(store, draft / DATABASE)
                if store.is_at(version):
                    return _put(draft, place, store.path)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    raise Problem("the data changed while the snapshot was written", hint="Try again")


def _state(store: Store) -> str:
    """What the data is known by: versions count anew in a database that is made or brought back anew."""
    (row,) = store.ask("snapshot/known_by")
    return hashlib.sha256(f"{store.version}\n{row['state'] or ''}".encode()).hexdigest()


def _write(store: Store, draft: Path, version: int, state: str) -> None:
    zone, midnight = plans.house_edge(store)
    name, plan = plans.team(store)
    currency = price_books.load(store, plan.price_book).currency
    parameters = {"currency": currency, **cost_of_use.rates_of_days(store, plan)}
    parameters |= {"zone": zone, "midnight": midnight}
    with store.session() as cursor:
        for view in VIEWS:
            question = f"snapshot/view_{view.name}"
            wanted = {name: parameters[name] for name in sql.parameters(question)}
            rows = cursor.sql(sql.text(question), params=wanted)
            rows.write_parquet(str(draft / f"{view.name}.parquet"), compression="zstd")
    about: dict[str, str | int] = {"database": store.path.name, "version": version, "state": state, "zone": zone, "midnight": midnight,
             "plan": name, "price_book": plan.price_book}  # fmt: skip
    (draft / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8")
    _let_read(draft, stat.S_IMODE(store.path.stat().st_mode))


def _copy(store: Store, target: Path) -> None:
    """The whole database, copied by a process of its own: who opens and closes the file in this one gives its lock up."""
    with store.at_rest():
        for ending in ("", ".wal"):
            source = store.path.with_name(store.path.name + ending)
            if source.exists():
                copy = target.with_name(target.name + ending)
                words = [sys.executable, "-I", "-S", "-c", _COPY, str(source.absolute()), str(copy)]
                if subprocess.run(words, capture_output=True, check=False).returncode:
                    raise OSError(None, "the database could not be copied")
    _let_read(target.parent, stat.S_IMODE(store.path.stat().st_mode))


def _let_read(draft: Path, mode: int) -> None:
    """Those may read a snapshot who may read the database: at first its owner alone."""
    for path in draft.iterdir():
        path.chmod(mode)
    draft.chmod(mode | (mode & 0o444) >> 2)


def _put(draft: Path, place: Path, database: Path) -> Path:
    """Rename a whole snapshot into place, and take older ones away."""
    if place.exists():
        aside = place.with_name(f".{place.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        place.rename(aside)
        draft.rename(place)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        draft.rename(place)
    about = place.with_name(_OF)
    if not about.exists():
        about.write_text(json.dumps({"database": database.resolve().name}) + "\n", "utf-8")
    with suppress(OSError):
        numbers = [path for path in place.parent.iterdir() if path.name.isdecimal()]
        others = sorted((p for p in numbers if p != place), key=lambda p: p.stat().st_mtime)
        for older in others[: -(KEPT - 1)]:
            shutil.rmtree(older, ignore_errors=True)
    return place


def _read(path: Path) -> dict[str, str]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
