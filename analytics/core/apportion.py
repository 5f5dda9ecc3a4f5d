"""Split a whole number into parts that add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from analytics.core.money import divide_half_up


def apportion(units: int, weights: Sequence[Decimal]) -> list[int]:
    """``units`` split in proportion to ``weights`` (0 or more), rounded at every running sum.

    Where nothing has a weight, all of it is the first part's.
    """
    total = sum(map(Fraction, weights), Fraction(0))
    if not total:
        return [units, *[0] * (len(weights) - 1)]
    parts: list[int] = []
    running, so_far = Fraction(0), 0
    for weight in weights:
        running += Fraction(weight)
        upto = divide_half_up(*(units * running / total).as_integer_ratio())
        parts.append(upto - so_far)
        so_far = upto
    return parts


def largest_remainder(units: int, weights: Sequence[int]) -> list[int]:
    """``units`` split in proportion to ``weights`` (0 or more): each part is less than one off.

    What is left after rounding down goes to the largest remainders, of equal ones to the first.
    Where nothing has a weight, all are weighed alike; no weights, no parts.
    """
    if not units:
        return [0] * len(weights)
    total = sum(weights)
    if not total:
        weights, total = [1] * len(weights), len(weights)
    parts = [units * weight // total for weight in weights]
    remainders = [units * weight % total for weight in weights]
    for place in sorted(range(len(weights)), key=lambda place: -remainders[place])[
        : units - sum(parts)
    ]:
        parts[place] += 1
    return parts
