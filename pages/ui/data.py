"""The open database and what pages ask of it, remembered until the next commit."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import RLock
from typing import Any

import streamlit as st

from analytics.catalog import plan_file, plans, price_books
from analytics.core.model import Plan, PriceBook, Settlement
from analytics.ingest import sample
from analytics.ingest.loading import conflicts as disputes
from analytics.ingest.loading.conflicts import Conflict, Disputed
from analytics.reports import costs
from analytics.reports.filters import Filters
from analytics.storage.store import Store, database_path
from pages.ui.cache import remembered


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the database holds: first and last recorded day, and how it came there."""

    first_day: date
    last_day: date
    days: int
    videos: int
    ms: int
    imports: int
    loaded_at: datetime
    """In UTC."""
    rows_read: int
    rows_refused: int
    zone: str
    midnight: str
    """How the team's own plan cuts the days of the pages."""
    is_sample: bool

    @property
    def missing_days(self) -> int:
        """Days between the first and the last on which nothing was recorded."""
        return (self.last_day - self.first_day).days + 1 - self.days


def store() -> Store:
    """The one open database of this server, with the sample in it if it was just made."""
    path = database_path().absolute()
    found = _opened.get(path)
    if found is None:
        with _opening:
            found = _opened.get(path)
            if found is None:
                close()
                found = _opened[path] = _open(path)
    return found


def edition() -> tuple[str, int]:
    """Of what a remembered answer is true: the open database and its last commit."""
    opened = store()
    return str(opened.path), opened.version


_opened: dict[Path, Store] = {}
_opening = RLock()


def _open(path: Path) -> Store:
    wants_sample = os.environ.get("RECORDINGS_SAMPLE") != "0"
    if wants_sample:
        sample.place(path)
    opened = Store(path)
    if opened.is_new and wants_sample:
        sample.load(opened)
    return opened


def close() -> None:
    """Close the database, if it is open."""
    with _opening:
        while _opened:
            _, opened = _opened.popitem()
            opened.close()


def coverage() -> Coverage | None:
    """What the recordings cover; None while there is none."""
    return _covered(*edition())


@remembered(2)
def _covered(path: str, version: int) -> Coverage | None:
    (row,) = _ask("coverage")
    if row["first_day"] is None:
        return None
    opened = store()
    zone, midnight = plans.house_edge(opened)
    return Coverage(
        first_day=row["first_day"],
        last_day=row["last_day"],
        days=row["days"],
        videos=row["videos"],
        ms=row["ms"],
        imports=row["imports"],
        loaded_at=row["last_loaded_at"],
        rows_read=row["rows_read"],
        rows_refused=row["rows_refused"],
        zone=zone,
        midnight=midnight,
        is_sample=bool(row["sample_imports"]),
    )


def missing_days() -> list[dict[str, Any]]:
    """first_day, last_day, days and working_days of each stretch of days without recordings."""
    return _ask("missing_days")


def rooms() -> list[dict[str, Any]]:
    """app, room and ms of every room."""
    return _ask("known_rooms")


def by_day(filters: Filters) -> list[dict[str, Any]]:
    """day, kind, videos, ms and billable_ms."""
    return _ask("minutes_by_day", filters)


def by_kind(filters: Filters) -> list[dict[str, Any]]:
    """kind, videos, ms and billable_ms."""
    return _ask("minutes_by_kind", filters)


def by_room(filters: Filters, most: int) -> list[dict[str, Any]]:
    """app, room, days, videos, ms and billable_ms of the most recorded rooms."""
    return _ask("minutes_by_room", filters, most=most)


def imports() -> list[dict[str, Any]]:
    """The receipts of all imports, the newest first."""
    return _ask("import_list")


def disputed() -> Disputed:
    """On how many videos imports disagree."""
    return _disputed(edition())


@remembered(2)
def _disputed(edition: tuple[str, int]) -> Disputed:
    return disputes.disputed(store())


def conflicts(*, decided: bool) -> list[Conflict]:
    """The first of the videos on which imports disagree: those that a person decided, or those that nobody did."""
    return _conflicts(edition(), decided)


@remembered(4)
def _conflicts(edition: tuple[str, int], decided: bool) -> list[Conflict]:
    return disputes.conflicts(store(), decided=decided)


def book(reference: str) -> PriceBook:
    """A price book by its id, which is its newest version, or by ``id@version``."""
    return price_books.load(store(), reference)


def known_books() -> tuple[str, ...]:
    """Every price book that a plan may name: the ids, then each version."""
    opened = store()
    return _known_books(str(opened.path), opened.version)


@st.cache_data(max_entries=2, show_spinner=False)
def _known_books(path: str, version: int) -> tuple[str, ...]:
    return price_books.known(store())


def plan(text: str, where: str = "plan") -> Plan:
    """A plan from the text of its file, its price book one of those there are."""
    return plan_file.loads(text, where, known_books())


def settlement(plan: Plan, since: date | None, until: date | None) -> Settlement:
    """What is loaded, settled under a plan, of which ``[since, until)`` is reported."""
    opened = store()
    return _settled(str(opened.path), opened.version, plan_file.dumps(plan), since, until)


@st.cache_resource(max_entries=200, show_spinner=False)
def _settled(
    path: str, version: int, text: str, since: date | None, until: date | None
) -> Settlement:
    return costs.settle_plan(store(), plan(text), since, until)


def asked(question: str, **parameters: Any) -> list[dict[str, Any]]:
    """The answer to any other question, by its name."""
    return _ask(question, **parameters)


def _ask(question: str, filters: Filters | None = None, **parameters: Any) -> list[dict[str, Any]]:
    opened = store()
    given = {**(filters.parameters() if filters else {}), **parameters}
    fixed = tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in given.items())
    return _answer(str(opened.path), opened.version, question, fixed)


@remembered(3000)
def _answer(
    path: str, version: int, question: str, parameters: tuple[tuple[str, Any], ...]
) -> list[dict[str, Any]]:
    given = {name: list(v) if isinstance(v, tuple) else v for name, v in parameters}
    return store().ask(question, **given)
