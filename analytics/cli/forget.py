"""`python -m analytics forget`: a user's name, or what was recorded before a day, is taken out."""

from __future__ import annotations

from datetime import date

import click

from analytics.cli.caller import echo
from analytics.cli.common import DAY, as_json, opened, print_json
from analytics.core.errors import Problem
from analytics.team import retention


@click.command("forget")
@click.option(
    "--user", help="The UserId, as minutes --by user shows it: another name takes its place."
)
@click.option("--before", type=DAY, help="The first billing day that stays.")
@as_json
@click.pass_context
def command(context: click.Context, user: str | None, before: date | None, as_json: bool) -> None:
    """Take out a user's name, or what was recorded before a day, for good.

    Says what that does to closed months and to the cost of the days that stay. Make a backup first if you may need it.
    """
    if (user is None) == (before is None):
        raise Problem(
            "it is not said what to forget", where="forget", hint="Give --user ID or --before DAY"
        )
    with opened(context, writes=True) as store:
        if user is not None:
            done = retention.forget_user(store, user)
        else:
            assert before is not None
            done = retention.forget_before(store, before)
    if as_json:
        print_json(done.to_json())
        return
    what = (
        f'the name of {done.files:,} files is now "{done.alias}"'
        if done.alias
        else f"{done.files:,} files are taken out"
    )
    echo(f"{what[0].upper()}{what[1:]}: {done.ms:,} ms, of {done.imports:,} imports.")
    for month in done.changed:
        echo(month.sentence())
    if done.cost_before != done.cost_after:
        echo(
            f"The days that stay cost {done.currency} {done.cost_after:,f} under the team's plan, and {done.cost_before:,f} before: "
            "packs and free minutes that the old days had used are drawn anew."
        )
    echo(
        "Imported files, backups and the vendor's documents beside the database hold it still; `backup`, then `restore` rewrites the "
        "database's file without what was deleted in it.",
        err=True,
    )
