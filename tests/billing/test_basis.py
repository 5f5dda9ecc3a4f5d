"""The two costs of some days: what they consumed, and what was paid in them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.billing.accrual import accrue
from analytics.billing.basis import Basis, CostParts, by_day, by_month, cost
from analytics.billing.settle import settle
from analytics.core.model import DayCharge, Plan, PriceBook
from analytics.core.money import digits, half_up
from tests.support.plans import book, busy_usages, cuts, fee, pack, plans, usage
from tests.support.plans import dated_books as books

D = Decimal


def parts(shown: CostParts) -> tuple[str, ...]:
    amounts = (shown.monthly_fees, shown.packs, shown.expired, shown.postpaid, shown.total)
    return tuple(str(half_up(amount, 2)) for amount in amounts)


PLAN = Plan(
    monthly_fee=fee("2024-02-15"),
    packs=(pack("A", 500, "2024-01-10", months=2, price="5.00"),),
)
DAYS = usage(d2024_02_16=300, d2024_03_01=100, d2024_03_20=1000)
MARCH = date(2024, 3, 1), date(2024, 4, 1)


def test_a_month_costs_its_share_of_the_fee_the_minutes_of_packs_and_what_they_lost() -> None:
    bill = settle(DAYS, PLAN, book(quota=100), *MARCH)
    # 14 of 29 days of the first fee and 17 of 31 of the next
    assert parts(cost(bill, Basis.USE).shown) == ("103.11", "1.00", "2.00", "6.30", "112.41")
    assert parts(cost(bill, Basis.CASH).shown) == ("100.00", "0.00", "0.00", "6.30", "106.30")


def test_a_month_served_from_packs_costs_what_its_minutes_cost() -> None:
    plan = Plan(packs=(pack("A", 1000, "2024-01-10", price="6.00"),))
    bill = settle(usage(d2024_03_05=250), plan, book(), *MARCH)
    assert cost(bill, Basis.CASH).shown.total == 0
    use = cost(bill, Basis.USE)
    assert (use.shown.total, use.per_thousand) == (D("1.50"), D("6.00000000"))


def test_no_minutes_have_no_price() -> None:
    assert cost(settle([], Plan(), book()), Basis.USE).per_thousand is None


def test_months_add_up_to_what_is_shown_for_all_of_them() -> None:
    charged = [DayCharge(date(2024, month, 1), 42_900) for month in range(1, 13)]  # 0.005005 each
    months = by_month(settle(charged, Plan(), book()))
    assert [month.first.month for month in months] == list(range(1, 13))
    assert sum(month.paid for month in months) == D("0.06")
    assert [month.used for month in months][:4] == [D("0.01"), D("0.00"), D("0.01"), D("0.00")]


@given(busy_usages, plans, books(), st.sampled_from(Basis), st.data())
def test_the_cost_is_its_parts_its_days_and_its_halves(
    charged: list[DayCharge], plan: Plan, prices: PriceBook, basis: Basis, data: st.DataObject
) -> None:
    middle = data.draw(st.sampled_from(cuts(charged)))
    whole, first, second = (
        settle(charged, plan, prices, *span)
        for span in ((None, None), (None, middle), (middle, cuts(charged)[-1]))
    )
    total = cost(whole, basis)
    assert sum(by_day(whole, basis).values()) == total.exact.total
    assert total.exact.total == (
        accrue(whole).used if basis is Basis.USE else whole.totals.exact.total
    )
    places = digits(prices.currency)
    for shown in (total.shown.monthly_fees, total.shown.packs, total.shown.expired):
        assert shown >= 0 and half_up(shown, places) == shown
    assert abs(total.shown.total - total.exact.total) <= 2 * D(1).scaleb(-places)
    if whole.plan.monthly_fee is None or whole.plan.monthly_fee.months is None:
        halves = (cost(half, basis).exact.total for half in (first, second))
        assert sum(halves) == total.exact.total
    months = by_month(whole)
    column = [month.used if basis is Basis.USE else month.paid for month in months]
    assert sum(column) == (total.shown.total if months else 0)
    if basis is Basis.CASH:
        assert total.shown.total == whole.totals.shown.total


@pytest.mark.parametrize("basis", Basis)
def test_of_postpaid_alone_both_are_the_same(basis: Basis) -> None:
    bill = settle(usage(d2024_03_27=110), Plan(), book())
    assert parts(cost(bill, basis).shown) == ("0.00", "0.00", "0.00", "0.77", "0.77")
