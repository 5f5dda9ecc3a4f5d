"""One rounding, half up, and the digits of currencies."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalog import currencies
from analytics.core.errors import Problem
from analytics.core.money import digits, divide_half_up, half_up, scaled, shown, text, that_add_up
from pages.ui import formats


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.005", 2, "0.01"),
        ("0.015", 2, "0.02"),
        ("0.025", 2, "0.03"),  # half even would say 0.02
        ("0.0049999", 2, "0.00"),
        ("2.5", 0, "3"),
        ("1", 2, "1.00"),
        ("-0.005", 2, "-0.01"),
        ("123456789012345678901234567890.125", 2, "123456789012345678901234567890.13"),
    ],
)
def test_a_half_goes_away_from_zero(value: str, places: int, expected: str) -> None:
    assert str(half_up(Decimal(value), places)) == expected


def test_the_rounding_does_not_depend_on_the_threads_decimal_context() -> None:
    with localcontext(prec=3):
        assert str(half_up(Decimal("12345.675"), 2)) == "12345.68"
        assert str(scaled(1234567, 2)) == "12345.67"


@given(st.integers(0, 10**30), st.integers(1, 10**12))
def test_a_division_half_up_is_the_nearest_whole_number(one: int, other: int) -> None:
    exact = Fraction(one, other)
    assert divide_half_up(one, other) - Fraction(1, 2) <= exact
    assert exact < divide_half_up(one, other) + Fraction(1, 2)


@pytest.mark.parametrize(("currency", "count"), [("USD", 2), ("CNY", 2), ("JPY", 0), ("KWD", 3)])
def test_currencies_have_their_own_digits(currency: str, count: int) -> None:
    assert digits(currency) == count


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [("1234.5", "USD", "USD 1,234.50"), ("0.5", "JPY", "JPY 1"), ("0", "CNY", "CNY 0.00")],
)
def test_an_amount_in_a_sentence_has_currency_and_digits(
    amount: str, currency: str, expected: str
) -> None:
    assert text(Decimal(amount), currency) == expected


@given(st.lists(st.decimals(0, 1000, places=8), max_size=20))
def test_amounts_that_are_shown_add_up_to_the_sum_that_is_shown(amounts: list[Decimal]) -> None:
    shown = list(that_add_up(amounts, 2))
    assert sum(shown, Decimal(0)) == half_up(sum(amounts, Decimal(0)), 2)
    assert all(
        abs(one - exact) <= Decimal("0.01") for one, exact in zip(shown, amounts, strict=True)
    )


@pytest.mark.parametrize("currency", ["USD", "EUR", "CNY", "JPY", "KWD", "CHF", "TWD", "VND"])
@pytest.mark.parametrize("amount", ["0", "0.005", "1234567.891", "-3.5"])
def test_an_amount_in_a_sentence_reads_as_on_the_screens(currency: str, amount: str) -> None:
    assert shown(Decimal(amount), currency) == formats.money(Decimal(amount), currency)


# Codes whose cash has fewer digits than ISO 4217 gives them; CLDR lists those of the cash.
CASH = {"AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"}


@pytest.mark.parametrize("code", sorted(currencies.codes()))
def test_a_currency_has_the_digits_of_iso_4217(code: str) -> None:
    expected = {"IQD": 3}.get(code, 2) if code in CASH else get_currency_precision(code)
    assert digits(code) == expected


@pytest.mark.parametrize("code", ["DEM", "XYZ", "XAU", "XXX", "CNH", "usd", "", "yuan"])
def test_what_is_no_currency_in_use_is_refused(code: str) -> None:
    with pytest.raises(Problem, match=r"is not a currency in use\. Give its ISO 4217 code"):
        currencies.check(code)
