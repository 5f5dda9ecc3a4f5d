"""Documents read into rows without a child or a database, for the tests of shapes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from analytics.ingest.common.manifest import Manifest, Options
from analytics.ingest.documents import read as documents
from analytics.ingest.tables.json_rows import JsonRows

Row = dict[str, str]


class Read(NamedTuple):
    manifest: Manifest | None
    said: tuple[str, ...]
    table: list[tuple[str, Row]]
    rows: list[Row]
    recordings: list[Row]
    usages: list[Row]

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Place and flaw of what cannot be read."""
        return [(row["place"], row["ragged"].split(":")[0]) for row in self.rows if row["ragged"]]

    @property
    def ids(self) -> list[str]:
        return [row["VideoId"] for row in self.rows if not row["ragged"]]

    @property
    def tasks(self) -> dict[str, str]:
        return {row["TaskId"]: row["Status"] for row in self.recordings}


Reader = Callable[..., Read]


def reader(folder: Path) -> Reader:
    """``read(content, **options)``: a text, bytes or JSON value as `documents` reads it."""

    def read(content: Any, **options: Any) -> Read:
        path = folder / "upload"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        reading = documents.inspect(path, folder, Options(**options))
        table: list[tuple[str, Row]] = []
        if reading.rows:
            header, *records = JsonRows(reading.rows).records()
            table = [
                (record.path, dict(zip(header.cells, record.cells, strict=False)))
                for record in records
            ]

        def sheet(name: str) -> list[Row]:
            with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))

        said = tuple(reading.documents.warnings) if reading.documents else reading.warnings
        return Read(
            reading.documents, said, table, sheet("rows"), sheet("recordings"), sheet("usages")
        )

    return read


def video(name: object, **more: Any) -> dict[str, Any]:
    return {
        "VideoId": f"v{name}",
        "VideoType": 0,
        "VideoPlayTime": 0,
        "VideoDuration": 60_000,
        "UserId": "u",
    } | more


def task(name: object, *videos: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "TaskId": f"t{name}",
        "Status": "FINISHED",
        "RoomId": 4294967295,
        "RecordStartTime": 1700000000,
        "RecordStopTime": 1700000062,
        "VideoInfos": list(videos or [video(name)]),
    } | more
