"""The command line, for scripts and cron: `python -m analytics [--db FILE] COMMAND …`.

With --json stdout holds one JSON document and nothing else. Errors are one sentence on stderr. Exit
status: 0 done, 1 done but some rows were refused, 2 nothing was done.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from analytics import books, costs, ingest, plan_file, queries, statement
from analytics.backup_command import commands as backups
from analytics.bench import bench
from analytics.cli_alerts import alerts
from analytics.errors import Problem
from analytics.ingest.receipt import Receipt
from analytics.model import KINDS, MS_PER_MINUTE
from analytics.quote_command import command as quote
from analytics.store import Store, database_path

NOTHING_DONE = 2


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f'"{value}" is not a day. Give it as 2024-03-27.', param, ctx)


DAY = Day()
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@click.group()
@click.option("--db", help="The database file; else $RECORDINGS_DB, else data/recordings.duckdb.")
@click.pass_context
def main(context: click.Context, db: str | None) -> None:
    """What cloud classroom recordings cost, and why."""
    context.obj = database_path(db)


@contextmanager
def opened(context: click.Context) -> Iterator[Store]:
    with Store(context.obj) as store:
        if store.loss:
            click.echo(store.loss, err=True)
        yield store


@main.command("import")
@click.argument("files", nargs=-1, required=True)
@click.option("--unit", type=click.Choice(["ms", "s"]), help="The unit of lengths, if you know it.")
@click.option("--app", default="", help="The SdkAppId where a file names none.")
@click.option("--day", type=DAY, help="The day of documents that name no time.")
@click.option("--zone", default="Asia/Shanghai", help="The zone of times without an offset.")
@as_json
@click.pass_context
def import_command(
    context: click.Context,
    files: tuple[str, ...],
    unit: str | None,
    app: str,
    day: date | None,
    zone: str,
    as_json: bool,
) -> None:
    """Load recording exports; a receipt for each."""
    options = ingest.Options(unit, app, day.isoformat() if day else None, zone)
    with opened(context) as store:
        receipts = [ingest.import_file(store, Path(file), file, options=options) for file in files]
    if as_json:
        _print([receipt.to_json() for receipt in receipts])
    for receipt in receipts:
        _tell(receipt, quiet=as_json)
    if all(receipt.status == "refused" for receipt in receipts):
        sys.exit(NOTHING_DONE)
    refused = any(
        receipt.status == "refused" or (receipt.status == "loaded" and receipt.rows.refused)
        for receipt in receipts
    )
    sys.exit(int(refused))


def _tell(receipt: Receipt, *, quiet: bool) -> None:
    """The receipt in words: what was done on stdout, what is wrong on stderr."""
    if receipt.status == "refused" or not quiet:
        for flaw in receipt.problems:
            click.echo(flaw.sentence(receipt.file), err=True)
    if quiet or not receipt.import_id:
        return
    rows = receipt.rows
    click.echo(
        f"{receipt.import_id}  {receipt.file}: {receipt.status.replace('_', ' ')} as {receipt.shape}, "
        f"rows read {rows.read:,} = {rows.loaded:,} loaded + {rows.refused:,} refused + {rows.duplicate:,} duplicate; "
        f"{receipt.ms.loaded:,} ms loaded ({receipt.unit_reason})"
    )
    for warning in receipt.warnings:
        click.echo(f"  note: {warning}")
    if rows.refused > len(receipt.problems):
        click.echo(f"  all refused rows: python -m analytics refused {receipt.import_id} --csv")


@main.command("imports")
@as_json
@click.pass_context
def imports_command(context: click.Context, as_json: bool) -> None:
    """The imports in the database, the newest first."""
    with opened(context) as store:
        rows = store.ask("import_list")
    if as_json:
        _print([_import_json(row) for row in rows])
        return
    for row in rows:
        click.echo(
            f"{row['import_id']}  {row['loaded_at']:%Y-%m-%d %H:%M} UTC  {row['file']}  {row['shape']}  "
            f"{row['rows_loaded']:,} of {row['rows_read']:,} rows loaded, {row['counted_videos']:,} count now"
        )


def _import_json(row: dict[str, Any]) -> dict[str, Any]:
    kept = {
        name: row[name] for name in ("import_id", "file", "shape", "status", "unit", "unit_reason")
    }
    parts = ("read", "loaded", "refused", "duplicate")
    return {
        **kept,
        "loaded_at": row["loaded_at"].isoformat(timespec="seconds") + "Z",
        "rows": {part: row[f"rows_{part}"] for part in parts},
        "ms": {part: row[f"ms_{part}"] for part in parts},
        "counted": {"videos": row["counted_videos"], "ms": row["counted_ms"]},
        "is_sample": row["is_sample"],
        "warnings": row["warnings"],
    }


@main.command()
@click.argument("import_id")
@click.pass_context
def undo(context: click.Context, import_id: str) -> None:
    """Take an import out as if it had never been."""
    with opened(context) as store:
        gone = ingest.undo_preview(store, import_id)
        ingest.undo(store, import_id)
    click.echo(
        f"{gone['file']}: {gone['videos']:,} videos taken out, {gone['returning']:,} brought back by other imports."
    )


@main.command()
@click.argument("import_id")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, to be fixed and imported again.")
@click.pass_context
def refused(context: click.Context, import_id: str, as_csv: bool) -> None:
    """All refused rows of an import, with the reasons."""
    with opened(context) as store:
        text = ingest.refused_csv(store, import_id)
        flaws = [] if as_csv else ingest.refused_flaws(store, import_id)
    if as_csv:
        sys.stdout.write(text)
    for flaw in flaws:
        click.echo(flaw.sentence(""))


@main.command()
@click.pass_context
def fingerprint(context: click.Context) -> None:
    """A hash of the loaded content, equal for equal content."""
    with opened(context) as store:
        (row,) = store.ask("fingerprint")
    click.echo(row["hash"])


@main.command()
@click.option("--by", "by", required=True, help=f"Any of {', '.join(queries.FIELDS)}, with commas.")
@click.option("--since", type=DAY)
@click.option("--until", type=DAY, help="Excluded.")
@click.option("--app", "apps", multiple=True)
@click.option("--room", "rooms", multiple=True)
@click.option("--user", "users", multiple=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice([str(kind) for kind in KINDS]))
@click.option("--zone", default="Asia/Shanghai")
@click.option("--midnight", type=click.Choice(["stop", "start"]), default="stop")
@as_json
@click.pass_context
def minutes(
    context: click.Context, by: str, since: date | None, until: date | None, apps: tuple[str, ...], rooms: tuple[str, ...],
    users: tuple[str, ...], kinds: tuple[str, ...], zone: str, midnight: str, as_json: bool,
) -> None:  # fmt: skip
    """Recorded and billable milliseconds by any fields."""
    fields = tuple(dict.fromkeys(field.strip() for field in by.split(",")))
    for field in fields:
        if field not in queries.FIELDS:
            raise Problem(
                f'"{field}" is not a field', where="--by", hint=f"Use {', '.join(queries.FIELDS)}"
            )
    ingest.check_zone(zone)
    filters = queries.Filters(since, until, apps, rooms, kinds)
    with opened(context) as store:
        rows = queries.minutes_by(store, fields, filters, users=users, zone=zone, midnight=midnight)
    if as_json:
        _print(rows)
        return
    for row in rows:
        names = "  ".join(str(row[field]) or "-" for field in fields)
        click.echo(
            f"{names}  {row['videos']:,} videos  {row['ms']:,} ms  {row['billable_ms']:,} ms billable"
        )


@main.command()
@click.option("--plan", "plan_path", required=True, help="A plan file (TOML).")
@click.option("--since", type=DAY)
@click.option("--until", type=DAY, help="Excluded.")
@as_json
@click.pass_context
def settle(
    context: click.Context, plan_path: str, since: date | None, until: date | None, as_json: bool
) -> None:
    """What the loaded recordings cost under a plan."""
    with opened(context) as store:
        plan = plan_file.load(Path(plan_path), books.known(store))
        document = statement.settlement_json(costs.settle_plan(store, plan, since, until))
    if as_json:
        _print(document)
        return
    totals, currency = document["totals"], document["currency"]
    for name in ("monthly_fees", "pack_purchases", "postpaid", "total"):
        click.echo(f"{name.replace('_', ' '):15} {currency} {totals[name]:>14}")
    for name in ("charged_ms", "quota_ms", "pack_ms", "postpaid_ms"):
        click.echo(
            f"{name[:-3]:15} {totals[name] // MS_PER_MINUTE:>14,} min {totals[name] % MS_PER_MINUTE:,} ms"
        )
    for warning in document["warnings"]:
        click.echo(f"note: {warning}", err=True)


main.add_command(bench)
main.add_command(alerts)
main.add_command(quote)
for each in backups:
    main.add_command(each)


def _print(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def run() -> None:
    """Run a command; every error is a sentence on stderr and exit status 2."""
    try:
        main(standalone_mode=False)
    except Problem as problem:
        click.echo(str(problem), err=True)
        sys.exit(NOTHING_DONE)
    except click.ClickException as fault:
        click.echo(f"{fault.format_message()} See python -m analytics --help.", err=True)
        sys.exit(NOTHING_DONE)
    except OSError as fault:
        place = f"{fault.filename}: " if fault.filename else ""
        click.echo(f"{place}{fault.strerror or fault}. Check disk space and rights.", err=True)
        sys.exit(NOTHING_DONE)
    except click.Abort:
        click.echo("Stopped; nothing of the file in hand was kept.", err=True)
        sys.exit(NOTHING_DONE)


if __name__ == "__main__":
    run()
