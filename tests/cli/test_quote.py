"""The quote command makes the page's files, or says in one sentence why not."""

import json

import pytest
from click.testing import CliRunner

from analytics.cli.quote import command
from analytics.quotes.parse import loads
from analytics.quotes.pdf import files
from analytics.quotes.verify import verify

PLAN = '[monthly_fee]\nfrom = 2027-01-04\n\n[[packs]]\nname = "A"\nminutes = 5000\nprice = "30.00"\nbought = 2027-02-04\n'


def _run(tmp_path, *arguments):
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN)
    given = [str(plan), "--customer", "北京<b>", "--out", str(tmp_path / "out"), *arguments]
    return CliRunner().invoke(command, given, obj=tmp_path / "some.duckdb")


@pytest.mark.slow
def test_it_writes_three_files_that_verify(tmp_path) -> None:
    done = _run(
        tmp_path, "--classes", "30", "--cameras", "3", "--discount", "5", "--issued", "2026-12-01",
        "--currency", "CNY", "--rate", "7.1",
    )  # fmt: skip
    assert done.exit_code == 0, done.exception
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        "Q-CLI-r1.json",
        "Q-CLI-r1.pdf",
        "Q-CLI-r1.xlsx",
    ]
    doc = loads((out / "Q-CLI-r1.json").read_text())
    assert verify(doc).is_verified
    assert doc["result"]["since"] == "2027-01-04"
    assert files(json.loads(json.dumps(doc))) == {p.name: p.read_bytes() for p in out.iterdir()}
    assert done.output.splitlines()[-1] == f"total CNY {doc['result']['total']}"


@pytest.mark.slow
def test_what_is_missing_is_said_in_a_sentence(tmp_path) -> None:
    assert "nothing was recorded there" in str(_run(tmp_path).exception)
    assert "go together" in str(_run(tmp_path, "--classes", "1", "--rate", "7").exception)
    assert "is negative" in str(_run(tmp_path, "--classes", "-1").exception)
    assert list(tmp_path.iterdir()) == [tmp_path / "plan.toml"], "no database is made"
    assert '"x" is not a number' in _run(tmp_path, "--classes", "x").output
