"""A table of groups: its rows, what each says, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise

from analytics.core.errors import Problem
from analytics.reports.filters import FIELDS

COLUMNS = ("dimension", "app", "room", "user", "value", "from", "until")
NEEDED = ("dimension", "value")
NAMED = ("app", "room", "user")
"""What a row can name; an empty cell, or ``*`` alone, stands for all."""
LONGEST = 200
_WORD = re.compile(r"\w[\w-]*")
_MEASURES = ("files", "videos", "ms", "billable_ms", "charged_ms", "usage", "shared", "total")
"""What rows of figures are called, which a dimension beside them cannot be."""
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII)
_SHORTENED = re.compile(r"[0-9]([.,][0-9]*)?[Ee]\+?[0-9]{1,3}")
_MOST_LETTERS = 10_000
_STEP = 10


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One row: the value of a dimension for the files of an app, room and user on billing days [since, until).

    ``app``, ``room`` and ``user`` are names, beginnings of names that end with ``*``, or None for all.
    """

    line: int
    dimension: str
    value: str
    app: str | None = None
    room: str | None = None
    user: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def names(self) -> tuple[str | None, str | None, str | None]:
        return self.app, self.room, self.user

    @property
    def strength(self) -> int:
        """How much the row says: of two that fit a file the greater wins, of equals the later import's, then the later line.

        More of app, room and user named; then more of them named whole; then the longer beginnings.
        """
        names = [name for name in self.names if name is not None]
        beginnings = [name for name in names if name.endswith("*")]
        whole = len(names) - len(beginnings)
        letters = min(sum(map(len, beginnings)), _MOST_LETTERS - 1)
        return (len(names) * _STEP + whole) * _MOST_LETTERS + letters


def read(table: Sequence[tuple[int, Sequence[str]]], where: str) -> list[GroupRow]:
    """The rows of a table of texts, each with its line, the header first.

    Raises Problem where anything is wrong, with what is wrong with further cells in ``also``: a table is
    taken whole or not at all.
    """
    if not table:
        raise Problem("the table is empty", where=where, hint=f"Its columns are {_listed()}")
    header, *lines = table
    places = _places(header, lines, where)
    rows: list[GroupRow] = []
    problems: list[Problem] = []
    for line, cells in lines:
        texts = {
            name: cells[place].strip() if place < len(cells) else ""
            for name, place in places.items()
        }
        flaws = list(_flaws(texts, f"{where}, line {line}"))
        if extra := [cell for cell in cells[len(header[1]) :] if cell.strip()]:
            what = f'"{_short(extra[0])}" stands right of the last column'
            flaws.append(Problem(what, where=f"{where}, line {line}", hint=_QUOTED))
        problems += flaws
        if not flaws:
            rows.append(_row(line, texts))
    if problems:
        first, *also = problems
        raise Problem(first.what, where=first.where, hint=first.hint, also=tuple(also))
    if not rows:
        raise Problem("there is no row below the header", where=where, hint="Add rows to it")
    return rows


def digest(rows: Sequence[GroupRow]) -> str:
    """A hash of what the rows say, in their order."""
    cells = ((row.dimension, *row.names, row.value, row.since, row.until) for row in rows)
    return sha256(repr([tuple(map(str, each)) for each in cells]).encode()).hexdigest()


def notes(rows: Sequence[GroupRow]) -> list[str]:
    """A sentence about each row that never counts, as a later one of another value names the same on all of its days."""
    same: dict[tuple[object, ...], list[GroupRow]] = {}
    for row in rows:
        same.setdefault((row.dimension, *row.names), []).append(row)
    return [
        f"Line {row.line} never counts: line {later.line} names the same and stands below it."
        for group in same.values()
        for row, later in pairwise(group)
        if row.value != later.value
        and (later.since or date.min) <= (row.since or date.min)
        and (later.until or date.max) >= (row.until or date.max)
    ]


_QUOTED = "Put a cell with a comma between double quotes"


def _listed() -> str:
    return f"{', '.join(COLUMNS[:-1])} and {COLUMNS[-1]}"


def _places(
    header: tuple[int, Sequence[str]], lines: Sequence[tuple[int, Sequence[str]]], where: str
) -> dict[str, int]:
    """Which column each name stands above."""
    line, cells = header
    here = f"{where}, line {line}"
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = cell.strip().casefold()
        if not name:
            if any(place < len(row) and row[place].strip() for _, row in lines):
                what = f"column {place + 1} has no name"
                raise Problem(what, where=here, hint=f"The columns are {_listed()}")
        elif name not in COLUMNS:
            what = f'"{_short(cell.strip())}" is no column of groups'
            raise Problem(what, where=here, hint=f"The columns are {_listed()}")
        elif name in places:
            raise Problem(f'two columns are called "{name}"', where=here, hint="Leave one out")
        else:
            places[name] = place
    for name in NEEDED:
        if name not in places:
            what = f'no column is called "{name}"'
            raise Problem(what, where=here, hint=f"The columns are {_listed()}")
    return places


def _flaws(texts: dict[str, str], where: str) -> Iterator[Problem]:
    """What is wrong with a row, cell by cell."""
    dimension = texts["dimension"]
    if not dimension:
        yield _flaw(where, "dimension", "is empty", "Name one, as in department")
    elif not _WORD.fullmatch(dimension) or len(dimension) > LONGEST:
        what = f'"{_short(dimension)}" is not one word'
        yield _flaw(where, "dimension", what, "Use letters, digits, _ and -")
    elif dimension.casefold() in (*FIELDS, *_MEASURES):
        what = f'"{dimension}" has a meaning of its own'
        yield _flaw(where, "dimension", what, "Give it another name, as in department")
    if not texts["value"]:
        hint = "Fill it in, or leave the row out: what no row names is not mapped"
        yield _flaw(where, "value", "is empty", hint)
    for name in ("value", *NAMED):
        text = texts.get(name, "")
        if len(text) > LONGEST:
            yield _flaw(where, name, f"is longer than {LONGEST} letters", "Shorten it")
        elif name != "value" and "*" in text[:-1]:
            what = f'"{_short(text)}" has a * that is not its last letter'
            yield _flaw(where, name, what, "Give a name, or its beginning and a *")
        elif name != "value" and _SHORTENED.fullmatch(text):
            what = f'"{text}" is a number that a spreadsheet has shortened'
            yield _flaw(where, name, what, "Format the column as text and fill it in again")
    days = {name: _day(texts.get(name, "")) for name in ("from", "until")}
    for name, day in days.items():
        if texts.get(name) and day is None:
            what = f'"{_short(texts[name])}" is not a day'
            yield _flaw(where, name, what, "Give it as 2026-03-01")
    since, until = days.values()
    if since and until and since >= until:
        what = f"{until} is not after {since}"
        hint = "It is the first day on which the row no longer holds; leave it empty for no end"
        yield _flaw(where, "until", what, hint)


def _flaw(where: str, column: str, what: str, hint: str) -> Problem:
    return Problem(what, where=f"{where}, {column}", hint=hint)


def _row(line: int, texts: dict[str, str]) -> GroupRow:
    app, room, user = (None if texts.get(name, "") in ("", "*") else texts[name] for name in NAMED)
    since, until = (_day(texts.get(name, "")) for name in ("from", "until"))
    value = " ".join(texts["value"].split())
    return GroupRow(line, texts["dimension"], value, app, room, user, since, until)


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
