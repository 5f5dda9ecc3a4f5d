"""`make bench-cluster`: the same exports on one machine and on a cluster of this machine's cores, and what a pull leaves to ask.

Needs Java 17 and analytics/cluster/requirements.txt. Everything lies in a temporary folder (TMPDIR says where).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from analytics import ingest
from analytics.cluster.daemons import Daemons
from analytics.core.errors import Problem
from analytics.reports.filters import Filters, minutes_by
from analytics.storage.store import Store
from tests.bench import engine, loads

ROOT = Path(__file__).parents[2]
PORT = 17077
_LOOK_S = 0.5
_HOUSE = {"users": (), "zone": "Asia/Shanghai", "midnight": "stop"}


@click.command()
@click.option("--videos", default=10_000_000, show_default=True, help="Rows of the exports.")
@click.option("--files", default=16, show_default=True, help="Files that they are delivered in.")
@click.option("--workers", multiple=True, type=int, default=(1, 2), show_default=True)
def bench(videos: int, files: int, workers: tuple[int, ...]) -> None:
    """Loads on one machine and on clusters, a pull, and questions of both databases, which must be answered alike."""
    with tempfile.TemporaryDirectory(prefix="recordings-bench-") as name:
        folder = Path(name)
        click.echo(f"making {files} exports of {videos:,} videos …", err=True)
        exports = _exports(folder, videos, files)
        megabytes = sum(path.stat().st_size for path in exports.iterdir()) / 1e6
        click.echo(
            f"{videos:,} videos in {files} CSV files of {megabytes:,.0f} MB, {os.cpu_count()} cores"
        )
        click.echo(
            f"{'':28}{'seconds':>9}{'cpu s':>8}{'rows/s':>10}{'rows/cpu s':>11}{'memory MB':>11}{'disk MB':>9}"
        )
        one = folder / "one" / "recordings.duckdb"
        _tell("one machine", videos, _timed(lambda: _import(exports, one)), one)
        for count in workers:
            lake = folder / f"lake-{count}"
            figures = _timed(lambda: _load(folder, exports, lake, count))  # noqa: B023 - done at once
            _tell(f"cluster of {count}", videos, figures, lake)
        pulled = folder / "pulled" / "recordings.duckdb"
        _tell("pull", videos, _timed(lambda: _call(pulled, "pull", "--lake", str(lake))), pulled)
        _compare(one, pulled)


def _exports(folder: Path, videos: int, files: int) -> Path:
    """One export in so many files, each with the header."""
    whole = folder / "export.csv"
    loads.measure(loads.EXPORT, whole, folder / "maker.duckdb", videos, engine.SEED)
    (folder / "maker.duckdb").unlink(missing_ok=True)
    exports = folder / "exports"
    exports.mkdir()
    with whole.open("rb") as lines:
        header = next(lines)
        for number in range(files):
            with (exports / f"{number:04}.csv").open("wb") as part:
                part.write(header)
                for _ in range(-(-videos // files)):
                    part.write(next(lines, b""))
    whole.unlink()
    return exports


def _import(exports: Path, database: Path) -> None:
    _call(database, "import", *map(str, sorted(exports.iterdir())))


def _load(folder: Path, exports: Path, lake: Path, workers: int) -> None:
    daemons = Daemons(folder / f"daemons-{workers}")
    address = daemons.up(workers, PORT)
    try:
        _call(
            folder / "none.duckdb",
            "cluster",
            "load",
            str(exports),
            "--master",
            address,
            "--lake",
            str(lake),
        )
    finally:
        pids = daemons.pids().values()
        daemons.down()
        for pid in pids:  # what they computed is of this load
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _call(database: Path, *words: str) -> None:
    """A command of the product; refused rows are no failure of it."""
    database.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "analytics", "--db", str(database), *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise Problem(
            f"`{' '.join(words[:2])}` failed: {done.stderr.strip()}", hint="Try fewer --videos"
        )


def _timed(work: Callable[[], None]) -> dict[str, float]:
    with _watched() as figures:
        start = time.perf_counter()
        work()
        seconds = time.perf_counter() - start
    return {"seconds": seconds, **figures}


@contextmanager
def _watched() -> Iterator[dict[str, float]]:
    """Of all processes of this one, seen twice a second: the most that they held at once in their own, and the seconds that they
    computed, which tell more than the clock where others compute too.
    """
    figures, is_over = {"memory_mb": 0.0, "cpu_s": 0.0}, threading.Event()
    ended_before = sum(os.times()[2:4])

    def look() -> None:
        processes = loads.descendants(os.getpid())
        figures["memory_mb"] = max(figures["memory_mb"], sum(map(_held_mb, processes)))
        ended = sum(os.times()[2:4]) - ended_before  # of a process that was waited for
        figures["cpu_s"] = max(figures["cpu_s"], ended + sum(map(_computed_s, processes)))

    def keep_looking() -> None:
        while not is_over.wait(_LOOK_S):
            look()

    looking = threading.Thread(target=keep_looking)
    looking.start()
    try:
        yield figures
    finally:
        is_over.set()
        looking.join()
        look()


def _computed_s(process: Path) -> float:
    """What a process has computed, and its children that it has waited for."""
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _held_mb(process: Path) -> float:
    try:
        text = (process / "status").read_text()
    except OSError:
        return 0
    return sum(
        int(line.split()[1]) / 1e3 for line in text.splitlines() if line.startswith("RssAnon:")
    )


def _tell(name: str, videos: int, figures: dict[str, float], place: Path) -> None:
    paths = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    disk = sum(path.stat().st_size for path in paths) / 1e6
    seconds, cpu_s = figures["seconds"], max(figures["cpu_s"], 0.01)
    click.echo(
        f"{name:28}{seconds:9.1f}{cpu_s:8.1f}{videos / seconds:10,.0f}{videos / cpu_s:11,.0f}{figures['memory_mb']:11,.0f}{disk:9,.0f}"
    )


def _compare(one: Path, pulled: Path) -> None:
    """What both databases answer, which must be the same, and in which time. Raises Problem where it is not."""
    click.echo(f"{'milliseconds':28}{'one':>9}{'lake':>10}")
    with Store(one) as here, Store(pulled) as lake:
        for name, question in _questions(here).items():
            (left, ours), (right, theirs) = (_asked(question, store) for store in (here, lake))
            if left != right:
                raise Problem(f"{name}: a lake says something else than one machine")
            click.echo(f"{name:28}{ours:9.1f}{theirs:10.1f}")


def _questions(store: Store) -> dict[str, Callable[[Store], Any]]:
    (span,) = store.ask("coverage")
    last = span["last_day"]
    day = {"since": last - timedelta(days=30), "until": last - timedelta(days=29)}
    lesson, *_ = minutes_by(store, ("recording",), Filters(**day), **_HOUSE)
    task = lesson["recording"]
    return {
        "fingerprint": lambda s: s.ask("fingerprint"),
        "minutes of all days": lambda s: s.ask(
            "minutes_by_day", **Filters().parameters("minutes_by_day")
        ),
        "ten rooms": lambda s: minutes_by(s, ("room",), Filters(), **_HOUSE)[:10],
        "recordings of a day": lambda s: minutes_by(s, ("recording",), Filters(**day), **_HOUSE),
        "files of a lesson": lambda s: [
            row["video_id"]
            for row in s.ask(
                "lesson_files", task=task, apps=None, zone=_HOUSE["zone"], midnight="stop"
            )
        ],
        "refused rows": lambda s: sum(
            len(ingest.refused_flaws(s, row["import_id"])) for row in s.ask("import_list")
        ),
    }


def _asked(question: Callable[[Store], Any], store: Store) -> tuple[str, float]:
    """What a question answers, and the least milliseconds of three times."""
    times, answer = [], ""
    for _ in range(3):
        start = time.perf_counter()
        answer = json.dumps(question(store), default=str)
        times.append((time.perf_counter() - start) * 1e3)
    return answer, min(times)


if __name__ == "__main__":
    bench()
