"""What the screen, the PDF, the sheet and the JSON of a quote say is the same, to the cent."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import python_calamine
from pypdf import PdfReader

from analytics.core.model import Pack
from analytics.core.money import digits, half_up
from analytics.planning.estimate import Origin
from analytics.quotes import pdf, view
from analytics.quotes.checks import LONGEST
from analytics.quotes.document import document, words_of
from analytics.quotes.parse import loads
from analytics.quotes.request import WORDING
from analytics.quotes.verify import verify
from tests.quotes.test_quote_file import FULL
from tests.support.quotes import FIFTEEN, START, made, request
from tests.support.sheets import Workbook

AMOUNT_COLUMNS = {5: "list_amount", 7: "discount", 8: "net"}


@pytest.fixture(scope="module")
def documents():
    return {name: document(made(asked)) for name, asked in (FIFTEEN | TRANSLATED).items()}


TRANSLATED = {
    f"{name}, in {code}": replace(FIFTEEN[name], language=code)
    for name, code in (("in yuan with packs and the robot", "zh-Hans"), ("in yen", "es"), ("a million minutes", "ko"))
}  # fmt: skip


@pytest.fixture(scope="module")
def recalculated(documents, tmp_path_factory):
    """Every workbook without its stored results, worked out by LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc")
    folder = tmp_path_factory.mktemp("sheets")
    for number, doc in enumerate(documents.values()):
        (folder / f"{number}.xlsx").write_bytes(_without_results(pdf.as_xlsx(doc)))
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{folder}/home", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", folder / "out", *sorted(folder.glob("*.xlsx"))],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return {name: folder / "out" / f"{number}.xlsx" for number, name in enumerate(documents)}


def _without_results(book: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(held, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                content = re.sub(rb"</f><v>[^<]*</v>", b"</f>", content)
            new.writestr(entry, content)
    return held.getvalue()


def _words(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.mark.slow
@pytest.mark.parametrize("name", FIFTEEN)
def test_the_pdf_says_what_the_screen_says_on_two_pages_at_most(name, documents) -> None:
    doc = documents[name]
    printed = pdf.as_pdf(doc)
    pages = PdfReader(io.BytesIO(printed)).pages
    assert len(pages) <= 2
    last = pages[-1].extract_text()
    assert "Name, date, signature" in last
    assert not last.startswith("For "), "the signature is not alone"
    said = _words(printed)
    told = [cell for row in view.lines(doc["result"]) for cell in row]
    told += [text for pair in view.sums(doc) + view.facts(doc) for text in pair]
    told += [cell for row in view.usage(doc["result"], most=13)[1] for cell in row]
    told += view.lapses(doc["result"])
    bare = said.replace(" ", "")
    assert [text for text in told if text.replace(" ", "") not in bare] == []
    assert doc["settings"]["customer"].replace(" ", "") in bare


@pytest.mark.parametrize("name", FIFTEEN)
def test_the_sheet_holds_the_same_amounts_as_the_json(name, documents) -> None:
    doc = documents[name]
    book = python_calamine.load_workbook(io.BytesIO(pdf.as_xlsx(doc)))
    assert _amounts(book, doc) == _expected(doc)


@pytest.mark.parametrize("name", [*FIFTEEN, *TRANSLATED])
def test_a_viewer_that_does_not_calculate_shows_what_the_formulas_come_to(name, documents) -> None:
    book = Workbook(pdf.as_xlsx(documents[name]))
    for sheet, cells in book.sheets.items():
        formulas = {place: cell for place, cell in cells.items() if cell.formula}
        wrong = {
            f"{sheet}!{place}": (cell, book.recalculated(sheet, place))
            for place, cell in formulas.items()
            if cell.type or Decimal(cell.value) != book.recalculated(sheet, place)
        }
        assert wrong == {}
    first = next(iter(book.sheets.values()))
    assert {"F12", "I12"} < {place for place, cell in first.items() if cell.formula}


def test_a_stored_text_or_a_stale_number_in_a_formula_is_found(documents) -> None:
    content = pdf.as_xlsx(documents["in yen"])
    book = Workbook(content)
    place = next(place for place, cell in book.sheets["Days"].items() if cell.formula)
    cell = book.sheets["Days"][place]
    book.sheets["Days"][place] = cell._replace(value="0")
    assert Decimal(book.sheets["Days"][place].value) != book.recalculated("Days", place)
    assert Workbook(_without_results(content)).number("Days", place) == 0


@pytest.mark.parametrize(
    ("name", "amounts", "prices"),
    [
        ("in yen", "#,##0", "#,##0.00####"),
        ("one month of an awkward price", "#,##0.000", "#,##0.00####"),
        ("a million minutes", "#,##0.00", "#,##0.00####"),
    ],
)
def test_numbers_have_the_format_of_their_currency_and_the_header_names_it(
    name, amounts, prices, documents
) -> None:
    doc = documents[name]
    currency = doc["result"]["currency"]
    content = pdf.as_xlsx(doc)
    book = Workbook(content)
    rows = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_name("Quote").to_python()
    at = next(n for n, row in enumerate(rows) if row[0] == "Line")
    assert rows[at][4:] == [
        "Unit price, USD", f"List amount, {currency}", "Discount, %", f"Discount, {currency}", f"Net amount, {currency}",
    ]  # fmt: skip
    line = at + 2
    look = {c: book.formats[book.sheets["Quote"][f"{c}{line}"].style] for c in "EFI"}
    assert look == {"E": prices, "F": amounts, "I": amounts}


def test_each_sheet_prints_one_page_across(documents) -> None:
    book = Workbook(pdf.as_xlsx(documents["a million minutes"]))
    for text in book.texts.values():
        assert '<pageSetUpPr fitToPage="1"' in text
        assert 'paperSize="9"' in text and 'fitToHeight="0"' in text


@pytest.mark.slow
def test_a_quote_of_the_sample_says_so_on_every_page_of_every_file() -> None:
    origin = Origin(None, None, (), (), (), Decimal(100), 12, 7, is_sample=True)
    asked = FIFTEEN["two years, growing, eight packs"]
    doc = document(made(replace(asked, estimate=replace(asked.estimate, origin=origin))))
    pages = PdfReader(io.BytesIO(pdf.as_pdf(doc))).pages
    assert len(pages) == 2
    assert all(view.SAMPLE in re.sub(r"\s+", " ", page.extract_text()) for page in pages)
    book = Workbook(pdf.as_xlsx(doc))
    assert all(f"&amp;R{view.SAMPLE}" in text for text in book.texts.values())
    assert json.loads(json.dumps(doc))["data"]["recorded"]["is_sample"] is True
    assert verify(doc).is_verified
    assert view.SAMPLE not in _words(pdf.as_pdf(document(made(asked))))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*FIFTEEN, *TRANSLATED])
def test_libreoffice_works_out_the_same_cents(name, documents, recalculated) -> None:
    doc = documents[name]
    book = python_calamine.load_workbook(recalculated[name])
    assert _amounts(book, doc) == _expected(doc)


def _amounts(book, doc) -> list[str]:
    """Each line's amounts, then subtotal, discount and total, out of the sheet's values."""
    words = words_of(doc)
    rows = book.get_sheet_by_name(words.say("Quote")).to_python(skip_empty_area=False)
    first = next(number for number, row in enumerate(rows) if row[0] == words.say("Line")) + 1
    count = len(doc["result"]["lines"])
    lines = [row[column] for row in rows[first : first + count] for column in AMOUNT_COLUMNS]
    sums = [row[8] for row in rows[first + count : first + count + 3]]
    places = digits(doc["result"]["currency"])
    return [str(half_up(Decimal(repr(float(value))), places)) for value in lines + sums]


def _expected(doc) -> list[str]:
    result = doc["result"]
    places = digits(result["currency"])
    lines = [line[key] for line in result["lines"] for key in AMOUNT_COLUMNS.values()]
    sums = [result["subtotal"], result["rebate"], result["total"]]
    return [str(half_up(Decimal(text), places)) for text in lines + sums]


@pytest.mark.parametrize("name", FIFTEEN)
def test_the_json_is_verified_to_the_cent(name, documents) -> None:
    text = pdf.files(documents[name])[pdf.file_stem(documents[name]) + ".json"]
    doc = loads(text.decode())
    assert doc == json.loads(json.dumps(documents[name]))
    assert verify(doc).changes == ()


def test_a_quote_is_rendered_to_the_same_bytes_again() -> None:
    doc = document(made(request()))
    assert pdf.files(doc) == pdf.files(document(made(request())))


def test_no_cell_from_data_is_a_formula(documents) -> None:
    doc = documents["a name with markup and a formula"]
    with zipfile.ZipFile(io.BytesIO(pdf.as_xlsx(doc))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        terms = book.read("xl/worksheets/sheet4.xml").decode()
    assert "HYPERLINK" not in sheet + terms
    assert "<f>1+1" not in sheet


LONG = {name: "學" * most for name, most in LONGEST.items() if name not in ("number", "owner")}
TEN = tuple(Pack(f"{n}" + "W" * 79, 50_000 + n, Decimal(f"{300 + n}.37"), START) for n in range(10))


@pytest.mark.parametrize("code", ["en", "de", "fr"])
@pytest.mark.parametrize(
    ("texts", "packs", "most"),
    [(LONG, (), 2), ({}, TEN, 2), (LONG, TEN, 3)],
    ids=["texts", "packs", "both"],
)
def test_the_longest_texts_stay_on_two_pages_and_so_do_ten_packs(code, texts, packs, most) -> None:
    base = FIFTEEN["in yuan with packs and the robot"]
    plan = replace(base.plan, packs=packs or base.plan.packs)
    asked = replace(base, **texts, plan=plan, owner="M" * 60, language=code, wording=WORDING)
    doc = document(made(asked))
    pages = PdfReader(io.BytesIO(pdf.as_pdf(doc))).pages
    assert len(pages) <= most
    assert "學" in pages[-1].extract_text() or not texts, "the signature is not alone"


@pytest.mark.slow
def test_a_chart_is_not_parted_from_its_heading() -> None:
    """Whatever stands before it: its heading and the days below it, which are the smallest print, are on one page."""
    for lines in (1, 4, 6):
        doc = document(made(replace(FULL, language="en", scope="\n".join(["line"] * lines))))
        for page in PdfReader(io.BytesIO(pdf.as_pdf(doc))).pages:
            days: list[str] = []

            def keep(text: str, *given: Any, days: list[str] = days) -> None:
                if text.strip() and round(given[-1], 1) == 5.8:
                    days.append(text)

            assert ("highest month" in page.extract_text(visitor_text=keep)) == (len(days) > 5)


def test_a_draft_says_that_it_is_one() -> None:
    doc = document(made(request()))
    assert "DRAFT" in _words(pdf.as_pdf(doc, draft=True))
    assert "DRAFT" not in _words(pdf.as_pdf(doc))
    for draft in (True, False):
        sheet = pdf.as_xlsx(doc, draft=draft)
        told = dict(view.heading(doc, draft=draft))["Issued"]
        assert told == ("Not issued: a draft" if draft else "1 Dec 2026")
        assert told.replace(" ", "") in _words(pdf.as_pdf(doc, draft=draft)).replace(" ", "")
        rows = python_calamine.load_workbook(io.BytesIO(sheet)).get_sheet_by_name("Quote")
        assert ["Issued", told] in [row[:2] for row in rows.to_python()]
