"""Options and output that commands share: how a day is given, the database, one JSON document."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from analytics.cli.caller import NOTHING_DONE as NOTHING_DONE
from analytics.cli.caller import current, echo, here
from analytics.core.errors import Problem
from analytics.files.json_text import json_text
from analytics.ingest.jobs import IMPORTS
from analytics.ingest.opening.at_rest import STANDARD_INPUT, at_rest
from analytics.reports.filters import FIELDS
from analytics.storage import backup
from analytics.storage.jobs import JOBS, Job, Queue
from analytics.storage.store import Store, check_is_database
from analytics.team import owner, snapshots, visibility

Done = TypeVar("Done")


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f'"{value}" is not a day. Give it as 2024-03-27.', param, ctx)


def _not_before_since(
    context: click.Context, param: click.Parameter, until: date | None
) -> date | None:
    since = context.params.get("since")
    if since and until and until < since:
        raise click.BadParameter(
            f"{until} is before --since, {since}. Give the day after the last one.",
            context,
            param,
        )
    return until


DAY = Day()
days_since = click.option("--since", type=DAY, is_eager=True)
days_until = click.option("--until", type=DAY, callback=_not_before_since, help="Excluded.")
any_until = click.option("--until", type=DAY, help="Excluded.")
"""For questions whose scripts split a span anywhere: of days the wrong way round there is nothing."""
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
def opened(
    context: click.Context, *, may_create: bool = False, writes: bool = False
) -> Iterator[Store]:
    """The database of a command; a question never makes one, and what `writes` says so.

    Commands that other processes give meanwhile are answered from it. Raises Held where another process has it.
    """
    caller, sees = current(), part_asked(context)
    if sees and (writes or may_create):
        hint = "Give it without --sees"
        raise Problem("what changes something is about the whole database", hint=hint)
    if caller:
        with caller.opened(writes=writes or may_create) as store:
            yield visibility.part(_with_loss(store), sees)
        return
    with Store(context.obj, may_create=may_create) as store:
        group = context.find_root().command
        with owner.listening(store, group, takes_writes=False):
            version = store.version
            yield visibility.part(_with_loss(store), sees)
            if store.version != version:
                snapshots.keep_current(store)


def part_asked(context: click.Context) -> tuple[str, ...]:
    """The part of the recordings that a command is asked of; () for all."""
    sees: tuple[str, ...] = context.find_root().params.get("sees", ())
    return sees


def _with_loss(store: Store) -> Store:
    if store.loss:
        echo(store.loss, err=True)
    return store


def in_turn(work: Callable[[], Done], queue: Queue = IMPORTS) -> Done:
    """Do work that writes: beside a dashboard as a job of its queue, when its turn comes."""
    if not current():
        return work()
    speaker = copy_context()
    job = JOBS.begin(Job[tuple[Done]](queue), lambda job: (speaker.run(work),))
    job.wait()
    if job.problem:
        raise job.problem
    assert job.result
    return job.result[0]


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


@contextmanager
def given_file(file: str) -> Iterator[tuple[Path, str]]:
    """(path, name for people) of a file that the command line names; "-" is the caller's standard input."""
    caller = current()
    stdin = caller.stdin if caller else sys.stdin.buffer if sys.stdin else None
    place = file if file == STANDARD_INPUT else str(here(file))
    with at_rest(place, stdin, name=file) as found:
        yield found


def print_json(document: Any) -> None:
    """The one JSON document of a command."""
    echo(json_text(document))
