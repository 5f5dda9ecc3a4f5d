"""What makes a difference: the parts that changed most, and a rest, which add up to it exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analytics.model import MS_PER_MINUTE
from analytics.money import divide_half_up


class Change(NamedTuple):
    """Milliseconds now and before, of one name."""

    name: str
    ms: int
    before_ms: int

    @property
    def difference(self) -> int:
        return self.ms - self.before_ms


@dataclass(frozen=True, slots=True)
class Changes:
    """The largest changes, largest first, and all others together in ``rest``."""

    top: tuple[Change, ...]
    rest: Change
    rest_names: int
    """How many names the rest holds."""

    @property
    def total(self) -> Change:
        lines = (*self.top, self.rest)
        return Change("", sum(line.ms for line in lines), sum(line.before_ms for line in lines))


def changes(now: Mapping[str, int], before: Mapping[str, int], most: int) -> Changes:
    """Milliseconds by name, now and before, as at most ``most`` lines and a rest.

    The differences of all lines add up to that of the sums, whatever is given: a name that is on
    one side only was nothing on the other.
    """
    lines = [
        Change(name, now.get(name, 0), before.get(name, 0)) for name in sorted({*now, *before})
    ]
    lines.sort(key=lambda line: (-abs(line.difference), line.name))
    top = tuple(line for line in lines[:most] if line.difference)
    others = lines[len(top) :]
    rest = Change("", sum(line.ms for line in others), sum(line.before_ms for line in others))
    return Changes(top, rest, len(others))


def whole_minutes(parts: Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """The sum of milliseconds and its parts in whole minutes, such that the parts add up to it.

    The sum is rounded half up; of the parts, those that lose most by rounding down are rounded up.
    """
    total = divide_half_up(sum(parts), MS_PER_MINUTE)
    shown = [ms // MS_PER_MINUTE for ms in parts]
    by_rest = sorted(range(len(parts)), key=lambda place: (-(parts[place] % MS_PER_MINUTE), place))
    for place in by_rest[: total - sum(shown)]:
        shown[place] += 1
    return total, tuple(shown)
