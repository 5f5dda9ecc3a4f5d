"""Why a day is as it is: rows that add up to the day, to the usual day and to the difference."""

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.core.money import divide_half_up
from analytics.reports.explore.contributions import changes
from analytics.reports.explore.day_reasons import Newness, reasons, weekdays_before

names = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10_000), max_size=6)


def test_a_new_room_and_one_that_is_gone_are_named_with_the_share_they_explain() -> None:
    found = reasons({"new": 90, "same": 10}, [{"same": 10, "gone": 40}, {"same": 10}])
    assert [(row.name, row.ms, row.usual_ms, row.newness) for row in found.rows] == [
        ("new", 90, 0, Newness.NEW),
        ("gone", 0, 20, Newness.GONE),
        ("same", 10, 10, Newness.BOTH),
    ]
    assert [found.explained(row) for row in found.rows] == [
        Fraction(90, 70),
        Fraction(-20, 70),
        Fraction(0),
    ]


def test_days_before_are_of_the_same_weekday_and_recorded() -> None:
    day = date(2024, 3, 29)
    assert weekdays_before(day, date(2024, 3, 10)) == (date(2024, 3, 22), date(2024, 3, 15))
    assert len(weekdays_before(day, date(2020, 1, 1))) == 4
    assert weekdays_before(day, day) == ()


@settings(max_examples=60)
@given(names, st.lists(names, max_size=4))
def test_rows_add_up_to_the_day_and_to_the_usual_day(
    day: dict[str, int], before: list[dict[str, int]]
) -> None:
    found = reasons(day, before)
    assert found.ms == sum(day.values())
    whole = sum(sum(other.values()) for other in before)
    assert found.usual_ms == (divide_half_up(whole, len(before)) if before else 0)
    parts = [found.explained(row) for row in found.rows]
    if found.ms != found.usual_ms:
        assert sum(parts, Fraction(0)) == 1  # type: ignore[arg-type]
    assert [abs(row.difference) for row in found.rows] == sorted(
        (abs(row.difference) for row in found.rows), reverse=True
    )


@settings(max_examples=60)
@given(names, names, st.integers(0, 4))
def test_lines_of_a_change_and_its_rest_explain_all_of_it(
    now: dict[str, int], before: dict[str, int], most: int
) -> None:
    found = changes(now, before, most)
    parts = [found.explained(line) for line in (*found.top, found.rest)]
    if found.total.difference:
        assert sum(parts, Fraction(0)) == 1  # type: ignore[arg-type]
    else:
        assert set(parts) == {None}
