"""Net, tax, gross and what is payable: to the cent, and the same in every file."""

import io
import re
from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from analytics.core.errors import Problem
from analytics.core.money import digits, half_up
from analytics.quotes import pdf, view
from analytics.quotes.document import as_text, document
from analytics.quotes.parse import loads, request_of
from analytics.quotes.taxes import Tax, TaxKind, taxed
from analytics.quotes.verify import verify
from tests.support.quotes import FIFTEEN, made, request
from tests.support.sheets import Workbook

VAT = Tax(TaxKind.RATE, "VAT", "DE", D("19"))
GST = Tax(TaxKind.RATE, "GST", "CA", D("5"))
QST = Tax(TaxKind.RATE, "QST", "CA", D("9.975"))
REVERSED = Tax(TaxKind.REVERSE_CHARGE, "VAT", "FR")
EXEMPT = Tax(TaxKind.EXEMPT, "增值税", "CN", D(0), "Exempt under article 15.")
CASES = {
    "one rate": request(taxes=(VAT,)),
    "two rates, yen": replace(FIFTEEN["in yen"], taxes=(GST, QST)),
    "reverse charge": request(taxes=(REVERSED,)),
    "exempt, with withholding": request(taxes=(EXEMPT,), withholding_percent=D("10")),
    "dinars": replace(
        FIFTEEN["one month of an awkward price"], taxes=(VAT,), withholding_percent=D("2.5")
    ),
    "withholding alone": request(withholding_percent=D(15)),
}


@pytest.fixture(scope="module")
def documents():
    return {name: document(made(asked)) for name, asked in CASES.items()}


@given(
    st.decimals(0, 10**7, places=3),
    st.lists(st.decimals(0, 100, places=3), max_size=3),
    st.decimals(0, 100, places=2),
    st.integers(0, 3),
)
@settings(max_examples=60)
def test_the_amounts_add_up_and_each_is_half_up(net, rates, withheld, places) -> None:
    net = half_up(net, places)
    result = taxed(net, [Tax(TaxKind.RATE, "T", "DE", rate) for rate in rates], withheld, places)
    assert result.amounts == tuple(half_up(net * rate / 100, places) for rate in rates)
    assert result.gross == net + sum(result.amounts)
    assert result.payable == result.gross - half_up(net * withheld / 100, places)


def test_nineteen_percent_of_a_known_total() -> None:
    doc = document(made(replace(FIFTEEN["a million minutes"], taxes=(VAT,))))
    result = doc["result"]
    net = D(result["total"])
    assert result["taxes"][0] == {
        "name": "VAT 19 % (DE)",
        "percent": "19",
        "amount": str(half_up(net * 19 / 100, 2)),
        "note": "",
    }
    assert D(result["gross"]) == net + D(result["taxes"][0]["amount"])


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_screen_pdf_sheet_and_json_say_the_same_cents(name, documents) -> None:
    doc = documents[name]
    result, places = doc["result"], digits(doc["result"]["currency"])
    text = re.sub(
        r"\s+",
        "",
        "".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf.as_pdf(doc))).pages),
    )
    shown = [f"{label}{value}".replace(" ", "") for label, value in view.sums(doc)]
    assert [line for line in shown if line not in text] == []
    assert [n for n in view.tax_notes(doc) if re.sub(r"\s+", "", n) not in text] == []
    book = Workbook(pdf.as_xlsx(doc))
    cells = book.sheets["Quote"]
    formulas = [place for place in cells if place.startswith("I") and cells[place].formula]
    assert all(D(cells[p].value) == book.recalculated("Quote", p) for p in formulas)
    tail = [result["total"], *(tax["amount"] for tax in result.get("taxes", ()))]
    tail += [result[key] for key in ("gross", "withheld", "payable") if key in result]
    stored = [half_up(D(cells[place].value), places) for place in formulas[-len(tail) :]]
    assert stored == [D(value) for value in tail]


@pytest.mark.parametrize("name", CASES)
def test_taxes_are_frozen_with_the_quote_and_verified(name, documents) -> None:
    doc = loads(as_text(documents[name]))
    assert request_of(doc) == CASES[name]
    assert verify(doc).is_verified
    if "gross" in doc["result"]:
        doc["result"]["gross"] = "1.00"
        assert "amounts, gross" in " ".join(verify(doc).changes)


def test_the_usual_sentences_stand_where_none_is_typed(documents) -> None:
    assert view.tax_notes(documents["reverse charge"]) == [
        "Prices exclude taxes.",
        "Reverse charge: the customer accounts for VAT in FR.",
    ]
    assert view.tax_notes(documents["exempt, with withholding"])[1] == "Exempt under article 15."


def test_without_a_tax_a_document_is_as_it_ever_was() -> None:
    doc = document(made(request()))
    later = {"taxes", "gross", "withheld", "payable", "company", "withholding_percent"}
    assert not later & {*doc["result"], *doc["settings"]}


@pytest.mark.parametrize(
    ("tax", "says"),
    [
        (replace(VAT, name=" "), "Enter the name of the tax"),
        (replace(VAT, country="Germany"), '"Germany" is no country'),
        (replace(VAT, percent=D(101)), "101 is no rate"),
        (replace(REVERSED, percent=D(1)), "has a rate"),
        (replace(VAT, sentence="x" * 241), "longer than 240"),
    ],
)
def test_what_is_no_tax_is_refused(tax, says) -> None:
    with pytest.raises(Problem, match=says):
        made(request(taxes=(tax,)))
