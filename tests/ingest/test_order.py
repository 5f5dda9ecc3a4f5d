"""Rows stand in the database as they stand in the file: a refused row's line is counted, and of twins the first counts."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics import sql
from analytics.ingest.load import run
from analytics.store import Store
from tests.builders import flat, row

GROUPS, GROUP = 12, 10_000
COMMON = {"import_no": 1, "app": "", "prefix": ""}


def typed_rows(path: Path) -> None:
    """So many rows that every thread reads some of them."""
    count = GROUPS * GROUP
    texts = {
        "SdkAppId": "1400000001", "TaskId": "t", "RoomId": "7", "Status": "FINISHED", "FinishReason": "AUTO", "UserId": "u",
        "VideoFormat": "mp4", "VideoUrl": "https://recordings.example.com/1.mp4",
    }  # fmt: skip
    numbers = {
        "RecordStartTime": 1_711_501_200, "RecordStopTime": 1_711_504_800, "VideoType": 0, "VideoPlayTime": 0,
        "VideoDuration": 60_000, "VideoSize": 1, "Width": 640, "Height": 360,
    }  # fmt: skip
    places = pa.array(range(count)).cast(pa.string())
    columns = {name: pa.array([value] * count) for name, value in (texts | numbers).items()}
    table = pa.table(columns | {"VideoId": places, "place": places})
    pq.write_table(table, path, row_group_size=GROUP)


def test_typed_rows_stand_in_the_order_of_the_file(store: Store, tmp_path: Path) -> None:
    typed_rows(tmp_path / "rows.parquet")
    with store.write() as cursor:
        run(cursor, "load/online_rows", path=str(tmp_path / "rows.parquet"), **COMMON)
        found = cursor.execute("select place::bigint from video_rows order by rowid").fetchall()
    assert [place for (place,) in found] == list(range(GROUPS * GROUP))


@pytest.mark.parametrize("script", ["load/rows", "load/online_rows"])
def test_no_step_of_the_load_lets_threads_mix_the_rows(store: Store, tmp_path: Path, script: str) -> None:  # fmt: skip
    """A join does: DuckDB then says Insert, where it is Batch Insert that keeps the order."""
    table = tmp_path / "a.csv"
    table.write_text(flat([row("a")]))
    typed_rows(tmp_path / "rows.parquet")
    given = {
        **COMMON, "path": str(table), "delimiter": ",", "skip": 1, "unit": "ms", "zone": "UTC", "day_start": None, "is_tidy": False,
        "columns": dict.fromkeys(table.read_text().split("\n")[0].split(","), "VARCHAR"),
    }  # fmt: skip
    if script == "load/online_rows":
        given = {**COMMON, "path": str(tmp_path / "rows.parquet")}
    statement = sql.text(script).replace("insert into", "explain insert into", 1)
    with store.write() as cursor:
        ((_, plan),) = cursor.execute(statement, given).fetchall()
    assert "Batch Insert" in plan
