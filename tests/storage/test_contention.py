"""A full disk, two importers and a reader, a stop in the middle: whole imports or none."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics import ingest
from analytics.ingest.loading import import_file
from analytics.storage.store import Store
from tests.support.exports import flat, row


def state(store: Store) -> tuple[str, int]:
    return str(store.ask("fingerprint")[0]["hash"]), len(store.ask("import_list"))


def export(folder: Path, name: str, count: int = 3) -> Path:
    path = folder / f"{name}.csv"
    path.write_text(flat([row(f"{name}{number}") for number in range(count)]))
    return path


@pytest.fixture
def store(database: Path, tmp_path: Path) -> Iterator[Store]:
    with Store(database) as opened:
        assert ingest.import_file(opened, export(tmp_path, "first")).status == "loaded"
        yield opened


@pytest.mark.slow
def test_two_imports_at_once_are_seen_whole_by_a_third(store: Store, tmp_path: Path) -> None:
    stop = threading.Event()
    seen: list[int] = []

    def ask() -> None:
        while not stop.is_set():
            rows = store.ask("import_list")
            seen.append(sum(each["counted_videos"] for each in rows))
            assert all(each["counted_videos"] in (0, 3) for each in rows)

    def load(name: str) -> None:
        assert ingest.import_file(store, export(tmp_path, name)).rows == (3, 3, 0, 0)

    reader = threading.Thread(target=ask)
    importers = [threading.Thread(target=load, args=(name,)) for name in ("second", "third")]
    reader.start()
    for each in importers:
        each.start()
    for each in importers:
        each.join()
    stop.set()
    reader.join()
    assert seen == sorted(seen) and set(seen) <= {3, 6, 9}
    assert store.ask("fingerprint")[0]["facts"] == 9


@pytest.mark.slow
@pytest.mark.parametrize("step", ["looking at the file", "reading rows", "adding up", "saving"])
def test_an_import_that_is_called_off_leaves_nothing_and_says_so(
    store: Store, tmp_path: Path, step: str
) -> None:
    before = state(store)
    reached: list[str] = []
    receipt = ingest.import_file(
        store,
        export(tmp_path, "second"),
        progress=lambda fraction, text: reached.append(text),
        cancelled=lambda: any(text.startswith(step) for text in reached),
    )
    if receipt.status == "loaded":  # there was no later moment to call it off
        assert step == "saving"
        return
    assert (receipt.status, receipt.rows.read) == ("refused", 0)
    assert "was stopped, and nothing of this file was kept" in receipt.problems[0].sentence("f")
    assert state(store) == before
    assert ingest.import_file(store, tmp_path / "second.csv").rows == (3, 3, 0, 0)


class Left(BaseException):
    """What a page raises when its reader goes elsewhere."""


@pytest.mark.slow
def test_a_reader_who_goes_elsewhere_in_the_middle_leaves_nothing(
    store: Store, tmp_path: Path
) -> None:
    before = state(store)

    def leave(fraction: float, text: str) -> None:
        if text.startswith("checking"):
            raise Left

    with pytest.raises(Left):
        ingest.import_file(store, export(tmp_path, "second"), progress=leave)
    assert state(store) == before
    assert ingest.import_file(store, tmp_path / "second.csv").status == "loaded"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 48 MB, where one may be made."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not is_root or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be made by root only")
    yield folder
    subprocess.run(["umount", str(folder)], check=False)


@pytest.mark.slow
def test_a_full_disk_is_a_sentence_and_the_database_works_on_once_there_is_room(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_file, "_need_space", lambda store, size: None)
    with Store(small_disk / "recordings.duckdb") as store:
        assert ingest.import_file(store, export(tmp_path, "first")).status == "loaded"
        before = state(store)
        filler = small_disk / "filler"
        large = tmp_path / "large.csv"
        large.write_text(
            flat([row(f"{number}", VideoUrl=os.urandom(200).hex()) for number in range(40_000)])
        )
        with filler.open("wb") as file:
            free = os.statvfs(small_disk)
            file.write(bytes(max(0, free.f_bavail * free.f_frsize - (1 << 20))))
        receipt = ingest.import_file(store, large)
        assert receipt.status == "refused", "there was room after all"
        sentence = receipt.problems[0].sentence(receipt.file)
        assert "\n" not in sentence and "Traceback" not in sentence
        filler.unlink()
        assert state(store) == before
        assert ingest.import_file(store, export(tmp_path, "second")).rows == (3, 3, 0, 0)
    with Store(small_disk / "recordings.duckdb") as again:
        assert (again.ask("fingerprint")[0]["facts"], again.loss) == (6, "")


def test_a_disk_too_small_is_told_before_anything_is_read(small_disk: Path, tmp_path: Path) -> None:
    with Store(small_disk / "recordings.duckdb") as store:
        receipt = ingest.import_file(store, export(tmp_path, "first"))
        assert receipt.status == "refused" and "MB left" in receipt.problems[0].reason
