"""The routes for programs over this server's database: /ready and /api."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send


def routes() -> Sequence[BaseRoute]:
    """They open the database when they are first asked, and read what they need then."""
    answering = _Late(_application)
    return [Route("/ready", answering), Route("/api/{rest:path}", answering)]


class _Late:
    """An application that is made for the first who asks."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._made: list[ASGIApp] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._made:
            self._made.append(await run_in_threadpool(self._make))
        await self._made[0](scope, receive, send)


def _application() -> ASGIApp:
    from analytics.__main__ import main
    from analytics.api.routes import Api
    from pages.ui import database

    return Starlette(routes=Api(database.whole, lambda: main).routes())
