"""What the commands share: how a day is given, the database, one JSON document."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from analytics.reports.filters import FIELDS
from analytics.storage import backup
from analytics.storage.store import Store, check_is_database

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
by_fields = click.option(
    "--by",
    "by",
    required=True,
    help=f"Any of {', '.join(FIELDS)} and the dimensions of groups, with commas.",
)
in_groups = click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="DIMENSION=VALUE",
    help="Files of this group; several values of a dimension: any of them. No value: not mapped.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@contextmanager
def opened(context: click.Context, *, may_create: bool = False) -> Iterator[Store]:
    """The database of a command; a question never makes one."""
    with Store(context.obj, may_create=may_create) as store:
        if store.loss:
            click.echo(store.loss, err=True)
        yield store


@contextmanager
def scratch(context: click.Context) -> Iterator[Store]:
    """A copy of the database that is thrown away at the end, an empty one where there is none."""
    check_is_database(context.obj, may_create=True)
    with tempfile.TemporaryDirectory(prefix="recordings-") as folder:
        path = Path(folder) / "recordings.duckdb"
        if context.obj.exists():
            with opened(context, may_create=True) as store:
                backup.copy(store, path)
        with Store(path) as copy:
            yield copy


def print_json(document: Any) -> None:
    """The one JSON document of a command."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
