"""Documents are found however they follow one another and whatever they are wrapped in, and told exactly as written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analytics.core.errors import Problem
from tests.support.documents import Reader, reader, task, video


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return reader(tmp_path)


def line(name: object) -> str:
    return json.dumps(task(name))


def spread(name: object, indent: int = 2) -> str:
    return json.dumps(task(name), indent=indent)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (line(1), ["$"]),
        (spread(1), ["$"]),
        ("\ufeff" + line(1) + "\n", ["$"]),
        (json.dumps({"Response": task(1)}), ["$.Response"]),
        (f"[{line(1)}, {line(2)}]", ["$[0]", "$[1]"]),
        (f"[[{line(1)}], [{line(2)}]]", ["$[0][0]", "$[1][0]"]),
        (f"{line(1)}\n{line(2)}\n", ["line 1: $", "line 2: $"]),
        (f"\r\n{line(1)}\r\n\r\n{line(2)}\r\n", ["line 2: $", "line 4: $"]),
        (f"{line(1)}{line(2)}", ["line 1: $", "line 1: $"]),
        (f"{line(1)},\n{line(2)},\n", ["line 1: $", "line 2: $"]),
        (f"{spread(1)}\n{spread(2)}", ["line 1: $", "line 17: $"]),
        (f"[{line(1)}]\n[{line(2)}]", ["$[0]", "line 2: $[0]"]),
        (json.dumps({"code": 0, "data": {"list": [task(1), task(2)]}}), ["$.data.list[0]", "$.data.list[1]"]),
        (json.dumps({"_source": {"message": json.dumps(task(1))}}), ["$._source.message"]),
        (f"2024-03-27 09:30:00 INFO got {line(1)}\n[2024-03-27] {line(2)}\n", ["line 1: $", "line 2: $"]),
        (f"[2024-03-27 09:30:00] {spread(1)}\nserver up\n[2024] {line(2)}", ["line 1: $", "line 18: $"]),
    ],
)  # fmt: skip
def test_documents_are_found_however_they_follow_one_another(
    read: Reader, text: str, places: list[str]
) -> None:
    found = read(text)
    assert [row["place"] for row in found.recordings] == places
    assert found.ids == [f"v{number}" for number in range(1, len(places) + 1)]
    assert [row["place"] for row in found.rows] == [f"{place}.VideoInfos[0]" for place in places]
    assert found.refused == []


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
)
def test_documents_are_read_in_the_encodings_that_programs_write(
    read: Reader, encoding: str
) -> None:
    text = json.dumps(task(1, video(1, UserId="张老师")), ensure_ascii=False)
    assert read(text.encode(encoding)).rows[0]["UserId"] == "张老师"


@pytest.mark.parametrize(
    ("text", "good", "refused"),
    [
        (f'{line(1)}\n{{"TaskId": \n{line(2)}\n', ["v1", "v2"], [("line 2", "not_json")]),
        (f"{line(1)}\n{line(2)[:90]}", ["v1"], [("line 2", "not_json")]),
        (f"{line(1)[:90]}\n{line(2)}", ["v2"], [("line 1", "not_json")]),
        (f"{line(1)}\ngarbage\n{line(2)}", ["v1", "v2"], [("line 2", "not_json")]),
        (f"{line(1)}\n{spread(2).replace(': ', ' ', 1)}\n{line(3)}", ["v1", "v3"], [("line 2", "not_json")]),
        (f"{spread(1)}\n{spread(2, 0).replace(': ', ' ', 1)}\n{spread(3)}", ["v1", "v3"], [("line 17", "not_json")]),
        (f'{line(1)}\n{{"a": 1}}\n', ["v1"], [("line 2: $", "not_a_document")]),
        (f"{line(1)}\n{{\"a\":{'[' * 3000}{']' * 3000}}}\n{line(2)}", ["v1", "v2"], [("line 2", "too_deep")]),
        (line(1) + "\n" + line(2).replace("{", '{"TaskId": "x", ', 1), ["v1"], [("line 2", "two_values")]),
        (json.dumps([task(1), 5, "x", None]), ["v1"], [("$[1]", "not_a_document"), ("$[2]", "not_a_document"), ("$[3]", "not_a_document")]),
        (json.dumps(task(1, video(1), 7, None)), ["v1"], [("$.VideoInfos[1]", "not_a_document"), ("$.VideoInfos[2]", "not_a_document")]),
        (json.dumps([task(1), task(2, VideoInfos="none")]), ["v1"], [("$[1].VideoInfos", "not_a_document")]),
        (json.dumps([task(1), task(2, video(2, VideoUrl="u" * 9000))]), ["v1"], [("$[1].VideoInfos[0]", "too_long")]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_itself(
    read: Reader, text: str, good: list[str], refused: list[tuple[str, str]]
) -> None:
    found = read(text)
    assert found.ids == good
    assert found.refused == refused


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (line(1)[:-20], "line 1, column 212: the JSON breaks off or is damaged"),
        (f"[{line(1)},\n{line(2)[:30]}", "line 2, column 31: the JSON breaks off or is damaged"),
        (f"[{line(1)},]", "the JSON breaks off or is damaged (a comma stands before a closing bracket)"),
        (f"[{line(1)} {line(2)}]", "the JSON breaks off or is damaged (a comma is missing)"),
        (f"[{line(1)}", "the JSON breaks off or is damaged"),
        (f"[\n{line(1)},\n{line(2)},\n", "the JSON breaks off or is damaged"),
        (spread(1)[:-40], "the JSON breaks off or is damaged"),
        (spread(1, 0)[:-40], "the JSON breaks off or is damaged"),
        ("[" * 3000 + "]" * 3000, "the JSON is nested too deeply"),
        ('{"a": 1}', 'no recording document of a known shape was found: it starts with "{"a": 1}"'),
        (line(1).replace("{", '{"Status": "RECORDING", ', 1), '"Status" is given twice, as RECORDING and as FINISHED'),
        ('{"Response": {"TaskId": "t", "RequestId": "r"}}', "only an answer without a recording"),
        (json.dumps({"EventType": "TranscodeFinished", "EventData": {"TaskId": "t"}}), "only TranscodeFinished"),
        (json.dumps({"Response": {"TaskId": "t", "Status": "FINISHED", "Progress": 100, "Pages": 3, "ResultUrl": "u"}}), "no recording document"),
        (json.dumps({"Tasks": [{"TaskID": "t", "TaskType": "x", "Status": "RUNNING", "FileURL": ""}], "Total": 1}), "no recording document"),
    ],
)  # fmt: skip
def test_a_file_that_as_a_whole_cannot_be_read_is_one_sentence(
    read: Reader, text: str, sentence: str
) -> None:
    with pytest.raises(Problem) as told:
        read(text)
    assert sentence in str(told.value)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1.5", "1.5"),
        ("1.50", "1.50"),
        ("60000.0", "60000"),
        ("1.8e6", "1800000"),
        ("18E+5", "1800000"),
        ("1e999", "1e999"),
        ("-0", "0"),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
        ("true", "true"),
        ("null", ""),
        ('"60000"', "60000"),
        ("9" * 5000, "9" * 5000),
        ("5285890781570653827123", "5285890781570653827123"),
        ("[1, 2]", "[1, 2]"),
    ],
)
def test_a_number_reaches_the_check_as_it_was_written(
    read: Reader, written: str, text: str
) -> None:
    found = read(json.dumps(task(1)).replace("60000", written))
    assert found.rows[0]["VideoDuration"] == text
    found = read(json.dumps(task(1)).replace('"v1"', written))
    assert found.rows[0]["VideoId"].startswith("made-" if written == "null" else text)


@pytest.mark.parametrize(
    ("value", "text"),
    [("\ud800a", "\\ud800a"), ("a\0b", "a␀b"), ("a\nb\r", "a␊b␍"), ('a"b,', 'a"b,'), ("😀", "😀")],
)
def test_a_row_stays_on_its_line_whatever_its_values_hold(
    read: Reader, value: str, text: str, tmp_path: Path
) -> None:
    assert read([task(1, video(1, UserId=value))]).rows[0]["UserId"] == text
    assert (tmp_path / "rows.csv").read_text("utf-8").count("\n") == 2


def test_names_are_known_without_case_and_underscores_and_unknown_ones_are_kept(
    read: Reader,
) -> None:
    odd = task(1) | {"RoomID": 1, "sdkappid": "1400000001", "Novel": {"a": 1}, "SdkAppID": None}
    odd["VideoInfos"] = [{"videoid": "x", "VIDEO_TYPE": 2, "Video_Duration": 5, "Codec": "h264"}]
    del odd["RoomId"]
    found = read(odd)
    row, recording = found.rows[0], found.recordings[0]
    assert (row["VideoId"], row["VideoType"], row["VideoDuration"]) == ("x", "2", "5")
    assert (recording["RoomId"], recording["SdkAppId"]) == ("1", "1400000001")
    assert json.loads(recording["document"]) == {
        "Novel": {"a": 1},
        "VideoInfos": {"0": {"Codec": "h264"}},
    }
