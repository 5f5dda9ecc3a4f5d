"""Contributions to a difference: the parts that changed most, and a rest, which add up to it exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Order(StrEnum):
    """Which changes stand first: the largest either way, the most more, or the most less."""

    LARGEST = "Biggest change"
    GREW = "Increase"
    FELL = "Decrease"


class Change(NamedTuple):
    """Whole units of a measure now and before, of one name."""

    name: str
    amount: int
    amount_before: int

    @property
    def difference(self) -> int:
        return self.amount - self.amount_before


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes that were asked for, largest first, and all others together in ``rest``."""

    top: tuple[Change, ...]
    rest: Change
    rest_names: int
    """How many names the rest holds."""

    @property
    def total(self) -> Change:
        lines = (*self.top, self.rest)
        return Change(
            "", sum(line.amount for line in lines), sum(line.amount_before for line in lines)
        )

    def explained(self, line: Change) -> Fraction | None:
        """The part of the whole difference that a line is, more than 1 where others go the other way; None of no difference."""
        whole = self.total.difference
        return Fraction(line.difference, whole) if whole else None


def changes(
    amounts: Mapping[str, int],
    amounts_before: Mapping[str, int],
    most: int,
    order: Order = Order.LARGEST,
) -> Changes:
    """Whole units by name, now and before, as at most ``most`` lines and a rest.

    The differences of all lines add up to that of the sums, whatever is given: a name that is on
    one side only was nothing on the other.
    """
    lines = [
        Change(name, amounts.get(name, 0), amounts_before.get(name, 0))
        for name in sorted({*amounts, *amounts_before})
    ]
    sizes = {line: -line.difference if order is Order.FELL else line.difference for line in lines}
    if order is Order.LARGEST:
        sizes = {line: abs(size) for line, size in sizes.items()}
    lines.sort(key=lambda line: (-sizes[line], line.name))
    top = tuple(line for line in lines[:most] if sizes[line] > 0)
    rest_lines = lines[len(top) :]
    rest = Change(
        "", sum(line.amount for line in rest_lines), sum(line.amount_before for line in rest_lines)
    )
    return Changes(top, rest, len(rest_lines))
