"""`python -m analytics costs`: what each room, user, day or any other part has cost in use."""

from __future__ import annotations

from datetime import date

import click

from analytics.billing.cost_of_use import CostRow, Fees, Shared
from analytics.billing.statement import plain
from analytics.catalog import plan_file, price_books
from analytics.cli.caller import echo, here
from analytics.cli.common import (
    any_until,
    as_json,
    by_fields,
    days_since,
    in_groups,
    opened,
    print_json,
)
from analytics.core.model import KINDS
from analytics.core.money import text
from analytics.groups import imports as group_imports
from analytics.reports import cost_of_use
from analytics.reports.filters import Filters


@click.command("costs")
@by_fields
@click.option("--plan", "plan_path", required=True, help="A plan file (TOML).")
@days_since
@any_until
@click.option("--app", "apps", multiple=True)
@click.option("--room", "rooms", multiple=True)
@click.option("--user", "users", multiple=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice([str(kind) for kind in KINDS]))
@in_groups
@click.option(
    "--shared",
    type=click.Choice([str(shared) for shared in Shared]),
    default=str(Shared.PROPORTIONAL),
    help="How monthly fees and expired pack minutes are spread over the rows.",
)
@click.option(
    "--fees",
    type=click.Choice([str(fees) for fees in Fees]),
    default=str(Fees.BEGUN),
    help="A monthly fee counts whole on its first day, as settle has it, or daily, as the pages have it.",
)
@as_json
@click.pass_context
def command(
    context: click.Context, by: str, plan_path: str, since: date | None, until: date | None,
    apps: tuple[str, ...], rooms: tuple[str, ...], users: tuple[str, ...], kinds: tuple[str, ...],
    groups: tuple[str, ...], shared: str, fees: str, as_json: bool,
) -> None:  # fmt: skip
    """The cost of use by any fields: postpaid charges and used parts of packs, then what is shared."""
    with opened(context) as store:
        fields = group_imports.fields(store, by)
        plan = plan_file.load(here(plan_path), price_books.known(store))
        currency = price_books.load(store, plan.price_book).currency
        rows = cost_of_use.by_fields(
            store, plan, fields, Filters(since, until, apps, rooms, kinds),
            users=users, groups=group_imports.chosen(store, groups), shared=Shared(shared),
            fees=Fees(fees),
        )  # fmt: skip
    if as_json:
        print_json([_fields(fields, row) for row in rows])
        return
    for row in rows:
        names = "  ".join(name or "-" for name in row.key)
        echo(
            f"{names}  {text(row.total, currency)}  ({text(row.usage, currency)} used, "
            f"{text(row.shared, currency)} shared)  {row.files:,} files  {row.charged_ms:,} ms charged"
        )


def _fields(fields: tuple[str, ...], row: CostRow) -> dict[str, object]:
    return dict(zip(fields, row.key, strict=True)) | {
        "files": row.files,
        "ms": row.ms,
        "charged_ms": row.charged_ms,
        "usage": plain(row.usage),
        "shared": plain(row.shared),
        "total": plain(row.total),
    }
