"""Replicas: servers that read the newest copy of another's database, follow it, and change nothing."""

import asyncio
import json
import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

from analytics.core.errors import Problem
from analytics.core.model import Kind
from analytics.groups import imports as groups
from analytics.groups.rows import GroupRow
from analytics.storage.store import Store
from analytics.team import replica, snapshots
from analytics.team.replica import Replica
from tests.bench.sessions import crowd
from tests.bench.team import proxy
from tests.browser.conftest import Server, running
from tests.support.exports import flat, row
from tests.support.recordings import Video, load
from tests.support.terminal import ROOT, call, write

PATIENCE_S = 60


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_replica_follows_its_owner_and_writes_nothing(database: Path, tmp_path: Path) -> None:
    with Store(database) as owner:
        load(owner, tmp_path, [Video("a", Kind.CAMERA, 1_800_000)])
        folder = snapshots.current(owner).parent
        copies = Replica(folder)
        try:
            first = copies.store()
            assert first.is_read_only and first.version == owner.version
            assert first.ask("fingerprint") == owner.ask("fingerprint")
            with pytest.raises(Problem, match="nothing can be changed here"):
                groups.add(first, [GroupRow(1, "subject", "Maths", "", "", "", None, None)], "x")
            assert snapshots.current(first) == folder / str(owner.version), "for typed SQL"
            load(owner, tmp_path, [Video("b", Kind.CAMERA, 60_000)], "more.csv")
            snapshots.current(owner)
            until(lambda: copies.store().version == owner.version)
            assert copies.store().ask("fingerprint") == owner.ask("fingerprint")
            assert first.ask("coverage")[0]["videos"] == 1, "whoever still reads the one before may"
            place = copies.store().path.parent
            shutil.rmtree(place)
            with owner.write() as cursor:
                cursor.execute("delete from video_rows where video_id = 'b'")
            snapshots.copy_current(owner)
            other = folder / snapshots.COPIES / str(owner.version)
            about = json.loads((other / snapshots.ABOUT).read_text())
            other.rename(place)  # as after a restore: another state of the same number
            assert about["version"] != int(place.name)
            until(lambda: copies.store().ask("coverage")[0] == owner.ask("coverage")[0])
        finally:
            copies.close()
        assert not list((folder / snapshots.REPLICAS).iterdir())


@pytest.mark.slow
def test_a_large_database_is_copied_while_a_replica_asks_for_it(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "SMALL_BYTES", 0)
    with Store(database) as owner:
        load(owner, tmp_path, [Video("a", Kind.CAMERA, 1_800_000)])
        place = snapshots.current(owner)
        copy = place.parent / snapshots.COPIES / place.name / snapshots.DATABASE
        assert not copy.exists()
        copies = Replica(place.parent)
        try:
            with pytest.raises(Problem, match="there is no copy of the data yet"):
                copies.store()
            snapshots.current(owner)
            assert copy.exists()
            assert copies.store().ask("fingerprint") == owner.ask("fingerprint")
        finally:
            copies.close()
        old = time.time() - snapshots.ASKED_S - 1
        left = place.parent / snapshots.REPLICAS / "one-that-was-killed"
        left.touch()
        os.utime(left, (old, old))
        assert not snapshots.wants_copy(owner)


@pytest.mark.slow
def test_a_copy_waits_for_no_views(database: Path, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Views of a million videos take seconds, and rest three times as long."""
    monkeypatch.setattr(snapshots, "LOOK_S", 0.02)
    views, stop = Event(), Event()
    monkeypatch.setattr(snapshots, "write", lambda *_: views.wait())
    with Store(database) as owner:
        load(owner, tmp_path, [Video("a", Kind.CAMERA, 1_800_000)])
        keeper = Thread(target=snapshots.keep_up, args=(owner, stop))
        keeper.start()
        copies = Replica(snapshots.folder(database))
        try:
            for name in "bc":
                until(lambda: copies._store is not None and copies.store().version == owner.version)
                load(owner, tmp_path, [Video(name, Kind.CAMERA, 60_000)], f"{name}.csv")
            until(lambda: copies.store().version == owner.version)
            with pytest.raises(Problem, match="no snapshot of the data yet"):
                snapshots.current(copies.store())
        finally:
            stop.set()
            copies.close()
            monkeypatch.undo()
            views.set()
            keeper.join()


def test_a_copy_of_an_older_version_is_refused_and_left_as_it_is(database: Path) -> None:
    with Store(database) as owner:
        place = snapshots.current(owner)
    copy = place.parent / snapshots.COPIES / place.name / snapshots.DATABASE
    with Store(copy) as older, older.write() as cursor:
        cursor.execute("delete from meta where key = 'schema' and value like '076%'")
    content = copy.read_bytes()
    with pytest.raises(Problem, match="made by an older version"):
        Store(copy, is_read_only=True)
    assert copy.read_bytes() == content


def test_the_folder_may_be_that_of_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECORDINGS_DB")
    assert replica.of() is None and replica.owners_database() is None
    (tmp_path / "snapshots").mkdir()
    write(tmp_path / "snapshots" / "of.json", {"database": "school.duckdb"})
    for folder in (tmp_path, tmp_path / "snapshots"):
        monkeypatch.setenv(replica.OF, str(folder))
        assert replica.of() == tmp_path / "snapshots"
        assert replica.owners_database() == tmp_path / "school.duckdb"


def ready(server: Server) -> dict:
    with urllib.request.urlopen(f"{server.url}/ready", timeout=20) as answer:
        return json.load(answer)


def figures(server: Server) -> set[str]:
    return figures_at(server.url)


def figures_at(url: str) -> set[str]:
    """The first figure of the Overview."""
    clicks = asyncio.run(crowd(url, "", [""], 1, 0.1, 0.2))
    assert not clicks.errors, clicks.errors
    return clicks.figures


@pytest.mark.slow
def test_two_replicas_say_what_the_owner_says(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("owner", "one", "two")]
    for folder in folders:
        folder.mkdir()
    with running(folders[0], RECORDINGS_SAMPLE="0") as owner:
        first = write(tmp_path / "first.csv", flat([row("a")]))
        assert call("--db", owner.database, "import", first).status == 0
        of = {replica.OF: str(folders[0]), "RECORDINGS_CALLBACK_TOKEN": "a-long-word"}
        with running(folders[1], **of) as one, running(folders[2], **of) as two:
            said = figures(owner)
            assert said and figures(one) == figures(two) == said
            before = ready(one)["version"]
            more = write(tmp_path / "more.csv", flat([row(f"m{n}") for n in range(50)]))
            assert call("--db", owner.database, "import", more).status == 0
            until(lambda: min(ready(one)["version"], ready(two)["version"]) > before)
            until(lambda: figures(one) == figures(two) == figures(owner) != said)
            upstream = (ROOT / "data/deploy/nginx-replicas.conf").read_text("utf-8")
            for port, server in (("8502", one), ("8503", two)):
                upstream = upstream.replace(f":{port} ", f":{server.url.rpartition(':')[2]} ")
            with proxy(tmp_path, "http://readers", upstream) as url:
                if url:  # where nginx is installed
                    assert figures_at(url) == figures(owner)
            request = urllib.request.Request(f"{two.url}/callbacks/tiw/a-long-word", b"{}")
            with pytest.raises(urllib.error.HTTPError, match="503"):
                urllib.request.urlopen(request, timeout=20)
        assert not list(folders[1].glob("*.duckdb*")), "a replica has no database of its own"
    assert call("--db", owner.database, "minutes", "--by", "kind", "--json").json[0]["videos"] == 51
