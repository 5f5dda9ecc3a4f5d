"""The commands about imports: bring recordings in, list what came, take it out, see what was refused."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from analytics import ingest
from analytics.cli.caller import current, echo
from analytics.cli.common import (
    DAY,
    NOTHING_DONE,
    as_json,
    given_file,
    in_turn,
    opened,
    print_json,
    scratch,
)
from analytics.cli.stopping import Stop
from analytics.core.errors import Problem
from analytics.ingest import jobs
from analytics.ingest.common import states
from analytics.ingest.loading.receipt import Receipt, refusal
from analytics.ingest.opening.at_rest import STANDARD_INPUT
from analytics.storage.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])


_ABOUT_FILES = (
    click.option(
        "--unit", type=click.Choice(["ms", "s"]), help="The unit of lengths, if you know it."
    ),
    click.option("--app", default="", help="The SdkAppId where a file names none."),
    click.option("--day", type=DAY, help="The day of documents that name no time."),
    click.option("--zone", default="Asia/Shanghai", help="The zone of times without an offset."),
    click.option(
        "--state",
        "state_words",
        multiple=True,
        metavar="WORD=STATE",
        help="What a word for the state of a task stands for, as in uploaded=FINISHED.",
    ),
)


def about_files(command: Command) -> Command:
    """The options that say of files what they leave out, for a command that gives them to `options_of`."""
    for option in reversed(_ABOUT_FILES):
        command = option(command)
    return command


def options_of(
    context: click.Context,
    unit: str | None,
    app: str,
    day: date | None,
    zone: str,
    state_words: tuple[str, ...],
) -> ingest.Options:
    """What a command was told of files. Raises Problem for a state that is none."""
    words = states.given(state_words) or None
    has_zone = context.get_parameter_source("zone") is ParameterSource.COMMANDLINE
    text = day.isoformat() if day else None
    return ingest.Options(unit, app, text, zone, states=words, has_zone=has_zone)


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@about_files
@click.option("--check", is_flag=True, help="Print the receipts, and load nothing.")
@click.option("--strict", is_flag=True, help="Exit status 1 for any warning.")
@as_json
@click.pass_context
def import_command(
    context: click.Context,
    /,
    files: tuple[str, ...],
    check: bool,
    strict: bool,
    as_json: bool,
    **about: Any,
) -> None:
    """Load recording exports, "-" being standard input; a receipt as each file is done.

    Exit status 1 if rows were refused or nothing of a file is billable, 2 if nothing was done.
    """
    if files.count(STANDARD_INPUT) > 1:
        raise Problem(
            "standard input can be read only once", where=STANDARD_INPUT, hint="Name it once"
        )
    options = options_of(context, **about)
    receipts: list[Receipt] = []
    with (
        Stop() as stop,
        suppress(KeyboardInterrupt),
        scratch(context) if check else opened(context, may_create=True) as store,
    ):
        try:
            for file in files:
                receipts.append(_receipt(store, file, options, stop))
                tell(receipts[-1], quiet=as_json)
                if stop.is_set:
                    break
        finally:
            if as_json:
                print_json([receipt.to_json() for receipt in receipts])
    if stop.is_set:
        ended = "checked" if check else "loaded"
        count = sum(receipt.status != "refused" for receipt in receipts)
        echo(f"Stopped: {count:,} of {len(files):,} files were {ended}.", err=True)
    elif check and not as_json:
        echo("Nothing was loaded: this was a check.")
    sys.exit(exit_status(receipts, strict=strict, is_whole=not stop.is_set))


def _receipt(store: Store, file: str, options: ingest.Options, stop: Stop) -> Receipt:
    caller = current()
    try:
        with given_file(file) as (path, name), stop.deferred():
            if stop.is_set:
                raise ingest.stopped()
            if caller:
                return jobs.receipt(store, path, name, options, lambda: stop.is_set)
            return ingest.import_file(
                store, path, name, options=options, cancelled=lambda: stop.is_set
            )
    except Problem as problem:
        return refusal("standard input" if file == STANDARD_INPUT else file, problem)


def exit_status(receipts: list[Receipt], *, strict: bool, is_whole: bool) -> int:
    """The exit status: 2 where nothing was done, 1 where something is missing or to be looked at."""
    if all(receipt.status == "refused" for receipt in receipts):
        return NOTHING_DONE
    is_flawed = any(
        receipt.status == "refused"
        or receipt.is_unbillable
        or (receipt.status == "loaded" and receipt.rows.refused)
        or (strict and receipt.warnings)
        for receipt in receipts
    )
    return int(is_flawed or not is_whole)


def tell(receipt: Receipt, *, quiet: bool) -> None:
    """The receipt in words: what was done on stdout, what is wrong on stderr."""
    if receipt.status == "refused" or not quiet:
        for flaw in receipt.problems:
            echo(flaw.sentence(receipt.file), err=True)
    if quiet or not receipt.import_id:
        return
    rows = receipt.rows
    echo(
        f"{receipt.import_id}  {receipt.file}: {receipt.status.replace('_', ' ')} as {receipt.shape}, "
        f"rows read {rows.read:,} = {rows.loaded:,} loaded + {rows.refused:,} refused + {rows.duplicate:,} duplicate; "
        f"{receipt.ms.loaded:,} ms loaded, {receipt.billable_ms:,} ms billable ({receipt.unit_reason})"
    )
    for warning in receipt.warnings:
        echo(f"  note: {warning}")
    if rows.refused > len(receipt.problems):
        echo(f"  all refused rows: python -m analytics refused {receipt.import_id} --csv")


@click.command("imports")
@as_json
@click.pass_context
def imports_command(context: click.Context, as_json: bool) -> None:
    """The imports in the database, the newest first."""
    with opened(context) as store:
        rows = store.ask("import_list")
    if as_json:
        print_json([_import_json(row) for row in rows])
        return
    for row in rows:
        echo(
            f"{row['import_id']}  {row['loaded_at']:%Y-%m-%d %H:%M} UTC  {row['file']}  {row['shape']}  "
            f"{row['rows_loaded']:,} of {row['rows_read']:,} rows loaded, {row['counted_videos']:,} count now"
        )


def _import_json(row: dict[str, Any]) -> dict[str, Any]:
    fields = {
        name: row[name] for name in ("import_id", "file", "shape", "status", "unit", "unit_reason")
    }
    parts = ("read", "loaded", "refused", "duplicate")
    return {
        **fields,
        "loaded_at": row["loaded_at"].isoformat(timespec="seconds") + "Z",
        "rows": {part: row[f"rows_{part}"] for part in parts},
        "ms": {part: row[f"ms_{part}"] for part in parts},
        "counted": {"videos": row["counted_videos"], "ms": row["counted_ms"]},
        "is_sample": row["is_sample"],
        "warnings": row["warnings"],
    }


@click.command()
@click.argument("import_id")
@click.pass_context
def undo(context: click.Context, import_id: str) -> None:
    """Take an import out as if it had never been."""
    with opened(context, writes=True) as store:
        preview = in_turn(lambda: _undo(store, import_id))
    echo(
        f"{preview['file']}: {preview['videos']:,} videos taken out, {preview['returning']:,} brought back by other imports."
    )


def _undo(store: Store, import_id: str) -> dict[str, Any]:
    preview = ingest.undo_preview(store, import_id)
    ingest.undo(store, import_id)
    return preview


@click.command()
@click.argument("import_id")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, to be fixed and imported again.")
@click.pass_context
def refused(context: click.Context, import_id: str, as_csv: bool) -> None:
    """All refused rows of an import, with the reasons."""
    with opened(context) as store:
        text = ingest.refused_csv(store, import_id)
        flaws = [] if as_csv else ingest.refused_flaws(store, import_id)
    if as_csv:
        echo(text, nl=False)
    for flaw in flaws:
        echo(flaw.sentence(""))


commands = (import_command, imports_command, undo, refused)
