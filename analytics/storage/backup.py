"""A copy of the whole database in one file, made while loads run, and a way back that proves what it brings back."""

from __future__ import annotations

import hashlib
import shutil
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from analytics import sql
from analytics.core.errors import Problem
from analytics.storage.commit_counter import CommitCounter
from analytics.storage.statements import answer
from analytics.storage.store import BESIDE, Held, Store, check_is_database, what_is_there

_ONE_AT_A_TIME = threading.Lock()
_ENDINGS = ("", *BESIDE)


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup that was made or brought back: where it is now, and the fingerprint that was proved.

    `kept` is where the database before a restore is kept.
    """

    path: Path
    fingerprint: str
    made_at: datetime
    kept: Path | None = None


def backup(store: Store, path: Path) -> Copy:
    """Copy the database as it is at this moment to `path`, and prove that the copy holds the same.

    Loads may go on meanwhile; none of them is in the copy in part. An earlier backup at `path` is replaced at the very
    end. Raises Problem where the disk is full, or `path` is something else than a backup.
    """
    path = path.absolute()
    _may_replace(store, path)
    draft = path.with_name(path.name + ".unfinished")
    made_at = datetime.now(UTC).replace(microsecond=0)
    try:
        with _ONE_AT_A_TIME:
            path.parent.mkdir(parents=True, exist_ok=True)
            _remove(draft)
            need = sum(file.stat().st_size for file in _files(store.path))
            _need_space(path.parent, need)
            fingerprint = _sealed_copy(store, draft, made_at)
            with Store(draft) as copy:
                _prove(copy, path.name)
            draft.chmod(stat.S_IMODE(store.path.stat().st_mode))
            draft.replace(path)
    except OSError as fault:
        raise Problem(
            f"the backup cannot be written ({fault.strerror})",
            where=path.name,
            hint="Name another place, or free some space",
        ) from fault
    finally:
        _remove(draft)
    return Copy(path, fingerprint, made_at)


def restore(database: Path, path: Path) -> Copy:
    """Put a backup in the place of `database`; the present one is kept aside, with the day and time in its name.

    Nothing is changed before the copy has proved to hold what the backup was sealed with. Raises Problem where it does
    not, and where the database is in use.
    """
    path, database = path.absolute(), database.absolute()
    check_is_database(database, may_create=True)
    if not _is_database(path):
        raise Problem("this is no backup", where=path.name, hint="Name a file made by `backup`")
    draft = database.with_name(database.name + ".restoring")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        _remove(draft)
        _need_space(database.parent, path.stat().st_size)
        shutil.copyfile(path, draft)
        draft.chmod(stat.S_IMODE(database.stat().st_mode) if database.exists() else 0o600)
        with Store(draft) as copy:
            seal = _prove(copy, path.name)
            with copy.write() as cursor:
                cursor.execute(sql.text("backup/unseal"))
            version = copy.version
        aside = _set_aside(database)
        draft.replace(database)
        CommitCounter(database).keep(version)
    except OSError as fault:
        raise Problem(
            f"the backup cannot be brought back ({fault.strerror})",
            where=path.name,
            hint="Free some space, or check the rights of the folder",
        ) from fault
    finally:
        _remove(draft)
    return Copy(database, seal["fingerprint"], datetime.fromisoformat(seal["made_at"]), aside)


def copy(store: Store, path: Path) -> None:
    """Copy everything of this moment into a new database at `path`, without a seal: to try something in."""
    _need_space(path.parent, sum(file.stat().st_size for file in _files(store.path)))
    with _copied(store, path):
        pass


def _sealed_copy(store: Store, draft: Path, made_at: datetime) -> str:
    """Everything of one moment into a new file, with a seal of what it must hold."""
    with _copied(store, draft) as cursor:
        (fingerprint,) = answer(cursor, sql.text("fingerprint"), {})
        (contents,) = answer(cursor, sql.text("backup/contents"), {})
        seal = {
            "fingerprint": fingerprint["hash"],
            "question": _question(),
            "contents": contents["contents"],
            "made_at": made_at.isoformat(),
        }
        cursor.execute(sql.text("backup/seal"), seal)
    return str(fingerprint["hash"])


@contextmanager
def _copied(store: Store, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A transaction in which everything was copied to a new database, attached under a name that no file has."""
    with store.session() as cursor:
        (name,) = cursor.execute("select current_database()").fetchone() or ("",)
        cursor.execute(sql.text("backup/attach"), {"path": str(path)})
        try:
            cursor.execute("begin")
            cursor.execute(_copy_statement(name))
            yield cursor
            cursor.execute("commit")
            cursor.execute("checkpoint copy_in_the_making")
        finally:
            with suppress(duckdb.Error):
                cursor.execute("rollback")
            with suppress(duckdb.Error):
                cursor.execute("detach copy_in_the_making")


def _copy_statement(name: str) -> str:
    """A database's name, its file's, cannot be bound as a parameter."""
    return 'copy from database "' + name.replace('"', '""') + '" to copy_in_the_making'


def _prove(copy: Store, name: str) -> dict[str, str]:
    """The seal of a backup, after its content was held against it."""
    seal = {row["key"].removeprefix("backup_"): row["value"] for row in copy.ask("backup/seals")}
    if not {"fingerprint", "question", "contents", "made_at"} <= seal.keys():
        raise Problem(
            "this is a database, but no backup", where=name, hint="Name a file made by `backup`"
        )
    (contents,) = copy.ask("backup/contents")
    is_same = contents["contents"] == seal["contents"]
    # A later version may ask for the fingerprint in another way; then the contents alone are held against the seal.
    if seal["question"] == _question():
        (fingerprint,) = copy.ask("fingerprint")
        is_same = is_same and fingerprint["hash"] == seal["fingerprint"]
    if not is_same:
        raise Problem(
            "the backup does not hold what it was sealed with",
            where=name,
            hint="It is damaged or was changed; use an earlier one",
        )
    return seal


def _question() -> str:
    return hashlib.sha256(sql.text("fingerprint").encode()).hexdigest()[:16]


def _may_replace(store: Store, path: Path) -> None:
    if path == store.path.absolute():
        raise Problem("this is the database itself", where=path.name, hint="Name another file")
    if path.exists() and not _is_database(path):
        raise Problem(
            "there is a file of this name that is no backup",
            where=path.name,
            hint="Name another file",
        )


def _is_database(path: Path) -> bool:
    try:
        return not what_is_there(path)
    except OSError as fault:
        raise Problem(
            f"it cannot be read ({fault.strerror})", where=path.name, hint="Check its name"
        ) from fault


def _set_aside(database: Path) -> Path | None:
    """Rename the database that is there; None where there is none. Raises Problem where somebody has it open."""
    if not database.exists():
        return None
    try:
        Store(database).close()
    except Held:
        raise
    except Problem:
        pass  # a damaged one is set aside too
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    aside = database.with_name(f"{database.name}.before-restore-{stamp}")
    for ending in reversed(_ENDINGS):
        file = database.with_name(database.name + ending)
        if file.exists():
            file.replace(aside.with_name(aside.name + ending))
    return aside


def _need_space(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + (16 << 20):
        raise Problem(
            f"the disk has {free >> 20:,} MB left and {size >> 20:,} MB are needed",
            where=str(folder),
            hint="Free some space, or name another place",
        )


def _files(path: Path) -> list[Path]:
    paths = (path.with_name(path.name + ending) for ending in _ENDINGS)
    return [path_beside for path_beside in paths if path_beside.exists()]


def _remove(path: Path) -> None:
    for file in _files(path):
        with suppress(OSError):
            file.unlink()
