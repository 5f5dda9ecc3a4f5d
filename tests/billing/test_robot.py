"""The recording robot's own minutes, against the vendor's published and official examples."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.billing.robot import (
    GB,
    LARGEST_PIXELS,
    Tier,
    clock_minutes,
    per_thousand,
    storage_day,
    tier_minutes,
)
from tests.support.streams import Stream, sweep, tier_of

MINUTE = 60_000
TRTC = {Tier.AUDIO: "0.99", Tier.HD: "3.99", Tier.FULL_HD: "8.99", Tier.TWO_K: "15.99"}
TRTC_RECORDING = {Tier.AUDIO: "1.49", Tier.HD: "5.99", Tier.FULL_HD: "13.49", Tier.TWO_K: "53.99"}

# The official DescribeRecordSearch sample: begin, length, width, height of its four camera files.
SEARCH_CAMERAS = (
    (29475, 35405, 1280, 720),
    (47535, 161885, 1280, 720),
    (64903, 6085, 960, 540),
    (115401, 96787, 1280, 720),
)


def total(minutes: dict[Tier, int], prices: dict[Tier, str]) -> Decimal:
    return sum(
        (per_thousand(minutes[tier], Decimal(price)) for tier, price in prices.items()), Decimal(0)
    )


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (1598277240, 1598277614, 7),  # 13:54:00 to 14:00:14, the official search sample
        (1568949369, 1568949392, 1),  # 03:16:09 to 03:16:32, the official query sample
        (60, 120, 1),
        (59, 121, 3),
        (119, 121, 2),
        (61, 61, 1),
        (60, 60, 0),
    ],
)
def test_a_clock_minute_that_is_touched_counts(start: int, end: int, minutes: int) -> None:
    assert clock_minutes(start, end) == minutes


def test_the_whiteboard_minutes_of_the_official_recording_cost_a_cent() -> None:
    assert per_thousand(7, Decimal("1.50")) == Decimal("0.0105")


def test_the_official_recording_is_swept_into_three_tiers() -> None:
    streams = [Stream(begin, ms, width * height) for begin, ms, width, height in SEARCH_CAMERAS]
    received = sweep(streams, 368433)
    assert received == {Tier.AUDIO: 185720, Tier.HD: 65264, Tier.FULL_HD: 117449}
    minutes = tier_minutes([received])
    assert [minutes[tier] for tier in (Tier.AUDIO, Tier.HD, Tier.FULL_HD)] == [4, 2, 2]
    assert total(minutes, TRTC) == Decimal("0.02992")


def test_the_published_trtc_example_costs_4_dollars_and_14_cents() -> None:
    month = {Tier.HD: 60 * MINUTE, Tier.TWO_K: 240 * MINUTE, Tier.AUDIO: 60 * MINUTE}
    assert total(tier_minutes([month]), TRTC) == Decimal("4.1364")


def test_the_published_trtc_recording_example_costs_1_dollar_and_62_cents() -> None:
    month = {
        Tier.AUDIO: 250 * MINUTE,
        Tier.HD: 3_500_000,
        Tier.FULL_HD: 30 * MINUTE,
        Tier.TWO_K: 9 * MINUTE,
    }
    assert tier_minutes([month])[Tier.HD] == 59
    assert total(tier_minutes([month]), TRTC_RECORDING) == Decimal("1.61652")


def test_seconds_are_rounded_up_once_a_month_and_tier() -> None:
    month = {Tier.AUDIO: 59_000, Tier.HD: 61_000}
    assert tier_minutes([month])[Tier.AUDIO] == 1
    assert tier_minutes([month, month])[Tier.HD] == 4
    assert tier_minutes([]) == dict.fromkeys(Tier, 0)


def test_the_published_storage_example_costs_4_cents_a_day() -> None:
    price = Decimal("0.024")
    assert storage_day(100 * GB, price, Decimal(50)) == Decimal("0.04")
    assert storage_day(100 * GB, price) == Decimal("0.08")
    assert storage_day(10 * GB, price, Decimal(50)) == 0


@pytest.mark.parametrize(
    ("pixels", "tier"),
    [(0, Tier.AUDIO), (1, Tier.HD), (2 * 960 * 720, Tier.FULL_HD), (10**8, Tier.FOUR_K)]
    + [(most, tier) for tier, most in LARGEST_PIXELS.items()]
    + [(LARGEST_PIXELS[Tier.HD] + 1, Tier.FULL_HD), (LARGEST_PIXELS[Tier.TWO_K] + 1, Tier.FOUR_K)],
)
def test_the_pixels_of_all_streams_say_the_tier(pixels: int, tier: Tier) -> None:
    assert tier_of(pixels) is tier


def test_a_stream_of_unknown_size_is_video() -> None:
    assert sweep([Stream(0, 1000, 0)], 3000) == {Tier.AUDIO: 2000, Tier.HD: 1000}


streams = st.builds(
    Stream,
    begin_ms=st.integers(0, 30),
    ms=st.integers(0, 30),
    pixels=st.sampled_from([0, 300_000, 921_600, 2_000_000, 4_000_000]),
)


@given(st.lists(streams, max_size=6), st.integers(0, 70))
def test_every_ms_of_a_recording_is_in_one_tier(tracks: list[Stream], length: int) -> None:
    received = sweep(tracks, length)
    ends = [track.begin_ms + track.ms for track in tracks if track.ms]
    assert sum(received.values()) == max([length, *ends])
    for ms in range(max([length, *ends])):
        running = [t for t in tracks if t.begin_ms <= ms < t.begin_ms + t.ms]
        received[tier_of(sum(max(t.pixels, 1) for t in running))] -= 1
    assert set(received.values()) <= {0}
