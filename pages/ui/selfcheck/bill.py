"""Full cost and checks of one bill, as its pages need them."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import NamedTuple

from analytics.billing.basis import Basis
from analytics.billing.full_cost import FullCost, Storage, companion_spans
from analytics.core.model import Plan, Settlement
from analytics.reports import payers, side_costs
from analytics.reports.payers import Drawn, DrawSum, Share
from analytics.reports.side_costs import Robot, Size
from analytics.selfcheck import run
from analytics.selfcheck.checks import Check
from pages.ui import data, plan_words
from pages.ui.cache import cached
from pages.ui.filters import Chosen
from pages.ui.monthly import Monthly
from pages.ui.plans.paid_for import Payer


class Bill(NamedTuple):
    """What the usage of the chosen days costs under a plan, and how both are called."""

    name: str
    settlement: Settlement
    now: Chosen
    basis: Basis

    @property
    def currency(self) -> str:
        return self.settlement.book.currency

    @property
    def prices(self) -> str:
        """The price book's versions, for files: ``tencent-intl@2024-03-27``."""
        return plan_words.references(self.settlement)


class Key(NamedTuple):
    """What a settlement is told apart by within an edition."""

    plan: Plan
    since: date | None
    until: date | None

    @property
    def settlement(self) -> Settlement:
        return data.settlement(*self)


def key(settlement: Settlement) -> Key:
    return Key(settlement.plan, settlement.since, settlement.until)


ROBOT = Monthly[Plan, Robot](
    "Measuring the recording robot",
    lambda cut, month: side_costs.robot(data.store(), cut, month.since, month.until),
)
SIZES = Monthly[Plan, list[Size]](
    "Adding up what was stored",
    lambda cut, month: side_costs.stored_bytes(data.store(), cut, month.since, month.until),
)
PAYERS = Monthly[Drawn, list[DrawSum]](
    "Looking up who paid",
    lambda drawn, _: payers.sums_of(data.store(), drawn),
    lambda drawn, month: drawn.within(month.since, month.until),
)


def full_cost(settlement: Settlement, basis: Basis, storage: Storage) -> FullCost | None:
    """All lines of the full cost, none of them hidden; None while the robot is measured, as the page then says."""
    cut = Plan(zone=settlement.plan.zone, midnight=settlement.plan.midnight)
    robots = []
    for _, since, until in companion_spans(settlement, storage):
        months = ROBOT.answers(cut, since, until)
        if months is None:
            return None
        robots.append(side_costs.robots_together(months))
    sizes = SIZES.answers(cut, None, None)
    if sizes is None:
        return None
    return side_costs.together(settlement, basis, robots, list(chain.from_iterable(sizes)), storage)


def draw_sums(settlement: Settlement) -> list[DrawSum] | None:
    """The files of each draw added up; None while they are, as the page then says."""
    months = PAYERS.answers(_drawn(key(settlement)), None, None)
    return None if months is None else list(chain.from_iterable(months))


@cached(10)
def _drawn(key: Key) -> Drawn:
    return payers.drawn(key.settlement)


def shares(
    settlement: Settlement, payer: Payer, since: date, until: date, most: int, skip: int
) -> list[Share]:
    """Some of the files that a payer paid for on the days of [since, until)."""
    return _shares(key(settlement), payer, since, until, most, skip)


@cached(60)
def _shares(key: Key, payer: Payer, since: date, until: date, most: int, skip: int) -> list[Share]:
    return payers.shares(
        data.store(),
        key.settlement,
        since=since,
        until=until,
        source=payer.source,
        pack=payer.pack,
        most=most,
        skip=skip,
    )


def checks(settlement: Settlement) -> tuple[Check, ...]:
    """The checks that need no look at each row."""
    return _checks(key(settlement))


@cached(200)
def _checks(key: Key) -> tuple[Check, ...]:
    return run.quick(data.store(), key.settlement)
