"""The refused rows of an import: everything that is wrong with them, and a file to mend them in."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from analytics.core.errors import Problem
from analytics.files.export import csv_text
from analytics.ingest.common.flat_form import ROW_COLUMNS
from analytics.ingest.common.manifest import Options
from analytics.ingest.loading.outcome import problems
from analytics.ingest.loading.receipt import Flaw
from analytics.ingest.tables import EXPLAINING, TIMES, USAGE
from analytics.storage.store import Store

_EVERYTHING = 1 << 62


def refused_csv(store: Store, import_id: str) -> str:
    """All refused rows of an import as CSV: the flat form's columns to fix and import again, and why."""
    imported = named(store, import_id)
    rows = store.ask("refused_of_import", import_no=imported["import_no"], most=_EVERYTHING)
    columns = [column for column in ROW_COLUMNS if column not in ("place", "ragged")]
    usage = {field: name for name, field in USAGE.items()} if any(map(_is_usage, rows)) else {}
    extra = {f"extra_{number}": name for number, name in enumerate(imported["extra_columns"], 1)}
    lines = []
    for row in rows:
        values = json.loads(row["source_row"])
        if not _is_usage(row):
            values = _as_said(values, imported)
        flaws = problems([row])
        lines.append(
            [
                *(values.get(column) for column in [*columns, *extra, *usage]),
                row["place"],
                ", ".join(flaw.column for flaw in flaws),
                "; ".join(flaw.reason for flaw in flaws),
                "; ".join(flaw.hint for flaw in flaws),
            ]
        )
    return csv_text([*columns, *extra.values(), *usage.values(), *EXPLAINING], lines)


def _is_usage(row: dict[str, Any]) -> bool:
    """Whether a refused row is a line of the vendor's usage."""
    return any(flaw.endswith("|not_a_usage") for flaw in row["flaws"])


def _as_said(values: dict[str, str | None], imported: dict[str, Any]) -> dict[str, str | None]:
    """A refused row together with what was said about its import, so that it can be imported without saying it again."""
    zone, day = ZoneInfo(imported["zone"]), imported["day"]
    row = {**values}
    row["DurationUnit"] = values.get("DurationUnit") or imported["unit"]
    row["SdkAppId"] = (values.get("SdkAppId") or "").strip() or imported["app"]
    if imported["zone"] != Options().zone:
        row |= {name: _with_offset(values.get(name), zone) for name in TIMES}
    if day and not any((values.get(name) or "").strip(" 0") for name in TIMES):
        row[TIMES[0]] = datetime(day.year, day.month, day.day, 12, tzinfo=zone).isoformat()
    return row


def _with_offset(text: str | None, zone: ZoneInfo) -> str | None:
    """An ISO time that names no offset with that of the zone; any other text as it is."""
    try:
        at = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return text
    return text if at.tzinfo or "-" not in (text or "") else at.replace(tzinfo=zone).isoformat()


def refused_flaws(store: Store, import_id: str) -> tuple[Flaw, ...]:
    """Everything that is wrong with the refused rows of an import."""
    imported = named(store, import_id)
    return problems(
        store.ask("refused_of_import", import_no=imported["import_no"], most=_EVERYTHING)
    )


def named(store: Store, import_id: str) -> dict[str, Any]:
    """An import by its id. Raises Problem for an unknown one."""
    rows = store.ask("import_named", import_id=import_id, digest=None)
    if not rows:
        raise Problem(
            f'there is no import "{import_id}"',
            hint="See `python -m analytics imports` for the list",
        )
    return rows[0]
