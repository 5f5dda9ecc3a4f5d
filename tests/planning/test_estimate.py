"""Usage of a school by its calendar: teaching days a month, terms, public holidays."""

from datetime import date, timedelta
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.core.model import MS_PER_MINUTE, Kind
from analytics.planning.estimate import ClassModel, by_month, from_model, month_spans

START = date(2027, 1, 4)
ONE = ClassModel(D(30), D(40), D(0), whiteboard=True)
LESSONS_MS = 30 * 40 * MS_PER_MINUTE


def days(model: ClassModel, months: int = 12) -> set[date]:
    usage = from_model(model, START, months)
    return {START + timedelta(n) for n, ms in enumerate(usage.robot) if ms}


def test_teaching_days_a_month_are_so_many_in_each_month_whatever_the_calendar_has() -> None:
    usage = from_model(ClassModel(D(30), D(40), D(0), days_a_month=D(22)), START, 12)
    for month in by_month(usage):
        exact = 22 * LESSONS_MS
        teaching = sum(1 for n in range((month.until - month.since).days) if (month.since + timedelta(n)).weekday() < 5)  # fmt: skip
        assert abs(month.ms[Kind.WHITEBOARD] - exact) <= teaching / 2
    assert "22 teaching days a month" in usage.source


@settings(max_examples=40)
@given(
    st.integers(1, 62).map(lambda halves: D(halves) / 2),
    st.sets(st.integers(0, 364), max_size=60),
    st.sets(st.integers(0, 6), min_size=1).map(lambda chosen: tuple(sorted(chosen))),
)
def test_holidays_move_the_classes_of_a_month_and_no_other_day_has_any(
    a_month: D, closed: set[int], weekdays: tuple[int, ...]
) -> None:
    holidays = tuple(sorted(START + timedelta(n) for n in closed))
    model = ClassModel(
        D(30), D(40), D(0), weekdays=weekdays, days_a_month=a_month, public_holidays=holidays
    )
    open_days = {d for d in (START + timedelta(n) for n in range(365)) if d.weekday() in weekdays} - {*holidays}  # fmt: skip
    assert days(model) == open_days
    months = by_month(from_model(model, START, 12))
    for (begin, end), month in zip(month_spans(START, date(2028, 1, 4)), months, strict=True):
        here = sum(begin <= day < end for day in open_days)
        exact = a_month * LESSONS_MS if here else 0
        assert abs(month.ms[Kind.WHITEBOARD] - exact) <= here / 2


def test_outside_the_school_s_terms_there_are_no_classes() -> None:
    terms = ((date(2027, 1, 11), date(2027, 1, 25)), (date(2027, 3, 1), date(2027, 3, 8)))
    model = ClassModel(D(30), school_terms=terms, public_holidays=(date(2027, 1, 12),))
    assert len(days(model)) == 10 + 5 - 1
    assert min(days(model)) == date(2027, 1, 11) and max(days(model)) == date(2027, 3, 5)
    assert "classes from 2027-01-11 to 2027-01-24, 2027-03-01 to 2027-03-07" in from_model(model, START, 12).source  # fmt: skip


def test_a_school_without_a_calendar_of_its_own_is_as_it_was() -> None:
    assert from_model(ONE, START, 12).source.endswith("whiteboard recorded.")
    assert len(days(ONE)) == sum(1 for n in range(365) if (START + timedelta(n)).weekday() < 5)
