"""Rows stand in the database as they stand in the file: a refused row's line is counted, and of twins the first counts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics import sql
from analytics.ingest import import_file
from analytics.ingest.common.manifest import Table
from analytics.ingest.loading import work
from analytics.storage.statements import run
from analytics.storage.store import Store
from tests.support.exports import MINUTE, flat, row

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


@pytest.mark.slow
def test_typed_rows_stand_in_the_order_of_the_file(store: Store, tmp_path: Path) -> None:
    typed_rows(tmp_path / "rows.parquet")
    with store.write() as cursor:
        run(cursor, "load/online_rows", path=str(tmp_path / "rows.parquet"), **COMMON)
        found = cursor.execute("select place::bigint from video_rows order by rowid").fetchall()
    assert [place for (place,) in found] == list(range(GROUPS * GROUP))


@pytest.mark.slow
@pytest.mark.parametrize("script", ["load/rows", "load/online_rows"])
def test_no_step_of_the_load_lets_threads_mix_the_rows(store: Store, tmp_path: Path, script: str) -> None:  # fmt: skip
    """A join does: DuckDB then says Insert, where it is Batch Insert that keeps the order."""
    table = tmp_path / "a.csv"
    table.write_text(flat([row("a")]))
    typed_rows(tmp_path / "rows.parquet")
    given = {
        **COMMON, "path": str(table), "delimiter": ",", "skip": 1, "unit": "ms", "zone": "UTC", "day_start": None, "earliest": None, "latest": None, "is_tidy": False, "buffer": work.BUFFER_BYTES,
        "columns": dict.fromkeys(table.read_text().split("\n")[0].split(","), "VARCHAR"),
    }  # fmt: skip
    if script == "load/online_rows":
        given = {**COMMON, "path": str(tmp_path / "rows.parquet")}
    statement = sql.text(script).replace("insert into", "explain insert into", 1)
    with store.write() as cursor:
        ((_, plan),) = cursor.execute(statement, given).fetchall()
    assert "Batch Insert" in plan


def wide_table(path: Path) -> None:
    long = {"VideoUrl": f"https://recordings.example.com/{'u' * 1500}"}
    rows = [
        row(f"v{number:06}", VideoDuration="abc" if number % 500 == 0 else MINUTE, **long)
        for number in range(12_000)
    ]
    path.write_text(flat(rows))


@pytest.mark.slow
@pytest.mark.parametrize("buffer", [4 << 20, 6 << 20, 100 << 20])
def test_rows_and_lines_are_the_same_whatever_is_read_at_a_time(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, buffer: int
) -> None:
    wide_table(tmp_path / "a.csv")
    monkeypatch.setattr(work, "BUFFER_BYTES", buffer)
    receipt = import_file(store, tmp_path / "a.csv")
    with store.write() as cursor:
        ids = cursor.execute("select video_id from video_rows order by rowid").fetchall()
        places = cursor.execute("select place from refused_rows order by row_no").fetchall()
    assert receipt.rows == (12_000, 11_976, 24, 0)
    assert ids == [(f"v{number:06}",) for number in range(12_000)]
    assert places == [(str(number + 2),) for number in range(0, 12_000, 500)]


@pytest.mark.slow
def test_duckdb_refuses_a_file_in_parts_that_are_no_whole_pages(store: Store, tmp_path: Path) -> None:  # fmt: skip
    wide_table(tmp_path / "a.csv")
    question = (
        "select count(*) from read_csv($path, buffer_size = $buffer, header = true, auto_detect = false, "
        "delim = ',', max_line_size = 4194304, columns = $columns)"
    )
    columns = dict.fromkeys((tmp_path / "a.csv").read_text().split("\n")[0].split(","), "VARCHAR")
    given = {"path": str(tmp_path / "a.csv"), "columns": columns}
    with store.session() as cursor:
        (whole,) = cursor.execute(question, {**given, "buffer": 64 * work.PAGE_BYTES}).fetchall()
        with pytest.raises(duckdb.NotImplementedException):
            cursor.execute(question, {**given, "buffer": 64 * work.PAGE_BYTES + 8}).fetchall()
    assert whole == (12_000,)


@pytest.mark.parametrize(("lines", "whole"), [(100_000, False), (5_000_000, True)])
def test_a_large_table_is_read_in_parts_that_are_saved_as_they_are(
    store: Store, tmp_path: Path, lines: int, whole: bool
) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(lines * 200)  # what is not written takes no space
    with store.session() as cursor:
        at_once = work.buffer_bytes(cursor, Table(path=path, columns=["VideoId"]), lines)
    lines_of_a_thread = at_once // 4 // 200
    assert (110_592 < lines_of_a_thread < 122_880) is whole
    assert at_once % work.PAGE_BYTES == 0
