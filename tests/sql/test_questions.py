"""Each SQL file says what it asks, what it wants to know and what it answers, and all of that is true."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from analytics import ingest, sql
from analytics.catalog import price_book
from analytics.core.model import Plan
from analytics.ingest import Options
from analytics.reports import costs
from analytics.storage.store import Store
from tests.support.exports import EXPORTS, document, flat, row, video

LESSON_DAY = date(2024, 3, 27)
QUESTIONS = sorted(path.stem for path in sql.FOLDER.glob("*.sql") if path.stem != "rules")
SCRIPTS = sorted(f"load/{path.stem}" for path in sql.FOLDER.glob("load/*.sql"))
# What no page can show without a float on the way, or a figure that pandas would make one.
LOOSE = {"FLOAT", "DOUBLE", "HUGEINT", "UHUGEINT", "TIMESTAMP WITH TIME ZONE"}


class Header(NamedTuple):
    """The comment at the top: the sections that it has, each as one line."""

    sections: dict[str, str]

    @property
    def parameters(self) -> set[str]:
        return set(re.findall(r"\$(\w+)", self.sections["parameters"]))

    @property
    def columns(self) -> list[str]:
        """The names before the first semicolon, without what is said about them in brackets."""
        text = self.sections["columns"]
        while "(" in text:
            text = re.sub(r"\([^()]*\)", "", text)
        names = (re.match(r"\w+", part.strip()) for part in text.split(";")[0].split(","))
        return [name[0] if name else "?" for name in names]


def header(text: str) -> Header:
    sections: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        if start := re.match(r"-- (question|statement|parameters|columns|leaves): (.*)", line):
            name = start[1]
            sections[name] = start[2]
        elif name and line.startswith("--   "):
            sections[name] += " " + line[5:]
    return Header(sections)


def named_parameters(text: str) -> set[str]:
    return {name for one in duckdb.extract_statements(text) for name in one.named_parameters}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_one_select_with_a_header(name: str) -> None:
    (statement,) = duckdb.extract_statements(sql.text(name))
    assert statement.type is duckdb.StatementType.SELECT
    assert list(header(sql.text(name)).sections) == ["question", "parameters", "columns"]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_statement_says_what_it_does_and_takes(name: str) -> None:
    assert list(header(sql.text(name)).sections)[:2] in (
        ["statement", "parameters"],
        ["question", "parameters"],
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", [*QUESTIONS, *SCRIPTS])
def test_the_parameters_are_those_of_the_header(world: Store, name: str) -> None:
    found = header(sql.text(name))
    if every := re.search(r"one for each column of (\w+)", found.sections["parameters"]):
        with world.write() as cursor:
            cursor.execute("select * from query_table($table) limit 0", {"table": every[1]})
            declared = {column[0] for column in cursor.description or ()}
    else:
        declared = found.parameters
    assert named_parameters(sql.text(name)) == declared


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A tiny database with something of everything in it."""
    folder = tmp_path_factory.mktemp("sql")
    files: dict[str, Any] = {
        "table.csv": flat([row("a"), row("b", VideoType=2), row("bad", VideoType=9)]),
        "disagreeing.csv": flat([row("a", VideoDuration=1), row("c", VideoType=3)]),
        "document.json": document(video("d", Width=640, Height=360), TaskId="two"),
        "daily_usage.json": (EXPORTS / "daily_usage.json").read_text(),
    }
    with Store(folder / "recordings.duckdb") as store:
        for name, content in files.items():
            path = folder / name
            path.write_text(content if isinstance(content, str) else json.dumps(content))
            receipt = ingest.import_file(store, path, options=Options(unit="ms"))
            assert receipt.status == "loaded", receipt
        (folder / "canonical.csv").write_text('"a","2","5th"\n')
        yield store


def examples(store: Store) -> dict[str, Any]:
    """A value for each parameter; null for those that are not here."""
    (newest, *_) = store.ask("import_list")
    return {
        "import_id": newest["import_id"],
        "import_no": 1,
        "fields": ["day", "kind", "room"],
        "zone": "Asia/Shanghai",
        "midnight": "stop",
        "rounding": "day",
        "ratios": costs.ratio_parameters(Plan(), price_book.load("tencent-intl")),
        "kind": "camera",
        "most": 10,
        "skip": 0,
        "first": 0,
        "after": 100,
        "each": True,
        "is_part": True,
        "rates": {"day": [LESSON_DAY], "app": ["1"], "cell": [0], "per_ms": [10**20]},
        "has_kind": True,
        "has_name": True,
        "cells": [{"cell": 0, "row": 0, "app": None, "era": LESSON_DAY}],
        "dimension": "d",
        "field": "room",
        "values": [""],
        "source": "rooms",
        "apart": ["kind", "room"],
        "dimensions": [
            {"dimension": "d", "place": 0, "has_app": False, "has_room": True, "has_user": False}
        ],
        "draws": [{"day": datetime(2024, 3, 27).date(), "place": 0, "ms": 60_000, "units": 1}],  # noqa: DTZ001
        "edges": [{"edge": 0, "zone": "UTC", "midnight": "stop"}],
        "rooms": None,
        "without": [],
        "is_state": True,
        "text": "a",
        "aliases": [],
        "product": "sp_tiw_board",
        "days": [datetime(2024, 3, 27).date()],  # noqa: DTZ001
        "rollup": "usage_days",
        "video_id": "a",
        "hd": 921_600,
        "full_hd": 2_073_600,
        "two_k": 3_686_400,
        "path": str(store.path.with_name("canonical.csv")),
        "columns": {"VideoId": "VARCHAR", "place": "VARCHAR", "extra_1": "VARCHAR"},
        "unit": "ms",
        "has_day": False,
        "rows": [
            {"task": "t", "kind": "camera", "ms": 60_000, "play_ms": 0, "place": "2"}
            | dict.fromkeys(("started_at", "stopped_at"), datetime(2024, 3, 27))  # noqa: DTZ001
        ],
        "factor": 1,
        "votes": ["s"],
        "earliest": datetime(2015, 1, 1),  # noqa: DTZ001
        "latest": datetime(2030, 1, 1),  # noqa: DTZ001
    }


# Money in units of 8 or 24 decimals, fetched as whole numbers.
COSTS = ("payers", "cost_of_use", "cost_of_days", "cost_of_names")
MEANT = {name: {"HUGEINT"} for name in COSTS}
ALL_MAY_BE_CHOSEN = {"payers": {"video_id"}}
WHOLE_RATIOS = {"charged_days_from_rollup"}
OF_ROWS = {"day": [LESSON_DAY], "app": ["1"], "row": [0], "per_ms": [10**20]}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_answers_with_the_columns_of_its_header(world: Store, name: str) -> None:
    given = examples(world)
    if name in WHOLE_RATIOS:
        given["ratios"] = [each | {"ratio": each["numerator"]} for each in given["ratios"]]
    if name in ("cost_of_days", "cost_of_names"):
        given |= OF_ROWS
    text = sql.text(name)
    asked = {each: given.get(each) for each in named_parameters(text)}
    asked |= dict.fromkeys(ALL_MAY_BE_CHOSEN.get(name, ()))
    with world.write() as cursor:
        cursor.execute(text, asked)
        described = cursor.description or []
        cursor.fetchall()
    assert [column[0] for column in described] == header(text).columns
    kinds = {str(column[1]) for column in described}
    assert not kinds & LOOSE - MEANT.get(name, set()), (
        "cast it: it would become a float, or need pytz"
    )


def test_every_question_is_asked_by_the_product() -> None:
    """A question that nobody asks is not held by anything but this test."""
    root = Path(sql.FOLDER).parents[1]
    product = "".join(
        path.read_text()
        for folder in ("analytics", "pages")
        for path in root.glob(f"{folder}/**/*.py")
    )
    product += (root / "app.py").read_text() if (root / "app.py").exists() else ""
    assert [name for name in QUESTIONS if f'"{name}"' not in product] == []


def test_the_schema_begins_at_its_foundation_and_its_steps_are_numbered() -> None:
    steps = list(sql.schema_steps())
    assert steps[0] == "001_foundation"
    assert [name for name in steps if not re.fullmatch(r"\d{3}_[a-z_]+", name)] == []


@pytest.mark.parametrize("path", sorted(sql.FOLDER.glob("**/*.sql")), ids=lambda path: path.stem)
def test_no_day_is_cut_in_the_zone_of_the_session(path: Path) -> None:
    """Nor by the clock of the machine: what a question answers depends on the data alone."""
    text = re.sub(r"--.*", "", path.read_text()).lower()
    assert not re.search(
        r"\b(now\(\)|current_date|current_timestamp|today\(\)|localtimestamp)", text
    )
