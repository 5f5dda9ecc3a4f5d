"""Questions of pages to the open database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from analytics.catalog import plan_file, plans, price_books
from analytics.core.model import Plan, PriceBook, Settlement
from analytics.ingest.loading import conflicts as disputes
from analytics.ingest.loading.conflicts import Conflict, Disputed
from analytics.reports import costs
from analytics.reports import notes as day_notes
from analytics.reports.explore import comparison
from analytics.reports.filters import Filters
from analytics.reports.notes import Note
from pages.ui.cache import cached
from pages.ui.database import close as close
from pages.ui.database import store as store

DAY = timedelta(days=1)


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
    rows_mended: int
    """Of the refused ones those that came again and count now."""
    zone: str
    midnight: str
    """How the team's own plan cuts the days of the pages."""
    is_sample: bool

    @property
    def rows_open(self) -> int:
        """Refused rows that nobody has mended."""
        return self.rows_refused - self.rows_mended

    @property
    def missing_days(self) -> int:
        """Days between the first and the last on which nothing was recorded."""
        return (self.last_day - self.first_day).days + 1 - self.days


@cached(2)
def coverage() -> Coverage | None:
    """What the recordings cover; None while there is none."""
    (row,) = _ask("coverage")
    if row["first_day"] is None:
        return None
    zone, midnight = plans.house_edge(store())
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
        rows_mended=_ask("mended_rows")[0]["rows_mended"] if row["rows_refused"] else 0,
        zone=zone,
        midnight=midnight,
        is_sample=bool(row["sample_imports"]),
    )


def missing_days() -> list[dict[str, Any]]:
    """first_day, last_day, days and working_days of each stretch of days without recordings."""
    return _ask("missing_days")


def days_without(span: tuple[date, date]) -> int:
    """On how many days of [since, until) nothing was recorded, those between the first and the last recorded one."""
    gaps = ((gap["first_day"], gap["last_day"] + DAY) for gap in missing_days())
    return comparison.days_without(span, gaps)


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


def synced() -> list[dict[str, Any]]:
    """app, what, first_day, through_day, missing_days and synced_at of what was synced with the vendor."""
    return _ask("vendor_days")


def unconfirmed() -> int:
    """Files that count because a callback says so, which nothing else has confirmed."""
    return sum(row["files"] for row in _ask("callbacks_by_app"))


@cached(2)
def disputed() -> Disputed:
    """On how many videos imports disagree."""
    return disputes.disputed(store())


@cached(4)
def conflicts(*, decided: bool) -> list[Conflict]:
    """The first of the videos on which imports disagree: those that a person decided, or those that nobody did."""
    return disputes.conflicts(store(), decided=decided)


def book(reference: str) -> PriceBook:
    """A price book by its id, each day at the price in force on it, or by ``id@version``."""
    return price_books.load(store(), reference)


@cached(2)
def saved_plans() -> Mapping[str, Plan]:
    """All plans by name."""
    return MappingProxyType(plans.saved(store()))


@cached(2)
def team() -> tuple[str, Plan]:
    """The team's own plan with its name."""
    return plans.team(store())


@cached(2)
def notes() -> tuple[Note, ...]:
    """What people wrote about days, by their first day."""
    return tuple(day_notes.notes(store()))


@cached(2)
def known_books() -> tuple[str, ...]:
    """Every price book that a plan may name: the ids, then each version."""
    return price_books.known(store())


def plan(text: str, where: str = "plan") -> Plan:
    """A plan from the text of its file, its price book one of those there are."""
    return plan_file.loads(text, where, known_books())


@cached(200)
def settlement(plan: Plan, since: date | None, until: date | None) -> Settlement:
    """What is loaded, settled under a plan, of which ``[since, until)`` is reported."""
    return costs.settle_plan(store(), plan, since, until)


def asked(question: str, **parameters: Any) -> list[dict[str, Any]]:
    """The answer to any other question, by its name."""
    return _ask(question, **parameters)


def _ask(question: str, filters: Filters | None = None, **parameters: Any) -> list[dict[str, Any]]:
    all_parameters = {**(filters.parameters() if filters else {}), **parameters}
    return _answer(
        question,
        tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in all_parameters.items()),
    )


@cached(3000)
def _answer(question: str, parameters: tuple[tuple[str, Any], ...]) -> list[dict[str, Any]]:
    values = {name: list(v) if isinstance(v, tuple) else v for name, v in parameters}
    return store().ask(question, **values)
