"""Batches of a lake into the database, each as one import: their small tables come in, their rows stay where they lie and are read
from there, and meet those of other imports.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import duckdb

from analytics.cluster.lake import ROLLUPS, Batch, Lake
from analytics.cluster.load import made_by
from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.ingest import Counts, Receipt
from analytics.ingest.common.limits import MOST_WARNINGS
from analytics.ingest.loading import outcome
from analytics.ingest.loading.load import elect_twins, forget
from analytics.storage.lakes import TABLES, renew_views
from analytics.storage.rollups import edge, refresh_rollups, settle
from analytics.storage.statements import ask, run
from analytics.storage.store import Store

SHAPE = "lake"


def pull(
    store: Store, lake: Lake, on_receipt: Callable[[Receipt], None] = lambda receipt: None
) -> list[Receipt]:
    """Bring in what is new in the lake, the oldest batch first; a receipt of each batch. Raises Problem where a file of one is
    missing or not as it was written; the batches before it stay.
    """
    receipts = []
    batches = lake.batches()
    if not batches:
        raise Problem(
            "there is no batch in this lake",
            where=str(lake),
            hint="Check --lake, or load files into it with `cluster load`",
        )
    for batch in batches:
        receipts.append(_pull(store, lake, batch))
        on_receipt(receipts[-1])
    return receipts


def _pull(store: Store, lake: Lake, batch: Batch) -> Receipt:
    digest = _digest(batch)
    name = f"lake batch {batch.id}"
    if known := store.ask("import_named", import_id=None, digest=digest):
        _find_again(store, lake, batch, known[0]["import_no"])
        return _receipt(batch, digest, name, "already_loaded", "", Counts(), Counts())
    lake.need_whole(batch)
    with store.write(Act(Right.IMPORT, "pull from lake")) as cursor:
        number = ask(cursor, "load/next_number")[0]["import_no"]
        for row in ask(cursor, "sample_imports"):
            forget(cursor, row["import_no"])
        _note(cursor, lake, batch, number)
        if usage := lake.paths(batch, "vendor_usage"):
            run(cursor, "load/pull_usage", import_no=number, paths=usage)
            run(cursor, "load/elect_usages", import_no=number, stays=True)
        touched = _elect(cursor, batch, number)
        _add_up(cursor, lake, batch, number, touched)
        rows, ms = _counts(cursor, batch, number, number in touched)
        states = batch.states
        if number in touched:
            states = {row["status"]: [row["videos"], row["billable_ms"]] for row in ask(cursor, "load/states", import_no=number)}  # fmt: skip
        receipt = _receipt(batch, digest, name, "loaded", _units(batch), rows, ms, states)
        closed = outcome.closed_months(cursor, number)
        receipt = replace(receipt, warnings=(*closed, *receipt.warnings)[:MOST_WARNINGS])
        outcome.remember_receipt(
            cursor,
            receipt,
            import_no=number,
            digest=digest,
            bytes=0,
            is_sample=False,
            app="",
            day=None,
            zone=batch.zone,
            extra_columns=[],
            loaded_at=datetime.now(UTC).replace(tzinfo=None),
            source=SHAPE,
        )
    return receipt


def _note(cursor: duckdb.DuckDBPyConnection, lake: Lake, batch: Batch, number: int) -> None:
    """Where the rows of a batch lie, and let questions read them there."""
    parts = [
        {"table_name": part.table, "month": part.month, "path": lake.path(batch, part), "rows": part.rows}
        for part in batch.parts
        if part.table in TABLES
    ]  # fmt: skip
    facts = {"batch": batch.id, "lake": lake.address, "zone": batch.zone, "parts": parts}
    run(cursor, "load/pull_batch", import_no=number, **facts)
    renew_views(cursor)


def _find_again(store: Store, lake: Lake, batch: Batch, number: int) -> None:
    """Read the rows of a batch that was pulled before where its lake lies now."""
    if [row["lake"] for row in store.ask("lake_of_import", import_no=number)] == [lake.address]:
        return
    with store.write(Act(Right.IMPORT, "find lake again")) as cursor:
        run(cursor, "load/forget_batch", import_no=number)
        _note(cursor, lake, batch, number)


def _elect(cursor: duckdb.DuckDBPyConnection, batch: Batch, number: int) -> list[int]:
    """Let one row of each video count where those of other imports are the same; the imports of which other rows count now."""
    if not batch.standings or not ask(cursor, "load/other_imports", import_no=number)[0]["imports"]:
        return []
    run(cursor, "load/twins_of_import", import_no=number)
    touched = elect_twins(cursor)
    if number in touched:
        outcome.need_unique_ids(cursor, number, SHAPE)
    return touched


def _add_up(
    cursor: duckdb.DuckDBPyConnection, lake: Lake, batch: Batch, number: int, touched: list[int]
) -> None:
    """The small tables: as the cluster added them up, or anew from the rows where these do not stand as it left them, or where days
    are cut elsewhere here. Raises Problem where they are not those of the manifest.
    """
    own = number not in touched and batch.made_by == made_by(*edge(cursor))
    if own and lake.paths(batch, "usage_files"):
        paths = {table: lake.paths(batch, table) for table in ROLLUPS}
        run(cursor, "load/pull_rollups", import_no=number, **paths)
    if own:
        settle(cursor, [number])
    anew = touched if own else sorted({number, *touched})
    if anew:
        refresh_rollups(cursor, anew)
    counted = batch.standings.get("counted", [0, 0])
    (sums,) = ask(cursor, "load/pulled_sums", import_no=number)
    if number not in touched and [sums["videos"], sums["ms"]] != counted:
        raise Problem(
            f"{sums['videos']:,} files came of {counted[0]:,} that its manifest tells of; nothing of it was kept",
            where=f"batch {batch.id}",
            hint="Remove the batch's folder and load its files again",
        )


def _digest(batch: Batch) -> str:
    """Of what is in it: the same batch loaded again, from the same files, is the same."""
    return hashlib.sha256(json.dumps(["lake", batch.id, batch.fingerprint]).encode()).hexdigest()


def _counts(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, number: int, is_touched: bool
) -> tuple[Counts, Counts]:
    """What became of the rows among those that were in the database."""
    standings: outcome.Standings = {
        name: (rows, ms) for name, (rows, ms) in batch.standings.items()
    }
    if is_touched:
        standings = outcome.standings(cursor, number)
    usage = ask(cursor, "load/usage_counts", import_no=number)[0]
    return outcome.row_counts(standings, usage)


def _units(batch: Batch) -> str:
    names = sorted({receipt["unit"] for receipt in batch.receipts if receipt["unit"]})
    return ", ".join(names)


def _receipt(
    batch: Batch, digest: str, name: str, status: str, unit: str, rows: Counts, ms: Counts, states: dict[str, list[int]] | None = None
) -> Receipt:  # fmt: skip
    count = len(batch.receipts)
    files = "1 file" if count == 1 else f"{count:,} files"
    if status == "already_loaded":
        warnings: tuple[str, ...] = ("This batch was pulled before; nothing was changed.",)
    else:
        told = [f"{receipt['file']}: {warning}" for receipt in batch.receipts for warning in receipt["warnings"]]  # fmt: skip
        refused = [f"{receipt['file']} was refused when it was loaded." for receipt in batch.receipts if receipt["status"] == "refused"]  # fmt: skip
        warnings = (*refused, *told)[:MOST_WARNINGS]
    return Receipt(
        digest[:12],
        f"{name}, {files}",
        SHAPE,
        status,
        unit,
        "as each file's own receipt says" if unit else "",
        rows,
        ms,
        warnings=warnings,
        billable_ms=sum(billable for _, billable in (states or {}).values()),
        states={status: files for status, (files, _) in (states or {}).items()},
    )
