"""A table says the same whether it is written as CSV or as JSON rows, and however these are wrapped."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from analytics.core.errors import Problem
from analytics.ingest import tables
from analytics.ingest.common.manifest import Options
from analytics.ingest.common.member import Member, Sort
from analytics.ingest.documents import read as documents
from analytics.ingest.tables.words import COLUMN_NAMES, COLUMN_WORDS

Cells = list[list[str]]
Outcome = tuple[Any, ...]

NEEDED = ("VideoId", "VideoType", "VideoDuration", "RecordStopTime")
OTHERS = ("RecordStartTime", "SdkAppId", "TaskId", "RoomId", "Status", "UserId", "VideoSize", "Width", "DurationUnit")  # fmt: skip
WORDS = {
    column: sorted({word for word, listed in COLUMN_WORDS.items() if any(w.column == column for w in listed)})
    + [name for name, ours in COLUMN_NAMES.items() if ours == column] + [column]
    for column in (*NEEDED, *OTHERS)
}  # fmt: skip
TIMES = (
    "1711503000", "1711503000.0", "2024-03-27 09:30:00", "2024-03-27T09:30:00+08:00", "20240327", "27.03.2024 09:30", "27/03/2024 9:30",
    "2024年3月27日 9:30", "3/27/2024 9:30:00 AM", "45378.395833", "1711503000000", "0", "", "yesterday", "04/03/2024 9:30",
)  # fmt: skip
VALUES: dict[str, tuple[str, ...]] = {
    "VideoId": ("a", "0017", "5285890781570653829", "", "null"),
    "VideoType": ("0", "2", "camera", "摄像头", "Tafel", "9", "", "1.0"),
    "VideoDuration": ("2400000", "2400", "2400.5", "0:40:00", "40 min", "40:00", "1,800", "", "abc", "PT40M", "-1"),
    "RecordStopTime": TIMES,
    "RecordStartTime": TIMES,
    "SdkAppId": ("1400000001", "", "null"),
    "TaskId": ("t1", "t2", ""),
    "RoomId": ("101", "101.0", "张老师", ""),
    "Status": ("FINISHED", "finished", "已完成", "RECORDING", ""),
    "UserId": ("u", "", "-"),
    "VideoSize": ("1000", "", "NaN", "1,234,567"),
    "Width": ("1280", "", "1280.0"),
    "DurationUnit": ("ms", "s", "min", "", "分钟"),
}  # fmt: skip


@st.composite
def any_table(draw: st.DrawFn) -> Cells:
    """A header in words of any of the languages, and rows of which some cells cannot be read, or are not there."""
    needed = draw(st.sets(st.sampled_from(NEEDED), min_size=3))
    columns = draw(st.permutations(sorted(needed | draw(st.sets(st.sampled_from(OTHERS))))))
    header = [draw(st.sampled_from(WORDS[column])) for column in columns]
    hypothesis.assume(len(set(header)) == len(header))
    rows = draw(st.integers(1, 5))
    same = {column: draw(st.sampled_from(VALUES[column])) for column in columns}
    cells = [
        [
            f"v{number}" if column == "VideoId" and draw(st.booleans())
            else same[column] if draw(st.integers(0, 3)) else draw(st.sampled_from(VALUES[column]))
            for column in columns
        ]
        for number in range(rows)
    ]  # fmt: skip
    return [header, *cells]


def as_csv(table: Cells) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue()


def objects(table: Cells) -> list[dict[str, Any]]:
    """Rows without the cells that are empty, but for the first, which has null there; plain whole numbers as numbers."""
    header, *rows = table
    told = [[int(cell) if is_plain(cell) else cell or None for cell in row] for row in rows]
    return [
        {name: cell for name, cell in zip(header, row, strict=True) if cell is not None or not number}
        for number, row in enumerate(told)
    ]  # fmt: skip


def is_plain(cell: str) -> bool:
    return cell.isascii() and cell.isdecimal() and str(int(cell)) == cell


def columns_apart(table: Cells) -> dict[str, list[str]]:
    header, *rows = table
    return {name: [row[at] for row in rows] for at, name in enumerate(header)}


WAYS: dict[str, Callable[[Cells], Any]] = {
    "a list": objects,
    "a row a line": lambda table: "\n".join(map(json.dumps, objects(table))),
    "rows of an answer": lambda table: {"code": 0, "data": {"total": 2, "records": objects(table)}},
    "hits of a search": lambda table: {
        "hits": {"hits": [{"_index": "x", "_id": str(n), "_source": row} for n, row in enumerate(objects(table))]}
    },
    "by a key": lambda table: {str(n): row for n, row in enumerate(objects(table))},
    "names apart": lambda table: {"columns": table[0], "index": list(range(len(table) - 1)), "data": table[1:]},
    "names described": lambda table: {
        "schema": {"fields": [{"name": name, "type": "string"} for name in table[0]]}, "rows": table[1:],
    },
    "columns": columns_apart,
    "columns by a key": lambda table: {
        name: {str(n): cell for n, cell in enumerate(cells)} for name, cells in columns_apart(table).items()
    },
    "lists, the first a header": lambda table: table,
    "lists, one a line": lambda table: "\n".join(map(json.dumps, table)),
}  # fmt: skip


def read_csv(folder: Path, table: Cells) -> Outcome:
    path = folder / "table.csv"
    path.write_text(as_csv(table), encoding="utf-8")
    return outcome(folder, Member("", path, Sort.TEXT))


def read_json(folder: Path, content: Any) -> Outcome:
    path = folder / "rows.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    try:
        reading = documents.inspect(path, folder, Options())
    except Problem as problem:
        return ("no task with files", str(problem))
    assert reading.documents is None and reading.rows is not None
    return outcome(folder, Member("", reading.rows, Sort.JSON_ROWS))


def outcome(folder: Path, member: Member) -> Outcome:
    """What was understood of a table: its unit, what is said of it, and its canonical rows without their places."""
    (folder / "read").mkdir(exist_ok=True)
    try:
        manifest = tables.inspect(member, folder / "read", Options(), {}, [], careful=True)
    except Problem as problem:
        return (problem.what.split(" (the ")[0], problem.hint)
    assert manifest.rows is not None
    with manifest.rows.path.open(encoding="utf-8", newline="") as file:
        rows = [dict(zip(manifest.rows.columns, cells, strict=True)) for cells in csv.reader(file)]
    told = [{name: cell for name, cell in row.items() if name != "place" and cell} for row in rows]
    said = [said for said in manifest.warnings if not said.startswith(("Line ", "line ", "$"))]
    return manifest.unit, manifest.unit_source, sorted(manifest.mapping), said, told


@pytest.mark.slow
@hypothesis.given(table=any_table(), way=st.sampled_from(sorted(WAYS)))
@hypothesis.settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)  # fmt: skip
def test_a_table_as_json_rows_says_what_it_says_as_csv(
    tmp_path: Path, table: Cells, way: str
) -> None:
    as_json, as_table = read_json(tmp_path, WAYS[way](table)), read_csv(tmp_path, table)
    if (
        as_json[0] == "no task with files"
    ):  # an object of times and ids, without a length, is taken for a task
        assert as_table[0].startswith("no column")
    else:
        assert as_json == as_table


ROWS: Cells = [
    ["task_id", "video_id", "video_type", "video_duration", "start_time", "end_time"],
    ["t1", "v1", "0", "2400000", "2024-03-27 23:40:00", "2024-03-28 00:20:00"],
    ["t2", "v2", "2", "2400000", "20240327", "20240327"],
]


@pytest.mark.parametrize("way", WAYS)
def test_rows_are_found_however_they_are_wrapped(tmp_path: Path, way: str) -> None:
    found = read_json(tmp_path, WAYS[way](ROWS))
    assert [row["RecordStopTime"] for row in found[-1]] == ["2024-03-28 00:20:00", "2024-03-27"]
    assert found == read_csv(tmp_path, ROWS)


@pytest.mark.parametrize(
    "sparse",
    [
        {"end_time": "2024-03-27 10:10"},
        {"task_id": "t2", "start_time": 1711503000},
        {"task_id": "t2", "start_time": 1711503000, "end_time": 1711505400, "status": "FINISHED"},
        {"status": "FINISHED"},
        {"video_id": None},
    ],
)
def test_a_row_that_lacks_most_of_its_cells_is_a_row_among_others(
    tmp_path: Path, sparse: dict[str, Any]
) -> None:
    """It would be a task without files, or nothing, by itself; the same line of a CSV is a refused row."""
    names = [*ROWS[0], "status"]
    cells = ["" if sparse.get(name) is None else str(sparse[name]) for name in names]
    table = [names, *([*row, "FINISHED"] for row in ROWS[1:]), cells]
    assert read_json(tmp_path, [*objects(table[:-1]), sparse]) == read_csv(tmp_path, table)


PARTS = {"task": {"TaskId": "t", "RecordStopTime": 1711505400}, "video": {"VideoId": "a", "VideoType": 0, "VideoDuration": 60000}}  # fmt: skip


def test_a_row_in_parts_is_one_row_and_two_lengths_are_never_one(tmp_path: Path) -> None:
    ((row,), *_) = read_json(tmp_path, [PARTS])[::-1]
    assert (row["VideoId"], row["VideoDuration"], row["TaskId"]) == ("a", "60000", "t")
    inner = PARTS["video"] | {"RecordStopTime": 1711505400}
    two = read_json(tmp_path, {"first": inner, "second": inner | {"VideoId": "b"}})
    assert [row["VideoId"] for row in two[-1]] == ["a", "b"]


def test_half_of_a_character_in_a_name_is_a_name_that_is_not_known(load) -> None:
    receipt = load([{"VideoId": "a", "VideoType": 0, "VideoDuration": 1000, "RecordStopTime": 1711505400, "any\ud800thing": "x"}], "a.json")  # fmt: skip
    assert (receipt.status, receipt.rows.loaded) == ("loaded", 1)
    assert any("Unknown columns are kept aside" in warning for warning in receipt.warnings)
