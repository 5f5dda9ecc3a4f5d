"""Trail of quotes, what was done by whom and why: a list that only grows and shows when it was edited."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import duckdb

from analytics.quotes.document import digest
from analytics.storage.statements import ask, run
from analytics.storage.store import Store

SIGNED = "signed"
"""The entry of a customer's signature; its hash is that of what is kept of it."""
_HEAD = "quote_trail_head"
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
    """Add an entry, within the transaction of what it tells: after those that it holds already."""
    entries = ask(cursor, "quote_trail", number=None)
    entry: dict[str, Any] = {
        "entry": len(entries) + 1,
        "number": number,
        "revision": revision,
        "done_at": datetime.now(UTC).replace(tzinfo=None),
        "action": action,
        "who": who,
        "reason": reason,
        "second_person": second_person,
        "document_hash": document_hash,
    }
    before = entries[-1]["chain"] if entries else ""
    chain = _chain(before, entry)
    run(cursor, "load/log_quote", **entry, chain=chain)
    run(cursor, "load/keep_setting", key=_HEAD, value=f"{entry['entry']} {chain}")


def is_intact(store: Store) -> bool:
    """Whether no entry was changed, taken out or put in between since it was written."""
    return not faults(store)


def faults(store: Store, number: str | None = None) -> tuple[str, ...]:
    """What was changed by hand, a sentence each: in the trail, and in what was issued as ``number``."""
    return (*_trail_faults(store), *(_document_faults(store, number) if number else ()))


def _trail_faults(store: Store) -> Iterator[str]:
    entries, chain = store.ask("quote_trail", number=None), ""
    for count, entry in enumerate(entries, 1):
        if entry["entry"] != count or entry["chain"] != _chain(chain, entry):
            name = f"{entry['action']} {entry['number']}".strip()
            yield (
                f"Entry {count:,} of the trail ({name}, {entry['done_at']:%Y-%m-%d %H:%M} UTC) is "
                "not as it was written, or one beside it is missing."
            )
            return
        chain = entry["chain"]
    heads = [row["value"] for row in store.ask("settings") if row["key"] == _HEAD]
    logged = int(heads[0].split()[0]) if heads else 0
    if heads and heads[0] != f"{len(entries)} {chain}":
        yield f"The last entries of the trail are missing: {logged:,} were written, {len(entries):,} are there."


def _document_faults(store: Store, number: str) -> Iterator[str]:
    entries = store.ask("quote_trail", number=number)
    issued = {
        entry["revision"]: entry["document_hash"]
        for entry in entries
        if entry["action"] == "issued"
    }
    for revision, issued_hash in issued.items():
        rows = store.ask("quote_document", number=number, revision=revision)
        if not rows:
            yield f"{number}, revision {revision} was issued and is no longer there."
        elif digest(json.loads(rows[0]["document"])) != issued_hash:
            yield f"{number}, revision {revision} is not the document that was issued."
    signatures = store.ask("quote_signatures", number=number, revision=None)
    kept = {(row["revision"], signature_hash(row)) for row in signatures}
    for entry in entries:
        if entry["action"] == SIGNED and (entry["revision"], entry["document_hash"]) not in kept:
            yield f"The signature under {number}, revision {entry['revision']} is not as it was given."


def signature_hash(row: Mapping[str, Any]) -> str:
    """By which what is kept of a signature is known in the trail."""
    return digest([row["signed_at"].isoformat(), row["name"], row["role"], row["signature"]])


def _chain(before: str, entry: dict[str, Any]) -> str:
    values = [
        entry["done_at"].isoformat() if name == "done_at" else entry[name] for name in _CHAINED
    ]
    return digest([before, *values])
