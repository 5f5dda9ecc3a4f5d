"""A month to come is as the month was in the years before: terms and holidays come again, growth is applied once."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.core.model import DayCharge
from analytics.core.money import divide_half_up
from analytics.planning.forecast import basis, forecast
from analytics.planning.season import median, season, season_words

FIRST = date(2024, 9, 2)  # a Monday
HOLIDAYS = (2, 7, 8)


def school(
    until: date, growth: Fraction = Fraction(1), first: date = FIRST
) -> tuple[list[DayCharge], int]:
    """Lessons on working days, none in February, July and August; each further year ``growth`` times the one before."""

    def ms(day: date) -> int:
        if day.weekday() > 4 or day.month in HOLIDAYS:
            return 0
        years = (day.year * 12 + day.month - first.year * 12 - first.month) // 12
        return divide_half_up(*(3_600_000 * growth**years).as_integer_ratio())

    days = [first + timedelta(n) for n in range((until - first).days)]
    return [DayCharge(day, ms(day)) for day in days], len(days)


def month(days: list[DayCharge], year: int, number: int) -> int:
    return sum(ms for day, ms in days if (day.year, day.month) == (year, number))


def test_a_holiday_comes_again_although_the_last_four_weeks_were_full() -> None:
    recorded, _ = school(date(2026, 2, 1), Fraction(6, 5))
    ahead = forecast(recorded, 28 + 31)
    charges = list(ahead.charges)
    assert month(charges, 2026, 2) == 0
    actual, _ = school(date(2026, 4, 1), Fraction(6, 5))
    assert month(charges, 2026, 3) == month(actual, 2026, 3) > 0, "22 working days, and the growth"


def test_lessons_come_back_although_the_last_eight_weeks_were_empty() -> None:
    recorded, _ = school(date(2026, 9, 1), Fraction(3, 2))
    ahead = forecast(recorded, 30)
    actual, _ = school(date(2026, 10, 1), Fraction(3, 2))
    assert month(list(ahead.charges), 2026, 9) == pytest.approx(month(actual, 2026, 9), rel=0.02)


def test_a_month_that_was_never_recorded_is_as_the_last_four_weeks_and_that_is_said() -> None:
    recorded, _ = school(date(2025, 2, 1))
    ahead = forecast(recorded, 28)
    assert month(list(ahead.charges), 2025, 2) == 20 * 3_600_000
    assert ahead.season
    words = season_words(ahead.season, date(2025, 2, 1), date(2025, 10, 1), "the last weeks")
    assert words == (
        "September 2025 as the same month of 2024, weekday by weekday, growth unknown (too little of two years is "
        "recorded); February 2025 to August 2025 as the last weeks (no such month is recorded)"
    )


def test_growth_is_that_of_the_days_with_lessons_and_beyond_a_year_it_is_not_compounded() -> None:
    recorded, _ = school(date(2026, 2, 1), Fraction(6, 5))
    months = season([ms for _, ms in recorded], FIRST)
    assert months.growth == Fraction(6, 5)
    ahead = forecast(recorded, 3 * 365)
    charges = list(ahead.charges)
    assert month(charges, 2026, 10) == 22 * 3_600_000 * 36 // 25
    assert month(charges, 2028, 10) == 22 * 3_600_000 * 36 // 25, "as the year to come"


def test_a_year_that_does_not_resemble_the_one_before_says_nothing_of_it() -> None:
    recorded, _ = school(date(2026, 2, 1), Fraction(5))
    months = season([ms for _, ms in recorded], FIRST)
    assert (months.is_alike, months.samples(date(2026, 3, 2))) == (False, ())
    words = season_words(months, date(2026, 3, 1), date(2026, 4, 1), "the last weeks")
    assert words.startswith("March 2026 as the last weeks (the last year was more than four times")


def test_what_comes_before_a_long_gap_is_another_story() -> None:
    """A lesson to try it, nine months nothing, then the school: its first spring is not said to be empty."""
    recorded, _ = school(date(2026, 2, 1), first=date(2025, 9, 1))
    tried = [DayCharge(date(2024, 11, 4), 600_000)]
    ahead = forecast([*tried, *recorded], 28)
    assert month(list(ahead.charges), 2026, 2) == 20 * 3_600_000


def test_two_years_ago_counts_where_last_year_was_not_recorded_yet_and_the_middle_of_three() -> (
    None
):
    first = date(2023, 1, 2)
    values = [(day % 7 + 1) * (1 + day // 364) for day in range(364 * 4)]
    months = season(values, first)
    samples = months.samples(date(2027, 6, 9))
    assert [sample.year for sample in samples] == [2026, 2025, 2024]
    assert all(sample.weekday() == date(2027, 6, 9).weekday() for sample in samples)


@settings(max_examples=60)
@given(st.dates(date(2025, 9, 1), date(2029, 12, 31)), st.integers(20, 900))
def test_what_stands_for_a_day_is_of_its_weekday_its_month_and_recorded(
    day: date, length: int
) -> None:
    months = season([1] * length, FIRST)
    last = FIRST + timedelta(length - 1)
    years = [sample.year for sample in months.samples(day)]
    assert years == sorted(set(years), reverse=True)
    for sample in months.samples(day):
        assert (sample.weekday(), sample.month) == (day.weekday(), day.month)
        assert FIRST <= sample <= last and sample.year < day.year


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(st.integers(0, 10_000), min_size=380, max_size=800), st.integers(1, 60))
def test_the_basis_of_a_day_makes_the_day(values: list[int], ahead: int) -> None:
    recorded = [DayCharge(FIRST + timedelta(n), ms) for n, ms in enumerate(values)]
    if not any(values):
        return
    basis_of = basis(recorded)
    for day, ms in forecast(recorded, ahead).charges:
        assert median(basis_of(day).lengths) == ms


@settings(max_examples=30)
@given(st.integers(2, 9))
def test_all_usage_times_a_number_is_the_forecast_times_it(factor: int) -> None:
    recorded, _ = school(date(2026, 1, 10))
    larger = [DayCharge(day, ms * factor) for day, ms in recorded]
    assert [ms * factor for _, ms in forecast(recorded, 70).charges] == [
        ms for _, ms in forecast(larger, 70).charges
    ]
