"""The ledger and what is built from a settlement: lines, totals and words that add up."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from analytics.billing.settle import settle
from analytics.catalog import price_book
from analytics.core.model import (
    DayCharge,
    Kind,
    Midnight,
    MonthlyFee,
    Pack,
    Plan,
    Ratio,
    Rounding,
    Settlement,
)
from analytics.core.money import half_up
from analytics.files import export
from pages.costs._bill import earlier_packs
from pages.ui import plan_words, tables
from pages.ui.plans import ledger, sums
from pages.ui.tables import download

MINUTE = 60_000
FIRST = date(2026, 1, 1)
INTL = price_book.load("tencent-intl")


def settled(plan: Plan, charged: list[int], **bounds: date) -> Settlement:
    usage = [DayCharge(FIRST + timedelta(n), ms) for n, ms in enumerate(charged)]
    return settle(usage, plan, price_book.load(plan.price_book), **bounds)


def pack(name: str, minutes: int, price: str = "1.00", bought: date = FIRST) -> Pack:
    return Pack(name, minutes, Decimal(price), bought)


FULL = Plan(monthly_fee=MonthlyFee(FIRST), packs=(pack("A", 50), pack("=1+1", 60)))


def test_what_is_paid_on_a_day_stands_before_what_is_drawn_on_it() -> None:
    lines = ledger.lines(settled(FULL, [1_120 * MINUTE]))
    assert [(line.what, line.pack, line.ms) for line in lines] == [
        ("monthly fee", "", None),
        ("pack bought", "=1+1", None),
        ("pack bought", "A", None),
        ("free quota", "", 1_000 * MINUTE),
        ("pack", "=1+1", 60 * MINUTE),
        ("pack", "A", 50 * MINUTE),
        ("postpaid", "", 10 * MINUTE),
    ]


@given(st.lists(st.integers(0, 10**9), max_size=20))
def test_the_lines_add_up_to_the_exact_total_and_to_all_charged_milliseconds(charged) -> None:
    settlement = settled(FULL, charged)
    lines = ledger.lines(settlement)
    assert ledger.total(lines) == settlement.totals.exact.total
    assert sum(line.ms or 0 for line in lines) == settlement.totals.charged_ms


def test_the_file_equals_the_table_and_holds_no_formula() -> None:
    lines = ledger.lines(settled(FULL, [1_120 * MINUTE, 35_574]))
    every = tables.Every(lambda: ledger.filed(lines, "USD", "intl@1"))
    text = download.as_csv(every).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    names = ["Day", "What", "Pack", "Minutes", "Milliseconds", "Amount (USD)", "Price book"]
    assert header == names
    shown = zip(*(column.values for column in ledger.columns(lines, "USD")), strict=True)
    for row, (day, what, name, minutes, ms, amount) in zip(rows, shown, strict=True):
        assert row[:2] == [day.isoformat(), what] and row[2].lstrip("'") == name
        assert row[3:5] == ["", ""] if ms is None else int(row[4]) == ms
        assert ms is None or half_up(minutes, 4) == Decimal(row[3])
        assert (Decimal(row[5]) if row[5] else None) == amount and row[6] == "intl@1"
    assert {row[2] for row in rows} == {"", "A", "'=1+1"}


def test_amounts_have_as_many_decimals_as_one_of_them_needs() -> None:
    columns = ledger.columns(ledger.lines(settled(Plan(), [35_574, 10 * MINUTE])), "USD")
    minutes, amounts = columns[3], columns[5]
    assert [minutes.as_text(value) for value in minutes.values] == ["0.5929", "10.0000"]
    assert [f"{value}" for value in amounts.values] == ["0.0041503", "0.0700000"]


def test_the_sheet_holds_the_same_lines_with_days_and_numbers_as_such() -> None:
    lines = ledger.lines(settled(FULL, [1_120 * MINUTE, 35_574]))
    every = tables.Every(lambda: ledger.filed(lines, "USD", "intl@1"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(export.xlsx_bytes(*every.content())))
    header, *rows = book.get_sheet_by_index(0).to_python()
    assert header[-2:] == ["Amount (USD)", "Price book"]
    assert {row[-1] for row in rows} == {"intl@1"}
    assert [row[0] for row in rows] == [line.day for line in lines]
    assert [row[2] for row in rows] == [line.pack for line in lines]
    assert [row[4] or None for row in rows] == [line.ms for line in lines]


def test_packs_bought_before_the_reported_days_are_found_if_they_are_drawn_on() -> None:
    charged = [10 * MINUTE] * 3
    plan = Plan(
        packs=(pack("A", 15), pack("B", 100, "2.00"), pack("C", 5, "4.00", date(2025, 1, 2)))
    )
    later = settled(plan, charged, since=date(2026, 1, 3))
    assert earlier_packs.paid_before(later) == (["B"], Decimal("2.00"))
    assert earlier_packs.paid_before(settled(plan, charged)) == ([], Decimal(0))


def test_minutes_are_summed_by_day_week_or_month() -> None:
    rows = [
        {"day": date(2026, 1, 30), "kind": "camera", "ms": 1},
        {"day": date(2026, 2, 1), "kind": "camera", "ms": 2},
        {"day": date(2026, 2, 2), "kind": "mixed", "ms": 4},
    ]
    assert sums.by_step(rows, "week") == [
        (date(2026, 1, 26), Kind.CAMERA, 3),
        (date(2026, 2, 2), Kind.MIXED, 4),
    ]
    assert sums.by_step(rows, "month") == [
        (date(2026, 1, 1), Kind.CAMERA, 1),
        (date(2026, 2, 1), Kind.CAMERA, 2),
        (date(2026, 2, 1), Kind.MIXED, 4),
    ]
    assert sums.by_step(rows, "day") == [(row["day"], Kind(row["kind"]), row["ms"]) for row in rows]


def test_a_plan_is_told_in_words() -> None:
    plan = Plan(
        midnight=Midnight.START,
        rounding=Rounding.FILE,
        discount_percent=Decimal("12.5"),
        monthly_fee=MonthlyFee(FIRST, 3),
        packs=(pack("A", 500),),
        ratios=(Ratio(Kind.MIXED, date(2026, 2, 1), Decimal("0.50")),),
    )
    text = plan_words.settings(("x", settled(plan, [MINUTE]))).replace("\\", "")
    assert text == (
        "tencent-intl 2024-03-27 · $7.00 per 1,000 minutes, 12.5% off · days in Asia/Shanghai · "
        "a recording counts on the day it started · each file up to a whole minute · "
        "mixed stream counts × 0.5 from 1 Feb 2026 · monthly fee from 1 Jan 2026 for 3 months, "
        "free quota with each fee period · 1 pack, 500 minutes."
    )


def test_what_two_plans_share_is_said_once() -> None:
    one, other = settled(Plan(), [MINUTE]), settled(Plan(rounding=Rounding.EXACT), [MINUTE])
    lines = plan_words.settings(("A", one), ("B", other)).replace("\\", "").split("  \n")
    assert lines == [
        "Both: tencent-intl 2024-03-27 · $7.00 per 1,000 minutes · days in Asia/Shanghai · "
        "a recording counts on the day it stopped.",
        "**A**: each app’s daily sum up to a whole minute · no monthly fee · no packs.",
        "**B**: no rounding to minutes · no monthly fee · no packs.",
    ]
