"""``settle``: from an export to the bill, in the form that scripts rely on."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics.storage.store import Store
from tests.support.exports import EXPORTS, flat, row
from tests.support.terminal import Terminal, assert_form, write


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(capsys, monkeypatch)


def test_the_billing_pages_lesson_from_the_document_to_the_cent(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Published: camera 30 + 40, whiteboard 40, total 110 minutes, at 7.00 a thousand USD 0.77."""
    page, plan = EXPORTS / "billing_page.json", write(tmp_path / "plan.toml", "")
    assert terminal("import", page, "--day", "2024-03-27").status == 0
    kinds = terminal("minutes", "--by", "kind", "--json").json
    assert [(each["kind"], each["billable_ms"]) for each in kinds] == [
        ("camera", 70 * 60_000),
        ("whiteboard", 40 * 60_000),
    ]
    said = terminal("settle", "--plan", plan, "--json")
    assert (said.status, said.err) == (0, "")
    assert said.json["totals"] == {
        "charged_ms": 6_600_000,
        "quota_ms": 0,
        "pack_ms": 0,
        "postpaid_ms": 6_600_000,
        "monthly_fees": "0.00",
        "pack_purchases": "0.00",
        "postpaid": "0.77",
        "total": "0.77",
    }
    assert said.json["days"] == [
        {
            "day": "2024-03-27",
            "charged_ms": 6_600_000,
            "draws": [{"source": "postpaid", "ms": 6_600_000, "charge": "0.77000000"}],
        }
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rounding", "ms", "charge"),
    [
        ("file", 14 * 60_000, "0.09800000"),
        ("task_kind", 13 * 60_000, "0.09100000"),
        ("day", 12 * 60_000, "0.08400000"),
        ("exact", 668_494, "0.07799097"),
    ],
)
def test_the_vendors_seven_files_by_each_rounding(
    terminal: Terminal, tmp_path: Path, rounding: str, ms: int, charge: str
) -> None:
    plan = write(tmp_path / "plan.toml", f'rounding = "{rounding}"')
    terminal("import", EXPORTS / "record_search.json")
    said = terminal("settle", "--plan", plan, "--json").json
    (day,) = said["days"]
    assert day["draws"] == [{"source": "postpaid", "ms": ms, "charge": charge}]
    assert said["settings"]["rounding"] == rounding


PLAN = """
[monthly_fee]
from = 2024-01-31

[[packs]]
name = "A"
minutes = 5
price = "3.00"
bought = 2024-01-10

[[packs]]
name = "B"
minutes = 100
price = "40.00"
bought = 2024-03-29
months = 1
"""
FORM = {
    "currency": str,
    "price_book": {"id": str, "version": str},
    "settings": dict,
    "warnings": list,
    "totals": {
        **dict.fromkeys(("charged_ms", "quota_ms", "pack_ms", "postpaid_ms"), int),
        **dict.fromkeys(("monthly_fees", "pack_purchases", "postpaid", "total"), str),
    },
    "days": list,
    "packs": list,
    "versions": list,
}
PACK = {
    **dict.fromkeys(("name", "bought", "expires"), str),
    **dict.fromkeys(("ms", "used_ms", "expired_ms", "left_ms"), int),
}


@pytest.fixture
def busy(terminal: Terminal, tmp_path: Path) -> Path:
    """Five days from 27 March on with 600 minutes each, over a quota, two packs and beyond."""
    rows = [
        row(f"v{n}", TaskId=f"t{n}", RecordStartTime=start, RecordStopTime=start + 36_000, VideoDuration=36_000_000)
        for n, start in enumerate(range(1711501200, 1711501200 + 5 * 86_400, 86_400))
    ]  # fmt: skip
    terminal("import", write(tmp_path / "lessons.csv", flat(rows)))
    return write(tmp_path / "plan.toml", PLAN)


def test_a_settlement_has_the_form_that_scripts_rely_on(terminal: Terminal, busy: Path) -> None:
    found = terminal("settle", "--plan", busy, "--json").json
    assert_form(found, FORM)
    for pack in found["packs"]:
        assert_form(pack, PACK)
    days = {each["day"]: each["draws"] for each in found["days"]}
    assert list(days) == [f"2024-03-{day}" for day in range(27, 32)]
    assert days["2024-03-27"] == [{"source": "quota", "ms": 36_000_000}]
    assert days["2024-03-28"] == [
        {"source": "quota", "ms": 24_000_000},
        {"source": "pack", "pack": "A", "ms": 300_000},
        {"source": "postpaid", "ms": 11_700_000, "charge": "1.36500000"},
    ]
    assert days["2024-03-29"][0] == {"source": "pack", "pack": "B", "ms": 6_000_000}
    assert days["2024-03-31"] == [{"source": "quota", "ms": 36_000_000}], "31 January's fee again"
    assert [(pack["name"], pack["expires"], pack["left_ms"]) for pack in found["packs"]] == [
        ("B", "2024-04-29", 0),
        ("A", "2025-01-10", 0),
    ]


def test_shown_lines_add_up_to_the_shown_total(terminal: Terminal, busy: Path) -> None:
    totals = terminal("settle", "--plan", busy, "--json").json["totals"]
    lines = (totals[name] for name in ("monthly_fees", "pack_purchases", "postpaid"))
    assert sum(map(Decimal, lines)) == Decimal(totals["total"])
    assert (totals["monthly_fees"], totals["pack_purchases"]) == ("300.00", "43.00")
    assert totals["charged_ms"] == 5 * 36_000_000
    parts = ("quota_ms", "pack_ms", "postpaid_ms")
    assert sum(totals[name] for name in parts) == totals["charged_ms"]


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["2024-03-28", "2024-03-31"])
def test_two_runs_over_two_halves_report_the_same_as_one_over_the_whole(
    terminal: Terminal, busy: Path, cut: str
) -> None:
    def settle(*words: str) -> Any:
        return terminal("settle", "--plan", busy, *words, "--json").json

    whole = settle("--since", "2024-01-01", "--until", "2024-04-01")
    halves = (
        settle("--since", "2024-01-01", "--until", cut),
        settle("--since", cut, "--until", "2024-04-01"),
    )
    assert halves[0]["days"] + halves[1]["days"] == whole["days"]
    for name in ("charged_ms", "quota_ms", "pack_ms", "postpaid_ms"):
        assert sum(half["totals"][name] for half in halves) == whole["totals"][name]
    for name in ("monthly_fees", "pack_purchases", "postpaid"):
        parts = [Decimal(half["totals"][name]) for half in halves]
        assert abs(sum(parts) - Decimal(whole["totals"][name])) <= Decimal("0.01")  # each half up
    assert halves[1]["packs"] == whole["packs"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("colour = 1", "plan.toml, colour: unknown key. Known here: "),
        ("[[packs]]\nname = 'A'\nminutes = -5\nprice = '3'\nbought = 2024-01-01", "plan.toml, packs[1].minutes: -5 is negative."),
        ('price_book = "none"', 'plan.toml, price_book: there is no price book "none".'),
        ('zone = "Mars"', 'plan.toml, zone: "Mars" is not a time zone.'),
        ("discount_percent = 1", "plan.toml, discount_percent: 1 is not text."),
    ],
)  # fmt: skip
def test_a_plan_that_is_wrong_is_one_sentence_that_names_the_key(
    terminal: Terminal, tmp_path: Path, database: Path, text: str, sentence: str
) -> None:
    Store(database).close()
    said = terminal("settle", "--plan", write(tmp_path / "plan.toml", text), "--json")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(sentence) and said.err.count("\n") == 1


def test_what_a_person_reads_names_the_version_of_the_prices(
    terminal: Terminal, busy: Path
) -> None:
    assert terminal("settle", "--plan", busy).out.startswith("prices of tencent-intl 2024-03-27\n")
