"""Small tables that answer most questions, worked out from the rows of imports."""

from __future__ import annotations

import duckdb

from analytics.storage.statements import ask, run


def refresh_rollups(cursor: duckdb.DuckDBPyConnection, imports: list[int]) -> None:
    """Work the small tables out anew for these imports, in the zone and at the day's edge that the team uses."""
    house = {row["key"]: row["value"] for row in ask(cursor, "settings")}
    run(
        cursor,
        "load/files",
        imports=imports,
        zone=house.get("zone", "Asia/Shanghai"),
        midnight=house.get("midnight", "stop"),
    )
    run(cursor, "load/rollups", imports=imports)
