"""What the commands share: how a day is given, the database, one JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import click

from analytics.storage.store import Store

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


@contextmanager
def opened(context: click.Context) -> Iterator[Store]:
    with Store(context.obj) as store:
        if store.loss:
            click.echo(store.loss, err=True)
        yield store


def print_json(document: Any) -> None:
    """The one JSON document of a command."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
