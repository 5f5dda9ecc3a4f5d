"""Reminders of quotes that wait for an answer: 7 days and 1 day before their validity ends, for their owners."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import quote

from analytics.core.money import text
from analytics.messages.message import Line, Message
from analytics.quotes import sharing
from analytics.quotes.repository import Listed, Status, listed
from analytics.storage.store import Store

DAYS_BEFORE = (1, 7)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def due(store: Store, today: date, address: str) -> Iterator[tuple[date, Message]]:
    """Each reminder with the day that it is due from: that of today or, where nobody was told then, of a day before."""
    for row in listed(store, today):
        left = (row.valid_until - today).days
        before = next((days for days in DAYS_BEFORE if left <= days), None)
        if row.status is not Status.ISSUED or before is None:
            continue
        day = row.valid_until - timedelta(days=before)
        if day > row.issued:
            yield day, _message(store, row, address)


def _message(store: Store, row: Listed, address: str) -> Message:
    name = f"{row.number}, revision {row.revision}"
    lines = (
        Line(
            f"{text(row.total, row.currency)} for {row.customer}, offered by {row.owner}.",
            f"{address}/quotes?quote={quote(row.number)}",
        ),
        Line(_views(store, row)),
    )
    return Message(f"Quote {name} is valid until {row.valid_until}", lines, _mail(store, row))


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
