"""`python -m analytics report` and `notify`: the month's report as files, and messages to the team's channels."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from analytics.cli.caller import echo, environment, here
from analytics.cli.common import as_json, opened, print_json
from analytics.core.errors import Problem
from analytics.messages import channels, notify, report_files
from analytics.messages.notify import Notice
from analytics.messages.report import Scope
from analytics.reports import budgets

NOT_DELIVERED = 1


class _Month(click.ParamType[date]):
    """A month as YYYY-MM, by its first day."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            self.fail(f'"{value}" is not a month. Give it as 2026-10.', param, ctx)


@click.command()
@click.option("--month", type=_Month(), required=True, help="The month, as 2026-10.")
@click.option(
    "--group", help="Of one value of a dimension alone: DIMENSION=VALUE, such as room=101."
)
@click.option("--out", "folder", required=True, help="Where the PDF and the HTML file are written.")
@click.pass_context
def report(context: click.Context, month: date, group: str | None, folder: str) -> None:
    """The month's cost on two pages: against the month before, forecast, budgets, packs, what changed, waste."""
    with opened(context) as store:
        files = report_files.files(store, month, _scope(group, budgets.dimensions(store)))
    place = here(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / name).write_bytes(content)
        echo(str(Path(folder) / name))


@click.command("notify")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send and keep nothing.")
@as_json
@click.pass_context
def command(context: click.Context, dry_run: bool, as_json: bool) -> None:
    """Send the alerts, and on the first day of a month the report, to the channels of channels.toml.

    What could not be delivered stays in the outbox and is tried again the next time. Exit status 1 if anything was not
    delivered.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    with opened(context, writes=not dry_run) as store:
        variables = _variables()
        known = channels.load(context.obj, variables)
        if not known.channels:
            path = channels.path_of(context.obj, variables)
            raise Problem(
                "there is no channel",
                where=str(path),
                hint='Write [[channels]] with kind = "webhook" and url = "https://…" into it',
            )
        if dry_run:
            notices = notify.due(store, known, now)
            notices += notify.waiting(store, known, notices)
        else:
            notices = notify.notify(store, known, now)
    if as_json:
        print_json([_document(notice) for notice in notices])
    else:
        for notice in notices:
            echo(_line(notice))
    sys.exit(NOT_DELIVERED if not dry_run and any(n.problem for n in notices) else 0)


def _variables() -> dict[str, str]:
    """Those of whoever gave the command, and what these lack of the process that answers it, which may hold the secrets alone."""
    own = dict(environment())
    if own.get(channels.NAMED):
        own[channels.NAMED] = str(here(own[channels.NAMED]))
    return {**os.environ, **own}


def _scope(group: str | None, dimensions: tuple[str, ...]) -> Scope | None:
    if group is None:
        return None
    dimension, equals, value = group.partition("=")
    if not equals or dimension not in dimensions:
        raise Problem(
            f'"{group}" is not DIMENSION=VALUE',
            where="--group",
            hint=f"Dimensions are {', '.join(dimensions)}",
        )
    return Scope(dimension, value)


def _document(notice: Notice) -> dict[str, Any]:
    return {
        "channel": notice.channel,
        "kind": notice.medium.value,
        "what": notice.what.value,
        "subject": notice.subject.isoformat(),
        "status": notice.status,
        "problem": notice.problem,
        "tries": notice.tries,
        "title": notice.message.title,
        "lines": [{"text": line.text, "link": line.link} for line in notice.message.lines],
    }


def _line(notice: Notice) -> str:
    what = f"{notice.channel}: {notice.what.value} of {notice.subject}"
    if notice.status == "new":
        return f"{what}\n{notice.message.plain()}"
    return f"{what} {notice.status}{f', {notice.problem}' if notice.problem else ''}"
