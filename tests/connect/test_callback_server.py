"""Callbacks at a real server: none lost and each answered soon, while somebody imports and wherever it is killed."""

import http.client
import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analytics.storage.store import Store
from tests.browser.conftest import Server, running
from tests.support.exports import document, flat, row, video

TOKEN = "a-long-word"
COUNT = 200
ROWS = 150_000


def deliver(server: Server, number: int) -> tuple[int, float]:
    """(status, seconds) of one delivery, sent at its time within two seconds."""
    time.sleep(number % 20 / 10)
    data = document(video(f"pushed-{number}"), TaskId=f"task-{number}")
    body = json.dumps(
        {"EventType": "OnlineRecordFinished", "EventData": data, "SdkAppId": 1400000001}
    )
    begun = time.monotonic()
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=30)
    connection.request("POST", f"/callbacks/tiw/{TOKEN}", body)
    answer = connection.getresponse()
    answer.read()
    return answer.status, time.monotonic() - begun


@pytest.mark.slow
def test_two_hundred_in_two_seconds_beside_an_import_and_a_kill(tmp_path: Path) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    (tmp_path / "settings.toml").write_text('watch = "incoming"\n')
    (incoming / "large.csv").write_text(flat(row(f"v{n}", TaskId=f"t{n}") for n in range(ROWS)))
    environment = {"RECORDINGS_SAMPLE": "0", "RECORDINGS_CALLBACK_TOKEN": TOKEN}
    spool = tmp_path / "recordings.duckdb.callbacks"
    with running(tmp_path, **environment) as server:
        time.sleep(6)  # a file is at rest after five seconds
        with ThreadPoolExecutor(COUNT // 10) as pool:
            answers = list(pool.map(lambda n: deliver(server, n), range(COUNT)))
        os.kill(server.pid, signal.SIGKILL)
    assert {status for status, _ in answers} == {200}
    waits = sorted(seconds for _, seconds in answers)
    assert waits[COUNT * 95 // 100] < 1 and waits[-1] < 5, "the vendor waits five seconds"
    assert len(list(spool.glob("*.json"))) == COUNT
    with running(tmp_path, **environment):
        give_up = time.monotonic() + 60
        while list(spool.glob("*.json")) and time.monotonic() < give_up:
            time.sleep(0.2)
        assert not list(spool.glob("*.json")), "loaded within a minute"
    with Store(tmp_path / "recordings.duckdb") as store:
        (state,) = store.ask("callbacks_by_app")
        assert (state["callbacks"], state["files"]) == (COUNT, COUNT)
