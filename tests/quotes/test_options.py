"""Up to three offers in one quote, terms of years, and which offer was accepted."""

import io
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal as D

import pytest
from pypdf import PdfReader

from analytics import ingest
from analytics.core.errors import Problem
from analytics.core.model import Kind, MonthlyFee, Plan
from analytics.planning.estimate import by_month, from_model, scaled
from analytics.quotes import lifecycle, pdf, view
from analytics.quotes.document import as_text, document
from analytics.quotes.history import against_actual
from analytics.quotes.parse import loads, request_of
from analytics.quotes.quote import MOST_PERCENT, of_option, sheet_of
from analytics.quotes.repository import Status, listed
from analytics.quotes.request import Option
from analytics.quotes.taxes import Tax, TaxKind
from analytics.quotes.verify import verify
from analytics.storage.store import Store
from tests.support.quotes import MINUTE, SCHOOL, START, made, packs, request

TODAY = date(2026, 12, 1)
PACKS = packs((500_000, "2900.00"))
ASKED = request(
    plan=Plan(monthly_fee=MonthlyFee(START, 12)),
    option_name="Postpaid",
    options=(Option("Packs", PACKS), Option("Packs, growth", PACKS, D("130"))),
)


def test_each_offer_is_worth_what_a_quote_of_its_own_would_be() -> None:
    quoted = made(replace(ASKED, taxes=(Tax(TaxKind.RATE, "VAT", "DE", D(19)),)))
    assert [option.name for option in quoted.options] == ["Postpaid", "Packs", "Packs, growth"]
    assert quoted.options[0].total == quoted.total
    for option, shown in zip(ASKED.options, quoted.options[1:], strict=True):
        alone = made(
            replace(
                ASKED, option_name="", options=(),
                plan=replace(ASKED.plan, packs=option.packs),
                estimate=scaled(ASKED.estimate, option.usage_percent),
            )
        )  # fmt: skip
        assert (shown.total, shown.per_thousand) == (alone.total, alone.per_thousand)
        assert shown.taxed.gross > shown.total
        assert shown.unused_ms == sum(lapse.unused_ms for lapse in alone.lapses)


def test_the_break_even_is_where_the_dearer_offer_becomes_the_cheaper() -> None:
    quoted = made(ASKED)
    at = quoted.options[1].break_even_percent

    def gain(percent: int) -> D:
        same = replace(ASKED, estimate=scaled(ASKED.estimate, D(percent)))
        other = of_option(same, Option("Packs", PACKS))
        return sheet_of(same, quoted.book).total - sheet_of(other, quoted.book).total

    assert at is not None and 1 < at < MOST_PERCENT
    assert gain(at) >= 0 > gain(at - 1)
    never = made(replace(ASKED, options=(Option("Gold", packs((1_000, "9000.00"))),)))
    assert never.options[1].break_even_percent is None


@pytest.mark.slow
def test_every_file_shows_the_offers_and_the_document_verifies() -> None:
    doc = loads(as_text(document(made(ASKED))))
    assert request_of(doc) == ASKED
    assert verify(doc).is_verified
    pages = PdfReader(io.BytesIO(pdf.as_pdf(doc))).pages
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))
    rows = view.options(doc)
    assert all(re.sub(r"\s+", "", "".join(row)) in text for row in rows)
    assert len(pages) <= 2
    doc["result"]["options"][1]["total"] = "1.00"
    assert "amounts, options, Packs, total" in " ".join(verify(doc).changes)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.duckdb") as opened:
        yield opened


@pytest.mark.slow
def test_the_acceptance_names_one_offer_and_its_value_counts(store) -> None:
    number = lifecycle.save_draft(store, replace(ASKED, number="")).number
    doc = lifecycle.issue(store, number, TODAY, "Li").document
    close = (store, number, 1, Status.ACCEPTED, TODAY, "Li")
    for wrong in ("", "Gold"):
        with pytest.raises(Problem, match=r"is no option of Q-2026-0001. Choose one of Postpaid"):
            lifecycle.close(*close, option=wrong)
    lifecycle.close(*close, option="Packs")
    (row,) = listed(store, TODAY)
    assert row.total == D(doc["result"]["options"][1]["total"]) != D(doc["result"]["total"])
    assert store.ask("quote_trail", number=number)[-1]["reason"] == "option Packs"


@pytest.mark.slow
def test_what_was_recorded_is_held_against_the_accepted_offer(store, tmp_path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "VideoId,VideoType,VideoDuration,RecordStopTime,RoomId\n"
        f"v,0,{3000 * MINUTE // 3},2027-01-05T10:00:00+08:00,room"
    )
    ingest.import_file(store, path, now=datetime(2027, 2, 1))  # noqa: DTZ001 - UTC
    doc = document(made(ASKED))
    first, packed = (against_actual(store, doc, name)[0] for name in ("Postpaid", "Packs"))
    assert packed.quoted - first.quoted == D("2900.00") - (first.quoted - D(100))
    assert packed.actual - first.actual == D("2900.00")


def test_a_declined_quote_keeps_its_reason(store) -> None:
    number = lifecycle.save_draft(store, request(number="")).number
    lifecycle.issue(store, number, TODAY, "Li")
    lifecycle.close(store, number, 1, Status.DECLINED, TODAY, "Li", reason="too dear")
    assert store.ask("quote_trail", number=number)[-1]["reason"] == "too dear"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"option_name": ""}, "Enter a name"),
        ({"option_name": "Packs"}, "two options have one name"),
        ({"options": ASKED.options * 2}, "more than 3 options"),
        ({"options": (Option("x", (), D(0)),)}, "0 % of the usage"),
    ],
)
def test_offers_that_cannot_be_told_apart_are_refused(changes, says) -> None:
    with pytest.raises(Problem, match=says):
        made(replace(ASKED, **changes))


def test_a_term_of_five_years_grows_each_year() -> None:
    model = replace(SCHOOL, yearly_growth_percent=D(10))
    months = by_month(from_model(model, START, 60))
    flat = by_month(from_model(SCHOOL, START, 60))
    assert [m.ms[Kind.WHITEBOARD] for m in months[:12]] == [
        m.ms[Kind.WHITEBOARD] for m in flat[:12]
    ]
    for year in range(5):
        grown, before = months[12 * year].ms[Kind.WHITEBOARD], flat[12 * year].ms[Kind.WHITEBOARD]
        assert abs(grown * 10**year - before * 11**year) <= 31 * 10**year
    doc = document(made(request(estimate=from_model(model, START, 60))))
    assert "10 % growth a year" in doc["data"]["source"]
    assert len(PdfReader(io.BytesIO(pdf.as_pdf(doc))).pages) <= 2
    assert verify(doc).is_verified
    with pytest.raises(Problem, match="Choose 1 to 60 months"):
        made(request(estimate=from_model(model, START, 61)))
