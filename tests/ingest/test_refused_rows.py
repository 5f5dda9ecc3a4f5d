"""Refused rows leave as a file that, once mended, loads what was mended and nothing else."""

import csv
import io
from typing import Any

import pytest

from analytics import ingest
from analytics.ingest import Receipt
from analytics.reports import filters
from analytics.storage.store import Store
from tests.ingest.conftest import Load
from tests.support.exports import MINUTE, document, flat, row, video

Rows = list[dict[str, str]]


def refused(store: Store, receipt: Receipt) -> Rows:
    return list(csv.DictReader(io.StringIO(ingest.refused_csv(store, receipt.import_id))))


def back(rows: Rows) -> str:
    return flat(rows, list(rows[0]))


def facts(store: Store) -> dict[str, Any]:
    """What is known of each video, as it counts."""
    with store.write() as cursor:
        found = cursor.execute(
            "select video_id, kind::varchar, duration_ms, app, task_id, room, user_id, started_at, "
            "stopped_at, status from videos"
        ).fetchall()
    return {each[0]: each[1:] for each in found}


def hash_of(store: Store) -> str:
    return store.ask("fingerprint")[0]["hash"]


def test_the_file_says_where_each_row_stood_and_why_it_was_refused(
    store: Store, load: Load
) -> None:
    receipt = load(flat([row("a"), row("b", VideoDuration="abc", VideoType=9)]))
    (found,) = refused(store, receipt)
    assert (found["VideoId"], found["VideoDuration"], found["VideoType"]) == ("b", "abc", "9")
    assert found["refused_place"] == "3"
    assert set(found["refused_column"].split(", ")) == {"VideoDuration", "VideoType"}
    assert '"abc" is not a whole number' in found["refused_reason"]


@pytest.mark.slow
def test_only_what_was_mended_is_loaded(store: Store, load: Load) -> None:
    bad = [row("b", VideoDuration="abc"), row("c", VideoDuration="-1"), row("d", VideoType="")]
    receipt = load(flat([row("a"), *bad]))
    rows = refused(store, receipt)
    rows[0]["VideoDuration"] = "59000"
    mended = load(back(rows), "mended.csv")
    assert mended.rows == (3, 1, 2, 0)
    assert {name: each[1] for name, each in facts(store).items()} == {"a": MINUTE, "b": 59_000}
    assert mended.warnings == (), "columns of our own are no news"


@pytest.mark.slow
def test_a_file_that_was_not_mended_loads_nothing(store: Store, load: Load) -> None:
    receipt = load(flat([row("a"), row("b", VideoDuration="abc")]))
    before = hash_of(store)
    again = load(ingest.refused_csv(store, receipt.import_id), "same.csv")
    assert (again.status, again.rows) == ("refused", (1, 0, 1, 0))
    assert hash_of(store) == before


@pytest.mark.slow
def test_rows_mended_come_to_the_same_as_rows_that_were_good(store: Store, load: Load) -> None:
    """With everything that was said about the import, which need not be said again."""
    said = {"unit": "s", "app": "1400000009", "zone": "America/New_York", "day": "2024-03-05"}
    good = [
        row("local", SdkAppId="", RecordStartTime="2024-03-27 09:00", RecordStopTime="", VideoDuration="1.5"),
        row("said", SdkAppId="", RecordStartTime="", RecordStopTime="0", VideoDuration="60"),
        row("odd", UserId="=HYPERLINK(1)", RoomId="-7", TaskId="+t", VideoDuration="60.25"),
        row("at", UserId="@all", VideoDuration="3"),
        row("quote", UserId="'tis", VideoDuration="3"),
    ]  # fmt: skip
    whole = load(flat(good), "good.csv", **said)
    assert whole.rows.loaded == 5
    expected, expected_hash = facts(store), hash_of(store)
    ingest.undo(store, whole.import_id)
    receipt = load(flat([cells | {"VideoType": "x"} for cells in good]), "bad.csv", **said)
    rows = [cells | {"VideoType": "0"} for cells in refused(store, receipt)]
    mended = load(back(rows), "mended.csv")
    assert mended.rows == (5, 5, 0, 0)
    assert facts(store) == expected
    assert hash_of(store) == expected_hash


@pytest.mark.slow
def test_no_cell_of_the_file_is_a_formula(store: Store, load: Load) -> None:
    receipt = load(
        flat([row("=1+1", UserId="@x", RoomId="+cmd", VideoType="-2+3", VideoUrl="\tx")])
    )
    text = ingest.refused_csv(store, receipt.import_id)
    for cells in csv.reader(io.StringIO(text)):
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]


@pytest.mark.slow
@pytest.mark.parametrize("number", ["-5", "+5", "-5.25"])
def test_a_plain_number_stays_one(store: Store, load: Load, number: str) -> None:
    receipt = load(flat([row("a", VideoDuration=number, VideoType="x")]))
    assert refused(store, receipt)[0]["VideoDuration"] == number


@pytest.mark.slow
def test_files_of_a_document_are_mended_in_the_flat_form(store: Store, load: Load) -> None:
    receipt = load(document(video("a"), video("b", VideoType=9, VideoDuration=30_000)), "one.json")
    (cells,) = refused(store, receipt)
    assert (cells["TaskId"], cells["VideoId"], cells["refused_place"]) == (
        "lesson", "b", "$.VideoInfos[1]",
    )  # fmt: skip
    cells["VideoType"] = "whiteboard"
    assert load(back([cells]), "mended.csv").rows == (1, 1, 0, 0)
    found = filters.minutes_by(store, ("recording", "kind"), filters.Filters())
    assert [(each["recording"], each["kind"], each["ms"]) for each in found] == [
        ("lesson", "camera", MINUTE),
        ("lesson", "whiteboard", 30_000),
    ]


def test_unknown_columns_go_along(store: Store, load: Load) -> None:
    rows = [row("a", VideoType=9) | {"Grade": "5th", "refused": "no"}]
    receipt = load(flat(rows, list(rows[0])))
    (cells,) = refused(store, receipt)
    assert (cells["Grade"], cells["refused"]) == ("5th", "no")


@pytest.mark.slow
def test_the_undo_of_an_import_takes_its_refused_rows_along(store: Store, load: Load) -> None:
    receipt = load(flat([row("a"), row("b", VideoType=9)]))
    preview = ingest.undo_preview(store, receipt.import_id)
    assert (preview["videos"], preview["ms"], preview["refused"]) == (1, MINUTE, 1)
    ingest.undo(store, receipt.import_id)
    with store.write() as cursor:
        assert cursor.execute("select count(*) from refused_rows").fetchall() == [(0,)]


@pytest.mark.slow
def test_refused_lines_of_usage_come_back_mended(store: Store, load: Load) -> None:
    day, product = "2024-03-27", "sp_tiw_ric"
    lines = [
        {"Time": day, "SdkAppId": 5, "SubProduct": product, "Value": 12.5},
        {"Time": "27 March", "SdkAppId": 5, "SubProduct": product, "Value": 3},
        {"Time": "2024-03-28", "SdkAppId": 5, "SubProduct": product, "Value": -1},
    ]
    receipt = load({"Response": {"Usages": lines, "RequestId": "r"}}, "usage.json")
    assert receipt.rows == (3, 1, 2, 0)
    rows = refused(store, receipt)
    assert [row["Usage.Time"] for row in rows] == ["27 March", "2024-03-28"]
    rows[0]["Usage.Time"] = "2024-03-29"
    mended = load(back(rows), "mended.csv")
    assert mended.rows == (2, 1, 1, 0)
    assert (mended.problems[0].line, mended.problems[0].column) == (3, "Value")
    with store.write() as cursor:
        found = cursor.execute(
            "select day::varchar, app, sub_product, value from vendor_usage order by day"
        ).fetchall()
    assert [(each[0], each[1], each[2], float(each[3])) for each in found] == [
        (day, "5", product, 12.5),
        ("2024-03-29", "5", product, 3),
    ]


@pytest.mark.slow
def test_videos_and_lines_of_usage_come_back_in_one_file(store: Store, load: Load) -> None:
    usage = {"Usages": [{"Time": "?", "SdkAppId": 5, "SubProduct": "p", "Value": 1}]}
    receipt = load([document(video("a", VideoDuration="abc")), usage], "both.json")
    rows = refused(store, receipt)
    for row_ in rows:
        if row_["VideoId"]:
            row_["VideoDuration"] = "60000"
        else:
            row_["Usage.Time"] = "2024-03-27"
    assert load(back(rows), "mended.csv").rows == (2, 2, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["'=x", "''=x", "=x", "-x", "'-5", "+1"])
def test_a_text_that_looks_like_a_formula_comes_back_as_it_was(
    store: Store, load: Load, text: str
) -> None:
    receipt = load(flat([row("b", VideoDuration="abc", UserId=text)]))
    rows = refused(store, receipt)
    rows[0]["VideoDuration"] = "60000"
    assert load(back(rows), "mended.csv").rows.loaded == 1
    with store.write() as cursor:
        assert cursor.execute("select user_id from videos").fetchall() == [(text,)]
