"""The journal of a month balances, is the bill, and uses a pack up to its price, over random plans."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.billing.journal import Accounts, Booking, journal
from analytics.billing.settle import settle
from analytics.core.model import DayCharge, Plan, PriceBook
from analytics.core.months import add_months
from tests.support.plans import book, books, fee, pack, plans, usage, usages

ACCOUNTS = Accounts("6001", "6002", "6003", "1401", "2001")
FIRST = date(2021, 11, 1)
shares = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), min_size=1, max_size=4)


def months(charged: list[DayCharge], plan: Plan, prices: PriceBook, centres) -> list[list[Booking]]:
    """The journals of all months until everything is over."""
    found = []
    for number in range(60):
        month = add_months(FIRST, number)
        before, after = (
            settle(charged, plan, prices, None, day) for day in (month, add_months(month, 1))
        )
        found.append(list(journal(before, after, month, ACCOUNTS, centres)))
    return found


def balance(lines: list[Booking], account: str) -> Decimal:
    return sum((line.debit - line.credit for line in lines if line.account == account), Decimal(0))


@pytest.mark.slow
@settings(max_examples=15)
@given(usages, plans, books, shares)
def test_every_month_balances_and_all_months_are_what_was_paid(
    charged: list[DayCharge], plan: Plan, prices: PriceBook, centres: list[tuple[str, int]]
) -> None:
    of_months = months(charged, plan, prices, centres)
    for lines in of_months:
        assert sum(line.debit for line in lines) == sum(line.credit for line in lines)
        assert all((line.debit == 0) != (line.credit == 0) and line.debit >= 0 for line in lines)
    everything = [line for lines in of_months for line in lines]
    if prices.currency == "USD":
        assert balance(everything, "1401") == 0, "after five years every pack is used up"
        spent = sum(pack.price for pack in plan.packs)
        assert balance(everything, "6003") == spent


def test_what_a_month_owes_is_its_bill_and_expense_has_its_cost_centres() -> None:
    plan = Plan(monthly_fee=fee("2024-03-01"), packs=(pack("A", 30, "2024-03-02", price="10.00"),))
    charged = usage(d2024_03_27=1010, d2024_04_02=1110)
    month = date(2024, 3, 1)
    before = settle(charged, plan, book(), None, month)
    after = settle(charged, plan, book(), None, date(2024, 4, 1))
    lines = list(journal(before, after, month, ACCOUNTS, [("maths", 2), ("art", 1)]))
    bill = settle(charged, plan, book(), month, date(2024, 4, 1)).totals.shown
    assert balance(lines, "2001") == -bill.total == Decimal("-110.00")
    assert [(line.account, line.cost_centre, line.debit or -line.credit) for line in lines] == [
        ("1401", "", Decimal("10.00")),
        ("2001", "", Decimal("-10.00")),
        ("6003", "maths", Decimal("2.22")),
        ("6003", "art", Decimal("1.11")),
        ("1401", "", Decimal("-3.33")),
        ("6002", "maths", Decimal("66.67")),
        ("6002", "art", Decimal("33.33")),
        ("2001", "", Decimal("-100.00")),
    ]
    assert {line.period for line in lines} == {"2024-03"}
