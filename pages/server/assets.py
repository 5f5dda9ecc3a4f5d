"""Answer at once for the front end's own files, of which a first page asks a hundred.

Streamlit hands each through seven layers to another thread, which waits for its turn while modules are read and pages
made: a second until the browser had them all, and half of that this way.
"""

from __future__ import annotations

import asyncio
from mimetypes import guess_type

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.server.preload import STATIC

KEPT = {"Cache-Control": "public, immutable, max-age=31536000"}
"""As Streamlit has it: the names hold a digest of the content."""

LARGEST, HELD_S = "PlotlyChart.", 0.6
"""Five megabytes, which keep a browser busy for more than a second: where they come as soon as they are asked for,
the page's figures, which the browser has by then, are drawn after them."""


class Assets:
    """All else, and whatever is asked in another way than a plain GET, goes on to Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._files = {
            f"/{path.relative_to(STATIC).as_posix()}": path
            for path in (STATIC / "static").rglob("*")
            if path.is_file()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and scope["method"] == "GET":
            path = self._files.get(scope["path"])
            if path and not any(name == b"range" for name, _ in scope["headers"]):
                if path.name.startswith(LARGEST):
                    await asyncio.sleep(HELD_S)
                app = Response(path.read_bytes(), headers=KEPT, media_type=guess_type(path)[0])
        await app(scope, receive, send)
