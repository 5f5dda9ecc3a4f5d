"""The filters are in the link: a link sets them, and a copied link opens to the same numbers."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from streamlit.testing.v1 import AppTest

from tests.support.pages import (
    ROOT,
    assert_no_exception,
    filter_by,
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
    assert "room 房间 & 2, kind Camera" in page_text(at)


def test_what_a_link_asks_for_in_vain_is_left_out(database, tmp_path) -> None:
    load(database, two_rooms(tmp_path))
    at = opened("http://here/?period=Never&room=gone&room=1&kind=Smell&days=2024-03-27")
    assert metric_values(at)["Billable minutes"] == "10"
    left = "left out of the filters: period “Never”, room “gone” and kind “Smell”."
    assert left in page_text(at) and left in page_text(assert_no_exception(at.run()))
    at.button(key="clear").click().run()
    assert (
        "left out" not in page_text(assert_no_exception(at))
        and metric_values(at)["Billable minutes"] == "20"
    )


def test_a_copied_link_opens_to_the_same_numbers(database, tmp_path) -> None:
    load(database, two_rooms(tmp_path))
    at = open_page()
    at.selectbox(key="period").set_value("Last 30 days").run()
    filter_by(at, 'period:"Last 30 days" kind:"Mixed stream"')
    before = metric_values(assert_no_exception(at))
    assert before["Free minutes"] == "10"

    again = opened(copied(at))
    assert metric_values(again) == before
    assert again.selectbox(key="period").value == "Choose days …"
    assert "days%3A2024-04-07..2024-05-06" in copied(at)


def test_all_days_stay_all_days_in_a_copied_link(database, tmp_path) -> None:
    """What was paid before the first recorded day belongs to all days, and to no dates."""
    load(database, two_rooms(tmp_path))
    at = open_page("costs/compare")
    assert "filter=period%3A%22All+recorded+days%22" in copied(at)


def test_the_period_is_the_pages_own_until_somebody_chooses_one_for_all(database, tmp_path) -> None:
    load(database, two_rooms(tmp_path))
    at = open_page()
    assert at.selectbox(key="period").value == "Last 90 days"
    at.switch_page("pages/costs/compare.py").run()
    assert at.selectbox(key="period").value == "All recorded days"
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


def test_a_page_shows_only_the_filters_it_can_use_and_none_is_lost(database, tmp_path) -> None:
    load(database, two_rooms(tmp_path))
    at = filter_by(open_page(), "kind:Camera -room:1")
    assert "Room\\: not 1" in [each.label for each in at.button]
    at.switch_page("pages/costs/compare.py").run()
    labels = [each.label for each in assert_no_exception(at).button]
    assert "Room\\: not 1" not in labels and at.selectbox(key="period").value
    at.switch_page("pages/data/imports.py").run()
    assert "period" not in [each.key for each in assert_no_exception(at).selectbox]
    at.switch_page("pages/monitor/overview.py").run()
    assert metric_values(assert_no_exception(at))["Billable minutes"] == "10"


def test_what_holds_for_too_many_names_is_a_sentence(database, tmp_path) -> None:
    rows = [row(number, RoomId=f"room {number}") for number in range(501)]
    load(database, write(tmp_path / "rooms.csv", rows))
    text = page_text(filter_by(open_page("monitor/explore"), "room~room"))
    assert "501 rooms are meant, and a filter takes 500. Type more of the name" in text


def test_what_is_filtered_by_is_left_out_by_one_click_and_looked_at_alone_by_another(
    database, tmp_path
) -> None:
    rows = [row(1), row(2, RoomId="2", VideoDuration=1_200_000)]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = opened("http://here/?period=All recorded days&room=1")
    alone = metric_values(at)["Billable minutes"]
    at.button(key="turn_round").click().run()
    assert "not 1" in at.button(key="chip_0").label
    rest = metric_values(assert_no_exception(at))["Billable minutes"]
    at.button(key="turn_round").click().run()
    assert (alone, metric_values(at)["Billable minutes"], rest) == ("10", "10", "20")


def test_clear_takes_all_filters_off(database, tmp_path) -> None:
    load(database, two_rooms(tmp_path))
    at = open_page()
    at.selectbox(key="period").set_value("Last 30 days").run()
    filter_by(at, 'period:"Last 30 days" kind:Camera')
    at.button(key="clear").click().run()
    assert metric_values(assert_no_exception(at))["Billable minutes"] == "20"
    assert at.selectbox(key="period").value == "Last 90 days"
