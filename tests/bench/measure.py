"""What is measured: each page opened, clicks against the static twin, people at once, people while one imports, an empty page."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.bench import attacks, browser, eye, loads, sessions
from tests.bench import team as at_work
from tests.browser.conftest import ROOT, Server, running

TRIES = 8
_EVERY_S = 5
_IMPORTING = 20
_ROOMS = [f"{210101 + number}" for number in range(0, 300, 7)]
LINKS = [
    "",
    *(
        "kind=Camera",
        "kind=Whiteboard",
        "by=Room",
        "by=User",
        "step=Months",
        "period=All+recorded+days",
    ),
    *(f"room={room}" for room in _ROOMS),
]
_MILLION = 1_000_000
_LONG_QUESTION = "select count(*) from range(1000000000000) a, range(1000) b"
_ALL = "period=All+recorded+days"
_PAGES = (
    ("overview", _ALL),
    ("explore", _ALL),
    ("lessons", _ALL),
    ("waste", _ALL),
    ("bill", _ALL),
    ("bill", f"{_ALL}&view=Cash+and+cost+of+use"),
    ("bill", f"{_ALL}&view=Funding+source"),
    ("forecast", _ALL),
    ("compare", _ALL),
    ("simulate", _ALL),
    ("assumptions", _ALL),
    ("calculator", ""),
    ("quotes", ""),
    ("imports", ""),
    ("price_book", ""),
)


@dataclass(frozen=True)
class Run:
    """One run: where its files are and how much is asked."""

    folder: Path
    videos: int
    people: int
    seconds: int
    older: Path | None = None
    """A checkout of an older version."""

    def prepare(self, tell: Callable[[str], None]) -> None:
        """Make an export and load it; another one is kept for the person who imports."""
        tell(f"making and loading an export of {self.videos:,} videos")
        loads.measure(loads.EXPORT, self.csv, self.folder / "maker.duckdb", self.videos, 11)
        loads.measure(loads.IMPORT, self.csv, self.folder / "loaded.duckdb")
        if self.older:
            eye.load(self.older, self.csv, self.folder / "older.duckdb")
        self.csv.unlink()

    @property
    def csv(self) -> Path:
        return self.folder / "export.csv"

    def serving(self, name: str, script: str = "app.py") -> AbstractContextManager[Server]:
        """A server of its own on a copy of the database."""
        return running(self._copy(name, "loaded"), script, PYTHONPATH=str(ROOT))

    def serving_older(self, checkout: Path) -> AbstractContextManager[Server]:
        """The older version on a copy of its own database."""
        place = self._copy("older", "older")
        return running(place, "app.py", checkout, PYTHONPATH=str(checkout))

    def _copy(self, name: str, database: str) -> Path:
        place = self.folder / name
        place.mkdir(exist_ok=True)
        for part in self.folder.glob(f"{database}.duckdb*"):
            shutil.copyfile(part, place / part.name.replace(database, "recordings"))
        return place


def opening(run: Run) -> Iterator[str]:
    """A server starts and a person opens its first page: seconds from the start of the process."""
    with browser.window() as page:
        start = time.perf_counter()
        with run.serving("opening") as server:
            page.goto(server.url)
            page.locator("[data-testid=stMetricValue]").first.wait_for()
            figures = time.perf_counter() - start
            page.locator(".js-plotly-plot .main-svg").first.wait_for()
            chart = time.perf_counter() - start
    yield _target("first figures, in seconds", figures, 5)
    yield _target("first chart, in seconds", chart, 6)


def pages(run: Run) -> Iterator[str]:
    """Each page over all recorded days on a server that has shown nothing yet, and opened once more: the server's seconds."""
    bound = 1 if run.videos <= _MILLION else 3
    with run.serving("pages") as server:
        asyncio.run(sessions.opened(server.url, "explore", ""))
        for page, query in _PAGES:
            first, again = (asyncio.run(sessions.opened(server.url, page, query)) for _ in range(2))
            yield _target(f"{page}?{query}, first, again in {again:.2f} s", first, bound)


def clicks(run: Run) -> Iterator[str]:
    """Take a filter off, on the page and on its twin in turns: everything on Explore changes."""
    first: list[float] = []
    again: list[float] = []
    twins: list[float] = []
    parts: list[float] = []
    with (
        run.serving("real") as real,
        run.serving("twin", str(ROOT / "tests/bench/twin.py")) as twin,
        browser.window() as page,
    ):
        for each in (real, twin):
            _drop_filter(page, each, "warm")
        for room in _ROOMS[:TRIES]:
            _drop_filter(page, twin, room)
            first.append(_drop_filter(page, real, room))
            twins.append(_drop_filter(page, twin, room))
            again.append(_drop_filter(page, real, room))
        for step in ("Months", "Weeks", "Days", "Weeks", "Months", "Days")[:TRIES]:
            parts.append(browser.click_ms(page, page.get_by_role("radio", name=step, exact=True)))
    whole = statistics.median(twins)
    yield f"a click on the static twin of Explore, settled: {whole:.0f} ms"
    for name, found, bound in (
        ("uncached", first, 1.3),
        ("cached", again, 1.15),
        ("of one chart", parts, 0.8),
    ):
        yield _target(f"a click {name}, times the twin's", statistics.median(found) / whole, bound)


def _drop_filter(page: Page, server: Server, room: str) -> float:
    page.goto(f"{server.url}/explore?room={room}&kind=Camera")
    chip = page.get_by_role("button", name="Kind: Camera")
    chip.wait_for()
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    return browser.click_ms(page, chip)


def to_the_eye(run: Run) -> Iterator[str]:
    """Clicks on Explore here and in an older version, in turns: what is seen when, and what the browser has to do."""
    if run.older is None:
        yield "no older version was named (--older FOLDER): clicks are not held against one"
        return
    ours, theirs = eye.compare(run.serving("eye"), run.serving_older(run.older))
    for click in ours.took:
        for what, bound in eye.BOUNDS.items():
            value, base = ours.median(click, what), theirs.median(click, what)
            if what == "svg":
                yield _target(
                    f"{click}: new SVG nodes, where the older version has {base:.0f}", value, 100
                )
            elif base > 0:
                yield _target(
                    f"{click}: {eye.WORDS[what]} {value:.0f}, times the older {base:.0f}",
                    value / base,
                    bound,
                )
    row, chip = (ours.median(click, "browser") for click in ("row", "chip"))
    yield _target("the browser's work for a click on a row, times that for a chip", row / chip, 1.1)


def crowd(run: Run) -> Iterator[str]:
    """Many people on Explore, each clicking every five seconds: a round in which all is asked for the first time, and
    one more."""
    with run.serving("crowd") as server:
        _people(server, 5, 10)
        memory = [_memory_mb(server.pid)]
        for words in ("all is new", "after that"):
            found = _people(server, run.people, run.seconds)
            memory.append(_memory_mb(server.pid))
            yield (
                f"{run.people} people, {words}, {len(found.seconds)} clicks: median {found.median_ms} ms, "
                f"{len(found.errors)} errors {found.errors[:2]}"
            )
            yield _target(f"p95 of {run.people} people, {words}, in ms", found.p95_ms, 500)
    before, first, second = memory
    yield f"memory: {before} MB, after the first round {first} MB, after the second {second} MB"


def importing(run: Run) -> Iterator[str]:
    """Some people on Explore while another one imports as many videos as there are."""
    loads.measure(loads.EXPORT, run.csv, run.folder / "maker.duckdb", run.videos, 12)
    subprocess.run(["gzip", "-1", "--force", str(run.csv)], check=True)
    packed = run.csv.with_name(run.csv.name + ".gz")
    with run.serving("importing") as server, ThreadPoolExecutor(1) as beside:
        _people(server, _IMPORTING, 10)
        idle = _people(server, _IMPORTING, run.seconds)
        with browser.window() as page:
            page.goto(f"{server.url}/imports")
            page.locator("input[type=file]").set_input_files(packed)
            start = page.get_by_role("button", name="Import 1 file")
            start.wait_for(timeout=120_000)
            busy = beside.submit(_people, server, _IMPORTING, run.seconds)
            start.click()
            page.get_by_text("Just imported").wait_for(timeout=900_000)
            found = busy.result()
    yield _target(
        f"p95 of {_IMPORTING} people while one imports {run.videos:,} videos, {found.p95_ms} ms, times idle",
        found.p95_ms / idle.p95_ms,
        3.0,
    )
    yield f"errors: {len(found.errors)}; figures seen for the whole: {sorted(found.figures)}"


def querying(run: Run) -> Iterator[str]:
    """Some people on Explore while programs ask one long question in SQL after the other."""
    with run.serving("querying") as server, ThreadPoolExecutor(2) as beside:
        _people(server, _IMPORTING, 10)
        used = [at_work.cpu_s(server)]
        idle = _people(server, _IMPORTING, run.seconds)
        used.append(at_work.cpu_s(server))
        end = time.monotonic() + run.seconds

        def ask() -> int:
            asked = 0
            while time.monotonic() < end:
                line = [
                    sys.executable,
                    "-m",
                    "analytics",
                    "--db",
                    str(server.database),
                    "sql",
                    _LONG_QUESTION,
                ]
                subprocess.run(line, cwd=ROOT, capture_output=True, check=False)
                asked += 1
            return asked

        asking = [beside.submit(ask) for _ in range(2)]
        busy = _people(server, _IMPORTING, run.seconds)
        used.append(at_work.cpu_s(server))
        asked = sum(each.result() for each in asking)
    yield f"{asked} long questions, errors of people: {len(busy.errors)}"
    alone, beside_them = (
        (after - before) / len(found.seconds)
        for before, after, found in zip(used[:2], used[1:], (idle, busy), strict=True)
    )
    words = f"processor time of the server for a click beside them {beside_them * 1000:.0f} ms, times idle"
    yield _target(words, beside_them / alone, 1.5)
    yield _target(
        f"p95 of {_IMPORTING} people while long questions in SQL are answered, {busy.p95_ms} ms, times idle",
        busy.p95_ms / idle.p95_ms,
        1.5,
    )


def team(run: Run) -> Iterator[str]:
    """Signed-in people behind nginx, one who imports as many videos as there are, callbacks, alerts; the server is killed at the end."""
    loads.measure(loads.EXPORT, run.csv, run.folder / "maker.duckdb", run.videos, 13)
    place = run.folder / "team"
    place.mkdir()
    for part in run.folder.glob("loaded.duckdb*"):
        shutil.copyfile(part, place / part.name.replace("loaded", "recordings"))
    found = at_work.work(place, run.csv, LINKS, run.people, _EVERY_S, run.seconds)
    way = "behind nginx" if found.behind_nginx else "without nginx, which is not installed"
    memory = found.memory_mb
    yield (
        f"{run.people} signed-in people {way}, {len(found.clicks.seconds)} clicks: median {found.clicks.median_ms} ms; "
        f"import {'done' if found.imported else 'FAILED'}, {len(found.delivered)} callbacks, alerts sent {len(found.notified)} times"
    )
    yield _target("p95 of the team, in ms", found.clicks.p95_ms, 500)
    done = min(round(found.import_s), len(found.cpu_s) - 1)
    yield (
        f"processor time of the server: {found.cpu_s[-1] - found.cpu_s[0]:.0f} s in {len(found.cpu_s)} s, "
        f"{(found.cpu_s[-1] - found.cpu_s[0]) / len(found.clicks.seconds) * 1000:.0f} ms a click with all else; "
        f"{found.cpu_s[done] - found.cpu_s[0]:.0f} s of it while the import ran, {found.import_s:.0f} s"
    )
    yield _target(f"errors {found.clicks.errors[:2]}", len(found.clicks.errors), 0)
    yield _target("callbacks refused", found.not_delivered, 0)
    yield f"callbacks answered later than after {at_work.CALLBACK_S} s: {found.late}"
    yield _target("callbacks lost at the kill -9", len(found.lost), 0)
    yield (
        f"memory of the server: {memory[0]} MB, at most {max(memory)} MB, when the import was done {memory[done]} MB, "
        f"at the end {memory[-1]} MB"
    )


def attacked(run: Run) -> Iterator[str]:
    """Uploads that no page asked for, a hostile TOML, foreign handshakes and tabs by the hundred, with `/ready` asked throughout."""
    with run.serving("attacked") as server:
        found = attacks.attack(
            server, server.database.parent, uploads=20, upload_mb=60, strangers=50, tabs=1500
        )
    yield (
        f"uploads of nobody {dict(found.of_nobody)}, of a tab {dict(found.of_a_tab)}; TOML {[said.status for said in found.toml]}; "
        f"{found.strangers_in} strangers and {found.tabs} tabs let in; /ready {dict(found.ready)}"
    )
    yield _target("slowest answer of /ready, in seconds", found.slowest_ready_s, 1)
    words = f"memory {found.before_mb:.0f} MB, at most {found.peak_mb:.0f} MB, within a minute {found.after_mb:.0f} MB, times the start"
    yield _target(words, found.after_mb / found.before_mb, 1.1)


def empty(run: Run) -> Iterator[str]:
    """A page with nothing on it, served as the dashboard is and by a stock Streamlit."""
    stock = run.folder / "stock"
    stock.mkdir()
    bench = ROOT / "tests/bench"
    with (
        run.serving("house", str(bench / "house_empty.py")) as house,
        running(stock, str(bench / "empty.py"), stock, PYTHONPATH=str(ROOT)) as other,
    ):
        found: dict[str, list[float]] = {house.url: [], other.url: []}
        for _ in range(4):
            for url, seconds in found.items():
                some = asyncio.run(sessions.crowd(url, "", [""], 1, 0.1, 3))
                seconds += some.seconds
    ours, theirs = (statistics.median(found[each.url]) * 1000 for each in (house, other))
    yield _target(f"an empty page, {ours:.1f} ms, times stock Streamlit's", ours / theirs, 0.4)


def _people(server: Server, people: int, seconds: float) -> sessions.Clicks:
    return asyncio.run(sessions.crowd(server.url, "explore", LINKS, people, _EVERY_S, seconds))


def _memory_mb(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) // 1024


def _target(words: str, value: float, bound: float) -> str:
    return f"{'met   ' if value <= bound else 'MISSED'}  {words}: {value:.2f} (at most {bound})"


PARTS = {
    "opening": opening,
    "pages": pages,
    "clicks": clicks,
    "eye": to_the_eye,
    "crowd": crowd,
    "importing": importing,
    "querying": querying,
    "team": team,
    "attacks": attacked,
    "empty": empty,
}
