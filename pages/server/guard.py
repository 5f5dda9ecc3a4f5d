"""Guard before every route, Streamlit's own included: foreign hosts and pages, uploads in sum, and the headers of answers."""

from __future__ import annotations

import asyncio
import hmac
import os
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime, exists

from pages.server import access

HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'; object-src 'none'; base-uri 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
MEDIA = "/media/"
"""In the path of downloads and pictures, which are the team's own."""
UPLOADS = "/_stcore/upload_file/"
SESSION_BYTES = 600 << 20
ALL_BYTES = 1200 << 20
"""What uploads of one tab, and of all, may hold in memory at once; larger files go through the command line."""
CLOSED_S = 30
"""A tab whose network was away for a moment comes back sooner."""
METRICS = "/_stcore/metrics"
_under_way: set[asyncio.Task[Any]] = set()
_ended: set[asyncio.Task[Any]] = set()
"""Requests that are answered now, and those of them that were ended."""
_closed: dict[str, float] = {}
"""Tabs that were seen closed while their uploads were in memory, and when first."""


class Guard:
    """Refuses what comes from a host or a page that is none of ours, before Streamlit looks at it.

    A handshake from a foreign page would have Streamlit ask a host on the network for its own address, with everybody waiting.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = _stranger(headers) or _too_private(scope) or _not_of_the_proxy(headers, scope)
        if refusal:
            await _refuse(scope, receive, send, 403, refusal)
        elif scope["type"] == "http":
            await self._answer(scope, receive, _with_headers(scope, send))
        else:
            await self._app(scope, receive, _with_headers(scope, send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say that the server ends where that comes first."""
        task, has_begun = asyncio.current_task(), False
        assert task, "an ASGI application runs in a task"

        async def send_on(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        is_upload = UPLOADS in scope["path"] and scope["method"] == "PUT"
        _under_way.add(task)
        try:
            await (self._upload if is_upload else self._app)(scope, receive, send_on)
        except asyncio.CancelledError:
            if task not in _ended:
                raise
            if not has_begun:
                await _refuse(
                    scope, receive, send, 503, "The server is being stopped. Ask again in a minute."
                )
        finally:
            _under_way.discard(task)
            _ended.discard(task)

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let an upload through that has room, and give its memory back where its tab is gone meanwhile."""
        session = scope["path"].partition(UPLOADS)[2].partition("/")[0]
        length = Headers(scope=scope).get("content-length", "")
        if not (length.isascii() and length.isdecimal() and len(length) < 16):
            await _refuse(scope, receive, send, 411, "An upload must say its length.")
            return
        size = int(length)
        held = _held()
        of_session = held[session] + self._coming[session] + size
        of_all = held.total() + self._coming.total() + size
        if of_session > SESSION_BYTES or of_all > ALL_BYTES:
            sentence = "Too much is uploaded at once. Import what is there first, or use: python -m analytics import"
            await _refuse(scope, receive, send, 413, sentence)
            return
        self._coming[session] += size
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming[session] -= size
            if not self._coming[session]:
                del self._coming[session]
            if exists() and not Runtime.instance().is_active_session(session):
                Runtime.instance().uploaded_file_mgr.remove_session_files(session)


def end_requests() -> None:
    """End what is under way, such as the upload of a slow line: the server that is to stop waits for it without a bound."""
    for task in _under_way - _ended:
        _ended.add(task)
        task.cancel()


def sweep(now: float) -> None:
    """Give back the memory of uploads whose tab has been closed for CLOSED_S; `now` is in seconds, of any clock that goes on.

    Streamlit keeps a closed tab for two minutes or more: what is dropped there last is only dropped when another tab closes.
    """
    held = _held()
    for tab in _closed.keys() - held:
        del _closed[tab]
    for tab in held:
        if Runtime.instance().is_active_session(tab):
            _closed.pop(tab, None)
        elif now - _closed.setdefault(tab, now) >= CLOSED_S:
            Runtime.instance().uploaded_file_mgr.remove_session_files(tab)


def is_known_host(host: str | None) -> bool:
    """Whether a host, as a header names it, is one of `server.allowedHosts`; "*" stands for all, "*.x" for those under x."""
    name = _name(host)
    if name is None:
        return False
    for pattern in (str(each).strip().lower().rstrip(".") for each in _allowed()):
        if pattern in ("*", name) or (pattern.startswith("*.") and name.endswith(pattern[1:])):
            return True
    return False


def _allowed() -> list[str]:
    return list(st.get_option("server.allowedHosts") or [])


def _name(host: str | None) -> str | None:
    try:
        parts = urlsplit(f"//{host or ''}")
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return None
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return None
    return (parts.hostname or "").rstrip(".") or None


def _stranger(headers: Headers) -> str:
    """Why a request is refused by its Host and Origin; "" where it is not."""
    hosts = headers.getlist("host")
    if _allowed() and (len(hosts) != 1 or not is_known_host(hosts[0])):
        return "This host is not served here. Add it to server.allowedHosts."
    for origin in headers.getlist("origin"):
        scheme, _, host = origin.partition("://")
        if scheme not in ("http", "https") or [host] != hosts:
            return (
                "Requests of other sites are refused. A proxy must pass the Host that people type."
            )
    return ""


def _too_private(scope: Scope) -> str:
    """The server's own measures are for this machine."""
    if not scope["path"].endswith(METRICS):
        return ""
    client = (scope.get("client") or ("",))[0]
    return "" if client in ("127.0.0.1", "::1") else "Metrics are for this machine alone."


def _not_of_the_proxy(headers: Headers, scope: Scope) -> str:
    """Where a proxy signs people in and shares a secret with this server, nothing else may ask but whether it is ready."""
    secret = os.environ.get(access.PROXY_SECRET, "")
    if not secret or scope["path"] == "/ready":
        return ""
    given = headers.get(access.PROXY_HEADER, "")
    is_same = hmac.compare_digest(given.encode("latin-1", "replace"), secret.encode())
    return "" if is_same else "Ask the proxy in front of this server."


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": sentence})
        return
    answer = PlainTextResponse(sentence + "\n", status, headers={"Connection": "close"})
    await answer(scope, receive, _with_headers(scope, send))


def _with_headers(scope: Scope, send: Send) -> Send:
    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if MEDIA in scope["path"]:
                headers["Cache-Control"] = "private, no-store"
        await send(message)

    return send_guarded


def _held() -> Counter[str]:
    """Bytes of the uploads that are in memory, by tab."""
    if not exists():
        return Counter()
    # Copies, for the server's loop goes on with them meanwhile.
    storage = dict(getattr(Runtime.instance().uploaded_file_mgr, "file_storage", {}))
    return Counter(
        {
            name: sum(len(file.data) for file in list(files.values()))
            for name, files in storage.items()
        }
    )
