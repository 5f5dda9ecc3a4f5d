"""`python -m analytics audit`: who changed what, and whether the record is as it was written."""

from __future__ import annotations

import sys

import click

from analytics.cli.caller import echo
from analytics.cli.common import as_json, opened, print_json
from analytics.storage import audit

BROKEN = 1


@click.command("audit")
@as_json
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """Who changed what, the first change first.

    Exit status 1 where a row was changed or taken away since it was written.
    """
    with opened(context) as store:
        rows = store.ask("audit_log")
    broken = audit.broken(rows)
    if as_json:
        moments = [f"{row.pop('changed_at').isoformat(timespec='seconds')}Z" for row in rows]
        print_json([{"at": at, **row} for at, row in zip(moments, rows, strict=True)])
    else:
        for row in rows:
            echo(
                f"{row['number']}  {row['changed_at']:%Y-%m-%d %H:%M} UTC  {row['person']} ({row['roles']})  {row['action']}  {row['thing']}"
            )
    if broken is not None:
        echo(f"The record is not as it was written from row {broken:,} on.", err=True)
        sys.exit(BROKEN)
