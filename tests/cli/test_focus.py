"""``focus``: the bill as a file of the FinOps Open Cost and Usage Specification."""

import csv
import os
import subprocess
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from analytics.billing.focus import columns
from tests.support.exports import EXPORTS, flat, row
from tests.support.terminal import Terminal, write

# What names the validator's command: focus-validator 2.2.1 with pyarrow<22 in a venv of its own on Python 3.12.
VALIDATOR = os.environ.get("FOCUS_VALIDATOR", "")
# Faults of its own: it asks for an invoice's id of charges that no invoice has yet.
ITS_OWN = {"InvoiceId-C-005-C :: Nullability"}
PLAN = """[monthly_fee]
from = 2024-03-01
[[packs]]
name = "A"
minutes = 500
price = "3.00"
bought = 2024-03-01
"""


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal(capsys, monkeypatch)
    terminal("import", EXPORTS / "billing_page.json", "--day", "2024-03-27", "--app", "14")
    return terminal


@pytest.mark.slow
def test_the_csv_adds_up_to_settle(terminal: Terminal, tmp_path: Path) -> None:
    groups = write(
        tmp_path / "groups.csv",
        "dimension,app,room,user,value\napp_name,14,,,School\nsubject,14,,,Maths\n",
    )
    assert terminal("groups", "import", groups).status == 0
    plan, out = write(tmp_path / "plan.toml", PLAN), tmp_path / "focus.csv"
    said = terminal("focus", "--plan", plan, "--account", "100", "--out", out, "--json")
    assert (said.status, said.err) == (0, "")
    assert said.json == {
        "file": str(out), "version": "1.2", "rows": 3, "currency": "USD", "billed": "103.00",
        "open": ["Resource pack A, 500 minutes, open until 2025-03-01"],
    }  # fmt: skip
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == columns("1.2")
    total = terminal("settle", "--plan", plan, "--json").json["totals"]["total"]
    assert sum(Decimal(row["BilledCost"]) for row in rows) == Decimal(total)
    (quota,) = [row for row in rows if row["SubAccountId"]]
    assert (quota["SubAccountId"], quota["SubAccountName"]) == ("14", "School")
    assert quota["Tags"] == '{"subject": "Maths"}'
    assert Decimal(quota["ConsumedQuantity"]) == 110
    assert {row["BillingAccountId"] for row in rows} == {"100"}


@pytest.mark.slow
def test_what_a_closed_month_told_otherwise_is_a_correction(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Only usage of the restated day, also that of what was there before; purchases and fees are as they were."""
    plan, out = write(tmp_path / "plan.toml", PLAN), tmp_path / "focus.csv"
    other = row("b", RecordStartTime=1711600000, RecordStopTime=1711600060, VideoDuration=60_000)
    terminal("import", write(tmp_path / "other.csv", flat([other])))
    terminal("close", "2024-03", "--by", "Ann")

    def classes() -> dict[str, set[str]]:
        assert terminal("focus", "--plan", plan, "--out", out).status == 0
        with out.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
        found: dict[str, set[str]] = {}
        for line in lines:
            key = f"{line['ChargePeriodStart'][:10]} {line['ChargeFrequency']}"
            found.setdefault(key, set()).add(line["ChargeClass"])
        return found

    assert {kind for kinds in classes().values() for kind in kinds} == {""}
    late = row("late", VideoDuration=3_600_000, RecordStopTime=1711504800)
    terminal("import", write(tmp_path / "late.csv", flat([late])), "--unit", "ms")
    assert classes() == {
        "2024-02-29 One-Time": {""},
        "2024-02-29 Recurring": {""},
        "2024-03-26 Usage-Based": {"Correction"},
        "2024-03-27 Usage-Based": {""},
    }


def test_parquet_has_strings_and_decimals(terminal: Terminal, tmp_path: Path) -> None:
    plan, out = write(tmp_path / "plan.toml", PLAN), tmp_path / "focus.parquet"
    said = terminal("focus", "--plan", plan, "--version", "1.4", "--out", out)
    assert said.status == 0
    assert said.out.endswith("3 rows of FOCUS 1.4, billed USD 103.00\n")
    assert "open until 2025-03-01" in said.err
    table = pq.read_table(out)
    assert tuple(table.column_names) == columns("1.4")
    assert {str(kind) for kind in table.schema.types} == {"string", "decimal128(38, 12)"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "focus.xlsx"), '--out: "focus.xlsx" is neither .csv nor .parquet.'),
        (("--out", "f.csv", "--version", "1.3"), "'1.3' is not one of"),
        (("--out", "no/such/folder/f.csv"), "No such file or directory"),
        ((), "Missing option '--out'"),
    ],
)
def test_what_cannot_be_written_is_refused(
    terminal: Terminal, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    found = terminal("focus", "--plan", write(tmp_path / "plan.toml", PLAN), *words)
    assert (found.status, found.out) == (2, "")
    assert said in found.err
    assert not (tmp_path / "f.csv").exists()


@pytest.mark.skipif(
    not VALIDATOR, reason="FOCUS_VALIDATOR names no validator (it needs Python 3.12)"
)
def test_the_specifications_own_validator_finds_nothing_new(
    terminal: Terminal, tmp_path: Path
) -> None:
    """On Parquet, for of CSV it guesses types, and from its own folder, for it opens a file by a relative path."""
    plan, out = write(tmp_path / "plan.toml", PLAN), tmp_path / "focus.parquet"
    said = terminal("focus", "--plan", plan, "--until", "2025-04-01", "--out", out, "--json")
    assert said.json["rows"] > 3
    (home,) = Path(VALIDATOR).parents[1].glob("lib/python3*/site-packages")
    report = tmp_path / "report.xml"
    words = ("--data-file", out, "--validate-version", "1.2", "--block-download")
    words += ("--output-type", "unittest", "--output-destination", report)
    subprocess.run([VALIDATOR, *map(str, words)], cwd=home, capture_output=True, check=False)
    cases = list(ElementTree.parse(report).iter("testcase"))
    assert len(cases) > 500
    failed = {case.get("name") for case in cases if case.find("failure") is not None}
    assert failed <= ITS_OWN
