"""`python -m analytics focus`: the bill as the FinOps Open Cost and Usage Specification has it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import click

from analytics.billing import focus
from analytics.catalog import plan_file, price_books
from analytics.cli.caller import echo, here
from analytics.cli.common import as_json, days_since, days_until, opened, print_json
from analytics.core.errors import Problem
from analytics.reconcile import focus_file


@click.command("focus")
@click.option("--plan", "plan_path", required=True, help="A plan file (TOML).")
@days_since
@days_until
@click.option("--version", type=click.Choice(focus.VERSIONS), default=focus.VERSIONS[0])
@click.option("--account", help="The id of the billing account; else that of the price book.")
@click.option("--out", required=True, help="The file to write: .csv or .parquet.")
@as_json
@click.pass_context
def command(
    context: click.Context, plan_path: str, since: date | None, until: date | None, version: str,
    account: str | None, out: str, as_json: bool,
) -> None:  # fmt: skip
    """The bill in FOCUS. Nothing is written where its sums would not be those of the bill."""
    path = here(out)
    if path.suffix.lower() not in focus_file.ENDINGS:
        raise Problem(
            f'"{path.name}" is neither .csv nor .parquet', where="--out", hint="Give one of the two"
        )
    with opened(context) as store:
        plan = plan_file.load(here(plan_path), price_books.known(store))
        owner = focus.Account(account) if account else None
        charges = focus_file.rows(store, plan, since, until, owner)
        currency = price_books.load(store, plan.price_book).currency
    focus_file.write(path, version, charges)
    billed = sum((row["BilledCost"] for row in charges), Decimal(0))
    still_open = [
        row["ChargeDescription"] for row in charges if ", open until " in row["ChargeDescription"]
    ]
    if as_json:
        print_json(
            {
                "file": out,
                "version": version,
                "rows": len(charges),
                "currency": currency,
                "billed": f"{billed:f}",
                "open": still_open,
            }
        )
        return
    echo(f"{out}: {len(charges):,} rows of FOCUS {version}, billed {currency} {billed:,f}")
    for text in still_open:
        echo(f"note: {text}: its effective cost is not complete yet", err=True)
