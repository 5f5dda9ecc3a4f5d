"""What each shape says and leaves out: states, ids made from content, pages, units, what is passed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analytics.core.errors import Problem
from tests.support.documents import Reader, reader, task, video


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return reader(tmp_path)


def event(name: str, stamp: int = 1, **data: Any) -> dict[str, Any]:
    envelope = {
        "ExpireTime": stamp,
        "SdkAppId": 1400000001,
        "Sign": f"s{stamp}",
        "Timestamp": stamp,
    }
    return {"EventType": name, "EventData": {"TaskId": "t1", "RoomId": 1} | data, **envelope}


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (event("OnlineRecordStarted"), "RECORDING"),
        (event("OnlineRecordPaused"), "PAUSED"),
        (event("OnlineRecordResumed"), "RECORDING"),
        (event("OnlineRecordStopped"), "STOPPED"),
        (event("OnlineRecordFinished", VideoInfos=[]), "FINISHED"),
        (event("OnlineRecordFinished", Error={"Code": "FailedOperation.Record", "Message": "m"}), "FAILED"),
        (event("OnlineRecordFinished") | {"EventData": json.dumps({"TaskId": "t1", "VideoInfos": []})}, "FINISHED"),
        (event("OfflineRecordProgressChanged", Progress="50"), "PROCESSING"),
        (event("OfflineRecordFinished", **{"Error.Code": "x", "Error.Message": "m"}), "FAILED"),
        (event("OfflineRecordFinished", VideoInfos=[], Error={"Code": "", "Message": ""}), "FINISHED"),
        ({"task_id": "t1", "room_id": 1, "status": "recording"}, "RECORDING"),
        ({"task_id": "t1", "error_code": 40004, "error_msg": "im login failed"}, "FAILED"),
        ({"task_id": "t1", "room_id": 1, "progress": 50, "callback_type": "record_progress_changed"}, "PROCESSING"),
        ({"task_id": "t1", "callback_type": "record_finished", "error_code": 0, "video_info": None}, "FINISHED"),
        ({"TaskId": "t1", "Status": "PREPARED", "RoomId": 1}, "PREPARED"),
        ({"Response": {"TaskId": "t1", "RequestId": "r", "Error": {"Code": "x", "Message": "m"}}}, "FAILED"),
        ({"RecordTaskSet": [{"TaskId": "t1", "Status": "RECORDING", "Result": None}], "TotalCount": 1}, "RECORDING"),
        ({"RecordTaskSet": [{"TaskId": "t1", "Status": "FINISHED", "Result": {"ErrorCode": 40002, "VideoInfos": []}}]}, "FAILED"),
    ],
)  # fmt: skip
def test_a_recording_without_files_keeps_its_state(
    read: Reader, document: Any, status: str
) -> None:
    found = read(document)
    assert found.tasks == {"t1": status}
    assert found.rows == []


def test_what_is_known_and_tells_of_no_recording_is_passed_over_and_said(read: Reader) -> None:
    found = read(
        [
            task(1),
            {"event": "class_begin", "data": {"class_id": 1, "timestamp": 5}},
            {"event": "class_over", "data": {"class_id": 1, "timestamp": 6}},
            event("TranscodeProgressChanged"),
            {"error_code": 0},
        ]
    )
    assert found.refused == [] and list(found.tasks) == ["t1"]
    assert [warning for warning in found.manifest.warnings if "Passed over" in warning] == [
        f"Passed over, for it holds no recording: {name} (1)."
        for name in ("class_begin", "class_over", "TranscodeProgressChanged", "an answer without a recording")
    ]  # fmt: skip


def test_the_disused_field_of_a_generated_video_is_not_read(read: Reader) -> None:
    document = {
        "TaskId": "t1", "Status": "FINISHED", "Progress": 100, "TotalTime": 45000, "RoomId": 1,
        "VideoInfos": {"VideoId": "dummy", "VideoDuration": 99, "VideoType": 0},
        "VideoInfoList": [video("real")],
    }  # fmt: skip
    found = read({"Response": document}, day="2024-03-27")
    assert (found.ids, found.manifest.shape) == (["vreal"], "DescribeVideoGenerationTask")
    with pytest.raises(Problem, match="says no time"):
        read({"Response": document})
    queued = read({**document, "Status": "QUEUED", "VideoInfoList": None}, day="2024-03-27")
    assert (queued.tasks, queued.rows) == ({"t1": "QUEUED"}, [])


def saas(stamp: int, **more: Any) -> dict[str, Any]:
    videos = [
        {"video_play_time": 4000, "video_duration": 3600, "video_type": 0, "user_id": "a", "video_url": f"u?sign={stamp}"},
        {"video_play_time": 0, "video_duration": 3600, "video_type": 2, "user_id": "a", "video_url": "w"},
    ]  # fmt: skip
    data = {
        "class_id": 7,
        "start_time": 1700000000,
        "stop_time": 1700003600,
        "timestamp": stamp,
        "video_info": videos,
    }
    return {"event": "online_record_stop", "data": data | more}  # fmt: skip


def test_a_legacy_class_is_in_seconds_and_says_nothing_of_when_its_files_begin(
    read: Reader,
) -> None:
    found = read(saas(1))
    assert (found.manifest.shape, found.manifest.unit) == ("legacy_saas", "s")
    assert [row["DurationUnit"] for row in found.rows] == ["s", "s"]
    assert [row["VideoPlayTime"] for row in found.rows] == ["", ""]
    assert found.rows[0]["RoomId"] == "7"
    kept = json.loads(found.recordings[0]["document"])["video_info"]
    assert kept == {"0": {"video_play_time": 4000}, "1": {"video_play_time": 0}}


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (saas(1), saas(2)),
        (saas(1), json.loads(json.dumps(saas(1), sort_keys=True))),
        (saas(1), {"wrapped": saas(3)}),
        (event("OnlineRecordFinished", 1, VideoInfos=[without(video(1), "VideoId")]), event("OnlineRecordFinished", 2, VideoInfos=[without(video(1), "VideoId")])),
        (without(task(1), "TaskId"), {"Response": without(task(1), "TaskId") | {"RequestId": "r"}}),
        ({"Response": {"Error": {"Code": "c", "Message": "m"}, "RequestId": "1"}}, {"Response": {"Error": {"Message": "m", "Code": "c"}, "RequestId": "2"}}),
        ({"VideoInfos": [without(video(1), "VideoId")], "_note": "x"}, {"VideoInfos": [without(video(1), "VideoId")]}),
    ],
)  # fmt: skip
def test_ids_made_from_content_are_the_same_for_the_same_content(
    read: Reader, one: Any, other: Any
) -> None:
    first, second = (read(each, day="2024-03-27") for each in (one, other))
    assert first.ids == second.ids and first.tasks == second.tasks
    assert all(name.startswith("made-") or name == "t1" for name in first.tasks)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (saas(1), saas(1, class_id=8)),
        (saas(1), saas(1, start_time=1700000001)),
        ({"Response": {"Error": {"Code": "c", "Message": "m"}}}, {"Response": {"Error": {"Code": "c", "Message": "n"}}}),
        (without(task(1), "TaskId"), without(task(1, RecordStopTime=1700000063), "TaskId")),
        ({"VideoInfos": [video(1)], "RoomId": 1}, {"VideoInfos": [video(1)], "RoomId": 2}),
    ],
)  # fmt: skip
def test_ids_made_from_content_differ_for_other_content(read: Reader, one: Any, other: Any) -> None:
    first, second = (read(each, day="2024-03-27") for each in (one, other))
    assert not first.tasks.keys() & second.tasks.keys()


def test_two_equal_files_of_one_recording_are_two(read: Reader) -> None:
    same = without(video(1), "VideoId")
    ids = read(task(1, same, same)).ids
    assert len(set(ids)) == 2


def test_pages_say_how_much_of_the_query_is_missing(read: Reader) -> None:
    def page(*names: int) -> dict[str, Any]:
        items = [{"TaskId": f"t{name}", "Status": "FINISHED", "Result": without(task(name), "TaskId")} for name in names]  # fmt: skip
        return {"Response": {"RecordTaskSet": items, "TotalCount": 3}}

    missing = "The query has 3 tasks, this file holds 2 of them: import its other pages too."
    assert missing in read([page(1), page(2), page(2)]).manifest.warnings
    assert read([page(1, 2), page(3)]).manifest.warnings == []
    empty = read({"Response": {"RecordTaskSet": None, "TotalCount": 0}})
    assert (empty.manifest.shape, empty.rows) == ("DescribeRecordSearch", [])


def test_usage_lines_keep_the_vendors_own_text(read: Reader) -> None:
    found = read({"Response": {"Usages": [{"Time": "2022-11-24", "SdkAppId": 1, "SubProduct": "sp_tiw_ric", "RoomID": 4294967295, "Value": 5.25}], "Total": 3}})  # fmt: skip
    assert found.usages[0]["Value"] == "5.25" and found.usages[0]["RoomId"] == "4294967295"
    assert found.manifest.shape == "DescribeTIWRoomDailyUsage"
    assert found.manifest.warnings == [
        "The query has 3 lines, this file holds 1 of them: import its other pages too."
    ]
    assert read({"Usages": []}).manifest.shape == "DescribeTIWDailyUsage"


def test_documents_of_several_shapes_in_one_file_are_each_read_in_their_own_unit(
    read: Reader,
) -> None:
    found = read("\n".join(json.dumps(each) for each in (task(1), task(2), saas(1), event("OnlineRecordStarted"))))  # fmt: skip
    assert (found.manifest.shape, found.manifest.unit) == ("DescribeOnlineRecord", "ms")
    assert [row["DurationUnit"] for row in found.rows] == ["ms", "ms", "s", "s"]
    assert found.manifest.warnings == [
        "The file also holds documents of the shapes OnlineRecordFinished, legacy_saas.",
        "Documents of the shape legacy_saas: lengths are seconds, as it documents.",
    ]


def test_a_document_without_a_time_among_others_is_not_the_files_end(read: Reader) -> None:
    found = read([task(1), {"RoomId": 1, "VideoInfos": [video(2)]}])
    assert found.ids == ["v1", "v2"]
