"""Milliseconds or seconds: what each lesson's clock says, and what a file of lessons comes to."""

from __future__ import annotations

import json
from functools import reduce
from operator import add
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import ingest
from analytics.core.errors import Problem
from analytics.ingest.common import units
from analytics.ingest.common.units import Evidence
from analytics.storage.store import Store

Lessons = list[tuple[int, int]]  # raw span, seconds of clock


def told(lessons: Lessons) -> Evidence:
    return reduce(add, (units.lesson(span, wall, span) for span, wall in lessons), Evidence())


# The three published samples in which TotalTime is the end of the last file, then what lessons are like.
MS: dict[str, Lessons] = {
    "published, online record": [(18317, 23)],
    "published, record search": [(368433, 374)],
    "published, a pause of a minute": [(1440000, 1500)],
    "paused for most of the lesson": [(600_000, 6000)],
    "a short video in a long lesson": [(90_000, 2400)],
    "one clip of a second among lessons": [(2_400_000, 2400), (2_300_000, 2400), (1800, 2400)],
    "clocks that disagree by a little": [(2_430_000, 2400)],
}
S: dict[str, Lessons] = {
    "a lesson": [(3600, 3600)],
    "paused for a while": [(2400, 4000)],
    "many lessons": [(3600, 3700), (1200, 1300), (5000, 5010)],
}


@pytest.mark.parametrize("name", MS)
def test_lengths_documented_and_seen_as_milliseconds_are_that(name: str) -> None:
    unit = units.decide("ms", None, told(MS[name]), "the shape")
    assert unit.name == "ms" and unit.reason.startswith("total ")
    assert unit.reason.endswith("s of wall clock: milliseconds")


@pytest.mark.parametrize("name", S)
def test_lengths_documented_and_seen_as_seconds_are_that(name: str) -> None:
    unit = units.decide("s", None, told(S[name]), "the shape")
    assert (unit.name, unit.warnings) == ("s", ())


@pytest.mark.parametrize(
    ("documented", "lessons", "other"),
    [
        *(("ms", lessons, "s") for lessons in S.values()),
        ("s", MS["published, online record"], "ms"),
        ("s", MS["published, a pause of a minute"], "ms"),
        ("s", [(3_600_000, 0)], "ms"),  # 41 days, where a recording is stopped after one
    ],
)
def test_a_factor_of_a_thousand_is_asked_about_and_never_guessed(
    documented: str, lessons: Lessons, other: str
) -> None:
    with pytest.raises(Problem) as asked:
        units.decide(documented, None, told(lessons), "the shape")
    assert f"--unit {other}" in str(asked.value) and f"--unit {documented}" in str(asked.value)


def test_microseconds_are_asked_about_and_a_person_may_say_that_they_are_none() -> None:
    lessons = told([(2_400_000_000, 2400), (900_000_000, 1000)])
    with pytest.raises(Problem, match=r"look like microseconds.*--unit ms"):
        units.decide("ms", None, lessons, "the shape")
    assert units.decide("ms", "ms", lessons, "the shape").name == "ms"
    one_odd = told([(2_400_000, 2400)] * 20) + told([(2_400_000_000, 2400)])
    assert units.decide("ms", None, one_odd, "the shape").name == "ms"


def test_a_file_of_both_units_is_asked_about() -> None:
    mixed = told([(2_400_000, 2400)] * 3 + [(2400, 2400)] * 3)
    with pytest.raises(Problem, match=r"Split the file by unit"):
        units.decide("ms", None, mixed, "the shape")


@pytest.mark.parametrize(
    ("documented", "lessons", "warning"),
    [
        ("ms", [(1_440_000, 100)], "In 1 lesson the files are longer than the time"),  # published
        ("ms", [(1_440_000, 0)], "the stop is the second of the start"),  # published
        ("s", [(1440, 100)], "In 1 lesson the files are longer than the time"),
        ("ms", [(2_400_000, 2400)] * 20 + [(2000, 2400)], "look like seconds; all were read as milliseconds"),
        ("ms", [(1800, 90_000)], "nothing in the file confirms that"),
        ("ms", [(2_400_000_000, 0)], "lasts 666 hours if lengths are milliseconds"),
    ],
)  # fmt: skip
def test_a_clock_that_cannot_be_is_a_warning_and_no_end(
    documented: str, lessons: Lessons, warning: str
) -> None:
    unit = units.decide(documented, None, told(lessons), "the shape")
    assert unit.name == documented
    assert any(warning in sentence for sentence in unit.warnings)


def test_without_a_clock_the_documents_word_holds_and_is_said() -> None:
    unit = units.decide("ms", None, Evidence(longest=2_400_000), "the shape X")
    assert (
        unit.reason == "milliseconds, as the shape X documents; no wall clock to check it against"
    )
    assert unit.warnings == ()


@pytest.mark.parametrize(
    ("said", "lessons", "warned"),
    [("s", S["a lesson"], False), ("ms", S["a lesson"], True), ("s", MS["published, online record"], True)],
)  # fmt: skip
def test_what_a_person_says_holds_and_a_clock_against_it_is_told(
    said: str, lessons: Lessons, warned: bool
) -> None:
    unit = units.decide("ms", said, told(lessons), "the shape")
    assert (unit.name, "as you said" in unit.reason) == (said, True)
    assert any("as you said, but" in sentence for sentence in unit.warnings) == warned


spans = st.one_of(st.integers(0, 10**7), st.sampled_from([50, 105, 1050, 50_000, 105_000, 105_001]))


@given(st.lists(st.tuples(spans, st.integers(0, 5000)), max_size=6))
def test_the_order_of_lessons_changes_nothing(lessons: Lessons) -> None:
    assert told(lessons) == told(lessons[::-1])


def test_a_table_is_judged_by_the_same_bounds_as_a_document(store: Store) -> None:
    """The votes of clock.sql are those of units.py, at each bound and beside it."""
    lessons = [
        (span, wall)
        for wall in (0, 100, 2400)
        for bound in (
            wall // 2,
            wall * 105 // 100,
            wall * 500,
            wall * 1050,
            wall * 500_000,
            wall * 1_050_000,
        )
        for span in (bound - 1, bound, bound + 1)
        if span > 0
    ]
    rows = [
        {"import_no": 1, "standing": "counted", "video_id": f"v{number}", "task_id": f"t{number}", "duration_ms": span, "wall": wall}
        for number, (span, wall) in enumerate(lessons)
    ]  # fmt: skip
    with store.write() as cursor:
        cursor.execute(
            "insert into video_rows by name select * exclude (wall), timestamp '2024-03-27' as started_at, "
            "timestamp '2024-03-27' + to_seconds(wall) as stopped_at from (select unnest($rows, recursive := true))",
            {"rows": rows},
        )
    (seen,) = store.ask("load/clock", import_no=1, factor=1, prefix="")
    assert Evidence(**seen) == told(lessons)


@pytest.mark.parametrize(
    ("total", "lengths", "status", "ms"),
    [
        (2_400, (1_800_000, 2_400_000), "loaded", 4_200_000),  # as the billing page has it
        (60, (60_000, 30_000), "loaded", 90_000),
        (2_400_000, (1_800_000, 2_400_000), "loaded", 4_200_000),  # both in milliseconds
        (2_400, (1_800, 2_400), "refused", 0),  # both in seconds: a person must say so
    ],
)
def test_lengths_in_the_seconds_of_the_billing_page_s_total_time_are_asked_about(
    store: Store, tmp_path: Path, total: int, lengths: tuple[int, int], status: str, ms: int
) -> None:
    path = tmp_path / "lesson.json"
    videos = [{"VideoType": 0, "UserId": str(n), "VideoDuration": n} for n in lengths]
    path.write_text(json.dumps({"RoomId": 1, "TotalTime": total, "VideoInfos": videos}))
    receipt = ingest.import_file(store, path, options=ingest.Options(day="2024-03-27"))
    assert (receipt.status, receipt.ms.loaded) == (status, ms)
    if status == "refused":
        assert "--unit s" in receipt.problems[0].hint
        said = ingest.Options(day="2024-03-27", unit="s")
        assert ingest.import_file(store, path, options=said).ms.loaded == sum(lengths) * 1000


@pytest.mark.parametrize("length", ["2400", "2400.0", '"2400.0"', "2.4e3"])
@pytest.mark.parametrize(
    ("start", "stop"),
    [
        ("1711512000", "1711514400"),
        ("1711512000.0", "1711514400.0"),
        ('"2024-03-27T12:00:00+08:00"', '"2024-03-27T12:40:00+08:00"'),
        ('"2024-03-27 12:00:00"', '"2024-03-27 12:40:00"'),
    ],
)
def test_a_document_s_clock_speaks_however_its_numbers_and_times_are_written(
    store: Store, tmp_path: Path, length: str, start: str, stop: str
) -> None:
    path = tmp_path / "task.json"
    path.write_text(
        f'{{"TaskId": "T1", "Status": "FINISHED", "RoomId": 12.0, "SdkAppId": 1400000001.0, "RecordStartTime": {start}, '
        f'"RecordStopTime": {stop}, "VideoInfos": [{{"VideoId": "v1", "VideoType": 0, "VideoDuration": {length}}}]}}'
    )
    receipt = ingest.import_file(store, path)
    assert receipt.status == "refused"
    assert "look like seconds" in receipt.problems[0].reason
    seconds = ingest.import_file(store, path, options=ingest.Options(unit="s"))
    assert seconds.ms.loaded == 2_400_000
    (row,) = store.ask("known_rooms")
    assert (row["app"], row["room"]) == ("1400000001", "12")
