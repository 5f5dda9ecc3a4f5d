"""`python -m analytics sql "SELECT …"`: a question in SQL over the newest snapshot."""

from __future__ import annotations

import click

from analytics.cli.caller import echo
from analytics.cli.common import as_json, opened, part_asked, print_json
from analytics.core.errors import Problem
from analytics.team import query, snapshots
from analytics.team.views import VIEWS


@click.command("sql")
@click.argument("question", required=False, metavar="SELECT")
@click.option(
    "--limit", type=int, default=query.DEFAULT_ROWS, show_default=True, help="Rows at most."
)
@click.option("--schema", is_flag=True, help="The views and their columns, with units.")
@as_json
@click.pass_context
def command(
    context: click.Context, question: str | None, limit: int, schema: bool, as_json: bool
) -> None:
    """One SELECT over the views files, lessons, days and costs of the newest snapshot."""
    if schema:
        _print_schema(as_json=as_json)
        return
    if not question:
        raise Problem("there is no question", where="sql", hint="Give one SELECT, or --schema")
    with opened(context) as store:
        snapshot = snapshots.current(store)
        if part_asked(context):  # it ends with the database
            answer = query.ask(snapshot, question, limit)
    if not part_asked(context):
        answer = query.ask(snapshot, question, limit)
    if as_json:
        print_json(answer.to_json())
    else:
        echo("\t".join(map(_cell, answer.columns)))
        for row in answer.rows:
            echo("\t".join(map(_cell, row)))
    if answer.has_more:
        echo(f"note: these are the first {limit:,} rows; --limit N gives more.", err=True)


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _print_schema(*, as_json: bool) -> None:
    if as_json:
        print_json([view.to_json() for view in VIEWS])
        return
    for view in VIEWS:
        echo(f"{view.name}: {view.meaning}")
        for column in view.columns:
            echo(f"  {column.name:14} {column.type:15} {column.meaning}")
