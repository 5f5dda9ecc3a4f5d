"""Columns of tables hold values: sorted as what they are, shown rounded half up, filed with all their digits."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.core.model import MS_PER_MINUTE
from analytics.core.money import half_up
from pages.ui import tables
from pages.ui.tables import download

LENGTHS = st.integers(-(10**11), 10**11)


def as_the_browser_rounds(value: Decimal, decimals: int) -> Decimal:
    """`toFixed`: the number nearest to the binary one, of two the larger."""
    return half_up(Decimal(float(value)), decimals)


@settings(max_examples=60)
@given(st.lists(LENGTHS | st.integers(-400, 400).map((3000).__mul__)), st.integers(0, 4))
def test_lengths_sort_by_their_milliseconds_and_are_seen_rounded_half_up(lengths, decimals) -> None:
    column = tables.minutes("Minutes", lengths, decimals)
    assert sorted(range(len(lengths)), key=column.values.__getitem__) == sorted(
        range(len(lengths)), key=lengths.__getitem__
    )
    for ms, value in zip(lengths, column.values, strict=True):
        exact = half_up(Decimal(ms) / MS_PER_MINUTE, decimals)
        assert as_the_browser_rounds(value, decimals) == exact
        assert Decimal(column.as_text(value).replace(",", "")) == exact
    assert [round(value * MS_PER_MINUTE) for value in column.filed] == lengths


def test_a_half_that_the_browser_would_round_down_is_seen_rounded_up() -> None:
    assert f"{0.15:.1f}" == "0.1"
    (value,) = tables.minutes("Minutes", [9_000], 1).values
    assert f"{float(value):.1f}" == "0.2"


def test_money_is_decimal_to_the_browser_in_the_digits_of_its_currency() -> None:
    table = tables.picked(
        [tables.money("Cost", [Decimal("318.7"), Decimal("99.605"), None], "USD")]
    )
    assert table.to_pydict() == {"Cost (USD)": [Decimal("318.70"), Decimal("99.61"), None]}
    exact = tables.money("Cost", [Decimal("0.07000000"), Decimal("1.5")], "JPY", is_exact=True)
    assert list(exact.values) == [Decimal("0.07"), Decimal("1.50")]


def test_a_table_is_filed_with_its_types_and_what_it_is_about() -> None:
    columns = [tables.text("Room", ["=1+1"]), tables.minutes("Minutes", [61_234], 1)]
    every = tables.every(lambda: columns, 1)
    assert (
        download.as_csv(every).decode("utf-8-sig") == '"Room","Minutes"\r\n"\'=1+1","1.020567"\r\n'
    )
