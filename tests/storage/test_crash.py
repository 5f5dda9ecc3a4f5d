"""kill -9 in the middle of a load: the database is as it was before or after, never between.

Eight moments in every run; RECORDINGS_KILLS=25 for more.
"""

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from analytics import ingest
from analytics.reports.filters import Filters
from analytics.storage.store import Store
from tests.support.exports import flat, row
from tests.support.terminal import ROOT

KILLS = int(os.environ.get("RECORDINGS_KILLS", "8"))
# Says where it is on one line each, so that a moment can be chosen without a clock.
LOAD = """
import sys
from pathlib import Path
from analytics import ingest
from analytics.storage.store import Store

def say(fraction, text):
    print(text, flush=True)

with Store(Path(sys.argv[1])) as store:
    print("open", flush=True)
    receipt = ingest.import_file(store, Path(sys.argv[2]), progress=say)
    print("acknowledged", flush=True)
    print(receipt.status, flush=True)
"""


class World(NamedTuple):
    """A database with one import, and a file that shares half of its videos."""

    database: Path
    file: Path
    before: tuple[object, ...]
    after: tuple[object, ...]


def state(database: Path) -> tuple[object, ...]:
    """All that the tables say: content, imports, and the sums of every small table."""
    with Store(database) as store:
        assert store.loss == ""
        imports = [(each["file"], each["counted_videos"]) for each in store.ask("import_list")]
        (cover,) = store.ask("coverage")
        by_room = store.ask(
            "minutes_by_room", most=10_000, **Filters().parameters("minutes_by_room")
        )
        rooms = sum(each["ms"] for each in by_room)
        return store.ask("fingerprint")[0]["hash"], imports, cover["ms"], rooms


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("crash")
    database, first, file = (folder / name for name in ("whole.duckdb", "first.csv", "second.csv"))
    first.write_text(flat(row(f"v{n}", RoomId=n % 50, Status="RECORDING") for n in range(2_000)))
    file.write_text(flat(row(f"v{n}", RoomId=n % 70, VideoType=n % 6) for n in range(1_000, 8_000)))
    with Store(database) as store:
        ingest.import_file(store, first)
    before, content = state(database), database.read_bytes()
    with Store(database) as store:
        assert ingest.import_file(store, file).status == "loaded"
    after = state(database)
    database.write_bytes(content)
    return World(database, file, before, after)


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(KILLS))
def test_a_killed_load_is_whole_or_not_there(world: World, tmp_path: Path, moment: int) -> None:
    database = tmp_path / "recordings.duckdb"
    database.write_bytes(world.database.read_bytes())
    command = [sys.executable, "-c", LOAD, str(database), str(world.file)]
    # From the fourth line on the transaction is open; how long to wait there is chance.
    lines, wait = 1 + moment % 7, random.random() * 0.2
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        said = [process.stdout.readline().strip() for _ in range(lines)]
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.kill()
        said += process.stdout.read().split()
    found = state(database)
    assert found in (world.before, world.after)
    if "acknowledged" in said:
        assert found == world.after
    if moment % 4 == 3:
        goes_on_from_there(world, database)


def goes_on_from_there(world: World, database: Path) -> None:
    with Store(database) as store:
        receipt = ingest.import_file(store, world.file)
    assert receipt.status in ("loaded", "already_loaded")
    assert state(database) == world.after


@pytest.mark.slow
@pytest.mark.parametrize("wait", [0, 0.01, 0.03])
def test_a_process_killed_while_it_makes_the_database_leaves_one_that_opens(
    database: Path, wait: float
) -> None:
    command = [
        sys.executable,
        "-c",
        f"import analytics.storage.store\nprint('go', flush=True)\n{LOAD}",
    ]
    with subprocess.Popen(
        [*command, str(database), "none.csv"], cwd=ROOT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.kill()
    with Store(database) as store:
        assert (store.version, store.loss) == (0, "")
