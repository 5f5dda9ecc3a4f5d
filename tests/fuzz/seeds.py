"""The good files that are damaged: all fixtures, and the same rows in every packing and form that is read."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from tests.support.exports import EXPORTS, NINE, document, flat, row, video

FIXTURES = EXPORTS.parent
SAMPLE = Path(__file__).parents[2] / "data" / "samples"
MINUTES = 60
SAMPLE_LINES = 300


def seeds() -> dict[str, bytes]:
    """{name: content}, in the same order each time."""
    files = {
        path.relative_to(FIXTURES).as_posix(): path.read_bytes()
        for path in sorted(FIXTURES.rglob("*"))
        if path.is_file()
    }
    files["billing_page.json"] = (SAMPLE / "billing_page.json").read_bytes()
    school = gzip.decompress((SAMPLE / "school.csv.gz").read_bytes()).splitlines(keepends=True)
    files["school.csv"] = b"".join(school[:SAMPLE_LINES])
    files["long_school.csv"] = b"".join(school[: 10 * SAMPLE_LINES])
    files["lessons.csv"] = _lessons().encode()
    files["lessons.csv.gz"] = gzip.compress(files["lessons.csv"], mtime=0)
    files["lessons.json"] = json.dumps(_rows()).encode()
    files["lessons.jsonl"] = "\n".join(map(json.dumps, _rows())).encode()
    files["tasks.jsonl"] = "\n".join(map(json.dumps, _tasks())).encode()
    files["tasks.json"] = json.dumps(_tasks()).encode()
    files["lessons.xlsx"] = _workbook(files["lessons.csv"].decode())
    for compression in ("none", "snappy", "zstd"):
        files[f"lessons_{compression}.parquet"] = _parquet(compression)
    mixed = ("lessons.csv", "exports/online_record.json", "dialects/german_excel.csv")
    files["mixed.zip"] = _zip([(name, files[name]) for name in mixed])
    files["one.zip"] = _zip([("lessons.csv", files["lessons.csv"])])
    return files


def _rows() -> list[dict[str, str]]:
    """Forty lessons of an hour: a camera, a whiteboard, now and then a task that failed."""
    return [
        row(
            f"video-{number}",
            TaskId=f"task-{number // 2}",
            VideoType=2 * (number % 2),
            Status="FINISHED" if number % 7 else "STOPPED",
            VideoDuration=MINUTES * 60_000 - number,
            RecordStartTime=NINE + 7200 * (number // 2),
            RecordStopTime=NINE + 7200 * (number // 2) + MINUTES * 60,
        )
        for number in range(80)
    ]


def _lessons() -> str:
    return flat(_rows())


def _tasks() -> list[dict[str, object]]:
    return [
        document(video(f"{number}-a"), video(f"{number}-b", VideoType=2), TaskId=f"task-{number}")
        for number in range(40)
    ]


def _workbook(text: str) -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed)
    sheet = book.add_worksheet()
    for y, cells in enumerate(csv.reader(io.StringIO(text))):
        for x, cell in enumerate(cells):
            sheet.write(y, x, int(cell) if cell.isascii() and cell.isdecimal() else cell)
    book.close()
    return packed.getvalue()


def _parquet(compression: str) -> bytes:
    rows = _rows()
    whole = ("VideoDuration", "VideoType", "RecordStartTime", "RecordStopTime")
    table = pa.table(
        {name: [int(r[name]) if name in whole else r[name] for r in rows] for name in rows[0]}
    )
    packed = io.BytesIO()
    pq.write_table(table, packed, compression=compression, row_group_size=32)
    return packed.getvalue()


def _zip(members: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()
