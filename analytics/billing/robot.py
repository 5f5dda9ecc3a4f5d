"""Companion charges of the recording robot: it is a user of the whiteboard and the room.

Published: the robot joins both and is charged for both (tencentcloud 1176/55513); a whiteboard
minute is a clock minute that is touched (1176/55517); TRTC minutes are told apart by the sum of the
pixels that are received at one time, seconds are added up over a month and the sum is rounded up
(mirror of the TRTC price page, 2022-05-18). Inferred: which streams the robot receives. The sizes of
the recorded files stand for those of the received streams, so that TRTC minutes are an estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from analytics.core.model import MS_PER_MINUTE
from analytics.core.money import divide_half_up, scaled

GB = 1 << 30
DAYS_OF_A_STORAGE_MONTH = 30
"""A day of storage costs a thirtieth of the monthly price (published: COS billing examples)."""
AMOUNT_DECIMALS = 8
_MINUTE_S = 60


class Tier(StrEnum):
    """What is received at one time, as the price list tells it apart (published)."""

    AUDIO = "audio"
    HD = "hd"
    FULL_HD = "full_hd"
    TWO_K = "2k"
    FOUR_K = "4k"


TIERS = tuple(Tier)
LARGEST_PIXELS = {
    Tier.HD: 921_600,
    Tier.FULL_HD: 2_073_600,
    Tier.TWO_K: 3_686_400,
    Tier.FOUR_K: 8_847_360,
}


def clock_minutes(start_s: int, end_s: int) -> int:
    """The clock minutes that the span of Unix seconds touches: 13:54:59 to 13:55:01 touches 2."""
    return -(-end_s // _MINUTE_S) - start_s // _MINUTE_S


def tier_minutes(months: Iterable[Mapping[Tier, int]]) -> dict[Tier, int]:
    """Whole minutes of each tier: the ms of each month up to a minute, then added up."""
    minutes = dict.fromkeys(TIERS, 0)
    for month in months:
        for tier, ms in month.items():
            minutes[tier] += -(-ms // MS_PER_MINUTE)
    return minutes


def per_thousand(quantity: int, price: Decimal) -> Decimal:
    """What ``quantity`` units cost at ``price`` for 1,000 of them, pro rata, with 8 decimals."""
    return _amount(Fraction(price) * quantity / 1000)


def storage_day(stored_bytes: int, price: Decimal, free_gb: Decimal = Decimal(0)) -> Decimal:
    """What one day of storage costs at ``price`` for a GB and month, with 8 decimals."""
    paid_gb = max(Fraction(stored_bytes, GB) - Fraction(free_gb), Fraction(0))
    return _amount(paid_gb * Fraction(price) / DAYS_OF_A_STORAGE_MONTH)


def _amount(exact: Fraction) -> Decimal:
    numerator, denominator = (exact * 10**AMOUNT_DECIMALS).as_integer_ratio()
    return scaled(divide_half_up(numerator, denominator), AMOUNT_DECIMALS)
