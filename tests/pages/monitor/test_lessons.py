"""A lesson's own page: found by a part of its name, its files in lanes, and what each cost."""

import json
from decimal import Decimal
from importlib import import_module

from tests.support.exports import NINE, document, video
from tests.support.pages import (
    A_DAY_S,
    MINUTE,
    NOON,
    assert_no_exception,
    filter_by,
    load,
    metric_values,
    open_page,
    page_text,
    row,
    write,
)


def lesson(at, text):
    return assert_no_exception(at.text_input(key="task").set_value(text).run())


def table(at, column):
    """The table that has this column."""
    return next(table.value for table in at.dataframe if column in table.value.columns)


def test_without_a_lesson_there_is_a_list_that_a_word_narrows_down(database, tmp_path) -> None:
    load(database, write(tmp_path / "a.csv", [row(1), row(2, RoomId="blue"), row(3)]))
    at = open_page("monitor/lessons")
    assert sorted(table(at, "Began")["Lesson"]) == ["task1", "task2", "task3"]
    assert list(table(lesson(at, "BLU"), "Began")["Lesson"]) == ["task2"]
    assert "No lessons found" in page_text(lesson(at, "nothing of the kind"))
    assert len(table(assert_no_exception(at.button(key="all_lessons").click().run()), "Began")) == 3


def test_a_link_with_a_lesson_opens_it(database, tmp_path) -> None:
    from streamlit.testing.v1 import AppTest

    from tests.support.pages import ROOT

    load(database, write(tmp_path / "a.csv", [row(1), row(2)]))
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    at.query_params["task"] = "task2"
    at.switch_page("pages/monitor/lessons.py").run()
    assert "Room 1, 27 Mar 2024, 12:00" in page_text(lesson(at, "task2"))


def test_its_figures_and_what_each_file_was_billed_as(database, tmp_path) -> None:
    same = {"TaskId": "t"}
    rows = [
        row(1, **same),
        row(2, **same, VideoType=2, VideoDuration=5 * MINUTE),
        row(3, **same, VideoType=3),
        row(4, **same, VideoType=4),
    ]
    load(database, write(tmp_path / "a.csv", rows))
    at = lesson(open_page("monitor/lessons"), "t")
    assert metric_values(at) == {"Billable minutes": "15", "Free minutes": "20", "Files": "4", "Cost of use": "$0.11"}  # fmt: skip
    files = table(at, "Billed as")
    assert list(files["Billed as"]) == [
        "camera, in full",
        "whiteboard, in full",
        "nothing: mixed streams are free for now",
        "nothing: audio files are free for now",
    ]
    assert list(files["Funding source"]) == ["postpaid", "postpaid", "–", "–"]
    assert list(files["Cost (USD)"]) == [*map(Decimal, ("0.07", "0.035", "0", "0"))]
    assert list(table(at, "Lane")["Lane"]) == [
        "Camera", "Whiteboard", "Mixed stream", "Audio file", "All lanes",
    ]  # fmt: skip


def test_a_recording_that_did_not_finish_costs_nothing_and_says_why(database, tmp_path) -> None:
    load(database, write(tmp_path / "a.csv", [row(1, Status="RECORDING")]))
    at = lesson(open_page("monitor/lessons"), "task1")
    assert list(table(at, "Billed as")["Billed as"]) == [
        "nothing: the recording is RECORDING, not FINISHED"
    ]
    assert metric_values(at)["Cost of use"] == "$0.00"


def test_a_document_tells_of_robot_exceptions_and_pauses_and_is_shown_as_it_came(
    database, tmp_path
) -> None:
    told = document(
        video("a", UserId="t1"),
        video("b", UserId="tic_mixstream_7_101", VideoType=3),
        RecordUserId="tic_record_user_7_99",
        ExceptionCnt=2,
        RecordStopTime=NINE + 180,
        FinishReason="FORCE_STOP",
        OmittedDurations=[
            {
                "VideoTime": 30_000,
                "PauseTime": NINE * 1000 + 30_000,
                "ResumeTime": NINE * 1000 + 150_000,
            }
        ],
    )
    path = tmp_path / "task.json"
    path.write_text(json.dumps(told))
    load(database, path)
    at = lesson(open_page("monitor/lessons"), "lesson")
    text = page_text(at)
    assert "FORCE_STOP: stopped by force" in text
    assert "tic_record_user_7_99; it stayed 3 clock minutes" in text
    assert "3.0 min on the clock, the last file ends after 1.0; 1 span of 2.0" in text
    assert "Exceptions: 2" in text
    assert "Mixed stream, layout 101" in list(table(at, "Lane")["Lane"])


def test_a_lesson_of_only_a_document_has_facts_and_no_files(database, tmp_path) -> None:
    load(database, write(tmp_path / "a.csv", [row(1)]))
    path = tmp_path / "task.json"
    path.write_text(json.dumps(document(TaskId="empty", Status="STOPPED")))
    load(database, path)
    at = lesson(open_page("monitor/lessons"), "empty")
    assert "Status: STOPPED" in page_text(at)
    assert metric_values(at)["Files"] == "0"


def test_the_list_is_in_the_order_of_its_first_column_and_says_of_how_many(
    database, tmp_path, monkeypatch
) -> None:
    rows = [row(n, day=-n) for n in range(1, 5)]
    rows.append(row(9, day=-9, RecordStopTime=NOON + A_DAY_S, VideoDuration=60_000))
    load(database, write(tmp_path / "a.csv", rows))
    monkeypatch.setattr(import_module("pages.monitor._lessons.finder"), "MOST", 3)
    at = open_page("monitor/lessons")
    began = list(table(at, "Began")["Began"])
    assert began == sorted(began, reverse=True) and len(began) == 3
    assert "30 Dec 2023 – 28 Mar 2024. The 3 of 5 lessons that began last" in page_text(at)


def test_an_empty_place_of_a_lane_is_named_and_the_lanes_have_a_sum(database, tmp_path) -> None:
    told = document(video("a", UserId="t1"), video("b", UserId="t1", VideoPlayTime=180_000))
    path = tmp_path / "task.json"
    path.write_text(json.dumps(told))
    load(database, path)
    at = lesson(open_page("monitor/lessons"), "lesson")
    assert "no document says why: Camera t1" in page_text(
        at
    ) and "min from minute 1.0" in page_text(at)
    assert list(table(at, "Lane")["Lane"]) == ["Camera t1", "All lanes"]
    assert list(table(at, "Lane")["Files"]) == [2, 2]


def test_lessons_are_found_by_user_and_state_and_sorted_by_what_they_cost(
    database, tmp_path
) -> None:
    rows = [row(1), row(2, VideoDuration=30 * MINUTE), row(3, Status="RECORDING")]
    load(database, write(tmp_path / "a.csv", rows))
    at = filter_by(open_page("monitor/lessons"), "-state:FINISHED")
    assert list(table(at, "Began")["Lesson"]) == ["task3"]
    at = filter_by(at, "state:FINISHED")
    at.session_state["lessons_sort"] = "Cost"
    costs = table(assert_no_exception(at.run()), "Began")
    assert list(costs["Lesson"]) == ["task2", "task1"]
    assert [str(cost) for cost in costs["Cost (USD)"]] == ["0.21", "0.07"]
