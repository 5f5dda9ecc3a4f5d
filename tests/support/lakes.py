"""A lake's tasks without a cluster, and what must be the same as on one machine."""

import json
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.catalog import plan_file
from analytics.cluster import tasks
from analytics.cluster.sources import Engine, Source, Told
from analytics.core.model import Plan
from analytics.reports import cost_of_use, costs, waste
from analytics.reports.filters import Filters, minutes_by
from analytics.storage.store import Store

ROLLUPS = ("usage_days", "usage_room_days", "usage_room_months", "usage_hours", "usage_user_days", "usage_room_totals", "usage_lessons", "usage_files")  # fmt: skip
_BY_NUMBER = ("usage_files", "usage_user_days", "usage_room_totals")


def in_this_process(partitions: int) -> Engine:
    """The three stages one after the other, with a shuffle of our own between them."""

    def run(sources: list[Source], address: str, place: str) -> list[Told]:
        numbers = [pa.record_batch({"id": [source.number]}) for source in sources]
        rows: Iterable[pa.RecordBatch] = tasks.import_files(sources, numbers)
        for stage in (tasks.meet_by_video, tasks.meet_by_task):
            parts = _shuffled(list(rows), partitions)
            rows = [batch for part in parts for batch in stage(address, place, part)]
        return [
            (row["sheet"], row["file_no"], row["payload"])
            for batch in rows
            for row in batch.to_pylist()
        ]

    return run


def _shuffled(batches: list[pa.RecordBatch], count: int) -> list[list[pa.RecordBatch]]:
    """Rows of one key in one partition; the order in which they come there is another than before."""
    parts: list[list[pa.RecordBatch]] = [[] for _ in range(count)]
    for batch in reversed(batches):
        homes = [zlib.crc32(key.encode()) % count for key in batch.column("key").to_pylist()]
        for number, part in enumerate(parts):
            chosen = batch.filter(pa.array([home == number for home in homes]))
            if chosen.num_rows:
                part.append(chosen)
    return parts


def figures(store: Store) -> dict[str, Any]:
    """What a person sees of a database, whatever it was loaded from."""
    plan = plan_file.loads(
        'price_book = "tencent-intl"\n[[packs]]\nname = "A"\nminutes = 500\nprice = "3.00"\nbought = 2024-03-01\n'
    )
    fields = (("day", "kind"), ("room",), ("user",), ("app",), ("recording",))
    asked = {f"minutes by {by}": minutes_by(store, by, Filters(), users=(), zone="Asia/Shanghai", midnight="stop") for by in fields}  # fmt: skip
    return {
        **asked,
        "fingerprint": store.ask("fingerprint"),
        "settle": _settled(store, plan),
        "costs": [cost_of_use.by_fields(store, plan, by, Filters()) for by in (("day", "room"), ("user", "kind"), ("recording",))],
        "waste": {rule.name: waste.sums(store, rule, Filters()) for rule in waste.RULES},
        "standings": _table(store, "select standing, count(*), sum(duration_ms) from all_video_rows group by all order by all"),
        "refused": _table(store, "select source_row::varchar, flaws from all_refused_rows order by all"),
    }  # fmt: skip


def _settled(store: Store, plan: Plan) -> str:
    return repr(costs.settle_plan(store, plan, None, None))


def _table(store: Store, query: str) -> list[tuple[Any, ...]]:
    with store.session() as cursor:
        return cursor.execute(query).fetchall()


def rollups_that_differ(one: Store, other: Path) -> list[str]:
    """Names of small tables that are not the same in both, apart from the numbers of imports and names; `other` is a closed database.

    Sums are of all imports together: what came in two files is in two of them on one machine, and in one of a lake.
    """
    different = []
    with one.session() as cursor:
        cursor.execute(f"attach '{other}' as other (read_only)")
        for table in ROLLUPS:
            columns = [row[0] for row in cursor.execute("select column_name from duckdb_columns() where table_name = $t and database_name <> 'other' order by column_index", {"t": table}).fetchall()]  # fmt: skip
            picked = ", ".join(_compared(table, column) for column in columns if column not in ("import_no", "cameras", "is_split"))  # fmt: skip
            both = [f"select {picked.replace('DB.', f'{db}.')} from {db}.main.{table} as t group by all" for db in ("recordings", "other")]  # fmt: skip
            if any(cursor.execute(f"({a}) except all ({b})").fetchall() for a, b in (both, both[::-1])):  # fmt: skip
                different.append(table)
        cursor.execute("detach other")
    return different


def _compared(table: str, column: str) -> str:
    """A column of a table as it is compared: names of numbers, sums, and of a lesson's lines what they say together."""
    if table in _BY_NUMBER and column in ("app", "room", "user"):
        return f'(select name from DB.main.usage_names where id = t."{column}")'
    if table == "usage_files" and column == "ms":
        return "sum(ms), count(*)"
    lessons = {"kinds": "bit_or(kinds)", "pictures": "bit_or(pictures)", "length_ms": "max(length_ms)", "users": "len(list_distinct(flatten(list(users))))"}  # fmt: skip
    return f"sum({column})" if column in ("videos", "ms") else lessons.get(column, f'"{column}"')


def write(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else (content if isinstance(content, str) else json.dumps(content)).encode())  # fmt: skip
    return path
