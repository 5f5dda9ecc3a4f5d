"""Overview: what was recorded, what of it is billed, what it costs, and against what."""

from datetime import date

import pytest

from analytics.catalog import plans
from analytics.core.model import MonthlyFee
from analytics.reports import filter_terms
from analytics.reports.filter_terms import Term
from pages.ui import data
from tests.support.pages import (
    LESSON,
    LESSON_DAY,
    MINUTE,
    assert_no_exception,
    filter_by,
    load,
    metric_values,
    open_page,
    page_text,
    row,
    write,
)


def test_without_recordings_it_names_the_next_step() -> None:
    at = open_page()
    assert "No recordings yet" in page_text(at)
    assert [link.label for link in at.page_link] == ["Import recordings"]
    assert not at.metric


def test_the_billing_pages_lesson_makes_110_minutes_and_77_cents(database) -> None:
    load(database, LESSON, day=LESSON_DAY)
    at = open_page()
    assert metric_values(at) == {
        "Cost in March 2024": "$0.77",
        "Forecast for March 2024": "$3.85",
        "Cost of use": "$0.77",
        "Price per 1,000 min": "$7.00",
        "Billable minutes": "110",
        "Free minutes": "0",
    }
    assert "Recorded 27 Mar 2024 · 3 files · days in Asia/Shanghai" in page_text(at)


def test_free_minutes_are_told_apart_from_unfinished_recordings(database, tmp_path) -> None:
    rows = [
        row(1),
        row(2, VideoType=3, VideoDuration=40 * MINUTE),
        row(3, VideoType=4, VideoDuration=5 * MINUTE),
        row(4, Status="RECORDING", VideoDuration=7 * MINUTE),
    ]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = open_page()
    assert metric_values(at)["Billable minutes"] == "10"
    assert metric_values(at)["Free minutes"] == "52"
    help = next(metric.help for metric in at.metric if metric.label == "Free minutes")
    assert "free for now: 45" in help
    assert "never billed: 7" in help


def test_each_card_is_against_the_period_before_and_says_which(database, tmp_path) -> None:
    rows = [row(1, day=0), row(2, day=30), row(3, day=31), row(4, day=59)]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = open_page()
    at.selectbox(key="period").set_value("Last 30 days").run()
    assert metric_values(assert_no_exception(at))["Billable minutes"] == "30"
    billable = next(metric for metric in at.metric if metric.label == "Billable minutes")
    assert (billable.delta, billable.delta_description) == ("+200.0%", "was 10")
    assert "26 Apr – 25 May 2024 against 27 Mar – 25 Apr 2024" in page_text(at)


def test_months_of_different_length_are_said_to_be_that(database, tmp_path) -> None:
    rows = [row(number, day=day) for number, day in enumerate((-60, -20, 0, 15))]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = open_page()
    at.selectbox(key="period").set_value("Last month").run()
    assert "1 – 31 Mar 2024 against 1 – 29 Feb 2024 · 31 days against 29" in page_text(
        assert_no_exception(at)
    )


def test_a_month_that_is_not_over_meets_as_many_days_of_the_month_before(
    database, tmp_path
) -> None:
    rows = [row(1, day=-20), row(2, day=0), row(3, day=15)]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = open_page()
    cost = next(metric for metric in at.metric if metric.label == "Cost in April 2024")
    assert cost.value == "$0.07"
    assert "against 1 – 11 Mar 2024: April 2024 is recorded up to 11 Apr 2024 only" in cost.help
    assert "the days before are partial: recordings begin on 7 Mar 2024" in cost.help
    assert "10 days without recordings, 4 days before." in cost.help


def test_app_room_and_kind_filter_the_cost_with_the_minutes_and_cash_is_of_the_whole_account(
    database, tmp_path
) -> None:
    rows = [row(1), row(2, RoomId="2"), row(3, RoomId="2", VideoType=2)]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = open_page()
    filter_by(at, "room:2")
    assert metric_values(assert_no_exception(at))["Cost of use"] == "$0.14"
    filter_by(at, "room:2 kind:Whiteboard")
    figures = metric_values(assert_no_exception(at))
    assert (figures["Billable minutes"], figures["Cost of use"]) == ("10", "$0.07")
    assert figures["Price per 1,000 min"] == "$7.00"
    assert figures["Cost in March 2024"] == "$0.21"
    assert "room 2, kind Whiteboard" in page_text(at)
    at.segmented_control(key="basis").set_value("Cash").run()
    figures = metric_values(assert_no_exception(at))
    assert figures["Cash, whole account"] == "$0.21"
    assert "Price per 1,000 min, whole account" in figures


def test_the_missing_fee_is_said_beside_the_cost_and_added_by_one_click(database, tmp_path) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1, day=-1), row(2)]))
    at = open_page()
    assert "No monthly fee in Postpaid. The vendor requires it" in page_text(at)
    at.button(key="add_fee_0").click().run()
    assert "No monthly fee" not in page_text(assert_no_exception(at))
    assert plans.team(data.store())[1].monthly_fee == MonthlyFee(date(2024, 3, 26))
    assert metric_values(at)["Cost of use"] == "$6.45", "two days’ share of the fee"


def test_where_the_filters_leave_nothing_they_can_be_cleared(database, tmp_path) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1), row(2, RoomId="2", VideoType=2)]))
    at = open_page()
    filter_by(at, "room:1 kind:Whiteboard")
    assert "Nothing was recorded here" in page_text(assert_no_exception(at))
    at.button(key="clear_here").click().run()
    assert metric_values(assert_no_exception(at))["Billable minutes"] == "20"


def test_camera_and_screen_are_also_shown_together_as_audio_visual(database, tmp_path) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1), row(2, VideoType=1)]))
    assert "Audio-visual, the word on the vendor’s bill" in page_text(open_page())


@pytest.mark.parametrize(
    ("name", "shown"), [("![x](http://evil/x.png)", "room ![x](http://e"), ("<b>b</b>", "<b>b</b>")]
)
def test_names_from_data_are_text(database, tmp_path, name, shown) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1, RoomId=name)]))
    at = open_page()
    filter_by(at, filter_terms.write([Term("room", name)]))
    assert shown in page_text(assert_no_exception(at))
    assert all("![" not in str(text.value) for text in [*at.markdown, *at.caption])


def test_a_filter_on_a_room_that_is_gone_is_dropped(database, tmp_path) -> None:
    load(
        database,
        write(tmp_path / "lessons.csv", [row(1)]),
        write(tmp_path / "b.csv", [row(2, RoomId="2")]),
    )
    at = open_page()
    filter_by(at, "room:2")
    from analytics import ingest

    newest = data.imports()[0]["import_id"]
    ingest.undo(data.store(), newest)
    assert metric_values(assert_no_exception(at.run()))["Billable minutes"] == "10"


def test_the_sample_is_called_a_sample_on_every_page_until_one_click_removes_it(
    monkeypatch,
) -> None:
    monkeypatch.delenv("RECORDINGS_SAMPLE")
    at = open_page()
    for page in ("monitor/overview", "data/imports", "costs/compare"):
        at.switch_page(f"pages/{page}.py").run()
        assert "Sample data" in page_text(assert_no_exception(at))
    at.button(key="remove_sample").click().run()
    assert "Sample data" not in page_text(assert_no_exception(at))
    assert "No recordings yet" in page_text(at)
    at.button(key="load_sample").click().run()
    assert "Sample data" in page_text(assert_no_exception(at))
