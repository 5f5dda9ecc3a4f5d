"""Minutes that were billed and, as far as a rule can tell, of no use to anybody.

Published: a recording that is not stopped is stopped after 24 hours, and one that is paused for over
90 minutes too (1137/49831). All other rules are inferred from what the files say: a person who
watched without a camera leaves none. Rules overlap, so their minutes do not add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from analytics.billing import cost_of_use
from analytics.billing.accrual import DECIMALS, accrue
from analytics.billing.settle import settle
from analytics.catalog.plans import house_edge
from analytics.core.evidence import Evidence
from analytics.core.model import MS_PER_MINUTE, Plan, PriceBook
from analytics.core.money import half_up
from analytics.reports import costs
from analytics.reports.filters import Filters
from analytics.reports.lessons import DAY_LIMIT_MS, PAUSE_LIMIT_MS
from analytics.storage.store import Store

GRACE_MS = 10 * MS_PER_MINUTE
"""So long a whiteboard may go on after the last camera: by default idle recordings stop after 5."""
DAY_MOST_MS = DAY_LIMIT_MS + 72 * MS_PER_MINUTE
"""A recording that ran longer by the clock was not stopped after 24 hours."""
FEWEST_LESSONS = 5
"""So many lessons of a room, or else of its app, have a usual length: the middle one."""
FAR_MS = 30 * MS_PER_MINUTE
"""A recording is far longer than usual by more than this, and more than twice as long."""
LEAST_MS = MS_PER_MINUTE
"""Less camera and screen share than this is no lesson."""
QUESTION = "waste"
ALL = (1 << 62) - 1

Row = Mapping[str, Any]
Rates = Mapping[tuple[date, str | None], int]
"""What one ms of an app's files costs on a day, in units of 24 decimals."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts as waste, in words; sql/waste.sql knows it by its name."""

    name: str
    title: str
    words: str
    evidence: Evidence
    is_free: bool = False
    """Such minutes are not charged for now."""
    is_of_all: bool = False
    """It holds a lesson against all that were ever recorded in its room."""

    @property
    def given(self) -> dict[str, Any]:
        """What the question has to be told of it."""
        return {
            "rule": self.name,
            "day_ms": DAY_LIMIT_MS - MS_PER_MINUTE,
            "day_most_ms": DAY_MOST_MS,
            "pause_ms": PAUSE_LIMIT_MS,
            "fewest": FEWEST_LESSONS,
            "far_ms": FAR_MS,
            "grace_ms": GRACE_MS,
            "least_ms": LEAST_MS,
        }


RULES = (
    Rule(
        "forced",
        "Stopped by force",
        "What billed files of recordings that ended with FORCE_STOP recorded beyond the usual length of a lesson in "
        "their room (the middle one of at least 5; else of their app). The vendor stops a recording after 24 "
        "hours, or in a pause of over 90 minutes (published); which of the two it was is said where the clock "
        "fits it. Without a usual length only those of 24 hours count, in full.",
        Evidence.PUBLISHED,
        is_of_all=True,
    ),
    Rule(
        "long",
        "Far longer than usual",
        "What billed files recorded beyond the usual length of a lesson in their room (the middle one of at least 5), "
        "where the recording is more than twice as long and over 30 minutes longer. Recordings that were "
        "stopped by force have their own rule.",
        Evidence.INFERRED,
        is_of_all=True,
    ),
    Rule(
        "after_cameras",
        "Whiteboard after the last camera",
        "What a whiteboard recorded after the last camera or screen share of its lesson had ended, "
        "where that is more than 10 minutes. Lessons with less than a minute of camera and screen, "
        "and lessons that do not say where their files begin, are left out.",
        Evidence.INFERRED,
    ),
    Rule(
        "no_camera",
        "Empty whiteboards",
        "Whiteboards of lessons whose cameras and screen shares together are shorter than a "
        "minute: not long enough for a stroke.",
        Evidence.INFERRED,
    ),
    Rule(
        "alone",
        "Camera with no one else on",
        "Cameras nobody else saw: no camera or screen share of anybody else in the lesson ran at "
        "the same time. Somebody may have watched without a camera.",
        Evidence.INFERRED,
    ),
    Rule(
        "layouts",
        "Extra mixed layout",
        "Mixed streams of a lesson in any layout but the longest: they show the same once more. "
        "Mixed streams are free for now; this is what they would cost if they were charged.",
        Evidence.INFERRED,
        is_free=True,
    ),
)


class Found(NamedTuple):
    """What a rule means: how many files of how many lessons, how long together, and what that costs, with 8 decimals."""

    lessons: int
    files: int
    ms: int
    cost: Decimal


def found(store: Store, rule: Rule, filters: Filters, rates: Rates) -> Found:
    """The files of the filters that a rule means, added up, at the rates of ``rates_of``."""
    return together(sums(store, rule, filters), rates)


def sums(store: Store, rule: Rule, filters: Filters) -> list[dict[str, Any]]:
    """The same day by day and app by app: day, app, lessons, files and ms."""
    return store.ask(QUESTION, **asked(store, rule, filters), each=False, most=ALL, skip=0)


def together(rows: Sequence[Row], rates: Rates) -> Found:
    """Rows of ``sums`` as one."""
    lessons, files, ms = (sum(row[name] for row in rows) for name in ("lessons", "files", "ms"))
    cost = sum((cost_of(row, rates) for row in rows), Decimal(0))
    return Found(lessons, files, ms, half_up(cost, DECIMALS))


def cost_of(row: Row, rates: Rates) -> Decimal:
    """What the ms of a row of a day and app cost, exactly."""
    return cost_of_use.amount(rates.get((row["day"], row["app"]), 0) * row["ms"])


def largest(
    store: Store, rule: Rule, filters: Filters, most: int, skip: int = 0
) -> list[dict[str, Any]]:
    """The files that a rule means, those with the longest waste first, after the first ``skip``."""
    return store.ask(QUESTION, **asked(store, rule, filters), each=True, most=most, skip=skip)


def asked(store: Store, rule: Rule, filters: Filters) -> dict[str, Any]:
    """The parameters of a rule's question, but for how its rows are given."""
    zone, midnight = house_edge(store)
    return {"zone": zone, "midnight": midnight, **filters.parameters(), **rule.given}


def rates_of(store: Store, plan: Plan, book: PriceBook) -> dict[str, Rates]:
    """What a ms costs on each day of an app, for each rule: its share of the day's cost of use.

    What is free for now is told at the postpaid price of its day, the plan's discount taken off.
    """
    apps = costs.charged_app_days(store, plan, book)
    settlement = settle(cost_of_use.whole_days(apps), plan, book)
    rates = cost_of_use.rates(settlement, accrue(settlement), apps)
    in_use = {(rate.day, rate.app): rate.per_ms for rate in rates}
    charged = {
        (app.day, app.app): cost_of_use.postpaid_rate(plan, book.on(app.day)) for app in apps
    }
    return {rule.name: charged if rule.is_free else in_use for rule in RULES}
