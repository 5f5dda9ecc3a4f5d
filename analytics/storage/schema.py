"""The schema, step by step: each file of sql/schema once, in one transaction, in the order of names."""

from __future__ import annotations

from pathlib import Path

import duckdb

from analytics import sql
from analytics.core.errors import Problem

_ELSEWHERE = "name another file with --db or RECORDINGS_DB"


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Bring a database up to date: True where it was empty.

    Which steps were done is kept by name, so that a step may come late between two older ones.
    Raises Problem where the database is another product's, or a newer version's.
    """
    tables = connection.execute("select table_name from duckdb_tables()").fetchall()
    is_new = ("meta",) not in tables
    if is_new and tables:
        raise Problem(
            "this is a database of something else",
            where=path.name,
            hint=_ELSEWHERE.capitalize(),
        )
    steps = sql.schema_steps()
    done_steps = set() if is_new else _done(connection, steps)
    if done_steps - steps.keys():
        raise Problem(
            "this database was made by a newer version",
            where=path.name,
            hint=f"Update the dashboard, or {_ELSEWHERE}",
        )
    for name, text in steps.items():
        if name in done_steps:
            continue
        connection.execute("begin")
        for statement in sql.split(text):
            connection.execute(statement)
        connection.execute("insert into meta values ('schema', $name)", {"name": name})
        connection.execute("delete from meta where key = 'rollups'")
        connection.execute("commit")
    return is_new


def _done(connection: duckdb.DuckDBPyConnection, steps: dict[str, str]) -> set[str]:
    """The names of the steps that were done; the first databases kept the last one's number."""
    rows = connection.execute("select value from meta where key = 'schema'").fetchall()
    done_steps = {name for (name,) in rows}
    for number in filter(str.isdigit, tuple(done_steps)):
        done_steps.remove(number)
        done_steps |= {name for name in steps if int(name.split("_")[0]) <= int(number)}
    return done_steps
