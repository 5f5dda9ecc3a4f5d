"""The throw-away process that runs SQL which a person typed. It is run as a script, alone, and imports nothing of the product.

It reads its job from standard input and answers on standard output, both JSON. Each step of `main` is a wall of its own, and their
order matters: nothing of the person's is looked at before the last one stands.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

MEMORY_BYTES = 2_560 << 20
SECONDS = 5
DATABASE_MEMORY = "1GB"
LONGEST_CELL = 2_000
ANSWER_BYTES = 2 << 20
NOBODY = 65534
POLITENESS = 10
"""The nice level of this process: pages that somebody waits for come first."""


def main() -> None:
    """Do the job of standard input: {sql, limit, views: {name: path}}."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(POLITENESS)
    import duckdb  # before the limits: a library is mapped, not taken

    job = json.load(sys.stdin)
    _take_limits()
    database = duckdb.connect(":memory:")
    for setting in _settings(list(job["views"].values())):
        database.execute(setting)
    for name, path in job["views"].items():
        database.from_parquet(path).create_view(name)
    database.execute("set enable_external_access = false")
    database.execute("set lock_configuration = true")
    try:
        answer = _answer(duckdb, database, job["sql"], job["limit"])
    except MemoryError:
        answer = {"problem": "too large"}
    except duckdb.Error as fault:
        is_large = isinstance(fault, duckdb.OutOfMemoryException)
        answer = {"problem": "too large"} if is_large else {"problem": "error", "text": str(fault)}
    text = json.dumps(answer, ensure_ascii=False)
    if len(text.encode("utf-8", "replace")) > ANSWER_BYTES:
        text = json.dumps({"problem": "too large"})
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def _take_limits() -> None:
    """What this process may take, for good; a superuser becomes nobody."""
    import resource

    for name, most in (
        ("RLIMIT_AS", MEMORY_BYTES),
        ("RLIMIT_CPU", SECONDS),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", 0),
    ):
        if name in ("RLIMIT_AS", "RLIMIT_NPROC") and sys.platform != "linux":
            continue
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _settings(paths: list[str]) -> list[str]:
    """Statements that take from the database all but these files, in this order."""
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return [
        "set python_enable_replacements = false",
        "set autoinstall_known_extensions = false",
        "set autoload_known_extensions = false",
        "set allow_community_extensions = false",
        "set temp_directory = ''",
        "set threads = 1",
        f"set memory_limit = '{DATABASE_MEMORY}'",
        "set TimeZone = 'UTC'",
        f"set allowed_paths = [{files}]",
    ]


def _answer(duckdb: Any, database: Any, sql: str, limit: int) -> dict[str, Any]:
    statements = duckdb.extract_statements(sql)
    if len(statements) != 1 or statements[0].type is not duckdb.StatementType.SELECT:
        return {"problem": "not one select"}
    if statements[0].named_parameters:
        return {"problem": "parameters"}
    result = database.execute(statements[0])
    columns = [{"name": name, "type": str(kind)} for name, kind, *_ in result.description or ()]
    if any(_has_zone(column) for column in columns):
        result.abort()
        rows = _with_zones_as_text(duckdb, database, statements[0].query, columns, limit + 1)
    else:
        rows = result.fetchmany(limit + 1)
    return {
        "columns": columns,
        "rows": [[_plain(value) for value in row] for row in rows[:limit]],
        "has_more": len(rows) > limit,
    }


def _with_zones_as_text(
    duckdb: Any, database: Any, sql: str, columns: list[dict[str, str]], limit: int
) -> list[Any]:
    """The rows of a question, times with a zone as text: DuckDB would have a library make Python's own of them that is not there."""
    places = [duckdb.SQLExpression(f"#{number}") for number, _ in enumerate(columns, start=1)]
    taken = [
        place.cast("VARCHAR") if _has_zone(column) else place
        for place, column in zip(places, columns, strict=True)
    ]
    rows: list[Any] = database.from_query(sql).select(*taken).limit(limit).fetchall()
    return rows


def _has_zone(column: dict[str, str]) -> bool:
    return "TIME ZONE" in column["type"] or "TIMESTAMPTZ" in column["type"]


def _plain(value: Any) -> Any:
    """A value as JSON has it: whole numbers as they are, money as text, days and times as ISO 8601."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return value if value - value == 0 else None
        case str():
            return _cut(value)
        case Decimal():
            return f"{value:f}"
        case date() | datetime() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return _cut(bytes(value).hex())
        case dict():
            return _whole({str(key): _plain(part) for key, part in value.items()})
        case list() | tuple():
            return _whole([_plain(part) for part in value])
    return _cut(str(value))


def _whole(value: Any) -> Any:
    text = json.dumps(value, ensure_ascii=False)
    return value if len(text) <= LONGEST_CELL else _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…"


if __name__ == "__main__":
    main()
