"""`python -m analytics bench`: its words; what it does stands in figures.py, which is read only when it is asked for."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--videos", default=1_000_000, show_default=True, help="Rows of the export.")
@click.option("--seed", default=11, show_default=True, help="Another seed, another export.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def bench(videos: int, seed: int, as_json: bool) -> None:
    """How fast import, questions and settlement are, as ratios within one run."""
    from analytics.bench import figures

    found = figures.run(videos, seed, lambda text: click.echo(f"{text} …", err=True))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for line in figures.table(found):
        click.echo(line)
