"""What each payer paid for, added up; and which days a page of the files is on."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.core.model import Source
from analytics.reports.payers import DrawSum
from pages.ui.plans import paid_for
from pages.ui.plans.paid_for import Payer, Total

FIRST = date(2026, 1, 1)
DAY = timedelta(days=1)


def on(day: int, source: Source, pack: str | None = None, *, rows: int = 1) -> DrawSum:
    return DrawSum(FIRST + day * DAY, source, pack, rows, rows * 10, Decimal(rows), rows, 0)


FOUND = [
    on(0, Source.QUOTA, rows=2),
    on(0, Source.PACK, "All sources", rows=3),
    on(1, Source.POSTPAID, rows=4),
    on(1, Source.PACK, "All sources", rows=1),
]


def test_payers_stand_in_the_order_of_drawing_under_names_that_differ() -> None:
    found = paid_for.payers_of(FOUND)
    assert [payer.words for payer in found] == [
        "All sources",
        "Free quota",
        "Pack All sources",
        "Postpaid",
    ]


@pytest.mark.parametrize(
    ("payer", "day", "rows"),
    [
        (Payer(), None, 10),
        (Payer(Source.PACK, "All sources"), None, 4),
        (Payer(Source.PACK, "All sources"), FIRST, 3),
        (Payer(Source.PACK, "another"), None, 0),
        (Payer(Source.QUOTA), FIRST + DAY, 0),
    ],
)
def test_what_a_payer_paid_for_is_added_up(payer: Payer, day: date | None, rows: int) -> None:
    assert paid_for.total(FOUND, payer, day) == Total(rows, rows, rows * 10, Decimal(rows))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 7))
def test_the_pages_hold_each_row_once_and_in_order(counts: list[int], size: int) -> None:
    days = {FIRST + n * DAY: Total(rows=count) for n, count in enumerate(counts)}
    rows = [(day, n) for day, total in days.items() for n in range(total.rows)]
    seen = []
    for number in range(1, -(-len(rows) // size) + 1):
        first, last, skip = paid_for.page(days, number, size)
        asked = [row for row in rows if first <= row[0] <= last]
        assert skip < days[first].rows
        seen += asked[skip:][:size]
    assert seen == rows


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(1, 20))
def test_stretches_hold_each_day_once(counts: list[int], most: int) -> None:
    days = {FIRST + n * DAY: Total(rows=count) for n, count in enumerate(counts)}
    found = list(paid_for.stretches(days, most))
    assert [day for day in days if any(a <= day <= b for a, b in found)] == list(days)
    assert all(before[1] < after[0] for before, after in pairwise(found))
