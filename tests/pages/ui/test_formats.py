"""What a person reads is grouped, in the right digits, half up, and cannot do anything."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.ui import formats

MINUTE = 60_000


@pytest.mark.parametrize(
    ("ms", "decimals", "text"),
    [
        (0, 0, "0"),
        (110 * MINUTE, 0, "110"),
        (1_234_567 * MINUTE, 0, "1,234,567"),
        (35_574, 0, "0.6"),
        (9 * MINUTE + 30_000, 0, "9.5"),
        (10 * MINUTE + 29_999, 0, "10"),
        (10 * MINUTE + 30_000, 0, "11"),
        (668_494, 1, "11.1"),
        (110 * MINUTE, 1, "110.0"),
        (1, 1, "< 0.1"),
        (1, 0, "< 0.1"),
        (-12 * MINUTE, 0, "−12"),
        (-90_000, 1, "−1.5"),
        ((2**53 + 1) * MINUTE, 1, "9,007,199,254,740,993.0"),
    ],
)
def test_milliseconds_are_shown_as_minutes(ms: int, decimals: int, text: str) -> None:
    assert formats.minutes(ms, decimals) == text


def tenths(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=5))
def test_the_shown_minutes_of_a_receipt_add_up_and_none_is_off_by_a_tenth(parts) -> None:
    total, shown = formats.minutes_that_add_up(parts)
    assert tenths(total) == sum(map(tenths, shown))
    for ms, text in zip(parts, shown, strict=True):
        assert abs(tenths(text) * 6_000 - ms) < 6_000


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("0.77", "USD", "$0.77"),
        ("0.125", "USD", "$0.13"),
        ("1234567.5", "USD", "$1,234,567.50"),
        ("-3", "USD", "-$3.00"),
        ("1.1", "CNY", "CN¥1.10"),
        ("1234.5", "JPY", "¥1,235"),
        ("1.0005", "KWD", "KWD1.001"),
    ],
)
def test_money_has_the_currencys_own_digits_half_up(amount: str, currency: str, text: str) -> None:
    assert formats.money(Decimal(amount), currency) == text


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (104, 100, "+4.0%"),
        (97, 100, "−3.0%"),
        (100, 100, "0.0%"),
        (Decimal("0.77"), Decimal("0.70"), "+10.0%"),
        (5_000, 10, "+49,900%"),
        (5, 0, None),
    ],
)
def test_a_change_has_a_sign_and_none_where_there_was_nothing(now, before, text) -> None:
    assert formats.change(now, before) == text


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        (date(2026, 6, 3), date(2026, 6, 4), "3 Jun 2026"),
        (date(2026, 6, 3), date(2026, 6, 10), "3 – 9 Jun 2026"),
        (date(2026, 6, 3), date(2026, 9, 1), "3 Jun – 31 Aug 2026"),
        (date(2025, 9, 1), date(2026, 9, 1), "1 Sep 2025 – 31 Aug 2026"),
    ],
)
def test_a_half_open_period_is_said_by_its_first_and_last_day(since, until, text) -> None:
    assert formats.days(since, until) == text


def test_an_instant_is_told_on_the_clock_of_the_billing_zone() -> None:
    assert formats.moment(datetime(2026, 11, 23, 20, 6), "Asia/Shanghai") == "24 Nov 2026, 04:06"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("room 1", "room 1"),
        ("![x](http://evil/x.png)", r"\!\[x\]\(http\:\/\/evil\/x\.png\)".replace(r"\/", "/")),
        ("<b>bold</b>", r"\<b\>bold\</b\>"),
        ("$x$ and :red[y]", r"\$x\$ and \:red\[y\]"),
        ("a\nb\u202ec", "a b c"),
        ("房间 1", "房间 1"),
    ],
)
def test_text_from_data_cannot_format_link_or_load_anything(data: str, shown: str) -> None:
    assert formats.plain(data) == shown


def test_a_label_of_a_chart_has_no_html_and_keeps_both_ends_of_a_long_name() -> None:
    assert formats.label("<a href=x>&") == "&lt;a href=x&gt;&amp;"
    assert formats.short("x" * 30 + "y" * 30, 20) == "xxxxxxxxxxxxx…yyyyyy"
    assert len(formats.short("房" * 100, 20)) == 20


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0"), (9_999, "9,999"), (10_000, "10k"), (221_411, "221k"), (1_234_500, "1,235k")],
)
def test_minutes_in_a_narrow_place_are_told_in_thousands(minutes: int, text: str) -> None:
    assert formats.about_minutes(minutes * MINUTE) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("0.77", "USD", "$0.77"),
        ("99.99", "USD", "$99.99"),
        ("392.44", "USD", "$392"),
        ("1234.5", "CNY", "CN¥1,235"),
    ],
)
def test_money_in_a_narrow_place_is_told_in_whole_units(amount, currency, text) -> None:
    assert formats.about_money(Decimal(amount), currency) == text


def test_words_follow_the_number() -> None:
    assert [formats.count(n, "room") for n in (0, 1, 1200)] == ["0 rooms", "1 room", "1,200 rooms"]
    assert formats.count(2, "day of", "days of") == "2 days of"
    assert formats.minute_count(MINUTE) == "1 minute"
    assert formats.listed(["a", "b", "c"]) == "a, b and c"
    assert formats.listed([]) == ""


@given(st.lists(st.text(max_size=30), max_size=6), st.integers(8, 20))
def test_names_beside_each_other_are_told_apart(tails: list[str], longest: int) -> None:
    """Long names that begin and end alike are not cut where they differ."""
    names = [f"a school of {tail} in the north" for tail in tails]
    shown = formats.apart(names, longest)
    assert len(set(shown)) == len(shown)
    assert all(len(text) <= longest + 4 for text in shown)


def test_a_name_is_cut_where_it_does_not_differ() -> None:
    names = [f"Primary school of the north, room {n}, building of the east wing" for n in (1, 2)]
    first, second = formats.apart(names, 30)
    assert "1" in first and "2" in second and max(len(first), len(second)) <= 30
