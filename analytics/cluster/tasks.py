"""What runs in the tasks of the cluster: the product's own import and its own elections, each in a scratch database.

A task gets whole files, so that columns, unit and refusals are decided by all that a file says, as on one machine. Then the
rows of one video meet in one place, in the order in which the files were named; then the rows of one task.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analytics import ingest, sql
from analytics.cluster.sources import Source
from analytics.ingest.loading.load import elect_twins
from analytics.storage.statements import ask, run
from analytics.storage.store import Store

BATCH = 50_000
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


def meet_by_video(folder: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Let one row of each video count, and one line of each usage; write what is settled, pass the rest on with the tasks of which
    a file counts.
    """
    with _scratch() as store:
        path = store.path.with_name("rows.parquet")
        yield from _kept(path, batches, passing=("receipt", "recording"), tasks=set())
        with store.write() as cursor:
            run(cursor, "load/lake_rows", path=str(path))
            run(cursor, "load/lake_other_rows", path=str(path))
            run(cursor, "load/twins_all")
            elect_twins(cursor)
            for row in ask(cursor, "lake_usage_files"):
                run(cursor, "load/elect_usages", import_no=row["file_no"], stays=True)
        lake = _Lake(store, Path(folder))
        lake.keep_months()
        lake.keep("vendor_usage", "lake_usage")
        lake.keep("refused_rows", "lake_refused")
        yield from lake.entries()
        for totals in store.ask("lake_totals"):
            yield _row("totals", totals["file_no"], str(totals["file_no"]), totals)
        yield _row("print", 0, "print", store.ask("fingerprint")[0])
        with store.session() as cursor:
            for batch in cursor.sql(sql.text("lake_counted_tasks")).to_arrow_reader(BATCH):
                sheet = pa.array(["task"] * batch.num_rows)
                yield _as_rows(pa.record_batch({"key": batch.column("task_id"), "sheet": sheet}))


def meet_by_task(folder: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Write the tasks that documents tell of, and count those without a file that counts; pass on what is about files."""
    with _scratch() as store:
        path = store.path.with_name("rows.parquet")
        with_files: set[str] = set()
        yield from _kept(
            path, batches, passing=("receipt", "file", "totals", "print"), tasks=with_files
        )
        with store.write() as cursor:
            run(cursor, "load/lake_other_rows", path=str(path))
        lake = _Lake(store, Path(folder))
        lake.keep("recording_rows", "lake_tasks")
        yield from lake.entries()
        with store.write() as cursor:
            run(cursor, "load/lake_without_files", tasks=sorted(with_files))
        yield _row("print", 0, "print", store.ask("fingerprint")[0])


class _Part:
    """One file of a lake, begun with its first row."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.rows = path, 0
        self._schema = schema
        self._writer: pq.ParquetWriter | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self.path, self._schema, compression="zstd")
        self._writer.write_batch(batch)
        self.rows += batch.num_rows

    def close(self) -> str:
        """Its sha256; the file is on the disk."""
        assert self._writer is not None
        self._writer.close()
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
            return hashlib.file_digest(file, "sha256").hexdigest()


class _Lake:
    """What a task writes, under a name that no other try of it has: a manifest names what tasks tell of that came to their end."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._name = f"part-{uuid.uuid4().hex}.parquet"
        self._entries: list[dict[str, Any]] = []

    def keep(self, table: str, question: str) -> None:
        """The answer to a question as one file; none where it is empty."""
        with self._store.session() as cursor:
            reader = cursor.sql(sql.text(question)).to_arrow_reader(BATCH)
            part = _Part(self._folder / table / self._name, reader.schema)
            for batch in reader:
                if batch.num_rows:
                    part.add(batch)
            self._end(part, table)

    def keep_months(self) -> None:
        """The rows of recorded files, a file a month."""
        table = "video_rows"
        with self._store.session() as cursor:
            reader = cursor.sql(sql.text("lake_months")).to_arrow_reader(BATCH)
            names = [name for name in reader.schema.names if name != "month"]
            schema = pa.schema([reader.schema.field(name) for name in names])
            part, current = None, ""
            for month, piece in _by_month(reader, names):
                if part is None or month != current:
                    self._end(part, table, current)
                    current = month
                    part = _Part(self._folder / table / f"month={month}" / self._name, schema)
                part.add(piece)
            self._end(part, table, current)

    def entries(self) -> Iterator[pa.RecordBatch]:
        """A row for each file."""
        for entry in self._entries:
            yield _row("file", 0, entry["path"], entry)

    def _end(self, part: _Part | None, table: str, month: str = "") -> None:
        if part is None or not part.rows:
            return
        digest = part.close()
        path = part.path.relative_to(self._folder).as_posix()
        self._entries.append(
            {"path": path, "table": table, "month": month, "rows": part.rows, "sha256": digest}
        )


def _by_month(
    batches: Iterable[pa.RecordBatch], names: list[str]
) -> Iterator[tuple[str, pa.RecordBatch]]:
    """(month, the rows of it) of batches that are in order of months."""
    for batch in batches:
        months = batch.column("month").to_pylist()
        start = 0
        for end in range(1, len(months) + 1):
            if end == len(months) or months[end] != months[start]:
                yield months[start], batch.select(names).slice(start, end - start)
                start = end


@contextmanager
def _scratch() -> Iterator[Store]:
    with (
        tempfile.TemporaryDirectory(prefix="recordings-cluster-") as folder,
        Store(Path(folder) / "recordings.duckdb") as store,
    ):
        yield store


def _kept(
    path: Path, batches: Iterable[pa.RecordBatch], *, passing: tuple[str, ...], tasks: set[str]
) -> Iterator[pa.RecordBatch]:
    """Rows into a Parquet file, but those of the sheets that are passed on; the keys of tasks are put into `tasks`."""
    with pq.ParquetWriter(path, SCHEMA, compression="lz4") as writer:
        for batch in batches:
            sheets = batch.column("sheet").to_pylist()
            passed = pa.array([sheet in passing for sheet in sheets])
            stays = pa.array([sheet not in (*passing, "task") for sheet in sheets])
            writer.write_batch(batch.filter(stays).cast(SCHEMA))
            if passed.true_count:
                yield batch.filter(passed)
            if "task" in sheets:
                keys = batch.column("key").to_pylist()
                tasks |= {key for key, sheet in zip(keys, sheets, strict=True) if sheet == "task"}


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
