"""From sliders to an issued quote, through the frame: the same figures everywhere."""

import json
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalog import plans, price_book, price_books
from analytics.core.model import Pack, Plan
from analytics.core.months import add_months
from analytics.packs.job import ADVICE
from analytics.quotes import lifecycle, pdf, view
from analytics.quotes.repository import kept, listed
from analytics.storage.jobs import JOBS
from analytics.storage.store import Store
from pages.sell._quotes.form import today
from pages.ui import data, jobs
from tests.support.pages import (
    LESSON,
    LESSON_DAY,
    ROOT,
    assert_no_exception,
    load,
    metric_values,
    open_page,
    page_text,
    table_rows,
)


def draft(at, **texts):
    """Fill the form and save."""
    at.text_input(key="q_customer").set_value(texts.get("customer", "北京<b>学校"))
    at.text_input(key="q_owner").set_value("Li Wei")
    for key, value in texts.items():
        if key.startswith("sales_"):
            at.text_input(key=key).set_value(value)
    at.button(key="q_save").click().run()
    return assert_no_exception(at)


def opened(number="Q"):
    at = open_page("sell/quotes")
    (row, *_) = listed(data.store(), today())
    at.selectbox(key="quote").set_value(row.number).run()
    return assert_no_exception(at), row.number


def advised(at):
    """The page once the mixes of packs are compared."""
    for job in JOBS.running(ADVICE):
        assert job.wait(90)
    return assert_no_exception(at.run())


def test_thirty_classes_a_day_have_a_price_at_once_without_any_recording(database) -> None:
    at = open_page("sell/calculator")
    first = metric_values(at)["Total of 12 months"]
    assert "All postpaid" not in metric_values(at)
    at.slider(key="classes").set_value(60).run()
    assert metric_values(assert_no_exception(at))["Total of 12 months"] != first
    assert page_text(at).count(
        "$7.00"
    ) == 1 and "would pay off below $7.00 per 1,000 minutes" in page_text(at)
    assert "No packs in this plan" in page_text(at)


def test_packs_show_their_break_even_and_the_cheapest_mix(database) -> None:
    with Store(database) as store:
        pack = Pack("Contract 100k", 100_000, Decimal("550.00"), today())
        plans.save(store, "Ours", Plan(packs=(pack,)))
    at = open_page("sell/calculator")
    at.selectbox(key="sales_plan").set_value("Ours").run()
    assert "Break-even:" in page_text(assert_no_exception(at))
    at = advised(at.toggle(key="advise").set_value(True).run())
    assert "Proven: no other mix costs less" in page_text(assert_no_exception(at))
    at.button(key="take_packs").click().run()
    assert "With the advised packs" in page_text(assert_no_exception(at))
    advice = jobs.find(ADVICE, at.session_state["advice_asked"]).result
    assert metric_values(at)["Total of 12 months"] == f"${advice.best.total:,}"


def test_a_draft_is_issued_accepted_and_says_what_its_files_say(database) -> None:
    at = open_page("sell/calculator")
    at.text_input(key="sales_currency").set_value("cny")
    at.text_input(key="sales_rate").set_value("7.1234").run()
    assert metric_values(draft(at))["Total of 12 months"].startswith("CN¥73,5")
    assert "Draft Q-" in page_text(at)
    at, number = opened()
    assert "draft" in page_text(at)
    at.button(key="issue").click().run()
    assert f"{number}, revision 1: issued" in page_text(assert_no_exception(at))
    (row,) = data.store().ask("quote_document", number=number, revision=None)
    doc = json.loads(row["document"])
    lines = [
        (
            line["name"],
            Decimal(line["quantity"]),
            Decimal(line["list_amount"]),
            Decimal(line["net"]),
        )
        for line in doc["result"]["lines"]
    ]
    shown = [(row[0], row[1], row[5], row[7]) for row in table_rows(at, "Line")]
    assert shown == lines
    assert metric_values(at)["Total CNY"] == view.sums(doc)[-1][1]
    at.button(key="answer_accepted").click().run()
    assert "revision 1: accepted" in page_text(assert_no_exception(at))
    assert "Quoted and actual" in page_text(at)
    at.file_uploader(key="verify_file").upload(
        f"{number}.json", pdf.files(doc)[f"{number}-r1.json"], "application/json"
    ).run()
    assert "verified to the cent" in page_text(assert_no_exception(at))


def test_a_big_discount_asks_for_a_reason_and_a_second_person(database) -> None:
    at = open_page("sell/calculator")
    at.number_input(key="q_rebate").set_value(30.0)
    draft(at)
    at, number = opened()
    at.button(key="issue").click().run()
    assert "above the limit of 20 %" in page_text(at)
    at.text_input(key="issue_reason").set_value("pilot")
    at.text_input(key="issue_second").set_value("Chen")
    at.button(key="issue").click().run()
    assert f"{number}, revision 1: issued" in page_text(assert_no_exception(at))
    at.button(key="revise").click().run()
    assert f"{number}, revision 2: draft" in page_text(assert_no_exception(at))
    at.segmented_control[0].set_value("Revision 1: issued").run()
    assert f"{number}, revision 1: issued" in page_text(assert_no_exception(at))


def test_a_draft_is_opened_again_as_it_was_and_saved_into_itself(database) -> None:
    with Store(database) as store:
        plans.save(store, "Ours", Plan(packs=(Pack("A", 100_000, Decimal("550.00"), today()),)))
    at = open_page("sell/calculator")
    at.selectbox(key="sales_plan").set_value("Ours")
    at.slider(key="classes").set_value(77)
    at.number_input(key="sales_discount").set_value(12.5)
    at.number_input(key="term_months").set_value(5)
    at.number_input(key="days_a_month").set_value(21.5)
    at.selectbox(key="holiday_country").set_value("DE")
    at.segmented_control(key="term_count").set_value(2)
    at.slider(key="spread").set_value((60, 150))
    at.number_input(key="growth").set_value(2.5)
    at.toggle(key="sales_mixed").set_value(True)
    at.text_input(key="sales_currency").set_value("JPY")
    at.text_input(key="sales_rate").set_value("151.37")
    at.number_input(key="q_rebate").set_value(3.5).run()
    at.selectbox(key="holiday_part").set_value("BY")
    at.number_input(key="school_weeks_1").set_value(9)
    at.text_input(key="sales_rate_source").set_value("The bank")
    at.number_input(key="q_late").set_value(45)
    at.multiselect(key="holidays").select(at.multiselect(key="holidays").options[1]).run()
    at.text_area(key="q_terms").set_value("Payable in 30 days.\n<b>=1+1")
    total = metric_values(draft(at))["Total of 5 months"]
    (row,) = listed(data.store(), today())
    before = kept(data.store(), row.number, today())

    again = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    again.query_params["draft"] = row.number
    again.switch_page("pages/sell/calculator.py").run()
    assert metric_values(assert_no_exception(again))["Total of 5 months"] == total
    assert f"Draft {row.number} is open" in page_text(again)
    assert "is saved" not in page_text(again)
    assert again.slider(key="classes").value == 77
    assumptions = " ".join(before.document["result"]["assumptions"])
    for words in ("21.5 teaching days a month", "public holidays (DE-BY)", "(The bank)", "12.5 % off"):  # fmt: skip
        assert words in assumptions
    assert before.document["settings"]["late_days"] == 45
    assert "With each pack bought 45 days after its day" in page_text(again)
    assert again.text_area(key="q_terms").value == "Payable in 30 days.\n<b>=1+1"
    again.button(key="q_save").click().run()
    assert f"Draft {row.number} is saved" in page_text(again)
    after = kept(data.store(), row.number, today())
    assert after.document == before.document
    again.slider(key="classes").set_value(78).run()
    assert "was saved with other settings than above" in page_text(again)
    again.button(key="q_save").click().run()
    (only,) = listed(data.store(), today())
    assert (only.number, only.revision) == (row.number, 1)
    assert kept(data.store(), row.number, today()).document != before.document


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"customer": " "}, "Enter a customer."),
        ({"sales_rate": "seven"}, 'Exchange rate: "seven" is not a rate'),
        ({"sales_currency": "CNY"}, "Exchange rate: Enter the rate of the other currency"),
        ({"sales_currency": "C1", "sales_rate": "7"}, 'Currency: "C1" is not a currency'),
    ],
)
def test_what_is_missing_in_the_form_is_said(database, texts, says) -> None:
    assert says in page_text(draft(open_page("sell/calculator"), **texts))


def test_the_history_is_quoted_where_there_is_one(database) -> None:
    load(database, LESSON, day=LESSON_DAY)
    at = open_page("sell/calculator")
    at.segmented_control(key="usage_from").set_value("Recorded history").run()
    text = page_text(assert_no_exception(at)).replace("\\", "")
    assert "the filters above say what of it" in text
    assert "as the recorded weeks in their order (no such month is recorded)" in text
    assert metric_values(at)["Charged minutes"] == "40,150"


def test_an_unknown_quote_in_a_link_and_a_list_without_quotes_are_said(database) -> None:
    assert "No quotes yet" in page_text(open_page("sell/quotes"))


def test_a_draft_of_the_history_keeps_the_days_and_rooms_it_was_made_from(database) -> None:
    load(database, LESSON, day=LESSON_DAY)
    at = open_page("sell/calculator")
    at.segmented_control(key="usage_from").set_value("Recorded history").run()
    at.slider(key="usage_percent").set_value(150).run()
    minutes = metric_values(draft(at))["Charged minutes"]
    (row,) = listed(data.store(), today())

    again = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    again.query_params["draft"] = row.number
    again.switch_page("pages/sell/calculator.py").run()
    assert metric_values(assert_no_exception(again))["Charged minutes"] == minutes
    assert "The recordings that the draft was made from: 2024-03-27 to 2024-03-27" in page_text(
        again
    )
    again.button(key="q_sidebar").click().run()
    assert "the filters above say what of it" in page_text(assert_no_exception(again))


@pytest.mark.parametrize(
    ("number", "says"), [("Q-1999-0001", "there is no quote"), ("<b>=1+1", "there is no quote")]
)
def test_a_link_to_no_draft_is_said(database, number, says) -> None:
    at = open_page("sell/calculator")
    at.query_params["draft"] = number
    assert says in page_text(assert_no_exception(at.run()))


def test_an_issued_quote_does_not_open_under_what_if_and_a_revision_does(database) -> None:
    at = open_page("sell/calculator")
    at.slider(key="classes").set_value(50).run()
    draft(at)
    at, number = opened()
    at.button(key="issue").click().run()
    again = open_page("sell/calculator")
    again.query_params["draft"] = number
    assert "is issued and can no longer be changed" in page_text(assert_no_exception(again.run()))
    at.button(key="revise").click().run()
    third = open_page("sell/calculator")
    third.query_params["draft"] = number
    assert assert_no_exception(third.run()).slider(key="classes").value == 50
    third.button(key="q_save").click().run()
    assert [row.revision for row in listed(data.store(), today())] == [2, 1]


def dearer():
    """From the first day of the term on a thousand minutes cost a dollar more."""
    text = (price_book.FOLDER / "tencent-intl.toml").read_text()
    text = text.replace('"2024-03-27"', '"later"', 1).replace('"7.00"', '"8.00"', 1)
    first = add_months(today().replace(day=1), 1)
    price_books.save_version(data.store(), f"valid_from = {first}\n{text}")


@pytest.mark.parametrize(
    "texts",
    [
        {"sales_currency": "CNY", "sales_rate": "seven"},
        {"sales_currency": "CNY"},
        {"sales_rate": "7.1"},
        {"sales_currency": "DEM", "sales_rate": "7.1"},
        {"sales_currency": "CNY", "sales_rate": "12345678901"},
    ],
)
def test_a_rate_that_cannot_be_read_stops_the_save(database, texts) -> None:
    draft(open_page("sell/calculator"), **texts)
    assert listed(data.store(), today()) == []


def test_a_term_in_the_past_is_asked_about_before_it_is_saved(database) -> None:
    at = open_page("sell/calculator")
    at.date_input(key="term_from").set_value(date(2024, 1, 1)).run()
    assert "The term begins on 2024-01-01, before today" in page_text(draft(at))
    assert listed(data.store(), today()) == []
    at.checkbox(key="q_past").check()
    draft(at)
    assert len(listed(data.store(), today())) == 1


def test_the_words_for_one_customer_do_not_reach_another(database) -> None:
    at = open_page("sell/calculator")
    at.text_area(key="q_terms").set_value("Only for Hillside: 5 % bonus.")
    draft(at, customer="Hillside")
    at.text_input(key="q_customer").set_value("Riverside")
    at.button(key="q_save_new").click().run()
    assert "Scope, assumptions and terms were written for Hillside" in page_text(at)
    at.button(key="q_save_new").click().run()
    assert "Say whether these texts go to another customer" in page_text(assert_no_exception(at))
    assert [row.customer for row in listed(data.store(), today())] == ["Hillside"]
    at.button(key="q_close").click().run()
    fields = [at.text_input(key=key).value for key in ("q_customer", "q_owner", "q_tax")]
    assert fields == ["", "", "Prices exclude taxes."]
    assert at.text_area(key="q_terms").value == ""
    draft(at, customer="Riverside")
    newest = kept(data.store(), listed(data.store(), today())[0].number, today())
    assert newest.document["settings"]["customer"] == "Riverside"
    assert newest.document["settings"]["terms"] == ""


def test_a_new_session_has_nothing_of_the_last_quote_in_it(database) -> None:
    at = open_page("sell/calculator")
    at.text_area(key="q_terms").set_value("Only for Hillside.")
    draft(at, customer="Hillside")
    assert open_page("sell/calculator").text_area(key="q_terms").value == ""


def test_prices_that_moved_are_told_when_a_draft_is_opened_and_when_it_is_issued(database) -> None:
    draft(open_page("sell/calculator"))
    dearer()
    (row,) = listed(data.store(), today())
    again = open_page("sell/calculator")
    again.query_params["draft"] = row.number
    again.run()
    text = page_text(assert_no_exception(again))
    assert f"Changed since {row.number} was saved" in text
    assert "Prices: tencent-intl 2024-03-27 → tencent-intl later: total USD " in text
    assert "as it was saved" not in text
    again.button(key="q_save").click().run()
    assert "prices or recordings changed since it was saved" in page_text(again)
    assert kept(data.store(), row.number, today()).document["result"]["total"] == str(row.total)
    at, number = opened()
    at.button(key="issue").click().run()
    assert "Choose the figures of today or those that were saved" in page_text(at)
    at.radio(key="issue_figures").set_value(at.radio(key="issue_figures").options[1])
    at.button(key="issue").click().run()
    issued = kept(data.store(), number, today())
    assert issued.document["result"]["total"] == str(row.total)
    at.button(key="revise").click().run()
    assert "Choose the figures" in page_text(at)
    again.button(key="q_take_today").click().run()
    assert f"{number} is issued now and can no longer be changed" in page_text(again)


def test_two_people_on_one_draft_choose(database) -> None:
    first = open_page("sell/calculator")
    draft(first, customer="Hillside")
    (row,) = listed(data.store(), today())
    second = open_page("sell/calculator")
    second.query_params["draft"] = row.number
    second.run()
    second.slider(key="classes").set_value(60)
    second.button(key="q_save").click().run()
    assert f"Draft {row.number} is saved" in page_text(assert_no_exception(second))
    first.slider(key="classes").set_value(10)
    first.button(key="q_save").click().run()
    text = page_text(assert_no_exception(first))
    assert f"Li Wei saved {row.number} at" in text
    assert "60 classes" in text and "total USD" in text
    theirs = listed(data.store(), today())[0].total
    first.button(key="q_mine").click().run()
    assert f"Draft {row.number} is saved" in page_text(assert_no_exception(first))
    assert listed(data.store(), today())[0].total < theirs
    second.slider(key="classes").set_value(61)
    second.button(key="q_save").click().run()
    second.button(key="q_theirs").click().run()
    assert second.slider(key="classes").value == 10
    assert len(listed(data.store(), today())) == 1


def test_a_draft_that_was_issued_meanwhile_gets_no_other_number_unasked(database) -> None:
    at = open_page("sell/calculator")
    draft(at)
    (row,) = listed(data.store(), today())
    lifecycle.issue(data.store(), row.number, today(), "Chen")
    at.button(key="q_save").click().run()
    assert "was issued and is frozen" in page_text(assert_no_exception(at))
    assert len(listed(data.store(), today())) == 1
    at.button(key="q_save_new").click().run()
    assert sorted(row.status for row in listed(data.store(), today())) == ["draft", "issued"]


def test_a_draft_of_any_size_opens_and_can_be_discarded(database) -> None:
    at = open_page("sell/calculator")
    at.number_input(key="growth").set_value(100.0)
    at.number_input(key="rooms").set_value(1000)
    at.slider(key="classes").set_value(300)
    at.number_input(key="term_months").set_value(36)
    draft(at)
    (row,) = listed(data.store(), today())
    again = open_page("sell/calculator")
    again.query_params["draft"] = row.number
    assert "is open, as it was saved" in page_text(assert_no_exception(again.run()))
    at, number = opened()
    at.button(key="discard").click().run()
    assert f"The draft of {number}, revision 1 is discarded" in page_text(assert_no_exception(at))
    assert listed(data.store(), today()) == []


def test_three_offers_are_saved_opened_again_and_one_is_accepted(database) -> None:
    with Store(database) as store:
        pack = Pack("Contract 100k", 100_000, Decimal("550.00"), today())
        plans.save(store, "Ours", Plan(packs=(pack,)))
    at = open_page("sell/calculator")
    at.segmented_control(key="q_offers").set_value(3).run()
    at.text_input(key="q_offer_name").set_value("Postpaid")
    at.text_input(key="q_offer_name_0").set_value("Packs")
    at.selectbox(key="q_offer_packs_0").set_value("Ours")
    at.text_input(key="q_offer_name_1").set_value("Packs, growth")
    at.selectbox(key="q_offer_packs_1").set_value("Ours")
    at.number_input(key="q_offer_usage_1").set_value(130.0)
    draft(at)
    (row,) = listed(data.store(), today())
    again = open_page("sell/calculator")
    again.query_params["draft"] = row.number
    assert "is open, as it was saved" in page_text(assert_no_exception(again.run()))
    at, number = opened()
    doc = kept(data.store(), number, today()).document
    offers = [
        (offer["name"], Decimal(view.offer_total(offer))) for offer in doc["result"]["options"]
    ]
    assert [(row[0], row[3]) for row in table_rows(at, "Option")] == offers
    at.button(key="issue").click().run()
    at.button(key="answer_accepted").click().run()
    assert "is no option of" in page_text(at)
    at.selectbox(key="answer_option").set_value("Packs")
    at.button(key="answer_accepted").click().run()
    (row,) = listed(data.store(), today())
    assert (row.status, str(row.total)) == ("accepted", doc["result"]["options"][1]["total"])
    assert "Quoted and actual" in page_text(assert_no_exception(at))
