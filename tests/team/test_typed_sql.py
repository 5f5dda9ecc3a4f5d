"""SQL that a person types reads the views of a snapshot, and nothing else."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread, current_thread, main_thread
from time import monotonic, sleep
from typing import Any

import duckdb
import pandas
import pyarrow.parquet
import pytest

from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.core.model import Kind
from analytics.ingest import undo
from analytics.reports import cost_of_use
from analytics.reports.filters import Filters, minutes_by
from analytics.storage.store import Store
from analytics.team import query, query_child, snapshots
from analytics.team.views import VIEWS
from tests.support.recordings import Video, load
from tests.support.terminal import call

VIDEOS = [
    Video("a", Kind.CAMERA, 1_800_000),
    Video("b", Kind.WHITEBOARD, 2_400_000),
    Video("c", Kind.MIXED, 2_400_000, user="mix"),
    Video("d", Kind.CAMERA, 600_000, "2024-03-28 09:00:00", task="t2", room="8", status="RECORDING"),
    Video("e", Kind.SCREEN, 900_000, "2024-04-01 00:10:00", app="2", task="t3"),
]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Path]]:
    """A database with five files, and its snapshot."""
    folder = tmp_path_factory.mktemp("world")
    with Store(folder / "recordings.duckdb") as store:
        load(store, folder, VIDEOS)
        yield store, snapshots.current(store)


@pytest.fixture
def snapshot(world: tuple[Store, Path]) -> Path:
    return world[1]


def test_another_duckdb_pandas_and_arrow_read_the_documented_columns(snapshot: Path) -> None:
    for view in VIEWS:
        path = str(snapshot / f"{view.name}.parquet")
        described = duckdb.connect().execute("describe from read_parquet($path)", {"path": path})
        documented = [(column.name, column.type) for column in view.columns]
        assert [row[:2] for row in described.fetchall()] == documented
        names = [column.name for column in view.columns]
        assert list(pandas.read_parquet(path).columns) == names
        assert pyarrow.parquet.read_table(path).column_names == names


@pytest.mark.slow
def test_a_snapshot_says_what_the_database_says(world: tuple[Store, Path]) -> None:
    store, snapshot = world
    ((ms, billable),) = query.ask(snapshot, "select sum(ms), sum(ms) filter (where billable) from files").rows  # fmt: skip
    (row,) = minutes_by(store, (), Filters())
    assert (ms, billable) == (row["ms"], row["billable_ms"])
    days = query.ask(snapshot, "select day, kind, ms from days order by all").rows
    by_day = minutes_by(store, ("day", "kind"), Filters())
    assert sorted(days) == sorted([r["day"], r["kind"], r["ms"]] for r in by_day)
    lessons = query.ask(snapshot, "select recording, files, cameras, billable_ms from lessons order by 1")  # fmt: skip
    assert lessons.rows == [["t1", 3, 1, 4_200_000], ["t2", 1, 1, 0], ["t3", 1, 1, 900_000]]
    plan = plans.team(store)[1]
    whole = sum(each.usage for each in cost_of_use.by_fields(store, plan, (), Filters()))
    ((usage,),) = query.ask(snapshot, "select sum(usage)::decimal(38, 2) from costs").rows
    assert Decimal(usage) == whole > 0


@pytest.mark.slow
def test_each_commit_has_its_snapshot_and_the_one_before_stays(
    database: Path, tmp_path: Path
) -> None:
    with Store(database) as store:
        load(store, tmp_path, VIDEOS[:1])
        first = snapshots.current(store)
        assert snapshots.current(store) == first
        reader = (first / "files.parquet").open("rb")
        load(store, tmp_path, VIDEOS[1:2], "second.csv")
        second = snapshots.current(store)
        undo(store, store.ask("import_list")[0]["import_id"])
        third = snapshots.current(store)
        versions = sorted(each.name for each in first.parent.iterdir() if each.name.isdecimal())
        assert versions == sorted([second.name, third.name])
        with reader:
            assert reader.read(4) == b"PAR1"
    database.unlink()
    with Store(database) as store:  # counts its versions anew
        load(store, tmp_path, VIDEOS[2:3])
        while store.version < int(third.name):
            with store.write():
                pass
        rows = query.ask(snapshots.current(store), "select kind from files").rows
        assert rows == [["mixed"]]
    with Store(database.with_name("other.duckdb")) as other:
        assert snapshots.current(other).parent.name == "other.duckdb.snapshots"


@pytest.mark.slow
def test_a_snapshot_is_written_soon_after_a_commit(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "LOOK_S", 0.02)
    stop = Event()
    with Store(database) as store:
        keeper = Thread(target=snapshots.keep_up, args=(store, stop))
        keeper.start()
        load(store, tmp_path, VIDEOS)
        place = snapshots.folder(database) / str(store.version)
        end = monotonic() + 10
        while not place.exists() and monotonic() < end:
            sleep(0.02)
        stop.set()
        keeper.join()
        assert query.ask(place, "select count(*) from files").rows == [[5]]


class Looks:
    """So many looks of the keeper, half a second apart by its own clock; ``commit`` comes before the second."""

    def __init__(self, seconds: float, commit: Callable[[], object]) -> None:
        self.past, self.seconds, self.commit = 0.0, seconds, commit

    def wait(self, step: float) -> bool:
        if current_thread() is not main_thread():
            return True  # that of the copies
        self.past += step
        if self.past == 2 * step:
            self.commit()
        return self.past > self.seconds


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seconds", "commits", "is_written"),
    [(19, False, False), (25, False, True), (19, True, True)],
)
def test_a_large_database_is_written_out_after_the_first_pages_but_a_commit_at_once(
    database: Path, tmp_path: Path, monkeypatch, seconds: int, commits: bool, is_written: bool
) -> None:
    monkeypatch.setattr(snapshots, "SMALL_BYTES", 0)
    with Store(database) as store:
        load(store, tmp_path, VIDEOS[:1])
        looks = Looks(seconds, lambda: commits and load(store, tmp_path, VIDEOS))
        monkeypatch.setattr(snapshots, "monotonic", lambda: looks.past)
        snapshots.keep_up(store, looks)  # type: ignore[arg-type]
        assert (snapshots.folder(database) / str(store.version)).exists() is is_written


def test_another_process_writes_the_views_of_a_large_database_from_a_copy(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows(place: Path) -> list[list[tuple[object, ...]]]:
        return [duckdb.from_parquet(str(place / f"{view.name}.parquet")).fetchall() for view in VIEWS]  # fmt: skip

    with Store(database) as store:
        load(store, tmp_path, VIDEOS)
        own = snapshots.current(store)
        expected, about = rows(own), (own / snapshots.ABOUT).read_text()
        shutil.rmtree(own)
        left = own.with_name(f".{own.name}.0")
        left.mkdir()
        monkeypatch.setattr(snapshots, "BESIDE_BYTES", 0)
        place = snapshots.current(store)
        assert place == own and rows(place) == expected
        assert (place / snapshots.ABOUT).read_text() == about
        assert {path.stat().st_mode & 0o777 for path in place.iterdir()} == {0o600}
        names = {path.name for path in place.parent.iterdir()}
        assert names == {place.name, snapshots.COPIES, "of.json"}, "a killed process's is gone too"
        load(store, tmp_path, [Video("another", Kind.CAMERA, 1000)], "more.csv")
        monkeypatch.setattr(snapshots, "SMALL_BYTES", 0)  # no copy to go by
        assert len(rows(snapshots.current(store))[0]) == len(expected[0]) + 1
        with store.write():
            pass
        monkeypatch.setattr(snapshots, "_copy", lambda *_: None)
        with pytest.raises(Problem, match="its views failed"):
            snapshots.current(store)
        assert not list(place.parent.glob(".*"))


@pytest.mark.slow
def test_a_command_that_writes_keeps_the_snapshot_up(database: Path, tmp_path: Path) -> None:
    with Store(database) as store:
        load(store, tmp_path, VIDEOS[:1])
        first = snapshots.current(store)
        import_id = store.ask("import_list")[0]["import_id"]
    assert call("undo", import_id).status == 0
    others = [p.name for p in first.parent.iterdir() if p.name.isdecimal() and p != first]
    assert others == [str(int(first.name) + 1)]


@pytest.mark.slow
def test_the_command_answers_rows_and_schema(database: Path, tmp_path: Path) -> None:
    with Store(database) as store:
        load(store, tmp_path, VIDEOS)
    question = "select day, count(*) as n, sum(ms) as ms, 0.10::decimal(4,2) as cost from files group by 1 order by 1"
    assert call("sql", question, "--json", "--limit", "1").json == [
        {"day": "2024-03-27", "n": 3, "ms": 6_600_000, "cost": "0.10"}
    ]
    said = call("sql", "select user from files where kind = 'camera' order by 1", "--limit", "1")
    assert (said.status, said.out) == (0, "user\nu\n")
    assert said.err == "note: these are the first 1 rows; --limit N gives more.\n"
    refused = call("sql", "delete from files")
    assert (refused.status, refused.out) == (2, "")
    assert refused.err.startswith("sql: this is not one SELECT")
    documented = call("sql", "--schema", "--json").json
    assert [view["view"] for view in documented] == ["files", "lessons", "days", "costs"]


def test_values_are_json_that_loses_nothing(snapshot: Path) -> None:
    sql = (
        "select 9007199254740993, 1.10::decimal(9,2), date '2024-03-27', 'x'::blob, [1, 2], {'a': null}, 'nan'::double, "
        "timestamp '2024-03-27 10:00:00', true, null, 170141183460469231731687303715884105727, repeat('x', 3000)"
    )
    answer = query.ask(snapshot, sql)
    (row,) = answer.rows
    assert row[:11] == [
        9007199254740993, "1.10", "2024-03-27", "78", [1, 2], {"a": None}, None, "2024-03-27T10:00:00", True, None, 2**127 - 1,
    ]  # fmt: skip
    assert len(row[11]) == 2001 and json.dumps(answer.to_json())
    assert query.ask(snapshot, "select 1 as a, 2 as a").columns == ["a", "a_1"]


SECRET = "the secret of another file"
FILES = ["{secret}", "/etc/passwd", "/proc/self/environ", "/proc/1/cmdline", "../../etc/passwd"]
READERS = [
    "select * from read_csv('{0}')",
    "select * from read_csv_auto('{0}', header=false)",
    "select * from read_text('{0}')",
    "select * from read_blob('{0}')",
    "select * from read_json('{0}')",
    "select * from read_json_objects('{0}')",
    "select * from read_parquet('{0}')",
    "select * from parquet_metadata('{0}')",
    "select * from glob('{0}')",
    "select * from sniff_csv('{0}')",
    "from '{0}'",
    "select (select content from read_text('{0}'))",
    "with x as (from read_text('{0}')) select * from x",
]
STATEMENTS = [
    "copy files to '{out}'",
    "copy (select 1) to '{out}' (format csv)",
    "copy files from '{secret}'",
    "export database '{out}'",
    "import database '{out}'",
    "attach '{database}' as other",
    "attach '{out}.duckdb' as other",
    "detach memory",
    "use memory",
    "create table t (a int)",
    "create table t as from files",
    "create view v as select 1",
    "create macro f(x) as x",
    "create secret (type s3)",
    "drop view files",
    "alter table files rename to x",
    "insert into files values (1)",
    "update files set ms = 0",
    "delete from files",
    "truncate files",
    "with x as (delete from files returning *) select * from x",
    "with x as (insert into files default values returning *) select * from x",
    "with x as (update files set ms = 0 returning *) select * from x",
    "merge into files using files on true when matched then delete",
    "install httpfs",
    "load httpfs",
    "load '/usr/lib/x86_64-linux-gnu/libc.so.6'",
    "update extensions",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set memory_limit = '100GB'",
    "set threads = 64",
    "set allowed_directories = ['/']",
    "set global python_enable_replacements = true",
    "set file_search_path = '/'",
    "set temp_directory = '/tmp'",
    "reset enable_external_access",
    "pragma enable_profiling",
    "pragma database_list",
    "call pragma_version()",
    "checkpoint",
    "vacuum",
    "analyze",
    "begin",
    "commit",
    "explain analyze select 1",
    "prepare p as select 1",
    "execute p",
    "select 1; select 2",
    "select 1; copy files to '{out}'",
    "select $1",
    "select $secret",
    "select ?",
    "",
    ";",
    "-- nothing",
    "select",
    "this is no sql",
    "/* */",
    "\x00select 1",
    "select '" + "x" * 20_001 + "'",
    "select " + "(" * 9_500 + "1" + ")" * 9_500,
    "select " + "-" * 9_999 + " 1",
    "select " + "not " * 4_000 + "true",
    "select getenv('HOME')",
    "select * from sys",
    "select * from json",
    "select * from os",
    "select * from df",
    "from query('copy files to ''{out}''')",
    "from query_table('{secret}')",
    "select * from 'https://example.com/x.parquet'",
    "select * from read_parquet('s3://bucket/x.parquet')",
    "select * from read_csv('/dev/stdin')",
    "select write_log('x') from read_text('{secret}')",
    "from json_execute_serialized_sql(json_serialize_sql('from read_text(''{secret}'')'))",
    "from query('from query(''select getenv(1)'')')",
    "from enable_logging('QueryLog', storage='file', storage_config={'path': '{out}'})",
    "from enable_profiling()",
    "from duckdb_secrets()",
    "from duckdb_extensions()",
    "from read_duckdb('{database}')",
    "from read_text(['file:{secret}'])",
    "from read_blob('/proc/self/fd/0')",
    "from parquet_bloom_probe('{secret}', 'a', 1)",
    "from read_parquet(current_setting('allowed_paths')[1] || '/../secret.txt')",
    "from (describe from read_text('{secret}'))",
    "summarize from read_text('{secret}')",
    "attach 'http://127.0.0.1:1/x.duckdb' as a",
    "set variable x = (select content from read_text('{secret}'))",
    "pragma import_database('{out}')",
    "create or replace temp macro f() as table from read_text('{secret}')",
    "explain (format json) from files",
    "from arrow_scan(1::pointer, 2::pointer, 3::pointer)",
    "select '\ud800'",
    "select " + "(select " * 1_500 + "1" + ")" * 1_500,
    "select " + "{a:" * 2_000 + "1" + "}" * 2_000,
]
BOMBS = [
    "select list_sum(range(2000000000))",
    "select length(repeat('x', 4000000000))",
    "select count(*) from range(1000000000000) a, range(1000) b",
    "with recursive t as (select 1 as a union all select a + 1 from t) select count(*) from t",
    "with recursive t as (select 'x' as a union all select a || a from t) select max(length(a)) from t",
    "select array_agg(i) from range(1000000000) t(i)",
    "select * from range(100000000) order by hash(range) desc",
    "select string_agg(repeat('x', 1000), '') from range(10000000)",
    "select repeat('x', 1999) from range(5000)",
    "select levenshtein(repeat('a', 100000), repeat('b', 100000))",
    "select regexp_extract_all(repeat('a', 100000000), 'a')",
    "select format('{:>1000000000}', 1)",
    "with a0 as (from files)"
    + "".join(f", a{n} as (from a{n - 1} x, a{n - 1} y)" for n in range(1, 40))
    + " select count(*) from a39",
]
INSPECTIONS = [
    "from duckdb_settings()",
    "from duckdb_views()",
    "from duckdb_databases()",
    "from duckdb_logs()",
    "from duckdb_variables()",
    "from (show all tables)",
    "from pragma_database_size()",
    "select current_setting('allowed_paths')",
]
"""What is answered, for it says nothing of the machine but where the question's own views lie."""
UNHURRIED = STATEMENTS + [
    reader.replace("{0}", file)
    for number, reader in enumerate(READERS)
    for file in (FILES[0], FILES[1 + number % 4])
]


def test_there_are_a_hundred_attacks() -> None:
    assert len(UNHURRIED) + len(BOMBS) >= 100


def refusal(snapshot: Path, sql: str) -> str:
    """The sentence that a question is refused with; "" where it is answered."""
    try:
        answer = query.ask(snapshot, sql)
    except Problem as problem:
        return str(problem)
    assert SECRET not in json.dumps(answer.to_json())
    return ""


@pytest.mark.slow
def test_none_of_the_attacks_reads_writes_or_changes_anything(
    world: tuple[Store, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, snapshot = world
    monkeypatch.setenv("HOME_SECRET", SECRET)
    secret, out = tmp_path / "secret.txt", tmp_path / "out"
    secret.write_text(SECRET)
    tmp_path.chmod(0o755)
    places = {"{secret}": secret, "{out}": out, "{database}": store.path}
    attacks = []
    for attack in UNHURRIED:
        for word, path in places.items():
            attack = attack.replace(word, str(path))
        attacks.append(attack)
    before = {path: path.stat().st_mtime_ns for path in snapshot.iterdir()}
    with ThreadPoolExecutor(2) as pool:
        sentences = list(pool.map(lambda attack: refusal(snapshot, attack), attacks))
    assert [a for a, said in zip(attacks, sentences, strict=True) if not said] == []
    assert {path: path.stat().st_mtime_ns for path in snapshot.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("out")] == []
    assert not [said for said in sentences if "Traceback" in said or SECRET in said]
    assert query.ask(snapshot, "select count(*) from files").rows == [[5]]


@pytest.mark.slow
def test_what_may_be_looked_at_says_nothing_of_the_machine(
    world: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, snapshot = world
    monkeypatch.setenv("HOME_SECRET", SECRET)
    names = (SECRET, store.path.name)
    for question in INSPECTIONS:
        text = json.dumps(query.ask(snapshot, question).to_json())
        assert not [name for name in names if name in text], question


def test_times_with_a_zone_are_text(snapshot: Path) -> None:
    """DuckDB makes Python's own of them by a library that is not there, and said so with a traceback."""
    sql = "select timestamptz '2024-03-27 10:00:00+08' as at, 1 as n, 2 as n, [timestamptz '2024-03-27 10:00:00+08'] as all"
    answer = query.ask(snapshot, sql)
    assert (answer.columns, answer.types[0]) == (["at", "n", "n_1", "all"], "TIMESTAMP WITH TIME ZONE")  # fmt: skip
    assert answer.rows == [["2024-03-27 02:00:00+00", 1, 2, "['2024-03-27 02:00:00+00']"]]


@pytest.mark.slow
def test_bombs_end_with_their_sentence(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "SECONDS", 3)
    with ThreadPoolExecutor(2) as pool:
        for bomb, said in zip(BOMBS, pool.map(lambda b: refusal(snapshot, b), BOMBS), strict=True):
            assert "seconds. " in said or "takes more memory" in said, (bomb, said)


@pytest.mark.slow
def test_questions_are_polite_and_wait_in_line(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    original = subprocess.Popen

    def watched(*given: Any, **named: Any) -> Any:
        started.append(original(*given, **named))
        return started[-1]

    monkeypatch.setattr(query.subprocess, "Popen", watched)
    monkeypatch.setattr(query, "WAIT_S", 0.1)
    with ThreadPoolExecutor(2) as pool:
        long = [pool.submit(refusal, snapshot, BOMBS[2]) for _ in range(query.AT_ONCE)]
        end = monotonic() + 10
        nice: set[int] = set()
        polite = min(19, os.getpriority(os.PRIO_PROCESS, 0) + query_child.POLITENESS)
        while nice != {polite} and monotonic() < end:
            with suppress(ProcessLookupError):
                nice = {os.getpriority(os.PRIO_PROCESS, each.pid) for each in started}
            sleep(0.01)
        assert nice == {polite}
        with pytest.raises(Problem, match="others ask long questions"):
            query.ask(snapshot, "select 1")
        assert all("seconds. " in each.result() for each in long)


def test_days_are_days(snapshot: Path) -> None:
    assert query.ask(snapshot, "select min(day) from files").rows == [[str(date(2024, 3, 27))]]
