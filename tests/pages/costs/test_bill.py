"""Bill: every line of the full cost, what is paid and used when, who paid, and the receipts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalog import plans
from analytics.core.model import MonthlyFee, Pack, Plan, Settlement
from analytics.reports import costs
from analytics.storage.jobs import JOBS
from pages.ui import data
from pages.ui.selfcheck import panel
from tests.support.pages import (
    LESSON,
    LESSON_DAY,
    assert_no_exception,
    load,
    open_page,
    page_text,
    row,
    write,
)

A = Pack("A", 25, Decimal("0.50"), date(2024, 3, 1))
PACKED = Plan(monthly_fee=MonthlyFee(date(2024, 3, 29), 1), packs=(A,))


def open_bill(view: str, plan: Plan | None = None) -> AppTest:
    at = open_page("monitor/overview")
    if plan:
        plans.save(data.store(), "Packed", plan)
    at.switch_page("pages/costs/bill.py").run()
    if plan:
        at.selectbox(key="plan").set_value("Packed").run()
    if view != "Full cost":
        at.get("button_group")
        at.session_state["view"] = view
        at.run()
    return assert_no_exception(at)


def rows(at: AppTest, column: str) -> list[dict[str, Any]]:
    """The first table with such a column."""
    found = [each.value for each in at.dataframe if column in each.value.columns]
    return list(found[0].to_dict("records"))


@pytest.fixture
def lesson(database) -> None:
    load(database, LESSON, day=LESSON_DAY)


@pytest.fixture
def four_days(database, tmp_path) -> None:
    load(database, write(tmp_path / "four.csv", [row(n, day=n - 1) for n in (1, 2, 3, 4)]))


def test_the_full_cost_is_every_line_and_their_total(four_days) -> None:
    at = open_bill("Full cost", PACKED)
    lines = rows(at, "Unit price (USD)")
    amounts = {line["Line"]: line["Amount (USD)"] for line in lines}
    assert amounts["Monthly fees"] == Decimal("6.45"), "two of 31 days"
    assert amounts["Packs, used and expired part"] == Decimal("0.40")
    assert amounts["Recording robot, whiteboard"] == Decimal("0.06")
    assert "≈ Recording robot, TRTC HD" in amounts
    total = sum(amount for amount in amounts.values() if amount is not None)
    assert f"Total ${total}, of which companion charges" in page_text(at)
    assert f"Total ${total}. ≈ is an estimate" in page_text(at)
    sources = {line["Line"]: line["Source"] for line in lines}
    assert sources["Recording, postpaid"].endswith("1176/55513")
    at.segmented_control(key="basis").set_value("Cash").run()
    amounts = {line["Line"]: line["Amount (USD)"] for line in rows(at, "Unit price (USD)")}
    assert amounts["Monthly fees"] == Decimal("100.00")
    assert amounts["Packs bought"] == Decimal("0.50")


def test_a_line_that_is_hidden_is_not_in_the_total(four_days) -> None:
    at = open_bill("Full cost", PACKED)
    keys = [key for key in at.session_state["bill_lines_use"] if key != "fees_used"]
    at.session_state["bill_lines_use"] = keys
    at.run()
    assert "Monthly fees" not in {
        line["Line"] for line in rows(assert_no_exception(at), "Unit price (USD)")
    }
    assert "1 line not counted." in page_text(at)
    assert "$6.45" not in str(at.header[0].value)


def test_a_price_that_nobody_has_found_is_said(lesson) -> None:
    at = open_bill("Full cost", Plan(price_book="tencent-cn"))
    assert "No price was found for Recording robot, TRTC" in page_text(at)
    assert "CN¥" in at.header[0].value


def test_paid_and_used_add_up_and_each_pack_is_used_expired_or_left(four_days) -> None:
    at = open_bill("Cash and cost of use", PACKED)
    text = page_text(at)
    assert "$100.50 paid, $6.85 consumed" in text
    assert (
        "Paid $100.50 + prepaid before these days $0.00 = consumed $6.85 + still prepaid $93.65"
    ) in text
    (pack,) = rows(at, "Pack")
    assert [pack[f"{part} min"] for part in ("Used", "Expired", "Left", "Bought")] == [20, 0, 5, 25]
    amounts = ("Used", "Expired", "Left", "Bought", "Per 1,000 used")
    assert [str(pack[f"{part} (USD)"]) for part in amounts] == [
        "0.40",
        "0.00",
        "0.10",
        "0.50",
        "20.00",
    ]
    quota = rows(at, "Minutes from")[0]
    assert list(quota.values()) == [
        "Free quota, for the fee",
        20,
        Decimal("6.45"),
        Decimal("322.58"),
    ]


def test_every_pack_lists_the_files_it_paid_for_and_they_are_the_ledger(four_days) -> None:
    at = open_bill("Funding source", PACKED)
    assert at.selectbox(key="payer").options == ["All sources", "Free quota", "Pack A"]
    at.selectbox(key="payer").set_value("Pack A").run()
    assert "Pack A: 2 files, 20 minutes, $0.40" in page_text(assert_no_exception(at))
    assert "All rows add up to the ledger, 1,200,000 ms and USD 0.40000000." in page_text(at)
    assert [(each["Video"], each["Amount (USD)"]) for each in rows(at, "Funding source")] == [
        ("video1", Decimal("0.2")),
        ("video2", Decimal("0.2")),
    ]
    at.selectbox(key="payer_day").set_value(date(2024, 3, 28)).run()
    assert [each["Video"] for each in rows(assert_no_exception(at), "Funding source")] == ["video2"]
    assert "Pack A: 1 file, 10 minutes, $0.20" in page_text(at)


def test_the_payers_of_one_video_are_told(four_days) -> None:
    at = open_bill("Funding source", PACKED)
    at.text_input(key="payer_video").set_value("video3").run()
    assert "Free quota" in [
        each["Funding source"] for each in at.dataframe[2].value.to_dict("records")
    ]
    at.text_input(key="payer_video").set_value("nobody").run()
    assert "Nobody paid for nobody in these days" in page_text(assert_no_exception(at))


@pytest.mark.parametrize("view", ["Full cost", "Cash and cost of use", "Funding source"])
def test_where_nothing_is_charged_each_view_says_so(view: str, database, tmp_path) -> None:
    load(database, write(tmp_path / "free.csv", [row(1, VideoType=3)]))
    open_bill(view)


def test_checks_that_pass_are_one_line(lesson) -> None:
    at = open_bill("Cash and cost of use")
    assert [each.label for each in at.main.expander][1:] == ["Checks: all 17 passed"]
    assert not at.error


def with_a_cent_too_much(settle: Callable[..., Settlement]) -> Callable[..., Settlement]:
    """A settlement whose shown total is a cent more than that of its minutes."""

    def settled(*given: Any) -> Settlement:
        bill = settle(*given)
        shown = bill.totals.shown
        wrong = replace(shown, postpaid=shown.postpaid + Decimal("0.01"))
        return replace(bill, totals=replace(bill.totals, shown=wrong))

    return settled


def test_a_failed_check_is_named_and_says_what_to_do(lesson, monkeypatch) -> None:
    monkeypatch.setattr(costs, "settle_plan", with_a_cent_too_much(costs.settle_plan))
    at = open_bill("Cash and cost of use")
    assert [each.label for each in at.main.expander][1:] == ["Checks: **1 of 17 failed**"]
    (told,) = [error.value.replace("\\", "") for error in at.error]
    assert told.startswith("**Shown total = its lines, each half up** failed: 0.78 against")
    assert "Please do not pass these figures on yet." in told
    assert "`shown_is_rounded`" in told


def test_every_stored_row_is_checked_beside_the_page_and_a_fault_is_found(lesson) -> None:
    at = open_bill("Cash and cost of use")
    at.button(key="check_rows").click().run()
    _wait()
    assert at.run().main.expander[1].label == "Checks: all 34 passed"
    with data.store().write() as cursor:
        cursor.execute("update usage_days set ms = ms + 5")
    assert_no_exception(at.run())
    at.button(key="check_rows").click().run()
    _wait()
    names = {error.value.split("`")[1] for error in assert_no_exception(at.run()).error}
    assert {"usage_days_are_rows", "counted_ms"} <= names


def _wait() -> None:
    for job in JOBS.running(panel.CHECKS):
        assert job.wait(60)


def test_costs_has_the_checks_of_both_plans(lesson) -> None:
    at = open_page("costs/compare")
    assert "Checks: all 34 passed" in [each.label for each in at.main.expander]


def test_nothing_yet_is_said_kindly(database) -> None:
    open_page("costs/bill")


@pytest.mark.parametrize("view", ["Full cost", "Cash and cost of use", "Funding source"])
def test_a_part_of_the_days_has_its_own_bill_and_checks(view: str, four_days) -> None:
    at = open_bill(view, PACKED)
    at.selectbox(key="period").set_value("Choose days …").run()
    at.date_input(key="days").set_value((date(2024, 3, 28), date(2024, 3, 29))).run()
    text = page_text(assert_no_exception(at))
    assert "28 – 29 Mar 2024" in text
    assert "Draws on packs bought before these days (A, $0.50)." in text
    assert "all" in at.main.expander[-1].label and not at.error


def test_the_checks_show_whole_milliseconds(lesson) -> None:
    at = open_bill("Cash and cost of use")
    table = {each["Name"]: each["Figure"] for each in rows(at, "Figure")}
    assert table["days_are_charged"] == "6,600,000"
    assert table["lines_are_total"] == "0.77000000"


def test_the_overview_is_silent_while_its_checks_pass_and_says_which_fails(
    lesson, monkeypatch
) -> None:
    assert not open_page("monitor/overview").error
    with data.store().write() as cursor:  # no change, but what was remembered is worked out anew
        cursor.execute("select 1")
    monkeypatch.setattr(costs, "settle_plan", with_a_cent_too_much(costs.settle_plan))
    told = [error.value.replace("\\", "") for error in open_page("monitor/overview").error]
    assert any("Shown total = its lines, each half up" in each for each in told)
