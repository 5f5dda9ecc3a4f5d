"""Reminders to the owners of quotes: that one ends in 7 days and in 1 day without an answer, and what a customer answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import quote

from analytics.core.money import text
from analytics.messages.message import Line, Message
from analytics.quotes import sharing
from analytics.quotes.repository import Listed, Status, listed
from analytics.storage.store import Store

DAYS_BEFORE = (1, 7)
ANSWER_DAYS = 7
"""So long after an answer its owner is told of it, if nobody was told before."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def due(store: Store, today: date, address: str) -> Iterator[tuple[date, Message]]:
    """Each message with the day that it is due from: that of today or, where nobody was told then, of a day before."""
    rows = listed(store, today)
    yield from _answers(store, rows, today, address)
    for row in rows:
        left = (row.valid_until - today).days
        before = next((days for days in DAYS_BEFORE if left <= days), None)
        if row.status is not Status.ISSUED or before is None:
            continue
        day = row.valid_until - timedelta(days=before)
        if day > row.issued:
            title = f"is valid until {row.valid_until}"
            yield day, _message(store, row, address, title, Line(_views(store, row)))


def _answers(
    store: Store, rows: Iterable[Listed], today: date, address: str
) -> Iterator[tuple[date, Message]]:
    """The answers of the last days, with the day on which each was given, in UTC as the trail has it."""
    for row in rows:
        if row.status not in (Status.ACCEPTED, Status.DECLINED):
            continue
        given = [
            entry
            for entry in store.ask("quote_trail", number=row.number)
            if (entry["action"], entry["revision"]) == (row.status, row.revision)
        ]
        if given and -1 <= (today - given[-1]["done_at"].date()).days <= ANSWER_DAYS:
            who, reason = given[-1]["who"], given[-1]["reason"]
            said = Line(f"By {who}{': ' if reason else ''}{reason}{'' if reason.endswith('.') else '.'}")  # fmt: skip
            yield given[-1]["done_at"].date(), _message(store, row, address, f"was {row.status}", said)  # fmt: skip


def _message(store: Store, row: Listed, address: str, title: str, line: Line) -> Message:
    offer = f"{text(row.total, row.currency)} for {row.customer}, offered by {row.owner}."
    lines = (Line(offer, f"{address}/quotes?quote={quote(row.number)}"), line)
    name = f"{row.number}, revision {row.revision}"
    return Message(f"Quote {name} {title}", lines, _mail(store, row))


def _views(store: Store, row: Listed) -> str:
    link = sharing.link(store, row.number, row.revision)
    if link is None:
        return "It was not shared by a link."
    if not link.last_view:
        return "The customer has not opened the link."
    times = "once" if link.views == 1 else f"{link.views:,} times"
    return f"The customer opened the link {times}, last on {link.last_view.date()}."


def _mail(store: Store, row: Listed) -> str:
    """The owner's mail address: in the owner's name, or in that of whoever issued it; "" where there is none."""
    trail = store.ask("quote_trail", number=row.number)
    issuers = [e["who"] for e in trail if (e["action"], e["revision"]) == ("issued", row.revision)]
    found = (_MAIL.search(name) for name in (row.owner, *issuers))
    return next((match[0] for match in found if match), "")
