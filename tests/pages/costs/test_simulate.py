"""Simulate: the sliders start where the plan is, and each step is the settlement of the change."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalog import plans
from analytics.core.model import Kind, MonthlyFee, Pack, Plan, Ratio
from analytics.reports import costs
from pages.ui import data
from tests.support.pages import assert_no_exception, load, open_page, page_text, row, write

D = Decimal
FIRST = date(2024, 3, 27)


def slide(at: AppTest, **values: Any) -> AppTest:
    turn = at.session_state["machine"]["turn"]
    for name, value in values.items():
        at.slider(key=f"machine_{name}_{turn}").set_value(value)
    return assert_no_exception(at.run())


def toggle_fee(at: AppTest) -> AppTest:
    turn = at.session_state["machine"]["turn"]
    key = f"machine_with_fee_{turn}"
    at.toggle(key=key).set_value(not at.toggle(key=key).value)
    return assert_no_exception(at.run())


@pytest.fixture
def machine(database, tmp_path) -> AppTest:
    """Ten days with 100 minutes of camera and 100 of mixed stream each."""
    rows = [
        row(2 * day + kind, day=day, VideoType=3 * kind, VideoDuration=6_000_000)
        for day in range(10)
        for kind in (0, 1)
    ]
    load(database, write(tmp_path / "lessons.csv", rows))
    return open_page("costs/simulate")


def header(at: AppTest) -> str:
    return str(at.header[0].value).replace("\\", "")


def test_without_recordings_it_names_the_next_step() -> None:
    assert "No recordings yet" in page_text(open_page("costs/simulate"))


def test_it_starts_with_the_history_as_it_is(machine) -> None:
    assert header(machine) == "Recorded usage at these prices: $7.00"
    assert "Postpaid, all recorded days: move a slider to change it." in page_text(machine)
    assert "Total: As it is $7.00, Changed $7.00, Difference $0.00." in page_text(machine)


def test_mixed_streams_are_charged_from_a_day_on(machine) -> None:
    slide(machine, ratio=0.5, mixed_from=date(2024, 4, 1))
    assert header(machine) == "Recorded usage at the changed prices: $8.75, $1.75 more (+25.0%)"
    assert "mixed streams × 0.5 from 1 Apr 2024." in page_text(machine)
    plan = Plan(ratios=(Ratio(Kind.MIXED, date(2024, 4, 1), D("0.5")),))
    assert costs.settle_plan(data.store(), plan).totals.shown.total == D("8.75")


def test_every_lever_alone_and_back_again(machine) -> None:
    slide(machine, price=8.0)
    assert "$8.00, $1.00 more (+14.3%)" in header(machine)
    slide(machine, price=7.0, discount=50.0)
    assert "$3.50, $3.50 less (−50.0%)" in header(machine)
    slide(machine, discount=0.0, growth=100, growth_from=date(2024, 4, 1))
    assert "$10.50, $3.50 more" in header(machine)
    assert "+100% recordings since 1 Apr 2024" in page_text(machine)
    slide(machine, growth=0, pack_minutes=500, pack_price=4.0)
    assert "$5.50, $1.50 less" in header(machine)
    assert "500 minutes more in a pack for $2.00 on 27 Mar 2024" in page_text(machine)
    machine.button(key="machine_back").click().run()
    assert header(assert_no_exception(machine)) == "Recorded usage at these prices: $7.00"


def test_the_fee_brings_its_quota_and_both_can_be_other_than_they_are(machine) -> None:
    assert machine.slider(key=f"machine_quota_{machine.session_state['machine']['turn']}").disabled
    toggle_fee(machine)
    assert "$32.26, $25.26 more" in header(machine), "ten of 31 days of the fee"
    machine.segmented_control(key="basis").set_value("Cash").run()
    assert "$100.00, $93.00 more" in header(machine)
    slide(machine, fee=50.0, quota=300)
    assert "$54.90, $47.90 more" in header(machine)
    assert "with the monthly fee, $50.00 a month, 300 free minutes a month." in page_text(machine)


def test_another_plan_starts_at_its_own_prices(machine) -> None:
    ratio = Ratio(Kind.MIXED, date(2024, 4, 1), D("0.25"))
    pack = Pack("A", 500, D("2.00"), FIRST)
    plan = Plan(monthly_fee=MonthlyFee(FIRST, 12), packs=(pack,), ratios=(ratio,))
    plans.save(data.store(), "Mine", plan)
    slide(machine, price=8.0)
    machine.selectbox(key="machine_plan").set_value("Mine").run()
    assert "Recorded usage at these prices" in header(assert_no_exception(machine))
    turn = machine.session_state["machine"]["turn"]
    assert machine.slider(key=f"machine_ratio_{turn}").value == 0.25
    assert machine.slider(key=f"machine_mixed_from_{turn}").value == date(2024, 4, 1)
    toggle_fee(machine)
    assert "without the monthly fee" in page_text(machine)


def test_what_the_plan_says_can_be_kept_and_what_the_book_says_cannot(machine) -> None:
    machine.session_state["machine_keep"] = True
    slide(machine, ratio=1.0, growth=100)
    assert "Growth is not kept" in page_text(machine)
    machine.text_input(key="machine_name").set_value("Mixed charged").run()
    machine.button(key="machine_save").click().run()
    kept = plans.saved(data.store())["Mixed charged"]
    assert kept == Plan(ratios=(Ratio(Kind.MIXED, FIRST, D(1)),))
    slide(assert_no_exception(machine), price=5.0)
    assert "belongs to the price book" in page_text(machine)


def test_one_recorded_day_has_sliders_too(database, tmp_path) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1)]))
    at = open_page("costs/simulate")
    assert (
        header(slide(at, price=14.0))
        == "Recorded usage at the changed prices: $0.14, $0.07 more (+100.0%)"
    )


def test_a_plan_from_another_zone_is_settled_as_it_cuts_days(machine) -> None:
    plans.save(data.store(), "UTC", Plan(zone="UTC"))
    machine.run()
    machine.selectbox(key="machine_plan").set_value("UTC").run()
    slide(machine, discount=50.0)
    assert "$3.50, $3.50 less" in header(machine)
