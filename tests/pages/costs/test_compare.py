"""Costs: two plans on the same usage, which is cheaper, by how much, and every change at once."""

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalog import plans, price_book, price_books
from analytics.core.model import MonthlyFee, Pack, Plan
from pages.ui import data
from tests.support.pages import (
    LESSON,
    LESSON_DAY,
    assert_no_exception,
    load,
    metric_values,
    open_page,
    page_text,
    row,
    write,
)

MINUTE = 60_000


def editor(at: AppTest, side: str, widget: str) -> str:
    """The key of a widget of a plan's editor, whatever its turn."""
    turn = at.session_state[f"{side}_draft"]["turn"]
    return f"{side}_{widget}_{turn}"


def add_pack(at: AppTest, side: str, **pack: object) -> AppTest:
    edits = {"edited_rows": {}, "deleted_rows": [], "added_rows": [pack]}
    at.session_state[editor(at, side, "packs")] = edits
    return assert_no_exception(at.run())


@pytest.fixture
def lesson(database) -> AppTest:
    load(database, LESSON, day=LESSON_DAY)
    return open_page("costs/compare")


def test_the_lesson_of_the_billing_page_costs_77_cents(lesson) -> None:
    assert "Both plans cost the same: $0.77" in page_text(lesson)
    assert "27 Mar 2024 · 110 charged minutes" in page_text(lesson)
    assert [m.value for m in lesson.metric] == ["$0.77", "110", "$7.00"] * 2


def test_both_plans_start_without_the_fee_and_say_that_the_vendor_requires_it(lesson) -> None:
    assert not lesson.toggle(key=editor(lesson, "first", "fee")).value
    assert not lesson.toggle(key=editor(lesson, "second", "fee")).value
    assert (
        "No monthly fee in Postpaid and Prepaid (example packs). The billing page’s example does "
        "not name it, but the vendor requires one before recording works: $100.00 a month"
    ) in page_text(lesson)
    assert "it adds $100.00 for each month and 1,000 free minutes in each." in page_text(lesson)


def test_switching_the_fee_on_is_settled_at_once(lesson) -> None:
    lesson.toggle(key=editor(lesson, "first", "fee")).set_value(True).run()
    assert "Prepaid (example packs) is cheaper by $99.23 (99.2%)" in page_text(
        assert_no_exception(lesson)
    )
    assert metric_values(lesson)["Total"] == "$100.00"
    assert "No monthly fee in Prepaid (example packs)." in page_text(lesson)


def test_a_pack_typed_into_the_table_is_drawn_from_and_a_second_edit_is_not_lost(lesson) -> None:
    add_pack(lesson, "first", name="A", minutes=50, price=0.1, bought="2024-01-01", months=12)
    assert "Postpaid, changed is cheaper by $0.25" in page_text(lesson)
    key = editor(lesson, "first", "packs")
    state = lesson.session_state[key]
    first = {"name": "A", "minutes": 50, "price": 0.1, "bought": "2024-01-01", "months": 12}
    second = {"name": "B", "minutes": 60, "price": 0.2, "bought": "2024-01-01", "months": 12}
    assert state["added_rows"] == [first]
    lesson.session_state[key] = {**state, "added_rows": [first, second]}
    assert_no_exception(lesson.run())
    assert "Postpaid, changed is cheaper by $0.47" in page_text(lesson)
    assert "2 packs, 110 minutes in total" in page_text(lesson)


def test_what_cannot_be_read_is_said_and_the_last_valid_plan_is_shown(lesson) -> None:
    pack = {"minutes": 50, "price": 0.1, "bought": "2024-01-01", "months": 12}
    key = editor(lesson, "first", "packs")
    rows = [{"name": "A", **pack}, {"name": "A", **pack}]
    lesson.session_state[key] = {"edited_rows": {}, "deleted_rows": [], "added_rows": rows}
    assert_no_exception(lesson.run())
    assert 'two packs are called "A"' in page_text(lesson)
    assert "Both plans cost the same: $0.77" in page_text(lesson)
    assert lesson.button(key="first_save").disabled


def test_a_mixed_stream_is_charged_from_a_day_on(database, tmp_path) -> None:
    rows = [row(1, VideoType=3), row(2, VideoType=3, day=2)]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = open_page("costs/compare")
    assert metric_values(at)["Charged minutes"] == "0"
    at.toggle(key=editor(at, "first", "mixed")).set_value(True).run()
    at.date_input(key=editor(at, "first", "mixed_from")).set_value(date(2024, 3, 28)).run()
    assert metric_values(assert_no_exception(at))["Charged minutes"] == "10"
    assert "mixed stream counts × 1 from 28 Mar 2024" in page_text(at)


def test_a_saved_plan_is_there_in_the_next_session(lesson) -> None:
    lesson.toggle(key=editor(lesson, "first", "fee")).set_value(True).run()
    lesson.button(key="first_save").click().run()
    assert plans.saved(data.store())["Postpaid"].monthly_fee == MonthlyFee(date(2024, 3, 27))
    again = open_page("costs/compare")
    assert metric_values(again)["Total"] == "$100.00"


def test_a_plan_saved_under_a_name_is_shown_and_the_first_stays_as_it_was(lesson) -> None:
    lesson.toggle(key=editor(lesson, "second", "fee")).set_value(True).run()
    lesson.text_input(key="second_save_name").set_value("With fee").run()
    lesson.button(key="second_save_as").click().run()
    assert lesson.selectbox(key="second").value == "With fee"
    kept = plans.saved(data.store())
    assert kept["With fee"].monthly_fee and not kept[plans.PREPAID].monthly_fee
    assert "Postpaid is cheaper by $99.23" in page_text(assert_no_exception(lesson))


def test_the_teams_plan_is_behind_the_cost_of_other_pages(lesson) -> None:
    lesson.toggle(key=editor(lesson, "second", "fee")).set_value(True).run()
    lesson.button(key="second_save").click().run()
    lesson.button(key="second_team").click().run()
    lesson.switch_page("pages/monitor/overview.py").run()
    assert metric_values(assert_no_exception(lesson))["Cost in March 2024"] == "$100.00"


def test_a_change_that_is_not_saved_survives_a_look_elsewhere(lesson) -> None:
    lesson.toggle(key=editor(lesson, "first", "fee")).set_value(True).run()
    add_pack(lesson, "first", name="A", minutes=50, price=0.1, bought="2024-01-01", months=12)
    before = page_text(lesson)
    lesson.switch_page("pages/data/imports.py").run()
    lesson.switch_page("pages/costs/compare.py").run()
    assert page_text(assert_no_exception(lesson)) == before
    assert "Changed and not saved." in before
    lesson.button(key="first_discard").click().run()
    assert "Both plans cost the same: $0.77" in page_text(assert_no_exception(lesson))


def test_two_currencies_are_not_compared(lesson) -> None:
    lesson.selectbox(key=editor(lesson, "second", "book")).set_value("tencent-cn").run()
    assert "The two plans are in different currencies" in page_text(assert_no_exception(lesson))
    assert "CN¥1.10" in [metric.value for metric in lesson.metric]


def test_packs_bought_before_the_chosen_days_are_named_for_they_are_not_in_the_total(
    database, tmp_path
) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1), row(2, day=60)]))
    at = open_page("monitor/overview")
    pack = Pack("A", 100, Decimal("3.00"), date(2024, 3, 1))
    plans.save(data.store(), plans.PREPAID, Plan(packs=(pack,)))
    at.switch_page("pages/costs/compare.py").run()
    assert "packs bought before" not in page_text(assert_no_exception(at))
    assert [m.value for m in at.metric][3] == "$3.00"
    at.selectbox(key="period").set_value("Last 30 days").run()
    assert [m.value for m in at.metric][3] == "$0.00"
    assert "draws on packs bought before these days (A, $3.00)" in page_text(
        assert_no_exception(at)
    )


def test_the_ledger_is_the_explanation_of_the_chosen_plan(lesson) -> None:
    (ledger,) = [each.value for each in lesson.dataframe if "Pack" in each.value.columns]
    assert ledger.to_dict("records") == [
        {
            "Day": "2024-03-27",
            "What": "postpaid",
            "Pack": "",
            "Minutes": "110",
            "Milliseconds": "6,600,000",
            "Amount": "0.77",
        }
    ]
    assert "1 line; the amounts add up to $0.77." in page_text(lesson)


def test_every_picture_of_costs_says_its_settings(lesson) -> None:
    pictures = len(lesson.get("plotly_chart"))
    rules = "tencent-intl 2024-03-27 · $7.00 per 1,000 minutes · days in Asia/Shanghai"
    assert pictures == 3
    assert page_text(lesson).count(rules) >= pictures


def test_a_saved_version_of_the_prices_counts_at_once_and_an_older_one_can_be_chosen(
    lesson,
) -> None:
    text = price_book.dumps(price_book.load("tencent-intl"))
    dearer = text.replace('"7.00"', '"9.00"').replace("2024-03-27", "2026-11-23", 1)
    price_books.save_version(data.store(), dearer)
    assert_no_exception(lesson.run())
    assert "Both plans cost the same: $0.99" in page_text(lesson)
    assert "tencent-intl 2026-11-23 · $9.00 per 1,000 minutes" in page_text(lesson)
    book = lesson.selectbox(key=editor(lesson, "first", "book"))
    assert book.options == [
        "tencent-cn, newest",
        "tencent-intl, newest",
        "tencent-cn 2024-09-09",
        "tencent-intl 2024-03-27",
        "tencent-intl 2026-11-23",
    ]
    book.set_value("tencent-intl@2024-03-27").run()
    assert "Postpaid, changed is cheaper by $0.22" in page_text(assert_no_exception(lesson))
    lesson.button(key="first_save").click().run()
    assert plans.saved(data.store())["Postpaid"].price_book == "tencent-intl@2024-03-27"
    lesson.switch_page("pages/sell/calculator.py").run()
    assert_no_exception(lesson)
