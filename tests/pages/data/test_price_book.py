"""Price book: prices with their sources, edited as rows into new versions, compared, as files."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalog import plans, price_book, price_books
from analytics.core.model import Kind, Plan, Ratio
from analytics.reports import costs
from pages.data._price_book import rows
from pages.ui import data
from tests.support.pages import LESSON, LESSON_DAY, assert_no_exception, load, open_page, page_text

INTL = "tencent-intl@2024-03-27"


def table(at: AppTest, sheet: str, reference: str = INTL) -> str:
    """The key of a sheet's table, whatever its turn."""
    return f"book_{reference}_{sheet}_{at.session_state['book_drafts'][reference]['turn']}"


def edit(at: AppTest, sheet: str, row: int, **cells: Any) -> AppTest:
    edits = {"edited_rows": {row: cells}, "deleted_rows": [], "added_rows": []}
    at.session_state[table(at, sheet)] = edits
    return assert_no_exception(at.run())


def valid(at: AppTest, day: date | None, *, confirm: bool = True) -> AppTest:
    """Say from which day the version holds; where that changes recorded days, that it is meant."""
    at.date_input(key=table(at, "valid_from")).set_value(day).run()
    if confirm:
        at.checkbox(key=table(at, "confirmed")).check().run()
    return assert_no_exception(at)


@pytest.fixture
def page(database) -> AppTest:
    load(database, LESSON, day=LESSON_DAY)
    return open_page("data/price_book")


def test_the_book_says_its_prices_its_evidence_and_that_mixed_streams_are_free(page) -> None:
    text = page_text(page)
    assert "$7.00 per 1,000 minutes, $100.00 a month with 1,000 free minutes" in text
    assert "version 2024-03-27 · shipped with the dashboard" in text
    assert "28 figures: 25 published, 2 not found, 1 inferred" in text
    assert "Mixed streams are free for now. Not charged at present" in text
    assert [tab.label for tab in page.tabs][:3] == [
        "Recording (4)",
        "Minutes by kind (5)",
        "Packs on offer (0)",
    ]


def test_a_price_that_is_typed_shows_what_it_changes_and_becomes_a_version_once_that_is_meant(
    page,
) -> None:
    edit(page, rows.RECORDING, 0, value="9.00")
    assert "No recorded day changes its cost." in page_text(page), "it holds from today on"
    assert not page.button(key="book_save").disabled
    text = page_text(valid(page, None, confirm=False))
    assert "4 changes, not saved" in text
    effect, *_ = next(t.value for t in page.dataframe if "Then (USD)" in t.value).to_dict("records")
    assert [str(value) for value in effect.values()] == ["Postpaid", "0.77", "0.99", "0.22", "28.6"]
    assert page.button(key="book_save").disabled
    valid(page, None)
    page.text_input(key=f"{table(page, 'version')}").set_value("ours").run()
    page.button(key="book_save").click().run()
    found = price_books.versions(data.store(), "tencent-intl")
    assert [(one.version, one.book.postpaid_per_thousand) for one in found] == [
        ("ours", Decimal("9.00")),
        ("2024-03-27", Decimal("7.00")),
    ]
    figure = found[0].book.figure("recording_postpaid")
    assert (figure.evidence, figure.source) == ("typed", rows.TYPED)
    text = page_text(assert_no_exception(page))
    assert "$9.00 per 1,000 minutes" in text
    assert "version ours · saved on" in text
    assert "4 differences." in text
    page.selectbox(key="version").set_value("2024-03-27").run()
    assert "$7.00 per 1,000 minutes" in page_text(assert_no_exception(page))
    assert "change, not saved" not in page_text(page)


def test_a_version_changes_no_day_before_the_one_it_holds_from(page) -> None:
    before = costs.settle_plan(data.store(), Plan())
    edit(page, rows.RECORDING, 0, value="9.00")
    valid(page, date(2026, 7, 1), confirm=False)
    page.button(key="book_save").click().run()
    text = page_text(assert_no_exception(page))
    assert "valid from 1 Jul 2026" in text
    after = costs.settle_plan(data.store(), Plan())
    assert (after.totals, after.versions) == (before.totals, before.versions)
    book = price_books.load(data.store(), "tencent-intl")
    assert book.on(date(2026, 7, 1)).postpaid_per_thousand == Decimal("9.00")


def test_a_price_with_an_origin_of_its_own_keeps_it(page) -> None:
    edit(page, rows.RECORDING, 0, value="9.00", source="our contract", evidence="second-hand")
    assert "3 changes, not saved" in page_text(page)


def test_a_mistake_names_row_and_column_and_nothing_is_saved(page) -> None:
    edit(page, rows.RECORDING, 0, value="-7")
    edit(page, rows.RATIOS, 3, ratio="none", source=None)
    assert [error.value.replace("\\", "") for error in page.error] == [
        'Recording, row 1 (recording postpaid), Value: "-7" is negative. Give 0 or more.',
        "Minutes by kind, row 4 (mixed), Source: this cell is empty. Fill it in.",
        'Minutes by kind, row 4 (mixed), Counts as: "none" is not a plain number. '
        'Give digits with a point, such as "3.00", at most 9 before it and 12 after it.',
    ]
    assert page.button(key="book_save").disabled
    page.button(key="book_discard").click().run()
    assert not page.error
    assert "change, not saved" not in page_text(assert_no_exception(page))


def test_mixed_streams_are_charged_from_a_day_on_by_one_entry(page) -> None:
    page.date_input(key="book_mixed_from").set_value(date(2027, 1, 1))
    page.number_input(key="book_mixed").set_value(0.5)
    page.button(key="book_mixed_add").click().run()
    assert "1 change, not saved" in page_text(assert_no_exception(page))
    page.button(key="book_save").click().run()
    (newest, *_) = price_books.versions(data.store(), "tencent-intl")
    assert newest.book.ratios[-1] == Ratio(Kind.MIXED, date(2027, 1, 1), Decimal("0.5"))
    assert newest.book.figures[-1].evidence == "inferred"
    assert "Mixed streams count × 0.5 from 1 Jan 2027 on." in page_text(assert_no_exception(page))


def test_what_is_typed_survives_a_look_elsewhere_and_a_second_edit(page) -> None:
    edit(page, rows.RECORDING, 0, value="9.00")
    page.switch_page("pages/data/imports.py").run()
    page.switch_page("pages/data/price_book.py").run()
    assert "4 changes, not saved" in page_text(assert_no_exception(page))
    edit(page, rows.RECORDING, 2, value="900")
    assert "8 changes, not saved" in page_text(page)


def test_a_book_of_its_own_is_made_by_another_id(page) -> None:
    edit(page, "Storage", 0, value="0.03")
    page.text_input(key=table(page, "id")).set_value("our-contract").run()
    page.button(key="book_save").click().run()
    assert_no_exception(page)
    assert page.selectbox(key="book").value == "our-contract"
    assert price_books.load(data.store(), "tencent-intl").version == "2024-03-27"
    assert price_books.load(data.store(), "our-contract").valid_from == date.today()  # noqa: DTZ011


def test_a_file_becomes_a_version_and_a_bad_one_is_told(page) -> None:
    text = price_book.dumps(price_book.load("tencent-intl"))
    bad = text.replace('"7.00"', '"free"')
    page.file_uploader(key="book_file_0").set_value(("book.toml", bad.encode(), "text/plain")).run()
    assert 'book.toml, figures.recording_postpaid.value: "free" is not a plain' in page_text(
        assert_no_exception(page)
    )
    dearer = text.replace('"7.00"', '"8.00"').replace("2024-03-27", "2027", 1)
    page.file_uploader(key="book_file_0").set_value(("b.toml", dearer.encode(), "text/plain")).run()
    assert "1 difference to 2024-03-27, the newest here." in page_text(assert_no_exception(page))
    page.checkbox(key="book_file_confirmed_0").check().run()
    page.button(key="book_keep_file").click().run()
    assert page.selectbox(key="version").value == "2027"
    assert "$8.00 per 1,000 minutes" in page_text(assert_no_exception(page))


def test_prices_can_be_read_and_edited_before_anything_is_recorded(database) -> None:
    at = open_page("data/price_book")
    edit(at, rows.RECORDING, 0, value="9.00")
    assert "4 changes, not saved" in page_text(at)
    assert "Recorded days" not in "".join(str(each.value) for each in at.markdown)
    at.button(key="book_save").click().run()
    assert "$9.00 per 1,000 minutes" in page_text(assert_no_exception(at))


def test_a_version_that_is_taken_is_told_and_the_edits_stay(page) -> None:
    edit(page, rows.RECORDING, 0, value="9.00")
    page.text_input(key=table(page, "version")).set_value("2024-03-27").run()
    page.button(key="book_save").click().run()
    assert "version 2024-03-27 of tencent-intl is there already" in page_text(
        assert_no_exception(page)
    )
    assert "4 changes, not saved" in page_text(page)


def test_a_new_version_changes_no_quote_and_no_plan_that_names_its_own(page) -> None:
    plans.save(data.store(), "fixed", Plan(price_book=INTL))
    edit(page, rows.RECORDING, 0, value="9.00")
    valid(page, None)
    page.button(key="book_save").click().run()
    fixed, newest = (costs.settle_plan(data.store(), Plan(price_book=b)) for b in (INTL, INTL[:12]))
    assert (fixed.totals.shown.total, fixed.book.version) == (Decimal("0.77"), "2024-03-27")
    assert newest.totals.shown.total == Decimal("0.99")
    page.switch_page("pages/costs/bill.py").run()
    page.selectbox(key="plan").set_value("fixed").run()
    assert "tencent-intl 2024-03-27 · $7.00 per 1,000 minutes" in page_text(
        assert_no_exception(page)
    )
