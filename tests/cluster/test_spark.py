"""The same on a real cluster: a master and two workers on the loopback, one of which may be killed in the middle.

Runs where Java and analytics/cluster/requirements.txt are at hand.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics import ingest
from analytics.cluster.daemons import Daemons
from analytics.cluster.lake import Lake
from analytics.cluster.pull import pull
from analytics.storage.store import Store
from tests.browser.conftest import free_port
from tests.support.exports import flat, row
from tests.support.lakes import figures, rollups_that_differ
from tests.support.terminal import ROOT, call, command

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
        reason="Java 17 and analytics/cluster/requirements.txt are not at hand",
    ),
]
FILES, ROWS = 12, 4_000


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, Daemons]]:
    daemons = Daemons(tmp_path / "daemons")
    address = daemons.up(workers=2, port=free_port())
    yield address, daemons
    daemons.down()


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Files that overlap, so that copies of one recording lie in several."""
    folder = tmp_path / "exports"
    folder.mkdir()
    for number in range(FILES):
        first = number * (ROWS - 500)
        rows = [
            row(f"v{n}", TaskId=f"t{n // 4}", RoomId=n % 60, UserId=f"u{n % 90}", VideoType=n % 5, VideoDuration=60_000 - n % 999)
            for n in range(first, first + ROWS)
        ]  # fmt: skip
        (folder / f"{number:02}.csv").write_text(flat([*rows, row("bad", VideoType=9)]))
    return folder


@pytest.mark.parametrize("kill", [False, True])
def test_a_cluster_says_what_one_machine_says(tmp_path, cluster, exports, kill) -> None:
    address, daemons = cluster
    lake = tmp_path / "lake"
    words = ("cluster", "load", exports, "--master", address, "--lake", lake, "--json")
    if kill:
        loading = subprocess.Popen(command(*words), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
        worker = next(pid for path, pid in daemons.pids().items() if path.stem == "worker-1")
        at_work = tmp_path / "daemons/worker-1"
        give_up = time.monotonic() + 90
        while not list(at_work.glob("app-*/*/stderr")) and time.monotonic() < give_up:
            time.sleep(0.05)
        time.sleep(4)  # the executor has begun and has tasks
        assert loading.poll() is None
        os.killpg(worker, signal.SIGKILL)
        for path in Path("/proc").glob("[0-9]*/cmdline"):  # its executor is a process of its own
            try:
                if str(at_work).encode() in path.read_bytes() or b"worker-1" in path.read_bytes():
                    os.kill(int(path.parent.name), signal.SIGKILL)
            except (OSError, ValueError):
                continue
        _, err = loading.communicate(timeout=300)
        assert loading.returncode == 1, err
    else:
        said = call(*words)
        assert said.status == 1, said.err
        again = call(*words)
        assert again.json["status"] == "already_loaded"
    (batch,) = Lake(lake).batches()
    assert batch.rows["read"] == FILES * (ROWS + 1)
    with Store(tmp_path / "one" / "recordings.duckdb") as one:
        for path in sorted(exports.iterdir()):
            ingest.import_file(one, path)
        pulled = tmp_path / "pulled" / "recordings.duckdb"
        with Store(pulled) as store:
            pull(store, Lake(lake))
            assert figures(store) == figures(one)
            assert store.ask("fingerprint")[0]["hash"] == batch.fingerprint
        assert rollups_that_differ(one, pulled) == []
    left = {path.relative_to(Lake(lake).place(batch.id)).as_posix() for path in lake.rglob("*.parquet")}  # fmt: skip
    assert left == {part.path for part in batch.parts}


def test_a_master_that_is_not_there_is_a_sentence_and_leaves_nothing(tmp_path, exports) -> None:
    lake = tmp_path / "lake"
    said = call("cluster", "load", exports, "--master", "nowhere", "--lake", lake)
    assert (said.status, said.err) == (2, '--master: "nowhere" is no master. Give it as spark://HOST:PORT.\n')  # fmt: skip
    assert not lake.exists()
