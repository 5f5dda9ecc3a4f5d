"""Inputs from the field that are brothers of those that were met: one table, each with its minutes or the sentence that refuses it.

A line is added here for each form that somebody's program writes; what decides it is tested where it is decided.
"""

from typing import Any

import pytest

from analytics import ingest
from analytics.storage.store import Store
from tests.ingest.conftest import Load
from tests.support.exports import MINUTE

NAMES = "VideoId,VideoType,VideoDuration,RecordStartTime,RecordStopTime"
CLOCK = "2024-03-27 09:30:00,2024-03-27 10:10:00"
LESSON = f"{NAMES}\na,0,2400000,{CLOCK}\n"
TWO = f"{LESSON}b,2,2400000,{CLOCK}\n"
START, STOP = 1711503000, 1711505400


def table(names: str, *rows: str) -> str:
    return "\n".join([names, *rows, ""])


def at(start: str, stop: str) -> str:
    return table(NAMES, f'a,0,2400000,"{start}","{stop}"')


def lengths(kind: int, *values: int) -> list[str]:
    return [f"{kind}-{n},{kind},{value},2024-03-{n:02} 09:30:00" for n, value in enumerate(values, 1)]  # fmt: skip


def task(**video: Any) -> dict[str, Any]:
    file = {"VideoId": "a", "VideoType": 0, "VideoDuration": 2_400_000, **video}
    return {
        "TaskId": "t", "Status": "FINISHED", "RecordStartTime": START, "RecordStopTime": STOP, "VideoInfos": [file],
    }  # fmt: skip


WITH_UNIT = "VideoId,VideoType,VideoDuration,RecordStartTime,unit"
NO_STOP = NAMES.removesuffix(",RecordStopTime")
PLAIN = "Video ID,Type,Duration,Start"
ROW = {"VideoId": "a", "VideoType": 0, "VideoDuration": 2_400_000, "RecordStopTime": STOP}

# Minutes, and a part of a note or of the reason of the first refused row.
READ: dict[str, tuple[Any, float, str]] = {
    "carets": (LESSON.replace(",", "^"), 40, ""),
    "tildes": (LESSON.replace(",", "~"), 40, ""),
    "Hive's \\x01": (TWO.replace(",", "\x01"), 80, ""),
    "UTF-32": (LESSON.encode("utf-32"), 40, "read as UTF-32"),
    "types below the names": (table(NAMES, "string,int,bigint,datetime,datetime", f"a,0,2400000,{CLOCK}"), 40, ""),
    "a comment between rows": (f"{LESSON}# resumed\nb,0,2400000,{CLOCK}\n", 80, '("# resumed") is a note'),
    "the end of a file of DOS": (f"{LESSON}\x1a", 40, "is a note"),
    "an unknown unit": (table(WITH_UNIT, "a,0,40,2024-03-27,min", "b,0,2400,2024-03-27,jiffies"), 40, '"jiffies" is not a unit'),
    "a kind in seconds": (
        table(NO_STOP, *lengths(0, *[2_400_000] * 20), *lengths(2, 2400, 2460, 2520)), 800.123, "3 of 23 files last less",
    ),
    "some in seconds": (table(NO_STOP, *lengths(0, *[2_400_000] * 9, 2400)), 360.04, "1 of 10 files last less"),
    "Java's double": (at("1.711503E9", "1.7115054E9"), 40, ""),
    "a true minus": (at("2024-03-26T20:30:00\u221205:00", "2024-03-26T21:10:00\u221205:00"), 40, ""),
    "Portuguese": (at("27 de março de 2024 09:30", "27 de março de 2024 10:10"), 40, ""),
    "rows in everyday words": ([{"clip": "a", "kind": "camera", "minutes": 40, "end": "2024-03-27 10:10"}], 40, ""),
    "Italian": (at("27 maggio 2024 09:30", "27 mag 2024 10:10"), 40, ""),
    "Russian": (at("27 марта 2024 09:30", "27 мар 2024 10:10"), 40, ""),
    "Firestore": (
        {"documents": [{"fields": {
            "VideoId": {"stringValue": "a"}, "VideoType": {"integerValue": "0"}, "VideoDuration": {"integerValue": "2400000"},
            "RecordStopTime": {"timestampValue": "2024-03-27T02:10:00Z"}, "Tags": {"arrayValue": {"values": []}},
            "More": {"mapValue": {"fields": {"x": {"nullValue": None}}}},
        }}]}, 40, "",
    ),
    "BigQuery's answer": (
        {"schema": {"fields": [{"name": name} for name in ROW]}, "rows": [{"f": [{"v": "a"}, {"v": "0"}, {"v": "2400000"}, {"v": "1.7115054E9"}]}]},
        40, "",
    ),
    "a document with 2400s": (task(VideoDuration="2400s"), 40, ""),
    "a document with a clock": (task(VideoDuration="00:40:00"), 40, ""),
    "a document with a word for a kind": (task(VideoType="白板"), 40, ""),
    "an older document with 40 min": (
        {"event": "online_record_stop", "data": {"class_id": 1, "start_time": START, "stop_time": STOP, "video_info": [
            {"video_id": "a", "video_type": 0, "video_duration": "40 min"}, {"video_id": "b", "video_type": 0, "video_duration": 2400}]}},
        80, "",
    ),
}  # fmt: skip

# Files of one length that came twice, under two ids.
TWICE: dict[str, tuple[str, str]] = {
    "JavaScript's number": ("5285890784273533123", "5285890784273533000"),
    "a double": ("12345678901234567890", "12345678901234567168"),
    "0x": ("0xabcdef0123456789", "abcdef0123456789"),
    "other files": ("5285890784273533121", "5285890784273533122"),
}

REFUSED: dict[str, tuple[Any, str]] = {
    "half in seconds, and no word": (
        table(PLAIN, *lengths(0, *[2_400_000] * 5), *lengths(1, *[2400] * 5)), "nothing says in which unit",
    ),
    "two values, and damage behind them": ('{"a": {"x": 1, "x": 2}, "b" 3}', "the JSON breaks off or is damaged"),
    "no id": (table(NAMES, f"-,0,2400000,{CLOCK}"), "the cell is empty"),
    "a spreadsheet's exponent": (at("1.71151E+09", "1.71151E+09"), "is not a time"),
    "a document with 40:00": (task(VideoDuration="40:00"), "is not a whole number of milliseconds"),
    "a day in a column that may be two": (
        table("Video ID,Type,Duration (min),Date,Start,End", "a,camera,40,03/04/2024,09:40,10:20"), "may be two days",
    ),
}  # fmt: skip


def name_of(content: Any) -> str:
    return "export.csv" if isinstance(content, str | bytes) else "export.json"


@pytest.mark.slow
def test_each_is_read(load: Load, store: Store) -> None:
    faults = []
    for case, (content, minutes, part) in READ.items():
        receipt = load(content, name_of(content))
        told = [*receipt.warnings, *(flaw.reason for flaw in receipt.problems)]
        is_told = any(part in sentence for sentence in told) if part else not receipt.rows.refused
        if (receipt.status, receipt.billable_ms, is_told) != ("loaded", minutes * MINUTE, True):
            faults.append((case, receipt.status, receipt.billable_ms, told))
        if receipt.import_id:
            ingest.undo(store, receipt.import_id)
    assert not faults


@pytest.mark.slow
def test_each_is_asked_about_or_refused(load: Load) -> None:
    faults = []
    for case, (content, reason) in REFUSED.items():
        receipt = load(content, name_of(content))
        if receipt.status != "refused" or reason not in receipt.problems[0].reason:
            faults.append((case, receipt.status, receipt.billable_ms, receipt.problems))
    assert not faults


@pytest.mark.slow
def test_an_id_that_a_program_rounded_is_said(load: Load, store: Store) -> None:
    said = {}
    for case, (first, second) in TWICE.items():
        rows = (LESSON.replace("\na,", f"\n{name},") for name in (first, second))
        receipts = [load(content, f"{number}.csv") for number, content in enumerate(rows)]
        said[case] = any("count twice" in warning for warning in receipts[1].warnings)
        for receipt in reversed(receipts):
            ingest.undo(store, receipt.import_id)
    assert said == {case: case != "other files" for case in TWICE}


def test_one_file_of_a_task_under_two_ids_is_said_without_its_place(load: Load) -> None:
    rows = (f"TaskId,UserId,{NAMES}\nt,u,{name},0,2400000,{CLOCK}\n" for name in ("a", "b7"))
    receipts = [load(content, f"{number}.csv") for number, content in enumerate(rows)]
    assert any("count twice" in warning for warning in receipts[1].warnings)


def test_one_id_in_single_quotes_and_without_is_one_video(load: Load) -> None:
    load(LESSON)
    receipt = load(LESSON.replace("\na,", "\n'a',"), "quoted.csv")
    assert receipt.rows.duplicate == 1
