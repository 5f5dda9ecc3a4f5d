"""The one owner of the database file: it connects, it locks, it counts commits.

Readers get a fresh cursor per question and everything fetched; writers go one at a time, each in
one transaction that ends in one commit. Threads that share a DuckDB connection get each other's
rows, so no cursor ever leaves here except to the writer that holds the lock.
"""

from __future__ import annotations

import glob
import logging
import os
import re
import shutil
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import duckdb

from analytics import sql
from analytics.core.errors import Problem
from analytics.core.people import Act, Person, Right
from analytics.storage import acting, audit, commit_counter, lakes, rollups, schema
from analytics.storage.statements import answer, fetched

if TYPE_CHECKING:
    import pyarrow

DEFAULT_PATH = Path("data/recordings.duckdb")
MEMORY_LIMIT = "2GB"
STEADY_S = 5
NOTE_S = 0.2
SOON_S, END_S = 0.5, 2
"""So long what runs may go on once the database is to be closed; and so long it may take to stop."""
# Where DuckDB's own mark stands in a database file, and what it is.
_MAGIC = (8, b"DUCK")
_MACROS = ("macros/days", "macros/uses", "macros/lessons", "macros/reconciled")
# Beside a database file: its write-ahead log and the counter of its commits.
BESIDE = (".wal", ".commits")
EMPTY_FILE = "an empty file"
# Database files that this process has open, by device and number. Whoever opens and closes such a file beside DuckDB gives its
# lock up for the whole process (so POSIX has it), and another process could write to it too.
_open_files: dict[tuple[int, int], int] = {}
template: Path | None = None
"""A database without recordings of which each new one is a copy, which takes a third of the time; None: it takes all steps."""
_ELSEWHERE = "Name another file with --db or RECORDINGS_DB"


_log = logging.getLogger(__name__)
_CHANGE = Act(Right.ADMINISTER, "change")


class Held(Problem):
    """Another process has the database open."""

    def __init__(self, database: Path, process: str) -> None:
        super().__init__(
            f"the database is in use by process {process} (the dashboard, most likely)",
            where=database.name,
            hint="Stop it first, or use its pages",
        )
        self.database = database


def database_path(path: str | None = None) -> Path:
    """The database to use: `path`, else $RECORDINGS_DB, else data/recordings.duckdb."""
    return Path(path or os.environ.get("RECORDINGS_DB") or DEFAULT_PATH)


class Store:
    """An open database.

    `version` rises with every commit: cache what you read under the version before it, and ask
    `is_at` afterwards. `loss` is a sentence where the file holds fewer commits than were acknowledged
    (a write-ahead log that was deleted opens without an error), else "".
    """

    def __init__(self, path: Path, *, may_create: bool = True, is_read_only: bool = False) -> None:
        """Open the database, making it where there is none and it may be made.

        One that ``is_read_only`` is a copy that nobody writes to, and that others may read too. Raises Problem where it cannot be
        opened; what is no database is left as it is.
        """
        check_is_database(path, may_create=may_create and not is_read_only)
        self.path, self.is_read_only = path, is_read_only
        self._writing = threading.RLock()
        self._committing = threading.RLock()
        self._is_committing = False
        self._is_closed = False
        self.at_close: list[Callable[[], None]] = []
        """What else ends with it."""
        self._cursors: set[duckdb.DuckDBPyConnection] = set()
        """Those in use."""
        self._notes: list[tuple[Person, Act, datetime]] = []
        self._writer = 0
        self._counter = commit_counter.CommitCounter(path)
        was_there = path.exists()
        was_empty = not was_there or not path.stat().st_size
        self._connection = _connect(path, is_read_only=is_read_only)
        self._file = _identity(path)
        _open_files[self._file] = _open_files.get(self._file, 0) + 1
        try:
            self.is_new = not is_read_only and (self._bring_up_to_date() or was_empty)
            if is_read_only:
                self._check_is_current()
            _define_questions(self._connection)
            if not is_read_only:
                rollups.renew(self._connection)
            self.version = self._commits()
        except duckdb.Error as fault:
            gone = self._lake_is_gone() if lakes.is_about(fault) else None
            self.close()
            raise gone or _not_opened(path, fault) from fault
        except Problem:
            self.close()
            raise
        missing = self._counter.missing(self.version) if was_there and not is_read_only else 0
        self.loss = commit_counter.loss(path.name, missing) if missing > 0 else ""
        if is_read_only:
            return
        if not self.loss:
            self._counter.keep(self.version)
        keep_private(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; safe to call twice. What is asked or written meanwhile is stopped, and nothing of it is kept."""
        if not self._is_closed:
            for end in self.at_close:
                end()
            if self._notes:
                self._write_notes(NOTE_S)
            _open_files[self._file] -= 1
        self._is_closed = True
        lakes.disconnect(self._connection)
        self._disconnect()

    def _disconnect(self) -> None:
        """Close the connection, which DuckDB refuses while anything runs on it."""
        begun = time.monotonic()
        while True:
            try:
                self._connection.close()
                return
            except duckdb.Error:
                took = time.monotonic() - begun
                if took > END_S:
                    _log.warning("%s is left open: something runs on it still", self.path.name)
                    return
                if took > SOON_S:
                    for cursor in list(self._cursors):
                        cursor.interrupt()
                time.sleep(0.02)

    def ask(self, question: str, **parameters: Any) -> list[dict[str, Any]]:
        """The answer to sql/<question>.sql as a list of {column: value}.

        All declared parameters must be given by name.
        """
        with self._cursor() as cursor:
            return answer(cursor, sql.parsed(sql.text(question)), parameters)

    def rows(self, question: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The same answer as tuples in the order of its columns, for hundreds of thousands of rows."""
        with self._cursor() as cursor:
            return fetched(cursor, sql.parsed(sql.text(question)), parameters)

    def columns(self, question: str, **parameters: Any) -> pyarrow.Table:
        """The same answer as Arrow columns, for millions of rows; whole numbers stay whole."""
        with self._cursor() as cursor:
            return cursor.sql(sql.text(question), params=parameters).to_arrow_table()

    def explain(self, question: str) -> str:
        """The text of the question's SQL, for people who want to see where a figure comes from."""
        return sql.text(question)

    @contextmanager
    def write(self, act: Act = _CHANGE) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction: committed at the end with the record of who did what, rolled back on anything else.

        Raises Problem where whoever acts in this thread may not do it.

        A click on another page is such a thing: Streamlit stops a script by raising BaseException,
        so nothing less is caught.
        """
        if self.is_read_only:
            raise Problem(
                "this is a copy to look at, and nothing can be changed here",
                hint="Do it on the dashboard that owns the data",
            )
        try:
            who = acting.allowed(act.right)
        except Problem:
            self.note(replace(act, right=None, action=f"refused: {act.action}"))
            raise
        with self._writing, self._cursor() as cursor:
            cursor.execute("begin")
            outer, self._writer = self._writer, threading.get_ident()
            try:
                yield cursor
                version = self.version + 1
                noted = self._keep_notes(cursor)
                audit.record(cursor, who, act, version, audit.now())
                cursor.execute("delete from meta where key = 'commits'")
                cursor.execute("insert into meta values ('commits', $n)", {"n": str(version)})
                with self._commit():
                    cursor.execute("commit")
                    self.version, self.loss = version, ""
                del self._notes[:noted]
            except BaseException:
                _roll_back(cursor)
                raise
            finally:
                self._writer = outer
            self._counter.keep(version)
            keep_private(self.path)
            _log.info("commit %d: %s", version, act.action)

    def note(self, act: Act) -> None:
        """Keep in the record that whoever acts in this thread does what changes no data, such as an export: no new version.

        While somebody writes it waits for the end of that, and stands before it. A copy to look at has no record of its own.
        """
        if self.is_read_only:
            return
        self._notes.append((acting.person(), act, audit.now()))
        self._write_notes(NOTE_S)

    def _write_notes(self, wait_s: float) -> None:
        if self._writer == threading.get_ident() or not self._writing.acquire(timeout=wait_s):
            return  # they are written with what is written now
        try:
            with self._cursor() as cursor:
                cursor.execute("begin")
                noted = self._keep_notes(cursor)
                cursor.execute("commit")
                del self._notes[:noted]
        except Problem as problem:
            _log.warning("the record of changes waits: %s", problem)
        finally:
            self._writing.release()

    def _keep_notes(self, cursor: duckdb.DuckDBPyConnection) -> int:
        """Write the notes that wait, within a transaction; how many."""
        waiting = list(self._notes)
        for who, act, moment in waiting:
            audit.record(cursor, who, act, self.version, moment)
        return len(waiting)

    def is_at(self, version: int) -> bool:
        """Whether all that was read since `version` was read is of that version.

        A commit that is under way may have been read already, before `version` tells of it: its end is waited for.
        """
        while self._is_committing:
            time.sleep(0.001)
        return self.version == version

    @contextmanager
    def steady(self) -> Iterator[None]:
        """What is read meanwhile is of one version: commits wait, for STEADY_S at most."""
        with self._committing:
            yield

    @contextmanager
    def _commit(self) -> Iterator[None]:
        # Who keeps it steady may come to wait for whoever writes: hence not for ever.
        is_alone = self._committing.acquire(timeout=STEADY_S)
        self._is_committing = True
        try:
            yield
        finally:
            self._is_committing = False
            if is_alone:
                self._committing.release()

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Nothing is written to the file meanwhile, and what was committed stands in it, or in the log where readers are on their way."""
        with self._writing, self._cursor() as cursor:
            with suppress(duckdb.Error):
                cursor.execute("checkpoint")
            yield

    @contextmanager
    def session(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for work beside the database, such as a copy of it; it must not write here."""
        with self._cursor() as cursor:
            yield cursor

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            cursor = self._connection.cursor()
        except duckdb.Error as fault:
            if self._is_closed:
                raise Problem("it is closed", where=self.path.name) from fault
            self._reopen()
            cursor = self._connection.cursor()
        self._cursors.add(cursor)
        try:
            yield cursor
        except duckdb.FatalException as fault:
            self._reopen()
            raise Problem(
                "the database stopped in the middle of this step and was reopened as it was before",
                where=self.path.name,
                hint="Check the free disk space and try again",
            ) from fault
        except duckdb.Error as fault:
            if self._is_closed:
                raise Problem("it is closed", where=self.path.name) from fault
            if lakes.is_about(fault):
                raise self._lake_is_gone() from fault
            raise Problem(
                f"the database could not do this step{_reason(fault)}",
                where=self.path.name,
                hint="Nothing was changed; try with less data at once",
            ) from fault
        finally:
            self._cursors.discard(cursor)
            cursor.close()

    def _lake_is_gone(self) -> Problem:
        with self._connection.cursor() as cursor:
            places = [lakes.shown(row["lake"]) for row in answer(cursor, sql.text("lakes"), {})]
        return Problem(
            "rows of this database lie in a lake, of which a file cannot be read",
            where=self.path.name,
            hint=f"Nothing was changed. Bring the lake back to its place, or its storage to an answer: {', '.join(places)}",
        )

    def _bring_up_to_date(self) -> bool:
        """Take the steps of the schema that are missing: True where the database was empty.

        One that holds anything is copied before, and is as it was where a step did not do what it promises.
        """
        steps = schema.pending(self._connection, self.path)
        is_new = len(steps) == len(sql.schema_steps())
        if is_new or not steps:
            schema.migrate(self._connection, steps)
            return is_new
        # Nobody may open and close a file that is connected (see _open_files), so it is closed meanwhile.
        self._connection.close()
        kept = _copy_beside(self.path, f".before-update-{steps[-1]}")
        self._connection = _connect(self.path)
        schema.migrate(self._connection, steps)
        if lacking := schema.missing(self._connection):
            self._connection.close()
            for ending in (".wal", ""):
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
                before = kept.with_name(kept.name + ending)
                if before.exists():
                    before.replace(self.path.with_name(self.path.name + ending))
            raise Problem(
                f"it could not be updated to this version, and is as it was: {lacking[0]} would be missing",
                where=self.path.name,
                hint="Use the version before, and report this",
            )
        for older in self.path.parent.glob(f"{glob.escape(self.path.name)}.before-update-*"):
            if older != kept:
                older.unlink(missing_ok=True)
        return False

    def _reopen(self) -> None:
        """Close all handles and open anew: after a fatal error (a full disk) every one fails."""
        with self._writing, self._commit():
            self._disconnect()
            self._connection = _connect(self.path, is_read_only=self.is_read_only)
            _define_questions(self._connection)
            self.version = self._commits()

    def _check_is_current(self) -> None:
        """Raises Problem where the tables are not those of this version of the program: a copy is not brought up to date."""
        if schema.pending(self._connection, self.path):
            raise Problem(
                "this copy was made by an older version of the dashboard",
                where=self.path.name,
                hint="Start the one that owns the data with this version first",
            )

    def _commits(self) -> int:
        row = self._connection.execute("select value from meta where key = 'commits'").fetchone()
        return int(row[0]) if row else 0


def check_is_database(path: Path, *, may_create: bool = False) -> None:
    """Raises Problem where `path` is no file of a database, or nothing and none may be made there.

    DuckDB itself opens a table or a JSON file as a database in memory, into which an import is done and gone.
    """
    try:
        content = what_is_there(path)
    except FileNotFoundError as fault:
        if may_create and not path.is_symlink():
            return
        raise Problem(
            "there is no such database",
            where=path.name,
            hint="Check the name given with --db or RECORDINGS_DB, or import a file into it first",
        ) from fault
    except OSError as fault:
        raise Problem(
            f"this is not a database that can be opened ({fault.strerror})",
            where=path.name,
            hint=_ELSEWHERE,
        ) from fault
    if content == EMPTY_FILE and may_create:
        return  # what a process leaves that is killed in the moment it makes a database
    if content:
        raise Problem(
            f"this is {content}, not a database that can be opened",
            where=path.name,
            hint=_ELSEWHERE,
        )


def what_is_there(path: Path) -> str:
    """What stands in the place of a database, in words; "" for a database. Raises OSError."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        return "a folder"
    if not stat.S_ISREG(mode):
        return "a device or a pipe"
    if is_open_here(path):
        return ""
    place, mark = _MAGIC
    with path.open("rb") as file:
        start = file.read(place + len(mark))
    if not start:
        return EMPTY_FILE
    return "" if start[place:] == mark else "another sort of file"


def _copy_beside(path: Path, ending: str) -> Path:
    """A copy of a database that this process has closed. Raises Problem where there is no room."""
    copy = path.with_name(path.name + ending)
    draft = path.with_name(path.name + ".copying")
    log = path.with_name(path.name + ".wal")
    try:
        shutil.copyfile(path, draft)
        shutil.copymode(path, draft)
        if log.exists():  # it could not be checkpointed
            shutil.copyfile(log, copy.with_name(copy.name + ".wal"))
        draft.replace(copy)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise Problem(
            f"it must be copied before it is updated to this version, and cannot be ({fault.strerror})",
            where=path.name,
            hint="Free some space, or check the rights of its folder",
        ) from fault
    return copy


def keep_private(path: Path) -> None:
    """Let those read what is kept beside a database who may read the database itself: at first its owner alone."""
    with suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
        for ending in BESIDE:
            beside = path.with_name(path.name + ending)
            if beside.exists() and stat.S_IMODE(beside.stat().st_mode) != mode:
                beside.chmod(mode)


def is_open_here(path: Path) -> bool:
    """Whether `path` is the file of a database that this process has open, which nobody may open and close beside it."""
    try:
        return _open_files.get(_identity(path), 0) > 0
    except OSError:
        return False


def _identity(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_dev, state.st_ino


def _connect(path: Path, *, is_read_only: bool = False) -> duckdb.DuckDBPyConnection:
    path = path.absolute()  # DuckDB reads ":memory:", and "md:" at the start of a name, otherwise
    try:
        if not is_read_only:
            _create(path)
        connection = duckdb.connect(
            str(path),
            read_only=is_read_only,
            config={
                "memory_limit": MEMORY_LIMIT,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
    except (OSError, duckdb.Error) as fault:
        raise _not_opened(path, fault) from fault
    # TRY_CAST over read_csv can raise instead of giving NULL when the cast is pushed into the
    # reader (duckdb#23818).
    connection.execute("set global disabled_optimizers = 'type_pushdown'")
    connection.execute("set global TimeZone = 'UTC'")
    try:
        connection.execute("attach ':memory:' as rules (read_write)")
    except duckdb.BinderException as fault:
        connection.close()
        raise Problem(
            "a database cannot have this name, which stands for the rules of reading",
            where=path.name,
            hint="Rename the file",
        ) from fault
    _define(connection, "rules")
    return connection


def _define(connection: duckdb.DuckDBPyConnection, *scripts: str) -> None:
    """Make the macros of scripts; those that name tables can be made once there are tables."""
    for script in scripts:
        for statement in sql.statements(script):
            connection.execute(statement)


def _define_questions(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the macros that name tables. Where files of a lake are gone, they are made beside an empty database, for DuckDB looks at
    the files then: what needs no row of the lake goes on, and the rest is told when it is asked.
    """
    lakes.connect(connection)
    connection.execute("begin")
    try:
        _define(connection, *_MACROS)
        connection.execute("commit")
    except duckdb.Error as fault:
        _roll_back(connection)
        if not lakes.is_about(fault):
            raise
        with schema.empty(connection):
            _define(connection, *_MACROS)


def _create(path: Path) -> None:
    """Make an empty database where there is none, under another name first.

    A process that is killed in the middle would leave a file that nothing opens.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or not path.stat().st_size:
        draft = path.with_name(path.name + ".new")
        draft.unlink(missing_ok=True)
        if template:
            shutil.copy(template, draft)
        else:
            duckdb.connect(str(draft)).close()
        draft.chmod(0o600)
        draft.replace(path)


def _not_opened(path: Path, fault: Exception) -> Problem:
    holder = re.search(r"PID (\d+)", str(fault))
    if holder:
        return Held(path, holder.group(1))
    if isinstance(fault, OSError):
        return Problem(
            f"this is not a database that can be opened ({fault.strerror})",
            where=path.name,
            hint=_ELSEWHERE,
        )
    return Problem(
        "this is not a database that can be opened: it is damaged, or a newer version made it",
        where=path.name,
        hint=f"{_ELSEWHERE}, or bring a backup back with `python -m analytics restore`",
    )


def _reason(fault: duckdb.Error) -> str:
    """Why a step failed, where a person can do something about it; DuckDB's own words are for the programmer."""
    if isinstance(fault, duckdb.OutOfMemoryException):
        return f": it takes more than {MEMORY_LIMIT.removesuffix('GB')} GB of memory"
    if isinstance(fault, duckdb.IOException):
        return ": a file could not be read or written, and the disk may be full"
    return ""


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.Error):  # after a fatal error there is no transaction left to roll back
        cursor.execute("rollback")
