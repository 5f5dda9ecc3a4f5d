"""A server that is attacked answers whether it is ready throughout, and has its memory back afterwards."""

import http.client
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.browser.conftest import Server, running

pytestmark = pytest.mark.slow
MB = 1 << 20
SESSIONS, STRANGERS, UPLOADS, UPLOAD_MB = 300, 50, 10, 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("attacked"), RECORDINGS_SAMPLE="0") as started:
        yield started


def memory(server: Server) -> int:
    status = Path(f"/proc/{server.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def at_rest(server: Server) -> int:
    """The memory once the server has read all that it reads beside its first answers."""
    found, since = memory(server), time.monotonic()
    while time.monotonic() - since < 5:
        time.sleep(0.2)
        if memory(server) > found + MB:
            found, since = memory(server), time.monotonic()
    return found


def sessions(server: Server, count: int, origin: str) -> int:
    """Open and close as many connections of pages; how many were let in."""
    address = f"{server.url.replace('http', 'ws')}/_stcore/stream"

    def one(_: int) -> bool:
        how = {"origin": origin, "subprotocols": ["streamlit"], "open_timeout": 60}
        with suppress(WebSocketException, OSError), connect(address, **how):  # type: ignore[arg-type]
            return True
        return False

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(one, range(count)))


def upload(server: Server, session: str) -> int:
    """Send a file for which no page has a place; the status, 0 where the server hangs up."""
    link = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    head = {"Content-Type": "multipart/form-data; boundary=x"}
    start = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n'
    body = start + b"0" * (UPLOAD_MB * MB) + b"\r\n--x--\r\n"
    try:
        link.request("PUT", f"/_stcore/upload_file/{session}/file", body, head)
        return link.getresponse().status
    except OSError:
        return 0
    finally:
        link.close()


def test_it_is_ready_throughout_and_its_memory_comes_back(server: Server) -> None:
    sessions(server, 20, server.url)
    before = at_rest(server)
    answers: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.wait(0.1):
            with urllib.request.urlopen(f"{server.url}/ready", timeout=60) as answer:
                answers.append(answer.status)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        statuses = [upload(server, f"session-{n}") for n in range(UPLOADS)]
        assert sessions(server, STRANGERS, "http://evil.example") == 0
        assert sessions(server, SESSIONS, server.url) == SESSIONS
    finally:
        stop.set()
        asking.join()
    assert not [status for status in statuses if 200 <= status < 300]
    assert answers and set(answers) == {200}
    give_up = time.monotonic() + 90
    while memory(server) > before * 1.1 + 20 * MB:
        assert time.monotonic() < give_up, f"{memory(server) / MB:.0f} MB, {before / MB:.0f} before"
        time.sleep(0.5)
    assert "Traceback" not in server.said()
