"""Tables in columns of fixed width, as a terminal shows them: a line of dashes under the header says where each begins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from analytics.ingest.common.limits import HEADER_LINES
from analytics.ingest.tables import header

_RULER = re.compile(r"\s*[-=─]{2,}(?:[ \t]+[-=─]+)+\s*")
_FILLER = "\0"


def starts(text: str) -> list[int]:
    """Where each column begins, in places from 0; empty where no header stands above or below a line of dashes."""
    lines = [line for line in text.splitlines()[: 2 * HEADER_LINES] if line.strip()]
    for number, line in enumerate(lines[:HEADER_LINES]):
        if not _RULER.fullmatch(line):
            continue
        places = [group.start() for group in re.finditer(r"\S+", line)]
        around = lines[max(0, number - 1) : number] + lines[number + 1 : number + 2]
        if any(header.count_known(cut(near, places) or []) >= 2 for near in around):
            return places
    return []


def cut(line: str, places: Sequence[int]) -> list[str] | None:
    """The cells of a line; None where a text reaches over the place at which a column begins.

    Some programs count a Chinese letter as two places, some as one; the line says which by where it has its blanks.
    """
    line = line.rstrip("\r\n")
    cells = _cut(line, places)
    if cells is None and not line.isascii():
        cells = _cut("".join(letter + _FILLER * _is_wide(letter) for letter in line), places)
    return cells


def _cut(line: str, places: Sequence[int]) -> list[str] | None:
    if any(line[place - 1 : place].strip() for place in places if place):
        return None
    ends = [*places[1:], len(line)]
    return [
        line[place:end].replace(_FILLER, "").strip()
        for place, end in zip(places, ends, strict=True)
    ]


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
