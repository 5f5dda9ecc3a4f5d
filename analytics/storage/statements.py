"""Statements within a transaction: a script of sql/, or one question of it."""

from __future__ import annotations

from typing import Any

import duckdb

from analytics import sql


def run(cursor: duckdb.DuckDBPyConnection, script: str, **parameters: Any) -> None:
    """Run each statement of a script with those of the parameters that it names."""
    for statement in sql.statements(script):
        bound = {name: parameters[name] for name in statement.named_parameters}
        cursor.execute(statement, bound)


def ask(
    cursor: duckdb.DuckDBPyConnection, question: str, **parameters: Any
) -> list[dict[str, Any]]:
    """The answer to sql/<question>.sql within a transaction, with those of the parameters that it names."""
    statement = sql.parsed(sql.text(question))
    bound = {name: parameters[name] for name in statement.named_parameters}
    return answer(cursor, statement, bound)


def answer(
    cursor: duckdb.DuckDBPyConnection, text: str | duckdb.Statement, parameters: dict[str, Any]
) -> list[dict[str, Any]]:
    """Run one select and fetch all of it as {column: value}."""
    rows = fetched(cursor, text, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows]


def fetched(
    cursor: duckdb.DuckDBPyConnection, text: str | duckdb.Statement, parameters: dict[str, Any]
) -> list[tuple[Any, ...]]:
    """Run one select and fetch all of it: an unfetched result is an open transaction."""
    return cursor.execute(text, parameters).fetchall()
