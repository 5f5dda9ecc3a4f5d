"""A lake is what one machine has: the same rows, figures and fingerprint, however the rows are spread and whatever is delivered twice."""

import gzip
import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from analytics import ingest, sql
from analytics.catalog import plan_file
from analytics.cluster.lake import MANIFEST, Lake
from analytics.cluster.load import Loaded, load
from analytics.cluster.pull import pull
from analytics.cluster.sources import Engine
from analytics.core.errors import Problem
from analytics.ingest import Options
from analytics.ingest.loading import mapping
from analytics.reports import costs
from analytics.reports.filters import Filters, minutes_by
from analytics.selfcheck.run import thorough
from analytics.storage.backup import backup, restore
from analytics.storage.store import Store
from tests.ingest.test_mapping import CHOSEN, STRANGE
from tests.support.exports import EXPORTS, NINE, document, flat, row, video
from tests.support.lakes import figures, in_this_process, rollups_that_differ, write
from tests.support.terminal import call

pytestmark = pytest.mark.slow

DAY = 86_400
NOW = datetime(2024, 9, 1)  # noqa: DTZ001 - UTC
_MOMENTS = (NOW + timedelta(seconds=n) for n in count())


def many(first: int, end: int, **cells: Any) -> list[dict[str, str]]:
    """Rows of several kinds, rooms, users, tasks and months."""
    return [
        row(
            f"v{n}", TaskId=f"t{n // 3}", RoomId=n // 3 % 7, UserId=f"u{n % 5}", VideoType=n % 4, VideoDuration=60_000 - n,
            RecordStartTime=NINE + n // 3 * DAY, RecordStopTime=NINE + 60 + n // 3 * DAY, **cells,
        )
        for n in range(first, end)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What a platform delivers: twice the same, the same in other files and shapes, unfinished and then finished, bad, packed, in GBK."""
    folder = tmp_path_factory.mktemp("exports")
    changed = many(40, 60, FinishReason="USER_CALL") + many(60, 70)
    documents = [
        document(video(f"v{n}", VideoDuration=60_000 - n), TaskId=f"t{n // 3}")
        for n in range(66, 72)
    ]
    return [
        write(folder, "a.csv", flat(many(0, 50))),
        write(folder, "b.csv", flat([*changed, row("bad", VideoType=9), row("worse", VideoDuration="abc")])),
        write(folder, "c.json", [*documents, document(TaskId="none", Status="RECORDING")]),
        write(folder, "d.csv.gz", gzip.compress(flat(many(80, 90, Status="RECORDING")).encode())),
        write(folder, "e.csv", flat(many(80, 90))),
        write(folder, "f.csv", flat(many(0, 50))),
        write(folder, "g.csv", flat([each | {"UserId": "老师"} for each in many(90, 95)]).encode("gbk")),
        write(folder, "h.txt", "Dear Sir\n"),
        write(folder, "usage.json", (EXPORTS / "daily_usage.json").read_text()),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def one_machine(tmp_path_factory: pytest.TempPathFactory, files: list[Path]) -> Iterator[Store]:
    """They are only asked: each test has the same."""
    with Store(tmp_path_factory.mktemp("one") / "recordings.duckdb") as store:
        for path in files:
            ingest.import_file(store, path, now=NOW)
        yield store


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, files: list[Path]) -> Path:
    folder = tmp_path_factory.mktemp("loaded") / "lake"
    run(Lake(folder), files, 2)
    return folder


@pytest.fixture
def lake(tmp_path: Path, loaded: Path) -> Lake:
    """A lake of all files, of one batch."""
    shutil.copytree(loaded, tmp_path / "lake")
    return Lake(tmp_path / "lake")


def run(
    lake: Lake,
    files: list[Path],
    partitions: int = 3,
    engine: Engine | None = None,
    answers: Sequence[mapping.Answer] = (),
    **options: Any,
) -> Loaded:
    return load([str(path) for path in files], engine or in_this_process(partitions), lake, Options(**options), next(_MOMENTS), answers)  # fmt: skip


def everything(question: str) -> dict[str, Any]:
    """The parameters of a question about all that there is, or about one lesson."""
    given = {
        "zone": "Asia/Shanghai",
        "midnight": "stop",
        "each": True,
        "most": 10_000,
        "skip": 0,
        "task": "t22",
    }
    return {name: given.get(name) for name in sql.parameters(question)}


def answers(store: Store, question: str) -> set[str]:
    """What a question answers, but for the names of imports."""
    imports = ("file", "import_id", "shape", "place", "extra_columns", "extra")
    return {
        repr({name: value for name, value in row.items() if name not in imports})
        for row in store.ask(question, **everything(question))
    }


@pytest.mark.parametrize("partitions", [1, 2, 7])
def test_a_lake_says_what_one_machine_says(tmp_path, files, one_machine, partitions) -> None:
    lake = Lake(tmp_path / "lake")
    loaded = run(lake, files, partitions)
    assert loaded.batch is not None
    statuses = {receipt["file"]: receipt["status"] for receipt in loaded.receipts}
    assert (statuses.pop("f.csv"), statuses.pop("h.txt")) == ("already_loaded", "refused")
    assert set(statuses.values()) == {"loaded"}
    path = tmp_path / "pulled" / "recordings.duckdb"
    with Store(path) as store:
        (receipt,) = pull(store, lake)
        (print_,) = store.ask("fingerprint")
        assert figures(store) == figures(one_machine)
    assert (loaded.batch.fingerprint, loaded.batch.facts) == (print_["hash"], print_["facts"])
    assert receipt.rows._asdict() == loaded.batch.rows
    assert receipt.ms._asdict() == loaded.batch.ms
    for counts in (loaded.batch.rows, loaded.batch.ms):
        assert counts["read"] == counts["loaded"] + counts["refused"] + counts["duplicate"]
    assert rollups_that_differ(one_machine, path) == []


def test_the_rows_of_a_batch_stay_in_the_lake_and_every_question_reaches_them(lake, one_machine, database) -> None:  # fmt: skip
    with Store(database) as store:
        (receipt,) = pull(store, lake)
        with store.session() as cursor:
            for table in ("video_rows", "refused_rows", "recording_rows"):
                assert cursor.table(table).fetchall() == [], table
        for name in (
            "lesson_files",
            "lesson_task",
            "stored_bytes",
            "conflicts",
            "import_rows",
            "mended_rows",
        ):
            assert answers(store, name) == answers(one_machine, name), name
        plan = plan_file.loads('price_book = "tencent-intl"\n')
        checks = thorough(store, costs.settle_plan(store, plan, None, None))
        assert [check.name for check in checks if not check.passed] == []
        ingest.undo(store, receipt.import_id)
        assert store.ask("coverage")[0]["videos"] == 0 and store.ask("fingerprint")[0]["facts"] == 0


def test_a_day_is_read_from_the_files_of_its_month_alone(tmp_path, database) -> None:
    """Of another month no file can be read any more: its questions are refused in words, those of this month are answered."""
    lake = Lake(tmp_path / "lake")
    batch = run(lake, [write(tmp_path, "a.csv", flat(many(0, 90)))]).batch
    with Store(database) as store:
        pull(store, lake)
        march, april = (
            {"since": date(2024, month, 10), "until": date(2024, month, 29)} for month in (3, 4)
        )
        asked = {"users": (), "zone": "Asia/Shanghai", "midnight": "stop"}
        before = minutes_by(store, ("recording",), Filters(**march), **asked)
        for part in batch.parts:
            if part.month == "2024-04":
                Path(lake.place(batch.id), part.path).write_bytes(b"no file of a lake")
        assert minutes_by(store, ("recording",), Filters(**march), **asked) == before != []
        assert store.ask("lineage_files", **everything("lineage_files") | march) != []
        with pytest.raises(
            Problem, match="rows of this database lie in a lake, of which a file cannot be read"
        ):
            minutes_by(store, ("recording",), Filters(**april), **asked)
        assert store.ask("coverage")[0]["videos"] == 90, "what small tables tell needs no lake"


def test_rows_of_a_lake_meet_those_of_imports_before_and_after_it(
    tmp_path, files, database
) -> None:
    """In every order what counts is what one machine lets count, and each undo brings the figures before it back."""
    lake = Lake(tmp_path / "lake")
    run(lake, [files[1], files[3]], 2)
    names = [files[0], "lake", files[4], files[2]]
    states = []
    with Store(database) as store, Store(tmp_path / "one" / "recordings.duckdb") as one:
        for name in names:
            if name == "lake":
                pull(store, lake)
                for path in (files[1], files[3]):
                    ingest.import_file(one, path, now=NOW)
            else:
                for each in (store, one):
                    ingest.import_file(each, name, now=NOW)
            assert figures(store) == figures(one), name
            states.append(figures(store))
        ids = [row["import_id"] for row in store.ask("import_list")]
        for number, import_id in enumerate(ids[:-1]):
            ingest.undo(store, import_id)
            assert figures(store) == states[-2 - number]


def test_small_tables_of_another_edge_are_added_up_from_the_rows(
    tmp_path, lake, files, database
) -> None:
    with Store(database) as store, Store(tmp_path / "one" / "recordings.duckdb") as one:
        for each in (store, one):
            with each.write() as cursor:
                cursor.execute(
                    "insert into settings values ('zone', 'America/New_York'), ('midnight', 'start')"
                )
        pull(store, lake)
        for path in files:
            ingest.import_file(one, path, now=NOW)
        assert store.ask("minutes_by_day", **everything("minutes_by_day")) == one.ask(
            "minutes_by_day", **everything("minutes_by_day")
        )
        assert figures(store) == figures(one)


def test_a_lake_that_moved_is_read_in_its_new_place_once_it_was_pulled_there(
    tmp_path, lake, database
) -> None:
    with Store(database) as store:
        pull(store, lake)
        before = figures(store)
        shutil.move(tmp_path / "lake", tmp_path / "moved")
        with pytest.raises(Problem, match=f"Bring the lake back to its place.*: {tmp_path}/lake"):
            figures(store)
        assert [receipt.status for receipt in pull(store, Lake(tmp_path / "moved"))] == [
            "already_loaded"
        ]
        assert figures(store) == before


def test_a_backup_reads_the_same_lake(tmp_path, lake, database) -> None:
    with Store(database) as store:
        pull(store, lake)
        backup(store, tmp_path / "copy.duckdb")
        restore(tmp_path / "again.duckdb", tmp_path / "copy.duckdb")
        with Store(tmp_path / "again.duckdb") as again:
            assert figures(again) == figures(store)


def test_the_batches_of_a_lake_are_listed_and_taken_out_by_commands(tmp_path, lake) -> None:
    (batch,) = lake.batches()
    (told,) = call("cluster", "batches", "--lake", tmp_path / "lake", "--json").json
    assert (told["id"], told["rows"], told["fingerprint"]) == (
        batch.id,
        batch.rows,
        batch.fingerprint,
    )
    assert call("cluster", "undo", batch.id, "--lake", tmp_path / "lake").status == 0
    assert call("cluster", "batches", "--lake", tmp_path / "lake", "--json").json == []


def test_a_batch_is_taken_out_of_a_lake_and_loaded_again(tmp_path, files) -> None:
    lake = Lake(tmp_path / "lake")
    batch = run(lake, files[:1]).batch
    lake.take_out(batch.id)
    assert lake.batches() == [] and not Path(lake.place(batch.id)).exists()
    with pytest.raises(Problem, match="there is no such batch in this lake"):
        lake.take_out(batch.id)
    assert run(lake, files[:1]).batch.fingerprint == batch.fingerprint


def test_rollups_that_differ_would_be_named(tmp_path, files, one_machine) -> None:
    path = tmp_path / "other" / "recordings.duckdb"
    with Store(path) as store:
        ingest.import_file(store, files[0], now=NOW)
    assert "usage_files" in rollups_that_differ(one_machine, path)


def test_a_second_load_brings_a_batch_of_its_own_and_leaves_the_first_alone(tmp_path, files, one_machine, database) -> None:  # fmt: skip
    lake = Lake(tmp_path / "lake")
    first = run(lake, files[:2])
    assert first.batch is not None
    before = {path: path.stat().st_mtime_ns for path in Path(lake.place(first.batch.id)).rglob("*")}
    with Store(database) as store:
        assert [receipt.status for receipt in pull(store, lake)] == ["loaded"]
        assert run(lake, files).is_new
        assert {path: path.stat().st_mtime_ns for path in Path(lake.place(first.batch.id)).rglob("*")} == before  # fmt: skip
        assert [receipt.status for receipt in pull(store, lake)] == ["already_loaded", "loaded"]
        assert figures(store) == figures(one_machine)
        newest = store.ask("import_list")[0]
        ingest.undo(store, newest["import_id"])
        assert store.ask("coverage")[0]["videos"] == 70
        assert [receipt.status for receipt in pull(store, lake)] == ["already_loaded", "loaded"]
        assert figures(store) == figures(one_machine)
    assert not run(lake, files).is_new


def test_a_load_that_fails_leaves_the_lake_as_it_was_and_can_be_done_again(tmp_path, files) -> None:  # fmt: skip
    lake = Lake(tmp_path / "lake")

    def fails(*given: Any) -> Any:
        in_this_process(2)(*given)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(lake, files[:3], engine=fails)
    assert lake.batches() == [] and not list(Path(lake.folder).rglob("*.parquet"))
    again = run(lake, files[:3])
    assert again.batch is not None and [batch.id for batch in lake.batches()] == [again.batch.id]


def test_what_a_task_wrote_that_was_run_again_is_in_no_manifest(tmp_path, files) -> None:
    lake = Lake(tmp_path / "lake")

    def twice(*given: Any) -> Any:
        in_this_process(2)(*given)
        return in_this_process(2)(*given)

    batch = run(lake, files[:3], engine=twice).batch
    assert batch is not None
    written = {path.relative_to(lake.place(batch.id)).as_posix() for path in Path(lake.folder).rglob("*.parquet")}  # fmt: skip
    assert written == {part.path for part in batch.parts}


def test_a_file_of_a_lake_that_was_changed_is_told_and_nothing_is_pulled(tmp_path, lake, database) -> None:  # fmt: skip
    (batch,) = lake.batches()
    place = Path(lake.place(batch.id))
    with Store(database) as store:
        (place / batch.parts[0].path).write_bytes(b"PAR1")
        with pytest.raises(Problem, match="is missing or not as it was written"):
            pull(store, lake)
        manifest = json.loads((place / MANIFEST).read_text())
        (place / MANIFEST).write_text(json.dumps(manifest | {"parts": [{"path": "../x"}]}))
        with pytest.raises(Problem, match="this manifest cannot be read"):
            pull(store, lake)
        assert store.ask("import_list") == []
        with pytest.raises(Problem, match="there is no batch in this lake"):
            pull(store, Lake(tmp_path / "elsewhere"))


def test_ids_of_other_files_refuse_the_batch_as_one_machine_refuses_the_file(tmp_path) -> None:
    lake = Lake(tmp_path / "lake")
    others = [each | {"SdkAppId": "1400000002", "TaskId": f"x{n}", "RecordStartTime": str(NINE + 100 * DAY), "RecordStopTime": str(NINE + 100 * DAY + 60)} for n, each in enumerate(many(0, 9))]  # fmt: skip
    files = [write(tmp_path, "one.csv", flat(many(0, 9))), write(tmp_path, "two.csv", flat(others))]
    with pytest.raises(Problem, match=r"two.csv: 9 VideoIds are those of other files"):
        run(lake, files)
    assert lake.batches() == []


def test_refused_rows_are_told_by_their_file_and_line(lake, database) -> None:
    with Store(database) as store:
        (receipt,) = pull(store, lake)
        flaws = ingest.refused_flaws(store, receipt.import_id)
    assert [(flaw.line, flaw.column) for flaw in flaws] == [("b.csv, line 32", "VideoType"), ("b.csv, line 33", "VideoDuration")]  # fmt: skip


def test_what_one_machine_asks_about_a_cluster_asks_about_and_takes_the_same_answers(tmp_path, database) -> None:  # fmt: skip
    """Lengths in doubt, states and columns that nobody knows: refused in the same words, and loaded once they are said or were."""
    seconds = [each | {"VideoDuration": "60"} for each in many(0, 30)]
    files = [
        write(tmp_path, "good.csv", flat(many(30, 60))),
        write(tmp_path, "seconds.csv", flat(seconds)),
        write(tmp_path, "states.csv", flat(many(60, 63, Status="uploaded"))),
        write(tmp_path, "strange.csv", STRANGE),
    ]
    lake = Lake(tmp_path / "lake")
    with Store(tmp_path / "one" / "recordings.duckdb") as one, Store(database) as store:

        def both(paths: list[Path], **options: Any) -> list[tuple[str, list[Any]]]:
            here = [ingest.import_file(one, path, options=Options(**options), now=NOW).to_json() for path in paths]  # fmt: skip
            there = run(lake, paths, answers=mapping.all_answers(one), **options).receipts
            told = [[(each["status"], each["problems"], each["billable_ms"], each["states"]) for each in receipts] for receipts in (here, there)]  # fmt: skip
            assert told[0] == told[1]
            return [(status, problems) for status, problems, _, _ in told[1]]

        asked = both(files)
        assert [status for status, _ in asked] == ["loaded", "refused", "refused", "refused"]
        assert "look like seconds" in asked[1][1][0]["reason"]
        assert "--state UPLOADED=FINISHED" in asked[2][1][0]["hint"]
        assert both(files[1:2], unit="s")[0][0] == "loaded"
        assert both(files[2:3], states={"UPLOADED": "FINISHED"})[0][0] == "loaded"
        mapping.remember_mapping(one, STRANGE.splitlines()[0].split(";"), CHOSEN)
        assert both(files[3:])[0][0] == "loaded"
        pull(store, lake)
        assert figures(store) == figures(one)
    assert [receipt["status"] for receipt in run(lake, files).receipts] == ["already_loaded"] * 4


def test_the_answers_of_a_database_are_asked_of_whoever_holds_it(tmp_path, database) -> None:
    with Store(database) as store:
        mapping.remember_mapping(store, ["Kennzeichen"], {"VideoId": "Kennzeichen"})
    said = call("--db", database, "cluster", "answers")
    assert said.json == [{"header": ["Kennzeichen"], "answers": {"VideoId": "Kennzeichen"}}]


def test_the_unit_that_a_person_gives_is_every_file_s(tmp_path) -> None:
    rows = [each | {"VideoDuration": "60"} for each in many(0, 3)]
    lake = Lake(tmp_path / "lake")
    batch = run(lake, [write(tmp_path, "s.csv", flat(rows))], unit="s").batch
    assert batch is not None and batch.ms["loaded"] == 180_000
