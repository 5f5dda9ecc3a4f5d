"""Notes of people about days: why a day is high, when a term begins, what was tried; kept for the whole team."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from analytics.core.errors import Problem
from analytics.storage.statements import run
from analytics.storage.store import Store

FIELDS = ("app", "room", "user", "kind")
LONGEST_TEXT, LONGEST_NAME = 300, 80
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Note:
    """About the days of ``[since, until)``; without a ``field`` about all recordings."""

    id: int
    since: date
    until: date
    text: str
    who: str
    field: str = ""
    value: str = ""

    @property
    def last(self) -> date:
        return self.until - _DAY

    def is_about(self, since: date, until: date, chosen: Mapping[str, Collection[str]]) -> bool:
        """Whether it tells something of these days, where a field leaves only the ``chosen`` values, if any."""
        names = chosen.get(self.field) if self.field else None
        return self.since < until and since < self.until and (not names or self.value in names)


def notes(store: Store) -> list[Note]:
    """All notes, by their first day."""
    return [
        Note(*(row[key] for key in ("id", "since", "until", "text", "who", "field", "value")))
        for row in store.ask("notes")
    ]


def keep(
    store: Store, since: date, until: date, text: str, who: str, field: str = "", value: str = ""
) -> None:
    """Keep a note about the days of ``[since, until)``. Raises Problem for one that says nothing, or nothing of any day."""
    text, who = " ".join(text.split()), " ".join(who.split())
    for name, words, longest in (("text", text, LONGEST_TEXT), ("name", who, LONGEST_NAME)):
        if not words:
            raise Problem(f"a note needs a {name}", hint="Type one")
        if len(words) > longest:
            raise Problem(f"the {name} has {len(words)} letters", hint=f"Use at most {longest}")
    if since >= until:
        raise Problem("a note is about a day at least", hint="Give its first and its last day")
    if field and field not in FIELDS:
        raise Problem(f'"{field}" cannot have notes', hint=f"Use {', '.join(FIELDS)}")
    with store.write() as cursor:
        run(
            cursor,
            "load/keep_note",
            since=since,
            until=until,
            text=text,
            who=who,
            field=field,
            value=value,
            now=datetime.now(UTC).replace(tzinfo=None),
        )


def delete(store: Store, id: int) -> None:
    """Forget a note; one that is gone already is no problem."""
    with store.write() as cursor:
        run(cursor, "load/forget_note", id=id)
