"""A quote's file makes the quote that the page makes, and names the key of each mistake."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from click.testing import CliRunner

from analytics.billing.robot import Tier
from analytics.catalog import price_books
from analytics.cli.quote import command
from analytics.core.errors import Problem
from analytics.core.model import MonthlyFee, Plan
from analytics.planning.estimate import ClassModel, from_model
from analytics.quotes import customers, quote_file
from analytics.quotes.customers import Customer
from analytics.quotes.document import document
from analytics.quotes.parse import loads
from analytics.quotes.quote_file import Usage, dumps
from analytics.quotes.request import Company, FreeMinutes, Option
from analytics.quotes.taxes import Tax, TaxKind
from analytics.storage.store import Store
from tests.support.quotes import SCHOOL, START, YUAN, made, packs, request

TODAY = date(2026, 12, 1)
MODEL = replace(
    SCHOOL, mixed_layouts=1, rooms=2, growth_percent=D("-1.5"), yearly_growth_percent=D(4),
    weekdays=(0, 2, 5), holidays=((date(2027, 2, 1), date(2027, 2, 15)),),
    days_a_month=D("21.5"), school_terms=((START, date(2027, 7, 1)), (date(2027, 9, 1), date(2028, 12, 20))),
    public_holidays=(date(2027, 3, 26), date(2027, 5, 1)), holidays_of="DE-BY",
)  # fmt: skip
FULL = request(
    number="Q-2027-0007",
    plan=Plan(monthly_fee=MonthlyFee(START, 24), packs=packs((9_000, "60.00")), discount_percent=D("2.5")),
    estimate=replace(from_model(MODEL, START, 24), low_percent=D(70), high_percent=D(150)),
    exchange=YUAN,
    rebate_percent=D("3.5"),
    robot_whiteboard=True,
    robot_trtc=Tier.TWO_K,
    robot_free=FreeMinutes(3_000, 0),
    scope='Both sites "A" and B\nwith \\ and =1+1',
    assumptions="One.\nTwo.",
    tax_note="",
    terms="Net 30.",
    option_name="As now",
    options=(Option("Postpaid"), Option("Growth", packs((99_000, "500.00")), D("130"))),
    taxes=(Tax(TaxKind.RATE, "VAT", "DE", D(19)), Tax(TaxKind.EXEMPT, "X", "FR", D(0), "So.")),
    withholding_percent=D("1.5"),
    language="de",
    contact="Ann\nann@example.com",
    number_format="1’234.56",
    company=Company("Blackboard 学校", "A\nB", "HRB", "DE1", "x@example.com", "IBAN"),
    wording=2,
    late_days=45,
)  # fmt: skip
PLAIN = request(robot_free=FreeMinutes(), wording=2)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store(tmp_path_factory.mktemp("file") / "q.duckdb") as opened:
        yield opened


def load(store, text):
    return quote_file.load(store, text, "q.toml", price_books.known(store), TODAY)


@pytest.mark.parametrize(
    ("asked", "model", "months"), [(FULL, MODEL, 24), (PLAIN, SCHOOL, 12)], ids=["full", "plain"]
)
def test_a_file_that_was_written_is_the_same_request_again(store, asked, model, months) -> None:
    text = dumps(asked, months, Usage(model))
    assert load(store, text) == asked
    assert dumps(load(store, text), months, Usage(model)) == text


@pytest.mark.slow
def test_the_command_makes_of_the_file_what_the_page_makes_of_the_request(tmp_path) -> None:
    path = tmp_path / "quote.toml"
    path.write_text(dumps(FULL, 24, Usage(MODEL)))
    given = [str(path), "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(command, given, obj=tmp_path / "none.duckdb")
    assert done.exit_code == 0, done.exception
    doc = loads((tmp_path / "out/Q-2027-0007-r1.json").read_text())
    assert doc == json.loads(json.dumps(document(made(FULL))))
    assert {each.suffix for each in (tmp_path / "out").iterdir()} == {".json", ".pdf", ".xlsx"}
    assert not (tmp_path / "none.duckdb").exists()
    beside = CliRunner().invoke(command, [*given, "--discount", "5"], obj=tmp_path / "none.duckdb")
    assert "--discount has no place beside a quote’s file" in str(beside.exception)


def test_a_short_file_has_the_usual_defaults(store) -> None:
    text = """
[quote]
customer = "A school"
owner = "Li Wei"
start = 2027-01-04
months = 12

[plan]
price_book = "tencent-intl"

[classes]
classes_a_day = "30"
"""
    asked = load(store, text)
    assert (asked.number, asked.issued, asked.valid_until) == ("Q-CLI", TODAY, date(2026, 12, 31))
    assert asked.estimate == from_model(ClassModel(D(30)), START, 12)


def test_a_customer_s_record_says_what_the_file_leaves_out(tmp_path) -> None:
    vat = Tax(TaxKind.RATE, "VAT", "DE", D(19))
    short = """
[quote]
customer_record = "Nordschule"
owner = "Li Wei"
start = 2027-01-04
months = 12
[plan]
[classes]
classes_a_day = "30"
"""
    with Store(tmp_path / "q.duckdb") as kept:
        record = Customer("Nordschule", "Ann", "USD", "de", (vat,), "tencent-intl@2024-03-27")
        customers.keep(kept, record, "Li")
        asked = load(kept, short)
        said = (asked.customer, asked.contact, asked.language, asked.taxes, asked.plan.price_book)
        assert said == ("Nordschule", "Ann", "de", (vat,), "tencent-intl@2024-03-27")
        own = short.replace("months", 'customer = "Campus Nord"\nlanguage = "en"\nmonths')
        asked = load(kept, own)
        assert (asked.customer, asked.contact, asked.language) == ("Campus Nord", "Ann", "en")
        customers.keep(kept, replace(record, currency="EUR"), "Li")
        with pytest.raises(Problem, match="quotes for Nordschule are in EUR"):
            load(kept, short)
        with pytest.raises(Problem, match='customer_record: there is no customer "Nord"'):
            load(kept, short.replace("Nordschule", "Nord"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('customer = "Riverside School"\n', "", "q.toml, quote.customer: this key is missing"),
        ('months = 12', "months = 61", "q.toml, quote.months: 61 months cannot be quoted"),
        ('months = 12', "months = 0", "q.toml, quote.months: 0 months cannot be quoted"),
        ('rooms = 1', "rooms = -1", "q.toml, classes.rooms: -1 is negative"),
        ('"Mon"', '"Mo"', "is no day of the week"),
        ('[classes]', '[history]\n[classes]', "the usage is not given once"),
        ('discount_percent = "0"', 'discount_percent = "101"', "more than 100 percent"),
        ('price_book = "tencent-intl"', 'price_book = "none"', "q.toml, plan"),
        ('holidays = []', 'holidays = [[2027-01-01]]', "q.toml, classes.holidays: this is not two days"),
        ('days_a_month = "0"', 'days_a_month = "32"', "32 days are not in a month"),
        ('holidays_of = ""', 'holidays_of = "ZZ"', "is no country that is known"),
        ('holidays_of = ""', 'holidays_of = "DE-XX"', "is no part of Germany"),
        ('late_days = 30', 'late_days = -1', "-1 is negative"),
        ('[robot]', '[rate]\ncurrency = "DEM"\nrate = "2"\nday = 2026-01-01\n[robot]', "is not a currency in use"),
        ('[robot]', '[robot]\ntrtc = "8k"', "q.toml, robot.trtc"),
        ('[robot]', '[what]', "q.toml, what: unknown key"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_its_key(store, old, new, says) -> None:
    text = dumps(PLAIN, 12, Usage(SCHOOL))
    assert old in text
    with pytest.raises(Problem) as told:
        load(store, text.replace(old, new, 1))
    assert says in str(told.value)


def test_a_file_without_end_is_refused(store) -> None:
    with pytest.raises(Problem, match="too long"):
        load(store, "a" * 64_001)


def test_the_country_s_public_holidays_are_days_without_classes(store) -> None:
    text = dumps(PLAIN, 12, Usage(SCHOOL)).replace('holidays_of = ""', 'holidays_of = "DE-BY"')
    usage = load(store, text).estimate
    closed = {date(2027, 1, 6), date(2027, 3, 26), date(2027, 12, 24)}
    recorded = {START + timedelta(n) for n, ms in enumerate(usage.robot) if ms}
    assert date(2027, 1, 6) not in recorded and date(2027, 3, 26) not in recorded
    assert closed - recorded == closed - {date(2027, 12, 24)}, "Christmas Eve is none"
    assert "public holidays (DE-BY)" in usage.source
