"""Plans go out as files and come back as they were."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalog import plan_file
from analytics.catalog.plan_exchange import archive, file_name, plan_name, read
from analytics.core.errors import Problem
from analytics.core.model import Kind, MonthlyFee, Plan, Ratio, Rounding
from tests.support.plans import pack

BOOKS = ("tencent-intl", "tencent-intl@2024-03-27")
PLAN = Plan(
    price_book=BOOKS[1],
    rounding=Rounding.FILE,
    monthly_fee=MonthlyFee(date(2024, 1, 31), 12),
    packs=(pack("A", 500, "2024-01-10"),),
    ratios=(Ratio(Kind.MIXED, date(2026, 1, 1), 1),),
)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Prepaid (example packs)", "Prepaid (example packs).toml"),
        ("2027 年续约", "2027 年续约.toml"),
        ("a/b\\c:d", "a-b-c-d.toml"),
        ("..", "plan.toml"),
        ('"<>|?*', "-.toml"),
        ("x" * 90, "x" * 60 + ".toml"),
    ],
)
def test_a_plan_s_file_has_its_name_and_every_system_can_keep_it(name: str, file: str) -> None:
    assert file_name(name) == file


def test_a_file_s_plan_has_the_file_s_name() -> None:
    assert plan_name("Prepaid (example packs).toml") == "Prepaid (example packs)"
    assert plan_name(".toml") == "Plan"


def test_all_plans_come_out_of_the_zip_as_they_went_in() -> None:
    plans = {"A": PLAN, "a": Plan(), "b/c": Plan(zone="UTC"), "b-c": Plan()}
    folder = zipfile.ZipFile(io.BytesIO(archive(plans)))
    assert folder.namelist() == ["A.toml", "a 2.toml", "b-c.toml", "b-c 2.toml"]
    found = [read(folder.read(each), each, BOOKS) for each in folder.namelist()]
    assert found == list(plans.values())
    assert archive(plans) == archive(plans)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "p.toml: is not UTF-8 text"),
        (b"packs = 5", "p.toml, packs: this is not a list"),
        (b'price_book = "none"', "p.toml, price_book"),
        (b"colour = 1", "p.toml, colour"),
        (b"#" * ((1 << 20) + 1), "p.toml: this is too large for a plan"),
    ],
)
def test_what_is_no_plan_is_refused_by_its_file_and_key(content: bytes, said: str) -> None:
    with pytest.raises(Problem) as problem:
        read(content, "p.toml", BOOKS)
    assert str(problem.value).startswith(said)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_plan_or_a_sentence(content: bytes) -> None:
    try:
        plan = read(content, "p.toml", BOOKS)
    except Problem as problem:
        assert str(problem).startswith("p.toml")
    else:
        assert plan_file.loads(plan_file.dumps(plan)) == plan
