"""A price that changes within the term of a quote: a line of its own from that day on."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from analytics.billing.robot import Tier
from analytics.catalog import price_book
from analytics.core.model import MonthlyFee, Plan, PriceBook
from analytics.quotes.document import document
from analytics.quotes.parse import book_of, request_of
from analytics.quotes.pdf import as_xlsx
from analytics.quotes.quote import quote
from analytics.quotes.verify import verify
from analytics.quotes.view import printed
from tests.support.quotes import MINUTE, START, made, request, usage

JULY = date(2027, 7, 1)
BOOK = price_book.load("tencent-intl")


def step(book: PriceBook = BOOK, **prices: Any) -> PriceBook:
    """The book with another price from 1 July 2027 on."""
    return replace(book, version="2027-07", valid_from=JULY, earlier=(book,), **prices)


DEARER = step(postpaid_per_thousand=D(8))
DAYS = [2000 * MINUTE] * 365
ASKED = request(estimate=usage(*DAYS))


def lines(doc: dict[str, Any], group: str = "postpaid") -> list[tuple[str, str, str, str]]:
    return [
        (line["name"], line["quantity"], line["list_price"], line["net"])
        for line in doc["result"]["lines"]
        if line["group"] == group
    ]


def test_each_price_is_a_line_and_they_add_up() -> None:
    """178 days at 7.00 and 187 at 8.00, 2,000 minutes each."""
    doc = document(quote(ASKED, DEARER))
    assert lines(doc) == [
        ("Recording, postpaid, until 2027-06-30", "356000", "7.00", "2492.00"),
        ("Recording, postpaid, from 2027-07-01", "374000", "8", "2992.00"),
    ]
    assert doc["result"]["total"] == "5484.00"
    assert (
        "· prices of tencent-intl 2024-03-27, 2027-07 from 1 Jul 2027 ·"
        in printed(doc)["labels"]["foot"]
    )


def test_a_fee_is_that_of_its_period_and_quotas_add_up() -> None:
    plan = Plan(monthly_fee=MonthlyFee(START, 12))
    book = step(monthly_fee=D(120), quota_minutes=500)
    doc = document(quote(replace(ASKED, plan=plan), book))
    assert lines(doc, "fees")[:2] == [
        ("Monthly fee, until 2027-06-30", "6", "100.00", "600.00"),
        ("Monthly fee, from 2027-07-01", "6", "120", "720.00"),
    ]
    assert lines(doc, "fees")[2][:2] == (
        "Free minutes of the fee (500 or 1,000 a month)",
        "9000",
    )
    assert len(lines(doc)) == 1, "the postpaid price does not change"
    assert doc["result"]["ms"]["unused_quota"] == 0


def test_the_robots_minutes_too() -> None:
    figures = tuple(
        replace(figure, value=D(3)) if figure.name == "whiteboard_postpaid" else figure
        for figure in BOOK.figures
    )
    asked = replace(ASKED, robot_whiteboard=True, robot_trtc=Tier.HD)
    doc = document(quote(asked, step(figures=figures)))
    assert [line[0] for line in lines(doc, "robot")] == [
        "Recording robot, whiteboard minutes, until 2027-06-30",
        "Recording robot, whiteboard minutes, from 2027-07-01",
        "Recording robot, TRTC HD minutes",
    ]


def test_a_document_holds_the_prices_of_all_its_days_and_is_verified() -> None:
    doc = document(quote(ASKED, DEARER))
    again = quote(request_of(doc), book_of(doc))
    assert document(again) == doc
    assert verify(doc, lambda _: DEARER).changes == ()
    changed = verify(doc, lambda _: step(postpaid_per_thousand=D(9)))
    assert any("postpaid_per_thousand" in change for change in changed.changes)
    assert verify(doc, lambda _: BOOK).notes == (
        "Quoted under price book version 2024-03-27, 2027-07; today's is 2024-03-27.",
    )


@pytest.mark.parametrize("day", [date(2026, 12, 1), START, date(2028, 1, 4)])
def test_a_version_that_holds_on_no_day_of_the_term_or_on_all_is_no_step(day: date) -> None:
    book = replace(DEARER, valid_from=day)
    doc = document(quote(ASKED, book))
    price, version = ("8", "2027-07") if day <= START else ("7.00", "2024-03-27")
    ((name, *_, _),) = lines(doc)
    assert name == "Recording, postpaid"
    assert lines(doc)[0][2] == price
    assert doc["prices"]["version"] == version
    assert "earlier" not in doc["prices"]


def test_without_a_step_the_document_is_as_it_ever_was() -> None:
    assert document(quote(ASKED, replace(DEARER, valid_from=date(2028, 1, 4)))) == document(
        made(ASKED)
    )


def test_the_formulas_of_each_line_are_over_the_days_of_its_price() -> None:
    with zipfile.ZipFile(io.BytesIO(as_xlsx(document(quote(ASKED, DEARER))))) as book:
        sheet, days = (book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
    assert "SUM(Days!C2:C179)" in sheet and "SUM(Days!D180:D366)" in sheet
    assert "B179*$F$2/" in days and "B180*$F$3/" in days
