"""Pack advice: as cheap as the cheapest of all mixes, and honest about what it does not know."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from itertools import product

import pytest

from analytics.billing.settle import outline, settle
from analytics.core.errors import Problem
from analytics.core.model import DayCharge, Pack, Plan
from analytics.core.months import add_months
from analytics.packs.advice import advise, catalogue_of, pay_off
from analytics.packs.solver import Item
from analytics.planning.estimate import month_spans
from tests.support.plans import MINUTE, book, fee

SINCE = date(2027, 1, 31)
MOST = 2


def _usage(minutes):
    def usage(percent):
        return [
            DayCharge(SINCE + timedelta(n), int(count * MINUTE * percent / 100))
            for n, count in enumerate(minutes)
        ]

    return usage


def _exhaustive(days, plan, prices, catalogue, until):
    """Every mix of at most MOST of each pack on each buying day: the totals and counts."""
    buying = [begin for begin, _ in month_spans(SINCE, until)]
    places = [(item, day) for item in catalogue for day in buying]
    for counts in product(range(MOST + 1), repeat=len(places)):
        packs = tuple(
            Pack(f"{item.name}{day}{n}", item.minutes, item.price, day, item.months)
            for (item, day), count in zip(places, counts, strict=True)
            for n in range(count)
        )
        total = outline(days, replace(plan, packs=packs), prices, SINCE, until).totals.shown.total
        per_item = tuple(
            sum(count for (one, _), count in zip(places, counts, strict=True) if one is item)
            for item in catalogue
        )
        yield total, per_item


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_the_advice_costs_what_the_cheapest_of_all_mixes_costs(seed) -> None:
    chance = random.Random(seed)
    months = chance.choice([2, 3]) if seed < 6 else 2
    until = add_months(SINCE, months)
    minutes = [chance.choice([0, 5, 20, 60]) for _ in range((until - SINCE).days)]
    catalogue = [
        Item("small", chance.choice([300, 500]), D(chance.randint(100, 400)) / 100, chance.choice([1, 12])),
        Item("large", chance.choice([900, 1200]), D(chance.randint(300, 900)) / 100, chance.choice([1, 2])),
    ]  # fmt: skip
    if months == 3:
        catalogue = catalogue[:1]
    plan = Plan(
        monthly_fee=fee("2027-01-31", months) if chance.random() < 0.5 else None,
        discount_percent=D(chance.choice([0, 10])),
    )
    prices = book(quota=100, fee="1.00")
    usage = _usage(minutes)
    advice = advise(usage, plan, prices, catalogue, SINCE, until)
    every = list(_exhaustive(usage(D(100)), plan, prices, catalogue, until))
    assert advice.best.total == min(total for total, _ in every)
    assert advice.gap_percent == 0
    ours = tuple(sum(p.minutes == item.minutes for p in advice.best.packs) for item in catalogue)
    others = [total for total, counts in every if counts != ours]
    assert advice.next_best is not None
    assert advice.next_best.total == min(others)


def test_being_wrong_on_volume_costs_the_difference_to_the_best_packs_then() -> None:
    usage = _usage([100] * 60)
    until = SINCE + timedelta(60)
    packs = [Item("A", 2_000, D("9.00"), 12)]
    advice = advise(usage, Plan(), book(), packs, SINCE, until)
    assert [p.minutes for p in advice.best.packs] == [2_000] * 3
    assert advice.without.total == D("42.00")
    assert advice.best.total == D("27.00")
    low, high = advice.wrong
    assert (low.chosen, low.best, low.regret) == (D("27.00"), D("23.60"), D("3.40"))
    assert (high.chosen, high.best, high.regret) == (D("35.40"), D("35.40"), D("0.00"))


def test_without_a_catalogue_it_says_what_a_pack_would_have_to_cost() -> None:
    days = _usage([100] * 60)(D(100))
    until = SINCE + timedelta(60)
    offers = pay_off(days, Plan(), book(), SINCE, until)
    assert [(one.minutes, str(one.price)) for one in offers] == [
        (1_000, "7.00"),
        (3_000, "21.00"),
        (4_000, "28.00"),
        (6_000, "42.00"),
    ]
    for one in offers:
        at_price = Plan(packs=(Pack("p", one.minutes, one.price, SINCE),))
        assert settle(days, at_price, book(), SINCE, until).totals.shown.total == D("42.00")
    with pytest.raises(Problem, match="no pack to choose from"):
        advise(_usage([1]), Plan(), book(), [], SINCE, until)
    assert pay_off([], Plan(), book(), SINCE, until) == ()


def test_the_catalogue_is_the_books_or_the_sorts_of_pack_in_the_plan() -> None:
    alike = (Pack("a", 5, D(1), SINCE), Pack("b", 5, D(1), SINCE), Pack("c", 6, D(1), SINCE))
    assert [item.name for item in catalogue_of(Plan(packs=alike), book())] == ["a", "c"]
