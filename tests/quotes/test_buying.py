"""A quote with packs says when to buy each, until when it is usable, and what buying late costs."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from io import BytesIO

import pytest
from pypdf import PdfReader

from analytics.core.errors import Problem
from analytics.core.model import MonthlyFee, Pack, Plan
from analytics.quotes import buying, pdf
from analytics.quotes.document import canonical, document
from analytics.quotes.parse import request_of
from analytics.quotes.quote import sheet_of
from analytics.quotes.request import Exchange, Option
from analytics.quotes.verify import verify
from tests.support.quotes import START, YUAN, made, request

TWO = (
    Pack("First", 300_000, D("1500.00"), START),
    Pack("First again", 300_000, D("1500.00"), START),
    Pack("Later", 1_000_000, D("4000.00"), date(2027, 8, 1)),
)
ASKED = request(wording=2, plan=Plan(monthly_fee=MonthlyFee(START, 12), packs=TWO))


def test_the_document_names_each_purchase_and_the_money_of_a_late_one() -> None:
    quoted = made(ASKED)
    doc = document(quoted)
    assert buying.rows(doc["result"]) == [
        ["First", "2", "300,000", "1,500.00", "4 Jan 2027", "3 Jan 2028"],
        ["Later", "1", "1,000,000", "4,000.00", "1 Aug 2027", "31 Jul 2028"],
    ]
    later = tuple(
        replace(pack, bought=date.fromordinal(pack.bought.toordinal() + 30)) for pack in TWO
    )
    plan = replace(ASKED.plan, packs=later)
    difference = sheet_of(replace(ASKED, plan=plan), quoted.book).total - quoted.total
    assert difference > 0
    (sentence,) = buying.sentences(doc)
    assert sentence == f"With each pack bought 30 days after its day, the total before tax is USD {difference:,} more."  # fmt: skip
    assert verify(json.loads(canonical(doc))).is_verified
    assert request_of(json.loads(canonical(doc))) == ASKED
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf.as_pdf(doc))).pages)
    assert "When to buy the packs" in text and "1 Aug 2027" in text and sentence[-12:] in text


def test_each_offer_has_its_packs_in_the_quote_s_currency() -> None:
    asked = replace(ASKED, exchange=YUAN, option_name="Two", options=(Option("None"), Option("One", TWO[:1])))  # fmt: skip
    doc = document(made(asked))
    assert [row[0] for row in buying.rows(doc["result"])] == [
        "Two: First",
        "Two: Later",
        "One: First",
    ]
    assert buying.rows(doc["result"])[0][3] == "10,685.10"
    assert [text.partition(":")[0] for text in buying.sentences(doc)] == ["Two", "One"]


def test_the_time_line_holds_every_purchase_and_the_term() -> None:
    line = buying.time_line(document(made(ASKED))["result"])
    assert line and (line["begin"], line["end"]) == ("4 Jan 2027", "31 Jul 2028")
    assert line["term"][0] == 0 and [bar["to"] for bar in line["bars"]] == [line["term"][1], 1000]
    assert all(0 <= bar["from"] < bar["to"] <= buying.AXIS for bar in line["bars"])
    many = tuple(Pack(f"P{n}", 1000, D("9"), date(2027, 1, 4 + n)) for n in range(20))
    doc = document(made(replace(ASKED, plan=Plan(packs=many))))
    assert len(buying.rows(doc["result"])) == 12
    assert "8 later purchases" in buying.sentences(doc)[0]


def test_a_quote_of_before_says_what_it_said_and_one_without_packs_says_nothing() -> None:
    before = document(made(replace(ASKED, wording=1)))
    assert not {"purchases", "late"} & before["result"].keys()
    assert not {"wording", "late_days"} & before["settings"].keys()
    assert buying.printed(before) is None
    assert buying.printed(document(made(request(wording=2)))) is None
    silent = document(made(replace(ASKED, late_days=0)))
    assert buying.sentences(silent) == [] and buying.rows(silent["result"])
    with pytest.raises(Problem, match="366 days late"):
        made(replace(ASKED, late_days=366))


def test_what_was_chosen_of_the_price_stands_in_the_assumptions() -> None:
    asked = request(
        wording=2, plan=Plan(discount_percent=D("12.5")), rebate_percent=D(3),
        exchange=Exchange("CNY", D("7.1"), date(2026, 11, 30), "Bank of China"),
    )  # fmt: skip
    text = " ".join(made(asked).assumptions)
    for words in (
        "12.5 % off the postpaid price", "3 % off the sum of all lines", "No monthly fee",
        "80 % and 120 %", "1 USD = 7.1 CNY as of 2026-11-30 (Bank of China)",
    ):  # fmt: skip
        assert words in text


def test_a_pack_from_before_the_term_is_neither_to_be_bought_nor_late() -> None:
    held = Pack("Held", 500_000, D("2900.00"), date(2026, 12, 1))
    with_held = replace(ASKED, plan=replace(ASKED.plan, packs=(held, TWO[2])))
    doc = document(made(with_held))
    assert [row[0] for row in buying.rows(doc["result"])] == ["Later"]
    only_held = document(made(replace(ASKED, plan=replace(ASKED.plan, packs=(held,)))))
    assert buying.printed(only_held) is None and "late" not in only_held["result"]
