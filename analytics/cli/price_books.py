"""`python -m analytics price-books`: which prices there are, and from which day each holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from analytics.billing.statement import plain
from analytics.catalog import price_books
from analytics.cli.caller import echo, here
from analytics.cli.common import as_json, opened, print_json
from analytics.core.model import PriceBook
from analytics.core.money import text
from analytics.ingest.sandbox.ask import read_toml_file
from analytics.reports import costs


@click.group("price-books", invoke_without_command=True)
@as_json
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """All versions of all price books, the one that holds first at the top of its id."""
    if context.invoked_subcommand:
        return
    with opened(context) as store:
        books = [entry.book for entry in price_books.catalog(store)]
    if as_json:
        print_json([_fields(book) for book in books])
        return
    for book in books:
        since = f"from {book.valid_from} on" if book.valid_from else "from the start"
        echo(
            f"{book.id}  {book.version}  {since}  {text(book.postpaid_per_thousand, book.currency)} "
            f"per 1,000 minutes  {text(book.monthly_fee, book.currency)} a month with "
            f"{book.quota_minutes:,} free minutes"
        )


@command.command("add")
@click.argument("file", metavar="FILE.toml")
@click.pass_context
def add(context: click.Context, file: str) -> None:
    """Keep a version of a price book; it holds from its valid_from on.

    What it changes of the recorded days is told for each saved plan that names its id.
    """
    content = read_toml_file(here(file))
    with opened(context, writes=True) as store:
        effects = costs.repriced(store, price_books.candidate(store, content, Path(file).name))
        book = price_books.save_version(store, content, Path(file).name)
    since = f"from {book.valid_from} on" if book.valid_from else "on all days"
    echo(f"Kept {book.id} {book.version}, which holds {since}.")
    for effect in effects:
        if effect.after != effect.before:
            echo(
                f'Plan "{effect.plan}": the recorded days cost {text(effect.after, book.currency)}, '
                f"before {text(effect.before, book.currency)}."
            )


def _fields(book: PriceBook) -> dict[str, Any]:
    return {
        "id": book.id,
        "version": book.version,
        "valid_from": book.valid_from.isoformat() if book.valid_from else None,
        "currency": book.currency,
        "postpaid_per_thousand": plain(book.postpaid_per_thousand),
        "monthly_fee": plain(book.monthly_fee),
        "quota_minutes": book.quota_minutes,
    }
