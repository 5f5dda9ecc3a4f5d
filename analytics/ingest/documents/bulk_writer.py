"""The typed tables of many documents, written as Parquet for the load to read."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ingest.documents.bulk_columns import Rows
from analytics.ingest.documents.writer import TYPED_RECORDINGS, TYPED_ROWS

# So many rows are read by one thread at a time, and are a part of DuckDB's own table as they come.
GROUP = 122_880
# Tasks are few, and each has JSON to be looked at: better by two threads.
_GROUP_OF_TASKS = GROUP // 2
# What the files of one task, or most files, have in common is written once, and each of the load's functions looks at it once.
_REPEATED = [
    "SdkAppId", "TaskId", "RoomId", "Status", "FinishReason", "RecordStartTime", "RecordStopTime", "VideoType",
    "UserId", "VideoFormat", "Width", "Height",
]  # fmt: skip


class TypedFiles:
    """The two typed tables, begun with their first rows."""

    def __init__(self, folder: Path) -> None:
        self._rows = _Groups(folder / TYPED_ROWS, GROUP, _REPEATED)
        self._recordings = _Groups(folder / TYPED_RECORDINGS, _GROUP_OF_TASKS, [])

    def __enter__(self) -> TypedFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self._rows.close()
        self._recordings.close()

    def add(self, part: Rows) -> None:
        self._rows.add(part.rows)
        self._recordings.add(part.recordings)


class _Groups:
    """A Parquet file whose row groups are all of the same size but the last."""

    def __init__(self, path: Path, size: int, repeated: list[str]) -> None:
        self._path = path
        self._size = size
        self._repeated = repeated
        self._writer: pq.ParquetWriter | None = None
        self._held: list[pa.Table] = []
        self._count = 0

    def add(self, rows: pa.Table) -> None:
        self._held.append(rows)
        self._count += len(rows)
        if self._count >= self._size:
            joined = pa.concat_tables(self._held)
            full = self._count // self._size * self._size
            self._write(joined.slice(0, full))
            self._held, self._count = [joined.slice(full)], self._count - full

    def close(self) -> None:
        if self._count or (self._held and not self._writer):
            self._write(pa.concat_tables(self._held))
        if self._writer:
            self._writer.close()

    def _write(self, rows: pa.Table) -> None:
        if not self._writer:
            self._writer = pq.ParquetWriter(
                self._path, rows.schema, compression="none", use_dictionary=self._repeated, write_statistics=False
            )  # fmt: skip
        self._writer.write_table(rows, row_group_size=self._size)
