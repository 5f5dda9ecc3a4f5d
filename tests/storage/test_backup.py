"""A backup is the whole database at one moment, and what comes back is proved to be that."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from analytics import ingest
from analytics.core.errors import Problem
from analytics.core.model import Kind
from analytics.storage.backup import Copy, backup, restore
from analytics.storage.store import Store
from tests.support.recordings import Video, load, put
from tests.support.terminal import ROOT, Terminal


@pytest.fixture
def store(database: Path, tmp_path: Path) -> Iterator[Store]:
    with Store(database) as opened:
        load(opened, tmp_path, [Video("a", Kind.CAMERA, 60_000), Video("b", Kind.MIXED, 1)])
        yield opened


def fingerprint(store: Store) -> str:
    return str(store.ask("fingerprint")[0]["hash"])


@pytest.mark.slow
def test_what_comes_back_is_what_was_there_with_imports_that_can_still_be_undone(
    store: Store, database: Path, tmp_path: Path
) -> None:
    before, imports = fingerprint(store), store.ask("import_list")
    with store.write() as cursor:
        cursor.execute("insert into settings values ('zone', 'Europe/Paris')")
    copy = backup(store, tmp_path / "kept.backup")
    ingest.undo(store, imports[0]["import_id"])
    assert fingerprint(store) != before
    store.close()
    back = restore(database, copy.path)
    assert back.fingerprint == copy.fingerprint == before
    with Store(database) as again:
        assert (fingerprint(again), again.loss) == (before, "")
        assert again.ask("import_list") == imports
        assert again.ask("settings") == [{"key": "zone", "value": "Europe/Paris"}]
        ingest.undo(again, imports[0]["import_id"])
        assert again.ask("import_list") == []


@pytest.mark.slow
def test_the_database_before_is_kept_and_opens(
    store: Store, database: Path, tmp_path: Path
) -> None:
    copy = backup(store, tmp_path / "kept.backup")
    put(store, [Video("later", Kind.SCREEN, 5)])
    later = fingerprint(store)
    store.close()
    kept = restore(database, copy.path).kept
    assert kept is not None
    with Store(kept) as old:
        assert (fingerprint(old), old.loss) == (later, "")


@pytest.mark.slow
def test_a_backup_comes_back_where_no_database_is(store: Store, tmp_path: Path) -> None:
    copy = backup(store, tmp_path / "kept.backup")
    new = tmp_path / "new" / "other.duckdb"
    assert restore(new, copy.path).kept is None
    with Store(new) as again:
        assert fingerprint(again) == copy.fingerprint


@pytest.mark.slow
def test_a_backup_while_loads_run_holds_whole_loads_only(store: Store, tmp_path: Path) -> None:
    seen: list[Copy] = []
    before = fingerprint(store)

    def copies() -> None:
        for number in range(4):
            seen.append(backup(store, tmp_path / f"{number}.backup"))

    thread = threading.Thread(target=copies)
    thread.start()
    states = {before}
    for number in range(1, 9):
        with store.write() as cursor:
            for part in range(3):
                cursor.execute(
                    "insert into video_rows by name select 1 as import_no, 'counted' as standing, $id as video_id, "
                    "'camera' as kind, 5 as duration_ms, '' as app, 't' as task_id, '' as room, '' as user_id, "
                    "timestamp '2024-01-01' as stopped_at, 'FINISHED' as status",
                    {"id": f"{number}-{part}"},
                )
        states.add(fingerprint(store))
    thread.join()
    assert len(seen) == 4 and {copy.fingerprint for copy in seen} <= states
    for copy in seen:
        restored = tmp_path / f"{copy.path.name}.duckdb"
        restore(restored, copy.path)
        with Store(restored) as again:
            assert (again.ask("fingerprint")[0]["facts"] - 2) % 3 == 0


@pytest.mark.slow
def test_a_copy_that_was_changed_is_not_brought_back_and_nothing_is_touched(
    store: Store, database: Path, tmp_path: Path
) -> None:
    copy = backup(store, tmp_path / "kept.backup")
    with Store(copy.path) as other:
        put(other, [Video("more", Kind.CAMERA, 60_000)])
    before = fingerprint(store)
    store.close()
    with pytest.raises(Problem, match="does not hold what it was sealed with"):
        restore(database, copy.path)
    with Store(database) as again:
        assert fingerprint(again) == before
    assert not list(tmp_path.glob("*before-restore*")) and not list(tmp_path.glob("*restoring*"))


@pytest.mark.slow
def test_a_damaged_file_is_not_brought_back(store: Store, database: Path, tmp_path: Path) -> None:
    copy = backup(store, tmp_path / "kept.backup")
    whole = copy.path.read_bytes()
    copy.path.write_bytes(whole[: len(whole) // 2])
    store.close()
    with pytest.raises(Problem):
        restore(database, copy.path)
    assert database.exists() and not list(tmp_path.glob("*restoring*"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"VideoId,VideoType\n", "this is no backup"),
        (b"", "this is no backup"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_backup_is_told(
    database: Path, tmp_path: Path, content: bytes | None, what: str
) -> None:
    path = tmp_path / "lessons.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Problem, match=what):
        restore(database, path)
    assert not database.exists()


@pytest.mark.slow
def test_a_database_that_is_in_use_is_not_replaced(
    store: Store, database: Path, tmp_path: Path
) -> None:
    copy = backup(store, tmp_path / "kept.backup")
    before = fingerprint(store)
    command = [sys.executable, "-m", "analytics", "--db", str(database), "restore", str(copy.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "in use by process" in done.stderr and "Traceback" not in done.stderr
    assert fingerprint(store) == before


@pytest.mark.slow
def test_a_backup_is_not_brought_back_in_the_place_of_something_else(
    store: Store, tmp_path: Path
) -> None:
    copy = backup(store, tmp_path / "kept.backup")
    other = tmp_path / "lessons.csv"
    other.write_text("VideoId")
    with pytest.raises(Problem, match="another sort of file"):
        restore(other, copy.path)
    assert other.read_text() == "VideoId"
    assert not list(tmp_path.glob("lessons.csv.*"))


@pytest.mark.slow
def test_a_backup_never_takes_the_place_of_anything_else(store: Store, tmp_path: Path) -> None:
    other = tmp_path / "lessons.csv"
    other.write_text("VideoId")
    with pytest.raises(Problem, match="no backup"):
        backup(store, other)
    with pytest.raises(Problem, match="the database itself"):
        backup(store, store.path)
    assert other.read_text() == "VideoId"
    first = backup(store, tmp_path / "kept.backup")
    put(store, [Video("later", Kind.SCREEN, 5)])
    assert backup(store, tmp_path / "kept.backup").fingerprint != first.fingerprint


def test_a_disk_too_full_is_told_and_leaves_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1 << 20))
    with pytest.raises(Problem, match="the disk has 1 MB left"):
        backup(store, tmp_path / "kept.backup")
    assert not list(tmp_path.glob("kept*"))


@pytest.mark.slow
def test_the_command_line_makes_a_backup_and_brings_it_back(
    store: Store,
    database: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = Terminal(capsys, monkeypatch)
    before, imports = fingerprint(store), store.ask("import_list")
    store.close()
    done = run("--db", database, "backup", tmp_path / "kept.backup")
    assert (done.status, before in done.out) == (0, True)
    run("--db", database, "undo", imports[0]["import_id"])
    done = run("--db", database, "restore", tmp_path / "kept.backup")
    assert (done.status, before in done.out) == (0, True)
    assert run("--db", database, "fingerprint").out.strip() == before
    assert "no backup" in run("--db", database, "restore", database).err
