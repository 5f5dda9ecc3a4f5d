"""Imports run beside the pages, one after the other, and always end with a receipt."""

import io
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from analytics import ingest
from analytics.core.errors import Problem
from analytics.ingest import Options, jobs, uploads
from analytics.storage import jobs as storage_jobs
from analytics.storage.store import Store
from pages.ui import boxes
from tests.support.pages import row, write


@pytest.fixture
def store(database):
    with Store(database) as opened:
        yield opened


def done(job: jobs.ImportJob) -> jobs.ImportJob:
    assert job.wait(60)
    return job


def test_an_upload_is_copied_whole_in_blocks() -> None:
    content = bytes(range(256)) * 20_000
    path = uploads.spool(io.BytesIO(content))
    assert path.read_bytes() == content
    path.unlink()


def test_a_job_imports_its_files_and_removes_their_copies(store, tmp_path) -> None:
    files = [
        ("one.csv", write(tmp_path / "1", [row(1)]), Options()),
        ("other.csv", write(tmp_path / "2", [row(2)]), Options()),
    ]
    job = done(jobs.start(store, files))
    assert [item.receipt.status for item in job.items] == ["loaded", "loaded"]
    assert [item.receipt.file for item in job.items] == ["one.csv", "other.csv"]
    assert not any(path.exists() for _, path, _ in files)
    assert job.progress == 1.0


@pytest.mark.slow
def test_a_refused_file_is_kept_for_another_try_under_other_options(store, tmp_path) -> None:
    path = write(tmp_path / "spool", [row(1, RecordStartTime="", RecordStopTime="")])
    refused = done(jobs.start(store, [("lessons.csv", path, Options())]))
    assert refused.items[0].receipt.status == "refused"
    assert path.exists()

    again = jobs.again(store, refused, Options(day="2024-03-27"))
    assert again is not None
    assert done(again).items[0].receipt.status == "loaded"
    assert jobs.again(store, refused, Options()) is None
    assert not path.exists()


@pytest.mark.parametrize("fault", [Problem("it is broken", hint="Mend it"), RuntimeError("oops")])
def test_whatever_goes_wrong_ends_in_a_receipt(store, tmp_path, monkeypatch, fault) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(ingest, "import_file", fail)
    job = done(jobs.start(store, [("a.csv", write(tmp_path / "a", []), Options())]))
    (item,) = job.items
    assert item.receipt.status == "refused"
    assert "oops" not in str(item.receipt)


def test_only_so_many_jobs_are_remembered(store, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(storage_jobs, "KEPT", 2)
    kept: list[Path] = []
    for number in range(4):
        path = tmp_path / str(number)
        path.write_bytes(b"\x89PNG\r\n\x1a\n")
        kept.append(path)
        job = done(jobs.start(store, [("p.csv", path, Options())]))
    assert jobs.by_id(job.id) is job
    assert jobs.running() == []


@pytest.mark.parametrize(
    ("told", "on_the_page"),
    [
        (
            "Give the day: --day 2024-03-27, or the day field on the Imports page",
            "Give the day: “Day” under Options",
        ),
        (
            "import it again with --unit s",
            "import it again with “Lengths are in: Seconds” under Options",
        ),
        ("or with --unit ms if not", "or with “Lengths are in: Milliseconds” under Options if not"),
        ("Give digits only", "Give digits only"),
    ],
)
def test_advice_is_given_in_the_words_of_the_page(told: str, on_the_page: str) -> None:
    assert boxes.in_page_words(told) == on_the_page


@pytest.fixture
def at_work(monkeypatch) -> threading.Event:
    """Set once an import is under way, which then lasts until it is cancelled."""
    begun = threading.Event()
    real = ingest.import_file

    def slow(*args: object, cancelled: Callable[[], bool], **more: object) -> ingest.Receipt:
        begun.set()
        for _ in range(3000):
            if cancelled():
                break
            time.sleep(0.02)
        return real(*args, cancelled=cancelled, **more)

    monkeypatch.setattr(ingest, "import_file", slow)
    return begun


def test_a_cancelled_job_keeps_nothing_of_the_file_at_hand_nor_of_the_rest(
    store, tmp_path, at_work
) -> None:
    files = [(f"{n}.csv", write(tmp_path / f"{n}", [row(n)]), Options()) for n in (1, 2)]
    job = jobs.start(store, files)
    assert at_work.wait(60)
    job.cancel()
    assert done(job).text == "stopping"
    for item in job.items:
        (flaw,) = item.receipt.problems
        assert "was stopped, and nothing of this file was kept" in flaw.reason
    assert not any(path.exists() for _, path, _ in files)
    assert store.ask("import_list") == []


def test_a_job_that_waits_for_its_turn_can_be_cancelled_before_it(store, tmp_path, at_work) -> None:
    first = jobs.start(store, [("a.csv", write(tmp_path / "a", [row(1)]), Options())])
    assert at_work.wait(60)
    second = jobs.start(store, [("b.csv", write(tmp_path / "b", [row(2)]), Options())])
    second.cancel()
    assert done(second).items[0].receipt.status == "refused"
    assert not first.is_done
    first.cancel()
    done(first)
