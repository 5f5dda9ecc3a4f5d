"""What each value alone does not tell: ids that are none, lengths that a clock denies, tasks that do not go together."""

import json

import pytest

from tests.support.exports import MINUTE, NINE, document, flat, row, video


@pytest.mark.slow
def test_a_place_in_milliseconds_does_not_make_seconds_milliseconds(load) -> None:
    """VideoPlayTime is the API's own; lengths in seconds or minutes beside it would be a thousandth."""
    lesson = {"RecordStopTime": NINE + 2500}
    for lengths in ((2400, 2370), (40, 39)):
        rows = [
            row(f"v{at}", VideoDuration=length, VideoPlayTime=at * 30_000, **lesson)
            for at, length in enumerate(lengths)
        ]
        assert load(flat(rows)).status == "refused"
    files = [video("a", VideoDuration=2400), video("b", VideoDuration=2370, VideoPlayTime=30_000)]
    receipt = load(document(*files, RecordStartTime=NINE, RecordStopTime=NINE + 2500), "a.json")
    assert receipt.status == "refused" and "seconds" in receipt.problems[0].reason
    assert receipt.shape == "DescribeOnlineRecord"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["1.23E+18", "5,28589E+18", "5.28589e+18", "1E18", "4e19"])
def test_an_id_that_a_spreadsheet_shortened_is_refused(load, name) -> None:
    receipt = load(
        flat([row(name), row("dace3518e865e76a9e36712c629822ba"), row("1e5f", TaskId="x")])
    )
    assert receipt.rows == (3, 2, 1, 0)
    found = load(document(video(name), video("other"), TaskId="json"), "a.json")
    assert found.rows == (2, 1, 1, 0)


@pytest.mark.slow
@pytest.mark.parametrize("column", ["TaskId", "RoomId", "SdkAppId", "UserId"])
def test_another_name_that_was_shortened_is_said(load, column) -> None:
    receipt = load(flat([row("a", **{column: "4.29497E+09"})]))
    assert any(said.startswith(f"{column} of 1 file") for said in receipt.warnings)


def test_ids_of_lessons_are_no_ids_of_files(load) -> None:
    rows = [row(f"lesson{at // 3}", VideoType=at % 3, TaskId=at // 3) for at in range(9)]
    receipt = load(flat(rows))
    assert receipt.status == "refused" and "6 of 9 rows" in receipt.problems[0].reason


@pytest.mark.slow
@pytest.mark.parametrize("lines", [True, False])
def test_rows_of_the_flat_form_as_objects_are_rows(store, load, lines) -> None:
    rows = [row("a"), row("b", VideoType=2)]
    text = "\n".join(map(json.dumps, rows)) if lines else json.dumps(rows)
    receipt = load(text, "rows.json")
    assert (receipt.shape, receipt.rows, receipt.ms.loaded) == ("flat", (2, 2, 0, 0), 2 * MINUTE)
    assert load(flat(rows), "rows.csv").rows == (2, 0, 0, 2)


@pytest.mark.slow
def test_what_is_told_of_tasks_that_are_odd(load) -> None:
    no_files = document(TaskId="none", TotalTime=MINUTE)
    failed = document(video("a"), TaskId="failed", ErrorCode=40004)
    running = document(video("b"), TaskId="later", Status="RECORDING")
    finished = document(video("c"), TaskId="later", TotalTime=MINUTE)
    said = " ".join(load([no_files, failed], "a.json").warnings)
    assert "1 task is FINISHED with a length and without files" in said
    assert "1 task is FINISHED with an error and with files" in said
    load(running, "b.json")
    assert any(
        "Task later is FINISHED here, and 1 file" in w for w in load(finished, "c.json").warnings
    )


@pytest.mark.slow
def test_a_stop_before_its_start_is_said(load) -> None:
    times = {
        "RecordStartTime": "2024-03-27T10:00:00+08:00",
        "RecordStopTime": "2024-03-27T09:00:00+08:00",
    }
    receipt = load(flat([row("a", **times)]))
    assert receipt.rows.loaded == 1
    assert any("the stop is before the start" in each for each in receipt.warnings)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2567-03-27", "after tomorrow"),
        ("2014-12-31", "before 2015"),
        ("1900-01-01", "before 2015"),
    ],
)
def test_a_day_that_cannot_be_is_a_refused_row(load, day: str, said: str) -> None:
    times = {"RecordStartTime": f"{day}T09:00:00+08:00", "RecordStopTime": f"{day}T09:01:00+08:00"}
    receipt = load(flat([row("a", **times), row("b")]))
    assert (receipt.rows.loaded, receipt.rows.refused) == (1, 1)
    assert all(said in flaw.reason for flaw in receipt.problems)


@pytest.mark.slow
@pytest.mark.parametrize(
    "stop",
    [
        "0",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "1970-01-01 08:00:00",
        "9999-12-31 23:59:59",
        "3600",
    ],
)
def test_a_stop_that_says_not_stated_is_the_start_s_day_and_said(load, stop: str) -> None:
    receipt = load(flat([row("a", RecordStopTime=stop), row("b")]))
    assert (receipt.rows.loaded, receipt.ms.loaded) == (2, 2 * MINUTE)
    assert any("1 file states no stop time, as of a" in each for each in receipt.warnings)
