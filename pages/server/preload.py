"""Have the browser fetch the small scripts that every page is drawn with while the server gets ready.

Streamlit's front end asks for the code of a metric or a select box when the first one is to be drawn: then the server
is busy making the page, and plotly's five megabytes, asked for at the same moment, are compiled before any figure is
seen. Plotly itself is left out: fetched early, it holds up everything else.
"""

from __future__ import annotations

import re
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ELEMENTS = ("Metric", "Selectbox", "Multiselect", "ButtonGroup")
"""By the front end's own names; a name that a later version does not know is left out."""
STATIC = Path(streamlit.__file__).parent / "static"
_SCRIPTS = STATIC / "static" / "js"
_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


def scripts() -> list[str]:
    """The scripts of those elements and all that they import, but for what the page names itself."""
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    found: list[str] = []
    todo = [path.name for name in ELEMENTS for path in _SCRIPTS.glob(f"{name}.*.js")]
    while todo:
        name = todo.pop(0)
        if name not in found and name not in page:
            found.append(name)
            todo += _IMPORTED.findall((_SCRIPTS / name).read_text(encoding="utf-8"))
    return found


class Preload:
    """Names them to the browser in each answer that is a page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._link = ", ".join(
            f"<./static/js/{name}>; rel=modulepreload; crossorigin" for name in scripts()
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["link"] = self._link
            await send(message)

        await self._app(scope, receive, tell if scope["type"] == "http" else send)
