"""What charts draw from a settlement: the cost so far, crossings, what is left in a pack."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.billing.basis import Basis
from analytics.billing.basis import cost as cost_on
from analytics.billing.curves import crossings, cumulative, pack_levels, recorded_days
from analytics.billing.settle import settle
from analytics.core.errors import Problem
from analytics.core.model import DayCharge, Plan, PriceBook
from tests.support.plans import MINUTE, book, books, cuts, fee, pack, plans, usage, usages

CHEAP = book("1000.00")  # a minute is one dollar
POSTPAID = Plan()


def costs(
    plan: Plan, since: date | None = None, basis: Basis = Basis.CASH, **minutes: int
) -> dict[str, str]:
    curve = cumulative(settle(usage(**minutes), plan, CHEAP, since), basis)
    return {f"{cost.day:%m-%d}": f"{cost.amount:.2f}" for cost in curve}


def test_the_cost_so_far_grows_with_usage_and_stands_on_idle_days() -> None:
    found = costs(POSTPAID, d2024_03_01=2, d2024_03_04=3)
    assert found == {"03-01": "2.00", "03-02": "2.00", "03-03": "2.00", "03-04": "5.00"}


def test_fees_and_packs_are_paid_on_their_own_day_also_before_the_first_recorded_one() -> None:
    plan = Plan(monthly_fee=fee("2024-02-02"), packs=(pack("A", 1, "2024-01-10", price="5"),))
    found = costs(plan, d2024_03_01=2000, d2024_03_02=3)
    assert found == {
        "01-10": "5.00",
        "02-02": "105.00",
        "03-01": "1104.00",  # 1,000 minutes of quota, one of the pack
        "03-02": "1204.00",  # a new period, and a new quota
    }


def test_of_use_a_pack_counts_by_its_minutes_and_its_rest_on_its_last_day() -> None:
    plan = Plan(packs=(pack("A", 4, "2024-02-02", months=1, price="5"),))
    found = costs(plan, basis=Basis.USE, d2024_02_29=1, d2024_03_02=2)
    assert found == {"02-29": "1.25", "03-01": "5.00", "03-02": "7.00"}


def test_a_later_part_starts_from_nothing() -> None:
    found = costs(POSTPAID, date(2024, 3, 3), d2024_03_01=2, d2024_03_04=3)
    assert found == {"03-03": "0.00", "03-04": "3.00"}


@given(usages, plans, books, st.sampled_from(Basis))
def test_the_last_cost_is_the_exact_total_and_no_cost_is_below_the_one_before(
    charged: list[DayCharge], plan: Plan, book: PriceBook, basis: Basis
) -> None:
    settlement = settle(charged, plan, book)
    curve = cumulative(settlement, basis)
    amounts = [cost.amount for cost in curve]
    assert sum(amounts[-1:]) == cost_on(settlement, basis).exact.total
    assert amounts == sorted(amounts)
    days = [cost.day for cost in curve]
    assert days == sorted(set(days)) and set(recorded_days(settlement)) <= set(days)


@pytest.mark.parametrize(
    ("price", "minutes", "expected"),
    [
        ("3", {"d2024_03_01": 2, "d2024_03_02": 2}, [("2024-03-02", 1)]),
        ("3", {"d2024_03_01": 3}, []),  # as dear, never cheaper
        ("3", {"d2024_03_01": 3, "d2024_03_02": 1}, []),  # the leader was there from the start
        ("9", {"d2024_03_01": 2, "d2024_03_02": 2}, []),
        ("2", {"d2024_03_01": 1, "d2024_03_02": 1, "d2024_03_03": 1}, [("2024-03-03", 1)]),
    ],
)
def test_plans_cross_on_the_day_on_which_the_cheaper_one_changes(
    price: str, minutes: dict[str, int], expected: list[tuple[str, int]]
) -> None:
    prepaid = Plan(packs=(pack("A", 500, "2024-03-01", price=price),))
    one, other = (settle(usage(**minutes), plan, CHEAP) for plan in (POSTPAID, prepaid))
    assert [(str(day), cheaper) for day, cheaper in crossings(one, other, Basis.CASH)] == expected
    back = [(str(day), 1 - cheaper) for day, cheaper in crossings(other, one, Basis.CASH)]
    assert back == expected


def test_plans_can_cross_more_than_once() -> None:
    later = pack("B", 500, "2024-03-03", price="9")
    prepaid = Plan(packs=(pack("A", 4, "2024-02-01", price="3"), later))
    days = usage(d2024_03_01=2, d2024_03_02=2, d2024_03_03=1, d2024_03_04=20)
    one, other = (settle(days, plan, CHEAP) for plan in (POSTPAID, prepaid))
    found = [(str(day), cheaper) for day, cheaper in crossings(one, other, Basis.CASH)]
    assert found == [("2024-03-02", 1), ("2024-03-03", 0), ("2024-03-04", 1)]


def test_costs_in_two_currencies_are_not_compared() -> None:
    one, other = (settle([], POSTPAID, book(currency=each)) for each in ("USD", "CNY"))
    with pytest.raises(Problem, match="USD and CNY cannot be compared"):
        crossings(one, other, Basis.CASH)


def levels(plan: Plan, since: str | None = None, until: str | None = None) -> dict[str, int]:
    ends = [date.fromisoformat(day) if day else None for day in (since, until)]
    days = usage(d2024_02_28=3, d2024_03_01=4)
    (found,) = pack_levels(settle(days, plan, CHEAP, *ends)).values()
    return {f"{level.day:%m-%d}": level.left_ms // MINUTE for level in found}


@pytest.mark.parametrize(
    ("bought", "since", "until", "expected"),
    [
        ("2024-01-10", None, None, {"02-28": 7, "02-29": 7, "03-01": 3}),
        ("2024-02-29", None, None, {"02-29": 10, "03-01": 6}),
        ("2024-01-29", None, None, {"02-28": 7, "02-29": 0}),  # expires: the rest is lost
        ("2024-01-10", "2024-02-29", None, {"02-29": 7, "03-01": 3}),
        ("2024-01-10", None, "2024-02-29", {"02-28": 7}),
        ("2024-03-02", None, None, {}),
        ("2023-01-02", None, None, {}),
    ],
)
def test_a_packs_level_falls_with_its_draws_and_to_nothing_when_it_expires(
    bought: str, since: str | None, until: str | None, expected: dict[str, int]
) -> None:
    months = 1 if bought == "2024-01-29" else 2
    assert levels(Plan(packs=(pack("A", 10, bought, months),)), since, until) == expected


@pytest.mark.slow
@given(usages, plans, books)
def test_levels_of_two_halves_are_those_of_the_whole(
    charged: list[DayCharge], plan: Plan, book: PriceBook
) -> None:
    whole = pack_levels(settle(charged, plan, book))
    for cut in cuts(charged) if charged else []:
        one = pack_levels(settle(charged, plan, book, until=cut))
        other = pack_levels(settle(charged, plan, book, since=cut))
        for name, found in whole.items():
            days = {level.day: level for level in one[name] + other[name]}
            expiry = {each.name: each.expires for each in plan.packs}[name]
            assert {level for level in found if level.day != expiry} <= set(days.values())


def test_recorded_days_are_every_day_of_the_report() -> None:
    settlement = settle(usage(d2024_02_28=1, d2024_03_02=1), POSTPAID, CHEAP)
    first = date(2024, 2, 28)
    assert recorded_days(settlement) == [first + timedelta(n) for n in range(4)]
    assert recorded_days(settle([], POSTPAID, CHEAP)) == []
    assert recorded_days(settle([DayCharge(first, 1)], POSTPAID, CHEAP, date(2025, 1, 1))) == []
