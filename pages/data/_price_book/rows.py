"""A price book as rows to type into, and back: mistakes name the sheet, the row and the column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from analytics.billing.price_book_diff import in_words
from analytics.catalog import price_book
from analytics.core.errors import Problem
from analytics.core.model import Evidence, PriceBook

Row = dict[str, Any]
Sheets = dict[str, list[Row]]
"""{sheet: its rows}; a cell that says nothing is None."""

RATIOS, PACKS = "Minutes by kind", "Packs on offer"
RECORDING = "Recording"
_GROUPS = {
    RECORDING: (),
    "Whiteboard and pages": (
        "whiteboard_",
        "monthly_quota_whiteboard",
        "transcoding_",
        "monthly_quota_pages",
    ),
    "TRTC": ("trtc_",),
    "Storage": ("cos_",),
}
FIGURES = tuple(_GROUPS)
SHEETS = (RECORDING, RATIOS, PACKS, *FIGURES[1:])

_ORIGIN = {"evidence": "Evidence", "date": "Date", "source": "Source", "note": "Note"}
_NAMES = ("name", "kind")
TYPED = "typed by hand"
"""The source of what is typed over an entry."""
COLUMNS = {
    RATIOS: {"kind": "Kind", "from": "From day", "ratio": "Counts as"} | _ORIGIN,
    PACKS: {
        "name": "Pack",
        "minutes": "Minutes",
        "price": "Price",
        "months": "Months valid",
        "whiteboard_minutes": "Whiteboard minutes",
        "pages": "Pages",
    }
    | _ORIGIN,
    **{
        group: {"name": "Entry", "value": "Value", "unit": "Unit", "per": "Per"} | _ORIGIN
        for group in FIGURES
    },
}
"""{sheet: {key of the file: what the column is called}}"""

_ITEM = re.compile(r"(?:.*, )?(ratios|packs)\[(\d+)\](?:\.(\w+))?")
_FIGURE = re.compile(r"(?:.*?, )?figures\.(.+)\.(\w+)")
_EMPTY = ("this key is missing", "Add it.")


def of_book(book: PriceBook) -> Sheets:
    """All entries of a book as rows, figures by what they are the price of."""
    table = price_book.to_table(book)
    sheets: Sheets = {RATIOS: table["ratios"], PACKS: table["packs"]}
    for group in FIGURES:
        sheets[group] = [
            {"name": in_words(name), **entry}
            for name, entry in table["figures"].items()
            if _group(name) == group
        ]
    return {
        sheet: [{key: row.get(key) for key in COLUMNS[sheet]} for row in sheets[sheet]]
        for sheet in SHEETS
    }


def marked(sheets: Sheets, book: PriceBook, today: date) -> Sheets:
    """The rows; what was typed over a known entry no longer carries that entry's origin.

    A row that names an evidence, a date or a source of its own keeps it.
    """
    saved = of_book(book)
    return {
        sheet: [
            _marked(row, number, saved[sheet], today) for number, row in enumerate(sheets[sheet])
        ]
        for sheet in SHEETS
    }


def _marked(row: Row, number: int, saved: list[Row], today: date) -> Row:
    if _worth(row) in map(_worth, saved):
        return row
    namesakes = [
        entry for entry in saved if any(row.get(k) and row.get(k) == entry.get(k) for k in _NAMES)
    ]
    matches = [*namesakes, *saved[number : number + 1]]
    if all(_origin(row) != _origin(entry) for entry in matches):
        return row
    return row | {"evidence": Evidence.TYPED.value, "date": today, "source": TYPED}


def _worth(row: Row) -> Row:
    return {key: row[key] for key in row.keys() - _ORIGIN.keys()}


def _origin(row: Row) -> list[Any]:
    return [row.get(key) for key in ("evidence", "date", "source")]


def to_book(about: Mapping[str, str], sheets: Sheets) -> PriceBook:
    """The book of what is typed; a Problem names sheet, row and column, ``also`` all others."""
    filled = {sheet: _filled(sheets[sheet]) for sheet in SHEETS}
    figures: dict[str, Row] = {}
    places: dict[str, tuple[str, int]] = {}
    for group in FIGURES:
        for number, row in enumerate(filled[group], start=1):
            name = _key(row.pop("name", ""))
            if not name or name in figures:
                what = "two entries have this name" if name else "this cell is empty"
                where = place(group, number, in_words(name), "name")
                raise Problem(what, where=where, hint="Give each entry a name of its own")
            figures[name] = row
            places[name] = group, number
    table = {**about, "figures": figures, "ratios": filled[RATIOS], "packs": filled[PACKS]}
    try:
        return price_book.from_table(table, "")
    except Problem as problem:
        mistakes = [_told(mistake, filled, places) for mistake in (problem, *problem.also)]
        raise Problem(
            mistakes[0].what,
            where=mistakes[0].where,
            hint=mistakes[0].hint,
            also=tuple(mistakes[1:]),
        ) from problem


def place(sheet: str, number: int, name: str, key: str) -> str:
    """``Recording, row 2 (monthly fee), Value``."""
    suffix = f" ({name})" if name else ""
    column = COLUMNS[sheet].get(key, key)
    return ", ".join(filter(None, (sheet, f"row {number}{suffix}", column)))


def _told(problem: Problem, filled: Sheets, places: Mapping[str, tuple[str, int]]) -> Problem:
    what, hint = problem.what, problem.hint
    if (what, hint) == _EMPTY or what.startswith('"" is'):
        what, hint = "this cell is empty", "Fill it in"
    elif what == "this key is missing":
        has_row = (figure := _FIGURE.fullmatch(problem.where)) and figure[1] in places
        what = "this cell is empty" if has_row else "this entry is missing"
    where = _where(problem.where, filled, places)
    return Problem(
        what, where=where, hint=hint.replace("Write it in quotes, such", "Type it, such")
    )


def _where(path: str, filled: Sheets, places: Mapping[str, tuple[str, int]]) -> str:
    if item := _ITEM.fullmatch(path):
        sheet = RATIOS if item[1] == "ratios" else PACKS
        row = filled[sheet][int(item[2]) - 1]
        name = str(row.get("kind" if sheet == RATIOS else "name") or "")
        return place(sheet, int(item[2]), name, item[3] or "")
    if (figure := _FIGURE.fullmatch(path)) and figure[1] in places:
        return place(*places[figure[1]], in_words(figure[1]), figure[2])
    if figure:
        return f"{RECORDING}, {in_words(figure[1])}"
    return path


def _filled(rows: list[Row]) -> list[Row]:
    """The rows in which something is typed, without their empty cells; defaults are not typing."""
    filled = [{key: value for key, value in map(_clean, row.items()) if value not in (None, "")}
            for row in rows]  # fmt: skip
    return [row for row in filled if row.keys() - {"evidence", "date", "months"}]


def _clean(cell: tuple[str, Any]) -> tuple[str, Any]:
    key, value = cell
    return key, value.strip() if isinstance(value, str) else value


def _group(name: str) -> str:
    starts: Callable[[str], bool] = lambda group: name.startswith(_GROUPS[group])  # noqa: E731
    return next(filter(starts, FIGURES[1:]), RECORDING)


def _key(words: str) -> str:
    return words.strip().replace(" ", "_")
