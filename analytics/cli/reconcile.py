"""`python -m analytics reconcile`: the vendor's billed usage beside ours, and why they differ."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal, InvalidOperation

import click

from analytics.billing import bill_lines
from analytics.billing.bill_lines import BilledSpan
from analytics.catalog import plan_file, plans, price_books
from analytics.cli.caller import echo, here
from analytics.cli.common import as_json, days_since, days_until, opened, print_json
from analytics.core.errors import Problem
from analytics.core.model import MS_PER_MINUTE, Plan
from analytics.reconcile import bill_file, bills_kept, compare
from analytics.reports import costs
from analytics.storage.store import Store

ABOVE_TOLERANCE = 1


@click.command("reconcile")
@days_since
@days_until
@click.option("--by", type=click.Choice(["day", "room"]), default="day")
@click.option("--plan", "plan_path", help="A plan file (TOML); else the team's own plan.")
@click.option(
    "--tolerance",
    default="0",
    help="Minutes that may stay unexplained in a cell before the exit status is 1.",
)
@click.option(
    "--bill",
    "bills",
    multiple=True,
    help="Bill lines to hold our draws against: answers of DescribeBillDetail, or a table; else those kept on the Reconcile page.",
)
@click.option("--bill-item", "items", multiple=True, help="Which of their items is recording.")
@as_json
@click.pass_context
def command(
    context: click.Context, since: date | None, until: date | None, by: str, plan_path: str | None,
    tolerance: str, bills: tuple[str, ...], items: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """Billed minutes against ours, day by day, with the cause of each difference and what it costs.

    Exit status 1 where more than the tolerance of any cell is unexplained.
    """
    most_ms = _tolerance(tolerance)
    with opened(context) as store:
        known = bills_kept.remembered(store)
        lines = [line for path in bills for line in bill_file.read(here(path), items, known)]
        lines = lines or [line for bill in bills_kept.kept(store) for line in bill.lines]
        plan = plan_or_own(store, plan_path)
        result = compare.reconcile(store, plan, since, until, by_room=by == "room")
        spans = bill_lines.compare(lines, costs.settle_plan(store, plan)) if lines else ()
    if as_json:
        bill = {"bill": bill_file.document(spans)} if lines else {}
        print_json(compare.document(result) | bill)
    else:
        _print(result)
        _print_bill(spans)
    if result.worst_unexplained_ms() > most_ms:
        sys.exit(ABOVE_TOLERANCE)


def plan_or_own(store: Store, path: str | None) -> Plan:
    """The plan of a file, or the team's own where none is named."""
    if path is None:
        return plans.team(store)[1]
    return plan_file.load(here(path), price_books.known(store))


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
    echo(compare.sentence(result))
    for cell, amount in zip(result.cells, result.amounts, strict=True):
        if not cell.difference_ms:
            continue
        name = "  ".join(filter(None, (str(cell.place.day), cell.place.app, cell.place.room)))
        causes = ", ".join(
            f"{compare.minutes(share.ms)} {compare.WORDS[share.cause]}" for share in cell.causes
        )
        echo(
            f"{name}  ours {cell.ours_ms:,} ms  billed {cell.vendor_ms:,} ms  "
            f"{result.currency} {amount}  {cell.kind.value}: {causes}"
        )
    echo("  ".join(f"{name} {count:,}" for name, count in result.counts.items() if count))
    for note in (*compare.rule_sentences(result), *result.notes):
        echo(f"note: {note}", err=True)


def _beside(span: BilledSpan) -> str:
    if span.amount_difference is None:
        return f"{span.ours_currency} {span.postpaid:,f}, which is another currency"
    return f"{span.postpaid:,f} ({span.amount_difference:+,f})"


def _print_bill(spans: tuple[BilledSpan, ...]) -> None:
    for span in spans:
        packs = "packs not told"
        if span.pack_difference_ms is not None:
            packs = f"packs {compare.minutes(span.pack_difference_ms)} beyond ours"
            if span.holds_quota:
                packs = "packs as ours, with the free quota among them"
        settled = "settled minutes not told"
        if span.postpaid_difference_ms is not None:
            settled = f"settled {compare.minutes(span.postpaid_difference_ms)} beyond ours"
        echo(
            f"bill {span.since} to {span.until}  {span.currency} {span.amount:,f} charged, "
            f"ours {_beside(span)}  {packs}  {settled}"
        )
