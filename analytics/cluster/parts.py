"""Files of a lake as a task writes them: under a name that no other try of it has, in scratch first, then into the lake whole."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from analytics import sql
from analytics.cluster.lake import Lake, digest_of
from analytics.storage import lakes
from analytics.storage.store import Store

BATCH = 50_000
"""Rows that are handed on at once; so many lie together in a file, with what is the least and the most of each column."""


class Parts:
    """The files that a task writes of its scratch database into a batch: a manifest names those of tasks that came to their end."""

    def __init__(self, store: Store, lake: Lake, place: str) -> None:
        self._store, self._lake, self._place = store, lake, place
        self._name = f"part-{uuid.uuid4().hex}.parquet"
        self._scratch = store.path.with_name("part.parquet")
        self.entries: list[dict[str, Any]] = []

    def keep(self, table: str, question: str) -> None:
        """The answer to a question as one file; none where it is empty."""
        with self._store.session() as cursor:
            self._write(table, "", cursor.sql(sql.text(question)).to_arrow_reader(BATCH))

    def keep_table(self, table: str) -> None:
        """A whole table as one file; none where it is empty."""
        with self._store.session() as cursor:
            self._write(table, "", cursor.table(table).to_arrow_reader(BATCH))

    def keep_months(self, table: str, question: str, **parameters: Any) -> None:
        """The answer to a question, which is in order of its column month, as a file a month."""
        with self._store.session() as cursor:
            reader = cursor.sql(sql.text(question), params=parameters).to_arrow_reader(BATCH)
            names = [name for name in reader.schema.names if name != "month"]
            months = _by_month(reader, names)
            schema = pa.schema([reader.schema.field(name) for name in names])
            for month, pieces in months:
                self._write(table, month, pa.RecordBatchReader.from_batches(schema, pieces))

    def _write(self, table: str, month: str, rows: pa.RecordBatchReader) -> None:
        count = 0
        with pq.ParquetWriter(self._scratch, rows.schema, compression="zstd") as writer:
            for batch in rows:
                if batch.num_rows:
                    writer.write_batch(batch)
                    count += batch.num_rows
        if count:
            folder = f"{table}/month={month}" if month else table
            path = f"{folder}/{self._name}"
            digest = self._put(path)
            size = self._scratch.stat().st_size
            self.entries.append({"path": path, "table": table, "month": month, "rows": count, "bytes": size, "sha256": digest})  # fmt: skip

    def _put(self, path: str) -> str:
        """The scratch file into the lake, on the disk before anybody is told of it; its hash."""
        files, whole = self._lake.files, f"{self._place}/{path}"
        with self._scratch.open("rb") as source:
            if not lakes.is_remote(self._lake.address):
                Path(whole).parent.mkdir(parents=True, exist_ok=True)
                with Path(whole).open("wb") as file:
                    digest = digest_of(source, file)
                    _to_disk(file)
                    return digest
            with files.open_output_stream(whole) as stream:
                return digest_of(source, stream)


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _by_month(
    batches: Iterable[pa.RecordBatch], names: list[str]
) -> Iterator[tuple[str, Iterator[pa.RecordBatch]]]:
    """(month, the batches of it) of batches that are in order of months; each month's must be taken before the next."""
    for month, pieces in groupby(_pieces(batches, names), key=lambda piece: piece[0]):
        yield month, (piece for _, piece in pieces)


def _pieces(
    batches: Iterable[pa.RecordBatch], names: list[str]
) -> Iterator[tuple[str, pa.RecordBatch]]:
    for batch in batches:
        months = batch.column("month").to_pylist()
        start = 0
        for end in range(1, len(months) + 1):
            if end == len(months) or months[end] != months[start]:
                yield months[start], batch.select(names).slice(start, end - start)
                start = end
