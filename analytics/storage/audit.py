"""The record of changes: one row a commit, in its own transaction, each with the hash of all before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import duckdb

from analytics.core.people import Act, Person
from analytics.storage.statements import ask, run

_HASHED = (
    "number",
    "changed_at",
    "person",
    "roles",
    "action",
    "thing",
    "version",
    "before",
    "after",
)
_LONGEST = 300


def now() -> datetime:
    """The moment as the record keeps it: UTC, in whole seconds."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def record(
    cursor: duckdb.DuckDBPyConnection, who: Person, act: Act, version: int, moment: datetime
) -> None:
    """Keep that this person did this, in the transaction that does it; `version` is the data's afterwards."""
    rows = ask(cursor, "load/last_audit")
    number, chain = (rows[0]["number"], rows[0]["chain"]) if rows else (0, "")
    row = {
        "number": number + 1,
        "changed_at": moment,
        "person": _short(who.name),
        "roles": who.words,
        "action": act.action,
        "thing": _short(act.thing),
        "version": version,
        "before": _short(act.before),
        "after": _short(act.after),
    }
    run(cursor, "load/keep_audit", chain=_chain(chain, row), **row)


def broken(rows: Iterable[Mapping[str, Any]]) -> int | None:
    """The number of the first row that was changed, or before which one is missing; None where all are as they were written."""
    chain, number = "", 0
    for row in rows:
        chain, number = _chain(chain, row), number + 1
        if row["number"] != number or row["chain"] != chain:
            return number
    return None


def _chain(before: str, row: Mapping[str, Any]) -> str:
    content = [before, *(str(row[name]) for name in _HASHED)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
