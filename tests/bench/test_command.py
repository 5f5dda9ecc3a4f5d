"""The benchmark compares what is equal, and never says how fast is fast enough on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from analytics.core.errors import Problem
from analytics.ingest import import_file
from analytics.storage.store import Store
from tests.bench import engine as benchmark
from tests.bench import explore, loads, questions
from tests.bench.__main__ import bench as command

VIDEOS = 2_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def csv(folder: Path) -> Path:
    path = folder / "export.csv"
    loads.measure(loads.EXPORT, path, folder / "maker.duckdb", VIDEOS, 11)
    return path


@pytest.fixture(scope="module")
def figures() -> Iterator[dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explore, "_TIMES", 2)
        yield benchmark.run(VIDEOS)


def test_every_question_is_asked_three_ways_and_each_ratio_is_there(figures) -> None:
    """The answers were equal, or the run had ended in a Problem."""
    assert figures["import_against_bare"] > 0
    assert {q["question"].split(",")[0] for q in figures["questions"]} >= {
        *("minutes_by_day", "minutes_by_kind", "minutes_by_room", "known_rooms"),
        *("coverage", "import_list", "charged_days"),
    }
    for question in figures["questions"]:
        assert question["rows"] > 0, question["question"]
        assert {"faster_than_raw_sql", "faster_than_pandas"} <= question.keys()


def test_both_loads_are_measured_in_processes_of_their_own(figures) -> None:
    rows = figures["import"]["rows"]
    assert rows["read"] == VIDEOS == rows["loaded"] + rows["refused"]
    assert rows["refused"] > 0, "an export without a mistake is not a real one"
    for load in (figures["bare"], figures["import"]):
        assert load["seconds"] in load["all_seconds"]
        assert load["memory_mb"] > 0
        assert load["cpu_seconds"] > 0


def test_every_target_says_whether_it_was_met(figures) -> None:
    limited = [timing for timing in figures["costs"] if timing["limit"] is not None]
    assert len(limited) == 13
    assert len(figures["targets"]) == 11 + len(limited)
    for target in figures["targets"]:
        reached = target["value"] <= target["bound"]
        assert target["met"] == (
            reached if target["at_most"] else target["value"] >= target["bound"]
        )


def test_the_table_names_every_figure(figures) -> None:
    text = "\n".join(benchmark.table(figures))
    for question in figures["questions"]:
        assert question["question"] in text
    for question in figures["explore"]:
        assert question["question"] in text
    for timing in figures["costs"]:
        assert timing["name"] in text
    assert f"{figures['import_against_bare']:.2f}" in text


def test_the_figures_are_one_json_document_for_scripts(monkeypatch, figures) -> None:
    monkeypatch.setattr(benchmark, "run", lambda videos, seed, tell: {**figures, "videos": videos})
    done = CliRunner().invoke(command, ["--videos", "1234", "--json"])
    assert json.loads(done.stdout)["videos"] == 1234


def test_the_same_seed_makes_the_same_export(folder: Path, csv: Path) -> None:
    again, other = folder / "again.csv", folder / "other.csv"
    loads.measure(loads.EXPORT, again, folder / "again.duckdb", VIDEOS, 11)
    loads.measure(loads.EXPORT, other, folder / "other.duckdb", VIDEOS, 12)
    assert again.read_bytes() == csv.read_bytes() != other.read_bytes()


def test_the_export_holds_all_kinds_for_a_year_in_many_rooms_of_two_apps(csv: Path) -> None:
    table = pd.read_csv(csv, dtype=str)
    assert len(table) == VIDEOS
    assert set("01234") <= set(table["VideoType"])
    assert table["SdkAppId"].nunique() == 2
    assert table["RoomId"].nunique() > 200
    starts = pd.to_datetime(table["RecordStartTime"].astype(int), unit="s")
    assert 360 < (starts.max() - starts.min()).days < 366


def test_answers_that_differ_end_the_run(database: Path, csv: Path) -> None:
    with Store(database) as store:
        import_file(store, csv)
        rows = questions.frame(store)
        rows.loc[0, "duration_ms"] += 1
        with pytest.raises(Problem, match="the answers to minutes_by_day, all differ"):
            questions.compare(store, rows)


def test_too_few_videos_are_refused_in_a_sentence() -> None:
    with pytest.raises(Problem, match=r"--videos: 5 is too few\. Give at least 100"):
        benchmark.run(5)


def test_a_load_that_fails_says_which(folder: Path) -> None:
    with pytest.raises(Problem, match="the import of the benchmark failed"):
        loads.measure(loads.IMPORT, folder / "nothing.csv", folder / "nothing.duckdb")
