"""A server under attack: uploads without a page, hostile TOML, handshakes of foreign pages, tabs opened and closed by the hundred."""

from __future__ import annotations

import asyncio
import http.client
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.bench import sessions
from tests.browser.conftest import Server
from tests.support.terminal import Said, call

MB = 1 << 20
TOML_KB = 120
ASK_S = 0.1
_AT_ONCE = 8
_BACK_S = 60


@dataclass
class Outcome:
    """What came of an attack."""

    of_nobody: Counter[int] = field(default_factory=Counter)
    """The statuses of uploads that name no tab; 0 where the server hung up."""
    of_a_tab: Counter[int] = field(default_factory=Counter)
    """Those of uploads by an open tab that no page has asked for a file; it is closed after them."""
    toml: list[Said] = field(default_factory=list)
    """Each answer to the hostile file: as a plan, and as an import."""
    strangers_in: int = 0
    """Handshakes of a foreign page that were let in."""
    tabs: int = 0
    """Tabs that were let in."""
    ready: Counter[int] = field(default_factory=Counter)
    """The statuses of `/ready` throughout; 0 where nothing answered."""
    slowest_ready_s: float = 0
    before_mb: float = 0
    peak_mb: float = 0
    after_mb: float = 0
    """A minute after the attack, or sooner where all but a tenth is back."""

    @property
    def is_back(self) -> bool:
        """Whether the memory is within a tenth of the start."""
        return self.after_mb <= self.before_mb * 1.1


def attack(server: Server, folder: Path, *, uploads: int, upload_mb: int, strangers: int, tabs: int) -> Outcome:  # fmt: skip
    """All of it, one after the other, after a few tabs of people; then a minute for the memory to come back."""
    outcome = Outcome()
    asyncio.run(_be_used(server, folder))
    outcome.before_mb = at_rest_mb(server)
    with _asking(server, outcome):
        outcome.of_nobody.update(_put(server, f"nobody-{n}", upload_mb) for n in range(uploads))
        outcome.of_a_tab.update(asyncio.run(uploads_of_a_tab(server, uploads, upload_mb)))
        outcome.toml = hostile_toml(server, folder)
        outcome.strangers_in = asyncio.run(open_tabs(server, strangers, "http://evil.example"))
        outcome.tabs = asyncio.run(open_tabs(server, tabs, server.url, runs=True))
        give_up = time.monotonic() + _BACK_S
        outcome.after_mb = memory_mb(server)
        while not outcome.is_back and time.monotonic() < give_up:
            time.sleep(0.5)
            outcome.after_mb = memory_mb(server)
    return outcome


def memory_mb(server: Server) -> float:
    """What the server's process holds."""
    status = Path(f"/proc/{server.pid}/status").read_text("utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def at_rest_mb(server: Server) -> float:
    """The memory once the server has read all that it reads beside its first answers."""
    most, since = memory_mb(server), time.monotonic()
    while time.monotonic() - since < 5:
        time.sleep(0.2)
        if memory_mb(server) > most + 1:
            most, since = memory_mb(server), time.monotonic()
    return memory_mb(server)


async def open_tabs(server: Server, count: int, origin: str, *, runs: bool = False) -> int:
    """Open so many tabs and close them, some at once; each asks for a page where it `runs`. How many were let in."""
    address = f"{server.url.replace('http', 'ws')}/_stcore/stream"
    doors = asyncio.Semaphore(_AT_ONCE)

    async def one() -> bool:
        async with doors:
            with suppress(WebSocketException, OSError, TimeoutError):
                how = {"origin": origin, "subprotocols": ["streamlit"], "open_timeout": 60}
                async with connect(address, max_size=None, **how) as tab:  # type: ignore[arg-type]
                    if runs:
                        await tab.send(_page())
                        await asyncio.wait_for(tab.recv(), 60)
                    return True
            return False

    return sum(await asyncio.gather(*(one() for _ in range(count))))


async def uploads_of_a_tab(server: Server, count: int, size_mb: int) -> list[int]:
    """Open a tab, upload so many files in its name, none of which a page has asked for, and close it; their statuses."""
    async with tab(server) as (session, head):
        return [
            await asyncio.to_thread(_put, server, session, size_mb, f"file-{n}", head)
            for n in range(count)
        ]


@asynccontextmanager
async def tab(server: Server) -> AsyncIterator[tuple[str, dict[str, str]]]:
    """An open tab: its id, and the headers by which its uploads are known."""
    link = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    link.request("GET", "/_stcore/health")
    cookie = link.getresponse().headers.get("Set-Cookie", "").partition(";")[0]
    link.close()
    address = f"{server.url.replace('http', 'ws')}/_stcore/stream"
    how = {"origin": server.url, "subprotocols": ["streamlit"]}
    async with connect(address, max_size=None, **how) as opened:  # type: ignore[arg-type]
        await opened.send(_page())
        answer = ForwardMsg()
        answer.ParseFromString(await opened.recv())
        head = {"Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2].strip('"')}
        yield answer.new_session.initialize.session_id, head


def _put(
    server: Server,
    session: str,
    size_mb: int,
    name: str = "file",
    head: dict[str, str] | None = None,
) -> int:
    link = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    start = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n'
    parts = [start, *[b"0" * MB] * size_mb, b"\r\n--x--\r\n"]
    try:
        link.putrequest("PUT", f"/_stcore/upload_file/{session}/{name}")
        for key, value in {
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": str(sum(map(len, parts))),
            **(head or {}),
        }.items():
            link.putheader(key, value)
        link.endheaders()
        for part in parts:
            link.send(part)
        return link.getresponse().status
    except OSError:
        return 0
    finally:
        link.close()


def _page() -> bytes:
    page = BackMsg()
    page.rerun_script.page_name = "overview"
    return page.SerializeToString()


async def _be_used(server: Server, folder: Path) -> None:
    """What a server has read once people use it is no harm of an attack."""
    clicks = await sessions.crowd(server.url, "overview", [""], 8, 1, 5)
    assert not clicks.errors, clicks.errors
    await uploads_of_a_tab(server, 1, 1)
    await asyncio.to_thread(hostile_toml, server, folder)
    await open_tabs(server, 60, server.url, runs=True)


def hostile_toml(server: Server, folder: Path) -> list[Said]:
    """Have the server read a TOML whose reading takes gigabytes: as the plan of a command, and as a price book."""
    file = folder / "hostile.toml"
    file.write_text(".".join(["a"] * (TOML_KB * 512 - 2)) + " = 1\n")
    beside = ("--db", server.database)
    return [
        call(*beside, "settle", "--plan", file, "--json"),
        call(*beside, "price-books", "add", file),
    ]


@contextmanager
def _asking(server: Server, outcome: Outcome) -> Iterator[None]:
    """Ask throughout whether the server is ready, and how much memory it has."""
    stop = threading.Event()

    def ask() -> None:
        while not stop.wait(ASK_S):
            begun = time.monotonic()
            outcome.ready[_ready(server)] += 1
            took = time.monotonic() - begun
            outcome.slowest_ready_s = max(outcome.slowest_ready_s, took)
            outcome.peak_mb = max(outcome.peak_mb, memory_mb(server))

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        try:
            yield
        finally:
            stop.set()
        asking.result()


def _ready(server: Server) -> int:
    link = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    try:
        link.request("GET", "/ready")
        return link.getresponse().status
    except OSError:
        return 0
    finally:
        link.close()
