"""Which fees, purchases and days a report takes in, and how a pack stands at its end."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.billing.settle import settle
from analytics.core.model import DayCharge, Plan
from tests.support.plans import MINUTE, amounts, book, drawn, fee, pack, usage

SPAN = usage(d2024_02_10=10, d2024_03_20=10)


@pytest.mark.parametrize(
    ("months", "since", "until", "starts"),
    [
        (None, None, None, ["2024-01-05", "2024-02-05", "2024-03-05"]),
        (1, None, None, ["2024-01-05"]),
        (12, None, None, ["2024-01-05", "2024-02-05", "2024-03-05"]),
        (None, "2024-02-05", None, ["2024-02-05", "2024-03-05"]),
        (None, "2024-02-06", None, ["2024-03-05"]),
        (None, None, "2024-03-05", ["2024-01-05", "2024-02-05"]),
        (None, "2024-02-01", "2024-03-06", ["2024-02-05", "2024-03-05"]),
        (None, None, "2024-12-31", ["2024-01-05", "2024-02-05", "2024-03-05"]),
        (5, None, "2024-12-31", [f"2024-0{month}-05" for month in range(1, 6)]),
        (5, "2024-04-01", "2024-05-05", ["2024-04-05"]),
    ],
)
def test_a_fee_is_counted_for_each_period_that_starts_in_the_span(
    months: int | None, since: str | None, until: str | None, starts: list[str]
) -> None:
    plan = Plan(monthly_fee=fee("2024-01-05", months))
    ends = [date.fromisoformat(day) if day else None for day in (since, until)]
    settlement = settle(SPAN, plan, book(), *ends)
    assert [str(line.day) for line in settlement.fees] == starts
    assert settlement.totals.exact.monthly_fees == 100 * len(starts)


@pytest.mark.parametrize(
    ("bought", "since", "until", "counted"),
    [
        ("2023-06-01", None, None, True),  # before the first recorded day
        ("2023-06-01", "2024-02-10", None, False),
        ("2023-06-01", None, "2024-03-01", True),
        ("2024-03-20", None, None, True),  # on the last recorded day
        ("2024-03-21", None, None, False),
        ("2024-03-21", None, "2024-03-22", True),
        ("2024-03-01", "2024-03-01", "2024-03-02", True),
        ("2024-03-01", "2024-02-01", "2024-03-01", False),
    ],
)
def test_a_pack_is_paid_where_it_is_bought(
    bought: str, since: str | None, until: str | None, counted: bool
) -> None:
    plan = Plan(packs=(pack("A", 500, bought),))
    ends = [date.fromisoformat(day) if day else None for day in (since, until)]
    settlement = settle(SPAN, plan, book(), *ends)
    assert settlement.totals.exact.pack_purchases == (Decimal("3.00") if counted else 0)


def test_a_later_part_is_settled_with_what_the_earlier_days_left() -> None:
    plan = Plan(packs=(pack("A", 15, "2024-01-01"),))
    settlement = settle(SPAN, plan, book(), since=date(2024, 3, 1))
    assert drawn(settlement) == [("2024-03-20", "A", 5), ("2024-03-20", "postpaid", 5)]
    assert settlement.packs[0].used_ms == 15 * MINUTE


@pytest.mark.parametrize(
    ("until", "used", "expired", "left"),
    [
        ("2024-02-10", 0, 0, 500),
        ("2024-02-11", 10, 0, 490),
        ("2024-02-29", 10, 0, 490),
        ("2024-03-01", 10, 490, 0),
        (None, 10, 490, 0),
    ],
)
def test_a_pack_is_used_left_or_expired_as_on_the_day_after_the_report(
    until: str | None, used: int, expired: int, left: int
) -> None:
    plan = Plan(packs=(pack("A", 500, "2024-02-01", months=1),))
    end = date.fromisoformat(until) if until else None
    (balance,) = settle(SPAN, plan, book(), until=end).packs
    found = balance.used_ms, balance.expired_ms, balance.left_ms
    assert found == (used * MINUTE, expired * MINUTE, left * MINUTE)


def test_no_usage_costs_nothing_and_says_so() -> None:
    plan = Plan(monthly_fee=fee("2024-01-31"), packs=(pack("A", 500, "2024-01-10"),))
    settlement = settle([], plan, book())
    assert amounts(settlement) == ("0.00", "0.00", "0.00", "0.00")
    assert settlement.packs[0].left_ms == 500 * MINUTE
    assert settlement.warnings == ("There is no recorded day: nothing is charged.",)


def test_a_named_span_without_usage_still_has_its_fees_and_packs() -> None:
    plan = Plan(monthly_fee=fee("2024-01-31", 2), packs=(pack("A", 500, "2024-01-10"),))
    settlement = settle([], plan, book(), date(2024, 1, 1), date(2024, 12, 31))
    assert amounts(settlement) == ("200.00", "3.00", "0.00", "203.00")


def test_a_free_day_is_a_recorded_day_without_draws() -> None:
    plan = Plan(monthly_fee=fee("2024-01-31"))
    days = [DayCharge(date(2024, 2, 1), MINUTE), DayCharge(date(2024, 4, 1), 0)]
    settlement = settle(days, plan, book())
    assert [str(day.day) for day in settlement.days] == ["2024-02-01"]
    assert len(settlement.fees) == 3


def test_days_may_come_in_any_order_and_in_parts() -> None:
    parts = usage(d2024_03_20=4) + usage(d2024_02_10=10) + usage(d2024_03_20=6)
    assert settle(parts, Plan(), book()) == settle(SPAN, Plan(), book())
