"""A watched folder: each file once, never in part, nothing lost by a restart, refused files aside with their receipts."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from analytics import ingest
from analytics.catalog import server_settings
from analytics.core.errors import Problem
from analytics.ingest import watch
from analytics.ingest.watch import Watch
from analytics.storage.store import Store
from tests.support.exports import flat, row
from tests.support.terminal import ROOT


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(watch, "monotonic", clock)
    return clock


@pytest.fixture
def start(store: Store, folder: Path, clock: Clock) -> Callable[[], Callable[[], list[str]]]:
    """``look = start()``: a new process's watch; ``look()`` after the usual time gives "name: status" of each receipt."""

    def start() -> Callable[[], list[str]]:
        watching = Watch(folder, lambda: store)

        def look() -> list[str]:
            clock.seconds += watch.EVERY_S
            return [f"{receipt.file}: {receipt.status}" for receipt in watching.look()]

        return look

    return start


def lessons(*names: str) -> str:
    return flat([row(name) for name in names])


def receipt(path: Path) -> Any:
    return json.loads(path.with_name(path.name + watch.RECEIPT).read_text(encoding="utf-8"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def videos(store: Store) -> int:
    return int(store.ask("coverage")[0]["videos"])


def test_a_file_at_rest_is_imported_once_and_stays_with_its_receipt(store, folder, start) -> None:
    file = folder / "march.csv"
    file.write_text(lessons("a", "b"))
    look = start()
    assert look() == []
    assert look() == ["march.csv: loaded"]
    assert look() == look() == []
    assert start()() == start()() == []
    document = receipt(file)
    assert document["rows"] == {"read": 2, "loaded": 2, "refused": 0, "duplicate": 0}
    assert document["import_id"] == store.ask("import_list")[0]["import_id"]
    assert names(folder) == ["march.csv", "march.csv.receipt.json"]


def test_a_file_that_is_still_written_is_waited_for(store, folder, start) -> None:
    file, look = folder / "slow.csv", start()
    file.touch()
    assert look() == look() == look() == []
    for part in ("a", "ab", "abc"):
        file.write_text(lessons(*part))
        assert look() == []
    assert look() == ["slow.csv: loaded"]
    assert videos(store) == 3


def test_what_programs_call_unfinished_and_what_is_no_plain_file_is_left_alone(
    folder, start
) -> None:
    for name in (".march.csv.Xa81", "march.csv.part", "~$march.xlsx", "march.csv.crdownload"):
        (folder / name).write_text(lessons("a"))
    (folder / "inner").mkdir()
    (folder / "inner" / "b.csv").write_text(lessons("b"))
    (folder / "link.csv").symlink_to(folder / "inner" / "b.csv")
    os.mkfifo(folder / "pipe.csv")
    before, look = names(folder), start()
    assert look() == look() == []
    assert names(folder) == before


@pytest.mark.slow
def test_a_file_of_the_same_name_with_new_content_is_imported_again(store, folder, start) -> None:
    file, look = folder / "latest.csv", start()
    file.write_text(lessons("a"))
    look(), look()
    file.write_text(lessons("a", "b"))
    assert look() == []
    assert look() == ["latest.csv: loaded"]
    assert receipt(file)["rows"]["duplicate"] == 1
    assert videos(store) == 2


def test_refused_files_are_moved_aside_and_never_over_each_other(folder, start) -> None:
    look = start()
    for number in range(3):
        (folder / "notes.csv").write_text(f"Dear Sir, {number}\n")
        look()
        assert look() == ["notes.csv: refused"]
    assert names(folder) == ["refused"]
    aside = folder / "refused"
    for number, name in enumerate(("notes.csv", "notes-2.csv", "notes-3.csv")):
        assert (aside / name).read_text() == f"Dear Sir, {number}\n"
        assert receipt(aside / name)["problems"][0]["hint"]
    assert len(names(aside)) == 6
    assert start()() == start()() == []


def test_a_file_of_which_some_rows_are_refused_stays(folder, start) -> None:
    look = start()
    (folder / "a.csv").write_text(flat([row("a"), row("b", VideoDuration="x")]))
    look()
    assert look() == ["a.csv: loaded"]
    assert receipt(folder / "a.csv")["problems"][0]["line"] == 3


def test_a_receipt_that_was_not_written_any_more_is_written_by_the_next_process(
    store, folder, start
) -> None:
    file = folder / "a.csv"
    file.write_text(lessons("a"))
    ingest.import_file(store, file)
    look = start()
    look()
    assert look() == ["a.csv: already_loaded"]
    assert videos(store) == 1 and receipt(file)["status"] == "already_loaded"


def test_a_folder_that_is_not_there_is_told_and_looked_for_again(store, folder, clock) -> None:
    folder.rmdir()
    watching = Watch(folder, lambda: store)
    assert watching.look() == []
    assert watching.problem == (
        f"{folder}: the watched folder cannot be used (No such file or directory). Check its name and rights."
    )
    folder.mkdir()
    (folder / "a.csv").write_text(lessons("a"))
    assert (watching.look(), watching.problem) == ([], "")
    clock.seconds += watch.EVERY_S
    assert [found.status for found in watching.look()] == ["loaded"]


def test_nothing_is_left_in_the_folder_for_temporary_files(
    folder, start, tmp_path, monkeypatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    look = start()
    (folder / "a.csv").write_text(lessons("a"))
    (folder / "b.csv").write_text("Dear Sir\n")
    look()
    assert sorted(look()) == ["a.csv: loaded", "b.csv: refused"]
    assert names(temporary) == []


@pytest.mark.slow
def test_a_process_that_is_killed_in_the_middle_loses_and_doubles_nothing(
    store, database, folder, start
) -> None:
    """Wherever it is killed: right after the load, the receipt, or the move."""
    (folder / "a.csv").write_text(lessons("a"))
    (folder / "b.csv").write_text("Dear Sir\n")
    store.close()
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom analytics.ingest import watch\n"
        "from analytics.storage.store import Store\n"
        "steps = int(sys.argv[3])\n"
        "def killed(step):\n"
        "    def call(*args, **more):\n"
        "        global steps\n"
        "        steps -= 1\n"
        "        if steps < 0: os._exit(9)\n"
        "        return step(*args, **more)\n"
        "    return call\n"
        "Path.replace, Path.rename = killed(Path.replace), killed(Path.rename)\n"
        "watch.EVERY_S = 0\n"
        "with Store(Path(sys.argv[1])) as store:\n"
        "    steps = int(sys.argv[3])\n"
        "    watching = watch.Watch(Path(sys.argv[2]), lambda: store)\n"
        "    watching.look(), watching.look()\n"
        "    os._exit(0)\n"
    )
    for steps in range(4):
        command = [sys.executable, "-c", code, str(database), str(folder), str(steps)]
        subprocess.run(command, cwd=ROOT, check=False)
    with Store(database) as again:
        assert videos(again) == 1
    assert (folder / "a.csv").exists() and receipt(folder / "a.csv")["file"] == "a.csv"
    aside = [path for path in (folder / "refused").iterdir() if path.suffix == ".csv"]
    assert [path.name for path in aside] == ["b.csv"] and receipt(aside[0])["status"] == "refused"


def test_no_folder_is_watched_where_no_settings_name_one(database: Path) -> None:
    assert server_settings.load(database).watch is None


def test_the_folder_is_named_from_the_place_of_the_settings(
    database, tmp_path, monkeypatch
) -> None:
    (tmp_path / "settings.toml").write_text('watch = "incoming"\n')
    assert server_settings.load(database).watch == tmp_path / "incoming"
    elsewhere = tmp_path / "etc" / "own.toml"
    elsewhere.parent.mkdir()
    elsewhere.write_text(f'watch = "{tmp_path / "drop"}"\n')
    monkeypatch.setenv("RECORDINGS_SETTINGS", str(elsewhere))
    assert server_settings.load(database).watch == tmp_path / "drop"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("watch = 7", "settings.toml, watch: 7 is not text. Write it in quotes."),
        ('watched = "x"', "settings.toml, watched: unknown key. Known here: watch, sync, backup."),
        ('watch = "."', 'settings.toml, watch: the database lies in ".". Name a folder that holds nothing but exports.'),
        ("watch = ", "settings.toml: this is not TOML: "),
    ],
)  # fmt: skip
def test_wrong_settings_are_one_sentence(database: Path, text: str, sentence: str) -> None:
    database.with_name("settings.toml").write_text(text)
    with pytest.raises(Problem) as told:
        server_settings.load(database)
    assert str(told.value).startswith(sentence)
