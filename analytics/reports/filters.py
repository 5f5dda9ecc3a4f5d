"""What the pages may ask, and the filters that every usage question takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.storage.store import Store

FIELDS = ("day", "week", "month", "kind", "room", "user", "app", "recording")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which recordings are meant: billing days [since, until), any of the named; empty means all."""

    since: date | None = None
    until: date | None = None
    apps: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def parameters(self) -> dict[str, Any]:
        """The filters as the parameters of a usage question."""
        return {
            "since": self.since,
            "until": self.until,
            **{name: list(getattr(self, name)) or None for name in ("apps", "rooms", "kinds")},
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
        users=list(users) or None,
        zone=zone,
        midnight=midnight,
        **filters.parameters(),
    )
    columns = (*fields, "videos", "ms", "billable_ms")
    return sorted(
        ({name: row[name] for name in columns} for row in rows),
        key=lambda row: tuple(row[name] for name in fields),
    )
