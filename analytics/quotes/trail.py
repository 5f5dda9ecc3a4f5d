"""What was done to quotes, by whom and why: a list that only grows and shows when it was edited."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import duckdb

from analytics.ingest import load
from analytics.quotes.document import digest
from analytics.store import Store

_CHAINED = (
    "entry",
    "number",
    "revision",
    "done_at",
    "action",
    "who",
    "reason",
    "second_person",
    "document_hash",
)


def log(
    store: Store,
    cursor: duckdb.DuckDBPyConnection,
    number: str,
    revision: int,
    action: str,
    who: str,
    *,
    reason: str = "",
    second_person: str = "",
    document_hash: str = "",
) -> None:
    """Add an entry, within the transaction of what it tells."""
    known = store.ask("quote_trail", number=None)
    entry: dict[str, Any] = {
        "entry": len(known) + 1,
        "number": number,
        "revision": revision,
        "done_at": datetime.now(UTC).replace(tzinfo=None),
        "action": action,
        "who": who,
        "reason": reason,
        "second_person": second_person,
        "document_hash": document_hash,
    }
    before = known[-1]["chain"] if known else ""
    load.run(cursor, "load/log_quote", **entry, chain=_chain(before, entry))


def is_intact(store: Store) -> bool:
    """Whether no entry was changed, taken out or put in between since it was written."""
    before = ""
    for number, entry in enumerate(store.ask("quote_trail", number=None), 1):
        if entry["entry"] != number or entry["chain"] != _chain(before, entry):
            return False
        before = entry["chain"]
    return True


def _chain(before: str, entry: dict[str, Any]) -> str:
    told = [entry["done_at"].isoformat() if name == "done_at" else entry[name] for name in _CHAINED]
    return digest([before, *told])
