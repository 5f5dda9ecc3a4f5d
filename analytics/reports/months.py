"""The recorded months one by one, so that what is worked out of one holds until its own recordings change."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from analytics.core.months import add_months
from analytics.storage.store import Store


class Month(NamedTuple):
    """The days of [since, until) in one calendar month, and the state of its recordings.

    The first recorded month has all days before it too, the last all after it, where the span has
    no first or last day: a lesson can be dated otherwise than its files.
    """

    first: date
    """The month's first day."""
    since: date | None
    until: date | None
    edition: str
    """Equal as long as nothing of the month was loaded, undone or decided otherwise."""


def months(store: Store, since: date | None = None, until: date | None = None) -> list[Month]:
    """The recorded months that the days of [since, until) touch, in order; None: all there are."""
    editions = {row["month"]: row["edition"] for row in store.ask("month_editions")}
    touched = []
    first = min(editions, default=date.max)
    while editions and first <= max(editions):
        after = add_months(first, 1)
        starts = [day for day in (since, first if first > min(editions) else None) if day]
        ends = [day for day in (until, after if after <= max(editions) else None) if day]
        month = Month(
            first, max(starts, default=None), min(ends, default=None), editions.get(first, "")
        )
        if month.since is None or month.until is None or month.since < month.until:
            touched.append(month)
        first = after
    return touched
