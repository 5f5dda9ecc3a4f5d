"""One meaning of cost: the same days under the same plan have the same figure on every page and in `costs`."""

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from analytics.billing.basis import Basis, cost
from analytics.billing.cost_of_use import Fees
from analytics.catalog import plans
from analytics.core.model import MonthlyFee, Pack, Plan
from analytics.reports import cost_of_use
from analytics.reports.filters import Filters
from pages.ui import data, formats
from pages.ui.plan_words import BASES
from tests.support.pages import (
    assert_no_exception,
    filter_by,
    load,
    metric_values,
    open_page,
    page_text,
    row,
    write,
)

FIRST, LAST = date(2024, 3, 27), date(2024, 6, 4)
MONTH = date(2024, 6, 1), date(2024, 6, 5)
PACKS = (
    Pack("A", 2500, Decimal("15.00"), FIRST, 2),
    Pack("B", 1500, Decimal("7.00"), date(2024, 4, 20), 1),
)
PLAN = Plan(monthly_fee=MonthlyFee(date(2024, 4, 10)), packs=PACKS)


@pytest.fixture(params=Basis)
def basis(request) -> Basis:
    return request.param


@pytest.fixture
def recorded(database, tmp_path) -> None:
    """Two rooms on each of 70 days: quota, packs, what a pack loses and postpaid minutes all come about."""
    rows = [
        row(
            2 * day + room,
            day=day,
            RoomId=str(room),
            TaskId=f"t{day}-{room}",
            VideoDuration=(23 + 17 * room) * 61_000,
        )
        for day in range(70)
        for room in (0, 1)
    ]
    load(database, write(tmp_path / "lessons.csv", rows))


def opened(page: str, basis: Basis, period: str = "") -> AppTest:
    at = open_page("monitor/overview")
    plans.save(data.store(), "Mine", PLAN)
    plans.choose_team(data.store(), "Mine")
    at.switch_page(f"pages/{page}.py").run()
    if period:
        at.selectbox(key="period").set_value(period).run()
    at.segmented_control(key="basis").set_value(BASES[basis]).run()
    return assert_no_exception(at)


def amount(basis: Basis, since: date | None = None, until: date | None = None) -> str:
    bill = data.settlement(PLAN, since, until)
    return formats.money(cost(bill, basis).shown.total, "USD")


def test_all_recorded_days_cost_the_same_on_every_page(recorded, basis: Basis) -> None:
    at = opened("monitor/overview", basis, "All recorded days")
    expected = amount(basis)
    assert metric_values(at)[BASES[basis]] == expected
    at.switch_page("pages/costs/compare.py").run()
    at.selectbox(key="first").set_value("Mine").run()
    assert metric_values(at)[BASES[basis]] == expected
    at.switch_page("pages/costs/simulate.py").run()
    assert f"Recorded usage at these prices: {expected}" in page_text(assert_no_exception(at))
    at.switch_page("pages/costs/assumptions.py").run()
    assert f"as the plan has it: {expected}" in page_text(assert_no_exception(at))
    at.switch_page("pages/costs/bill.py").run()
    lines = next(table.value for table in at.dataframe if "Unit price (USD)" in table.value.columns)
    own = {"Monthly fees", "Packs bought", "Packs, used and expired part", "Recording, postpaid"}
    amounts = dict(zip(lines["Line"], lines["Amount (USD)"], strict=True))
    total = sum((amount for line, amount in amounts.items() if line in own), Decimal(0))
    assert formats.money(total, "USD") == expected
    at.session_state["view"] = "Cash and cost of use"
    word = "consumed" if basis is Basis.USE else "paid"
    assert f"{expected} {word}" in page_text(assert_no_exception(at.run()))


def test_the_month_so_far_is_the_same_on_every_page(recorded, basis: Basis) -> None:
    at = opened("monitor/overview", basis, "This month")
    expected = amount(basis, *MONTH)
    figures = metric_values(at)
    assert figures["Cost in June 2024"] == figures[BASES[basis]] == expected
    forecast = figures["Forecast for June 2024"]
    at.switch_page("pages/costs/forecast.py").run()
    assert f"June 2024 is expected to cost {forecast}" in page_text(assert_no_exception(at))
    assert f"{expected} up to 4 Jun 2024" in page_text(at)
    at.switch_page("pages/costs/compare.py").run()
    at.selectbox(key="first").set_value("Mine").run()
    assert metric_values(assert_no_exception(at))[BASES[basis]] == expected


def test_costs_of_rooms_and_of_days_add_up_to_it(recorded) -> None:
    at = opened("monitor/overview", Basis.USE, "This month")
    whole = cost(data.settlement(PLAN, *MONTH), Basis.USE).shown.total
    for field in ("room", "day", "recording"):
        rows = cost_of_use.by_fields(data.store(), PLAN, (field,), Filters(*MONTH), fees=Fees.DAILY)
        assert sum(one.total for one in rows) == whole
    parts = []
    for room in ("0", "1"):
        filter_by(at, f'period:"This month" room:{room}')
        parts.append(metric_values(assert_no_exception(at))["Cost of use"])
    assert sum(Decimal(part.strip("$")) for part in parts) == whole


def test_the_switch_is_remembered_from_page_to_page_and_is_in_the_link(recorded) -> None:
    at = opened("costs/compare", Basis.CASH)
    assert "basis=Cash" in at.code[0].value
    for page in ("monitor/explore", "costs/forecast", "monitor/overview", "costs/bill"):
        at.switch_page(f"pages/{page}.py").run()
        assert_no_exception(at)
        if page != "monitor/explore":
            assert at.segmented_control(key="basis").value == "Cash"
            assert "Cash · " in page_text(at) or "Cash under the team’s plan" in str(
                at.metric[0].help
            )


def test_a_month_served_from_packs_costs_what_its_minutes_cost(database, tmp_path) -> None:
    rows = [row(1, day=-40, VideoDuration=6_000_000), row(2, VideoDuration=6_000_000)]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = open_page("monitor/overview")
    pack = Pack("A", 1000, Decimal("6.00"), date(2024, 2, 1))
    plans.save(data.store(), plans.POSTPAID, Plan(packs=(pack,)))
    assert metric_values(assert_no_exception(at.run()))["Cost in March 2024"] == "$0.60"
    at.segmented_control(key="basis").set_value("Cash").run()
    assert metric_values(assert_no_exception(at))["Cost in March 2024"] == "$0.00"
