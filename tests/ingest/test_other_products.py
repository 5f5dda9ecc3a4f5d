"""Recordings of other products resemble ours: each is named and refused, as a callback, an answer or a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analytics.core.errors import Problem
from analytics.ingest.common.other_products import product_of_columns
from tests.support import tables
from tests.support.documents import reader, task, video

HOUR = {"start_time": 1711503000, "end_time": 1711506600}
DOCUMENTS: dict[str, list[Any]] = {
    "TRTC": [
        {"EventGroupId": 3, "EventType": 311, "CallbackTs": 1, "EventInfo": {"RoomId": "1", "TaskId": "t", "Payload": {"Status": 0}}},
        {"CallbackCommand": "x", "Callback": {"EventGroupId": 3, "EventType": 310, "CallbackTs": 1, "EventInfo": {"TaskId": "t"}}},
        {"Response": {"TaskId": "t", "Status": "Exited", "StorageFileList": [{"UserId": "u", "FileName": "a.mp4"}], "RequestId": "r"}},
    ],
    "CSS": [
        {"event_type": 100, "stream_id": "s", "channel_id": "s", "file_id": "1", "duration": 2400, "task_id": "1", "video_id": "1_a", **HOUR},
        {"app": "live", "streamid": "s", "file_id": "1", "video_url": "u", "duration": 2400, "task_id": "1", **HOUR},
        {"Response": {"TaskList": [{"TaskId": "t", "DomainName": "d", "AppName": "a", "StreamName": "s", "StartTime": 1, "EndTime": 2}]}},
    ],
    "Low-code": [{"EventType": "RecordFinish", "EventData": {"RoomId": 1, "RecordUrl": "u"}, "SdkAppId": 1, "Timestamp": 1}],
    "Agora": [
        {"noticeId": "n", "productId": 3, "eventType": 31, "payload": {"details": {"fileList": []}}},
        {"resourceId": "r", "sid": "s", "serverResponse": {"fileList": [], "status": 5}},
    ],
    "ZEGO": [{"task_id": "z", "room_id": "r", "event_type": 1, "nonce": "1", "detail": {"upload_status": 1, "file_info": [{"file_id": "f", "duration": 2400000}]}}],
    "Zoom": [
        {"event": "recording.completed", "payload": {"object": {"uuid": "u", "duration": 40, "recording_files": [{"id": "f"}]}}},
        {"meetings": [{"uuid": "u", "id": 1, "start_time": "2024-03-27T01:30:00Z", "duration": 40, "recording_files": [{"id": "f"}]}]},
    ],
    "Alibaba": [{"domain": "d", "app": "a", "stream": "s", "uri": "x.m3u8", "duration": 2400.4, "start_time": 1711503000, "stop_time": 1711505400}],
    "LiveKit": [{"event": "egress_ended", "egressInfo": {"egressId": "e", "roomName": "r", "fileResults": [{"duration": 1}]}, "id": "x"}],
    "Twilio": [
        {"compositions": [{"sid": "CJ1", "room_sid": "RM1", "duration": 2400, "status": "completed", "size": 1}]},
        {"recordings": [{"sid": "RT1", "duration": 2400, "type": "video", "size": 1, "offset": 1, "status": "completed", "grouping_sids": {"room_sid": "RM1"}}]},
    ],
    "Huawei": [{"event_type": "RECORD_FILE_COMPLETE", "record_format": "MP4", "download_url": "u", "file_size": 1, "record_duration": 65, "room_id": "r", **HOUR}],
    "Daily": [{"total_count": 1, "data": [{"id": "x", "room_name": "r", "start_ts": 1711503000, "status": "finished", "max_participants": 2, "duration": 2400}]}],
    "Vonage": [{"id": "a", "event": "archive", "createdAt": 1711503000000, "duration": 2400, "partnerId": 1, "sessionId": "s", "size": 1, "status": "available"}],
    "BigBlueButton": [{"response": {"recordings": {"recording": [{"recordID": "r", "meetingID": "m", "startTime": 1, "endTime": 2, "playback": {}}]}}}],
    "Volcengine": [{"EventType": "RecordUploadDone", "EventData": "{\"TaskId\": \"t\", \"RoomId\": \"r\"}", "EventTime": "x", "EventId": "e", "AppId": "a", "Nonce": "n"}],
}  # fmt: skip
TABLES = {
    "TRTC": "RoomId,TaskId,UserId,TrackType,MediaId,FileId,StartTimeStamp,EndTimeStamp,VideoUrl\n101,t,u,audio_video,main,5,1711503000000,1711505400000,x\n",
    "Alibaba": "id,type,domain,app,stream,uri,duration,start_time,stop_time\nvid0000000,camera,d,a,s,x,2400.403,1711503000,1711505400\n",
    "CSS": "Stream ID;File ID;Video URL;Video ID;Type;Duration;Start time;End time\ns;1;u;v1;0;2400;1711503000;1711505400\n",
}  # fmt: skip
each_document = pytest.mark.parametrize(
    ("product", "document"),
    [(product, document) for product, listed in DOCUMENTS.items() for document in listed],
)


@each_document
def test_another_products_document_is_refused_by_its_name(
    tmp_path: Path, product: str, document: Any
) -> None:
    with pytest.raises(Problem) as refused:
        reader(tmp_path)(document)
    assert (
        refused.value.what.startswith(("this is a", "this is an")) and product in refused.value.what
    )
    assert "Tencent Interactive Whiteboard" in refused.value.hint


@each_document
def test_among_ours_it_is_a_refused_row_with_its_place(
    tmp_path: Path, product: str, document: Any
) -> None:
    read = reader(tmp_path)("\n".join(map(json.dumps, [task(1), {"log": document}])))
    assert read.ids == ["v1"]
    ((place, flaw),) = read.refused
    assert place.startswith("line 2: $.log") and flaw == "other_product"


@pytest.mark.parametrize("product", TABLES)
def test_a_table_of_its_records_is_refused_by_its_name(store, tmp_path: Path, product: str) -> None:
    with pytest.raises(Problem) as refused:
        tables.read(store, tmp_path, TABLES[product])
    assert product in refused.value.what


def test_nothing_of_ours_is_taken_for_another_products() -> None:
    ours = [
        *task(1),
        *video(1),
        "SdkAppId",
        "EventType",
        "EventData",
        "ExpireTime",
        "Sign",
        "Timestamp",
        "status",
        "Total",
    ]
    assert product_of_columns(ours) == ""
