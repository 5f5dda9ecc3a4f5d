"""The filters are in the link: a link sets them, and a copied link opens to the same numbers."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from streamlit.testing.v1 import AppTest

from tests.support.pages import (
    ROOT,
    assert_no_exception,
    load,
    metric_values,
    open_page,
    page_text,
    row,
    write,
)


def two_rooms(folder: Path) -> Path:
    rows = [
        row(1),
        row(2, RoomId="房间 & 2", day=40),
        row(3, RoomId="房间 & 2", day=40, VideoType=3),
    ]
    return write(folder / "lessons.csv", rows)


def opened(link: str) -> AppTest:
    """A new session that starts with a link."""
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    for name, values in parse_qs(urlsplit(link).query).items():
        at.query_params[name] = values
    return assert_no_exception(at.run())


def copied(at: AppTest) -> str:
    return str(at.sidebar.code[0].value)


def test_a_link_sets_the_filters(database, tmp_path) -> None:
    load(database, two_rooms(tmp_path))
    at = opened("http://here/?period=All recorded days&room=房间 %26 2&kind=Camera")
    assert at.selectbox(key="period").value == "All recorded days"
    assert metric_values(at)["Billable minutes"] == "10"
    assert "room 房间 & 2, kind camera" in page_text(at)


def test_what_a_link_asks_for_in_vain_is_left_out(database, tmp_path) -> None:
    load(database, two_rooms(tmp_path))
    at = opened("http://here/?period=Never&room=gone&room=1&kind=Smell&days=2024-03-27")
    assert metric_values(at)["Billable minutes"] == "10"
    left = "left out of the filters: period “Never”, room “gone” and kind “Smell”."
    assert left in page_text(at) and left in page_text(assert_no_exception(at.run()))
    at.multiselect(key="room").set_value([]).run()
    assert "period “Never” and kind “Smell”" in page_text(assert_no_exception(at))
    at.button(key="clear").click().run()
    assert (
        "left out" not in page_text(assert_no_exception(at))
        and metric_values(at)["Billable minutes"] == "20"
    )


def test_a_copied_link_opens_to_the_same_numbers(database, tmp_path) -> None:
    load(database, two_rooms(tmp_path))
    at = open_page()
    at.selectbox(key="period").set_value("Last 30 days").run()
    at.multiselect(key="kind").set_value(["Mixed stream"]).run()
    before = metric_values(assert_no_exception(at))
    assert before["Free minutes"] == "10"

    again = opened(copied(at))
    assert metric_values(again) == before
    assert again.selectbox(key="period").value == "Choose days …"
    assert "days=2024-04-07&days=2024-05-06" in copied(at)


def test_all_days_stay_all_days_in_a_copied_link(database, tmp_path) -> None:
    """What was paid before the first recorded day belongs to all days, and to no dates."""
    load(database, two_rooms(tmp_path))
    at = open_page("costs/compare")
    assert "period=All+recorded+days" in copied(at)


def test_the_period_is_the_pages_own_until_somebody_chooses_one_for_all(database, tmp_path) -> None:
    load(database, two_rooms(tmp_path))
    at = open_page()
    assert at.selectbox(key="period").placeholder == "Last 90 days"
    at.switch_page("pages/costs/compare.py").run()
    assert at.selectbox(key="period").placeholder == "All recorded days"
    at.selectbox(key="period").set_value("Last 30 days").run()
    at.switch_page("pages/monitor/overview.py").run()
    assert at.selectbox(key="period").value == "Last 30 days"


def test_days_are_chosen_by_first_and_last_day(database, tmp_path) -> None:
    load(database, two_rooms(tmp_path))
    at = open_page()
    at.selectbox(key="period").set_value("Choose days …").run()
    assert metric_values(assert_no_exception(at))["Billable minutes"] == "20"
    from datetime import date

    at.date_input(key="days").set_value((date(2024, 3, 27), date(2024, 5, 5))).run()
    assert metric_values(assert_no_exception(at))["Billable minutes"] == "10"


def test_a_page_shows_the_filters_it_has_no_use_for_but_does_not_let_them_be_changed(
    database, tmp_path
) -> None:
    load(database, two_rooms(tmp_path))
    at = open_page("data/imports")
    assert at.selectbox(key="period").disabled and at.multiselect(key="room").disabled
    at.switch_page("pages/costs/compare.py").run()
    assert at.multiselect(key="room").disabled and not at.selectbox(key="period").disabled


def test_clear_takes_all_filters_off(database, tmp_path) -> None:
    load(database, two_rooms(tmp_path))
    at = open_page()
    at.selectbox(key="period").set_value("Last 30 days").run()
    at.multiselect(key="kind").set_value(["Camera"]).run()
    at.button(key="clear").click().run()
    assert metric_values(assert_no_exception(at))["Billable minutes"] == "20"
    assert at.selectbox(key="period").value is None
