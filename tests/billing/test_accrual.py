"""Cash and accrual: when the money goes, when what it bought is consumed, and that nothing is lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.billing.accrual import Accrual, Part, accrue, share
from analytics.billing.settle import settle
from analytics.core.model import DayCharge, Plan, PriceBook
from analytics.core.money import price_per_thousand
from tests.support.plans import book, books, busy_usages, cuts, fee, pack, plans, usage

D = Decimal
DAY = timedelta(days=1)


def used(accrual: Accrual, part: Part) -> Decimal:
    return sum((use.amount for use in accrual.uses if use.part is part), D(0))


def test_a_fee_is_paid_at_once_and_used_up_over_the_days_of_its_period() -> None:
    plan = Plan(monthly_fee=fee("2024-02-01", months=1))
    accrual = accrue(settle(usage(d2024_02_10=1), plan, book(), until=date(2024, 2, 11)))
    assert [(line.day, line.amount) for line in accrual.cash] == [(date(2024, 2, 1), D(100))]
    days = [use for use in accrual.uses if use.part is Part.FEE]
    assert len(days) == 10 and days[0].amount == D("3.44827586")  # 100 / 29
    assert used(accrual, Part.FEE) == D("34.48275862")
    assert accrual.ahead_after == D("65.51724138")


def test_a_pack_is_used_up_by_its_minutes_and_the_rest_on_its_last_day() -> None:
    plan = Plan(packs=(pack("A", 1000, "2024-01-10", months=1, price="9.99"),))
    charged = usage(d2024_01_15=300, d2024_01_20=33, d2024_03_01=0)
    accrual = accrue(settle(charged, plan, book()))
    assert [(use.day.isoformat(), use.part, use.amount) for use in accrual.uses] == [
        ("2024-01-15", Part.PACK, D("2.99700000")),
        ("2024-01-20", Part.PACK, D("0.32967000")),
        ("2024-02-09", Part.EXPIRED, D("6.66333000")),
    ]
    (account,) = accrual.packs
    assert (account.used, account.expired, account.left) == (D("3.32667"), D("6.66333"), 0)
    assert account.per_thousand == D("30.00000000"), "333 minutes carry the whole price"
    assert accrual.ahead_after == 0


def test_each_source_has_its_effective_price() -> None:
    plan = Plan(
        monthly_fee=fee("2024-01-01", months=1), packs=(pack("A", 100, "2024-01-01", price="5"),)
    )
    accrual = accrue(settle(usage(d2024_01_31=300), plan, book(quota=50)))
    prices = {price.name: price.per_thousand for price in accrual.prices}
    assert prices == {"free quota": D(2000), "A": D(50), "postpaid": D(7), "all": D("353.5")}
    nothing = accrue(settle([], Plan(), book()))
    assert [price.per_thousand for price in nothing.prices] == [None, None, None]


@pytest.mark.parametrize(
    ("amount", "part", "whole", "result"),
    [("10", 1, 3, "3.33333333"), ("10", 2, 3, "6.66666667"), ("1", 0, 5, "0"), ("1", 1, 0, "0")],
)
def test_a_share_has_8_decimals(amount: str, part: int, whole: int, result: str) -> None:
    assert share(D(amount), part, whole) == D(result)


def test_no_minutes_have_no_price() -> None:
    assert price_per_thousand(D(1), 0) is None


def test_days_after_the_last_recorded_one_use_nothing_up() -> None:
    plan = Plan(monthly_fee=fee("2024-01-01"), packs=(pack("A", 9, "2024-01-01", months=1),))
    accrual = accrue(settle(usage(d2024_01_02=1), plan, book(), since=date(2024, 5, 1)))
    assert (accrual.cash, accrual.uses) == ((), ())
    assert accrual.ahead_before == accrual.ahead_after > 0


@pytest.mark.slow
@given(busy_usages, plans, books, st.data())
def test_what_was_ahead_and_paid_is_used_up_or_still_ahead(
    charged: list[DayCharge], plan: Plan, prices: PriceBook, data: st.DataObject
) -> None:
    first, *_, last = cuts(charged)
    edges = st.none() | st.sampled_from([first - 40 * DAY, *cuts(charged), last + 40 * DAY])
    since, until = data.draw(edges), data.draw(edges)
    if since and until and until < since:
        since, until = until, since
    settlement = settle(charged, plan, prices, since, until)
    accrual = accrue(settlement)
    paid = sum((line.amount for line in accrual.cash), D(0))
    assert paid == settlement.totals.exact.total
    spent = sum((use.amount for use in accrual.uses), D(0))
    assert accrual.ahead_before + paid == spent + accrual.ahead_after
    if since is None:
        assert accrual.ahead_before == 0
    for account in accrual.packs:
        assert account.used + account.expired + account.left == account.pack.price
        assert account.used_ms + account.expired_ms + account.left_ms == account.pack.ms
        assert min(account.used, account.expired, account.left) >= 0
    assert all(use.amount >= 0 for use in accrual.uses)
    assert sum(p.ms for p in accrual.prices[:-1]) == accrual.prices[-1].ms
    assert sum(p.amount for p in accrual.prices[:-1]) == accrual.prices[-1].amount == spent


@given(busy_usages, plans, books, st.data())
def test_two_halves_use_up_the_same_as_the_whole(
    charged: list[DayCharge], plan: Plan, prices: PriceBook, data: st.DataObject
) -> None:
    first, *_, last = cuts(charged)
    middle = data.draw(st.sampled_from(cuts(charged)))
    since, until = first - 40 * DAY, last
    whole = accrue(settle(charged, plan, prices, since, until))
    one = accrue(settle(charged, plan, prices, since, middle))
    other = accrue(settle(charged, plan, prices, middle, until))
    assert one.uses + other.uses == whole.uses
    assert one.ahead_after == other.ahead_before
    assert sorted(one.cash + other.cash) == list(whole.cash)
