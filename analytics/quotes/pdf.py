"""A quote's document as the files that a customer gets: PDF, XLSX and JSON.

Everything comes from the document and is dated by its day of issue, so that rendering it again gives
the same bytes.
"""

from __future__ import annotations

import base64
import re
import struct
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from analytics.core.errors import Problem
from analytics.quotes import glyphs
from analytics.quotes.document import as_text, canonical
from analytics.quotes.signature import Signed
from analytics.quotes.view import printed
from analytics.quotes.xlsx import as_xlsx

_DATA = Path(__file__).resolve().parents[2] / "data"
TEMPLATE = _DATA / "templates" / "quote.typ"
_SIDES = {"R": "R", "AL": "R", "L": "L", "EN": "L", "AN": "L", "NSM": "n"}
_FROM_THE_RIGHT = re.compile("R[Rn]*(?:-+R[Rn]*)*")
_LEFT_TO_RIGHT = "\u200e"


def as_pdf(
    doc: Mapping[str, Any],
    *,
    draft: bool = False,
    logo: bytes | None = None,
    signed: Signed | None = None,
) -> bytes:
    """The printed quote on A4, two pages or three where all texts are as long as they may be. ``logo``: the picture that it names, PNG or SVG.

    ``signed``: the customer's acceptance, which stands at its end.
    """
    return _printed(doc, "pdf", draft, logo, signed)[0]


def as_pictures(
    doc: Mapping[str, Any], *, draft: bool = False, logo: bytes | None = None
) -> list[bytes]:
    """The pages of the printed quote as PNG, for the screen."""
    return _printed(doc, "png", draft, logo, None)


def _printed(
    doc: Mapping[str, Any], form: Any, draft: bool, logo: bytes | None, signed: Signed | None
) -> list[bytes]:
    issued = date.fromisoformat(doc["settings"]["issued"])
    files: Any = {"main.typ": TEMPLATE.read_bytes()}
    shown = printed(doc, draft=draft, signed=signed) | {"logo": "", "mark": ""}
    if logo:
        shown["logo"] = "logo.svg"
        files["logo.svg"] = _in_svg(logo) if logo.startswith(b"\x89PNG") else logo
    if signed and (mark := signed.signature.as_svg()):
        shown["mark"] = "mark.svg"
        files["mark.svg"] = mark.encode()
    try:
        output: Any = typst.compile(
            files,
            format=form,
            ppi=110,
            pdf_standards="a-2a" if form == "pdf" else None,
            font_paths=glyphs.fonts(),
            ignore_system_fonts=True,
            sys_inputs={"quote": canonical(_directed(shown))},
            timestamp=datetime(issued.year, issued.month, issued.day, tzinfo=UTC),
        )
    except typst.TypstError as fault:
        hint = "Shorten its texts and try again."
        raise Problem(
            f"it could not be printed ({fault.message})", where="quote", hint=hint
        ) from fault
    return output if isinstance(output, list) else [output]


def _directed(value: Any) -> Any:
    """Texts with a mark of direction after what reads from the right within others: the numbers behind it stay there."""
    if isinstance(value, dict):
        return {key: _directed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_directed(item) for item in value]
    if not isinstance(value, str) or value.isascii():
        return value
    sides = "".join(_SIDES.get(unicodedata.bidirectional(sign), "-") for sign in value)
    if sides.lstrip("-n").startswith("R"):
        return value  # all of it reads from the right
    ends = {run.end() for run in _FROM_THE_RIGHT.finditer(sides)}
    return "".join(
        f"{_LEFT_TO_RIGHT if place in ends else ''}{sign}"
        for place, sign in enumerate([*value, ""])
    )


def _in_svg(png: bytes) -> bytes:
    """A PNG as a text: the compiler takes no other files from memory."""
    width, height = struct.unpack(">II", png[16:24])
    picture = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{picture}"/></svg>'
    ).encode()


def files(
    doc: dict[str, Any],
    *,
    draft: bool = False,
    logo: bytes | None = None,
    signed: Signed | None = None,
) -> dict[str, bytes]:
    """The three files by name."""
    stem = file_stem(doc)
    return {
        f"{stem}.pdf": as_pdf(doc, draft=draft, logo=logo, signed=signed),
        f"{stem}.xlsx": as_xlsx(doc, draft=draft),
        f"{stem}.json": as_text(doc).encode(),
    }


def file_stem(doc: Mapping[str, Any]) -> str:
    """``Q-2027-0001-r1``, with nothing in it that a file system takes amiss."""
    chosen = doc["settings"]
    stem = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in chosen["number"])
    return f"{stem}-r{chosen['revision']}"
