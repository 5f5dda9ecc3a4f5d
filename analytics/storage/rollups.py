"""Small tables that answer most questions, worked out from the rows of imports."""

from __future__ import annotations

import duckdb

from analytics.storage.statements import ask, run


def renew(connection: duckdb.DuckDBPyConnection) -> None:
    """Work all small tables out anew where another DuckDB, or a step of the schema, made them.

    They hold hashes, and DuckDB promises no hash beyond one version: a lesson that comes with two imports would be two.
    """
    rows = connection.execute("select value from meta where key = 'rollups'").fetchall()
    if rows == [(duckdb.__version__,)]:
        return
    connection.execute("begin")
    if imports := [row["import_no"] for row in ask(connection, "import_list")]:
        refresh_rollups(connection, imports)
    connection.execute("delete from meta where key = 'rollups'")
    connection.execute("insert into meta values ('rollups', $v)", {"v": duckdb.__version__})
    connection.execute("commit")


def refresh_rollups(cursor: duckdb.DuckDBPyConnection, imports: list[int]) -> None:
    """Work the small tables out anew for these imports, in the zone and at the day's edge that the team uses."""
    zone, midnight = edge(cursor)
    run(cursor, "load/files", imports=imports, zone=zone, midnight=midnight)
    run(cursor, "load/rollups", imports=imports)
    settle(cursor, imports)


def settle(cursor: duckdb.DuckDBPyConnection, imports: list[int]) -> None:
    """What follows from new small tables of these imports."""
    run(cursor, "load/split_lessons", imports=imports)
    run(cursor, "load/edition", imports=imports)
    refresh_group_spans(cursor)


def edge(cursor: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The zone and the midnight ("stop" or "start") that the team cuts days by."""
    house = {row["key"]: row["value"] for row in ask(cursor, "settings")}
    return house.get("zone", "Asia/Shanghai"), house.get("midnight", "stop")


def refresh_group_spans(cursor: duckdb.DuckDBPyConnection) -> None:
    """Work out anew which values of groups the recorded apps, rooms and users have."""
    if ask(cursor, "group_parts"):
        run(cursor, "load/group_spans")
