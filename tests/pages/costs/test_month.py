"""The statement of a month on the Bill page: its files, and the journal once the accounts are typed."""

from analytics.reconcile import month_statement
from pages.ui import data
from tests.support.pages import LESSON, LESSON_DAY, assert_no_exception, load, open_page, page_text


def test_a_month_is_stated_and_its_journal_waits_for_the_accounts(database) -> None:
    load(database, LESSON, day=LESSON_DAY)
    at = open_page("costs/bill")
    at.session_state["statement"] = True
    text = page_text(assert_no_exception(at.run()))
    assert "March 2024: $0.77 · Not closed" in text
    keys = [button.key for button in at.get("download_button")]
    assert [key for key in keys if key and key.startswith(("statement", "journal"))] == [
        "statement_pdf", "statement_xlsx", "statement_csv",
    ]  # fmt: skip
    accounts = {"postpaid": "6001", "monthly_fee": "6002", "packs": "6003", "payable": "2001"}
    for name, value in accounts.items():
        at.text_input(key=f"account_{name}").set_value(value)
    at.button(key="accounts_keep").click().run()
    assert "the account of prepaid packs is empty. Type each of the five" in page_text(at)
    at.text_input(key="account_prepaid_packs").set_value("1401")
    at.button(key="accounts_keep").click().run()
    kept = month_statement.kept_accounts(data.store())
    assert kept and (kept.postpaid, kept.prepaid_packs) == ("6001", "1401")
    assert "journal_csv" in [
        button.key for button in assert_no_exception(at).get("download_button")
    ]
