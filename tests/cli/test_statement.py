"""``statement``: a month as PDF, XLSX and CSV with the same figures, and its journal with the user's accounts."""

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from analytics.billing.journal import Accounts
from analytics.core.errors import Problem
from analytics.reconcile import month_statement
from analytics.storage.store import Store
from tests.support.exports import EXPORTS
from tests.support.terminal import Terminal, write

PLAN = "[monthly_fee]\nfrom = 2024-03-01\n"
ACCOUNTS = 'postpaid = "6001"\nmonthly_fee = "6002"\npacks = "6003"\nprepaid_packs = "1401"\npayable = "2001"\n'


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal(capsys, monkeypatch)
    terminal("import", EXPORTS / "billing_page.json", "--day", "2024-03-27", "--app", "14")
    return terminal


def table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.slow
def test_the_three_files_say_what_settle_says(terminal: Terminal, tmp_path: Path) -> None:
    groups = write(
        tmp_path / "groups.csv", "dimension,app,room,user,value\nsubject,14,,phone,Maths\n"
    )
    terminal("groups", "import", groups)
    terminal("close", "2024-03", "--by", "Ann")
    plan, out = write(tmp_path / "plan.toml", PLAN), tmp_path / "out"
    said = terminal("statement", "2024-03", "--plan", plan, "--out", out)
    assert (said.status, said.err) == (0, "")
    assert sorted(path.name for path in out.iterdir()) == [
        "statement-2024-03.csv", "statement-2024-03.pdf", "statement-2024-03.xlsx",
    ]  # fmt: skip
    rows = table(out / "statement-2024-03.csv")
    assert rows[0] == ["Section", "Item", "Minutes", "Amount (USD)"]
    assert ["Recorded minutes", "Camera", "70.000", ""] in rows
    assert ["What paid for them", "Free quota", "110.000", ""] in rows
    assert ["Bill", "Total", "", "100.00"] in rows
    for field, names in (("app", ["14"]), ("subject", ["not mapped", "Maths"])):
        section = [row for row in rows if row[0] == f"Cost of use by {field}"]
        assert [row[1] for row in section] == [*names, "Total"]
        assert sum(Decimal(row[3]) for row in section[:-1]) == Decimal(section[-1][3]) == 100
    workbook = CalamineWorkbook.from_path(str(out / "statement-2024-03.xlsx"))
    cells = workbook.get_sheet_by_name("Statement").to_python()
    assert ["Bill", "Total", "", 100.0] in cells and len(cells) == len(rows)
    about = dict(row[:2] for row in workbook.get_sheet_by_name("About").to_python())
    assert about["State"].startswith("March 2024 was closed by Ann on")
    pdf = (out / "statement-2024-03.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    terminal("statement", "2024-03", "--plan", plan, "--out", tmp_path / "again")
    assert (tmp_path / "again" / "statement-2024-03.pdf").read_bytes() == pdf


@pytest.mark.slow
def test_the_journal_is_booked_on_the_users_accounts(terminal: Terminal, tmp_path: Path) -> None:
    plan, out = write(tmp_path / "plan.toml", PLAN), tmp_path / "out"
    chart = write(tmp_path / "accounts.toml", ACCOUNTS)
    words = ("statement", "2024-03", "--plan", plan, "--out", out, "--accounts", chart)
    assert terminal(*words, "--cost-centre", "user").status == 0
    header, *rows = table(out / "journal-2024-03.csv")
    assert header[:6] == ["Date", "Document", "Account", "Cost centre", "Debit", "Credit"]
    assert sum(Decimal(row[4] or 0) for row in rows) == sum(Decimal(row[5] or 0) for row in rows)
    assert {row[3] for row in rows if row[2] == "6002"} == {"", "laptop", "phone"}


@pytest.mark.slow
def test_kept_accounts_make_the_journal_and_expense_goes_by_cost(
    terminal: Terminal, tmp_path: Path, database: Path
) -> None:
    """A day within the quota costs a user nothing, however long it was: the expense is that of the day that cost something."""
    chart = Accounts("6001", "6002", "6003", "1401", "2001")
    with Store(database) as store:
        with pytest.raises(Problem, match="the account of packs is empty"):
            month_statement.keep_accounts(store, replace(chart, packs=" "))
        month_statement.keep_accounts(store, chart)
        assert month_statement.kept_accounts(store) == chart
    found = terminal("statement", "2024-03", "--cost-centre", "user", "--json")
    assert (found.status, found.err) == (0, "")
    said = found.json
    assert (said["month"], said["currency"], said["total"]) == ("2024-03", "USD", "0.77")
    total = next(line for line in said["lines"] if line["item"] == "Total")
    assert total == {
        "section": "Bill",
        "item": "Total",
        "ms": None,
        "minutes": None,
        "amount": "0.77",
    }
    booked = {
        line["cost_centre"]: line["debit"] for line in said["journal"] if line["account"] == "6001"
    }
    assert booked == {"": "0.28", "laptop": "0.28", "phone": "0.21"}
    assert not list(tmp_path.glob("**/journal*"))
    assert terminal("statement", "2024-03").err.startswith("--out: there is no folder to write to")


def test_a_cost_centre_within_the_quota_bears_nothing(terminal: Terminal, tmp_path: Path) -> None:
    """It was given nearly all where its minutes stood beside the money of the others."""
    plan = write(
        tmp_path / "plan.toml",
        '[[ratios]]\nkind = "camera"\nfrom = 2024-01-01\nratio = "0.00001"\n',
    )
    chart = write(tmp_path / "accounts.toml", ACCOUNTS)
    words = ("--plan", plan, "--accounts", chart, "--cost-centre", "kind", "--json")
    journal = terminal("statement", "2024-03", *words).json["journal"]
    booked = {line["cost_centre"]: line["debit"] for line in journal if line["account"] == "6001"}
    assert booked == {"whiteboard": "0.29"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--cost-centre", "user"), "--cost-centre: a cost centre is of the journal"),
        (("--accounts", "{accounts}"), "accounts.toml, payable"),
        (("--accounts", "{accounts}", "--month", "1"), "No such option"),
        (("--plan", "none.toml"), "none.toml: cannot be read"),
    ],
)
def test_what_cannot_be_stated_is_refused(
    terminal: Terminal, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    chart = write(tmp_path / "accounts.toml", ACCOUNTS.replace("payable", "# "))
    given = [word.format(accounts=chart) for word in words]
    found = terminal("statement", "2024-03", *given, "--out", tmp_path / "out")
    assert (found.status, found.out) == (2, "")
    assert said in found.err
    assert not (tmp_path / "out").exists()
