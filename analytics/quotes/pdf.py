"""A quote's document as the files that a customer gets: PDF, XLSX and JSON.

Everything comes from the document and is dated by its day of issue, so that rendering it again gives
the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from analytics.core.errors import Problem
from analytics.quotes.document import as_text, canonical
from analytics.quotes.view import printed
from analytics.quotes.xlsx import as_xlsx

_DATA = Path(__file__).resolve().parents[2] / "data"
TEMPLATE = _DATA / "templates" / "quote.typ"
FONTS = _DATA / "fonts"


def as_pdf(doc: Mapping[str, Any], *, draft: bool = False) -> bytes:
    """The printed quote, at most two pages of A4."""
    issued = date.fromisoformat(doc["settings"]["issued"])
    try:
        output: Any = typst.compile(
            str(TEMPLATE),
            format="pdf",
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"quote": canonical(printed(doc, draft=draft))},
            timestamp=datetime(issued.year, issued.month, issued.day, tzinfo=UTC),
        )
    except typst.TypstError as fault:
        hint = "Shorten its texts and try again."
        raise Problem(
            f"it could not be printed ({fault.message})", where="quote", hint=hint
        ) from fault
    document: bytes = output[0] if isinstance(output, list) else output
    return document


def files(doc: dict[str, Any], *, draft: bool = False) -> dict[str, bytes]:
    """The three files by name."""
    stem = file_stem(doc)
    return {
        f"{stem}.pdf": as_pdf(doc, draft=draft),
        f"{stem}.xlsx": as_xlsx(doc, draft=draft),
        f"{stem}.json": as_text(doc).encode(),
    }


def file_stem(doc: Mapping[str, Any]) -> str:
    """``Q-2027-0001-r1``, with nothing in it that a file system takes amiss."""
    chosen = doc["settings"]
    stem = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in chosen["number"])
    return f"{stem}-r{chosen['revision']}"
