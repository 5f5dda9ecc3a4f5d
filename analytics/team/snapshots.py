"""Snapshots: after each commit the documented views as Parquet files beside the database, for BI tools and typed SQL.

`snapshots/<version>/{files,lessons,days,costs}.parquet`, renamed into place when all four are whole; the one before stays for whoever
reads it, older ones go. Another database of the same folder has its own, in `<its name>.snapshots`.

A copy of the whole database, for replicas, lies in `snapshots/copies/<version>`: always where it is small, else while any replica asks
for it. It is made before the views, and waits for none of them: copying takes a tenth of what they do.

The views of a large database are written by a process of its own (snapshot_child.py) from a copy that goes with it: else the server
would have its memory and its processors taken by them after each commit, while people click.
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
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic

from analytics import sql
from analytics.core.errors import Problem
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
COPIES = "copies"
"""The folder of the copies of the database."""
REPLICAS = "replicas"
"""The folder in which each replica keeps a file as long as it runs."""
ASKED_S = 180
"""So long ago a replica's file may have been touched."""
SMALL_BYTES = 64 << 20
BESIDE_BYTES = 16 << 20
"""The views of a database larger than this are written by another process, whose start takes as long as the views of a smaller one."""
_COPY = "import shutil, sys; shutil.copyfile(*sys.argv[1:])"
_OF = "of.json"
_one_at_a_time, _one_copy_at_a_time = Lock(), Lock()
_log = logging.getLogger(__name__)


def current(store: Store) -> Path:
    """The folder of the snapshot of this very state, made if there is none; on a replica the newest that its owner has written.

    Raises Problem where it cannot be made, or there is none.
    """
    if store.is_read_only:
        return _newest(store.path.parent.parent.parent)
    with _one_at_a_time, _writing(store):
        if wants_copy(store):
            copy_current(store)
        return _current(store)


def copy_current(store: Store) -> None:
    """Have a copy of the database in this state, for replicas. Raises Problem where it cannot be made."""
    copies = folder(store.path) / COPIES
    with _one_copy_at_a_time, _writing(store):
        if _read(copies / str(store.version) / ABOUT).get("state") == _state(store):
            return
        with store.at_rest():  # nobody writes: this is the state that is copied
            about: dict[str, str | int] = {"version": store.version, "state": _state(store)}
            draft = _draft(copies / str(store.version))
            try:
                _copy(store, draft / DATABASE)
                _write_about(draft, about)
                _let_read(draft, stat.S_IMODE(store.path.stat().st_mode))
                _put(draft, copies / str(about["version"]), store.path)
            finally:
                shutil.rmtree(draft, ignore_errors=True)


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
    """Copy the database and write a snapshot after each commit, until `stop`; a burst of commits is one."""
    Thread(target=_keep_copies, args=(store, stop), name="copies", daemon=True).start()
    seen = made = -1
    first: float | None = None
    not_before = 0.0
    at_start, started = store.version, monotonic()
    while not stop.wait(LOOK_S):
        version, now = store.version, monotonic()
        if version == made:
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


def _keep_copies(store: Store, stop: Event) -> None:
    copied = -1
    while not stop.wait(LOOK_S):
        begun, version = monotonic(), store.version
        if version == copied or not wants_copy(store):
            continue
        try:
            copy_current(store)
            copied = version
        except Problem as problem:
            _log.warning("%s", problem)
        stop.wait(RESTS * (monotonic() - begun))


def wants_copy(store: Store) -> bool:
    """Whether the database itself belongs into the snapshot."""
    with suppress(OSError):
        if store.path.stat().st_size <= SMALL_BYTES:
            return True
        now = time.time()
        files = (folder(store.path) / REPLICAS).iterdir()
        return any(now - file.stat().st_mtime < ASKED_S for file in files)
    return False


@contextmanager
def _writing(store: Store) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise Problem(
            f"the snapshot cannot be written ({fault.strerror})",
            where=str(folder(store.path)),
            hint="Check the disk's space and the folder's rights",
        ) from fault


def _newest(snapshots: Path) -> Path:
    with suppress(OSError):
        places = [place for place in snapshots.iterdir() if place.name.isdecimal()]
        if whole := [place for place in places if (place / ABOUT).exists()]:
            return max(whole, key=lambda place: (place / ABOUT).stat().st_mtime_ns)
    raise Problem(
        "there is no snapshot of the data yet",
        where=str(snapshots),
        hint="The dashboard that owns it writes one soon after each change: ask again in a minute",
    )


def _current(store: Store) -> Path:
    if store.path.stat().st_size > BESIDE_BYTES:
        return _current_beside(store)
    for waits in (nullcontext, nullcontext, store.steady):
        with waits():
            version, state = store.version, _state(store)
            place = folder(store.path) / str(version)
            if _read(place / ABOUT).get("state") == state:
                return place
            draft = _draft(place)
            try:
                write(store, draft, store.path.name, version, state)
                if store.is_at(version):
                    return _put(draft, place, store.path)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    raise Problem("the data changed while the snapshot was written", hint="Try again")


def _current_beside(store: Store) -> Path:
    """The same from a copy, by another process: what is committed meanwhile changes nothing of it."""
    version, state = store.version, _state(store)
    place = folder(store.path) / str(version)
    if _read(place / ABOUT).get("state") == state:
        return place
    draft, source = _draft(place), _draft(place.with_name("source"))
    try:
        with store.at_rest():  # nobody writes: this is the state that is copied
            version, state = store.version, _state(store)
            place = place.with_name(str(version))
            if not _link(place.parent / COPIES / place.name, state, source):
                _copy(store, source / DATABASE)
        _write_beside(source / DATABASE, draft, store.path.name, str(version), state)
        _let_read(draft, stat.S_IMODE(store.path.stat().st_mode))
        return _put(draft, place, store.path)
    finally:
        for path in (draft, source):
            shutil.rmtree(path, ignore_errors=True)


def _link(copy: Path, state: str, target: Path) -> bool:
    """Have a copy for replicas, if there is one of this state, in another place too; it may be taken away from its own."""
    if _read(copy / ABOUT).get("state") != state:
        return False
    try:
        for file in copy.glob(f"{DATABASE}*"):
            os.link(file, target / file.name)
    except OSError:  # not every disk has links
        return False
    return True


def _write_beside(database: Path, draft: Path, *about: str) -> None:
    paths = (str(database.absolute()), str(draft.absolute()))
    process = subprocess.Popen(
        [sys.executable, "-m", "analytics.team.snapshot_child", *paths, *about],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,  # it ends when this process does
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr, "it is a pipe"
    with process:
        said = process.stderr.read()
    if process.returncode:
        _log.warning("the views of a snapshot: %s", said.decode("utf-8", "replace").strip())
        raise OSError(None, "the process that writes its views failed; the server's log says why")


def _draft(place: Path) -> Path:
    """An empty folder beside `place`; what processes left that were killed goes."""
    own = f".{os.getpid()}"
    draft = place.with_name(f".{place.name}{own}")
    for left in place.parent.glob(".*"):
        if left == draft or not left.name.endswith(own):
            shutil.rmtree(left, ignore_errors=True)
    draft.mkdir(parents=True)
    return draft


def _state(store: Store) -> str:
    """What the data is known by: versions count anew in a database that is made or brought back anew."""
    (row,) = store.ask("snapshot/known_by")
    return hashlib.sha256(f"{store.version}\n{row['state'] or ''}".encode()).hexdigest()


def write(store: Store, draft: Path, database: str, version: int, state: str) -> None:
    """Write the views of a store into a folder, and of which database and state they are."""
    # Read when a snapshot is written: a server that starts needs the names of the folders alone.
    from analytics.catalog import plans, price_books
    from analytics.reports import cost_of_use

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
    about: dict[str, str | int] = {"database": database, "version": version, "state": state, "zone": zone, "midnight": midnight,
             "plan": name, "price_book": plan.price_book}  # fmt: skip
    _write_about(draft, about)
    _let_read(draft, stat.S_IMODE(store.path.stat().st_mode))


def _write_about(draft: Path, about: dict[str, str | int]) -> None:
    (draft / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _copy(store: Store, target: Path) -> None:
    """The whole database, copied by a process of its own: who opens and closes the file in this one gives its lock up."""
    for ending in ("", ".wal"):
        source = store.path.with_name(store.path.name + ending)
        if source.exists():
            copy = target.with_name(target.name + ending)
            words = [sys.executable, "-I", "-S", "-c", _COPY, str(source.absolute()), str(copy)]
            if subprocess.run(words, capture_output=True, check=False).returncode:
                raise OSError(None, "the database could not be copied")


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
    about = folder(database) / _OF
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
