"""Glyphs of the fonts of a printed quote: a character without a glyph would vanish in silence."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import typst

FONTS = Path(__file__).resolve().parents[2] / "data" / "fonts"


@cache
def fonts() -> typst.Fonts:
    """The fonts themselves, read once, and no others."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


@cache
def signs() -> frozenset[str]:
    """Every sign of ``data/fonts``, as the script that makes them lists it."""
    spans = (line.split("-") for line in (FONTS / "signs.txt").read_text().splitlines())
    return frozenset(
        chr(code) for first, last in spans for code in range(int(first, 16), int(last, 16) + 1)
    )


def missing(text: str) -> str:
    """The signs of ``text`` that would not be printed, each once, in their order."""
    return "".join(dict.fromkeys(sign for sign in text if sign not in signs() and sign != "\n"))
