"""Fast to the eye: what a click on Explore makes a browser do, held against an older version of the product.

Both serve the same export, and are clicked in turns. Counts are the same in every run; times depend on the machine, their
ratios hardly.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.bench import browser
from tests.browser.conftest import Server

TRIES = 5
BOUNDS = {
    "number": 0.6,
    "chart": 0.6,
    "rest": 0.5,
    "changes": 0.4,
    "svg": 0.4,
    "browser": 0.6,
    "bytes": 1.0,
}
"""Of what the older version takes."""
WORDS = {
    "number": "first number, in ms",
    "chart": "main chart, in ms",
    "rest": "page at rest, in ms",
    "changes": "changes to the page",
    "browser": "the browser's processor, in ms",
    "bytes": "bytes from the server",
}
STILL_MS = 500
_PATIENCE_MS = 60_000
_ROOMS = [f"{210101 + number}" for number in range(0, 300, 7)]
WATCH = """() => {
  if (window.eye) return;
  const eye = window.eye = {};
  const figure = () => document.querySelector('[data-testid=stMetricValue]')?.innerText;
  const first = () => document.querySelector('.stPlotlyChart, .stEChartsChart');
  const paths = () => first()?.querySelector('.bars .point path, path.js-fill')?.getAttribute('d');
  const begin = () => Object.assign(eye, {
    begin: performance.now(), last: performance.now(), figure: figure(), paths: paths(),
    number: 0, chart: 0, changes: 0, svg: 0, places: [],
  });
  begin();
  document.addEventListener('pointerdown', begin, true);
  const moved = element => {
    eye.last = performance.now();
    if (eye.places.at(-1) !== element) eye.places.push(eye.last, element);
    else eye.places[eye.places.length - 2] = eye.last;
  };
  new MutationObserver(changes => {
    for (const change of changes) {
      const element = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      // Streamlit's own clock and spinner in the corner are no part of the page.
      if (!element || element.closest('[data-testid=stStatusWidget]')) continue;
      eye.changes += 1;
      for (const node of change.addedNodes) {
        if (node instanceof SVGElement) eye.svg += 1 + node.querySelectorAll('*').length;
        else if (node.querySelectorAll) eye.svg += node.querySelectorAll('svg, svg *').length;
      }
      moved(element);
    }
    if (!eye.number && figure() && figure() !== eye.figure) eye.number = performance.now();
    if (!eye.chart && paths() && paths() !== eye.paths) eye.chart = performance.now();
  }).observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  for (const name of ['fillRect', 'clearRect', 'fill', 'stroke', 'fillText', 'drawImage']) {
    const own = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      if (this.canvas.isConnected) {
        moved(this.canvas);
        if (!eye.chart && first()?.contains(this.canvas)) eye.chart = eye.last;
      }
      return own.apply(this, given);
    };
  }
}"""
"""Counts changes of the page and new SVG nodes from each press of the mouse on, and notes when a thing was drawn: the first
figure, the first chart, and the last of all that is in sight."""
_SETTLED = """still => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  && performance.now() - window.eye.last > still"""
_SEEN = """() => {
  const eye = window.eye, since = at => at ? at - eye.begin : null;
  let rest = eye.begin;
  for (let place = 0; place < eye.places.length; place += 2) {
    const element = eye.places[place + 1];
    const box = element.getBoundingClientRect();
    if (element.isConnected && box.width && box.height
        && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth) rest = eye.places[place];
  }
  return {number: since(eye.number), chart: since(eye.chart), rest: since(rest), changes: eye.changes, svg: eye.svg};
}"""


@dataclass
class Version:
    """A server of one version with a page of its own, and what was measured there: {click: [what a click made, …]}."""

    server: Server
    page: Page
    took: dict[str, list[dict[str, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = self.page.context.new_cdp_session(self.page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.session.send("Network.enable")
        self._bytes = 0
        self.session.on("Network.webSocketFrameReceived", self._came)

    def _came(self, frame: dict[str, Any]) -> None:
        self._bytes += len(frame["response"]["payloadData"]) * 3 // 4

    def open(self, query: str) -> None:
        """Explore with these filters, at rest."""
        self.page.goto(f"{self.server.url}/explore?{query}")
        self.page.locator("[data-testid=stMetricValue]").first.wait_for(timeout=_PATIENCE_MS)
        self.page.evaluate(WATCH)
        self._settle()

    def click(self, name: str, x: float, y: float) -> None:
        """Press the mouse there, wait for rest, and keep what it made."""
        self._settle()
        self.page.mouse.move(x - 5, y)  # a table is clicked where the mouse was seen last
        self._settle()
        before = self._spent()
        self.page.mouse.click(x, y)
        self.page.wait_for_timeout(80)
        self._settle()
        after = self._spent()
        seen: dict[str, float] = self.page.evaluate(_SEEN)
        spent = {name: after[name] - before[name] for name in after}
        self.took.setdefault(name, []).append({**seen, **spent})

    def median(self, click: str, what: str) -> float:
        """Of all clicks of a name that had it."""
        values = [each[what] for each in self.took[click] if each[what] is not None]
        return statistics.median(values) if values else float("nan")

    def _settle(self) -> None:
        self.page.wait_for_function(_SETTLED, arg=STILL_MS, timeout=_PATIENCE_MS, polling=50)

    def _spent(self) -> dict[str, float]:
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        (busy,) = (metric["value"] for metric in metrics if metric["name"] == "TaskDuration")
        return {
            "browser": busy * 1000,
            "server": _busy_ms(self.server.pid),
            "bytes": float(self._bytes),
        }


def _busy_ms(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def load(older: Path, csv: Path, database: Path) -> None:
    """The export in a database of the older version, made by itself."""
    command = [sys.executable, "-m", "analytics", "--db", str(database)]
    subprocess.run(
        [*command, "import", str(csv)],
        cwd=older,
        env={**os.environ, "PYTHONPATH": str(older)},
        check=False,  # rows that an export of the benchmark has wrong on purpose
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def compare(
    ours: AbstractContextManager[Server], theirs: AbstractContextManager[Server]
) -> tuple[Version, Version]:
    """Both after the same clicks, in turns."""
    with ours as new, theirs as old, browser.windows(2) as (page, other):
        versions = Version(new, page), Version(old, other)
        for (
            version
        ) in versions:  # what is worked out once a server, and scripts, are no part of a click
            _clicks(version, "210102")
            version.took.clear()
        for room in _ROOMS[:TRIES]:
            for version in versions:
                _clicks(version, room)
    return versions


def _clicks(version: Version, room: str) -> None:
    """A chip taken off, the row of the same value chosen, and another step of the chart."""
    page = version.page
    version.open(f"room={room}&kind=Camera&step=Weeks&period=All+recorded+days")
    version.click("chip", *_middle(page.get_by_role("button", name="Kind: Camera").first))
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None
    version.click("row", box["x"] + 60, box["y"] + 35 * 1.5)
    version.click("step", *_middle(page.get_by_role("radio", name="Months", exact=True)))


def _middle(target: Any) -> tuple[float, float]:
    box = target.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
