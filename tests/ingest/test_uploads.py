"""Copies of uploads lie in one folder of their owner, and go with their tab and their server."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.ingest import uploads


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "recordings.duckdb.uploads"
    place.mkdir()
    (place / "left by a killed server").write_text("x")
    uploads.keep_in(place)
    yield place
    uploads.end()


def test_the_folder_is_its_owners_and_empty_at_the_start(folder: Path) -> None:
    assert oct(folder.stat().st_mode)[-3:] == "700" and list(folder.iterdir()) == []
    copy = uploads.spool(io.BytesIO(b"x" * 3_000_000), "tab")
    assert copy.parent == folder and copy.stat().st_size == 3_000_000
    uploads.end()
    assert not folder.exists()


def test_copies_of_closed_tabs_go_and_all_others_stay(folder: Path) -> None:
    open_tab, closed, used, of_a_program = (
        uploads.spool(io.BytesIO(b"x"), tab) for tab in ("open", "closed", "used", "")
    )
    reading = uploads.reading_folder(closed)

    def sweep(now: float) -> set[Path]:
        uploads.sweep(lambda tab: tab == "open", {used}, now)
        return {path for path in folder.iterdir() if path.suffix != ".read"}

    everything = {open_tab, closed, used, of_a_program}
    assert sweep(0) == sweep(uploads.CLOSED_S - 1) == everything
    assert sweep(uploads.CLOSED_S) == everything - {closed} and not reading.exists()


def test_a_tab_that_comes_back_keeps_its_copies(folder: Path) -> None:
    copy = uploads.spool(io.BytesIO(b"x"), "tab")
    for now, is_open in ((0, False), (100, True), (200, False), (300, False)):
        uploads.sweep(lambda tab, is_open=is_open: is_open, set(), now)
    assert copy.exists()
    uploads.sweep(lambda tab: False, set(), 380)
    assert not copy.exists()
