"""What the README says is true: its commands run, its figures come out."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.catalog import price_book

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {**os.environ, "RECORDINGS_DB": str(tmp_path_factory.mktemp("readme") / "r.duckdb")}


def analytics(environment: dict[str, str], line: str) -> str:
    command = [sys.executable, "-m", "analytics", *shlex.split(line)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_billing_page_s_lesson_is_110_minutes_and_77_cents(environment) -> None:
    (command,) = re.findall(
        r"`python -m analytics (import data/samples/billing_page[^`]+)`", README
    )
    analytics(environment, command)
    bill = json.loads(analytics(environment, "settle --plan data/plans/postpaid.toml --json"))
    assert bill["totals"]["charged_ms"] == 110 * 60_000
    assert bill["totals"]["total"] == "0.77"
    rows = json.loads(analytics(environment, "minutes --by kind --json"))
    assert {row["kind"]: row["billable_ms"] // 60_000 for row in rows} == {
        "camera": 70,
        "whiteboard": 40,
    }


def test_the_commands_of_the_readme_answer(environment, tmp_path) -> None:
    (block,) = re.findall(r"```sh\n(python -m analytics import .+?)```", README, re.DOTALL)
    lines = [line.split("  #")[0].strip() for line in block.splitlines()]
    asked = [line.removeprefix("python -m analytics ") for line in lines[1:]]
    assert len(asked) >= 5
    for line in asked:
        line = line.replace("--out quotes", f"--out {tmp_path / 'quotes'}")
        analytics(environment, line.replace("copy.duckdb", str(tmp_path / "copy.duckdb")))


def test_the_published_figures_are_those_of_the_price_book() -> None:
    book = price_book.load("tencent-intl")
    assert f"USD {book.postpaid_per_thousand} per 1,000 minutes" in README
    assert f"USD {book.monthly_fee} with {book.quota_minutes:,} free recording minutes" in README


def test_every_path_and_picture_of_the_readme_is_there() -> None:
    named = re.findall(r"\]\((data/[^)]+)\)", README) + re.findall(r"`(data/[\w/.]+)`", README)
    own = {"data/recordings.duckdb"}
    assert [path for path in named if path not in own and not (ROOT / path).exists()] == []
