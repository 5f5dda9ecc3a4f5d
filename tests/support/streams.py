"""What the recording robot receives, a step of time after the other: the product asks it of the database."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from analytics.billing.robot import LARGEST_PIXELS, TIERS, Tier


class Stream(NamedTuple):
    """A camera or screen of one recording: where it begins, how long it is, its picture.

    ``pixels`` 0: the size is not known; the stream counts as video of the smallest tier.
    """

    begin_ms: int
    ms: int
    pixels: int


def tier_of(pixels: int) -> Tier:
    """The tier of all pixels received at one time; above the largest that is listed, the largest."""
    if pixels <= 0:
        return Tier.AUDIO
    return next((tier for tier, most in LARGEST_PIXELS.items() if pixels <= most), Tier.FOUR_K)


def sweep(streams: Iterable[Stream], total_ms: int) -> dict[Tier, int]:
    """The ms of one recording in each tier, zeros left out; they add up to its length.

    The length is ``total_ms``, or the last end of a stream if that is later. Where no stream runs,
    the robot hears at most: audio.
    """
    steps: defaultdict[int, int] = defaultdict(int, {0: 0, total_ms: 0})
    for begin, ms, pixels in streams:
        if ms > 0:
            steps[begin] += max(pixels, 1)
            steps[begin + ms] -= max(pixels, 1)
    times = sorted(steps)
    received: defaultdict[Tier, int] = defaultdict(int)
    pixels = 0
    for time, following in pairwise(times):
        pixels += steps[time]
        received[tier_of(pixels)] += following - time
    return {tier: received[tier] for tier in TIERS if received[tier]}
