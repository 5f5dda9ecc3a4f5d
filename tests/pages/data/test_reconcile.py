"""Reconcile: the sentence, the pictures, the table down to the files, and a rule that is put into the plan."""

from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalog import plans
from analytics.core.model import Plan, Rounding
from analytics.storage.store import Store
from tests.support.billed import APP, FIRST, Vendor, lay, tell, year
from tests.support.pages import assert_no_exception, open_page, page_text

SCHOOL = year(30)


@pytest.fixture
def store(database):
    with Store(database) as opened:
        lay(opened, SCHOOL)
        plans.save(opened, "Postpaid", Plan(rounding=Rounding.EXACT))
        yield opened


def test_the_planted_37_minutes_are_found_at_once(store) -> None:
    bill = Vendor(midnight="stop").bill(SCHOOL)
    bill[FIRST, APP] += Decimal(37)
    tell(store, bill)
    store.close()
    at = open_page("data/reconcile")
    assert at.header[-1].value.replace("\\", "") == (
        f"Of {len(bill)} days {len(bill) - 1} agree; 1 differs by 37 min (USD 0.26): 37 min unexplained."
    )
    (table,) = [each.value for each in at.dataframe if each.key == "reconcile_cells"]
    (row,) = table.to_dict("records")
    assert (row["Day"], row["App"], row["Difference (min)"]) == (FIRST, APP, Decimal(37))
    assert (row["Cost (USD)"], row["Class"]) == (Decimal("0.26"), "unexplained")
    at.toggle(key="reconcile_all").set_value(True).run()
    (table,) = [
        each.value for each in assert_no_exception(at).dataframe if each.key == "reconcile_cells"
    ]
    assert len(table) == len(bill)
    at.session_state["reconcile_chosen"] = (FIRST, APP, None)
    (files,) = [each.value for each in at.run().dataframe if each.key == "reconcile_files"]
    assert {"v0-0-0", "v1-0-0"} <= set(files["VideoId"])


def test_a_rule_that_meets_the_vendor_better_goes_into_the_plan_with_what_it_costs(store) -> None:
    tell(
        store,
        Vendor(rounding="file", kinds=("camera", "whiteboard", "screen", "mixed")).bill(SCHOOL),
    )
    store.close()
    at = open_page("data/reconcile")
    text = page_text(at)
    assert "met best by each file up to a minute, start day in Asia/Shanghai" in text
    assert "With this rule all recorded days cost $" in text
    at.button(key="reconcile_take_rule").click().run()
    assert_no_exception(at)
    assert at.header[-1].value.replace("\\", "") == "Of 28 days 28 agree."
    assert not [each for each in at.button if each.key == "reconcile_take_rule"]


def test_rooms_are_compared_where_rooms_were_told(store) -> None:
    tell(store, {}, {(FIRST, APP, "r1"): Decimal(1), (FIRST, APP, "r77"): Decimal(5)})
    store.close()
    at = open_page("data/reconcile")
    at.segmented_control(key="reconcile_by").set_value("Rooms").run()
    (table,) = [
        each.value for each in assert_no_exception(at).dataframe if each.key == "reconcile_cells"
    ]
    assert list(table["Room"]) == ["r1", "r77"]
    assert list(table["Class"]) == ["unexplained", "vendor only"]


def test_without_usage_the_next_step_is_named(store) -> None:
    store.close()
    at = open_page("data/reconcile")
    assert "No billed usage yet" in page_text(at)


def test_without_recordings_there_is_nothing_to_compare(database) -> None:
    assert isinstance(open_page("data/reconcile"), AppTest)
