"""Documents as databases and people's own programs keep them: each is read, or refused by what it is."""

from __future__ import annotations

import csv
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from analytics import ingest
from analytics.core.errors import Problem
from analytics.ingest.common.manifest import Options
from analytics.ingest.common.member import Member, Sort
from analytics.ingest.documents import in_cells
from tests.support.documents import Reader, reader, task, video


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return reader(tmp_path)


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}


FILES = [{"file_id": "f1", "type": 0, "duration": 2400}]
OWN = {"task_id": "t1", "room_id": 101, "status": "finished", "files": FILES, "start_time": 1711503000, "stop_time": 1711505400}  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [
        {"data": {"records": [OWN]}},
        OWN,
        {"Response": without(task(1), "VideoInfos") | {"Files": [video(1)]}},
        {"RecordTaskSet": [without(task(1), "VideoInfos") | {"Result": None}], "TotalCount": 1},
        without(task(1), "VideoInfos") | {"TotalTime": 60_000},
        without(task(1), "VideoInfos") | {"Status": "done"},
        {"EventType": "OnlineRecordFinished", "EventData": {"TaskId": "t", "RecordStopTime": 1711505400, "Videos": []}},
        task(1) | {"VideoInfos": [], "Files": FILES},
    ],
)  # fmt: skip
def test_a_file_in_which_no_task_names_its_files_is_refused(read: Reader, document: Any) -> None:
    with pytest.raises(Problem) as refused:
        read(document)
    assert "names no list of files: VideoInfos, VideoInfoList, video_info were looked for" in str(
        refused.value
    )


def test_what_was_met_in_the_place_of_files_is_said(read: Reader) -> None:
    with pytest.raises(
        Problem, match=r'\$\[0\]: 2 tasks .* and "files" \(file_id, type, duration\) was met'
    ):
        read([OWN, OWN | {"task_id": "t2"}])


def test_a_task_without_a_list_among_others_is_said_with_the_count(read: Reader) -> None:
    found = read([task(1), OWN, OWN | {"task_id": "t3"}])
    assert found.ids == ["v1"]
    (said,) = (warning for warning in found.said if "no list of files" in warning)
    assert said.startswith("2 tasks are over") and "$[1]" in said


@pytest.mark.parametrize(
    "document",
    [
        {"Response": {"Error": {"Code": "FailedOperation.Record", "Message": "x"}, "RequestId": "r"}},
        {"EventType": "OnlineRecordStarted", "EventData": {"TaskId": "t", "RoomId": 1}},
        {"EventType": "OnlineRecordStopped", "EventData": {"TaskId": "t", "RoomId": 1}},
        without(task(1), "VideoInfos") | {"Status": "RECORDING"},
        without(task(1), "VideoInfos") | {"Status": "录制中"},
        task(1) | {"VideoInfos": None},
        task(1) | {"VideoInfos": []},
    ],
)  # fmt: skip
def test_failed_queries_and_tasks_that_are_not_over_load_without_files(
    read: Reader, document: Any
) -> None:
    found = read(document)
    assert len(found.recordings) == 1 and found.ids == [] and found.refused == []
    assert not any("no list of files" in warning for warning in found.said)


def extended(value: Any) -> Any:
    """A document as Mongo exports it, canonically."""
    if isinstance(value, dict):
        return {name: extended(each) for name, each in value.items()}
    if isinstance(value, list):
        return [extended(each) for each in value]
    return {"$numberLong": str(value)} if isinstance(value, int) else value


@pytest.mark.parametrize("more", [{}, {"_id": {"$oid": "65f"}}, {"at": {"$date": "2024-03-27T02:10:00Z"}}])  # fmt: skip
def test_the_types_of_a_document_database_are_their_values(
    read: Reader, more: dict[str, Any]
) -> None:
    plain, typed = read(task(1)), read(extended(task(1)) | more)
    assert typed.rows == plain.rows


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('{"$numberLong": "60000"}', "60000"),
        ('{"$numberInt": "60000"}', "60000"),
        ('{"$numberDouble": "60000.0"}', "60000"),
        ('{"$numberDecimal": "6.0E+4"}', "60000"),
        ('{"$numberDouble": "NaN"}', "NaN"),
        ('{"$numberDouble": "Infinity"}', "Infinity"),
        ('{"$numberLong": "abc"}', "abc"),
        ('{"$numberLong": 60000}', "60000"),
    ],
)
def test_a_typed_number_is_read_exactly_or_left_to_be_refused(
    read: Reader, written: str, text: str
) -> None:
    found = read(json.dumps(task(1)).replace("60000", written))
    assert found.rows[0]["VideoDuration"] == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('{"$date": 1700000062123}', "2023-11-14T22:14:22.123Z"),
        ('{"$date": {"$numberLong": "1700000062123"}}', "2023-11-14T22:14:22.123Z"),
        ('{"$date": "2023-11-14T22:14:22Z"}', "2023-11-14T22:14:22Z"),
        ('{"$timestamp": {"t": 1700000062, "i": 1}}', "1700000062"),
        ("20231114", "2023-11-14"),
        ('"2023/11/14 22:14:22"', "2023-11-14T22:14:22"),
        ('"null"', ""),
        ("1700000062", "1700000062"),
    ],
)
def test_a_time_of_a_document_is_read_as_one_of_a_table(
    read: Reader, written: str, text: str
) -> None:
    found = read(json.dumps(task(1)).replace("1700000062", written))
    assert found.rows[0]["RecordStopTime"] == text


@pytest.mark.parametrize("written", ["5285890784273533123.0", "5.285890784273533e18", "5285890784273533e3"])  # fmt: skip
def test_an_id_that_was_a_float_keeps_its_exponent_and_is_refused_as_shortened(
    read: Reader, written: str
) -> None:
    assert read(json.dumps(task(1)).replace('"v1"', written)).ids == ["5.285890784273533E+18"]
    assert read(json.dumps(task(1)).replace('"v1"', "5285890784273533123")).ids == ["5285890784273533123"]  # fmt: skip
    assert read(json.dumps(task(1)).replace('"v1"', "12345.0")).ids == ["12345"]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (task(1, video(1) | {"video_duration": 1}), "$.VideoInfos[0]"),
        ([task(2), task(1) | {"STATUS": "RECORDING"}], "$[1]"),
        ([task(2), task(1) | {"video_infos": []}], "$[1]"),
    ],
)
def test_one_value_under_two_spellings_is_refused_where_they_differ(
    read: Reader, document: Any, place: str
) -> None:
    found = read(document)
    assert found.refused == [(place, "two_values")]
    assert "v1" not in found.ids


def test_one_value_under_two_spellings_is_read_where_they_agree(read: Reader) -> None:
    assert read(task(1) | {"taskid": "t1"}).ids == ["v1"]


@pytest.mark.parametrize(
    "document",
    [
        {"before": None, "after": task(1), "op": "c"},
        {"before": task(2), "after": task(1), "op": "u"},
        {"type": "UPDATE", "data": [task(1)], "old": [task(2)]},
        [json.dumps(task(1))],
        json.dumps(json.dumps(task(1))).join(['{"message": ', "}"]),
        {"body": json.dumps([task(1)])},
        {"message": {"data": b64encode(json.dumps(task(1)).encode()).decode()}},
        task(1) | {"VideoInfos": json.dumps([video(1)])},
    ],
)
def test_a_document_is_found_in_what_wraps_it_and_what_was_before_a_change_is_not_read(
    read: Reader, document: Any
) -> None:
    assert read(document).ids == ["v1"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{'TaskId': 't'}", "as Python prints it"),
        ('{"TaskId": None}', "as Python prints it"),
        ('{"TaskId": NumberLong("5")}', "as the Mongo shell prints it"),
        ('{"at": ISODate("2024-03-27T01:30:00Z")}', "as the Mongo shell prints it"),
        ('{"TaskId": undefined}', "as a script has it"),
        ('{"TaskId": "t",}', "a comma stands before a closing bracket"),
        ('{"Files": [1, 2,]}', "a comma stands before a closing bracket"),
        ('{"TaskId": "t" // ours\n}', "a comment stands there"),
        ('{TaskId: "t"}', "a name stands without double quotes"),
        ('{"TaskId" "t"}', "a colon is missing"),
        ('{"TaskId": "t" "RoomId": 1}', "a comma is missing"),
        ('{"TaskId": "a\tb"}', "a line break or another control character"),
        ('{"TaskId": "t', "a text in quotes is not closed"),
        ('{"TaskId": "\\x"}', "a backslash"),
        ('{"TaskId": ', "the text ends in the middle"),
    ],
)
def test_damaged_json_is_told_in_words_of_ours(read: Reader, text: str, why: str) -> None:
    with pytest.raises(Problem) as refused:
        read(text)
    assert "line 1" in refused.value.where and why in refused.value.what
    assert not any(word in refused.value.what for word in ("Expecting", "Invalid", "delimiter"))


def callback(name: object) -> dict[str, Any]:
    return {
        "EventType": "OnlineRecordFinished",
        "EventData": without(task(name), "Status"),
        "SdkAppId": 1,
    }


def quoted(value: Any) -> str:
    return '"' + json.dumps(value).replace('"', '""') + '"'


IN_CELLS = {
    "a column of callbacks": ("id,payload,at", [f"{n},{quoted(callback(n))},2024-03-27" for n in (1, 2)]),
    "the callback's own columns": ("id;event_type;event_data", [f"{n};OnlineRecordFinished;{quoted(task(n))}" for n in (1, 2)]),
    "tasks with a column of files": (
        "TaskId,Status,RecordStartTime,RecordStopTime,VideoInfos",
        [f"t{n},FINISHED,1700000000,1700000062,{quoted([video(n)])}" for n in (1, 2)],
    ),
    "with a backslash before a quote": (
        "id,payload,at",
        [f'{n},"{json.dumps(callback(n)).replace(chr(34), chr(92) + chr(34))}",2024-03-27' for n in (1, 2)],
    ),
    "as Python prints it": ("id,payload", [f'{n},"{callback(n)}"' for n in (1, 2)]),
    "in base64": ("id,payload", [f"{n},{b64encode(json.dumps(callback(n)).encode()).decode()}" for n in (1, 2)]),
    "fields inside with points": (
        "_id,EventType,EventData.TaskId,EventData.RecordStopTime,EventData.VideoInfos",
        [f"{n},OnlineRecordFinished,t{n},1700000062,{quoted([video(n)])}" for n in (1, 2)],
    ),
    "of a data frame": (
        "Response.TaskId,Response.Status,Response.RecordStopTime,Response.VideoInfos",
        [f't{n},FINISHED,1700000062,"{[video(n)]}"' for n in (1, 2)],
    ),
    "answers": ("task,answer", [f"{n},{quoted({'Response': task(n)})}" for n in (1, 2)]),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_CELLS)
def test_documents_in_the_cells_of_a_table_are_read(tmp_path: Path, name: str) -> None:
    header, lines = IN_CELLS[name]
    found = cells(tmp_path, "\n".join([header, *lines]))
    assert [row["VideoId"] for row in found] == ["v1", "v2"]
    assert [row["place"].split(".")[0] for row in found] == ["line 2: $", "line 3: $"]


def test_a_broken_document_in_a_cell_is_a_refused_row(tmp_path: Path) -> None:
    lines = ["id,payload", f"1,{quoted(callback(1))}", '2,"{""EventType"": ""Onl"']
    found = cells(tmp_path, "\n".join(lines))
    assert [row["ragged"].split(":")[0] for row in found] == ["", "not_a_document"]
    assert found[1]["place"] == "line 3: $"


def cells(folder: Path, text: str) -> list[dict[str, str]]:
    path = folder / "table"
    path.write_text(text)
    reading = in_cells.inspect(Member("", path, Sort.TEXT), folder, Options())
    assert reading is not None and reading.rows is None
    with (folder / "rows.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Time,SdkAppId,SubProduct,Value\n2024-03-27,1400000001,sp_tiw_ric,110.5\n", 1),
        ("time;sub_product;value;RoomID\n2024-03-27;sp_tiw_ric;110;7\n2024/3/28;sp_tiw_ric;1;7\n", 2),
    ],
)  # fmt: skip
def test_lines_of_usage_load_as_a_table_too(store, load, text: str, lines: int) -> None:
    receipt = load(text)
    assert receipt.shape == (
        "DescribeTIWRoomDailyUsage" if "RoomID" in text else "DescribeTIWDailyUsage"
    )
    assert receipt.rows == (lines, lines, 0, 0)


def dynamo(value: Any) -> dict[str, Any]:
    """A value as DynamoDB exports it."""
    if isinstance(value, dict):
        return {"M": {name: dynamo(each) for name, each in value.items()}}
    if isinstance(value, list):
        return {"L": [dynamo(each) for each in value]}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def test_values_in_an_object_of_their_type_are_read(read: Reader) -> None:
    assert read({"Item": dynamo(task(1))["M"]}).rows[0] | {"place": ""} == read(task(1)).rows[0] | {
        "place": ""
    }
    row = {
        "VideoId": {"string": "a"},
        "VideoType": {"int": 0},
        "VideoDuration": {"long": 60000},
        "RecordStopTime": {"long": 1711505400},
        "UserId": None,
    }
    ((place, cells),) = read(row).table
    assert place == "$" and cells["VideoDuration"] == "60000" and cells["VideoId"] == "a"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "// exported today\n{}",
        "/* exported\ntoday */ {}",
        "var answer = {};",
        "window.answer={}",
        "export default [{}];",
        "callback({})",
    ],
)
def test_json_after_a_comment_or_in_a_script_is_found(load, text: str) -> None:
    receipt = load(text.replace("{}", json.dumps(task(1))))
    assert (receipt.status, receipt.shape, receipt.rows.loaded) == (
        "loaded",
        "DescribeOnlineRecord",
        1,
    )


def test_a_column_of_json_that_is_no_document_of_ours_is_named(load) -> None:
    (flaw,) = load(f"task,notes\n1,{quoted({'a': 1})}\n").problems
    assert 'The column "notes" holds JSON' in flaw.hint


def test_rows_as_json_are_shown_before_an_import_as_those_of_a_table_are(
    store, tmp_path: Path
) -> None:
    path = tmp_path / "rows.json"
    path.write_text(
        json.dumps(
            {"rows": [{"clip": "a", "kind": "camera", "minutes": 40, "end": "2024-03-27 10:10"}]}
        )
    )
    look = ingest.look(store, path)
    assert look.is_table and look.header == ("clip", "kind", "minutes", "end")
    assert [(row.line, row.kind, row.ms) for row in look.rows] == [
        ("$.rows[0]", "camera", 2_400_000)
    ]
    path.write_text(json.dumps(task(1)))
    assert not ingest.look(store, path).is_table


def test_a_refused_row_of_json_is_mended_as_one_of_a_table_is(store, load) -> None:
    good = {"id": "a1", "type": 0, "duration_s": 60, "end": "2024-03-27T10:10:00Z"}
    receipt = load([good, good | {"id": "a2", "type": "?"}], "rows.json")
    assert receipt.rows == (2, 1, 1, 0) and receipt.problems[0].line == "$[1]"
    mended = ingest.refused_csv(store, receipt.import_id).replace("?", "2")
    assert load(mended, "mended.csv").rows == (1, 1, 0, 0)


@pytest.mark.slow
def test_a_row_of_the_flat_form_that_keeps_its_callback_is_the_row(tmp_path: Path, load) -> None:
    row = {"VideoId": "a", "VideoType": 0, "VideoDuration": 60_000, "RecordStopTime": 1711505400}
    assert load([row | {"raw": callback(1)}], "rows.json").ms.loaded == 60_000
    text = f"{','.join(row)},raw\nb,0,60000,1711505400,{quoted(callback(1))}\n"
    assert load(text).shape == "flat"
    logged = {
        "id": "x",
        "type": "0",
        "duration": 5,
        "start": "2024-03-27 09:30",
        "body": json.dumps(callback(2)),
    }
    assert load([logged], "logged.json").shape == "OnlineRecordFinished"


def test_rows_of_two_programs_may_spell_a_field_in_two_ways_but_a_row_may_not(load) -> None:
    rows = [
        {"VideoId": "a", "VideoType": 0, "VideoDuration": 60_000, "RecordStopTime": 1711505400},
        {
            "video_id": "b",
            "video_type": 0,
            "video_duration": 60_000,
            "record_stop_time": 1711505400,
        },
    ]
    assert load(rows, "rows.json").ms.loaded == 120_000
    (flaw,) = load([rows[0] | {"video_duration": 1}], "two.json").problems
    assert "two columns are both" in flaw.reason


def test_a_word_for_a_status_is_read_as_in_a_table_and_said(read: Reader) -> None:
    found = read([task(1, Status="done"), task(2, Status="finished"), task(3, Status="录制中")])
    assert found.tasks == {"t1": "FINISHED", "t2": "FINISHED", "t3": "RECORDING"}
    assert [said for said in found.said if "Status" in said] == [
        'Status "done" was read as FINISHED.',
        'Status "录制中" was read as RECORDING.',
    ]
