"""A server as it runs: what programs ask beside the pages, and how it ends."""

import asyncio
import http.client
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.bench import attacks
from tests.browser.conftest import Server, running
from tests.support.exports import flat, row
from tests.support.terminal import call, command, write

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("server")
    with running(folder, RECORDINGS_SAMPLE="0") as started:
        yield started


def get(server: Server, path: str, **headers: str) -> tuple[int, HTTPResponse]:
    request = urllib.request.Request(f"{server.url}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer
    except urllib.error.HTTPError as fault:
        return fault.code, fault  # type: ignore[return-value]


def test_commands_pages_and_programs_are_answered_while_a_file_loads(
    server: Server, tmp_path: Path
) -> None:
    def beside(*words: object):  # type: ignore[no-untyped-def]
        return call("--db", server.database, *words)

    file = write(tmp_path / "large.csv", flat([row(f"v{n}") for n in range(60_000)]))
    with ThreadPoolExecutor(1) as pool:
        importing = pool.submit(beside, "import", file)
        answers = [beside("imports", "--json")]
        while not importing.done():
            assert get(server, "/ready")[0] == get(server, "/")[0] == 200
            answers.append(beside("minutes", "--by", "kind", "--json"))
    assert importing.result().status == 0, importing.result()
    assert {(each.status, each.err) for each in answers} == {(0, "")}
    assert {sum(each["videos"] for each in answer.json) for answer in answers[1:]} <= {0, 60_000}
    token = beside("tokens", "add", "bi", "--role", "viewer").out.strip()
    request = urllib.request.Request(
        f"{server.url}/api/v1/minutes?by=kind", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)[0]["videos"] == 60_000
    assert get(server, "/api/v1/minutes?by=kind")[0] == 401
    end = time.monotonic() + 30
    while not list(server.database.parent.glob("snapshots/*/costs.parquet")):
        assert time.monotonic() < end, "no snapshot is written"
        time.sleep(0.1)
    assert beside("sql", "select count(*) as n from files", "--json").json == [{"n": 60_000}]


def test_foreign_handshakes_are_refused_at_once(server: Server) -> None:
    address = server.url.replace("http", "ws") + "/_stcore/stream"
    begun = time.monotonic()
    for _ in range(50):
        with pytest.raises(InvalidStatus):
            connect(address, origin="http://evil.example", subprotocols=["streamlit"])  # type: ignore[arg-type,list-item]
    took = time.monotonic() - begun
    assert get(server, "/ready")[0] == 200
    assert took < 25, "each would take 2 s where the network is closed"
    with connect(address, origin=server.url, subprotocols=["streamlit"]):  # type: ignore[arg-type,list-item]
        pass
    status, answer = get(server, "/", Origin="http://evil.example")
    assert status == 403 and answer.headers["X-Content-Type-Options"] == "nosniff"


def test_it_ends_soon_and_quietly_in_the_middle_of_an_import_and_an_upload(tmp_path: Path) -> None:
    file = write(tmp_path / "large.csv", flat([row(f"v{n}") for n in range(200_000)]))
    with running(tmp_path, RECORDINGS_SAMPLE="0") as server:
        end = time.monotonic() + 60
        while not (tmp_path / "recordings.duckdb.sock").exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        importing = subprocess.Popen(
            command("--db", server.database, "import", file), stdout=-1, stderr=-1
        )
        time.sleep(1.5)
        status, took = asyncio.run(_stop_in_an_upload(server))
        importing.communicate(timeout=60)
        assert status == 503
        assert took < 10 + 5, "it has 9.5 s in all"
        assert "Traceback" not in server.said()
    assert not (tmp_path / "recordings.duckdb.sock").exists()
    assert call("--db", server.database, "imports", "--json").status == 0


async def _stop_in_an_upload(server: Server) -> tuple[int, float]:
    """Stop the server while a tab uploads a file of which no more comes: what it is told, and the seconds until the server has ended."""
    async with attacks.tab(server) as (session, head):
        link = http.client.HTTPConnection(server.url.partition("://")[2], timeout=60)
        link.putrequest("PUT", f"/_stcore/upload_file/{session}/file")
        for name, value in {
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": "1000000",
            **head,
        }.items():
            link.putheader(name, value)
        link.endheaders()
        link.send(b"--x")
        time.sleep(0.2)
        begun = time.monotonic()
        os.kill(server.pid, signal.SIGTERM)
        status = link.getresponse().status
    while not _is_gone(server.pid):
        assert time.monotonic() - begun < 60, "it does not end"
        time.sleep(0.05)
    return status, time.monotonic() - begun


def _is_gone(pid: int) -> bool:
    """A child that has ended is a zombie until its parent asks for it."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
