"""`close`, `reopen`, `months`: a month that is closed is a fact, and what changes it later is said."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import click

from analytics.cli.common import as_json, opened, print_json
from analytics.cli.reconcile import plan_or_own
from analytics.core.months import month_text
from analytics.reconcile import closing


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
    with opened(context) as store:
        plan = plan_or_own(store, plan_path)
        result = closing.close(store, month, by_name, _now(), plan)
    if as_json:
        print_json(result.to_json())
    else:
        click.echo(f"{result.sentence()} Fingerprint {result.fingerprint}.")


@click.command()
@click.argument("month", type=MONTH)
@_by
@click.pass_context
def reopen(context: click.Context, month: date, by_name: str) -> None:
    """Take the closing of a month back; that it was closed stays on record."""
    with opened(context) as store:
        closing.reopen(store, month, by_name, _now())
    click.echo(f"{month_text(month)} is open again.")


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
        click.echo(each.sentence())


commands = (close, reopen, months)
