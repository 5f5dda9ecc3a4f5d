"""The company's profile is on the next quote, with its tax, and in the preview of it."""

from analytics.quotes import company, view
from analytics.quotes.repository import kept, listed
from pages.sell._quotes.form import today
from pages.ui import data
from tests.support.pages import assert_no_exception, metric_values, open_page, page_text


def test_the_profile_is_on_the_next_quote_with_its_tax(database) -> None:
    at = open_page("sell/company")
    at.button(key="company_save").click().run()
    assert "nobody is named" in page_text(at)
    at.text_input(key="company_who").set_value("Chief")
    at.text_input(key="company_name").set_value("Blackboard GmbH")
    at.text_area(key="company_terms").set_value("Payable in 14 days.")
    at.selectbox(key="q_tax_kind_0").set_value("At a rate").run()
    at.text_input(key="q_tax_country_0").set_value("de")
    at.number_input(key="q_tax_percent_0").set_value(19.0)
    at.number_input(key="company_days").set_value(14)
    at.button(key="company_save").click().run()
    assert "The company profile is saved" in page_text(assert_no_exception(at))
    assert company.profile(data.store()).taxes[0].label == "VAT 19 % (DE)"

    at = open_page("sell/calculator")
    assert at.number_input(key="q_valid").value == 14
    assert at.text_area(key="q_terms").value == "Payable in 14 days."
    at.toggle(key="q_preview").set_value(True)
    at.text_input(key="q_customer").set_value("Riverside")
    at.text_input(key="q_owner").set_value("Li Wei").run()
    pictures = [each for each in assert_no_exception(at).main if type(each).__name__ == "Image"]
    assert pictures, "the pages of the document"
    at.button(key="q_save").click().run()
    assert "is saved" in page_text(assert_no_exception(at))
    (row,) = listed(data.store(), today())
    doc = kept(data.store(), row.number, today()).document
    assert doc["settings"]["company"]["name"] == "Blackboard GmbH"

    at = open_page("sell/quotes")
    at.selectbox(key="quote").set_value(row.number).run()
    assert "Blackboard GmbH" in page_text(assert_no_exception(at))
    label, gross = view.sums(doc)[-1]
    assert metric_values(at)[label] == gross
    assert all(text in page_text(at) for pair in view.sums(doc) for text in pair)
    again = open_page("sell/calculator")
    again.query_params["draft"] = row.number
    assert "is open, as it was saved" in page_text(assert_no_exception(again.run()))
