"""What the pages of one bill ask for, remembered until the next commit."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import streamlit as st

from analytics.billing.full_cost import FullCost, Measured, Storage
from analytics.catalog import plan_file
from analytics.core.model import Plan, Settlement, Source
from analytics.reports import payers, side_costs
from analytics.reports.payers import DrawSum, Share
from analytics.selfcheck import run
from analytics.selfcheck.checks import Proof
from pages.ui import data
from pages.ui.filters import Chosen
from pages.ui.periods import DAY
from pages.ui.plans.paid_for import Payer


class Bill(NamedTuple):
    """What the usage of the chosen days costs under a plan, and how both are called."""

    name: str
    settlement: Settlement
    now: Chosen

    @property
    def currency(self) -> str:
        return self.settlement.book.currency

    @property
    def prices(self) -> str:
        """The price book's version, for files: ``tencent-intl@2024-03-27``."""
        return f"{self.settlement.book.id}@{self.settlement.book.version}"

    def file_name(self, what: str, ending: str) -> str:
        """``lines-2025-09-01-2026-08-31.csv``: no text from data in a file's name."""
        return f"{what}-{self.now.period.since}-{self.now.period.until - DAY}.{ending}"


class Key(NamedTuple):
    """What a settlement is remembered by."""

    path: str
    version: int
    plan: str
    since: date | None
    until: date | None


def key(settlement: Settlement) -> Key:
    opened = data.store()
    return Key(
        str(opened.path),
        opened.version,
        plan_file.dumps(settlement.plan),
        settlement.since,
        settlement.until,
    )


def full_cost(settlement: Settlement, storage: Storage) -> FullCost:
    """All lines of the full cost, none of them hidden."""
    return _full_cost(key(settlement), storage, settlement)


@st.cache_data(max_entries=30, show_spinner=False)
def _full_cost(key: Key, storage: Storage, _settlement: Settlement) -> FullCost:
    plan, since, until = _settlement.plan, _settlement.since, _settlement.until
    edge = key.path, key.version, plan.zone, plan.midnight.value
    robot = _measured(*edge, since, until, plan)
    return side_costs.cost_of(data.store(), _settlement, storage, robot=robot)


@st.cache_data(max_entries=20, show_spinner="Measuring the recording robot …")
def _measured(
    path: str,
    version: int,
    zone: str,
    midnight: str,
    since: date | None,
    until: date | None,
    _plan: Plan,
) -> Measured:
    return side_costs.measure(data.store(), _plan, since, until)


def draw_sums(settlement: Settlement) -> list[DrawSum]:
    """The files of each draw added up."""
    return _draw_sums(key(settlement), settlement)


@st.cache_data(max_entries=10, show_spinner="Looking up who paid …")
def _draw_sums(key: Key, _settlement: Settlement) -> list[DrawSum]:
    return payers.sums(data.store(), _settlement)


def shares(
    settlement: Settlement, payer: Payer, since: date, until: date, most: int, skip: int
) -> list[Share]:
    """Some of the files that a payer paid for on the days of [since, until)."""
    return _shares(key(settlement), *payer, since, until, most, skip, settlement)


@st.cache_data(max_entries=60, show_spinner=False)
def _shares(
    key: Key,
    source: Source | None,
    pack: str | None,
    since: date,
    until: date,
    most: int,
    skip: int,
    _settlement: Settlement,
) -> list[Share]:
    return payers.shares(
        data.store(),
        _settlement,
        since=since,
        until=until,
        source=source,
        pack=pack,
        most=most,
        skip=skip,
    )


def receipts(settlement: Settlement) -> tuple[Proof, ...]:
    """The receipts that need no look at each row."""
    return _receipts(key(settlement), settlement)


@st.cache_data(max_entries=200, show_spinner=False)
def _receipts(key: Key, _settlement: Settlement) -> tuple[Proof, ...]:
    return run.quick(data.store(), _settlement)
