"""A team at work: many signed-in people behind a proxy, one importing, callbacks coming in, alerts going out; then a kill -9."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from analytics.storage.store import Store
from tests.bench import sessions
from tests.browser.conftest import Server, free_port, running
from tests.support.exports import document, video
from tests.support.receivers import robots
from tests.support.terminal import call

TOKEN = "a-long-word"
PERSON = "X-Forwarded-Email"
ROLES = f'sign_in = "headers"\nperson = "{PERSON}"\n[roles]\n"*" = "viewer"\n"ops@school.example" = "admin"\n'
CALLBACKS_A_SECOND = 2
NOTIFY_S = 10
CALLBACK_S = 5
_NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {upstream}
    map $http_upgrade $connection_upgrade {{ default upgrade; "" close; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass {behind};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_set_header X-Forwarded-Email $http_x_person;
            proxy_read_timeout 1h;
        }}
    }}
}}
"""
"""A proxy that believes who people say that they are, as one does that asked them to sign in."""


@dataclass
class Work:
    """What came of a run."""

    behind_nginx: bool
    clicks: sessions.Clicks
    memory_mb: list[int] = field(default_factory=list)
    """Each second, of the server's process."""
    cpu_s: list[float] = field(default_factory=list)
    """Likewise, what it has used of processors until then."""
    import_s: float = 0
    """How long the import took."""
    delivered: set[str] = field(default_factory=set)
    """Tasks whose callback was answered with 200."""
    not_delivered: int = 0
    late: int = 0
    """Callbacks that were not answered within CALLBACK_S, as a machine with more work than processors has them; they come again."""
    imported: bool = False
    notified: list[int] = field(default_factory=list)
    """Exit status of each time that alerts were sent."""
    messages: int = 0
    lost: set[str] = field(default_factory=set)
    """Tasks that were answered for, and are neither on the disk nor in the database after the kill."""


def work(
    folder: Path, csv: Path, links: Sequence[str], people: int, every_s: float, lasting_s: float
) -> Work:
    """A team on the database in ``folder``, for so long and until ``csv`` is imported; the server is killed at the end."""
    (folder / "roles.toml").write_text(ROLES)
    with robots() as robot:
        (folder / "channels.toml").write_text(
            f'[[channels]]\nkind = "webhook"\nurl = "{robot.url}/webhook"\n'
        )
        with running(folder, RECORDINGS_SAMPLE="0", RECORDINGS_CALLBACK_TOKEN=TOKEN) as server:
            with proxy(folder, server.url) as url:
                result = _work(server, url or server.url, csv, links, people, every_s, lasting_s)
                result.behind_nginx = bool(url)
            os.kill(server.pid, signal.SIGKILL)
        result.messages = len(robot.came)
    result.lost = result.delivered - _kept(folder)
    return result


def _work(
    server: Server, url: str, csv: Path, links: Sequence[str], people: int, every_s: float, lasting_s: float
) -> Work:  # fmt: skip
    done = threading.Event()
    result = Work(False, sessions.Clicks())
    beside = (_watch, _deliver, _notify)
    with ThreadPoolExecutor(len(beside) + 1) as pool:
        others = [pool.submit(each, server, done, result) for each in beside]
        importing = pool.submit(_import, server, csv, result)
        try:
            result.clicks = asyncio.run(
                sessions.crowd(url, "explore", links, people, every_s, lasting_s, _named)
            )
            result.imported = importing.result()
        finally:
            done.set()
        for each in others:
            each.result()
    return result


def _named(number: int) -> dict[str, str]:
    name = f"person{number}@school.example"
    return {"X-Person": name, PERSON: name}


def _import(server: Server, csv: Path, result: Work) -> bool:
    begun = time.monotonic()
    said = call("--db", server.database, "import", csv)
    result.import_s = time.monotonic() - begun
    return said.status in (0, 1)


def _watch(server: Server, done: threading.Event, result: Work) -> None:
    while not done.wait(1):
        lines = Path(f"/proc/{server.pid}/status").read_text("utf-8").splitlines()
        (line,) = (line for line in lines if line.startswith("VmRSS:"))
        result.memory_mb.append(int(line.split()[1]) // 1024)
        result.cpu_s.append(cpu_s(server))


def cpu_s(server: Server) -> float:
    """What the server's process has used of processors, in seconds."""
    used = Path(f"/proc/{server.pid}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def _deliver(server: Server, done: threading.Event, result: Work) -> None:
    number = 0
    while not done.wait(1 / CALLBACKS_A_SECOND):
        task = f"pushed-{number}"
        data = document(video(f"{task}-v"), TaskId=task)
        event = {"EventType": "OnlineRecordFinished", "EventData": data, "SdkAppId": 1400000001}
        request = urllib.request.Request(
            f"{server.url}/callbacks/tiw/{TOKEN}", json.dumps(event).encode()
        )
        try:
            with urllib.request.urlopen(request, timeout=CALLBACK_S) as answer:
                answer.read()
            result.delivered.add(task)
        except urllib.error.HTTPError:
            result.not_delivered += 1
        except OSError:
            result.late += 1
        number += 1


def _notify(server: Server, done: threading.Event, result: Work) -> None:
    while not done.wait(min(NOTIFY_S, 1 + NOTIFY_S * len(result.notified))):
        result.notified.append(call("--db", server.database, "notify").status)


def _kept(folder: Path) -> set[str]:
    """Tasks of which a callback is on the disk or in the database."""
    spooled = (folder / "recordings.duckdb.callbacks").glob("*.json")
    tasks = {json.loads(path.read_text())["EventData"]["TaskId"] for path in spooled}
    with Store(folder / "recordings.duckdb") as store, store.session() as cursor:
        tasks |= {task for (task,) in cursor.execute("select task from callbacks").fetchall()}
    return tasks


@contextmanager
def proxy(folder: Path, behind: str, upstream: str = "") -> Iterator[str]:
    """The address of nginx in front of a server, or of the ``upstream`` that ``behind`` names; "" where it is not installed."""
    program = shutil.which("nginx")
    if program is None:
        yield ""
        return
    port = free_port()
    settings = folder / "nginx.conf"
    settings.write_text(_NGINX.format(folder=folder, port=port, behind=behind, upstream=upstream))
    process = subprocess.Popen(
        [program, "-p", str(folder), "-c", str(settings)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 20
        while not _answers(f"{url}/ready"):
            if time.monotonic() > until:
                raise RuntimeError(f"nginx did not start: {(folder / 'nginx.log').read_text()}")
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
