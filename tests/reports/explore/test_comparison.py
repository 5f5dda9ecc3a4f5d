"""A part of a period is never held against a whole one."""

from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from analytics.reports.explore.comparison import Against, compare, days_before, days_without

DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 31))
SPANS = st.tuples(DAYS, st.integers(1, 200)).map(lambda s: (s[0], s[0] + timedelta(days=s[1])))


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (("05-11", "05-21"), ("05-01", "05-11")),
        (("05-01", "06-01"), ("04-01", "05-01")),
        (("03-01", "05-01"), ("01-01", "03-01")),
        (("05-01", "05-31"), ("04-01", "05-01")),
    ],
)
def test_months_meet_months_and_days_as_many_days(period, before) -> None:
    assert days_before((day(period[0]), day(period[1]))) == (day(before[0]), day(before[1]))


def test_the_same_weeks_last_year_meet_the_same_weekdays() -> None:
    recorded = (date(2020, 1, 1), date(2027, 1, 1))
    found = compare(Against.LAST_YEAR, (day("06-01"), day("06-08")), recorded)
    assert found.before == (date(2025, 6, 2), date(2025, 6, 9))
    assert found.before[0].weekday() == day("06-01").weekday()
    assert not found.is_partial


def test_days_that_one_side_lacks_are_left_out_on_the_other() -> None:
    recorded = (day("04-25"), day("05-20"))
    found = compare(Against.BEFORE, (day("05-11"), day("05-31")), recorded)
    assert found.meant == (day("04-21"), day("05-11"))
    assert found.now == (day("05-15"), day("05-20"))
    assert found.before == (day("04-25"), day("04-30"))
    assert found.is_partial and found.days == (5, 5)


def test_where_nothing_was_recorded_nothing_is_compared() -> None:
    found = compare(Against.BEFORE, (day("05-11"), day("05-21")), (day("05-11"), day("05-21")))
    assert found.now is None and found.before is None and found.is_partial


@given(SPANS, SPANS, st.sampled_from([Against.BEFORE, Against.LAST_YEAR]))
def test_both_sides_are_recorded_and_as_long_as_each_other(period, recorded, against) -> None:
    found = compare(against, period, recorded, None)
    if found.now is None or found.before is None:
        return
    for since, until in (found.now, found.before):
        assert recorded[0] <= since < until <= recorded[1]
    if found.is_partial or against is Against.LAST_YEAR:
        assert found.is_partial == (found.now != period)
    lost = (period[1] - period[0]).days - found.days[0]
    assert lost == (found.meant[1] - found.meant[0]).days - found.days[1] >= 0


def test_a_single_day_meets_the_same_weekday_of_the_four_weeks_before() -> None:
    recorded = (day("01-01"), day("06-30"))
    found = compare(Against.SAME_WEEKDAY, (day("05-20"), day("05-21")), recorded)
    assert (found.now, found.before) == ((day("05-20"), day("05-21")), (day("04-22"), day("05-20")))
    assert (found.times, found.is_partial) == (4, False)


@pytest.mark.parametrize(("first", "weeks"), [("05-01", 2), ("05-13", 1), ("05-14", 0)])
def test_weeks_before_the_first_recorded_day_are_left_out(first: str, weeks: int) -> None:
    found = compare(Against.SAME_WEEKDAY, (day("05-20"), day("05-21")), (day(first), day("06-30")))
    assert (found.weeks, found.is_partial, found.now is None) == (weeks, True, not weeks)


@given(SPANS, st.lists(DAYS, max_size=8, unique=True).map(sorted))
def test_the_days_without_recordings_are_those_of_the_gaps(span, edges) -> None:
    gaps = list(zip(edges[::2], edges[1::2], strict=False))
    days = {span[0] + timedelta(n) for n in range((span[1] - span[0]).days)}
    empty = {gap[0] + timedelta(n) for gap in gaps for n in range((gap[1] - gap[0]).days)}
    assert days_without(span, gaps) == len(days & empty)
