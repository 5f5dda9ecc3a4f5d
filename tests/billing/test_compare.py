"""Scenarios side by side: totals, differences to the first, and the days on which they cross."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.billing.basis import Basis
from analytics.billing.compare import MOST, Unit, compare
from analytics.billing.curves import Crossing
from analytics.billing.settle import settle
from analytics.core.errors import Problem
from analytics.core.model import Plan
from tests.support.plans import book, pack, usage

D = Decimal
CHARGED = usage(d2024_01_01=1000, d2024_02_01=1000, d2024_03_01=1000)
POSTPAID = settle(CHARGED, Plan(), book())
PREPAID = settle(CHARGED, Plan(packs=(pack("A", 2500, "2024-01-01", price="10.00"),)), book())


def test_each_measure_has_a_value_and_a_difference_to_the_first() -> None:
    found = compare({"Postpaid": POSTPAID, "Prepaid": PREPAID}, Basis.CASH)
    rows = {row.key: row for row in found.rows}
    assert (found.currency, found.names) == ("USD", ("Postpaid", "Prepaid"))
    assert rows["total"].values == (D("21.00"), D("13.50"))
    assert rows["total"].differences == (0, D("-7.50"))
    assert rows["packs"].differences == (0, D("10.00"))
    assert rows["effective"].values == (D(7), D("4.5"))
    assert rows["effective"].unit is Unit.PRICE
    assert rows["postpaid_ms"].differences == (0, -2500 * 60_000)
    assert rows["charged_ms"].differences == (0, 0)
    assert found.cheapest == ("Prepaid",)


def test_of_use_a_pack_counts_by_its_minutes_and_what_is_left_is_still_prepaid() -> None:
    part = usage(d2024_01_01=1000, d2024_02_01=1000)
    prepaid = settle(part, PREPAID.plan, book())
    found = compare({"Postpaid": settle(part, Plan(), book()), "Prepaid": prepaid})
    rows = {row.key: row.values for row in found.rows}
    assert found.basis is Basis.USE
    assert rows["total"] == (D("14.00"), D("8.00"))
    assert rows["packs"] == (0, D("8.00")) and rows["expired"] == (0, 0)
    assert rows["prepaid"] == (0, D("2.00"))
    assert rows["effective"] == (D(7), D(4))


def test_crossings_are_those_with_the_first() -> None:
    found = compare({"Prepaid": PREPAID, "Postpaid": POSTPAID}, Basis.CASH)
    ((name, days),) = found.crossings
    assert (name, days) == ("Postpaid", (Crossing(date(2024, 2, 1), 0),))


def test_one_alone_is_compared_with_itself_and_all_may_be_cheapest() -> None:
    alone = compare({"Postpaid": POSTPAID})
    assert (alone.cheapest, alone.crossings) == (("Postpaid",), ())
    assert compare({"a": POSTPAID, "b": POSTPAID}).cheapest == ("a", "b")


def test_no_minutes_have_no_effective_price() -> None:
    nothing = settle([], Plan(), book())
    row = next(r for r in compare({"a": POSTPAID, "b": nothing}).rows if r.key == "effective")
    assert (row.values, row.differences) == ((D(7), None), (D(0), None))


def test_what_cannot_be_compared_is_said() -> None:
    with pytest.raises(Problem, match=r"7 scenarios cannot be compared\. Choose 1 to 6"):
        compare({str(number): POSTPAID for number in range(MOST + 1)})
    with pytest.raises(Problem, match="0 scenarios"):
        compare({})
    with pytest.raises(Problem, match="costs in CNY and USD cannot be compared"):
        compare({"a": POSTPAID, "b": settle(CHARGED, Plan(), book(currency="CNY"))})
