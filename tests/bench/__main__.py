"""The command line of the pages' benchmark."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from tests.bench import measure


@click.command()
@click.option("--videos", default=1_000_000, show_default=True, help="Rows of the export.")
@click.option("--people", default=100, show_default=True, help="Sessions that click at once.")
@click.option("--seconds", default=60, show_default=True, help="How long they click.")
@click.option("--only", multiple=True, type=click.Choice(list(measure.PARTS)), help="Some parts.")
def bench(videos: int, people: int, seconds: int, only: tuple[str, ...]) -> None:
    """Clicks in a real browser against the page's static twin, a crowd of sessions, an empty page."""
    with tempfile.TemporaryDirectory(prefix="recordings-bench-") as name:
        run = measure.Run(Path(name), videos, people, seconds)
        run.prepare(lambda text: click.echo(f"{text} …", err=True))
        for part in only or measure.PARTS:
            for line in measure.PARTS[part](run):
                click.echo(line)


if __name__ == "__main__":
    bench()
