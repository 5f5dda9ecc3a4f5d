"""Batches of a lake into the database, each as one import: no text is read again, and rows meet those of earlier imports."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime

from analytics.cluster.lake import Batch, Lake
from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.ingest import Counts, Receipt
from analytics.ingest.common.limits import MOST_WARNINGS
from analytics.ingest.loading import outcome
from analytics.ingest.loading.load import MANY_LINES, elect_twins, forget
from analytics.storage.rollups import refresh_rollups
from analytics.storage.statements import ask, run
from analytics.storage.store import Store

SHAPE = "lake"
_SCRIPTS = {
    "video_rows": "load/pull_rows",
    "recording_rows": "load/pull_tasks",
    "vendor_usage": "load/pull_usage",
    "refused_rows": "load/pull_refused",
}


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
            where=str(lake.folder),
            hint="Check --lake, or load files into it with `cluster load`",
        )
    for batch in batches:
        receipts.append(_pull(store, lake, batch))
        on_receipt(receipts[-1])
    return receipts


def _pull(store: Store, lake: Lake, batch: Batch) -> Receipt:
    digest = _digest(batch)
    name = f"lake batch {batch.id}"
    if ask_known(store, digest):
        return _receipt(batch, digest, name, "already_loaded", "", Counts(), Counts())
    paths = {table: lake.paths(batch, table) for table in _SCRIPTS}
    with store.write(Act(Right.IMPORT, "pull from lake")) as cursor:
        number = ask(cursor, "load/next_number")[0]["import_no"]
        for row in ask(cursor, "sample_imports"):
            forget(cursor, row["import_no"])
        for table, script in _SCRIPTS.items():
            if paths[table]:
                run(cursor, script, import_no=number, paths=paths[table])
        run(cursor, "load/elect_usages", import_no=number, stays=True)
        if batch.rows["read"] > MANY_LINES:
            run(cursor, "load/twins_all")
        else:
            run(cursor, "load/twins_of_import", import_no=number)
        touched = elect_twins(cursor)
        refresh_rollups(cursor, sorted({number, *touched}))
        counts = outcome.standings(cursor, number)
        usage = ask(cursor, "load/usage_counts", import_no=number)[0]
        rows, ms = _counts(batch, counts, usage)
        receipt = _receipt(batch, digest, name, "loaded", _units(batch), rows, ms)
        states = ask(cursor, "load/states", import_no=number)
        run(
            cursor,
            "load/remember",
            import_no=number,
            digest=digest,
            bytes=0,
            is_sample=False,
            app="",
            day=None,
            zone=batch.zone,
            extra_columns=[],
            warnings=list(receipt.warnings),
            loaded_at=datetime.now(UTC).replace(tzinfo=None),
            source="lake",
            **{
                name: getattr(receipt, name)
                for name in ("import_id", "file", "shape", "status", "unit", "unit_reason")
            },
            **{f"rows_{part}": value for part, value in rows._asdict().items()},
            **{f"ms_{part}": value for part, value in ms._asdict().items()},
        )
    return Receipt(
        **{
            field: getattr(receipt, field)
            for field in ("import_id", "file", "shape", "status", "unit", "unit_reason", "warnings")
        },
        rows=rows,
        ms=ms,
        billable_ms=sum(row["billable_ms"] for row in states),
        states={row["status"]: row["videos"] for row in states},
    )


def ask_known(store: Store, digest: str) -> bool:
    """Whether a batch is in the database."""
    return bool(store.ask("import_named", import_id=None, digest=digest))


def _digest(batch: Batch) -> str:
    """Of what is in it: the same batch loaded again, from the same files, is the same."""
    return hashlib.sha256(json.dumps(["lake", batch.id, batch.fingerprint]).encode()).hexdigest()


def _counts(
    batch: Batch, counts: outcome.Standings, usage: dict[str, int]
) -> tuple[Counts, Counts]:
    """What became of the rows among those that were in the database. Raises Problem where they are not those of the manifest."""
    parts = ("counted", "refused", "duplicate")
    videos = {part: counts.get(part, (0, 0))[0] for part in parts}
    lengths = {part: counts.get(part, (0, 0))[1] for part in parts}
    loaded, refused, duplicate = videos["counted"] + usage["loaded"], videos["refused"] + usage["refused"], videos["duplicate"] + usage["duplicate"]  # fmt: skip
    rows = Counts(loaded + refused + duplicate, loaded, refused, duplicate)
    ms = Counts(sum(lengths.values()), lengths["counted"], lengths["refused"], lengths["duplicate"])
    if (rows.read, ms.read, rows.refused) != (batch.rows["read"], batch.ms["read"], batch.rows["refused"]):  # fmt: skip
        raise Problem(
            f"{rows.read:,} rows came of {batch.rows['read']:,} that its manifest tells of; nothing of it was kept",
            where=f"batch {batch.id}",
            hint="Remove the batch's folder and load its files again",
        )
    return rows, ms


def _units(batch: Batch) -> str:
    names = sorted({receipt["unit"] for receipt in batch.receipts if receipt["unit"]})
    return ", ".join(names)


def _receipt(
    batch: Batch, digest: str, name: str, status: str, unit: str, rows: Counts, ms: Counts
) -> Receipt:
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
    )
