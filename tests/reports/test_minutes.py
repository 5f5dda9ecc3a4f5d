"""``minutes``: exact sums by any fields, on days cut in any zone, at either end of a recording."""

import itertools
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from analytics import ingest
from analytics.storage.store import Store
from tests.support.exports import flat, row
from tests.support.terminal import Terminal

FIELDS = ("day", "week", "month", "kind", "room", "user", "app", "recording")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def file(name: str, kind: int, ms: int, start: str, stop: str, **cells: object) -> dict[str, str]:
    times = {"RecordStartTime": at(start), "RecordStopTime": at(stop)}
    named = {"TaskId": name.split("/")[0], "VideoType": kind, "VideoDuration": ms}
    return row(name, **times, **named, **cells)


NIGHT = ("2024-03-27T23:30:00+08:00", "2024-03-28T00:20:00+08:00")
ROWS = [
    file("night/1", 0, 3_000_000, *NIGHT, RoomId=9),
    file("night/2", 1, 2_999_999, *NIGHT, RoomId=9, UserId="pupil"),
    file("night/3", 2, 2_999_998, *NIGHT, RoomId=9, UserId=""),
    file("night/4", 3, 2_999_997, *NIGHT, RoomId=9, UserId="tic_mixstream_9_101"),
    file("night/5", 4, 2_999_996, *NIGHT, RoomId=9),
    # The last second of a day in Kolkata, and the first of the next.
    file("k1", 0, 60_000, "2024-03-27T18:00:00Z", "2024-03-27T18:29:59Z", RoomId=10),
    file("k2", 0, 61_000, "2024-03-27T18:00:00Z", "2024-03-27T18:30:00Z", RoomId=10),
    # Around midnight in New York, in winter, after the clocks went forward on 10 March, and back.
    file("n1", 2, 1, "2024-03-10T04:00:00Z", "2024-03-10T04:59:59Z", SdkAppId=2),
    file("n2", 2, 2, "2024-03-10T04:00:00Z", "2024-03-10T05:00:00Z", SdkAppId=2),
    file("n3", 2, 4, "2024-03-11T03:00:00Z", "2024-03-11T03:59:59Z", SdkAppId=2),
    file("n4", 2, 8, "2024-03-11T03:00:00Z", "2024-03-11T04:00:00Z", SdkAppId=2),
    file("n5", 2, 16, "2024-11-03T04:00:00Z", "2024-11-04T04:59:59Z", SdkAppId=2),
    file("n6", 2, 32, "2024-11-03T04:00:00Z", "2024-11-04T05:00:00Z", SdkAppId=2),
    file("unfinished", 0, 7_000, *NIGHT, Status="RECORDING"),
]
KINDS = ["camera", "screen", "whiteboard", "mixed", "audio"]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("minutes")
    path = folder / "lessons.csv"
    path.write_text(flat(ROWS))
    with Store(folder / "recordings.duckdb") as store:
        options = ingest.Options(unit="ms")
        assert ingest.import_file(store, path, options=options).rows.loaded == len(ROWS)
    return folder / "recordings.duckdb"


@pytest.fixture
def minutes(loaded: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    terminal = Terminal(capsys, monkeypatch)

    def ask(by: str, *words: object) -> list[dict[str, Any]]:
        said = terminal("--db", loaded, "minutes", "--by", by, *words, "--json")
        assert (said.status, said.err) == (0, "")
        return said.json

    return ask


def plainly(
    fields: tuple[str, ...], zone: str = "Asia/Shanghai", midnight: str = "Stop"
) -> list[dict[str, Any]]:
    """The same by Python alone."""
    sums: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for cells in ROWS:
        moment = datetime.fromtimestamp(int(cells[f"Record{midnight}Time"]), UTC)
        day = moment.astimezone(ZoneInfo(zone)).date()
        kind = KINDS[int(cells["VideoType"])]
        facts = {
            "day": str(day),
            "week": str(day - timedelta(day.weekday())),
            "month": f"{day:%Y-%m}",
            "kind": kind,
            "room": cells["RoomId"],
            "user": cells["UserId"],
            "app": cells["SdkAppId"],
            "recording": cells["TaskId"],
        }
        ms = int(cells["VideoDuration"])
        is_billable = cells["Status"] == "FINISHED" and kind in KINDS[:3]
        sums_of = sums[tuple(facts[field] for field in fields)]
        sums_of[0] += 1
        sums_of[1] += ms
        sums_of[2] += ms if is_billable else 0
    return [
        dict(zip((*fields, "videos", "ms", "billable_ms"), (*key, *values), strict=True))
        for key, values in sorted(sums.items())
    ]


@pytest.mark.parametrize("field", FIELDS)
def test_minutes_by_each_field(minutes, field: str) -> None:
    found = minutes(field)
    assert found == plainly((field,))
    assert list(found[0]) == [field, "videos", "ms", "billable_ms"]


@pytest.mark.parametrize(
    "fields",
    [*itertools.islice(itertools.permutations(FIELDS, 2), 0, None, 19), FIELDS, FIELDS[::-1]],
)
def test_several_fields_are_keys_in_the_order_asked_and_order_the_rows(minutes, fields) -> None:
    found = minutes(",".join(fields))
    assert found == plainly(tuple(fields))
    assert list(found[0]) == [*fields, "videos", "ms", "billable_ms"]


@pytest.mark.parametrize("midnight", ["stop", "start"])
@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "UTC", "Asia/Kolkata", "America/New_York", "Pacific/Kiritimati"]
)
def test_days_are_cut_in_the_zone_and_at_the_end_that_was_said(minutes, zone, midnight) -> None:
    fields = ("month", "week", "day", "recording", "kind")
    found = minutes(",".join(fields), "--zone", zone, "--midnight", midnight)
    assert found == plainly(fields, zone, midnight.capitalize())


def test_a_lesson_over_midnight_is_on_the_day_it_stopped_unless_said_otherwise(minutes) -> None:
    night = [each["day"] for each in minutes("day,recording") if each["recording"] == "night"]
    assert night == ["2024-03-28"]
    started = minutes("day,recording", "--midnight", "start")
    assert [each["day"] for each in started if each["recording"] == "night"] == ["2024-03-27"]


@pytest.mark.parametrize(
    ("since", "until", "recordings"),
    [
        ("2024-03-28", "2024-03-29", {"night", "unfinished", "k1", "k2"}),
        ("2024-03-28", "2024-03-28", set()),
        ("2024-03-27", "2024-03-28", set()),
        ("2024-03-28", None, {"night", "unfinished", "k1", "k2", "n5", "n6"}),
        (None, "2024-03-28", {"n1", "n2", "n3", "n4"}),
        ("2024-03-29", "2024-03-28", set()),
    ],
)
def test_a_period_holds_its_first_day_and_not_its_last(minutes, since, until, recordings) -> None:
    words = [word for pair in (("--since", since), ("--until", until)) if pair[1] for word in pair]
    assert {each["recording"] for each in minutes("recording", *words)} == recordings


def test_a_period_follows_the_zone_and_the_midnight_that_were_said(minutes) -> None:
    words = ("--since", "2024-03-27", "--until", "2024-03-28", "--zone", "Asia/Kolkata")
    assert {each["recording"] for each in minutes("recording", *words)} == {
        "night", "unfinished", "k1",
    }  # fmt: skip
    words = ("--since", "2024-03-27", "--until", "2024-03-28", "--midnight", "start")
    assert {each["recording"] for each in minutes("recording", *words)} == {"night", "unfinished"}


@pytest.mark.parametrize(
    ("words", "videos"),
    [
        (["--app", "2"], 6),
        (["--app", "2", "--app", "1400000001"], 14),
        (["--app", "3"], 0),
        (["--room", "9"], 5),
        (["--room", "9", "--room", "10"], 7),
        (["--user", "pupil"], 1),
        (["--user", ""], 1),
        (["--kind", "camera"], 4),
        (["--kind", "mixed", "--kind", "audio"], 2),
        (["--app", "1400000001", "--room", "9", "--user", "teacher", "--kind", "audio"], 1),
    ],
)
def test_filters_keep_what_matches_all_of_them(minutes, words: list[str], videos: int) -> None:
    assert sum(each["videos"] for each in minutes("recording", *words)) == videos


def test_a_field_asked_twice_is_one(minutes) -> None:
    assert minutes("kind, kind") == plainly(("kind",))


def test_in_words_each_line_is_a_row(
    loaded: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Terminal(capsys, monkeypatch)("--db", loaded, "minutes", "--by", "app,user")
    assert len(said.out.splitlines()) == len(plainly(("app", "user")))
    assert "1400000001  -  1 videos  2,999,998 ms  2,999,998 ms billable" in said.out
    with pytest.raises(json.JSONDecodeError):
        json.loads(said.out)
