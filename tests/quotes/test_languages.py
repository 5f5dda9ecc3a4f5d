"""A quote in the customer's language: no English word is left, days and numbers are the language's, the JSON stays."""

import ast
import io
import json
import pickle
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest
import python_calamine
from babel.messages.pofile import read_po
from pypdf import PdfReader

from analytics.billing.robot import Tier
from analytics.core.errors import Problem
from analytics.core.model import Kind, Midnight, MonthlyFee, Plan, QuotaReset, Ratio, Rounding
from analytics.core.phrase import Month, Phrase, joined, of_fields
from analytics.planning.estimate import ClassModel, Origin, from_model
from analytics.quotes import pdf, share_page, sharing, signature, view, words
from analytics.quotes.document import FIGURES, document
from analytics.quotes.parse import loads, request_of
from analytics.quotes.repository import Status
from analytics.quotes.request import Company, FreeMinutes, Option
from analytics.quotes.taxes import Tax, TaxKind
from analytics.quotes.verify import verify
from analytics.quotes.words import LANGUAGES, Words
from tests.support.quotes import SCHOOL, START, YUAN, made, packs, request

FOREIGN = [code for code in LANGUAGES if code != "en"]
BEFORE = Path(__file__).parents[1] / "fixtures" / "quotes" / "before_languages.json"
NAMED = request(
    customer="客户", owner="所有者", language="de",
    company=Company("公司", "地址", "注册", "税号", "联系", "银行"), wording=2,
)  # fmt: skip


def _priced(mixed, rooms, weekdays, free, tier):
    model = replace(
        SCHOOL, mixed_layouts=mixed, rooms=rooms, growth_percent=D(1), yearly_growth_percent=D(2),
        holidays=((date(2027, 2, 1), date(2027, 2, 8)),), weekdays=weekdays,
        days_a_month=D(22), school_terms=((START, date(2027, 7, 1)), (date(2027, 9, 1), date(2028, 1, 1))),
        public_holidays=(date(2027, 3, 26),), holidays_of="DE",
    )  # fmt: skip
    return replace(
        NAMED,
        plan=Plan(monthly_fee=MonthlyFee(START, 12), packs=packs((9_000, "60")), discount_percent=D(5)),
        estimate=from_model(model, START, 12),
        exchange=YUAN,
        rebate_percent=D("2.5"),
        robot_whiteboard=True,
        robot_trtc=tier,
        robot_free=FreeMinutes(free, free),
        option_name="一",
        options=(Option("二"),),
        taxes=(Tax(TaxKind.RATE, "税", "DE", D(19)), Tax(TaxKind.EXEMPT, "税", "FR"),
               Tax(TaxKind.REVERSE_CHARGE, "税", "FR")),
        withholding_percent=D("1.5"),
    )  # fmt: skip


def _unpriced(rounding, midnight, kinds):
    usage = from_model(ClassModel(D(3), whiteboard=False), START, 30)
    return replace(
        NAMED,
        robot_whiteboard=True,
        robot_trtc=Tier.FOUR_K,
        estimate=replace(
            usage, origin=Origin(None, None, (), (), (), D(100), 12, 7, is_sample=True)
        ),
        plan=Plan(
            price_book="tencent-cn", rounding=rounding, quota_reset=QuotaReset.CALENDAR, midnight=midnight,
            ratios=tuple(Ratio(kind, date(2027, 3, 1), D("0.5")) for kind in kinds),
            packs=packs(*[(90_000 + n, f"{60 + n}") for n in range(6)]),
        ),
    )  # fmt: skip


VARIED = [
    _priced(1, 1, (0, 1, 2), 0, Tier.AUDIO),
    _priced(2, 3, (3, 4, 5, 6), 500, Tier.HD),
    _priced(0, 1, (), 0, Tier.FULL_HD),
    _unpriced(Rounding.FILE, Midnight.STOP, tuple(Kind)),
    _unpriced(Rounding.TASK_KIND, Midnight.START, ()),
    _unpriced(Rounding.EXACT, Midnight.START, (Kind.SCREEN,)),
]


@pytest.fixture(scope="module")
def documents():
    return [json.loads(json.dumps(document(made(asked)))) for asked in VARIED]


def _in(doc, code):
    """The same document in another language: its words stand in it as templates."""
    return {**doc, "settings": {**doc["settings"], "language": code}}


def _texts(doc) -> str:
    """All that the PDF, the sheet and the shared page say, without fingerprints."""
    book = python_calamine.load_workbook(io.BytesIO(pdf.as_xlsx(doc)))
    cells = [
        str(cell)
        for name in book.sheet_names
        for row in [[name], *book.get_sheet_by_name(name).to_python()]
        for cell in row
    ]
    printed = (view.printed(doc, draft=draft) for draft in (False, True))
    parts = [*cells, *_shared(doc), *(part for form in printed for part in form.values())]
    return re.sub(r"[0-9a-f]{32,64}", "", "\n".join(_leaves(parts)))


def _shared(doc):
    """What the shared page says: to be answered, declined, and for the seller."""
    for status, preview in (
        (Status.ISSUED, False),
        (Status.ISSUED, True),
        (Status.DECLINED, False),
    ):
        page = share_page.as_html(doc, status, "t", preview=preview)
        yield re.sub(r"(?s)<(style|script).*?</\1>|<[^>]+>", "\n", page)


def _leaves(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _leaves(part)


def _tokens(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]{3,}", text)}


@pytest.fixture(scope="module")
def english(documents):
    """Every word of the English documents that is no data."""
    data = {"usd", "cny", "asia", "shanghai", "tencent", "intl", "example", "trtc", "full"}
    texts = _tokens("\n".join(_texts(_in(doc, "en")) for doc in documents))
    return {word for word in texts if word.isascii()} - data


def _catalog(code):
    with (words.TRANSLATIONS / f"{code}.po").open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file) if entry.id}


@pytest.mark.slow
@pytest.mark.parametrize("code", FOREIGN)
def test_no_english_word_is_left_in_the_pdf_and_the_sheet(code, documents, english) -> None:
    months = (Words(code).day(date(2027, month, 1)) for month in range(1, 13))
    own = _tokens("\n".join([*_catalog(code).values(), *months]))
    assert len(english) > 150
    for doc in documents:
        assert (_tokens(_texts(_in(doc, code))) & english) - own == set()


@pytest.mark.parametrize("code", FOREIGN)
def test_each_translation_holds_the_values_of_its_english(code) -> None:
    for english, own in _catalog(code).items():
        assert own, english
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", own))
    sheets = [Words(code).say(name) for name in ("Quote", "Days", "Months", "Terms")]
    assert all(name.isalpha() for name in sheets) and len(set(sheets)) == 4


def test_all_languages_translate_each_sentence_that_is_said(documents, monkeypatch) -> None:
    told: set[str] = set()
    monkeypatch.setattr(words, "_translations", lambda code: _Recorder(told))
    for doc in documents:
        _texts(_in(doc, "de"))
    catalogs = {code: set(_catalog(code)) for code in FOREIGN}
    assert all(catalog == catalogs["de"] for catalog in catalogs.values())
    fixed = {text for text in told if re.search(r"[^\W\d]{2}", re.sub(r"\{\w+\}", "", text))}
    assert fixed - catalogs["de"] - {"客户", "所有者"} == set()


def test_no_translation_is_of_a_sentence_that_nothing_says() -> None:
    root = Path(__file__).parents[2]
    files = [*(root / "analytics/quotes").glob("*.py"), *(root / "analytics/planning").glob("*.py")]
    said = {
        node.value
        for path in [*files, root / "analytics/core/model.py"]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    page = (root / "data/templates/quote_page.html").read_text()
    said |= set(re.findall(r'say\("([^"]+)"\)', page))
    keys = {f"{name.replace('_', ' ')}" for name in FIGURES}
    assert {text for text in _catalog("de") if text not in said | keys} == set()


def test_all_that_a_customer_is_told_by_a_link_is_translated() -> None:
    calls = [
        node
        for module in (sharing, signature)
        for node in ast.walk(ast.parse(Path(module.__file__).read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("NotTaken", "NotShared")
    ]
    said = {
        part.value
        for call in calls
        if not any(isinstance(part, ast.Constant) and part.value == 404 for part in call.args)
        for part in [*call.args, *(each.value for each in call.keywords)]
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    assert len(said) > 15 and said - set(_catalog("de")) == set()


class _Recorder(dict):
    def __init__(self, told):
        super().__init__()
        self._told = told

    def get(self, key, default=None):
        self._told.add(key)
        return default


@pytest.mark.parametrize(
    ("code", "day", "amount", "said"),
    [
        ("en", "4 Jan 2027", "−1,234,567.50", "January 2027"),
        ("zh-Hans", "2027年1月4日", "−1,234,567.50", "2027年1月"),
        ("zh-Hant", "2027年1月4日", "−1,234,567.50", "2027年1月"),
        ("ja", "2027年1月4日", "−1,234,567.50", "2027年1月"),
        ("ko", "2027년 1월 4일", "−1,234,567.50", "2027년 1월"),
        ("de", "04.01.2027", "−1.234.567,50", "Januar 2027"),
        ("fr", "4 janv. 2027", "−1\u202f234\u202f567,50", "janvier 2027"),
        ("es", "4 ene 2027", "−1.234.567,50", "enero de 2027"),
    ],
)
def test_days_and_numbers_are_those_of_the_language(code, day, amount, said) -> None:
    spoken = Words(code)
    assert spoken.day("2027-01-04") == day
    assert spoken.amount("-1234567.495", "USD") == amount
    assert spoken.say("{month}", month=Month(2027, 1, 1)) == said


@pytest.mark.slow
def test_another_form_of_numbers_than_the_languages_own_can_be_chosen() -> None:
    assert Words("de", "1’234.56").amount("1234.5", "CHF") == "1’234.50"
    doc = document(made(replace(VARIED[0], number_format="1 234,56")))
    assert "9\u202f000" in view.lines(doc["result"], words.Words("de", "1 234,56"))[2][0]
    assert verify(json.loads(json.dumps(doc))).is_verified


@pytest.mark.parametrize("code", FOREIGN)
def test_the_printed_form_is_in_the_language_and_the_json_is_english(code, documents) -> None:
    doc = _in(documents[0], code)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.as_pdf(doc))).pages)
    bare = re.sub(r"\s", "", text).replace("·", "・")
    for english in ("Quote", "Assumptions", "Valid until", "Name, date, signature"):
        assert re.sub(r"\s", "", Words(code).say(english)) in bare
    assert doc["result"]["lines"][0]["name"] == "Monthly fee"
    assert doc["result"]["assumptions"][0].startswith("Usage: 30 classes of 40 minutes")


def test_a_document_with_a_language_is_verified_and_read_back(documents) -> None:
    for doc in documents:
        assert verify(doc).changes == ()
        again = request_of(doc)
        assert isinstance(again.estimate.source, Phrase)
        assert json.loads(json.dumps(document(made(again)))) == doc
    other = _in(documents[0], "tlh")
    with pytest.raises(
        Problem, match=r'language: "tlh" is not known here\. Choose one of "en", "zh-Hans"'
    ):
        request_of(other)
    told = json.loads(json.dumps(documents[0]))
    told["data"]["source_words"] = ["Nothing", {}]
    with pytest.raises(Problem, match="something else than source"):
        request_of(told)
    told["data"]["source_words"] = ["{a}", {"a": {"number": "NaN"}}]
    with pytest.raises(Problem, match="no sentence with its values"):
        request_of(told)


def test_a_quote_of_before_has_the_hash_that_it_had() -> None:
    doc = loads(BEFORE.read_text())
    assert verify(doc).is_verified
    again = json.loads(json.dumps(document(made(request_of(doc)))))
    assert again == doc, "no member came to it"


def test_a_phrase_is_its_english_and_knows_its_parts() -> None:
    phrase = Phrase(
        "{count} of {what}, from {day}, at {part} of {{x}}",
        count=1234, what=Phrase("the rooms"), day=date(2027, 1, 4), part=D("0.50"),
    )  # fmt: skip
    assert phrase == "1,234 of the rooms, from 2027-01-04, at 0.50 of {{x}}"
    assert of_fields(json.loads(json.dumps(phrase.fields())), "") == phrase
    assert of_fields(phrase.fields(), "").fields() == phrase.fields()
    assert pickle.loads(pickle.dumps(phrase)).values == phrase.values
    assert joined([phrase, Phrase("{month}", month=Month(2027, 1, 9))], "; ", ".").endswith(
        "; January 2027."
    )


def test_what_somebody_typed_stays_as_it_is_typed() -> None:
    typed = "{minutes} Quote Total {0.__class__}"
    doc = document(made(replace(VARIED[0], assumptions=typed, customer=typed)))
    printed = view.printed(doc)
    assert typed in printed["assumptions"] and ("Für", typed) in printed["heading"]
