"""`python -m tests.bench`: the engine first, then the pages; needs what the tests need, and Linux for the pages."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

from tests.bench import engine, measure

ENGINE = "engine"


@click.command()
@click.option("--videos", default=1_000_000, show_default=True, help="Rows of the export.")
@click.option(
    "--seed", default=engine.SEED, show_default=True, help="Another seed, another export."
)
@click.option("--people", default=100, show_default=True, help="Sessions that click at once.")
@click.option("--seconds", default=60, show_default=True, help="How long they click.")
@click.option(
    "--only", multiple=True, type=click.Choice([ENGINE, *measure.PARTS]), help="Some parts."
)
@click.option(
    "--older",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A checkout of an older version, which the eye's part is held against; without it that part is left out.",
)
@click.option("--json", "as_json", is_flag=True, help="The engine's figures as one JSON document.")
def bench(
    videos: int,
    seed: int,
    people: int,
    seconds: int,
    only: tuple[str, ...],
    older: Path | None,
    as_json: bool,
) -> None:
    """Loads, questions and settlements; then clicks against a static twin, a first visit, a crowd, an import beside it."""

    def tell(text: str) -> None:
        click.echo(f"{text} …", err=True)

    parts = only or (ENGINE, *measure.PARTS)
    if ENGINE in parts or as_json:
        figures = engine.run(videos, seed, tell)
        if as_json:
            click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
            return
        for line in engine.table(figures):
            click.echo(line)
    pages = [part for part in parts if part != ENGINE]
    if not pages:
        return
    with tempfile.TemporaryDirectory(prefix="recordings-bench-") as name:
        run = measure.Run(Path(name), videos, people, seconds, older)
        run.prepare(tell)
        for part in pages:
            for line in measure.PARTS[part](run):
                click.echo(line)


if __name__ == "__main__":
    bench()
