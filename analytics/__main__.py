"""The command line, for scripts and cron: `python -m analytics [--db FILE] COMMAND …`.

With --json stdout holds one JSON document and nothing else. Errors are one sentence on stderr. Exit
status: 0 done, 1 done but some rows were refused, 2 nothing was done.
"""

from __future__ import annotations

import logging
import sys
from datetime import date

import click

from analytics.billing import statement
from analytics.catalog import plan_file, price_books
from analytics.cli.alerts import alerts
from analytics.cli.answers import commands as answers
from analytics.cli.audit import command as audit
from analytics.cli.backup import commands as backups
from analytics.cli.caller import current, echo, here
from analytics.cli.cluster import command as cluster
from analytics.cli.cluster import pull_command as pull
from analytics.cli.common import (
    any_until,
    as_json,
    by_fields,
    days_since,
    in_groups,
    opened,
    print_json,
)
from analytics.cli.costs import command as costs_by
from analytics.cli.execution import execute
from analytics.cli.focus import command as focus
from analytics.cli.forget import command as forget
from analytics.cli.groups import command as groups
from analytics.cli.imports import commands as imports
from analytics.cli.mcp import command as mcp
from analytics.cli.messages import command as notify
from analytics.cli.messages import report
from analytics.cli.months import commands as months
from analytics.cli.price_books import command as price_list
from analytics.cli.quote import command as quote
from analytics.cli.reconcile import command as reconcile
from analytics.cli.sql import command as sql_command
from analytics.cli.sync import command as sync
from analytics.cli.tokens import command as token_list
from analytics.core.model import KINDS, MS_PER_MINUTE
from analytics.groups import imports as group_imports
from analytics.ingest.common import zones
from analytics.reconcile import marks
from analytics.reports import costs
from analytics.reports.cost_of_use import minutes_by
from analytics.reports.filters import Filters
from analytics.storage import collector
from analytics.storage.store import database_path
from analytics.team import handover, visibility


@click.group()
@click.option("--db", help="The database file; else $RECORDINGS_DB, else data/recordings.duckdb.")
@click.option(
    "--sees",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Ask of a part of the recordings alone: app, room, user or a dimension of groups; several: any of them.",
)
@click.pass_context
def main(context: click.Context, db: str | None, sees: tuple[str, ...]) -> None:
    """What cloud classroom recordings cost, and why."""
    context.params["sees"] = visibility.checked(sees, "--sees")
    caller = current()
    context.obj = caller.store.path if caller else database_path(db)


@main.command()
@click.pass_context
def fingerprint(context: click.Context) -> None:
    """A hash of the loaded content, equal for equal content."""
    with opened(context) as store:
        (row,) = store.ask("fingerprint")
    echo(row["hash"])


@main.command()
@by_fields
@days_since
@any_until
@click.option("--app", "apps", multiple=True)
@click.option("--room", "rooms", multiple=True)
@click.option("--user", "users", multiple=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice([str(kind) for kind in KINDS]))
@in_groups
@click.option("--zone", default="Asia/Shanghai")
@click.option("--midnight", type=click.Choice(["stop", "start"]), default="stop")
@as_json
@click.pass_context
def minutes(
    context: click.Context, by: str, since: date | None, until: date | None, apps: tuple[str, ...], rooms: tuple[str, ...],
    users: tuple[str, ...], kinds: tuple[str, ...], groups: tuple[str, ...], zone: str, midnight: str, as_json: bool,
) -> None:  # fmt: skip
    """Recorded and billable milliseconds by any fields."""
    zone = zones.named(zone)
    filters = Filters(since, until, apps, rooms, kinds)
    with opened(context) as store:
        fields = group_imports.fields(store, by)
        rows = minutes_by(
            store, fields, filters, users=users,
            groups=group_imports.chosen(store, groups), zone=zone, midnight=midnight,
        )  # fmt: skip
        if tuple(fields) == ("day",) and not (rooms or users or kinds or groups):
            rows = marks.marked(store, rows, filters, zone, midnight)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        names = "  ".join(str(value) or "-" for value in list(row.values())[: len(fields)])
        mark = f"  {row['reconciled'].replace('_', ' ')}" if "reconciled" in row else ""
        echo(
            f"{names}  {row['videos']:,} videos  {row['ms']:,} ms  {row['billable_ms']:,} ms billable{mark}"
        )


@main.command()
@click.option("--plan", "plan_path", required=True, help="A plan file (TOML).")
@days_since
@any_until
@as_json
@click.pass_context
def settle(
    context: click.Context, plan_path: str, since: date | None, until: date | None, as_json: bool
) -> None:
    """What the loaded recordings cost under a plan."""
    with opened(context) as store:
        plan = plan_file.load(here(plan_path), price_books.known(store))
        document = statement.settlement_json(costs.settle_plan(store, plan, since, until))
    if as_json:
        print_json(document)
        return
    totals, currency, book = document["totals"], document["currency"], document["price_book"]
    first, *later = document["versions"] or [book]
    steps = "".join(f", {use['version']} from {use['from']}" for use in later)
    echo(f"prices of {book['id']} {first['version']}{steps}")
    for name in ("monthly_fees", "pack_purchases", "postpaid", "total"):
        echo(f"{name.replace('_', ' '):15} {currency} {totals[name]:>14}")
    for name in ("charged_ms", "quota_ms", "pack_ms", "postpaid_ms"):
        echo(
            f"{name[:-3]:15} {totals[name] // MS_PER_MINUTE:>14,} min {totals[name] % MS_PER_MINUTE:,} ms"
        )
    for warning in document["warnings"]:
        echo(f"note: {warning}", err=True)


main.add_command(alerts)
main.add_command(quote)
main.add_command(price_list)
main.add_command(costs_by)
main.add_command(groups)
main.add_command(sync)
main.add_command(reconcile)
main.add_command(focus)
main.add_command(report)
main.add_command(notify)
main.add_command(sql_command)
main.add_command(token_list)
main.add_command(mcp)
main.add_command(audit)
main.add_command(forget)
for each in (*imports, *backups, *months, *answers, cluster, pull):
    main.add_command(each)


def run() -> None:
    """Run a command, here or at the process that holds its database."""
    collector.look_rarely()
    logging.getLogger("analytics").addHandler(
        logging.NullHandler()
    )  # what is logged is the server's
    sys.exit(handover.executed(lambda: execute(main), sys.argv[1:]))


if __name__ == "__main__":
    run()
