"""The typed tables of many documents, written as Parquet for the load to read."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ingest.online import Rows
from analytics.ingest.sink import TYPED_RECORDINGS, TYPED_ROWS

# So many rows are read by one thread at a time.
GROUP = 60_000
# What the files of one task, or most files, have in common is written once, and each of the load's functions looks at it once.
_REPEATED = [
    "SdkAppId", "TaskId", "RoomId", "Status", "FinishReason", "RecordStartTime", "RecordStopTime", "VideoType",
    "UserId", "VideoFormat", "Width", "Height",
]  # fmt: skip


class TypedFiles:
    """The two typed tables, begun with their first rows."""

    def __init__(self, folder: Path) -> None:
        self._paths = (folder / TYPED_ROWS, folder / TYPED_RECORDINGS)
        self._writers: list[pq.ParquetWriter] = []
        self._held: list[Rows] = []
        self._count = 0

    def __enter__(self) -> TypedFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()
        for writer in self._writers:
            writer.close()

    def add(self, found: Rows) -> None:
        """Row groups of some size are read faster, and by two threads."""
        self._held.append(found)
        self._count += len(found.rows)
        if self._count >= GROUP:
            self._write()

    def _write(self) -> None:
        if not self._held:
            return
        tables = [
            pa.concat_tables(each)
            for each in zip(*((h.rows, h.recordings) for h in self._held), strict=True)
        ]
        if not self._writers:
            self._writers = [
                pq.ParquetWriter(
                    path, table.schema, compression="none", use_dictionary=repeated, write_statistics=False
                )
                for path, table, repeated in zip(self._paths, tables, (_REPEATED, False), strict=True)
            ]  # fmt: skip
        for writer, table in zip(self._writers, tables, strict=True):
            writer.write_table(table, row_group_size=GROUP)
        self._held, self._count = [], 0
