"""`python -m analytics mcp`: the questions as tools for a language model's program, on standard input and output."""

from __future__ import annotations

from pathlib import Path

import click

from analytics.cli.common import part_asked
from analytics.storage.store import check_is_database


@click.command("mcp")
@click.option(
    "--page", default="http://127.0.0.1:8501", show_default=True, help="Where the dashboard is."
)
@click.pass_context
def command(context: click.Context, page: str) -> None:
    """Speak the Model Context Protocol on standard input and output: read-only tools."""
    database: Path = context.obj
    check_is_database(database)
    # Read when it is asked for: no other command needs it.
    from analytics.api.mcp_server import server

    group = context.find_root().command
    server(database, page, group, part_asked(context)).run("stdio")
