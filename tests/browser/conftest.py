"""A real server and a real browser, for the journeys that matter."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.get_browser import MISSING, find_browser, in_ci

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60  # a slow machine is no failure; a server that says nothing for a minute is


@dataclass(frozen=True)
class Server:
    """A running dashboard: its address, its database file, and what it wrote so far."""

    url: str
    database: Path
    log: Path
    pid: int

    def said(self) -> str:
        return self.log.read_text(errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def running(
    folder: Path, script: str = "app.py", cwd: Path = ROOT, *, port: int = 0, secrets: Path | None = None, **env: str
) -> Iterator[Server]:  # fmt: skip
    """A dashboard on a port and a database of its own, stopped at the end."""
    port = port or free_port()
    database, log = folder / "recordings.duckdb", folder / "server.log"
    options = {
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        **({"secrets.files": str(secrets)} if secrets else {}),
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", script, *flags],
            cwd=cwd,
            env={**inherited, "RECORDINGS_DB": str(database), **env},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", database, log, process.pid)
    try:
        give_up = time.monotonic() + PATIENCE_S
        while not _healthy(server.url):
            if process.poll() is not None or time.monotonic() > give_up:
                pytest.fail(f"the dashboard did not start. It wrote:\n{server.said()}")
            time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """`with start_server(NAME="value") as server:` for a test that needs more than one."""
    return lambda **env: running(tmp_path_factory.mktemp("server"), **env)


@pytest.fixture
def server(start_server: Callable[..., Any]) -> Iterator[Server]:
    """A first start, for this test alone: what the test changes, no other sees."""
    with start_server() as started:
        yield started


@pytest.fixture(scope="session")
def sample_server(start_server: Callable[..., Any]) -> Iterator[Server]:
    """A first start with the sample loaded, shared by all tests that only look."""
    with start_server() as started:
        yield started


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = find_browser()
    if path is None:
        (pytest.fail if in_ci() else pytest.skip)(MISSING)
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
    }


AT_ONCE = """
const animate = Element.prototype.animate;
Element.prototype.animate = function (...how) {
  const animation = animate.apply(this, how);
  animation.finish();
  return animation;
};
"""
"""An expander takes half a second to open; a test presses and lets go within 2 ms, and what it presses moves away
between the two, so that nobody clicked anything: one time in ten on a busy machine."""


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """A browser window without animation that fails its test where a page asks another host for anything."""
    context.add_init_script(AT_ONCE)
    elsewhere: list[str] = []
    local = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")
    context.on("request", lambda r: None if r.url.startswith(local) else elsewhere.append(r.url))
    yield context
    assert elsewhere == [], "a page asked another host"
