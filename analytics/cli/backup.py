"""`python -m analytics backup FILE` and `restore FILE`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from analytics.cli.caller import current, echo, here
from analytics.cli.common import in_turn, opened
from analytics.storage import backup as copies
from analytics.storage.jobs import Queue
from analytics.storage.store import Held

BACKUPS = Queue("backups")


@click.command()
@click.argument("file")
@click.pass_context
def backup(context: click.Context, file: str) -> None:
    """Copy the whole database into one file, proved to hold the same."""
    with opened(context, writes=True) as store:
        copy = in_turn(lambda: copies.backup(store, here(file)), BACKUPS)
    echo(f"{copy.path}: {copy.path.stat().st_size:,} bytes, fingerprint {copy.fingerprint}")


@click.command()
@click.argument("file")
@click.pass_obj
def restore(database: Path, file: str) -> None:
    """Put a backup in the place of the database, once it has proved to hold what it should."""
    if current():
        raise Held(database, str(os.getpid()))
    copy = copies.restore(database, here(file))
    echo(
        f"{database.name} is as it was on {copy.made_at:%Y-%m-%d %H:%M} UTC, fingerprint {copy.fingerprint}"
    )
    if copy.kept:
        echo(f"The database before is kept as {copy.kept.name}.")


commands = (backup, restore)
