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
    whole = sum(map(Fraction, weights), Fraction(0))
    if not whole:
        return [units, *[0] * (len(weights) - 1)]
    parts: list[int] = []
    running, given = Fraction(0), 0
    for weight in weights:
        running += Fraction(weight)
        upto = divide_half_up(*(units * running / whole).as_integer_ratio())
        parts.append(upto - given)
        given = upto
    return parts
