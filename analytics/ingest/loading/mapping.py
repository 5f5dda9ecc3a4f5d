"""Mappings that a person confirmed: remembered by header, and used for the same header without asking again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from analytics.ingest.tables.columns import key_of
from analytics.storage.statements import run
from analytics.storage.store import Store

Columns = dict[str, str]


def remember_mapping(store: Store, header: Sequence[str], mapping: Mapping[str, str]) -> None:
    """Keep which column of a header is which: flat column -> header, and the choices unit, dates and colons."""
    kept = json.dumps(dict(mapping), ensure_ascii=False)
    with store.write() as cursor:
        run(
            cursor, "load/keep_mapping", header_key=key_of(header), header=list(header), mapping=kept,
            now=datetime.now(UTC).replace(tzinfo=None),
        )  # fmt: skip


def forget_mapping(store: Store, header: Sequence[str]) -> None:
    """Ask again for this header."""
    with store.write() as cursor:
        run(cursor, "load/forget_mapping", header_key=key_of(header))


def remembered(store: Store, header: Sequence[str]) -> Columns | None:
    """What was confirmed for a header, or None."""
    return all_remembered(store).get(key_of(header))


def all_remembered(store: Store) -> dict[str, Columns]:
    """What was confirmed for every header, by its key."""
    return {row["header_key"]: json.loads(row["mapping"]) for row in store.ask("mappings")}
