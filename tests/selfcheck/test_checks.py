"""Checks as laws: whatever is charged and planned, every check of a settlement passes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from analytics.billing.basis import Basis
from analytics.billing.full_cost import FullCost, full_cost, recording_lines
from analytics.billing.settle import settle
from analytics.catalog import price_book
from analytics.core.model import DayCharge, Plan, PriceBook, QuotaReset, Rounding
from analytics.reports import costs
from analytics.selfcheck import run
from analytics.selfcheck.checks import of_full_cost, of_settlement
from analytics.storage.store import Store
from tests.support.plans import book, books, busy_usages, cuts, fee, pack, plans
from tests.support.recordings import Video, many, put

PLAN = Plan(monthly_fee=fee("2024-03-10"), packs=(pack("A", 3, "2024-03-20"),))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("checks") / "x.duckdb") as opened:
        yield opened


def test_lines_of_a_full_cost_are_its_total() -> None:
    bill = settle([DayCharge(date(2024, 3, 27), 60_000)], PLAN, price_book.load("tencent-intl"))
    cost = full_cost(recording_lines(bill, Basis.USE), "USD")
    assert of_full_cost(cost).passed
    assert not of_full_cost(FullCost(cost.lines, cost.shown, cost.total + 1, ())).passed


@given(busy_usages, plans, books)
def test_every_settlement_passes_its_checks(
    charged: list[DayCharge], plan: Plan, prices: PriceBook
) -> None:
    middle = cuts(charged)[len(charged) // 2]
    for since, until in ((None, None), (None, middle), (middle, None), (middle, middle)):
        bill = settle(charged, plan, prices, since, until)
        found = tuple(of_settlement(bill, charged))
        assert [check for check in found if not check.passed] == []


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(many())
def test_both_paths_agree_on_any_rows(shared: Store, videos: list[Video]) -> None:
    put(shared, videos)
    for rounding in Rounding:
        plan = replace(PLAN, rounding=rounding, zone="UTC", quota_reset=QuotaReset.CALENDAR)
        bill = settle(costs.charged_days(shared, plan, book()), plan, book())
        receipts = {"charged_twice", "usage_days_are_rows", "payers_are_draws", "payers_are_money"}
        found = run.thorough(shared, bill)
        assert not {one.name for one in found if not one.passed} & receipts
