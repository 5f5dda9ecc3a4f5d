"""What changed most adds up to the difference, to the millisecond."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from analytics.reports.explore.contributions import Change, Order, changes

SUMS = st.dictionaries(st.sampled_from("abcdefghij房"), st.integers(0, 10**10))


@given(SUMS, SUMS, st.integers(0, 12))
def test_lines_and_rest_add_up_to_the_difference_exactly(now, before, most) -> None:
    found = changes(now, before, most)
    lines = [*found.top, found.rest]
    assert len(found.top) <= most
    assert sum(line.difference for line in lines) == sum(now.values()) - sum(before.values())
    assert found.total == Change("", sum(now.values()), sum(before.values()))
    assert len(found.top) + found.rest_names == len({*now, *before})


@given(SUMS, SUMS, st.integers(1, 12))
def test_nothing_in_the_rest_changed_more_than_a_line(now, before, most) -> None:
    found = changes(now, before, most)
    sizes = [abs(line.difference) for line in found.top]
    assert sizes == sorted(sizes, reverse=True)
    named = {line.name for line in found.top}
    others = [abs(now.get(n, 0) - before.get(n, 0)) for n in {*now, *before} - named]
    assert not sizes or not others or max(others) <= sizes[-1] or len(sizes) < most


@pytest.mark.parametrize(
    ("now", "before", "top"),
    [
        ({"a": 5}, {"a": 5}, []),
        ({"a": 5}, {}, [Change("a", 5, 0)]),
        ({}, {"a": 5}, [Change("a", 0, 5)]),
        ({"a": 9, "b": 1}, {"a": 8, "b": 3}, [Change("b", 1, 3)]),
    ],
)
def test_a_name_on_one_side_only_was_nothing_on_the_other(now, before, top) -> None:
    assert list(changes(now, before, 1).top) == top


@given(SUMS, SUMS, st.integers(0, 12), st.sampled_from((Order.GREW, Order.FELL)))
def test_only_what_grew_or_fell_is_named_and_all_adds_up(now, before, most, order) -> None:
    found = changes(now, before, most, order)
    sign = 1 if order is Order.GREW else -1
    sizes = [sign * line.difference for line in found.top]
    assert sizes == sorted(sizes, reverse=True) and all(size > 0 for size in sizes)
    assert len(found.top) <= most and found.total == changes(now, before, most).total
    assert len(found.top) + found.rest_names == len({*now, *before})
