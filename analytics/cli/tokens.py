"""`python -m analytics tokens`: who may ask over HTTP."""

from __future__ import annotations

import click

from analytics.api import tokens
from analytics.api.tokens import Role
from analytics.cli.caller import echo
from analytics.cli.common import as_json, opened, print_json
from analytics.team import visibility


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
                {
                    "name": row.name,
                    "role": row.role.value,
                    "made_at": f"{row.made_at.isoformat()}Z",
                    "sees": list(row.sees),
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        sees = f"  sees {visibility.in_words(row.sees)}" if row.sees else ""
        echo(f"{row.name}  {row.role}  made {row.made_at:%Y-%m-%d %H:%M} UTC{sees}")


@command.command("add")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    required=True,
    help="What it may do.",
)
@click.option(
    "--sees",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Of these recordings alone: app, room, user or a dimension of groups; several: any of them.",
)
@click.pass_context
def add(context: click.Context, name: str, role: str, sees: tuple[str, ...]) -> None:
    """Make a token and print it, for the only time."""
    with opened(context, writes=True) as store:
        secret = tokens.add(store, name, Role(role), visibility.checked(sees, "--sees"))
    echo(secret)


@command.command("remove")
@click.argument("name")
@click.pass_context
def remove(context: click.Context, name: str) -> None:
    """Withdraw a token."""
    with opened(context, writes=True) as store:
        tokens.remove(store, name)
    echo(f'The token "{name}" is withdrawn.')
