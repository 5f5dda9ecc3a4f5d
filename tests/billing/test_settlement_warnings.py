"""What a settlement warns of, in short sentences."""

from datetime import date, timedelta

import pytest

from analytics.billing.settle import settle
from analytics.catalog.price_book import load
from analytics.core.model import DayCharge, Plan
from tests.support.plans import book, drawn, fee, pack, usage

SPAN = usage(d2024_02_10=10, d2024_03_20=10)


def test_outside_the_fees_term_there_is_no_quota_and_a_warning_says_so() -> None:
    days = usage(d2024_01_30=5, d2024_01_31=5, d2024_02_28=5, d2024_02_29=5)
    settlement = settle(days, Plan(monthly_fee=fee("2024-01-31", 1)), book())
    assert drawn(settlement) == [
        ("2024-01-30", "postpaid", 5),
        ("2024-01-31", "quota", 5),
        ("2024-02-28", "quota", 5),
        ("2024-02-29", "postpaid", 5),
    ]
    (warning,) = settlement.warnings
    assert "2 days" in warning and "2024-01-30" in warning


def test_without_a_fee_there_is_no_quota_and_a_warning_says_what_the_fee_does() -> None:
    settlement = settle(usage(d2024_03_27=110), Plan(), book())
    assert settlement.totals.quota_ms == 0
    (warning,) = settlement.warnings
    assert "requires" in warning and "USD 100.00 a month" in warning and "1,000 free" in warning


@pytest.mark.parametrize(
    ("bought", "months", "warning"),
    [
        ("2024-02-01", 1, "Pack A expired on 2024-03-01 with 490 of 500 minutes unused."),
        ("2024-04-01", 12, "Pack A is bought on 2024-04-01, after the reported days: not counted."),
    ],
)
def test_a_pack_that_pays_for_less_than_it_holds_is_pointed_out(
    bought: str, months: int, warning: str
) -> None:
    plan = Plan(monthly_fee=fee("2024-01-31"), packs=(pack("A", 500, bought, months),))
    days = usage(d2024_01_31=1000, d2024_02_10=10, d2024_03_20=10)
    assert settle(days, plan, book()).warnings == (warning,)


def test_a_pack_in_use_needs_no_warning() -> None:
    plan = Plan(monthly_fee=fee("2024-01-31"), packs=(pack("A", 500, "2024-02-01"),))
    assert settle(SPAN, plan, book()).warnings == ()


def test_second_hand_prices_are_pointed_out() -> None:
    settlement = settle(usage(d2024_03_27=110), Plan(), load("tencent-cn"))
    assert "Prices of tencent-cn are second-hand: compare them with your own contract." in (
        settlement.warnings
    )


@pytest.mark.parametrize(
    ("far", "said"),
    [
        (["2016-03-27"], ["2016-03-27 is 2,905 days from the next recorded day"]),
        (["2025-12-01"], ["2025-12-01 is 598 days from the next recorded day"]),
        (["2016-03-27", "2016-03-28"], ["2 days from 2016-03-27 to 2016-03-28 are 2,904 days"]),
        (["2024-08-01"], []),  # holidays
    ],
)
def test_recorded_days_far_from_the_rest_are_named(far: list[str], said: list[str]) -> None:
    near = [date(2024, 3, 10) + timedelta(days=number) for number in range(34)]
    days = sorted([*near, *map(date.fromisoformat, far)])
    charges = [DayCharge(day, 60_000) for day in days]
    notes = [
        each for each in settle(charges, Plan(), book()).warnings if "next recorded day" in each
    ]
    assert len(notes) == len(said)
    assert all(note.startswith(start) for note, start in zip(notes, said, strict=True))


def test_two_seasons_of_one_size_are_no_wrong_dates() -> None:
    days = [date(year, 3, day) for year in (2024, 2026) for day in range(1, 20)]
    charges = [DayCharge(day, 60_000) for day in days]
    assert not any("next recorded day" in each for each in settle(charges, Plan(), book()).warnings)
