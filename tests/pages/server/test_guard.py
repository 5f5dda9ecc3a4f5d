"""What stands before every route: foreign hosts and pages, uploads in sum, the headers of answers."""

import asyncio
import re
from collections import Counter
from pathlib import Path
from unittest.mock import Mock

import pytest
import streamlit as st
from starlette.types import Message, Receive, Scope, Send
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from pages.server import guard
from tests.support.asgi import ask


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that takes everything."""
    while scope["type"] == "http" and (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"in"})


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_allowed", lambda: ["127.0.0.1", "localhost", "*.school.example"])


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1:8501", None, 200),
        ("localhost", "http://localhost", 200),
        ("rec.school.example", "https://rec.school.example", 200),
        ("school.example", None, 403),
        ("evil.example", None, 403),
        ("127.0.0.1:8501", "http://evil.example", 403),
        ("127.0.0.1:8501", "http://127.0.0.1:8502", 403),
        ("127.0.0.1:8501", "null", 403),
        ("127.0.0.1:8501", "file://", 403),
        ("127.0.0.1:8501", "http://127.0.0.1:8501.evil.example", 403),
        ("user@127.0.0.1", None, 403),
        ("127.0.0.1:x", None, 403),
        ("", None, 403),
    ],
)
@pytest.mark.usefixtures("hosts")
def test_only_our_own_hosts_and_pages_are_let_in(
    host: str, origin: str | None, status: int
) -> None:
    given = {"origin": origin} if origin else {}
    for path in ("/", "/_stcore/health", "/media/x", "/api/v1/minutes", "/static/x.js"):
        answer = ask(guard.Guard(page), path, host=host, **given)
        assert answer.status == status, path
        assert {name.lower(): value for name, value in guard.HEADERS.items()}.items() <= answer.headers.items()  # fmt: skip


@pytest.mark.usefixtures("hosts")
def test_a_handshake_of_a_foreign_page_never_reaches_streamlit() -> None:
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        said.append(message)

    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("it is let in")

    headers = [(b"host", b"127.0.0.1:8501"), (b"origin", b"http://evil.example")]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    asyncio.run(guard.Guard(never)(scope, receive, send))
    assert [message["type"] for message in said] == ["websocket.close"]


@pytest.mark.usefixtures("hosts")
def test_uploads_are_held_to_a_sum_for_a_tab_and_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Counter({"a": 50, "b": 30})
    monkeypatch.setattr(guard, "_held", lambda: held)
    monkeypatch.setattr(guard, "SESSION_BYTES", 100)
    monkeypatch.setattr(guard, "ALL_BYTES", 130)

    def put(session: str, size: int, **more: str) -> int:
        path = f"{guard.UPLOADS}{session}/file"
        return ask(guard.Guard(page), path, method="PUT", body=b"x" * size, **more).status

    assert (put("a", 50), put("a", 51), put("c", 51), put("c", 50)) == (200, 413, 413, 200)
    assert put("c", 10, content_length="1_0") == put("c", 10, content_length="") == 411
    held.clear()
    assert put("c", 100) == 200


def test_uploads_of_a_closed_tab_are_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime, is_open = Mock(), {"a", "b"}
    runtime.uploaded_file_mgr = manager = MemoryUploadedFileManager(guard.UPLOADS)
    runtime.is_active_session = is_open.__contains__
    monkeypatch.setattr(guard, "exists", lambda: True)
    monkeypatch.setattr(guard.Runtime, "instance", lambda: runtime)
    for tab in "ab":
        manager.add_file(tab, UploadedFileRec("file", "f.csv", "text/csv", b"x" * 10))

    def held_after(seconds: float) -> set[str]:
        guard.sweep(seconds)
        return set(guard._held())

    assert held_after(0) == {"a", "b"}
    is_open.remove("a")
    assert held_after(10) == held_after(10 + guard.CLOSED_S - 1) == {"a", "b"}
    is_open.add("a")  # it was away for a moment
    assert held_after(100) == {"a", "b"}
    is_open.remove("a")
    assert held_after(200) == {"a", "b"}
    assert held_after(200 + guard.CLOSED_S) == {"b"}
    assert held_after(300) == {"b"}


@pytest.mark.usefixtures("hosts")
def test_measures_are_for_this_machine_and_media_is_kept_by_nobody() -> None:
    assert ask(guard.Guard(page), "/_stcore/metrics").status == 200
    assert ask(guard.Guard(page), "/media/a.pdf").headers["cache-control"] == "private, no-store"


def test_every_answer_of_the_server_goes_through_the_guard() -> None:
    text = (Path(__file__).parents[3] / "app.py").read_text()
    assert re.search(r"middleware=\[\s*Middleware\(guard\.Guard\),", text)
    assert st.get_option("client.allowedOrigins") == []
