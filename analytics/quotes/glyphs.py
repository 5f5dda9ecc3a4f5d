"""Which signs the fonts of a printed quote hold: a sign without a glyph would vanish in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

_SPANS = (
    (0x20, 0x7F),  # ASCII
    (0xA0, 0x250),  # Latin with accents
    (0x370, 0x460),  # Greek, Cyrillic
    (0x2010, 0x2028),  # dashes, quotation marks
    (0x2030, 0x2040),
    (0x3000, 0x3100),  # Chinese punctuation, kana
    (0xFF00, 0xFFF0),  # full-width forms
)
_SINGLE = "€₩™−×…№"
_TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))


@cache
def signs() -> frozenset[str]:
    """Latin, Greek, Cyrillic, kana and the Chinese of GB 2312, JIS level 1 and Big5 level 1."""
    spans = (chr(code) for first, end in _SPANS for code in range(first, end))
    chinese = (
        *_decoded("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF)),
        *_decoded("euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF)),
        *_decoded("big5", range(0xA4, 0xC7), _TRAILS),
    )
    return frozenset((*spans, *_SINGLE, *chinese))


def missing(text: str) -> str:
    """The signs of ``text`` that would not be printed, each once, in their order."""
    return "".join(dict.fromkeys(sign for sign in text if sign not in signs() and sign != "\n"))


def _decoded(codec: str, leads: Iterable[int], trails: Iterable[int]) -> Iterator[str]:
    trails = tuple(trails)
    for lead in leads:
        for trail in trails:
            try:
                yield bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue
