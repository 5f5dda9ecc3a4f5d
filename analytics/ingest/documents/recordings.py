"""One task of a document as facts and files: the words of each shape, the status, and ids where a document gives none.

Times, kinds and statuses that are not as the API writes them are read as those of a table are, by the same readers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from analytics.ingest.common.units import MILLISECONDS
from analytics.ingest.documents.headings import holds_lengths
from analytics.ingest.documents.items import (
    BILLING_PAGE,
    LEGACY_SAAS,
    RECORD_SEARCH,
    Fields,
    Recording,
    Shape,
    plain,
)
from analytics.ingest.documents.json_text import SHOWN, parsed, text
from analytics.ingest.tables import times, values

# Our word -> the words of the shapes, the first that says something is taken.
TASK_WORDS: dict[str, tuple[str, ...]] = {
    "SdkAppId": ("sdkappid",),
    "TaskId": ("taskid",),
    "RoomId": ("roomid", "classid"),
    "GroupId": ("groupid",),
    "RecordUserId": ("recorduserid",),
    "Status": ("status", "taskstatus", "recordstatus", "recordingstatus", "state"),
    "FinishReason": ("finishreason",),
    "RecordStartTime": ("recordstarttime", "starttime"),
    "RecordStopTime": ("recordstoptime", "recordendtime", "stoptime", "endtime"),
    "TotalTime": ("totaltime",),
    "ExceptionCnt": ("exceptioncnt",),
    "OmittedDurations": ("omitteddurations",),
    "ErrorCode": ("errorcode", "error.code"),
    "ErrorMsg": ("errormsg", "error.message"),
}
VIDEO_WORDS: dict[str, tuple[str, ...]] = {
    "VideoId": ("videoid",),
    "VideoType": ("videotype",),
    "UserId": ("userid",),
    "VideoPlayTime": ("videoplaytime",),
    "VideoDuration": ("videoduration",),
    "VideoSize": ("videosize",),
    "VideoFormat": ("videoformat",),
    "VideoUrl": ("videourl",),
    "Width": ("width",),
    "Height": ("height",),
}
# NOT FOUND: the unit of video_play_time of the legacy SaaS callback (its lengths are documented as seconds, its one
# sample fits both). It is kept aside, and read as no length.
_SAAS_VIDEO_WORDS = {name: words for name, words in VIDEO_WORDS.items() if name != "VideoPlayTime"}
_SAAS_VIDEO_WORDS["VideoPlayTime"] = ()

# published: CreateTime of a task that a search tells of is the time of its start, which a task that has not begun lacks.
_SEARCH_WORDS = TASK_WORDS | {"RecordStartTime": (*TASK_WORDS["RecordStartTime"], "createtime")}
# The lists of files of all shapes, as they are written.
LISTS = {"videoinfos": "VideoInfos", "videoinfolist": "VideoInfoList", "videoinfo": "video_info"}
_READ_TASK = {word for words in TASK_WORDS.values() for word in words} | {"error"}
_READ_VIDEO = frozenset(word for words in VIDEO_WORDS.values() for word in words)
_READ_SAAS_VIDEO = _READ_VIDEO - {"videoplaytime"}
_KIND_NUMBERS = frozenset("01234")
_NO_UNIT = values.Lengths(values.CLOCK)
# Numbers are compared below this.
LARGEST = 10**15
_NOT_STATED = ("", "0")
# Of a task that is not over, so that it has no files yet.
_OPEN = {"PREPARED", "RECORDING", "PAUSED", "STOPPED", "QUEUED", "PROCESSING", "FAILED"}
_TIMES = ("RecordStartTime", "RecordStopTime")
_MOST_LISTS = 3
# A callback sent again carries these anew, so they say nothing about which recording it is.
_VOLATILE = {"timestamp", "expiretime", "sign", "requestid"}


def recording(
    shape: Shape, document: dict[str, Any], path: str, *, status: str = "FINISHED"
) -> Recording:
    """The task that `document` tells of; `status` holds where it names none.

    A failed task without files is FAILED whatever it says. What names no id gets one made from its content, the same
    for the same content.
    """
    fields = Fields(document)
    facts = _facts(fields, _SEARCH_WORDS if shape is RECORD_SEARCH else TASK_WORDS)
    code, message = error(fields)
    facts["ErrorCode"], facts["ErrorMsg"] = code, message
    videos = fields.get(shape.videos)
    is_failed = code not in _NOT_STATED and not videos
    word = facts["Status"].strip()
    facts["Status"] = "FAILED" if is_failed else _status(facts["Status"]) or status
    for name in _TIMES:
        facts[name] = _moment(facts[name])
    unread_fields = {
        fields.names[name]: value
        for name, value in fields.items()
        if name not in _READ_TASK and name != shape.videos
    }
    task = Recording(shape, path, facts, rest=unread_fields)
    if not is_failed and word.upper() not in ("", facts["Status"]):
        task.status_word = word
    lacks_list = not fields.names.keys() & LISTS or (not videos and _other_files(document))
    if lacks_list and not is_failed and facts["Status"] not in _OPEN:
        task.is_nameless, task.lists, task.document = True, _lists(document), document
    videos = parsed(videos) if isinstance(videos, str) and parsed(videos) else videos
    if videos is not None and not isinstance(videos, list):
        task.broken.append((fields.path(path, shape.videos), "not_a_document", text(videos)))
        videos = None
    place = fields.path(path, shape.videos) if videos else path
    words = _SAAS_VIDEO_WORDS if shape is LEGACY_SAAS else VIDEO_WORDS
    for number, video in enumerate(videos or []):
        if isinstance(video, dict):
            inner = Fields(video)
            if clash := twice(inner, _READ_VIDEO):
                task.broken.append((f"{place}[{number}]", "two_values", clash))
                continue
            facts_of_video, unread = _video(inner, words)
            task.videos.append((f"{place}[{number}]", facts_of_video))
            if unread:
                unread_fields.setdefault(fields.names[shape.videos], {})[str(number)] = unread
        else:
            task.broken.append((f"{place}[{number}]", "not_a_document", text(video)))
    facts["TaskId"] = facts["TaskId"] or _made_task(task, document)
    _make_video_ids(task)
    if shape is BILLING_PAGE:
        _in_milliseconds(task)
    return task


def error(fields: Fields) -> tuple[str, str]:
    """The error's code and message, "" where there is none; the shapes write them in three ways."""
    nested = fields.get("error")
    if isinstance(nested, dict):
        inner = Fields(nested)
        return text(inner.get("code")), text(inner.get("message"))
    facts = _facts(fields, {name: TASK_WORDS[name] for name in ("ErrorCode", "ErrorMsg")})
    return facts["ErrorCode"], facts["ErrorMsg"]


def twice(fields: Fields, read: Iterable[str] = (*_READ_TASK, *LISTS)) -> str:
    """What is said where a field that is read stands in two spellings with two values; "" where none does."""
    for name in fields.twice.intersection(read):
        spellings = [key for key in fields.document if plain(key) == name]
        first, second = (f'"{key}" {text(fields.document[key])[:SHOWN]}' for key in spellings[:2])
        return f"one value stands under two names, {first} and {second}"
    return ""


def failed(fields: Fields) -> bool:
    """True where a document tells of an error."""
    return error(fields)[0] not in _NOT_STATED


def digest(content: Any) -> str:
    """16 hex digits of the content, the same for the same content whatever the order of its keys."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def number(written: str) -> int:
    """A number without its decimals, 0 for anything else: for comparing, never for billing."""
    whole, _, part = written.strip().partition(".")
    is_number = len(whole) <= 15 and whole.isascii() and whole.isdecimal()
    return int(whole) if is_number and (not part or part.isdecimal()) else 0


def _facts(fields: Fields, words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    facts = {}
    for ours, theirs in words.items():
        value = ""
        if len(theirs) == 1:
            facts[ours] = _text(ours, fields[theirs[0]]) if theirs[0] in fields else ""
            continue
        for word in theirs:
            if word in fields:
                value = _text(ours, fields[word])
                if value not in _NOT_STATED:
                    break
        facts[ours] = value
    return facts


def _text(name: str, value: Any) -> str:
    """The text of a field; "" for "null" and other words for nothing, but not where a length must stand."""
    if type(value) is not str:
        return text(value)
    return "" if name != "VideoDuration" and values.is_nothing(value) else value


def _status(written: str) -> str:
    """A status as the API has it; of a word that is not known, the word."""
    return values.status(written).strip().upper()


def _moment(written: str) -> str:
    """A time as Unix seconds or ISO 8601; any other text as it is."""
    if not written or (written.isascii() and written.isdecimal() and len(written) in (9, 10)):
        return written
    return times.moment(written.strip(), times.Moments())


def _other_files(document: dict[str, Any]) -> bool:
    """Whether an object has a list of what have lengths under another name than the vendor's."""
    lists = ((name, parsed(value) or value) for name, value in document.items())
    return any(plain(name) not in LISTS and holds_lengths(items) for name, items in lists)


def _lists(document: dict[str, Any]) -> str:
    """The lists that an object holds in the place of files, each with the fields of its first entry."""
    lists = []
    for name, value in document.items():
        value = parsed(value) or value
        if isinstance(value, list):
            fields = ", ".join(list(value[0])[:6]) if value and isinstance(value[0], dict) else ""
            lists.append(f'"{name[:SHOWN]}"' + (f" ({fields[:SHOWN]})" if fields else ""))
    return " and ".join(lists[:_MOST_LISTS])


def _video(
    fields: Fields, words: dict[str, tuple[str, ...]]
) -> tuple[dict[str, str], dict[str, Any]]:
    read = _READ_SAAS_VIDEO if words is _SAAS_VIDEO_WORDS else _READ_VIDEO
    facts = _facts(fields, words)
    if facts["VideoType"] not in _KIND_NUMBERS:
        facts["VideoType"] = values.kind(facts["VideoType"])
    if not values.is_digits(facts["VideoDuration"]):
        _know_length(facts)
    if fields.keys() <= read:
        return facts, {}
    unread = {fields.names[name]: value for name, value in fields.items() if name not in read}
    return facts, unread


def _know_length(facts: dict[str, str]) -> None:
    """A length that says its own unit, 2400s or 0:40:00, in milliseconds whatever the shape documents."""
    written, unit = values.length(facts["VideoDuration"], _NO_UNIT)
    ms = values.milliseconds(written, unit) if unit != _NO_UNIT.unit or ":" in written else None
    if ms is not None and ms == values.rounded(ms):
        facts |= {"VideoDuration": str(values.rounded(ms)), "DurationUnit": MILLISECONDS}


def _made_task(task: Recording, document: dict[str, Any]) -> str:
    """An id for a task without one: from app, room, start and stop, as the flat form makes it, else from everything."""
    facts = task.facts
    names = ("SdkAppId", "RoomId", "RecordStartTime", "RecordStopTime")
    app, room, start, stop = (facts[name].strip() for name in names)
    if start not in _NOT_STATED and stop not in _NOT_STATED:
        marks = chr(31).join((app, room, _second(start), _second(stop)))
        return "made-" + hashlib.md5(marks.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    fields = Fields(document)
    return "made-" + digest(
        {
            name: value
            for name, value in fields.items()
            if name not in _VOLATILE and not fields.names[name].startswith("_")
        }
    )


def _second(written: str) -> str:
    """A time with an offset as Unix seconds, so that two ways of writing it make one id; any other text as it is."""
    with suppress(ValueError):
        at = datetime.fromisoformat(written)
        return str(int(at.timestamp())) if at.tzinfo else written
    return written


def _make_video_ids(task: Recording) -> None:
    """Ids for files without one: from the task and what marks the file, so that a link signed anew changes nothing."""
    counts: dict[str, int] = {}
    for _, video in task.videos:
        if video["VideoId"].strip():
            continue
        marks = [video[n] for n in ("VideoType", "UserId", "VideoPlayTime", "VideoDuration")]
        video_id = digest([task.facts["TaskId"], *marks, video["VideoUrl"].split("?")[0]])
        counts[video_id] = counts.get(video_id, 0) + 1
        video["VideoId"] = f"made-{video_id}" + (
            f"-{counts[video_id]}" if counts[video_id] > 1 else ""
        )


LONGEST_LESSON_S = 24 * 3600
"""published: a recording is stopped after 24 hours."""


def _in_milliseconds(task: Recording) -> None:
    """published: the billing page gives TotalTime in seconds beside lengths in milliseconds.

    It is the only clock there is; as seconds it is read unless it were longer than a recording may last.
    """
    total = number(task.facts["TotalTime"])
    if total <= LONGEST_LESSON_S:
        task.facts["TotalTime"] = str(total * 1000)
