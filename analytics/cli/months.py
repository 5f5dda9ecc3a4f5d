"""`close`, `reopen`, `months`, `statement`: a month that is closed is a fact, and what changes it later is said."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from analytics.billing.journal import Booking
from analytics.cli.caller import echo, here
from analytics.cli.common import as_json, opened, print_json
from analytics.cli.reconcile import plan_or_own
from analytics.core.errors import Problem
from analytics.core.months import month_text
from analytics.reconcile import closing, month_statement


class Month(click.ParamType[date]):
    """A month as YYYY-MM."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        if re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value) and value > "0001":
            return date.fromisoformat(f"{value}-01")
        self.fail(f'"{value}" is not a month. Give it as 2024-03.', param, ctx)


MONTH = Month()
_by = click.option("--by", "by_name", required=True, help="Who does it.")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


@click.command()
@click.argument("month", type=MONTH)
@_by
@click.option("--plan", "plan_path", help="A plan file (TOML); else the team's own plan.")
@as_json
@click.pass_context
def close(
    context: click.Context, month: date, by_name: str, plan_path: str | None, as_json: bool
) -> None:
    """Close a month: keep what it comes to, on which data, and by whom."""
    with opened(context, writes=True) as store:
        plan = plan_or_own(store, plan_path)
        result = closing.close(store, month, by_name, _now(), plan)
    if as_json:
        print_json(result.to_json())
    else:
        echo(f"{result.sentence()} Fingerprint {result.fingerprint}.")


@click.command()
@click.argument("month", type=MONTH)
@_by
@click.pass_context
def reopen(context: click.Context, month: date, by_name: str) -> None:
    """Take the closing of a month back; that it was closed stays on record."""
    with opened(context, writes=True) as store:
        closing.reopen(store, month, by_name, _now())
    echo(f"{month_text(month)} is open again.")


@click.command()
@as_json
@click.pass_context
def months(context: click.Context, as_json: bool) -> None:
    """The closed months, and what changed since they were closed."""
    with opened(context) as store:
        listed, events = closing.closed(store), closing.history(store)
    if as_json:
        print_json({"closed": [each.to_json() for each in listed], "events": events})
        return
    for each in listed:
        echo(each.sentence())


@click.command("statement")
@click.argument("month", type=MONTH)
@click.option("--plan", "plan_path", help="A plan file (TOML); else the team's own plan.")
@click.option(
    "--accounts",
    "accounts_path",
    help="Your accounts (TOML), else those kept on the Bill page: writes the journal too.",
)
@click.option("--cost-centre", help="The group by whose values expense is booked.")
@click.option("--out", "folder", help="The folder to write to; not needed with --json.")
@as_json
@click.pass_context
def statement_command(
    context: click.Context, month: date, plan_path: str | None, accounts_path: str | None,
    cost_centre: str | None, folder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """The statement of a month as PDF, XLSX and CSV; with your accounts the journal as CSV."""
    if folder is None and not as_json:
        raise Problem(
            "there is no folder to write to", where="--out", hint="Name one, or give --json"
        )
    chart = month_statement.accounts(here(accounts_path)) if accounts_path else None
    with opened(context) as store:
        chart = chart or month_statement.kept_accounts(store)
        if cost_centre and not chart:
            raise Problem(
                "a cost centre is of the journal, which needs your accounts",
                where="--cost-centre",
                hint="Give --accounts FILE.toml with postpaid, monthly_fee, packs, prepaid_packs and payable",
            )
        plan = plan_or_own(store, plan_path)
        result = month_statement.statement(store, plan, month)
        made = month_statement.files(result) if folder is not None else {}
        lines: tuple[Booking, ...] = ()
        if chart:
            lines = month_statement.bookings(store, plan, month, chart, cost_centre)
            made[f"journal-{month:%Y-%m}.csv"] = month_statement.journal_csv(lines)
    if folder is not None:
        _write(here(folder), folder, made, is_said=not as_json)
    if as_json:
        print_json(month_statement.document(result, lines))


def _write(target: Path, typed: str, made: dict[str, bytes], *, is_said: bool) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (target / name).write_bytes(content)
        if is_said:
            echo(str(Path(typed) / name))


commands = (close, reopen, months, statement_command)
