"""Forecast: the bill to come, the end of each pack, and alerts where they are seen."""

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalog import plans
from analytics.core.model import DayCharge, Pack, Plan
from analytics.planning.alerts import AlertSettings
from analytics.planning.forecast import Forecast, forecast
from analytics.reports import team_outlook
from analytics.storage.store import Store
from pages.costs._forecast.outlook import method
from pages.ui import data
from tests.support.charts import charts
from tests.support.pages import (
    assert_no_exception,
    load,
    metric_values,
    open_page,
    page_text,
    row,
    table_rows,
    write,
)

D = Decimal
FIRST = date(2024, 3, 27)
DAYS = 70
LAST = date(2024, 6, 4)
MINE = Plan(packs=(Pack("A", 7200, D("36.00"), FIRST, 3), Pack("B", 90_000, D("450.00"), LAST, 2)))


@pytest.fixture
def recorded(database, tmp_path):
    """100 minutes of camera on each of 70 days; the last one is 4 June 2024."""
    rows = [row(day, day=day, VideoDuration=6_000_000) for day in range(DAYS)]
    load(database, write(tmp_path / "lessons.csv", rows))
    return database


def with_packs(database) -> AppTest:
    with Store(database) as store:
        plans.save(store, "Mine", MINE)
        plans.choose_team(store, "Mine")
    return open_page("costs/forecast")


def test_without_recordings_it_names_the_next_step() -> None:
    assert "No recordings yet" in page_text(open_page("costs/forecast"))


def test_the_month_s_bill_is_said_first_with_its_span(recorded) -> None:
    at = open_page("costs/forecast")
    assert at.header[0].value.replace("\\", "") == "June 2024 is expected to cost $21.00"
    assert "$21.00 to $21.00 · $2.80 up to 4 Jun 2024 · the whole account" in page_text(at)
    assert metric_values(at)["July 2024, expected"] == "$21.70"
    assert "No pack of this plan has minutes left." in page_text(at)
    assert len(at.get("plotly_chart")) == 1


def test_a_month_that_is_complete_makes_room_for_the_next(database, tmp_path) -> None:
    rows = [row(day, day=day, VideoDuration=6_000_000) for day in range(66)]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = open_page("costs/forecast")
    assert "June 2024 is expected to cost $21.00" in page_text(at)
    assert metric_values(at)["May 2024, complete"] == "$21.70"


def test_each_pack_says_when_it_ends_and_what_it_loses(recorded) -> None:
    at = with_packs(recorded)
    june, lost = date(2024, 6, 6), Decimal("421.00")
    assert table_rows(at, "Runs out") == [
        ("A", 200, june, june, june, date(2024, 6, 27), 0, 0, 0),
        ("B", 90_000, None, None, None, date(2024, 8, 4), 84_200, lost, lost),
    ]
    assert metric_values(at)["First pack to run out"] == "6 Jun"
    assert metric_values(at)["At risk of expiring"] == "$421.00"
    assert metric_values(at)["Left in packs, min"] == "90,200"


def test_another_plan_can_be_looked_ahead_of(recorded) -> None:
    at = with_packs(recorded)
    at.selectbox(key="ahead_plan").set_value("Postpaid").run()
    assert "No pack of this plan has minutes left." in page_text(assert_no_exception(at))
    assert "Pack A runs out" not in page_text(at)


def test_the_overview_is_quiet_until_there_is_an_alert(recorded) -> None:
    at = open_page()
    assert not [link for link in at.page_link if "ahead" in link.label]


def test_alerts_stand_on_top_of_the_overview_and_lead_ahead(recorded) -> None:
    at = with_packs(recorded)
    assert "Pack A runs out on 6 Jun 2024, in 2 days" in page_text(at)
    at.switch_page("pages/monitor/overview.py").run()
    assert "Pack A runs out on 6 Jun 2024, in 2 days" in page_text(assert_no_exception(at))
    assert "Forecast" in [link.label for link in at.page_link]


def test_when_to_speak_up_is_kept_for_everybody(recorded) -> None:
    at = with_packs(recorded)
    assert "Pack B expires" not in page_text(at)
    at.number_input(key="alert_days").set_value(61)
    at.text_input(key="alert_budget").set_value("1,0.5").run()
    at.button(key="alert_save").click().run()
    assert team_outlook.alert_settings(data.store()) == AlertSettings(61, D("10.5"), "USD")
    assert "Pack B expires on 4 Aug 2024, in 61 days: 84,200 minutes" in page_text(
        assert_no_exception(at)
    )
    assert "61 days before a pack’s end, above $10.50 a month" in at.main.expander[
        -1
    ].label.replace("\\", "")


def test_a_budget_that_is_no_amount_is_refused_in_a_sentence(recorded) -> None:
    at = open_page("costs/forecast")
    at.text_input(key="alert_budget").set_value("much").run()
    at.button(key="alert_save").click().run()
    assert '"much" is not an amount' in page_text(assert_no_exception(at))


def test_the_forecast_says_how_it_is_made_and_how_far_it_was_off() -> None:
    found = forecast(
        [DayCharge(date.fromordinal(FIRST.toordinal() + n), 60_000) for n in range(9)], 5
    )
    assert "Too little is recorded to try it" in method(found)
    text = method(Forecast((), 8, 30, 46, 131))
    assert "Tried on the past 8 times, the sum of 30 days was off by 4.6% in the median" in text
    assert "by 13.1% in the worst" in text


@pytest.mark.parametrize(("days", "traces"), [(9, 2), (70, 3)])
def test_the_band_is_drawn_where_there_is_one(days: int, traces: int) -> None:
    past = [
        DayCharge(date.fromordinal(FIRST.toordinal() + n), (n % 9) * 60_000) for n in range(days)
    ]
    found = forecast(past, 30)
    picture = charts.minutes_ahead(past, found.days, shown=60)
    assert len(picture.data) == traces
    assert len(picture.data[0].x) == min(days, 60)
    if traces == 3:
        band = picture.data[1]
        tops = [low + high for low, high in zip(band.base, band.y, strict=True)]
        assert tops == [one.high_ms / 60_000 for one in found.days]
