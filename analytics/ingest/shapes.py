"""Documents into flat rows: which shape a JSON document has, and where its recording and its files stand in it.

Shapes are recognised by what a document holds, never by a file's name. Every value leaves as text, exactly as it was
written; whether it can be read is decided later, in one place, for all shapes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from analytics.ingest.units import MILLISECONDS, SECONDS

Document = dict[str, Any]


class Literal(str):
    """A JSON number with a point or an exponent, kept as it was written."""


@dataclass(frozen=True)
class Shape:
    """One documented form: its name, the unit of its lengths, and the words it uses where they differ."""

    name: str
    unit: str = MILLISECONDS
    videos: str = "VideoInfos"
    has_times: bool = True


ONLINE_RECORD = Shape("DescribeOnlineRecord")
RECORD_SEARCH = Shape("DescribeRecordSearch")
ONLINE_FINISHED = Shape("OnlineRecordFinished")
OFFLINE_FINISHED = Shape("OfflineRecordFinished")
VIDEO_GENERATION = Shape("DescribeVideoGenerationTask", videos="VideoInfoList", has_times=False)
LEGACY_PAAS = Shape("legacy_paas", videos="video_info")
LEGACY_SAAS = Shape("legacy_saas", SECONDS, videos="video_info")
BILLING_PAGE = Shape("billing_page", has_times=False)
DAILY_USAGE = Shape("DescribeTIWDailyUsage")
ROOM_DAILY_USAGE = Shape("DescribeTIWRoomDailyUsage")

# Our word -> the words of the shapes, the first that is there is taken.
_TASK_WORDS = {
    "SdkAppId": ("SdkAppId", "SdkAppID", "Sdkappid", "sdkappid", "sdk_app_id", "SDKAppID"),
    "TaskId": ("TaskId", "TaskID", "task_id"),
    "RoomId": ("RoomId", "RoomID", "room_id", "class_id"),
    "GroupId": ("GroupId", "group_id"),
    "RecordUserId": ("RecordUserId", "record_user_id"),
    "Status": ("Status", "status"),
    "FinishReason": ("FinishReason", "finish_reason"),
    "RecordStartTime": ("RecordStartTime", "record_start_time", "start_time", "CreateTime"),
    "RecordStopTime": ("RecordStopTime", "record_stop_time", "stop_time"),
    "TotalTime": ("TotalTime", "total_time"),
    "ExceptionCnt": ("ExceptionCnt", "exception_cnt"),
    "OmittedDurations": ("OmittedDurations", "omitted_durations"),
    "ErrorCode": ("ErrorCode", "error_code"),
    "ErrorMsg": ("ErrorMsg", "error_msg"),
}
_VIDEO_WORDS = {
    "VideoId": ("VideoId", "VideoID", "video_id"),
    "VideoType": ("VideoType", "video_type"),
    "UserId": ("UserId", "user_id"),
    "VideoPlayTime": ("VideoPlayTime", "video_play_time"),
    "VideoDuration": ("VideoDuration", "video_duration"),
    "VideoSize": ("VideoSize", "video_size"),
    "VideoFormat": ("VideoFormat", "video_format"),
    "VideoUrl": ("VideoUrl", "video_url"),
    "Width": ("Width", "width"),
    "Height": ("Height", "height"),
}


@dataclass
class Recording:
    """One task as a document tells it: its facts, and its files, as texts. `flaw` says why a file is no object."""

    shape: Shape
    path: str
    facts: dict[str, str]
    videos: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    source: Any = None


@dataclass
class Usage:
    """One line of the vendor's own daily usage."""

    shape: Shape
    path: str
    facts: dict[str, str]


@dataclass
class Stranger:
    """Something that is no document of a known shape."""

    path: str
    shown: str


def read(document: Any, path: str) -> Iterator[Recording | Usage | Stranger]:
    """Everything that a document tells, wherever it is wrapped in lists, `Response` or a callback's envelope."""
    if isinstance(document, list):
        for number, item in enumerate(document):
            yield from read(item, f"{path}[{number}]")
    elif not isinstance(document, dict):
        yield Stranger(path, text(document))
    elif isinstance(document.get("Response"), dict | list):
        yield from read(document["Response"], _join(path, "Response"))
    elif isinstance(document.get("RecordTaskSet"), list):
        for number, item in enumerate(document["RecordTaskSet"]):
            yield from _search_item(item, f"{_join(path, 'RecordTaskSet')}[{number}]")
    elif isinstance(document.get("Usages"), list):
        yield from _usages(document["Usages"], _join(path, "Usages"))
    elif "EventType" in document and isinstance(document.get("EventData"), dict):
        yield _callback(document, path)
    elif "event" in document and isinstance(document.get("data"), dict):
        yield _saas(document, path)
    elif isinstance(document.get("Result"), dict) and "TaskId" in document:
        yield from _search_item(document, path)
    else:
        yield from _bare(document, path)


def _bare(document: Document, path: str) -> Iterator[Recording | Stranger]:
    if "VideoInfoList" in document:
        yield _recording(VIDEO_GENERATION, document, path)
    elif "video_info" in document or document.get("task_type") or document.get("callback_type"):
        shape = LEGACY_SAAS if "class_id" in document and "task_id" not in document else LEGACY_PAAS
        yield _recording(shape, document, path)
    elif isinstance(document.get("Error"), dict) and "TaskId" not in document:
        yield _recording(ONLINE_RECORD, document, path, status="FAILED")
    elif "TaskId" in document or "RecordStartTime" in document:
        yield _recording(ONLINE_RECORD, document, path)
    elif isinstance(document.get("VideoInfos"), list):
        yield _recording(BILLING_PAGE, document, path)
    elif "task_id" in document:
        yield _recording(LEGACY_PAAS, document, path)
    else:
        yield Stranger(path, text(document))


def _search_item(item: Any, path: str) -> Iterator[Recording | Stranger]:
    if not isinstance(item, dict):
        yield Stranger(path, text(item))
        return
    result = item.get("Result")
    merged = {**item, **(result if isinstance(result, dict) else {})}
    merged.pop("Result", None)
    inner = _join(path, "Result") if isinstance(result, dict) else path
    yield _recording(RECORD_SEARCH, merged, inner, source=item)


def _callback(document: Document, path: str) -> Recording:
    event = str(document["EventType"])
    shape = OFFLINE_FINISHED if event.startswith("Offline") else ONLINE_FINISHED
    merged = {**document["EventData"], "SdkAppId": document.get("SdkAppId")}
    status = {
        "OnlineRecordStarted": "RECORDING",
        "OnlineRecordStopped": "STOPPED",
        "OfflineRecordProgressChanged": "PROCESSING",
    }.get(event, "FINISHED")
    return _recording(shape, merged, _join(path, "EventData"), status=status, source=document)


def _saas(document: Document, path: str) -> Recording:
    status = "FINISHED" if document["event"] == "online_record_stop" else "RECORDING"
    return _recording(
        LEGACY_SAAS, document["data"], _join(path, "data"), status=status, source=document
    )


def _recording(
    shape: Shape, document: Document, path: str, *, status: str = "FINISHED", source: Any = None
) -> Recording:
    facts = _facts(document, _TASK_WORDS)
    error = document.get("Error")
    if isinstance(error, dict):
        facts["ErrorCode"], facts["ErrorMsg"] = text(error.get("Code")), text(error.get("Message"))
    failed = facts["ErrorCode"] not in ("", "0")
    videos = document.get(shape.videos)
    facts["Status"] = (facts["Status"] or status).upper()
    if failed and not videos:
        facts["Status"] = "FAILED"
    identity = {k: v for k, v in document.items() if not k.startswith("_")}
    facts["TaskId"] = facts["TaskId"] or "made-" + digest(identity)
    recording = Recording(shape, path, facts, source=document if source is None else source)
    seen: dict[str, int] = {}
    if videos is not None and not isinstance(videos, list):
        recording.broken.append((_join(path, shape.videos), text(videos)))
        videos = []
    for number, video in enumerate(videos or []):
        place = f"{_join(path, shape.videos)}[{number}]"
        if not isinstance(video, dict):
            recording.broken.append((place, text(video)))
            continue
        values = _facts(video, _VIDEO_WORDS)
        if not values["VideoId"]:
            made = digest([facts["TaskId"], values])
            seen[made] = seen.get(made, 0) + 1
            values["VideoId"] = f"made-{made}" + (f"-{seen[made]}" if seen[made] > 1 else "")
        recording.videos.append((place, values))
    return recording


def _usages(usages: list[Any], path: str) -> Iterator[Usage | Stranger]:
    for number, usage in enumerate(usages):
        place = f"{path}[{number}]"
        if not isinstance(usage, dict):
            yield Stranger(place, text(usage))
            continue
        words = {"Time": ("Time",), "SubProduct": ("SubProduct",), "Value": ("Value",)}
        facts = _facts(usage, words | {k: _TASK_WORDS[k] for k in ("SdkAppId", "RoomId")})
        yield Usage(ROOM_DAILY_USAGE if facts["RoomId"] else DAILY_USAGE, place, facts)


def _facts(document: Document, words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    found = {}
    for ours, theirs in words.items():
        value = next((document[word] for word in theirs if document.get(word) is not None), None)
        found[ours] = text(value)
    return found


def text(value: Any) -> str:
    """A JSON value as the text that stands for it: '' for null, digits for a number, JSON for anything nested."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def digest(content: Any) -> str:
    """16 hex digits of the content, the same for the same content whatever the order of its keys."""
    whole = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _join(path: str, name: str) -> str:
    return f"{path}.{name}"
