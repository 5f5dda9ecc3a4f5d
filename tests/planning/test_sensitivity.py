"""What moves a price, and the number of classes from which packs pay off."""

from dataclasses import replace
from decimal import Decimal as D

from analytics.core.model import Pack, Plan
from analytics.planning.estimate import from_model
from analytics.planning.sensitivity import break_even, swings, total
from analytics.quotes.quote import sheet_of
from tests.support.plans import book
from tests.support.quotes import SCHOOL, START, YEN, request


def test_packs_pay_off_from_the_first_class_on_at_which_they_cost_no_more() -> None:
    packs = (Pack("A", 500_000, D("2900.00"), START),)
    found = break_even(SCHOOL, START, 12, Plan(packs=packs), Plan(), book())
    assert found is not None
    for classes, cheaper in ((found - 1, False), (found, True)):
        estimate = from_model(replace(SCHOOL, classes_a_day=D(classes)), START, 12)
        prepaid = total(estimate, Plan(packs=packs), book())
        assert (prepaid <= total(estimate, Plan(), book())) is cheaper


def test_packs_dearer_than_postpaid_never_pay_off() -> None:
    packs = (Pack("A", 1_000, D("7.01"), START),)
    assert break_even(SCHOOL, START, 1, Plan(packs=packs), Plan(), book()) is None


def test_the_widest_swing_comes_first_and_each_brackets_the_price() -> None:
    estimate = from_model(SCHOOL, START, 3)
    price = total(estimate, Plan(), book())

    def priced(estimate, plan):
        return total(estimate, plan, book())

    found = swings(estimate, Plan(), priced, SCHOOL)
    assert [one.width for one in found] == sorted((one.width for one in found), reverse=True)
    assert all(min(one.low, one.high) <= price <= max(one.low, one.high) for one in found)
    by_name = {one.name: one for one in found}
    assert by_name["Classes a day"].high == by_name["Length of a class"].high
    assert "Usage" in {one.name for one in swings(estimate, Plan(), priced)}


def test_swings_are_in_the_currency_of_the_price_that_is_asked() -> None:
    estimate = from_model(SCHOOL, START, 3)

    def yen(estimate, plan):
        return sheet_of(request(estimate=estimate, plan=plan, exchange=YEN), book()).total

    found = {one.name: one for one in swings(estimate, Plan(), yen, SCHOOL)}
    expected = sheet_of(
        request(estimate=from_model(replace(SCHOOL, cameras=D(4)), START, 3), exchange=YEN), book()
    )
    assert found["Cameras on"].high == expected.total
    assert expected.total == int(expected.total)


def test_less_growth_has_a_minus_sign() -> None:
    estimate = from_model(SCHOOL, START, 12)
    found = swings(estimate, Plan(), lambda used, plan: total(used, plan, book()), SCHOOL)
    assert next(one for one in found if one.name == "Growth a month").low_name == "−2 %"
