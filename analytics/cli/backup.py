"""`python -m analytics backup FILE` and `restore FILE`."""

from __future__ import annotations

from pathlib import Path

import click

from analytics.cli.common import opened
from analytics.storage import backup as copies


@click.command()
@click.argument("file")
@click.pass_context
def backup(context: click.Context, file: str) -> None:
    """Copy the whole database into one file, proved to hold the same."""
    with opened(context) as store:
        copy = copies.backup(store, Path(file))
    click.echo(f"{copy.path}: {copy.path.stat().st_size:,} bytes, fingerprint {copy.fingerprint}")


@click.command()
@click.argument("file")
@click.pass_obj
def restore(database: Path, file: str) -> None:
    """Put a backup in the place of the database, once it has proved to hold what it should."""
    copy = copies.restore(database, Path(file))
    click.echo(
        f"{database.name} is as it was on {copy.made_at:%Y-%m-%d %H:%M} UTC, fingerprint {copy.fingerprint}"
    )
    if copy.kept:
        click.echo(f"The database before is kept as {copy.kept.name}.")


commands = (backup, restore)
