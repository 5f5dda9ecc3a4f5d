"""Tasks of the cluster: the product's own import and its own elections, each in a scratch database.

A task gets whole files, so that columns, unit and refusals are decided by all that a file says, as on one machine. Then the
rows of one video meet in one place, in the order in which the files were named; then the rows of one task.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics import ingest, sql
from analytics.cluster.lake import ROLLUPS, Lake
from analytics.cluster.parts import BATCH, Parts
from analytics.cluster.sources import Source
from analytics.ingest.loading import mapping
from analytics.ingest.loading.load import elect_twins
from analytics.storage.rollups import refresh_rollups
from analytics.storage.statements import ask, run
from analytics.storage.store import Store

ONE_IMPORT = 1
"""The number under which the small tables of a partition are added up."""
_BY_NAME = {
    "usage_files": "lake_file_rollup",
    "usage_user_days": "lake_user_rollup",
    "usage_lessons": "lake_lesson_rollup",
}
"""Tables with numbers of names, which each database has of its own: their answers with the names."""
_FACTS = [
    *(
        ("key", pa.string()),
        ("sheet", pa.string()),
        ("file_no", pa.int64()),
        ("row_no", pa.int64()),
    ),
    *(("standing", pa.string()), ("video_id", pa.string()), ("kind", pa.string())),
    *(("duration_ms", pa.int64()), ("play_ms", pa.int64())),
    *((name, pa.string()) for name in ("app", "task_id", "room", "user_id")),
    *(("started_at", pa.timestamp("us")), ("stopped_at", pa.timestamp("us"))),
    *((name, pa.string()) for name in ("status", "finish_reason")),
    ("size_bytes", pa.int64()),
    *((name, pa.string()) for name in ("format", "url")),
    *(("width", pa.int32()), ("height", pa.int32()), ("extra", pa.list_(pa.string()))),
    *((name, pa.string()) for name in ("place", "refused_row", "payload")),
]
SCHEMA = pa.schema(_FACTS)
"""Of what tasks hand to each other: `sheet` says what a row is, and `payload` holds what is no recorded file, as JSON."""


def import_files(sources: Iterable[Source], batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:  # fmt: skip
    """The rows of the files whose numbers stand in the batches, and a receipt of each."""
    by_number = {source.number: source for source in sources}
    for batch in batches:
        for number in batch.column(0).to_pylist():
            yield from _import_file(by_number[number])


def _import_file(source: Source) -> Iterator[pa.RecordBatch]:
    with _scratch() as store:
        mapping.adopt(store, source.answers)
        receipt = ingest.import_file(
            store,
            Path(source.path),
            source.name,
            options=ingest.Options(**source.options),
            now=datetime.fromisoformat(source.now),
        )
        facts = {"file_no": source.number, "name": source.name}
        with store.session() as cursor:
            for question in ("lake_videos", "lake_papers"):
                answer = cursor.sql(sql.text(question), params=facts)
                for batch in answer.to_arrow_reader(BATCH):
                    yield _as_rows(batch)
        yield _row("receipt", source.number, str(source.number), receipt.to_json())


def meet_by_video(
    address: str, place: str, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Let one row of each video count, and one line of each usage; write what is settled, pass the files that count on by their task."""
    with _scratch() as store:
        path = store.path.with_name("rows.parquet")
        yield from _kept(path, batches, passing=("receipt", "recording"))
        with store.write() as cursor:
            run(cursor, "load/lake_rows", path=str(path))
            run(cursor, "load/lake_other_rows", path=str(path))
            run(cursor, "load/twins_all")
            elect_twins(cursor)
            for row in ask(cursor, "lake_usage_files"):
                run(cursor, "load/elect_usages", import_no=row["file_no"], stays=True)
        parts = Parts(store, Lake(address), place)
        parts.keep_months("video_rows", "load/lake_months", path=str(path))
        parts.keep("vendor_usage", "lake_usage")
        parts.keep("refused_rows", "lake_refused")
        yield from _entries(parts)
        for totals in store.ask("lake_totals"):
            yield _row("totals", totals["file_no"], str(totals["file_no"]), totals)
        for state in store.ask("lake_states"):
            yield _row("state", state["file_no"], str(state["file_no"]), state)
        yield _row("print", 0, "print", store.ask("fingerprint")[0])
        with store.session() as cursor:
            for batch in cursor.sql(sql.text("lake_counted")).to_arrow_reader(BATCH):
                yield _as_rows(batch)


def meet_by_task(address: str, place: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:  # fmt: skip
    """Write the tasks that documents tell of, and the small tables of the files that count; count the tasks without such files."""
    with _scratch() as store:
        path = store.path.with_name("rows.parquet")
        yield from _kept(path, batches, passing=("receipt", "file", "totals", "state", "print"))
        with store.write() as cursor:
            run(cursor, "load/lake_other_rows", path=str(path))
            run(cursor, "load/lake_counted_rows", path=str(path))
            refresh_rollups(cursor, [ONE_IMPORT])
        parts = Parts(store, Lake(address), place)
        parts.keep("recording_rows", "lake_tasks")
        for table in ROLLUPS:
            if table in _BY_NAME:
                parts.keep(table, _BY_NAME[table])
            else:
                parts.keep_table(table)
        yield from _entries(parts)
        with store.write() as cursor:
            run(cursor, "load/lake_without_files")
        yield _row("print", 0, "print", store.ask("fingerprint")[0])


@contextmanager
def _scratch() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="recordings-cluster-") as folder:
        path = Path(folder) / "recordings.duckdb"
        path.write_bytes(_empty_database())
        with Store(path) as store:
            yield store


@cache
def _empty_database() -> bytes:
    """A database without rows: to make one takes most of a second, which a process needs once."""
    with tempfile.TemporaryDirectory(prefix="recordings-cluster-") as folder:
        path = Path(folder) / "recordings.duckdb"
        with Store(path):
            pass
        return path.read_bytes()


def _kept(
    path: Path, batches: Iterable[pa.RecordBatch], *, passing: tuple[str, ...]
) -> Iterator[pa.RecordBatch]:
    """Rows into a Parquet file, but those of the sheets that are passed on."""
    with pq.ParquetWriter(path, SCHEMA, compression="lz4") as writer:
        for batch in batches:
            passed = pa.array([sheet in passing for sheet in batch.column("sheet").to_pylist()])
            writer.write_batch(batch.filter(pc.invert(passed)).cast(SCHEMA))
            if passed.true_count:
                yield batch.filter(passed)


def _entries(parts: Parts) -> Iterator[pa.RecordBatch]:
    # All meet in one task: of a stage that is run again some other task may know the files of its first run.
    for entry in parts.entries:
        yield _row("file", 0, "file", entry)


def _as_rows(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with all columns of SCHEMA, those that it lacks null."""
    columns = [
        batch.column(field.name).cast(field.type)
        if field.name in batch.schema.names
        else pa.nulls(batch.num_rows, field.type)
        for field in SCHEMA
    ]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def _row(sheet: str, file_no: int, key: str, payload: Any) -> pa.RecordBatch:
    text = json.dumps(payload, ensure_ascii=False, default=str)
    return _as_rows(
        pa.record_batch({"key": [key], "sheet": [sheet], "file_no": [file_no], "payload": [text]})
    )
