"""Reconcile: the sentence, the pictures, the table down to the files, and a rule that is put into the plan."""

from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalog import plans
from analytics.core.model import Plan, Rounding
from analytics.storage.store import Store
from pages.ui import data
from tests.support.billed import APP, FIRST, Vendor, lay, tell, year
from tests.support.pages import assert_no_exception, open_page, page_text

SCHOOL = year(30)


@pytest.fixture
def store(database):
    with Store(database) as opened:
        lay(opened, SCHOOL)
        plans.save(opened, "Postpaid", Plan(rounding=Rounding.EXACT))
        yield opened


def table_with(at: AppTest, column: str):
    """The one table with a column of that name."""
    (table,) = [each.value for each in at.dataframe if column in each.value.columns]
    return table


def test_the_planted_37_minutes_are_found_at_once(store) -> None:
    bill = Vendor(midnight="stop").bill(SCHOOL)
    bill[FIRST, APP] += Decimal(37)
    tell(store, bill)
    store.close()
    at = open_page("data/reconcile")
    assert at.header[-1].value.replace("\\", "") == (
        f"Of {len(bill)} days {len(bill) - 1} agree; 1 differs by 37 min ($0.26): 37 min unexplained."
    )
    table = table_with(at, "Causes")
    (row,) = table.to_dict("records")
    assert (row["Day"], row["App"], row["Difference (min)"]) == (FIRST, APP, Decimal(37))
    assert (row["Cost (USD)"], row["Class"]) == (Decimal("0.26"), "unexplained")
    at.toggle(key="reconcile_all").set_value(True).run()
    table = table_with(assert_no_exception(at), "Causes")
    assert len(table) == 30, "days of which the vendor said nothing too"
    at.session_state["reconcile_chosen"] = (FIRST, APP, None)
    files = table_with(at.run(), "VideoId")
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
    table = table_with(assert_no_exception(at), "Causes")
    assert list(table["Room"]) == ["r1", "r77"]
    assert list(table["Class"]) == ["unexplained", "vendor only"]


def test_without_usage_the_next_step_is_named(store) -> None:
    store.close()
    at = open_page("data/reconcile")
    assert "No billed usage yet" in page_text(at)


def test_without_recordings_there_is_nothing_to_compare(database) -> None:
    assert isinstance(open_page("data/reconcile"), AppTest)


def test_a_month_is_closed_by_a_named_person_and_later_changes_are_shown(store) -> None:
    tell(store, Vendor(midnight="stop").bill(SCHOOL))
    store.close()
    at = open_page("data/reconcile")
    at.selectbox(key="close_month_which").set_value(FIRST)
    at.button(key="close_month_do").click().run()
    assert "nobody is named" in page_text(at)
    at.text_input(key="close_month_by").set_value("Ann")
    at.button(key="close_month_do").click().run()
    months = table_with(assert_no_exception(at), "Closed by")
    (row,) = months.to_dict("records")
    assert (row["Closed by"], row["State"]) == ("Ann", "as closed")
    at.switch_page("pages/costs/bill.py").run()
    text = page_text(assert_no_exception(at))
    assert "March 2025 was closed by Ann on" in text
    assert "Against the vendor’s bill: 27 days equal; 3 days not reported." in text
    with data.store().write() as cursor:
        cursor.execute("delete from video_rows where video_id = 'v0-0-0'")
    at.run()
    assert "has changed since it was closed" in page_text(assert_no_exception(at))
    at.switch_page("pages/monitor/overview.py").run()
    assert "March 2025 was closed by Ann" in page_text(assert_no_exception(at))
    at.switch_page("pages/monitor/explore.py").run()
    assert "Against the vendor’s bill: " in page_text(assert_no_exception(at))


def test_a_bill_is_kept_once_its_columns_are_said_and_stands_beside_our_draws(store) -> None:
    tell(store, Vendor(midnight="stop").bill(SCHOOL))
    store.close()
    at = open_page("data/reconcile")
    at.session_state["bill_add"] = True
    at.run()
    table = f"What,On,Min,Sum,Money\nRecording,{FIRST},100,0.70,USD\nBoard,{FIRST},9,9,USD\n"
    at.get("file_uploader")[-1].set_value(("bill.csv", table.encode(), "text/csv")).run()
    assert "Choose which column says what is billed" in page_text(assert_no_exception(at))
    columns = {"ItemCodeName": "What", "BillDay": "On", "UsedAmount": "Min", "RealCost": "Sum"}
    columns |= {"Currency": "Money", "UsedAmountUnit": "minutes"}
    boxes = {box.key.rsplit("_", 1)[1]: box for box in at.selectbox if "bill_column" in box.key}
    for name, label in columns.items():
        boxes[name].set_value(label)
    at.run()
    assert "1 line about recording" in page_text(assert_no_exception(at))
    at.button(key="bill_keep").click().run()
    spans = table_with(assert_no_exception(at), "Packs difference (min)")
    (row,) = spans.to_dict("records")
    assert (row["First day"], row["Charged (min)"], row["Charged"]) == (FIRST, 100, Decimal("0.70"))
    at = open_page("data/reconcile")
    at.session_state["bill_add"] = True
    at.run()
    at.get("file_uploader")[-1].set_value(("bill.csv", table.encode(), "text/csv")).run()
    at.button(key="bill_keep").click().run()
    assert "it has lines that bill.csv has too" in page_text(at)
    (remove,) = [button for button in at.button if button.label == "Remove"]
    remove.click().run()
    assert "Packs difference (min)" not in [
        name for each in at.dataframe for name in each.value.columns
    ]
