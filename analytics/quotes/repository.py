"""The quotes in the database, as they stand today."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from analytics.core.errors import Problem
from analytics.storage.store import Store


class Status(StrEnum):
    """Where a revision of a quote stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Listed:
    """A revision in the list."""

    number: str
    revision: int
    status: Status
    customer: str
    owner: str
    issued: date
    valid_until: date
    currency: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class Kept:
    """A revision with its document."""

    number: str
    revision: int
    status: Status
    document: dict[str, Any]
    inputs: str = ""
    """What the page's sliders said, in a form of its own; "" where it was made without."""


def listed(store: Store, today: date, search: str = "") -> list[Listed]:
    """All revisions, the newest first; ``search`` is part of a number, customer, owner or status."""
    rows = [
        Listed(
            row["number"],
            row["revision"],
            _status(row, today),
            row["customer"],
            row["owner"],
            row["issued"],
            row["valid_until"],
            row["currency"],
            _value(row),
        )
        for row in store.ask("quotes")
    ]
    text = search.strip().casefold()
    return [
        row
        for row in rows
        if text in f"{row.number} {row.customer} {row.owner} {row.status}".casefold()
    ]


def accepted_option(answer: str) -> str:
    """The name of the offer that was accepted, out of the trail's reason; "" where there was one offer."""
    return answer.removeprefix("option ") if answer.startswith("option ") else ""


def accepted_offer(store: Store, quote: Kept) -> str:
    """Which of several offers of a revision was accepted; "" where there was one, or no answer."""
    answers = [
        entry["reason"]
        for entry in store.ask("quote_trail", number=quote.number)
        if (entry["action"], entry["revision"]) == (Status.ACCEPTED, quote.revision)
    ]
    return accepted_option(answers[-1]) if answers else ""


def _value(row: dict[str, Any]) -> Decimal:
    """The net total; of several offers that of the accepted one."""
    name = accepted_option(row["answer"]) if row["action"] == Status.ACCEPTED else ""
    for option in json.loads(row["options"] or "[]"):
        if option["name"] == name:
            return Decimal(option["total"])
    return Decimal(row["total"])


def _status(row: dict[str, Any], today: date) -> Status:
    last = Status(row["action"])
    if last is not Status.ISSUED:
        return last
    if not row["is_latest"] or row["accepted"] is not None:
        return Status.REPLACED
    return Status.EXPIRED if today > row["valid_until"] else last


def accepted(store: Store, number: str) -> int | None:
    """Which revision of a number was accepted; there is nothing to offer beside it."""
    rows = [row["accepted"] for row in store.ask("quotes") if row["number"] == number]
    return rows[0] if rows else None


def counted(rows: Iterable[Listed]) -> list[Listed]:
    """What is offered or agreed, each number once: its newest accepted revision, else the issued."""
    by_number: dict[str, Listed] = {}
    for row in sorted(rows, key=lambda row: (row.status is not Status.ACCEPTED, -row.revision)):
        if row.status in (Status.ACCEPTED, Status.ISSUED):
            by_number.setdefault(row.number, row)
    return list(by_number.values())


def kept(store: Store, number: str, today: date, revision: int | None = None) -> Kept:
    """A revision of a quote, the latest unless said otherwise."""
    rows = store.ask("quote_document", number=number, revision=revision)
    if not rows:
        name = number if revision is None else f"{number}, revision {revision}"
        raise Problem(f'there is no quote "{name}"', hint="Choose one of the list.")
    revision_no = rows[0]["revision"]
    status = next(
        _status(row, today)
        for row in store.ask("quotes")
        if (row["number"], row["revision"]) == (number, revision_no)
    )
    return Kept(number, revision_no, status, json.loads(rows[0]["document"]), rows[0]["inputs"])
