"""The database has one owner: whole commits, whole answers, and a sentence for what goes wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import duckdb
import pytest

from analytics import ingest, sql
from analytics.core.errors import Problem
from analytics.reports.filters import Filters, minutes_by
from analytics.storage import backup
from analytics.storage import store as store_module
from analytics.storage.store import DEFAULT_PATH, Store, database_path
from tests.support.exports import document, flat, row, video
from tests.support.terminal import ROOT


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


def keys(store: Store) -> set[str]:
    return {each["key"] for each in store.ask("settings")}


def keep(store: Store, key: str) -> None:
    with store.write() as cursor:
        cursor.execute("insert into settings values ($key, 'x')", {"key": key})


def test_the_database_is_the_one_named_else_that_of_the_environment_else_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RECORDINGS_DB", "/somewhere/else.duckdb")
    assert database_path("given.duckdb") == Path("given.duckdb")
    assert database_path() == Path("/somewhere/else.duckdb")
    monkeypatch.delenv("RECORDINGS_DB")
    assert database_path() == DEFAULT_PATH == Path("data/recordings.duckdb")


def test_a_commit_is_there_after_a_restart_and_raises_the_version(database: Path) -> None:
    with Store(database) as store:
        assert (store.is_new, store.version) == (True, 0)
        keep(store, "one")
        assert store.version == 1
    with Store(database) as store:
        assert (store.is_new, store.version, store.loss) == (False, 1, "")
        assert keys(store) == {"one"}


class Stop(BaseException):
    """What Streamlit raises in a script when a person clicks elsewhere is no Exception."""


@pytest.mark.parametrize("fault", [ValueError, Stop, KeyboardInterrupt, SystemExit])
def test_what_is_interrupted_is_undone_and_the_next_writer_goes_on(
    store: Store, fault: type[BaseException]
) -> None:
    with pytest.raises(fault), store.write() as cursor:
        cursor.execute("insert into settings values ('half', 'x')")
        raise fault
    assert (keys(store), store.version) == (set(), 0)
    keep(store, "whole")
    assert (keys(store), store.version) == ({"whole"}, 1)


@pytest.mark.slow
def test_an_import_that_is_interrupted_leaves_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "lessons.csv"
    path.write_text(flat([row("a"), row("b", VideoType=9)]))
    before = store.ask("fingerprint")
    steps: list[str] = []

    def stop_at(number: int):
        def progress(fraction: float, text: str) -> None:
            step = text.partition(",")[0]
            if step in steps:  # said again while it lasts
                return
            steps.append(step)
            if len(steps) == number:
                raise Stop

        return progress

    for number in (1, 2, 4, 5):
        steps.clear()
        with suppress(Stop):
            ingest.import_file(store, path, progress=stop_at(number))
            assert len(steps) < number, "it goes on after it was stopped"
            break
        assert (store.ask("fingerprint"), store.ask("import_list")) == (before, [])
    assert number > 2, "it says how far it is"
    ingest.import_file(store, path)
    assert store.ask("coverage")[0]["videos"] == 1


@pytest.mark.slow
def test_a_statement_that_fails_is_a_sentence_and_changes_nothing(store: Store) -> None:
    said = pytest.raises(Problem, match=r"^recordings\.duckdb: the database could not do this step")
    with said, store.write() as cursor:
        cursor.execute("insert into settings values ('half', 'x')")
        cursor.execute("select 1 / 'a'::integer")
    assert (keys(store), store.version) == (set(), 0)


@pytest.mark.slow
def test_threads_that_ask_while_one_imports_see_whole_imports_only(
    store: Store, tmp_path: Path
) -> None:
    """Each file has three videos of one recording, and each recording is whole or not there."""
    seen: list[set[int]] = []
    faults: list[BaseException] = []
    over = Event()

    def look() -> None:
        try:
            while not over.wait(0.005):
                rows = minutes_by(store, ("recording",), Filters(), zone="UTC")
                (cover,) = store.ask("coverage")
                seen.append({each["videos"] for each in rows} | {cover["videos"] % 3 + 3})
        except BaseException as fault:  # noqa: BLE001 - a thread's fault is the test's
            faults.append(fault)

    threads = [Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(4):
        path = tmp_path / f"{number}.json"
        videos = [video(f"{number}-{each}") for each in range(3)]
        path.write_text(json.dumps(document(*videos, TaskId=f"t{number}")))
        ingest.import_file(store, path)
    over.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert seen and set().union(*seen) == {3}
    assert store.ask("coverage")[0]["videos"] == 12


@pytest.mark.slow
def test_four_threads_with_the_same_file_load_it_once(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "lessons.csv"
    path.write_text(flat(row(f"v{n}") for n in range(50)))
    answers: list[ingest.Receipt] = []
    threads = [
        Thread(target=lambda: answers.append(ingest.import_file(store, path))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.status for each in answers) == ["already_loaded"] * 3 + ["loaded"]
    assert len(store.ask("import_list")) == 1
    assert store.ask("coverage")[0]["videos"] == 50


@pytest.mark.slow
def test_another_process_is_told_which_one_holds_the_database(store: Store, database: Path) -> None:
    code = "import sys; from pathlib import Path; from analytics.storage.store import Store\n"
    code += "try: Store(Path(sys.argv[1]))\nexcept Exception as fault: print(fault)"
    command = [sys.executable, "-c", code, str(database)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == (
        f"recordings.duckdb: the database is in use by process {os.getpid()} (the dashboard, most "
        "likely). Stop it first, or use its pages.\n"
    )


@pytest.mark.slow
def test_what_runs_at_the_end_is_stopped_and_told_so(database: Path) -> None:
    """DuckDB refuses to close what is busy, which was an error of its own in place of an end."""
    endless = "select count(*) from range(1000000000000) a, range(1000) b"
    store, begun = Store(database), Event()
    said: list[Problem] = []

    def ask() -> None:
        try:
            with store.session() as cursor:
                begun.set()
                cursor.execute(endless)
        except Problem as problem:
            said.append(problem)

    asking = Thread(target=ask, daemon=True)
    asking.start()
    assert begun.wait(10)
    store.close()
    asking.join(30)
    assert [problem.what for problem in said] == ["it is closed"]
    with Store(database) as again:
        assert again.version == store.version


def test_a_closed_store_says_so_and_stays_closed(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(Problem, match="it is closed"):
        store.ask("settings")


@pytest.mark.parametrize("content", [b"VideoId,VideoType\n", os.urandom(20_000)])
def test_a_file_that_is_no_database_is_left_alone(database: Path, content: bytes) -> None:
    database.write_bytes(content)
    for may_create in (True, False):
        with pytest.raises(Problem, match=r"another sort of file, not a database .* --db or"):
            Store(database, may_create=may_create)
    assert database.read_bytes() == content and list(database.parent.iterdir()) == [database]


def test_what_is_no_file_is_no_database_and_is_left_alone(database: Path) -> None:
    """A pipe that nobody writes into is not waited for."""
    database.mkdir()
    pipe = database / "pipe"
    os.mkfifo(pipe)
    for path, what in (
        (database, "a folder"),
        (Path("/dev/null"), "a device"),
        (pipe, "a device or a pipe"),
    ):
        with pytest.raises(Problem, match=f"this is {what}"):
            Store(path)
    assert list(database.iterdir()) == [pipe]


def test_a_question_makes_no_database(database: Path) -> None:
    link = database.with_name("link")
    link.symlink_to(database)
    for path in (database, link, database.with_name("none") / "recordings.duckdb"):
        with pytest.raises(Problem, match="there is no such database"):
            Store(path, may_create=False)
    database.touch()
    with pytest.raises(Problem, match="an empty file"):
        Store(database, may_create=False)
    assert sorted(database.parent.iterdir()) == sorted([database, link])


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["new.csv", "data.parquet", "md:x", ":memory:", "sqlite:x", "backup.duckdb", "a b[1]?.x"],
)
def test_a_database_may_have_any_name_that_a_file_may_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """DuckDB takes some names for a database in memory, or for one of another product."""
    monkeypatch.chdir(tmp_path)
    with Store(Path(name)) as store:
        keep(store, "one")
    with Store(Path(name), may_create=False) as store:
        assert keys(store) == {"one"}
        backup.backup(store, tmp_path / "copy")


def test_a_database_cannot_have_the_name_of_the_rules(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot have this name"):
        Store(tmp_path / "rules.duckdb")


def test_a_folder_that_cannot_be_made_is_said(database: Path) -> None:
    database.write_text("a file, no folder")
    with pytest.raises(Problem, match="not a database that can be opened"):
        Store(database / "recordings.duckdb")


def test_a_file_of_no_bytes_becomes_a_database(database: Path) -> None:
    """It is what a process leaves that is killed in the moment it makes one."""
    database.touch()
    with Store(database) as store:
        assert store.is_new


def test_a_database_of_something_else_is_left_alone(database: Path) -> None:
    with duckdb.connect(str(database)) as other:
        other.execute("create table kept (a integer)")
    with pytest.raises(Problem, match="a database of something else"):
        Store(database)
    with duckdb.connect(str(database)) as other:
        assert other.execute("select table_name from duckdb_tables()").fetchall() == [("kept",)]


@pytest.mark.slow
def test_a_step_of_the_schema_that_comes_late_is_taken_all_the_same(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also between two that were done: people build beside each other."""
    Store(database).close()
    steps = sql.schema_steps() | {"001_late": "create table late (a integer); select 1"}
    monkeypatch.setattr(sql, "schema_steps", lambda: dict(sorted(steps.items())))
    for _ in range(2):
        with Store(database) as store, store.write() as cursor:
            assert cursor.execute("select * from late").fetchall() == []


@pytest.mark.slow
def test_a_database_that_kept_a_number_is_brought_up_to_date(database: Path) -> None:
    with Store(database) as store, store.write() as cursor:
        cursor.execute("delete from meta where key = 'schema'")
        cursor.execute("insert into meta values ('schema', '999')")
    with Store(database) as store:
        keep(store, "one")


@pytest.mark.slow
def test_a_step_of_the_schema_that_fails_leaves_the_database_as_it_was(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(database) as store:
        keep(store, "one")
    steps = sql.schema_steps() | {"999_bad": "create table half (a integer); select 1 / 'a'::int"}
    with monkeypatch.context() as patch:
        patch.setattr(sql, "schema_steps", lambda: steps)
        with pytest.raises(Problem, match="not a database that can be opened"):
            Store(database)
    with Store(database) as store:
        assert keys(store) == {"one"}


@pytest.mark.slow
def test_a_database_is_copied_before_it_is_updated(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(database) as store:
        keep(store, "one")
    assert list(database.parent.glob("*.before-*")) == [], "there was nothing to update"
    steps = dict(sql.schema_steps())
    for name in ("998_first", "999_second"):
        steps |= {name: f"create table t{name} (a integer); drop table if exists plans"}
        monkeypatch.setattr(sql, "schema_steps", lambda steps=steps: dict(steps))
        Store(database).close()
    (copy,) = database.parent.glob("*.before-*")
    assert copy.name == "recordings.duckdb.before-update-999_second"
    assert oct(copy.stat().st_mode)[-3:] == "600"
    with duckdb.connect(str(copy)) as before:
        tables = {name for (name,) in before.execute("select table_name from duckdb_tables()").fetchall()}  # fmt: skip
    assert "t998_first" in tables and "t999_second" not in tables


@pytest.mark.slow
def test_a_step_that_does_not_do_what_it_promises_leaves_the_database_as_it_was(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Early revisions had a table that later ones lacked: the database opened, and nothing could be imported."""
    with Store(database) as store:
        keep(store, "one")
        with store.write() as cursor:
            cursor.execute("drop table plans")
    before = sql.schema_steps()
    steps = before | {"999_good": "create table good (a integer)"}
    with monkeypatch.context() as patch:
        patch.setattr(sql, "schema_steps", lambda: steps)
        with pytest.raises(Problem, match=r"is as it was: plans\.\w+ \(\w+\) would be missing"):
            Store(database)
    with Store(database) as store:
        assert keys(store) == {"one"}


def test_what_is_kept_of_a_database_is_its_owners(database: Path) -> None:
    with Store(database) as store:
        keep(store, "one")
        files = [path for path in database.parent.iterdir() if path.is_file()]
        assert {path.suffix for path in files} == {".duckdb", ".wal", ".commits"}
        assert {oct(path.stat().st_mode)[-3:] for path in files} == {"600"}


def test_a_database_of_a_newer_version_is_left_alone(database: Path) -> None:
    with Store(database) as store, store.write() as cursor:
        cursor.execute("insert into meta values ('schema', '999_of_tomorrow')")
    with pytest.raises(Problem, match="made by a newer version"):
        Store(database)


class Lingering(Store):
    """Its commits are under way until somebody lets them end."""

    begun, ends = Event(), Event()

    @contextmanager
    def _commit(self) -> Iterator[None]:
        with super()._commit():
            yield
            self.begun.set()
            assert self.ends.wait(60)


def test_whether_a_commit_came_between_is_told_when_none_is_under_way(database: Path) -> None:
    """What it changed can be read a moment before the version says so."""
    with Lingering(database) as opened, ThreadPoolExecutor(2) as others:
        version = opened.version
        assert opened.is_at(version)
        written = others.submit(keep, opened, "colour")
        assert opened.begun.wait(60)
        told = others.submit(opened.is_at, version)
        assert wait([told], 0.1).not_done
        opened.ends.set()
        written.result(60)
        assert told.result(60) is False
        assert opened.is_at(version + 1)


def test_a_commit_waits_for_a_reader_that_needs_one_version_but_not_for_ever(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(database) as opened, ThreadPoolExecutor(2) as others:
        version = opened.version
        with opened.steady():
            written = others.submit(keep, opened, "colour")
            assert wait([written], 0.1).not_done
            assert opened.is_at(version)
        written.result(60)
        assert not opened.is_at(version)
        monkeypatch.setattr(store_module, "STEADY_S", 0.01)
        with opened.steady():
            others.submit(keep, opened, "colour").result(60)


def test_the_text_that_is_shown_is_the_text_that_ran(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "-- question: What ran?\n"
        "select current_query() as ran, case $by when 'room' then 1 when 'user' then 2 end as n\n"
        "where ($room::varchar is null or 'x' = $room::varchar)\n"
    )
    (tmp_path / "what_ran.sql").write_text(text)
    monkeypatch.setattr(sql, "FOLDER", tmp_path)
    for room in (None, "x"):
        (row,) = store.ask("what_ran", by="room", room=room)
        assert store.explain("what_ran") == text
        assert text.endswith(row["ran"]) and "is null or" in row["ran"]
