"""The sample data is what the pages promise: a plausible year, the same on every machine."""

import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from importlib.util import module_from_spec, spec_from_file_location
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "data/samples"
SHANGHAI = timezone(timedelta(hours=8))
MINUTE = 60_000
CAMERA, SCREEN, WHITEBOARD, MIXED, AUDIO = range(5)
HEADER = (
    "SdkAppId,TaskId,RoomId,RecordStartTime,RecordStopTime,Status,FinishReason,VideoId,VideoType,"
    "UserId,VideoPlayTime,VideoDuration,VideoSize,VideoFormat,VideoUrl,Width,Height"
)
TEXT = ("TaskId", "Status", "FinishReason", "VideoId", "UserId", "VideoFormat", "VideoUrl")
Video = dict[str, Any]
Lesson = list[Video]


@pytest.fixture(scope="module")
def school() -> ModuleType:
    spec = spec_from_file_location("make_school", SAMPLES / "make_school.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def videos() -> list[Video]:
    lines = gzip.decompress((SAMPLES / "school.csv.gz").read_bytes()).decode().splitlines()
    assert lines[0] == HEADER
    videos: list[Video] = []
    for row in csv.DictReader(lines):
        video: Video = {name: v if name in TEXT else int(v) for name, v in row.items()}
        video["begin"] = video["VideoPlayTime"]
        video["end"] = video["begin"] + video["VideoDuration"]
        video["started"] = datetime.fromtimestamp(video["RecordStartTime"], SHANGHAI)
        video["stopped"] = datetime.fromtimestamp(video["RecordStopTime"], SHANGHAI)
        videos.append(video)
    return videos


@pytest.fixture(scope="module")
def lessons(videos: list[Video]) -> list[Lesson]:
    return [list(files) for _, files in groupby(videos, key=itemgetter("TaskId"))]


def wall_clock(lesson: Lesson) -> int:
    return (lesson[0]["RecordStopTime"] - lesson[0]["RecordStartTime"]) * 1000  # ms


def paused(lesson: Lesson) -> int:
    """What of the wall clock is in no file, in ms: the pauses, and a few seconds at the ends."""
    return wall_clock(lesson) - max(video["end"] for video in lesson)


@pytest.mark.slow
def test_the_script_makes_the_committed_rows_byte_for_byte(school: ModuleType) -> None:
    packed = (SAMPLES / "school.csv.gz").read_bytes()
    # The rows, not the archive: two builds of zlib may pack the same bytes differently.
    assert gzip.decompress(packed) == school.text(school.rows())
    assert packed[3:8] == bytes(5)  # no flags, so no name; no time
    assert len(packed) < 1_500_000


def test_another_seed_is_another_school_and_the_size_asked_for_is_kept(school: ModuleType) -> None:
    small, other = (list(school.rows(seed, lessons=90, rooms=10, users=40)) for seed in (3, 4))
    assert small != other
    for rows in (small, other):
        assert len({row[HEADER.split(",").index("TaskId")] for row in rows}) == 90


def test_the_school_has_its_size(videos: list[Video], lessons: list[Lesson]) -> None:
    assert len({video["SdkAppId"] for video in videos}) == 2
    assert 55 <= len({video["RoomId"] for video in videos}) <= 65
    assert 230 <= len({v["UserId"] for v in videos if v["VideoType"] == CAMERA}) <= 270
    assert 5_900 <= len(lessons) <= 6_100
    assert 24_000 <= len({video["VideoId"] for video in videos}) == len(videos) <= 26_000


def test_the_year_runs_from_september_to_august_and_rests_at_new_year(videos: list[Video]) -> None:
    days = {video["stopped"].date() for video in videos}
    assert (min(days), max(days)) == (date(2025, 9, 1), date(2026, 8, 31))
    assert not {day for day in days if date(2026, 2, 16) <= day <= date(2026, 2, 24)}


def test_all_five_kinds_are_there_and_the_billable_minutes_plausible(videos: list[Video]) -> None:
    counts = Counter(video["VideoType"] for video in videos)
    assert set(counts) == {CAMERA, SCREEN, WHITEBOARD, MIXED, AUDIO}
    assert min(counts.values()) > 1_000
    billable = (v for v in videos if v["Status"] == "FINISHED" and v["VideoType"] <= WHITEBOARD)
    assert 500_000 <= sum(video["VideoDuration"] for video in billable) / MINUTE <= 800_000


def test_lessons_come_in_order_of_stop_time_and_stand_together(lessons: list[Lesson]) -> None:
    stops = [lesson[0]["RecordStopTime"] for lesson in lessons]
    assert stops == sorted(stops)
    assert len({lesson[0]["TaskId"] for lesson in lessons}) == len(lessons)
    same = ("SdkAppId", "RoomId", "RecordStartTime", "RecordStopTime", "Status", "FinishReason")
    for lesson in lessons:
        assert all(len({video[name] for video in lesson}) == 1 for name in same)


def test_no_file_is_empty_or_longer_than_the_wall_clock(lessons: list[Lesson]) -> None:
    for lesson in lessons:
        assert all(video["begin"] >= 0 and video["end"] > video["begin"] for video in lesson)
        assert paused(lesson) >= 0


def test_a_room_holds_one_recording_at_a_time(lessons: list[Lesson]) -> None:
    rooms = defaultdict(list)
    for first, *_ in lessons:
        rooms[first["RoomId"]].append((first["RecordStartTime"], first["RecordStopTime"]))
    for spans in rooms.values():
        assert all(stop < start for (_, stop), (start, _) in pairwise(sorted(spans)))


def test_nobody_has_two_files_of_one_kind_at_the_same_time(lessons: list[Lesson]) -> None:
    for lesson in lessons:
        tracks = defaultdict(list)
        for video in lesson:
            tracks[video["VideoType"], video["UserId"]].append((video["begin"], video["end"]))
        for spans in tracks.values():
            assert all(stop <= start for (_, stop), (start, _) in pairwise(sorted(spans)))


def test_users_are_named_as_the_vendor_names_them(videos: list[Video]) -> None:
    for video in videos:
        user, kind = video["UserId"], video["VideoType"]
        assert (user == "") == (kind == WHITEBOARD)
        assert user.startswith(f"tic_mixstream_{video['RoomId']}_") == (kind == MIXED)
        assert kind == SCREEN or not user.startswith("tic_substream_")
    shared = [video["UserId"] for video in videos if video["VideoType"] == SCREEN]
    assert 0.8 < sum(user.startswith("tic_substream_") for user in shared) / len(shared) < 1


def test_ids_are_too_long_for_a_float_or_a_signed_32_bit_integer(videos: list[Video]) -> None:
    assert {len(video["VideoId"]) for video in videos} == {19, 32}
    numbers = [video["VideoId"] for video in videos if len(video["VideoId"]) == 19]
    assert len({float(number) for number in numbers}) < len(numbers) / 10
    assert 2**31 < max(video["RoomId"] for video in videos) < 2**32


def test_the_school_teaches_on_weekdays_and_the_tutors_at_weekends(lessons: list[Lesson]) -> None:
    starts = [(first["SdkAppId"], first["started"]) for first, *_ in lessons]
    school, tutoring = sorted({app for app, _ in starts})
    count = Counter((app, start.weekday() >= 5) for app, start in starts)
    assert count[school, False] / 5 > 10 * count[school, True] / 2
    assert count[tutoring, True] / 2 > 2 * count[tutoring, False] / 5
    assert all(start.hour >= 13 for app, start in starts if app == school and start.weekday() < 5)


def test_the_school_grows_through_its_terms_and_thins_out_in_summer(lessons: list[Lesson]) -> None:
    school = min(first["SdkAppId"] for first, *_ in lessons)
    stops = [first["stopped"] for first, *_ in lessons if first["SdkAppId"] == school]
    months = Counter(f"{stop:%Y-%m}" for stop in stops)
    assert months["2026-06"] > 1.25 * months["2025-09"]
    assert months["2026-08"] < 0.5 * months["2026-06"]
    assert months["2026-02"] == 0


def test_only_one_app_makes_sound_files_and_only_from_march_on(videos: list[Video]) -> None:
    sounds = [video for video in videos if video["VideoType"] == AUDIO]
    assert len({video["SdkAppId"] for video in sounds}) == 1
    assert min(video["stopped"].date() for video in sounds) >= date(2026, 3, 1)
    assert {(v["VideoFormat"], v["Width"], v["Height"]) for v in sounds} == {("mp3", 0, 0)}


def test_some_tasks_are_not_finished_and_have_nothing_uploaded(lessons: list[Lesson]) -> None:
    broken = [first for first, *_ in lessons if first["Status"] != "FINISHED"]
    ends = {("RECORDING", ""), ("STOPPED", "EXCEPTION"), ("STOPPED", "FORCE_STOP")}
    assert {(first["Status"], first["FinishReason"]) for first in broken} == ends
    assert 50 <= len(broken) <= 120
    for lesson in lessons:
        done = lesson[0]["Status"] == "FINISHED"
        assert all(bool(v["VideoUrl"]) == done == (v["VideoSize"] > 0) for v in lesson)


def over_midnight(lesson: Lesson) -> bool:
    return lesson[0]["started"].date() < lesson[0]["stopped"].date()


def split_by_a_pause(lesson: Lesson) -> bool:
    """The board's file ends where its next one begins, and the clock ran on in between."""
    board = [video for video in lesson if video["VideoType"] == WHITEBOARD]
    meet = {video["end"] for video in board} & {video["begin"] for video in board}
    return bool(meet) and paused(lesson) >= 2 * MINUTE


def forgotten_for_a_day(lesson: Lesson) -> bool:
    return lesson[0]["FinishReason"] == "FORCE_STOP" and wall_clock(lesson) >= 24 * 60 * MINUTE


def forgotten_in_a_pause(lesson: Lesson) -> bool:
    return lesson[0]["FinishReason"] == "FORCE_STOP" and paused(lesson) >= 90 * MINUTE


def board_left_on(lesson: Lesson) -> bool:
    cameras = [video["end"] for video in lesson if video["VideoType"] == CAMERA]
    return bool(cameras) and max(video["end"] for video in lesson) - max(cameras) >= 30 * MINUTE


def board_without_a_camera(lesson: Lesson) -> bool:
    return {video["VideoType"] for video in lesson} == {WHITEBOARD}


def camera_off_and_on(lesson: Lesson) -> bool:
    cameras = Counter(video["UserId"] for video in lesson if video["VideoType"] == CAMERA)
    return max(cameras.values(), default=0) > 1 and paused(lesson) < MINUTE


def two_layouts_mixed(lesson: Lesson) -> bool:
    return len({video["UserId"] for video in lesson if video["VideoType"] == MIXED}) > 1


@pytest.mark.parametrize(
    ("happened", "low", "high"),
    [
        (over_midnight, 10, 60),
        (split_by_a_pause, 200, 900),
        (forgotten_for_a_day, 2, 12),
        (forgotten_in_a_pause, 5, 30),
        (board_left_on, 25, 100),
        (board_without_a_camera, 25, 100),
        (camera_off_and_on, 500, 2_000),
        (two_layouts_mixed, 300, 1_500),
    ],
)
def test_what_the_usage_pages_look_for_did_happen(
    lessons: list[Lesson], happened: Callable[[Lesson], bool], low: int, high: int
) -> None:
    assert low <= sum(map(happened, lessons)) <= high


def test_the_billing_pages_lesson_is_70_minutes_of_camera_and_40_of_whiteboard() -> None:
    lesson = json.loads((SAMPLES / "billing_page.json").read_text(encoding="utf-8"))
    lengths = [(video["VideoType"], video["VideoDuration"]) for video in lesson["VideoInfos"]]
    assert lengths == [(CAMERA, 30 * MINUTE), (CAMERA, 40 * MINUTE), (WHITEBOARD, 40 * MINUTE)]
    assert lesson["TotalTime"] == 40 * 60  # seconds, as published
