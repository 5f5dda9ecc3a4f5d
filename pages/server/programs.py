"""The routes for programs over this server's database: /ready and /api/v1."""

from __future__ import annotations

from collections.abc import Sequence

import click
from starlette.routing import BaseRoute

from analytics.api.routes import Api
from pages.ui import database


def routes() -> Sequence[BaseRoute]:
    """They open the database when they are first asked."""
    return Api(database.store, _group).routes()


def _group() -> click.Group:
    # Read when the first program asks: it needs what pages do not.
    from analytics.__main__ import main

    return main
