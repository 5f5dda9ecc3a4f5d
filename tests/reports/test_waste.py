"""Each rule of waste in cases: which files, or which parts of them, it means."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics import ingest
from analytics.billing.cost_of_use import Shared, amount, postpaid_rate
from analytics.catalog.price_book import load as book
from analytics.core.model import Pack, Plan
from analytics.reports import cost_of_use, waste
from analytics.reports.filters import Filters
from analytics.reports.waste import RULES, Rule
from analytics.storage.store import Store
from tests.support.exports import MINUTE, NINE, flat, row

CAMERA, SCREEN, BOARD, MIXED = 0, 1, 2, 3
BY_NAME = {rule.name: rule for rule in RULES}
Meant = Callable[..., dict[str, int]]


@pytest.fixture
def meant(database: Path, tmp_path: Path) -> Iterator[Meant]:
    """The files that a rule means, with their wasted minutes."""
    with Store(database) as store:

        def find(name: str, *rows: dict[str, str], **filters: Any) -> dict[str, int]:
            path = tmp_path / "lessons.csv"
            path.write_text(flat(rows))
            receipt = ingest.import_file(store, path, options=ingest.Options(unit="ms"))
            assert (receipt.status, receipt.rows.refused) == ("loaded", 0)
            rule, chosen = BY_NAME[name], Filters(**filters)
            found = waste.largest(store, rule, chosen, 100)
            sums = waste.found(store, rule, chosen, {})
            assert sums.files == len(found) and sums.ms == sum(one["ms"] for one in found)
            assert sums.lessons == len({(one["app"], one["task_id"]) for one in found})
            return {one["video_id"]: one["ms"] // MINUTE for one in found}

        yield find


def file(id: str, kind: int, begin: int, minutes: int, user: str = "", **cells: Any) -> Any:
    """A file of a lesson, its beginning and length in minutes."""
    good = {
        "VideoType": kind,
        "VideoPlayTime": begin * MINUTE,
        "VideoDuration": minutes * MINUTE,
        "UserId": user,
        "RecordStopTime": NINE + 7200,
    }
    return row(id, **{**good, **cells})


def lessons(minutes: int, count: int = 5, **cells: Any) -> list[Any]:
    """Lessons of room r, which make its usual length."""
    return [
        file(f"usual{n}{cells}", BOARD, 0, minutes, TaskId=f"usual{n}{cells}", RoomId="r", **cells)
        for n in range(count)
    ]


FORCED = {"FinishReason": "FORCE_STOP", "RoomId": "r"}
A_DAY = {"RecordStartTime": NINE, "RecordStopTime": NINE + 86_400}


def test_of_what_was_stopped_by_force_only_what_is_beyond_the_usual_lesson_is_waste(
    meant: Meant,
) -> None:
    assert meant(
        "forced",
        *lessons(40),
        file("a", CAMERA, 0, 30, "t", **FORCED),
        file("b", BOARD, 0, 1440, TaskId="two", **FORCED, **A_DAY),
        file("late", CAMERA, 100, 50, "t", TaskId="two", **FORCED, **A_DAY),
        file("m", MIXED, 0, 1440, "m", TaskId="two", **FORCED, **A_DAY),
        file("c", BOARD, 0, 1440, TaskId="three", FinishReason="AUTO", **A_DAY),
        file("d", BOARD, 0, 90, TaskId="four", Status="STOPPED", **FORCED),
    ) == {"b": 1400, "late": 50}


def test_without_a_usual_length_only_a_recording_of_24_hours_counts(meant: Meant) -> None:
    assert meant(
        "forced",
        *lessons(40, 4),
        file("a", CAMERA, 0, 300, "t", **FORCED),
        file("b", BOARD, 0, 1440, TaskId="two", **FORCED, **A_DAY),
    ) == {"b": 1440}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wall_s", "minutes", "because"),
    [
        (86_400, 1440, "24 hours, usual 40 minutes"),
        (86_339, 1438, "stopped by force, usual 40 minutes"),
        (40 * 3600, 1440, "90 minutes paused, usual 40 minutes"),
        (140 * 60, 50, "90 minutes paused, usual 40 minutes"),
        (139 * 60, 50, "stopped by force, usual 40 minutes"),
    ],
)
def test_no_reason_is_given_that_the_clock_contradicts(
    database: Path, tmp_path: Path, wall_s: int, minutes: int, because: str
) -> None:
    times = {"RecordStartTime": NINE, "RecordStopTime": NINE + wall_s}
    path = tmp_path / "lessons.csv"
    path.write_text(
        flat([*lessons(40), file("x", BOARD, 0, minutes, TaskId="x", **FORCED, **times)])
    )
    with Store(database) as store:
        ingest.import_file(store, path, options=ingest.Options(unit="ms"))
        (one,) = waste.largest(store, BY_NAME["forced"], Filters(), 10)
    assert (one["because"], one["ms"] // MINUTE) == (because, minutes - 40)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("usual", "minutes", "wasted"),
    [(40, 80, {}), (40, 81, {"x": 41}), (20, 50, {}), (20, 51, {"x": 31}), (10, 45, {"x": 35})],
)
def test_a_recording_twice_as_long_and_half_an_hour_longer_than_its_rooms_usual_is_too_long(
    meant: Meant, usual: int, minutes: int, wasted: dict[str, int]
) -> None:
    assert (
        meant(
            "long",
            *lessons(usual),
            file("x", CAMERA, 0, minutes, "t", TaskId="x", RoomId="r"),
            file("begin", CAMERA, 0, usual, "t2", TaskId="x", RoomId="r"),
            file("m", MIXED, 0, minutes, "m", TaskId="x", RoomId="r"),
            file("other", CAMERA, 0, 300, "t", TaskId="other", RoomId="new"),
            file("forced", CAMERA, 0, 300, "t", TaskId="forced", **FORCED),
        )
        == wasted
    )


@pytest.mark.slow
def test_how_files_were_delivered_does_not_change_the_usual_length(
    tmp_path: Path,
) -> None:
    """A lesson of two files is as long when these come with two imports: else an export more would make another lesson usual."""
    rows = [
        file(f"{n}{kind}", kind, 0, 20 + n - kind, TaskId=f"t{n}", RoomId="r")
        for n in range(9)
        for kind in (BOARD, CAMERA)
    ] + [file("x", CAMERA, 0, 300, TaskId="x", RoomId="r")]
    usual = []
    for name, cut in (("whole", 0), ("halves", 9), ("straddled", 10)):
        with Store(tmp_path / name / "recordings.duckdb") as store:
            for part in filter(None, (rows[:cut], rows[cut:])):
                path = tmp_path / "part.csv"
                path.write_text(flat(part))
                ingest.import_file(store, path, options=ingest.Options(unit="ms"))
            usual.append([row["ms"] for row in waste.largest(store, BY_NAME["long"], Filters(), 9)])
    assert usual[0] == usual[1] == usual[2] != []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("board", "wasted"),
    [((0, 40), {}), ((0, 41), {"b": 11}), ((0, 60), {"b": 30}), ((35, 20), {"b": 20})],
)
def test_a_whiteboard_may_go_on_for_ten_minutes_after_the_last_camera(
    meant: Meant, board: tuple[int, int], wasted: dict[str, int]
) -> None:
    """Then all since the last camera counts, or the whole board where it began after it."""
    lesson = [file("x", CAMERA, 0, 20, "a"), file("y", CAMERA, 10, 20, "b")]
    assert meant("after_cameras", *lesson, file("b", BOARD, *board)) == wasted


def test_a_screen_share_keeps_a_lesson_going(meant: Meant) -> None:
    lesson = [file("x", CAMERA, 0, 5, "a"), file("s", SCREEN, 0, 60, "tic_substream_a")]
    assert meant("after_cameras", *lesson, file("b", BOARD, 0, 65)) == {}


def test_where_files_begin_must_be_told(meant: Meant) -> None:
    camera = file("x", CAMERA, 0, 5, "a", VideoPlayTime="")
    assert meant("after_cameras", camera, file("b", BOARD, 0, 65)) == {}


def test_a_whiteboard_with_less_than_a_minute_of_camera_was_for_nobody(meant: Meant) -> None:
    assert meant(
        "no_camera",
        file("a", BOARD, 0, 30),
        file("b", BOARD, 0, 40, TaskId="two"),
        file("c", CAMERA, 0, 0, "t", TaskId="two", VideoDuration=59_999),
        file("d", BOARD, 0, 50, TaskId="three"),
        file("e", CAMERA, 0, 1, "t", TaskId="three"),
        file("f", BOARD, 0, 60, TaskId="four", Status="RECORDING"),
        file("g", MIXED, 0, 60, "m", TaskId="five"),
    ) == {"b": 40, "a": 30}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("others", "wasted"),
    [
        ([], {"x": 20}),
        ([("y", CAMERA, 0, 5, "b")], {}),
        ([("y", CAMERA, 20, 5, "b")], {"x": 20, "y": 5}),
        ([("y", CAMERA, 19, 5, "b")], {}),
        ([("s", SCREEN, 0, 20, "tic_substream_a")], {"x": 20}),
        ([("s", SCREEN, 0, 20, "tic_substream_b")], {}),
        ([("w", BOARD, 0, 20, "b"), ("m", MIXED, 0, 20, "m")], {"x": 20}),
        ([("y", CAMERA, 20, 5, "b", {"VideoPlayTime": ""})], {}),
    ],
)
def test_a_camera_is_alone_where_nobody_elses_camera_or_screen_ran_at_the_same_time(
    meant: Meant, others: list[Any], wasted: dict[str, int]
) -> None:
    lesson = [
        file("x", CAMERA, 0, 20, "a"),
        *(file(*other[:5], **dict(*other[5:])) for other in others),
    ]
    assert meant("alone", *lesson) == wasted


def test_of_mixed_layouts_the_longest_is_kept(meant: Meant) -> None:
    assert meant(
        "layouts",
        file("a", MIXED, 0, 20, "tic_mixstream_7_101"),
        file("b", MIXED, 20, 20, "tic_mixstream_7_101"),
        file("c", MIXED, 0, 30, "tic_mixstream_7_3"),
        file("d", MIXED, 0, 5, "tic_mixstream_7_custom"),
        file("e", MIXED, 0, 30, "tic_mixstream_7_3", TaskId="two"),
    ) == {"c": 30, "d": 5}


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_filters_narrow_what_is_found(meant: Meant, rule: Rule) -> None:
    lessons = [
        file("x", CAMERA, 0, 20, "a", FinishReason="FORCE_STOP", RoomId=room, TaskId=room)
        | {"VideoId": f"x{room}"}
        for room in ("1", "2")
    ]
    found = meant(rule.name, *lessons, rooms=("1",))
    assert set(found) <= {"x1"}
    assert set(found) == ({"x1"} if rule.name == "alone" else set())


def test_rules_say_what_is_published_and_what_is_inferred() -> None:
    assert {rule.name: rule.evidence.value for rule in RULES} == {
        "forced": "published",
        "long": "inferred",
        "after_cameras": "inferred",
        "no_camera": "inferred",
        "alone": "inferred",
        "layouts": "inferred",
    }


@pytest.mark.slow
def test_wasted_minutes_cost_what_costs_says_of_them(database: Path, tmp_path: Path) -> None:
    """From a pack its part of the pack's price, postpaid its part of the day: the same as the cost of use of these files."""
    lesson_files = [
        file("alone", CAMERA, 0, 100, "a"),
        file("board", BOARD, 0, 37, TaskId="two"),
        file("mixed", MIXED, 0, 40, "tic_mixstream_7_101", TaskId="three"),
        file("again", MIXED, 0, 30, "tic_mixstream_7_3", TaskId="three"),
    ]
    (tmp_path / "lessons.csv").write_text(flat(lesson_files))
    packs = (Pack("A", 50, Decimal("0.20"), date(2024, 1, 1)),)
    with Store(database) as store:
        ingest.import_file(store, tmp_path / "lessons.csv", options=ingest.Options(unit="ms"))
        for plan in (Plan(), Plan(packs=packs), Plan(packs=packs, discount_percent=Decimal(10))):
            rates = waste.rates_of(store, plan, book("tencent-intl"))
            rows = cost_of_use.by_fields(store, plan, ("kind",), Filters(), shared=Shared.NONE)
            by_kind = {row.key[0]: row.usage for row in rows}
            for rule, kind in (("alone", "camera"), ("no_camera", "whiteboard")):
                found = waste.found(store, BY_NAME[rule], Filters(), rates[rule])
                assert abs(found.cost - by_kind[kind]) <= Decimal("0.005"), (rule, plan)
                assert found.cost > 0
            layouts = waste.found(store, BY_NAME["layouts"], Filters(), rates["layouts"])
            assert layouts.cost == 30 * 7 * (100 - plan.discount_percent) / 100 / 1000


def test_a_price_with_a_day_holds_for_what_would_be_charged_from_it_on() -> None:
    dearer = replace(
        book("tencent-intl"), postpaid_per_thousand=Decimal(8), valid_from=date(2026, 7, 1)
    )
    both = replace(dearer, earlier=(book("tencent-intl"),))
    plan = Plan(discount_percent=Decimal(10))
    prices = [
        postpaid_rate(plan, both.on(day)) * 60_000 * 1_000
        for day in (date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert [amount(price) for price in prices] == [Decimal("6.3"), Decimal("7.2")]
