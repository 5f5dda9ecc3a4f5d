"""A customer of the list brings name, currency, taxes, language and prices into a draft; margins are for sales alone."""

from decimal import Decimal as D

from analytics.core.people import Person, Role
from analytics.quotes import approval, company, customers, lifecycle, view
from analytics.quotes.company import Profile
from analytics.quotes.customers import Customer
from analytics.quotes.repository import kept, listed
from analytics.quotes.request import Company
from analytics.quotes.taxes import Tax, TaxKind
from analytics.storage import acting
from pages.sell._quotes import margin
from pages.sell._quotes.form import today
from pages.ui import data
from tests.support.pages import assert_no_exception, open_page, page_text
from tests.support.quotes import request

SCHOOL = Customer(
    "北京学校", "Li Wei", "", "de", (Tax(TaxKind.RATE, "VAT", "CN", D(6)),), "tencent-cn"
)


def test_a_draft_takes_a_customer_with_all_that_the_record_says(database) -> None:
    terms = {"de": "Zahlbar in 30 Tagen."}
    profile = Profile(Company("Ours"), "Net 30.", language="fr", terms_by_language=terms)
    company.keep_profile(data.store(), profile, "Chief")
    customers.keep(data.store(), SCHOOL, "Li")
    at = open_page("sell/calculator")
    assert at.selectbox(key="q_language").value == "fr"
    assert at.text_area(key="q_terms").value == "Net 30."
    at.selectbox(key="q_customer_record").set_value(SCHOOL.name).run()
    at.text_input(key="q_owner").set_value("Li").run()
    at.button(key="q_save").click().run()
    assert_no_exception(at)
    number = listed(data.store(), today())[0].number
    doc = kept(data.store(), number, today()).document
    chosen = doc["settings"]
    assert (chosen["customer"], chosen["language"]) == (SCHOOL.name, "de")
    assert chosen["terms"] == "Zahlbar in 30 Tagen."
    assert ("Contact", "Li Wei") in view.heading(doc)
    assert [tax["percent"] for tax in chosen["taxes"]] == ["6"]
    assert doc["prices"]["id"] == "tencent-cn"


def test_a_customer_is_kept_on_the_quotes_page(database) -> None:
    lifecycle.save_draft(data.store(), request(number=""))
    at = open_page("sell/quotes")
    key = "customer_A new customer"
    at.text_input(key=f"{key}_name").set_value("Hill School").run()
    at.text_input(key=f"{key}_who").set_value("Li").run()
    at.button(key=f"{key}_save").click().run()
    assert "Hill School is saved" in page_text(assert_no_exception(at))
    assert list(customers.customers(data.store())) == ["Hill School"]


def test_the_margin_is_on_the_page_for_sales_and_for_nobody_else(database, monkeypatch) -> None:
    store = data.store()
    approval.keep_limits(store, approval.Limits(D(20), D(0), "tencent-intl"), "Chief")
    number = lifecycle.save_draft(store, request(number="", rebate_percent=D(10))).number
    at = open_page("sell/quotes")
    at.selectbox(key="quote").set_value(number).run()
    assert "Margin −11.11 %" in page_text(at).replace("-11.11", "−11.11")
    told = []
    monkeypatch.setattr(margin.st, "caption", lambda text, **_: told.append(text))
    with acting.as_person(Person("analyst", frozenset({Role.ANALYST}))):
        margin.show(kept(store, number, today()))
    assert told == []
    margin.show(kept(store, number, today()))
    assert "Margin" in told[0]
