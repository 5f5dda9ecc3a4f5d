"""Progress is told while a step lasts, and who hears it may stop the import."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path

import pytest

from analytics.ingest import import_file
from analytics.ingest.loading import progress
from analytics.storage.store import Store

ENDLESS = "select count(*) from range(1000000000000) a where hash(range) = 42"


class Stopped(Exception):
    """What a person who cancels raises."""


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.005)


def _export(folder: Path, videos: int = 50) -> Path:
    path = folder / "export.csv"
    rows = (f"v{n},0,{n + 1000},{1711500000 + n}\n" for n in range(videos))
    path.write_text("VideoId,VideoType,VideoDuration,RecordStopTime\n" + "".join(rows))
    return path


def _count_for_ever(store: Store, hear: progress.Progress) -> None:
    with progress.told(hear) as tell, store.write() as cursor:
        tell.follow(cursor)
        tell(0.1, "counting")
        cursor.execute(ENDLESS)


def test_a_step_is_told_again_and_again_until_it_is_over() -> None:
    heard: list[tuple[float, str]] = []
    third = threading.Event()

    def hear(fraction: float, text: str) -> None:
        heard.append((fraction, text))
        if len(heard) == 3:
            third.set()

    with progress.told(hear) as tell:
        tell(0.3, "reading rows", until=0.7)
        assert third.wait(30), "it was told once and never again"
    count = len(heard)
    assert set(heard) == {(0.3, "reading rows")}
    assert not third.wait(0) or len(heard) == count, "it is still told after the end"


def test_a_long_step_says_for_how_long_it_has_been_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10_000, 7))
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    heard: list[str] = []
    later = threading.Event()

    def hear(fraction: float, text: str) -> None:
        heard.append(text)
        if len(heard) > 1:
            later.set()

    with progress.told(hear) as tell:
        tell(0.3, "reading rows")
        assert later.wait(30)
    assert heard[:2] == ["reading rows", "reading rows, 7 s"]


def test_the_fraction_only_grows_while_a_query_runs_and_never_leaves_its_step() -> None:
    teller = progress.Teller(lambda fraction, text: None)
    teller(0.3, "reading rows", until=0.7)
    seen = []
    for part in (0.0, 0.5, 0.25, 1.0):
        teller._part_of_query = lambda part=part: part
        seen.append(teller._standing()[0])
    assert seen == [0.3, 0.5, 0.5, 0.7]


def test_what_the_hearer_raises_stops_a_query_in_the_middle(database: Path) -> None:
    def hear(fraction: float, text: str) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise Stopped

    with Store(database) as store, pytest.raises(Stopped):
        _count_for_ever(store, hear)


@pytest.mark.slow
@pytest.mark.parametrize("step", ["looking at the file", "reading rows", "adding up", "saving"])
def test_an_import_that_is_stopped_leaves_nothing(
    database: Path, tmp_path: Path, step: str
) -> None:
    def hear(fraction: float, text: str) -> None:
        if text == step:
            raise Stopped

    with Store(database) as store:
        with pytest.raises(Stopped):
            import_file(store, _export(tmp_path), progress=hear)
        assert store.ask("import_list") == []
        assert store.ask("coverage")[0]["videos"] == 0
        assert import_file(store, _export(tmp_path)).rows.loaded == 50


def test_an_import_tells_every_step_in_order(database: Path, tmp_path: Path) -> None:
    heard: list[tuple[float, str]] = []
    with Store(database) as store:
        import_file(store, _export(tmp_path), progress=lambda *told: heard.append(told))
    assert all(earlier <= later for (earlier, _), (later, _) in pairwise(heard))
    steps = list(dict.fromkeys(text.split(",")[0] for _, text in heard))
    assert steps == ["looking at the file", "reading rows", "checking", "adding up", "saving"]
