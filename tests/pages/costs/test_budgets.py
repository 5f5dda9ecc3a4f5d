"""Budgets on the Forecast page and the Overview: kept there, led with there."""

from decimal import Decimal

from analytics.reports import budgets
from pages.ui import data
from tests.support.pages import assert_no_exception, load, open_page, page_text, row, write


def test_a_budget_of_a_room_is_typed_shown_and_led_with(database, tmp_path) -> None:
    rows = [row(day, day=day, VideoDuration=6_000_000) for day in range(70)]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = open_page("costs/forecast")
    at.text_input(key="budget_amount").set_value("12.50").run()
    at.selectbox(key="budget_dimension").set_value("room").run()
    at.button(key="budget_save").click().run()
    text = page_text(assert_no_exception(at)).replace("\\", "")
    (kept,) = budgets.of_parts(data.store())
    assert (kept.dimension, kept.amount, kept.currency) == ("room", Decimal("12.500"), "USD")
    assert "is forecast to go over budget: $21.00" in text
    assert "Budget of the month" in [heading.value for heading in at.subheader]
    assert len(at.get("plotly_chart")) == 2
    overview = open_page()
    (bar,) = overview.get("progress")
    assert "$2.80 of $12.50 (22 %), even pace $1.67" in bar.proto.text.replace("\\", "")


def test_an_amount_that_is_none_is_refused_and_nothing_is_kept(database, tmp_path) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(0, day=0)]))
    at = open_page("costs/forecast")
    at.text_input(key="budget_amount").set_value("a lot").run()
    at.button(key="budget_save").click().run()
    assert '"a lot" is not an amount' in page_text(assert_no_exception(at))
