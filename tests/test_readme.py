"""What the README says is true: its commands run, its figures come out."""

import json
import os
import re
import shlex
import shutil
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


@pytest.mark.slow
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


@pytest.mark.slow
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
    named = re.findall(r"\]\((data/[^)]+)\)", README)
    named += re.findall(r"`((?:analytics|data|pages|tests)/[\w/.]*)`", README)
    own = {"data/recordings.duckdb"}
    assert len(named) > 20
    assert [path for path in named if path not in own and not (ROOT / path).exists()] == []


def test_every_name_that_the_readme_puts_into_a_file_is_defined_there() -> None:
    pairs = re.findall(r"((?:`\w+` and )?`\w+`) (?:in|of) `([\w/]+\.(?:py|sql))`", README)
    names = [
        (name, path)
        for told, path in pairs
        for name in re.findall(r"\w+", told.replace(" and ", " "))
    ]
    defined = r"(?m)^ *(?:(?:async def|def|class) |create macro rules\.main\.)?{}\b *[(:=]"
    assert len(names) > 20
    assert [
        (name, path)
        for name, path in names
        if not re.search(defined.format(name), (ROOT / path).read_text())
    ] == []


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product, for recipes that change it."""
    folder = tmp_path_factory.mktemp("clone")
    for part in ("analytics", "pages", "data", ".streamlit"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("*.duckdb*"))
    shutil.copy(ROOT / "app.py", folder)
    return folder


def run(clone: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=clone, capture_output=True, text=True, check=False,
        env={**os.environ, "RECORDINGS_DB": str(clone / "own.duckdb")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_recipe_for_a_page(clone: Path) -> None:
    (script,) = re.findall(r"```python\n(import streamlit.+?)```", README, re.DOTALL)
    (clone / "pages/monitor/rooms.py").write_text(script)
    for path, before, line in (
        (
            "pages/ui/site.py",
            '        "Costs": [',
            'st.Page("pages/monitor/rooms.py", title="Rooms"),',
        ),
        ("pages/ui/filters.py", '    "Waste": Use', '"Rooms": Use(Preset.ALL),'),
    ):
        text = (clone / path).read_text()
        at = text.index(before)
        if "site" in path:  # into the list of the section before
            at = text.rindex("],", 0, at)
        (clone / path).write_text(f"{text[:at]}{line}\n    {text[at:]}")
    look = (
        "from streamlit.testing.v1 import AppTest\n"
        "at = AppTest.from_file('app.py', default_timeout=60)\n"
        "at.switch_page('pages/monitor/rooms.py').run()\n"
        "assert not at.exception, at.exception\n"
        "print(at.title[0].value, at.metric[0].value)"
    )
    run(clone, "-m", "analytics", "import", "data/samples/school.csv.gz")
    title, rooms = run(clone, "-c", look).split()
    assert title == "Rooms"
    assert int(rooms) > 1


@pytest.mark.slow
def test_the_recipe_for_a_price(clone: Path) -> None:
    (lines,) = re.findall(r"```toml\n(version = .+?)```", README, re.DOTALL)
    text = (clone / "data/price_books/tencent-intl.toml").read_text()
    text = text.replace('version = "2024-03-27"\n', lines, 1).replace('"7.00"', '"14.00"', 1)
    (clone / "dearer.toml").write_text(text)
    run(clone, "-m", "analytics", "price-books", "add", "dearer.toml")
    versions = json.loads(run(clone, "-m", "analytics", "price-books", "--json"))
    known = {(v["version"], v["valid_from"]): v["postpaid_per_thousand"] for v in versions}
    assert known["2024-03-27", None] == "7.00"
    assert known["2026-07-01", "2026-07-01"] == "14.00"


@pytest.mark.slow
def test_the_recipe_for_a_shape_of_export(clone: Path) -> None:
    words = clone / "analytics/ingest/tables/words.toml"
    lines = ("film no,sort of film,film ms,film end", "f1,0,60000,2024-03-27T10:00:00+08:00")
    (clone / "films.csv").write_text("\n".join(lines))
    text = words.read_text()
    columns = ("VideoId", "VideoType", "VideoDuration", "RecordStopTime")
    for column, heading in zip(columns, lines[0].split(","), strict=True):
        table = f"[columns.{column}]\n"
        text = text.replace(table, f'{table}own = ["{heading}"]\n', 1)
    words.write_text(text)
    receipts = run(clone, "-m", "analytics", "import", "--unit", "ms", "films.csv", "--json")
    assert json.loads(receipts)[0]["ms"]["loaded"] == 60_000
