"""Filters that every usage question takes, and their fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics import sql
from analytics.storage.store import Store

NAMES = (
    *("apps", "rooms", "kinds", "users", "states"),
    *("weekdays", "hours", "finishes", "pictures"),
)
"""What filters may name."""
FIELDS = ("day", "week", "month", "kind", "room", "user", "app", "recording")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which recordings are meant: billing days [since, until), any of the named; empty means all.

    ``without`` are those of ``app``, ``room``, ``user`` and ``state`` of which all but the named are meant.
    """

    since: date | None = None
    until: date | None = None
    apps: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    """Of the tasks, as documents say them: FINISHED, RECORDING."""
    weekdays: tuple[int, ...] = ()
    """1 is Monday."""
    hours: tuple[int, ...] = ()
    """Of the day in the billing zone, in which a recording began."""
    finishes: tuple[str, ...] = ()
    pictures: tuple[int, ...] = ()
    """Of explore.slices.LINES."""
    without: tuple[str, ...] = ()

    @property
    def is_fine(self) -> bool:
        """More is filtered by than days and named apps, rooms and kinds."""
        only = Filters(self.since, self.until, self.apps, self.rooms, self.kinds)
        return any(getattr(self, name) != getattr(only, name) for name in (*NAMES, "without"))

    def parameters(self, question: str = "minutes_by_kind") -> dict[str, Any]:
        """The filters as those parameters that a question takes, by default apps, rooms and kinds."""
        taken = sql.parameters(question)
        return {
            "since": self.since,
            "until": self.until,
            **({"without": list(self.without)} if "without" in taken else {}),
            **{
                name: list(getattr(self, name)) or None
                for name in NAMES
                if name in taken or f"{name[:-1]}_numbers" in taken
            },
        }


def minutes_by(
    store: Store,
    fields: tuple[str, ...],
    filters: Filters,
    *,
    users: tuple[str, ...] = (),
    zone: str = "Asia/Shanghai",
    midnight: str = "stop",
) -> list[dict[str, Any]]:
    """videos, ms and billable_ms by any of FIELDS, ordered by them; exact, from the rows."""
    rows = store.ask(
        "minutes_by",
        fields=list(fields),
        zone=zone,
        midnight=midnight,
        **{**filters.parameters(), "users": list(users) or None},
    )
    columns = (*fields, "videos", "ms", "billable_ms")
    return sorted(
        ({name: row[name] for name in columns} for row in rows),
        key=lambda row: tuple(row[name] for name in fields),
    )
