"""Plan files: read strictly, refused with the key's name, written back without loss."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from analytics.catalog.plan_file import dumps, from_table, load, loads, zones
from analytics.core.errors import Problem
from analytics.core.model import Kind, Midnight, MonthlyFee, Pack, Plan, QuotaReset, Ratio, Rounding
from tests.support.plans import plan_files

PLANS = Path(__file__).parents[2] / "data" / "plans"

WHOLE = """
price_book = "tencent-cn"
zone = "Europe/Berlin"
midnight = "start"
rounding = "task_kind"
quota_reset = "calendar"
discount_percent = "12.5"

[monthly_fee]
from = 2024-01-31
months = 12

[[packs]]
name = "A"
minutes = 500
price = "3.00"
bought = 2024-01-10
months = 6

[[ratios]]
kind = "mixed"
from = 2026-01-01
ratio = "1"
"""


def test_every_setting_is_read() -> None:
    assert loads(WHOLE) == Plan(
        price_book="tencent-cn",
        zone="Europe/Berlin",
        midnight=Midnight.START,
        rounding=Rounding.TASK_KIND,
        quota_reset=QuotaReset.CALENDAR,
        discount_percent=Decimal("12.5"),
        monthly_fee=MonthlyFee(date(2024, 1, 31), 12),
        packs=(Pack("A", 500, Decimal("3.00"), date(2024, 1, 10), 6),),
        ratios=(Ratio(Kind.MIXED, date(2026, 1, 1), Decimal(1)),),
    )


def test_what_is_left_out_has_its_default() -> None:
    assert loads("") == Plan()
    assert loads("[monthly_fee]\nfrom = 2024-01-31").monthly_fee == MonthlyFee(date(2024, 1, 31))
    (pack,) = loads('[[packs]]\nname="A"\nminutes=1\nprice="0"\nbought=2024-01-10').packs
    assert pack.expires == date(2025, 1, 10)


PACK = {"name": '"A"', "minutes": "500", "price": '"3.00"', "bought": "2024-01-10", "months": "12"}


def packs(**changes: str) -> str:
    """A plan file with one pack, of which some keys say something else; "" leaves a key out."""
    keys = {key: value for key, value in (PACK | changes).items() if value}
    return "[[packs]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("colour = 1", "colour", "unknown key"),
        ("[monthly_fee]\nfrom = 2024-01-31\nmonth = 1", "monthly_fee.month", "unknown key"),
        (packs(size="1"), "packs[1].size", "unknown key"),
        ('[[ratios]]\nkind = "film"\nfrom = 2024-01-01\nratio = "1"', "ratios[1].kind", '"film"'),
        ('[[ratios]]\nkind = "mixed"\nratio = "1"', "ratios[1].from", "missing"),
        ('price_book = "x"', "price_book", "tencent-cn, tencent-intl"),
        ("price_book = 1", "price_book", "not text"),
        ('zone = "Mars/Base"', "zone", "not a time zone"),
        ("zone = 8", "zone", "not a time zone"),
        ('zone = "../zone"', "zone", "not a time zone"),
        ('midnight = "noon"', "midnight", '"stop", "start"'),
        ('rounding = "up"', "rounding", '"day", "file", "task_kind", "exact"'),
        ("rounding = true", "rounding", "true is not known"),
        ('quota_reset = "never"', "quota_reset", '"anniversary", "calendar"'),
        ('discount_percent = "-1"', "discount_percent", "negative"),
        ('discount_percent = "100.01"', "discount_percent", "more than 100"),
        ("discount_percent = 5", "discount_percent", "in quotes"),
        ("discount_percent = 5.5", "discount_percent", "in quotes"),
        ('discount_percent = "1e1"', "discount_percent", "not a plain number"),
        ('discount_percent = "NaN"', "discount_percent", "not a plain number"),
        ('discount_percent = "१"', "discount_percent", "not a plain number"),
        ("monthly_fee = 1", "monthly_fee", "not a table"),
        ("[monthly_fee]", "monthly_fee.from", "missing"),
        ('[monthly_fee]\nfrom = "2024-01-31"', "monthly_fee.from", "without quotes"),
        ("[monthly_fee]\nfrom = 2024-01-31T00:00:00", "monthly_fee.from", "not a day"),
        ("[monthly_fee]\nfrom = 2024-01-31\nmonths = 0", "monthly_fee.months", "1 to 1200"),
        ("[monthly_fee]\nfrom = 2024-01-31\nmonths = -1", "monthly_fee.months", "negative"),
        ("[monthly_fee]\nfrom = 2024-01-31\nmonths = 1.0", "monthly_fee.months", "whole"),
        ("[packs]\nx = 1", "packs", "not a list"),
        ("packs = [1]", "packs[1]", "not a table"),
        (packs(minutes=""), "packs[1].minutes", "missing"),
        (packs(minutes="-5"), "packs[1].minutes", "-5 is negative"),
        (packs(minutes='"500"'), "packs[1].minutes", "not a whole number"),
        (packs(minutes="true"), "packs[1].minutes", "not a whole number"),
        (packs(minutes="0x" + "f" * 5000), "packs[1].minutes", "too large"),
        (packs(price='"-3.00"'), "packs[1].price", "negative"),
        (packs(price="3.00"), "packs[1].price", "in quotes"),
        (packs(price="3"), "packs[1].price", "in quotes"),
        (packs(price='"3,00"'), "packs[1].price", "not a plain number"),
        (packs(price='"1234567890"'), "packs[1].price", "at most 9"),
        (packs(bought="2024"), "packs[1].bought", "not a day"),
        (packs(name='" "'), "packs[1].name", "empty"),
        (packs(name="1"), "packs[1].name", "not text"),
        (packs(months="0"), "packs[1].months", "1 to 1200"),
        (packs() + packs(minutes="1"), "packs[2].name", 'two packs are called "A"'),
        (
            '[[ratios]]\nkind = "mixed"\nfrom = 2024-01-01\nratio = "1"\n' * 2,
            "ratios[2]",
            "another ratio of mixed from 2024-01-01",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_key(text: str, key: str, said: str) -> None:
    with pytest.raises(Problem) as refused:
        loads(text, "plan.toml")
    assert refused.value.where == f"plan.toml, {key}"
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["zone = ", "a = [" * 5000, "a = 1e999999999999999999999", "a = " + "9" * 5000]
)
def test_what_is_not_toml_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Problem, match=r"^plan\.toml: this is not TOML: "):
        loads(text, "plan.toml")


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"none\.toml: cannot be read: No such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'zone = "\xe9"')
    with pytest.raises(Problem, match="not UTF-8"):
        load(tmp_path / "latin.toml")


def test_a_file_from_an_editor_that_marks_utf8_is_read(tmp_path: Path) -> None:
    (tmp_path / "marked.toml").write_text(WHOLE, "utf-8-sig")
    assert load(tmp_path / "marked.toml") == loads(WHOLE)


def test_price_books_of_the_team_are_known_when_named() -> None:
    assert loads('price_book = "ours"', books=["ours"]).price_book == "ours"
    with pytest.raises(Problem, match="Choose one of ours"):
        loads("", books=["ours"])


def test_a_table_from_an_editor_is_checked_like_a_file() -> None:
    row = {"name": "A", "minutes": 500, "price": "3.00", "bought": date(2024, 1, 10)}
    assert from_table({"packs": [row]}).packs[0].minutes == 500
    with pytest.raises(Problem, match=r"plan, packs\[1\]\.minutes: -5 is negative"):
        from_table({"packs": [row | {"minutes": -5}]})


def test_the_zones_are_names_that_the_database_knows_too() -> None:
    assert {"Asia/Shanghai", "UTC", "America/St_Johns"} <= set(zones())
    assert "localtime" not in zones()


@given(plan_files())
def test_a_plan_written_and_read_again_is_the_same(plan: Plan) -> None:
    assert loads(dumps(plan)) == plan


def test_a_written_plan_looks_like_one_written_by_hand() -> None:
    assert dumps(loads(WHOLE)) == WHOLE.lstrip()


@pytest.mark.parametrize("name", ["postpaid", "prepaid"])
def test_the_sample_plans_are_plans_and_invent_no_pack(name: str) -> None:
    plan = load(PLANS / f"{name}.toml")
    assert plan.monthly_fee is None
    assert bool(plan.packs) is (name == "prepaid")
    assert all(pack.name.startswith("example ") for pack in plan.packs)
    assert not plan.packs or "made-up" in (PLANS / f"{name}.toml").read_text("utf-8")
