"""The unit of lengths: what the clock of each file says, and what a file of them comes to."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import ingest
from analytics.core.errors import Problem
from analytics.core.model import LONGEST_FILE_MS
from analytics.ingest.common import units
from analytics.ingest.common.units import Evidence, Vote
from analytics.storage.store import Store
from tests.support.exports import document, flat, row, video

Files = list[tuple[int, int]]  # raw length, seconds of clock: each a lesson by itself
Judge = Callable[..., Evidence]
START = datetime(2024, 3, 27, 9)  # noqa: DTZ001 - UTC


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """What files say that were read in a unit."""
    with Store(tmp_path_factory.mktemp("units") / "recordings.duckdb") as store:

        def judge(files: Files, unit: str = "ms", kinds: str = "camera") -> Evidence:
            names = kinds.split()
            rows = [
                {
                    "task": f"t{number}", "kind": names[number % len(names)], "ms": raw * units.FACTORS[unit], "play_ms": None,
                    "started_at": START, "stopped_at": START + timedelta(seconds=wall), "place": str(number + 2),
                }
                for number, (raw, wall) in enumerate(files)
            ]  # fmt: skip
            votes = store.ask("preview_unit_votes", rows=rows, factor=units.FACTORS[unit])
            (clocks,) = store.ask("preview_clock", rows=rows)
            return Evidence(tuple(Vote(**vote) for vote in votes), **clocks)

        yield judge


# The three published samples in which TotalTime is the end of the last file, then what lessons are like.
MS: dict[str, Files] = {
    "published, online record": [(18317, 23)],
    "published, record search": [(368433, 374)],
    "published, a pause of a minute": [(1440000, 1500)],
    "one clip of a second among many lessons": [*[(2_400_000, 2400)] * 100, (1800, 2400)],
    "clocks that disagree by a little": [(2_430_000, 2400)],
}
S: dict[str, Files] = {
    "a lesson": [(3600, 3600)],
    "paused for a while": [(2400, 4000)],
    "many lessons": [(3600, 3700), (1200, 1300), (5000, 5010)],
}


@pytest.mark.parametrize("name", MS)
def test_lengths_documented_and_seen_as_milliseconds_are_that(told: Judge, name: str) -> None:
    unit = units.decide("ms", None, told(MS[name]), "the shape")
    assert unit.name == "ms" and unit.reason.startswith("total ")
    assert unit.reason.endswith("s of wall clock: milliseconds")


@pytest.mark.parametrize("files", [[(600_000, 6000)], [(90_000, 2400)], [(240_000, 2400)] * 3])
def test_a_tenth_of_a_clock_proves_nothing_and_is_said(told: Judge, files: Files) -> None:
    unit = units.decide("ms", None, told(files), "the shape")
    assert unit.name == "ms" and unit.reason.endswith("decides nothing")
    assert any("which proves no unit" in sentence for sentence in unit.warnings)


@pytest.mark.parametrize("name", S)
def test_lengths_documented_and_seen_as_seconds_are_that(told: Judge, name: str) -> None:
    unit = units.decide("s", None, told(S[name], "s"), "the shape")
    assert (unit.name, unit.warnings) == ("s", ())


@pytest.mark.parametrize(
    ("documented", "files", "other"),
    [
        *(("ms", files, "s") for files in S.values()),
        ("s", MS["published, online record"], "ms"),
        ("s", MS["published, a pause of a minute"], "ms"),
        ("s", [(3_600_000, 0)], "ms"),  # 41 days, where a recording is stopped after one
    ],
)
def test_a_factor_of_a_thousand_is_asked_about_and_never_guessed(
    told: Judge, documented: str, files: Files, other: str
) -> None:
    with pytest.raises(Problem) as asked:
        units.decide(documented, None, told(files, documented), "the shape")
    assert f"--unit {other}" in str(asked.value) and f"--unit {documented}" in str(asked.value)


def test_microseconds_are_asked_about_and_a_person_may_say_that_they_are_none(told: Judge) -> None:
    evidence = told([(2_400_000_000, 2400), (900_000_000, 1000)])
    with pytest.raises(Problem, match=r"look like microseconds.*--unit ms"):
        units.decide("ms", None, evidence, "the shape")
    assert units.decide("ms", "ms", evidence, "the shape").name == "ms"


def test_one_length_above_a_day_is_no_question_for_the_file(told: Judge) -> None:
    evidence = told([(2_400_000, 2400)] * 20 + [(2_400_000_000, 2400)])
    assert units.decide("ms", None, evidence, "the shape").name == "ms"


@pytest.mark.parametrize(
    "files",
    [
        [(2_400_000, 2400)] * 3 + [(2400, 2400)] * 3,
        [(2_400_000, 2400)] * 10 + [(2400, 2400)],
        [(2_400_000, 2400), (2_300_000, 2400), (1800, 2400)],
        [(300_000, 2400)] * 9 + [(2400, 2400)] * 3,
    ],
)
def test_a_file_of_both_units_is_asked_about(told: Judge, files: Files) -> None:
    with pytest.raises(Problem, match=r"Split the file by unit") as asked:
        units.decide("ms", None, told(files), "the shape", lambda votes: f"named: {votes}")
    assert "named: ('s',)" in str(asked.value)


def test_a_kind_in_a_unit_of_its_own_is_asked_about_among_many_files(told: Judge) -> None:
    """As few as two in a hundred, where they are all of their kind."""
    files = [(2_400_000, 2400)] * 300 + [(2400, 2400)] * 2
    kinds = "camera " * 300 + "screen screen"
    with pytest.raises(Problem, match="look like milliseconds and those of 2 like seconds"):
        units.decide("ms", None, told(files, kinds=kinds), "the shape")
    mixed = units.decide("ms", None, told(files, kinds="camera screen"), "the shape")
    assert mixed.name == "ms"


def test_files_that_fill_a_part_of_their_lesson_only_as_seconds_are_asked_about(
    told: Judge,
) -> None:
    with pytest.raises(Problem, match="less than a thousandth of their lessons"):
        units.decide("ms", None, told([(600, 2400), (300, 2400), (200, 3000)]), "the shape")
    clips = [(2_400_000, 2400)] * 30 + [(600, 2400)]
    unit = units.decide("ms", None, told(clips), "the shape", lambda votes: "T9 (line 9)")
    (note,) = unit.warnings
    assert note.startswith("1 file is shorter") and note.endswith(": T9 (line 9).")


@pytest.mark.parametrize(
    ("documented", "files", "warning"),
    [
        ("ms", [(1_440_000, 100)], "In 1 lesson the files are longer than the time"),  # published
        ("ms", [(1_440_000, 0)], "the stop is the second of the start"),  # published
        ("s", [(1440, 100)], "In 1 lesson the files are longer than the time"),
        ("ms", [(2_400_000, 2400)] * 200 + [(2000, 2400)], "look like seconds; all were read as milliseconds"),
        ("ms", [(1800, 90_000)], "nothing in the file confirms that"),
        ("ms", [(0, 2400), (2_400_000, 2400)], "1 file has length 0 in a lesson of a minute or more"),
        ("ms", [(0, 2400), (0, 2400)], "Every file has length 0"),
    ],
)  # fmt: skip
def test_a_clock_that_cannot_be_is_a_warning_and_no_end(
    told: Judge, documented: str, files: Files, warning: str
) -> None:
    unit = units.decide(documented, None, told(files, documented), "the shape")
    assert unit.name == documented
    assert any(warning in sentence for sentence in unit.warnings)


def test_without_a_clock_the_documents_word_holds_and_is_said() -> None:
    untimed = Vote("camera", "untimed", 1, longest=2_400_000)
    unit = units.decide("ms", None, Evidence((untimed,)), "the shape X")
    assert (
        unit.reason == "milliseconds, as the shape X documents; no wall clock to check it against"
    )
    assert unit.warnings == ()


def test_where_nothing_says_the_unit_most_files_count_and_not_the_longest() -> None:
    untimed = Vote("camera", "untimed", 20, short=19, longest=18_000)
    with pytest.raises(Problem, match="nothing says in which unit"):
        units.decide("ms", None, Evidence((untimed,)), "")
    assert units.decide("ms", None, Evidence((untimed,)), "the flat form").name == "ms"


@pytest.mark.parametrize(
    ("said", "files", "warned"),
    [("s", S["a lesson"], False), ("ms", S["a lesson"], True), ("s", MS["published, online record"], True)],
)  # fmt: skip
def test_what_a_person_says_holds_and_a_clock_against_it_is_told(
    told: Judge, said: str, files: Files, warned: bool
) -> None:
    unit = units.decide("ms", said, told(files, said), "the shape")
    assert (unit.name, "as you said" in unit.reason) == (said, True)
    assert any("as you said, but" in sentence for sentence in unit.warnings) == warned


def test_the_longest_file_is_the_same_for_the_sql_and_the_core(store: Store) -> None:
    with store.write() as cursor:
        assert cursor.execute("select rules.main.longest_ms()").fetchall() == [(LONGEST_FILE_MS,)]


def test_each_bound_of_a_clock_is_exact(told: Judge) -> None:
    """At least half of the clock, at most a twentieth more than all of it."""
    for wall in (100, 2400, 90_000):
        for vote, factor in (("fits", 1000), ("us", 1_000_000), ("s", 1)):
            first, last = wall * factor // 2, wall * factor * 105 // 100
            for raw, is_in in ((first - 1, False), (first, True), (last, True), (last + 1, False)):
                assert (told([(raw, wall)]).count(vote) == 1) == is_in, (vote, raw, wall)


UNITS_MS = {"us": (1, 1000), "s": (1000, 1), "min": (60_000, 1)}


@st.composite
def two_units(draw: st.DrawFn) -> tuple[list[dict[str, str]], int, str]:
    """Rows of lessons in ms of which one row, one kind or half is in another unit; the true sum, and what differs."""
    other = draw(st.sampled_from(["us", "s", "min"]))
    how = draw(st.sampled_from(["one", "kind", "half", "all"]))
    count = draw(st.integers(4, 60))
    times, parts = UNITS_MS[other]
    odd_one = draw(st.integers(0, count - 1))
    rows, total = [], 0
    for number in range(count):
        kind = number % 3
        minutes = draw(st.integers(10, 80))
        stop = 1_711_501_200 + number * 7200 + minutes * 60
        ms = minutes * 60_000 * draw(st.integers(55, 100)) // 100
        ms -= ms % 60_000  # so that it is a whole number in each unit
        is_other = {
            "one": number == odd_one,
            "kind": kind == 2,
            "half": number % 2 == 1,
            "all": True,
        }[how]
        written = ms * parts // times if is_other else ms
        total += ms
        cells = {
            "TaskId": draw(st.sampled_from(["course", f"t{number}"])),
            "VideoType": str(kind),
            "UserId": "",
        }
        rows.append(
            row(
                f"v{number}",
                VideoDuration=written,
                RecordStartTime=stop - minutes * 60,
                RecordStopTime=stop,
                **cells,
            )
        )
    return rows, total, how


@pytest.mark.slow
@given(two_units(), st.booleans())
@settings(max_examples=40)
def test_another_unit_in_a_row_a_kind_or_half_is_never_read_silently(
    case: tuple[list[dict[str, str]], int, str], as_json: bool
) -> None:
    """Asked, right, or the odd rows refused or named; and tables as JSON are judged as CSV is."""
    rows, total, _ = case
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "db.duckdb") as store:
        path = Path(folder) / "lessons"
        path.write_text(json.dumps(rows) if as_json else flat(rows))
        receipt = ingest.import_file(store, path)
    is_asked = receipt.status == "refused"
    # Rows are refused for their length where it is in microseconds; one that was taken for milliseconds would add up to more.
    is_refused = receipt.rows.refused > 0 and receipt.ms.loaded < total
    assert is_asked or receipt.ms.loaded == total or is_refused, receipt


def test_rows_with_clocks_of_their_own_vote_whatever_their_task(store: Store, load) -> None:
    """A course of twenty lessons under one TaskId, in minutes."""
    rows = [
        row(f"v{n}", TaskId="course", VideoDuration=40 + n % 5, RecordStartTime=1_711_501_200 + n * 86_400,
            RecordStopTime=1_711_503_600 + n * 86_400)
        for n in range(20)
    ]  # fmt: skip
    for content in (flat(rows), json.dumps(rows), json.dumps({"data": {"rows": rows}})):
        receipt = load(content)
        assert receipt.status == "refused"
        assert "look like minutes" in receipt.problems[0].reason
        assert "course (" in receipt.problems[0].reason


@pytest.mark.slow
def test_one_lesson_of_another_unit_among_many_is_named(store: Store, load) -> None:
    rows = [
        row(f"v{n}", TaskId=f"t{n}", VideoDuration=60 if n == 7 else 60_000) for n in range(120)
    ]
    receipt = load(flat(rows))
    assert receipt.rows.loaded == 120
    assert any("look like seconds" in each and "t7 (line 9)" in each for each in receipt.warnings)
    rows = [
        document(video(f"v{n}", VideoDuration=60 if n == 7 else 60_000), TaskId=f"t{n}")
        for n in range(120)
    ]
    told = load("\n".join(map(json.dumps, rows)), "documents.jsonl").warnings
    assert not told or "t7" in told[0]


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("header", "length", "ms"),
    [
        ("VideoDuration", "1800000", 1_800_000),
        ("Duration (s)", "1800", 1_800_000),
        ("Duration (min)", "30", 1_800_000),
        ("Duration (hours)", "0.5", 1_800_000),
        ("Duration (hh:mm:ss)", "0:30:00", 1_800_000),
    ],
)
def test_a_unit_in_the_header_holds_where_the_clock_agrees(load, header, length, ms) -> None:
    """Hours, of which 14,400 are more milliseconds than 32 bits hold, could not be read at all."""
    clock = {"RecordStartTime": 1_711_503_000, "RecordStopTime": 1_711_504_800}
    text = flat([row(name, VideoDuration=length, VideoPlayTime="", **clock) for name in "ab"])
    receipt = load(text.replace("VideoDuration", header, 1))
    assert (receipt.rows.loaded, receipt.ms.loaded) == (2, 2 * ms), receipt.problems
