"""`python -m analytics groups`: dimensions of one's own, from tables that say which rooms, apps and users are whose."""

from __future__ import annotations

from typing import Any

import click

from analytics.cli.caller import echo
from analytics.cli.common import as_json, given_file, in_turn, opened, print_json
from analytics.core.errors import Problem
from analytics.groups import imports as group_imports
from analytics.groups.imports import GroupImport

_MOST_TOLD = 20


@click.group("groups", invoke_without_command=True)
@as_json
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """The imports of groups that stand, the newest first, with their rows."""
    if context.invoked_subcommand:
        return
    with opened(context) as store:
        imports = group_imports.imports(store)
    if as_json:
        print_json([_fields(each) for each in imports])
        return
    for each in imports:
        echo(f"{each.import_id}  {each.loaded_at:%Y-%m-%d %H:%M} UTC  {_told(each)}")


@command.command("import")
@click.argument("file")
@as_json
@click.pass_context
def import_command(context: click.Context, file: str, as_json: bool) -> None:
    """Take in a table (CSV, XLSX) with the columns dimension, app, room, user, value, from, until; "-" is standard input.

    app, room and user may be empty, for all, or end with *; until is excluded. The row that names most wins, then the later.
    """
    with opened(context, writes=True) as store:
        try:
            with given_file(file) as (path, name):
                told = in_turn(lambda: group_imports.import_file(store, path, name))
        except Problem as problem:
            *others, last = [problem, *problem.also][:_MOST_TOLD]
            for flaw in others:
                echo(str(flaw), err=True)
            if len(problem.also) >= _MOST_TOLD:
                echo(f"{len(problem.also) + 1:,} cells are wrong in all, of which:", err=True)
            raise last from None
    if as_json:
        print_json(_fields(told) | {"status": _status(told), "warnings": list(told.notes)})
        return
    echo(f"{told.import_id}  {_told(told)}: {_status(told).replace('_', ' ')}")
    for note in told.notes:
        echo(f"  note: {note}")


@command.command("undo")
@click.argument("import_id")
@click.pass_context
def undo(context: click.Context, import_id: str) -> None:
    """Take an import of groups out as if it had never been."""
    with opened(context, writes=True) as store:
        gone = in_turn(lambda: group_imports.undo(store, import_id))
    echo(f"{_told(gone)}: taken out")


def _status(told: GroupImport) -> str:
    return "loaded" if told.is_new else "already_loaded"


def _told(each: GroupImport) -> str:
    rows = f"{len(each.rows):,} row{'s'[: len(each.rows) != 1]}"
    return f"{each.file}  {rows} of {', '.join(each.dimensions)}"


def _fields(each: GroupImport) -> dict[str, Any]:
    return {
        "import_id": each.import_id,
        "file": each.file,
        "loaded_at": f"{each.loaded_at.isoformat(timespec='seconds')}Z",
        "dimensions": list(each.dimensions),
        "rows": [
            {
                "line": row.line,
                "dimension": row.dimension,
                **{
                    name: text or ""
                    for name, text in zip(("app", "room", "user"), row.names, strict=True)
                },
                "value": row.value,
                "from": row.since and row.since.isoformat(),
                "until": row.until and row.until.isoformat(),
            }
            for row in each.rows
        ],
    }
