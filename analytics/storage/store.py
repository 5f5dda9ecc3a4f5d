"""The one owner of the database file: it connects, it locks, it counts commits.

Readers get a fresh cursor per question and everything fetched; writers go one at a time, each in
one transaction that ends in one commit. Threads that share a DuckDB connection get each other's
rows, so no cursor ever leaves here except to the writer that holds the lock.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import duckdb

from analytics import sql
from analytics.core.errors import Problem
from analytics.storage import commit_counter, schema

DEFAULT_PATH = Path("data/recordings.duckdb")
MEMORY_LIMIT = "2GB"


def database_path(given: str | None = None) -> Path:
    """The database to use: `given`, else $RECORDINGS_DB, else data/recordings.duckdb."""
    return Path(given or os.environ.get("RECORDINGS_DB") or DEFAULT_PATH)


class Store:
    """An open database.

    `version` rises with every commit: cache what you read under it. `loss` is a sentence where the
    file holds fewer commits than were acknowledged (a write-ahead log that was deleted opens
    without an error), else "".
    """

    def __init__(self, path: Path) -> None:
        """Open the database, making it where there is none. Raises Problem where it cannot be."""
        self.path = path
        self._writing = threading.RLock()
        self._is_closed = False
        self._counter = commit_counter.CommitCounter(path)
        was_there = path.exists()
        self._connection = _connect(path)
        try:
            self.is_new = schema.migrate(self._connection, path)
            self.version = self._commits()
        except duckdb.Error as fault:
            self._connection.close()
            raise _not_opened(path, fault) from fault
        except Problem:
            self._connection.close()
            raise
        missing = self._counter.missing(self.version) if was_there else 0
        self.loss = commit_counter.loss(path.name, missing) if missing > 0 else ""
        if not self.loss:
            self._counter.keep(self.version)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._is_closed = True
        self._connection.close()

    def ask(self, question: str, **parameters: Any) -> list[dict[str, Any]]:
        """The answer to sql/<question>.sql as a list of {column: value}.

        All declared parameters must be given by name.
        """
        with self._cursor() as cursor:
            return answer(cursor, sql.parsed(sql.text(question)), parameters)

    def explain(self, question: str) -> str:
        """The text of the question's SQL, for people who want to see where a figure comes from."""
        return sql.text(question)

    @contextmanager
    def write(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction: committed at the end, rolled back on anything else.

        A click on another page is such a thing: Streamlit stops a script by raising BaseException,
        so nothing less is caught.
        """
        with self._writing, self._cursor() as cursor:
            cursor.execute("begin")
            try:
                yield cursor
                version = self.version + 1
                cursor.execute("delete from meta where key = 'commits'")
                cursor.execute("insert into meta values ('commits', $n)", {"n": str(version)})
                cursor.execute("commit")
            except BaseException:
                _roll_back(cursor)
                raise
            self.version, self.loss = version, ""
            self._counter.keep(version)

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
        try:
            yield cursor
        except duckdb.FatalException as fault:
            self._reopen()
            raise Problem(
                "the database stopped in the middle of this step and was reopened as it was before",
                where=self.path.name,
                hint=f"Check the free disk space and try again ({_first_line(fault)})",
            ) from fault
        except duckdb.Error as fault:
            raise Problem(
                f"the database could not do this step ({_first_line(fault)})",
                where=self.path.name,
                hint="Nothing was changed; try with less data at once",
            ) from fault
        finally:
            cursor.close()

    def _reopen(self) -> None:
        """Close all handles and open anew: after a fatal error (a full disk) every one fails."""
        with self._writing:
            self._connection.close()
            self._connection = _connect(self.path)
            self.version = self._commits()

    def _commits(self) -> int:
        row = self._connection.execute("select value from meta where key = 'commits'").fetchone()
        return int(row[0]) if row else 0


def answer(
    cursor: duckdb.DuckDBPyConnection, text: str | duckdb.Statement, parameters: dict[str, Any]
) -> list[dict[str, Any]]:
    """Run one select and fetch all of it: an unfetched result is an open transaction."""
    rows = cursor.execute(text, parameters).fetchall()
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        _create(path)
        connection = duckdb.connect(
            str(path),
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
    connection.execute("attach ':memory:' as rules")
    for statement in sql.statements("rules"):
        connection.execute(statement)
    return connection


def _create(path: Path) -> None:
    """Make an empty database where there is none, under another name first.

    A process that is killed in the middle would leave a file that nothing opens.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or not path.stat().st_size:
        draft = path.with_name(path.name + ".new")
        draft.unlink(missing_ok=True)
        duckdb.connect(str(draft)).close()
        draft.replace(path)


def _not_opened(path: Path, fault: Exception) -> Problem:
    holder = re.search(r"PID (\d+)", str(fault))
    if holder:
        return Problem(
            f"the database is in use by process {holder.group(1)} (the dashboard, most likely)",
            where=path.name,
            hint="Stop it first, or use its pages",
        )
    return Problem(
        f"this is not a database that can be opened ({_first_line(fault)})",
        where=path.name,
        hint="Name another file with --db or RECORDINGS_DB",
    )


def _first_line(fault: Exception) -> str:
    return str(fault).splitlines()[0][:200]


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.Error):  # after a fatal error there is no transaction left to roll back
        cursor.execute("rollback")
