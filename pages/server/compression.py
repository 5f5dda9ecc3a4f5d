"""Scripts and styles of the front end, sent compressed: a third of the bytes of a first visit.

Streamlit leaves its static files out of its own compression, which would pack them again for each visitor. Their names
hold a hash of what is in them, so that each is packed once here and kept: some 3 MB.
"""

from __future__ import annotations

import asyncio
import gzip

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX, ENDINGS = "/static/", (".js", ".css")
LEAST_BYTES = 1_000
LEVEL = 6


class CompressedScripts:
    """ASGI middleware: whole answers below ``/static/`` that are scripts or styles, as gzip for those who take it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._packed: dict[str, tuple[Message, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the packed file where there is one; anything else goes its way."""
        if not _is_meant(scope):
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if path not in self._packed:
            messages: list[Message] = []

            async def keep(message: Message) -> None:
                messages.append(message)

            await self.app(scope, receive, keep)
            start, body = messages[0], b"".join(part.get("body", b"") for part in messages[1:])
            if start["status"] != 200 or len(body) < LEAST_BYTES:
                for message in messages:
                    await send(message)
                return
            self._packed[path] = await asyncio.to_thread(_pack, start, body)
        start, body = self._packed[path]
        await send({**start, "headers": list(start["headers"])})
        await send({"type": "http.response.body", "body": body})


def _is_meant(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = Headers(scope=scope)
    is_script = scope["path"].startswith(PREFIX) and scope["path"].endswith(ENDINGS)
    is_whole = not {"range", "if-none-match", "if-modified-since"} & {*headers}
    return is_script and is_whole and "gzip" in headers.get("accept-encoding", "")


def _pack(start: Message, body: bytes) -> tuple[Message, bytes]:
    packed = gzip.compress(body, LEVEL, mtime=0)
    message = {**start, "headers": list(start["headers"])}
    headers = MutableHeaders(raw=message["headers"])
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(packed))
    del headers["Accept-Ranges"]
    headers.add_vary_header("Accept-Encoding")
    return message, packed
