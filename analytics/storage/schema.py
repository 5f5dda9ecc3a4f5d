"""The schema, step by step: each file of sql/schema once, in one transaction, in the order of names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from analytics import sql
from analytics.core.errors import Problem

_EMPTY = "promised"
_ELSEWHERE = "name another file with --db or RECORDINGS_DB"


def pending(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The steps that a database lacks, all of them where it is empty.

    Which steps were done is kept by name, so that a step may come late between two older ones.
    Raises Problem where the database is another product's, or a newer version's.
    """
    tables = connection.execute("select table_name from duckdb_tables()").fetchall()
    if tables and ("meta",) not in tables:
        raise Problem(
            "this is a database of something else",
            where=path.name,
            hint=_ELSEWHERE.capitalize(),
        )
    steps = sql.schema_steps()
    done_steps = _done(connection, steps) if tables else set()
    if done_steps - steps.keys():
        raise Problem(
            "this database was made by a newer version",
            where=path.name,
            hint=f"Update the dashboard, or {_ELSEWHERE}",
        )
    return [name for name in steps if name not in done_steps]


def migrate(connection: duckdb.DuckDBPyConnection, steps: Iterable[str]) -> None:
    """Take these steps, each in one transaction."""
    texts = sql.schema_steps()
    for name in steps:
        connection.execute("begin")
        for statement in sql.split(texts[name]):
            connection.execute(statement)
        connection.execute("insert into meta values ('schema', $name)", {"name": name})
        connection.execute("delete from meta where key = 'rollups'")
        connection.execute("commit")


def missing(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What a database lacks of the tables and columns that all steps make in an empty one, as "table.column"."""
    with empty(connection) as here:
        columns = sql.text("columns_of_database")
        has, should = (
            set(connection.execute(columns, {"database": name}).fetchall())
            for name in (here, _EMPTY)
        )
    return [f"{table}.{column} ({kind})" for table, column, kind in sorted(should - has)]


@contextmanager
def empty(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Have an empty database of all steps in memory in the place of the connection's own meanwhile; the own one's name."""
    ((here,),) = connection.execute("select current_database()").fetchall()
    connection.execute("attach ':memory:' as promised (read_write)")
    try:
        connection.execute(_use(_EMPTY))
        for text in sql.schema_steps().values():
            for statement in sql.split(text):
                connection.execute(statement)
        yield here
    finally:
        connection.execute(_use(here))
        connection.execute("detach promised")


def _use(database: str) -> str:
    """A database's name cannot be bound as a parameter."""
    return 'use "' + database.replace('"', '""') + '"'


def _done(connection: duckdb.DuckDBPyConnection, steps: Collection[str]) -> set[str]:
    """The names of the steps that were done; the first databases kept the last one's number."""
    rows = connection.execute("select value from meta where key = 'schema'").fetchall()
    done_steps = {name for (name,) in rows}
    for number in filter(str.isdigit, tuple(done_steps)):
        done_steps.remove(number)
        done_steps |= {name for name in steps if int(name.split("_")[0]) <= int(number)}
    return done_steps
