"""`python -m analytics reconcile`: the vendor's billed usage beside ours, and why they differ."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from analytics.catalog import plan_file, plans, price_books
from analytics.cli.common import DAY, as_json, opened, print_json
from analytics.core.errors import Problem
from analytics.core.model import MS_PER_MINUTE, Plan
from analytics.reconcile import compare
from analytics.storage.store import Store

ABOVE_TOLERANCE = 1


@click.command("reconcile")
@click.option("--since", type=DAY)
@click.option("--until", type=DAY, help="Excluded.")
@click.option("--by", type=click.Choice(["day", "room"]), default="day")
@click.option("--plan", "plan_path", help="A plan file (TOML); else the team's own plan.")
@click.option(
    "--tolerance",
    default="0",
    help="Minutes that may stay unexplained in a cell before the exit status is 1.",
)
@as_json
@click.pass_context
def command(
    context: click.Context, since: date | None, until: date | None, by: str, plan_path: str | None,
    tolerance: str, as_json: bool,
) -> None:  # fmt: skip
    """Billed minutes against ours, day by day, with the cause of each difference and what it costs.

    Exit status 1 where more than the tolerance of any cell is unexplained.
    """
    most_ms = _tolerance(tolerance)
    with opened(context) as store:
        plan = plan_or_own(store, plan_path)
        result = compare.reconcile(store, plan, since, until, by_room=by == "room")
    if as_json:
        print_json(compare.document(result))
    else:
        _print(result)
    if result.worst_unexplained_ms() > most_ms:
        sys.exit(ABOVE_TOLERANCE)


def plan_or_own(store: Store, path: str | None) -> Plan:
    """The plan of a file, or the team's own where none is named."""
    if path is None:
        return plans.team(store)[1]
    return plan_file.load(Path(path), price_books.known(store))


def _tolerance(text: str) -> Decimal:
    try:
        minutes = Decimal(text)
    except InvalidOperation:
        minutes = Decimal(-1)
    if not minutes.is_finite() or minutes < 0:
        raise Problem(
            f'"{text}" is not a number of minutes', where="--tolerance", hint="Give 0 or more"
        )
    return minutes * MS_PER_MINUTE


def _print(result: compare.Reconciliation) -> None:
    click.echo(compare.sentence(result))
    for cell, amount in zip(result.cells, result.amounts, strict=True):
        if not cell.difference_ms:
            continue
        name = "  ".join(filter(None, (str(cell.place.day), cell.place.app, cell.place.room)))
        causes = ", ".join(
            f"{compare.minutes(share.ms)} {compare.WORDS[share.cause]}" for share in cell.causes
        )
        click.echo(
            f"{name}  ours {cell.ours_ms:,} ms  billed {cell.vendor_ms:,} ms  "
            f"{result.currency} {amount}  {cell.kind.value}: {causes}"
        )
    click.echo("  ".join(f"{name} {count:,}" for name, count in result.counts.items() if count))
    for note in (*compare.rule_sentences(result), *result.notes):
        click.echo(f"note: {note}", err=True)
