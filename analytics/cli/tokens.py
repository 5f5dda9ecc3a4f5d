"""`python -m analytics tokens`: who may ask over HTTP."""

from __future__ import annotations

import click

from analytics.api import tokens
from analytics.api.tokens import Role
from analytics.cli.caller import echo
from analytics.cli.common import as_json, opened, print_json


@click.group("tokens", invoke_without_command=True)
@as_json
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """The tokens of programs that may ask over HTTP."""
    if context.invoked_subcommand:
        return
    with opened(context) as store:
        rows = tokens.known(store)
    if as_json:
        print_json(
            [
                {"name": row.name, "role": row.role.value, "made_at": f"{row.made_at.isoformat()}Z"}
                for row in rows
            ]
        )
        return
    for row in rows:
        echo(f"{row.name}  {row.role}  made {row.made_at:%Y-%m-%d %H:%M} UTC")


@command.command("add")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    required=True,
    help="What it may do.",
)
@click.pass_context
def add(context: click.Context, name: str, role: str) -> None:
    """Make a token and print it, for the only time."""
    with opened(context, writes=True) as store:
        secret = tokens.add(store, name, Role(role))
    echo(secret)


@command.command("remove")
@click.argument("name")
@click.pass_context
def remove(context: click.Context, name: str) -> None:
    """Withdraw a token."""
    with opened(context, writes=True) as store:
        tokens.remove(store, name)
    echo(f'The token "{name}" is withdrawn.')
