"""How days compare with the vendor's bill, below charts of days, in their tables and for any page."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from analytics.catalog import plans
from analytics.core.model import Plan, Rounding
from analytics.reconcile import closing
from analytics.storage.store import Store
from pages.ui import data, reconciled
from pages.ui.charts.base import figure
from tests.support.billed import APP, FIRST, Vendor, lay, tell, year
from tests.support.pages import assert_no_exception, open_page, page_text

SCHOOL = year(12)


@pytest.fixture
def billed(database):
    """Twelve days: the vendor has 37 minutes more on the fifth, and told nothing of the last two."""
    with Store(database) as opened:
        lay(opened, SCHOOL)
        plans.save(opened, "Postpaid", Plan(rounding=Rounding.EXACT))
        bill = Vendor(midnight="stop").bill(SCHOOL)
        bill[FIRST + timedelta(4), APP] += Decimal(37)
        told = {place: value for place, value in bill.items() if place[0] < FIRST + timedelta(10)}
        tell(opened, {**told, (FIRST + timedelta(20), APP): Decimal(5)})
    return database


def test_every_day_of_a_chart_has_its_line_below_the_axis(billed) -> None:
    data.coverage()
    picture = figure([], height=320, unit="x")
    copy = picture.copy()
    words = reconciled.strip(copy, FIRST, FIRST + timedelta(30))
    assert words == "Vendor’s bill: ━ matched, ■ differs, ┅ not settled, gap: no data"
    lines = copy.to_dict()["layout"]["shapes"]
    (differs,) = [line for line in lines if line["line"]["width"] == 8]
    assert differs["x0"] == f"{FIRST + timedelta(3)}T12:00:00"
    assert differs["x1"] == f"{FIRST + timedelta(4)}T12:00:00"
    (first, *_, last) = [line for line in lines if line["line"]["width"] == 2]
    assert first["x0"] == f"{FIRST - timedelta(1)}T12:00:00" and "dash" not in first["line"]
    assert last["x1"] == f"{FIRST + timedelta(11)}T12:00:00" and last["line"]["dash"] == "dot"
    assert "shapes" not in picture.to_dict()["layout"], "a copy has marks of its own"
    assert "ticklen" not in picture.to_dict()["layout"]["xaxis"]
    assert reconciled.strip(copy, FIRST - timedelta(30), FIRST) == "", "no such day"
    (column,) = reconciled.columns([FIRST, FIRST + timedelta(4), FIRST + timedelta(11)])
    assert list(column.values) == ["equal", "unexplained", "not reported"]
    assert set(reconciled.days_of(["other"])) == set()


def test_explore_and_the_bill_mark_each_day(billed) -> None:
    at = open_page("monitor/explore")
    assert "Vendor’s bill: ━ matched, ■ differs" in page_text(at)
    at.session_state["over_time_table"] = True
    assert_no_exception(at.run())
    (table,) = [each.value for each in at.dataframe if "Vendor’s bill" in each.value.columns]
    assert "unexplained" in set(table["Vendor’s bill"])
    at = open_page("costs/bill")
    at.segmented_control(key="view").set_value("Funding source").run()
    assert_no_exception(at)
    (table,) = [each.value for each in at.dataframe if "Vendor’s bill" in each.value.columns]
    assert set(table["Vendor’s bill"]) == {"equal", "unexplained", "not reported"}


def test_closed_months_stand_on_the_overview(database) -> None:
    with Store(database) as opened:
        lay(opened, year(70))
        for month, at in ((3, "Ann"), (4, "Li")):
            closing.close(opened, date(2025, month, 1), at, datetime(2026, 1, 1))  # noqa: DTZ001
    assert "2 months closed, from March 2025 to April 2025." in page_text(open_page())
    data.close()
    with Store(database) as opened:
        closing.reopen(opened, date(2025, 4, 1), "Li", datetime(2026, 1, 2))  # noqa: DTZ001
    assert "March 2025 was closed by Ann on 2026-01-01: USD " in page_text(open_page())


def test_without_usage_nothing_is_said(database) -> None:
    with Store(database) as opened:
        lay(opened, SCHOOL)
    data.coverage()
    assert reconciled.strip(figure([], height=320, unit="x"), FIRST, FIRST + timedelta(9)) == ""
    assert reconciled.columns([FIRST]) == []
