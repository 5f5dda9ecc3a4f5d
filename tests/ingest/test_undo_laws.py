"""Whatever was loaded and undone in whatever order: the database is as if only the rest had been loaded.

A machine loads and undoes a handful of files that share videos, contradict each other and end each
other's tasks. At its end a new database gets what is left, in the same order, and nothing else.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import stateful
from hypothesis import strategies as st

from analytics import ingest
from analytics.catalog import plans
from analytics.core.model import Midnight, Plan
from analytics.ingest.sandbox import ask
from analytics.reports import filters
from analytics.storage.store import Store
from tests.support.exports import document, export, flat, row, video

DAY_LATER = {"RecordStartTime": 1711587600, "RecordStopTime": 1711587660}
FILES: dict[str, Any] = {
    "two-lessons.csv": flat(
        [row("a"), row("b", VideoType=2), row("c", TaskId="two"), row("d", TaskId="two", RoomId=8)]
    ),
    "corrected.csv": flat([row("c", TaskId="two", VideoDuration=30_000), row("e")]),
    "other-order-and-a-bad-row.csv": flat(
        [row("d", TaskId="two", RoomId=8), row("x", VideoType=9), row("b", VideoType=2), row("a")]
    ),
    "running.json": document(
        video("f", VideoDuration=5_000), video("g"), TaskId="three", Status="RECORDING"
    ),
    "finished.json": document(video("f"), video("g"), TaskId="three", **DAY_LATER),
    "finished.csv": flat(row(name, TaskId="three", **DAY_LATER) for name in "fg"),
    "twice.csv": flat([row("h", Status="RECORDING"), row("h"), row("a", VideoDuration=1)]),
    "failed.json": export("online_record_failed"),
    "started.json": export("online_started"),
    "usage.json": export("daily_usage"),
    "all-bad.csv": flat([row("a", VideoDuration="x")]),
    "clashing-rooms.csv": flat([row("a", SdkAppId=2), row("g", TaskId="other", VideoType=3)]),
}


@pytest.fixture(scope="module", autouse=True)
def _read_each_file_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The reading process is asked once for each file; what it wrote is kept."""
    shelf = tmp_path_factory.mktemp("shelf")
    kept: dict[str, Any] = {}
    inspect = ask.inspect

    def remembered(path: Path, folder: Path, *words: Any, **named: Any) -> Any:
        content = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        key = hashlib.sha256(repr((content, words, named)).encode()).hexdigest()[:16]
        if key not in kept:
            place = shelf / key
            place.mkdir()
            shutil.copy(path, place / "upload")
            kept[key] = inspect(place / "upload", place, *words, **named)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ask, "inspect", remembered)
        yield


def load(store: Store, folder: Path, name: str) -> ingest.Receipt:
    content = FILES[name]
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return ingest.import_file(store, path)


def state(store: Store) -> dict[str, Any]:
    """All that a person can see, apart from when it was loaded."""
    imports = [
        {name: each[name] for name in ("file", "counted_videos", "counted_ms", "rows_refused")}
        for each in store.ask("import_list")
    ]
    everything = filters.minutes_by(
        store, ("recording", "kind", "day", "app", "room", "user"), filters.Filters()
    )
    hashed = store.ask("fingerprint")
    return {"imports": imports, "minutes": everything, "fingerprint": hashed}


# Ten steps are read as they are; making them fewer would take minutes.
WITHOUT_SHRINKING = (hypothesis.Phase.explicit, hypothesis.Phase.reuse, hypothesis.Phase.generate)


@hypothesis.settings(max_examples=5, stateful_step_count=12, phases=WITHOUT_SHRINKING)
class Imports(stateful.RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="undo-laws-"))
        self.store = Store(self.folder / "recordings.duckdb")
        self.loaded: dict[str, str] = {}  # name -> import_id, in the order of loading

    @stateful.rule(name=st.sampled_from(sorted(FILES)))
    def load(self, name: str) -> None:
        before = self.store.ask("fingerprint")
        receipt = load(self.store, self.folder, name)
        assert receipt.rows.read == sum(receipt.rows[1:])
        assert receipt.ms.read == sum(receipt.ms[1:])
        if name in self.loaded:
            assert receipt.status == "already_loaded"
        if name in self.loaded or name == "all-bad.csv":
            assert self.store.ask("fingerprint") == before
        else:
            assert receipt.status == "loaded"
            self.loaded[name] = receipt.import_id

    @stateful.precondition(lambda self: self.loaded)
    @stateful.rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(list(self.loaded)))
        import_id = self.loaded.pop(name)
        preview = ingest.undo_preview(self.store, import_id)
        videos = sum(each["videos"] for each in self.by_day())
        ingest.undo(self.store, import_id)
        left = sum(each["videos"] for each in self.by_day())
        assert left == videos - preview["videos"] + preview["returning"]

    @stateful.rule(zone=st.sampled_from(["Asia/Shanghai", "America/New_York"]))
    def cut_days_elsewhere(self, zone: str) -> None:
        name, _ = plans.team(self.store)
        plans.save(self.store, name, Plan(zone=zone, midnight=Midnight.START))

    def by_day(self) -> list[dict[str, Any]]:
        return self.store.ask("minutes_by_day", **filters.Filters().parameters("minutes_by_day"))

    @stateful.invariant()
    def the_small_tables_say_what_the_rows_say(self) -> None:
        zone, midnight = plans.house_edge(self.store)
        rows = filters.minutes_by(
            self.store, ("day", "kind"), filters.Filters(), zone=zone, midnight=midnight
        )
        small = [each | {"day": str(each["day"])} for each in self.by_day()]
        assert sorted(small, key=lambda each: (each["day"], each["kind"])) == rows

    def teardown(self) -> None:
        try:
            found = state(self.store)
            with Store(self.folder / "alone.duckdb") as alone:
                for name in self.loaded:
                    load(alone, self.folder, name)
                expected = state(alone)
            found["imports"] = [each for each in found["imports"] if each["file"] in self.loaded]
            assert found == expected
        finally:
            self.store.close()
            shutil.rmtree(self.folder)


TestImports = pytest.mark.slow(Imports.TestCase)
