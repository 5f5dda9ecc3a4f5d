"""`cluster load` and `pull`: exports into a lake on a Spark cluster, and from there into the database."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import click

from analytics.cli.caller import echo, here
from analytics.cli.common import NOTHING_DONE, as_json, opened, print_json
from analytics.cli.imports import about_files, exit_status, options_of, tell
from analytics.core.errors import Problem
from analytics.ingest import Flaw
from analytics.ingest.common.limits import MOST_PROBLEMS
from analytics.ingest.loading import mapping


@click.group("cluster")
def command() -> None:
    """Import on a Spark cluster, for more than one machine can take."""


@command.command("load")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--master", required=True, metavar="spark://HOST:PORT", help="The cluster's master.")
@click.option(
    "--lake",
    "lake_path",
    required=True,
    help="A folder that every worker has at this place, or s3://BUCKET/FOLDER.",
)
@about_files
@click.option(
    "--partitions",
    type=click.IntRange(1, 100_000),
    help="Of the rows, where they meet; else by their size.",
)
@as_json
@click.pass_context
def load_command(
    context: click.Context,
    /,
    sources: tuple[str, ...],
    master: str,
    lake_path: str,
    partitions: int | None,
    as_json: bool,
    **about: Any,
) -> None:  # fmt: skip
    """Load files, and those in folders, into a lake; control totals and the fingerprint.

    Columns that were chosen before are those of the database, where there is one. Exit status as of import.
    """
    from analytics.cluster.lake import Lake
    from analytics.cluster.load import load
    from analytics.cluster.spark import on_spark

    options = options_of(context, **about)
    now = datetime.now(UTC).replace(tzinfo=None)
    engine = on_spark(master, partitions)
    loaded = load(sources, engine, Lake(lake_path), options, now, _answers(context.obj))
    document = _document(loaded)
    if as_json:
        print_json(document)
    else:
        _tell(document)
    for sentence in islice(_flaws(loaded.receipts), MOST_PROBLEMS):
        echo(sentence, err=True)
    statuses = [receipt["status"] for receipt in loaded.receipts]
    if set(statuses) == {"refused"}:
        sys.exit(NOTHING_DONE)
    sys.exit(int("refused" in statuses or any(map(_is_flawed, loaded.receipts))))


def _answers(database: Path) -> tuple[dict[str, Any], ...]:
    """What people answered about headers of tables, as the database says or whoever holds it. Raises Problem where it does not."""
    if not database.exists():
        return ()
    words = [sys.executable, "-m", "analytics", "--db", str(database), "cluster", "answers"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        what, where = "what was said about columns could not be asked", str(database)
        raise Problem(what, where=where, hint=done.stderr.strip() or "Name another by --db")
    return tuple(json.loads(done.stdout))


@command.command("answers", hidden=True)
@click.pass_context
def answers_command(context: click.Context) -> None:
    """What people answered about headers of tables, which a load hands to its tasks."""
    with opened(context) as store:
        print_json(mapping.all_answers(store))


def _flaws(receipts: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with rows, and with whole files, first with these."""
    for receipt in sorted(receipts, key=lambda receipt: receipt["status"] != "refused"):
        for problem in receipt["problems"]:
            yield Flaw(**problem).sentence(receipt["file"])


def _is_flawed(receipt: dict[str, Any]) -> bool:
    """Whether rows of a file were refused, or nothing of what it brought is billable."""
    if receipt["status"] != "loaded":
        return False
    return bool(receipt["rows"]["refused"] or (receipt["states"] and not receipt["billable_ms"]))


def _document(loaded: Any) -> dict[str, Any]:
    batch = loaded.batch
    nothing = dict.fromkeys(("read", "loaded", "refused", "duplicate"), 0)
    return {
        "batch": batch.id if batch else "",
        "status": "loaded" if batch else "already_loaded",
        "files": len(loaded.receipts),
        "rows": batch.rows if batch else nothing,
        "ms": batch.ms if batch else nothing,
        "facts": batch.facts if batch else 0,
        "fingerprint": batch.fingerprint if batch else "",
        "receipts": list(loaded.receipts),
    }


def _tell(document: dict[str, Any]) -> None:
    rows, ms = document["rows"], document["ms"]
    if not document["batch"]:
        echo("Nothing new: the lake has the content of these files, or nothing of them could be loaded.")  # fmt: skip
        return
    echo(
        f"batch {document['batch']}: {document['files']:,} files, rows read {rows['read']:,} = {rows['loaded']:,} loaded + "
        f"{rows['refused']:,} refused + {rows['duplicate']:,} duplicate; {ms['loaded']:,} ms loaded"
    )
    echo(f"fingerprint {document['fingerprint']} over {document['facts']:,} facts")


@command.command("batches")
@click.option("--lake", "lake_path", required=True, help="A folder, or s3://BUCKET/FOLDER.")
@as_json
def batches_command(lake_path: str, as_json: bool) -> None:
    """The batches of a lake, the oldest first."""
    from analytics.cluster.lake import Lake

    batches = Lake(lake_path).batches()
    if as_json:
        names = ("id", "loaded_at", "rows", "ms", "facts", "fingerprint")
        print_json([{"files": len(batch.receipts)} | {name: getattr(batch, name) for name in names} for batch in batches])  # fmt: skip
        return
    for batch in batches:
        echo(f"{batch.id}  {batch.loaded_at}  {len(batch.receipts):,} files  {batch.rows['loaded']:,} rows loaded")  # fmt: skip


@command.command("undo")
@click.argument("batch_id", metavar="BATCH")
@click.option("--lake", "lake_path", required=True, help="A folder, or s3://BUCKET/FOLDER.")
def undo_command(batch_id: str, lake_path: str) -> None:
    """Take a batch out of a lake; undo its import in the databases that pulled it first."""
    from analytics.cluster.lake import Lake

    Lake(lake_path).take_out(batch_id)
    echo(f"batch {batch_id} is out of the lake")


@click.command("pull")
@click.option("--lake", "lake_path", required=True, help="A folder, or s3://BUCKET/FOLDER.")
@as_json
@click.pass_context
def pull_command(context: click.Context, lake_path: str, as_json: bool) -> None:
    """Bring the batches of a lake that are new into the database, each as one import.

    Exit status as of import.
    """
    from analytics.cluster.lake import Lake
    from analytics.cluster.pull import pull
    from analytics.storage.lakes import is_remote

    with opened(context, may_create=True) as store:
        receipts = pull(
            store,
            Lake(lake_path if is_remote(lake_path) else here(lake_path)),
            lambda receipt: tell(receipt, quiet=as_json),
        )
    if as_json:
        print_json([receipt.to_json() for receipt in receipts])
    sys.exit(exit_status(receipts, strict=False, is_whole=True))
