"""The bill in FOCUS as a file: rows gathered from the database, checked, then written in one go."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from analytics.billing import focus
from analytics.billing.cost_of_use import Shared
from analytics.billing.focus import Account, Recorded, Row
from analytics.core.errors import Problem
from analytics.core.model import Plan
from analytics.files.export import csv_text
from analytics.groups import imports as groups
from analytics.reconcile import closing
from analytics.reports import cost_of_use, costs
from analytics.reports.filters import Filters
from analytics.storage.store import Store

APP_NAME = "app_name"
ENDINGS = (".csv", ".parquet")


def rows(
    store: Store,
    plan: Plan,
    since: date | None = None,
    until: date | None = None,
    account: Account | None = None,
) -> list[Row]:
    """The charges of [since, until) under a plan, split by app and by every group; keys are those of 1.2.

    The account's id is in no recording: where none is given, the price book's id stands for it.
    """
    settlement = costs.settle_plan(store, plan, None, until)
    dimensions = groups.dimensions(store)
    found = cost_of_use.by_fields(
        store, plan, ("day", "app", *dimensions), Filters(until=until), shared=Shared.NONE
    )
    recorded, names = [], {}
    for row in found:
        day, app, *values = row.key
        if day is None:
            continue
        tags = dict(zip(dimensions, values, strict=True))
        if name := tags.get(APP_NAME):
            names[app or ""] = name
        mapped = tuple((key, value) for key, value in tags.items() if value and key != APP_NAME)
        recorded.append(Recorded(date.fromisoformat(day), app or "", mapped, row.charged_ms))
    restated = {day for month in closing.closed(store) for day in month.restated}
    owner = account or Account(settlement.book.id)
    return focus.rows(settlement, recorded, owner, since, names, restated)


def write(path: Path, version: str, charges: Sequence[Row]) -> None:
    """The charges as CSV or Parquet, by the file's ending; the file is there whole or not at all."""
    names = focus.columns(version)
    named = [focus.named(row, version) for row in charges]
    content = _csv(names, named) if path.suffix.lower() == ".csv" else _parquet(names, named)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _csv(names: Sequence[str], charges: Sequence[Mapping[str, Any]]) -> bytes:
    """Numbers as plain digits, null as nothing."""
    return csv_text(names, ([row[name] for name in names] for row in charges)).encode()


def _parquet(names: Sequence[str], charges: Sequence[Mapping[str, Any]]) -> bytes:
    """Strings and decimals: a reader has no type to guess."""
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    decimal = pa.decimal128(38, focus.PLACES)
    fields = [(name, decimal if name in focus.DECIMALS else pa.string()) for name in names]
    columns = {name: [row[name] for row in charges] for name in names}
    try:
        table = pa.Table.from_pydict(columns, schema=pa.schema(fields))
    except pa.ArrowInvalid as fault:
        raise Problem(
            f"an amount has more than {focus.PLACES} decimals",
            where="FOCUS",
            hint="Write it as CSV, or give pack prices with fewer decimals",
        ) from fault
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()
