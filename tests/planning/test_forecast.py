"""Minutes to come: the last four weeks tell the next, and the past tells how far that is off."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.core.model import DayCharge
from analytics.planning.forecast import Expected, forecast, seasonal_naive
from analytics.planning.season import median

FIRST = date(2024, 1, 1)
WEEK = [100, 200, 300, 400, 500, 0, 0]


def days(values: list[int]) -> list[DayCharge]:
    return [DayCharge(FIRST + timedelta(n), ms) for n, ms in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "middle"), [([5], 5), ([1, 9, 2], 2), ([1, 2], 2), ([4, 1, 2, 9], 3), ([0, 0], 0)]
)
def test_a_median_is_a_whole_number(values: list[int], middle: int) -> None:
    assert median(values) == middle


def test_a_week_that_repeats_is_forecast_without_error() -> None:
    ahead = forecast(days(WEEK * 12), 10)
    assert [day.ms for day in ahead.days] == (WEEK * 2)[:10]
    assert ahead.days[0].day == FIRST + timedelta(84)
    assert all(day.low_ms == day.ms == day.high_ms for day in ahead.days)
    assert (ahead.tries, ahead.tried_days) == (7, 10)
    assert (ahead.off_permille, ahead.worst_permille) == (0, 0)
    assert ahead.charges == ahead.low == ahead.high


def test_the_last_four_weeks_count_and_one_odd_week_among_them_does_not() -> None:
    assert seasonal_naive([9] * 7 + [1] * 7 + [50] * 7 + [3] * 7 + [3] * 7, 1) == [3]
    assert seasonal_naive([1, 2, 3], 8) == [2, 2, 2, 2, 1, 2, 3, 2], "a weekday not seen yet"
    assert seasonal_naive([7] * 7 + [1] * 28, 7) == [1] * 7


def test_the_error_is_what_the_past_says() -> None:
    """Each week has a tenth more than the one before, the forecast looks two and a half back."""
    growing = [1000 + 100 * (n // 7) for n in range(7 * 20)]
    ahead = forecast(days(growing), 7)
    assert ahead.days[0].ms == 2750  # between 2600, 2700, 2800 and 2900; 3000 comes
    assert ahead.off_permille is not None and 80 < ahead.off_permille < 120
    assert ahead.worst_permille is not None and ahead.worst_permille >= ahead.off_permille
    assert ahead.days[0].high_ms - ahead.days[0].ms == 250
    assert ahead.high[0].charged_ms > ahead.charges[0].charged_ms > ahead.low[0].charged_ms


def test_a_day_without_recordings_counts_as_0() -> None:
    recorded = [DayCharge(FIRST + timedelta(7 * n), 70) for n in range(9)]
    ahead = forecast(recorded, 7)
    assert [day.ms for day in ahead.days] == [0, 0, 0, 0, 0, 0, 70]


def test_too_little_is_not_tried_and_nothing_is_not_forecast() -> None:
    short = forecast(days(WEEK * 4), 7)
    assert (short.tries, short.off_permille, short.worst_permille) == (0, None, None)
    assert short.days[0] == Expected(FIRST + timedelta(28), 100, 100, 100)
    assert forecast(days(WEEK * 5), 7).tries == 1
    assert forecast([], 5).days == ()
    assert forecast(days(WEEK), 0).days == ()
    quiet = forecast(days([0] * 60), 7)
    assert (quiet.tries, quiet.off_permille) == (0, None), (
        "nothing came, so there is no share of it"
    )


def test_a_year_ahead_is_tried_a_month_at_a_time() -> None:
    noise = Random(3)
    ahead = forecast(days([day + noise.randrange(50) for day in WEEK * 52]), 365)
    assert (len(ahead.days), ahead.tries, ahead.tried_days) == (365, 8, 30)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=90), st.integers(1, 40))
def test_a_forecast_stays_within_what_was_seen(values: list[int], ahead: int) -> None:
    found = forecast(days(values), ahead)
    assert len(found.days) == ahead
    for day in found.days:
        assert min(values) <= day.ms <= max(values)
        assert 0 <= day.low_ms <= day.ms <= day.high_ms
    for low, middle, high in zip(found.low, found.charges, found.high, strict=True):
        assert 0 <= low.charged_ms <= middle.charged_ms <= high.charged_ms
