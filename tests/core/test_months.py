"""Months later on the same day, clamped to the month's end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.core.months import add_months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2020-07-31", 1, "2020-08-31"),
        ("2020-07-31", 2, "2020-09-30"),
        ("2020-07-31", 3, "2020-10-31"),  # published: the anchor day comes back
        ("2020-07-29", 2, "2020-09-29"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2024-12-31", 1, "2025-01-31"),
        ("2024-01-31", 0, "2024-01-31"),
        ("9999-12-01", 1, "9999-12-31"),  # there is no later day
    ],
)
def test_the_day_is_kept_or_clamped(day: str, months: int, expected: str) -> None:
    assert str(add_months(date.fromisoformat(day), months)) == expected


@given(st.dates(max_value=date(2900, 1, 1)), st.integers(0, 1200))
def test_the_month_is_right_and_the_day_differs_only_at_a_months_end(
    day: date, months: int
) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    following = date.fromordinal(later.toordinal() + 1)
    assert later.day == day.day or (later.day < day.day and following.day == 1)
