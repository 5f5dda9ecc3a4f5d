"""Parquet files: typed columns as the texts that a person would have written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.core.errors import Problem
from analytics.ingest.common.limits import MOST_COLUMNS
from analytics.ingest.tables.records import Record
from analytics.ingest.tables.sheets import clock, text_of

_BATCH_ROWS = 8192


@dataclass
class Parquet:
    """A Parquet file; its column names count as line 1."""

    path: Path
    form: str = "a Parquet file"
    notes: list[str] = field(default_factory=list)
    is_grid: bool = True

    def records(self) -> Iterator[Record]:
        try:
            yield from self._records()
        except (pa.ArrowException, OSError, ValueError) as fault:
            reason = str(fault).splitlines()[0][:160] if str(fault) else type(fault).__name__
            raise Problem(
                f"the Parquet file cannot be read ({reason})",
                hint="Save it again, or as CSV (UTF-8)",
            ) from fault

    def _records(self) -> Iterator[Record]:
        with pq.ParquetFile(self.path) as file:
            schema = file.schema_arrow
            if len(schema.names) > MOST_COLUMNS:
                raise Problem(
                    f"the file has {len(schema.names):,} columns",
                    hint=f"At most {MOST_COLUMNS} columns are read",
                )
            yield Record(1, list(schema.names))
            line = 2
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, use_threads=False):
                columns = [_texts(column) for column in batch.columns]
                for row in zip(*columns, strict=True):
                    yield Record(line, list(row))
                    line += 1


def _texts(column: pa.Array) -> list[str]:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_timestamp(kind):
        zone = "+00:00" if kind.tz else ""
        micro = column.cast(pa.timestamp("us", "UTC" if kind.tz else None), safe=False)
        return _each(micro.cast(pa.timestamp("us")), lambda at: at.isoformat() + zone)
    if pa.types.is_duration(kind):
        return _each(column.cast(pa.duration("us"), safe=False), clock)
    if pa.types.is_time(kind):
        return _each(column.cast(pa.time64("us"), safe=False), text_of)
    if pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _each(column, str)
    if pa.types.is_decimal(kind):
        return _each(column, lambda value: format(value, "f"))
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return _each(column, lambda value: value.decode("utf-8", "replace"))
    if pa.types.is_nested(kind):
        return _each(column, lambda value: json.dumps(value, ensure_ascii=False, default=str))
    if pa.types.is_null(kind):
        return [""] * len(column)
    return _each(column, text_of)


def _each(column: pa.Array, shown: Callable[[Any], str]) -> list[str]:
    return ["" if value is None else shown(value) for value in column.to_pylist()]
