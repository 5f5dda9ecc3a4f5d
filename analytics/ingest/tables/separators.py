"""What the cells of a column say about its commas, points and colons."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from analytics.ingest.tables import values

_SEPARATED = re.compile(r"[+-]?[0-9][0-9'’  ]*([.,])?[0-9.,'’  ]*")


@dataclass
class Signs:
    """What the cells of a column say about its comma and point. `tenths`: times in two parts with a fraction behind."""

    group: Counter[str] = field(default_factory=Counter)
    decimal: Counter[str] = field(default_factory=Counter)
    either: Counter[str] = field(default_factory=Counter)
    cells: int = 0
    fractions: int = 0
    clocks: int = 0
    spelled: int = 0
    two_parts: int = 0
    tenths: int = 0
    longest_first: int = 0
    largest_either: int = 0
    example: str = ""
    below_1: int = 0
    below_1_example: str = ""

    def add(self, cell: str) -> None:
        self.cells += 1
        if values.is_digits(cell):
            return
        plain = values.interval(values.tidy(cell))
        if ":" in plain:
            self._add_clock(plain)
        elif len(plain) > values.LONGEST_VALUE:
            return
        elif _SEPARATED.fullmatch(plain):
            self._add_number(plain)
        else:
            self.spelled += values.is_spelled(plain)

    def _add_clock(self, plain: str) -> None:
        two = values.TWO_PARTS.fullmatch(plain)
        if two:
            self.two_parts += 1
            self.tenths += two[3] is not None
            self.longest_first = max(self.longest_first, int(two[1]))
            self.example = self.example or plain
        elif values.clock(plain, ""):
            self.clocks += 1

    def _add_number(self, plain: str) -> None:
        signs = [letter for letter in plain if letter in ".,"]
        if not signs:
            return
        last = signs[-1]
        if len(set(signs)) == 2:
            self.decimal[last] += 1
            self.group[signs[0]] += 1
            self.fractions += 1
        elif len(signs) > 1:
            self.group[last] += 1
        elif re.fullmatch(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}", plain):
            self.either[last] += 1
            self.largest_either = max(self.largest_either, abs(int(plain.replace(last, ""))))
            self.example = self.example or plain
        else:
            self.decimal[last] += 1
            self.fractions += re.fullmatch(r".*[.,]0+", plain) is None
            if re.fullmatch(r"0?[.,][0-9]*[1-9][0-9]*", plain):
                self.below_1 += 1
                self.below_1_example = self.below_1_example or plain
