"""Routes beside the pages, on the same port: what is asked of the dashboard by programs.

One entry a part: a function in a module of pages/server that gives its Starlette routes. It is called once, when the
server starts. Streamlit answers every path that no route has with its own page and status 200, so a part that owns a
prefix answers what it does not know under it with 404 itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.routing import BaseRoute

from pages.server import callbacks, programs, share

PARTS: tuple[Callable[[], Sequence[BaseRoute]], ...] = (
    callbacks.routes,
    programs.routes,
    share.routes,
)
"""In the order in which a path is looked up."""


def all_routes() -> list[BaseRoute]:
    """The routes of all parts."""
    return [route for part in PARTS for route in part()]
