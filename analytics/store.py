"""The one owner of the database file: it connects, it locks, it counts commits.

Readers get a fresh cursor per question and everything fetched; writers go one at a time, each in one transaction
that ends in one commit. Threads that share a DuckDB connection get each other's rows, so no cursor ever leaves here
except to the writer that holds the lock.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import duckdb

from analytics import sql
from analytics.errors import Problem

DEFAULT_PATH = Path("data/recordings.duckdb")
MEMORY_LIMIT = "2GB"


def database_path(given: str | None = None) -> Path:
    """The database to use: `given`, else $RECORDINGS_DB, else data/recordings.duckdb."""
    return Path(given or os.environ.get("RECORDINGS_DB") or DEFAULT_PATH)


class Store:
    """An open database.

    `version` rises with every commit: cache what you read under it. `loss` is a sentence where the file holds fewer
    commits than were acknowledged (a write-ahead log that was deleted opens without an error), else "".
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = threading.RLock()
        self._connection = _connect(path)
        self.is_new = _migrate(self._connection)
        self.version = self._commits()
        self.loss = self._compare_counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._connection.close()

    def ask(self, question: str, **parameters: Any) -> list[dict[str, Any]]:
        """The answer to sql/<question>.sql as a list of {column: value}; parameters are bound by name."""
        with self._cursor() as cursor:
            return answer(cursor, sql.text(question), parameters)

    def explain(self, question: str) -> str:
        """The text of the question's SQL, for people who want to see where a figure comes from."""
        return sql.text(question)

    @contextmanager
    def write(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction: committed at the end, rolled back on anything else, a click on another page included.

        Streamlit stops a script by raising BaseException, so nothing less is caught.
        """
        with self._writing, self._cursor() as cursor:
            cursor.execute("begin")
            try:
                yield cursor
                commits = self.version + 1
                cursor.execute("delete from meta where key = 'commits'")
                cursor.execute("insert into meta values ('commits', $n)", {"n": str(commits)})
                cursor.execute("commit")
            except BaseException:
                _roll_back(cursor)
                raise
            self.version = commits
            self._write_counter(commits)

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            cursor = self._connection.cursor()
        except duckdb.Error:
            self._reopen()
            cursor = self._connection.cursor()
        try:
            yield cursor
        except duckdb.FatalException as fault:
            self._reopen()
            raise Problem(
                "the database stopped working in the middle of this step and was reopened as it was before",
                where=self.path.name,
                hint=f"Check the free disk space and try again ({_first_line(fault)})",
            ) from fault
        finally:
            cursor.close()

    def _reopen(self) -> None:
        """After a fatal error (a full disk) every handle fails until all are closed and the file is opened anew."""
        with self._writing:
            self._connection.close()
            self._connection = _connect(self.path)
            self.version = self._commits()

    def _commits(self) -> int:
        row = self._connection.execute("select value from meta where key = 'commits'").fetchone()
        return int(row[0]) if row else 0

    @property
    def _counter(self) -> Path:
        return self.path.with_name(self.path.name + ".commits")

    def _write_counter(self, commits: int) -> None:
        draft = self._counter.with_name(self._counter.name + ".new")
        draft.write_text(str(commits))
        draft.replace(self._counter)

    def _compare_counter(self) -> str:
        text = self._counter.read_text().strip() if self._counter.exists() else ""
        acknowledged = int(text) if text.isdigit() else 0
        if self.is_new or acknowledged <= self.version:
            self._write_counter(self.version)
            return ""
        return (
            f"{self.path.name}: the last {acknowledged - self.version} saved changes are missing from the file. "
            "Restore a backup, or import the latest files again; then save anything to clear this notice."
        )


def answer(
    cursor: duckdb.DuckDBPyConnection, text: str, parameters: dict[str, Any]
) -> list[dict[str, Any]]:
    """Run one select and fetch all of it: an unfetched result is an open transaction."""
    rows = cursor.execute(text, parameters).fetchall()
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(
            str(path),
            config={
                "memory_limit": MEMORY_LIMIT,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
    except duckdb.IOException as fault:
        raise Problem(*_why_not_opened(path, fault)) from fault
    # TRY_CAST over read_csv can raise instead of giving NULL when the cast is pushed into the reader (duckdb#23818).
    connection.execute("set global disabled_optimizers = 'type_pushdown'")
    connection.execute("set global TimeZone = 'UTC'")
    connection.execute("attach ':memory:' as rules")
    for statement in sql.statements("rules"):
        connection.execute(statement)
    return connection


def _why_not_opened(path: Path, fault: Exception) -> tuple[str]:
    holder = re.search(r"PID (\d+)", str(fault))
    if holder:
        return (
            f"{path.name}: the database is in use by process {holder.group(1)} (the dashboard, most likely). "
            "Stop it, or do the same on its Imports page",
        )
    return (
        f"{path.name}: this is not a database that can be opened ({_first_line(fault)}). "
        "Name another file with --db or RECORDINGS_DB",
    )


def _first_line(fault: Exception) -> str:
    return str(fault).splitlines()[0][:200]


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    try:
        cursor.execute("rollback")
    except duckdb.Error:
        pass  # after a fatal error there is no transaction left to roll back


def _migrate(connection: duckdb.DuckDBPyConnection) -> bool:
    """Bring the schema up to date, each numbered step in one transaction; True where the database was empty."""
    tables = connection.execute("select table_name from duckdb_tables()").fetchall()
    is_new = ("meta",) not in tables
    done = 0
    if not is_new:
        row = connection.execute("select value from meta where key = 'schema'").fetchone()
        done = int(row[0]) if row else 0
    for number, text in sql.schema_steps():
        if number <= done:
            continue
        connection.execute("begin")
        for statement in sql.split(text):
            connection.execute(statement)
        connection.execute("delete from meta where key = 'schema'")
        connection.execute("insert into meta values ('schema', $n)", {"n": str(number)})
        connection.execute("commit")
    return is_new
