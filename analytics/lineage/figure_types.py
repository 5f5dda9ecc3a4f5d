"""The sorts of figures: how their rows are added up, and what these rows are."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Unit(StrEnum):
    """What a figure counts, and so how its rows are added up."""

    MINUTES = "minutes"
    """Sum of milliseconds, shown in minutes."""
    MONEY = "money"
    """Sum of amounts, exact, rounded once for showing."""
    FILES = "files"
    """Number of rows."""
    LESSONS = "lessons"
    """Number of rows, each a lesson."""
    DAYS = "days"
    """Number of different billing days."""
    PRICE = "price"
    """Sum of amounts for 1,000 minutes of the sum of milliseconds."""
    SHARE = "share"
    """Sum of milliseconds as a part of another figure's."""
    LEFT = "left"
    """What the sum of milliseconds leaves of what there was before."""
    WORTH = "worth"
    """What the sum of milliseconds would cost at a price for 1,000 minutes."""
    MEDIAN = "median"
    """The middle of the rows' milliseconds."""
    ROWS = "rows"
    """Number of rows, of whatever sort."""


class Rows(StrEnum):
    """What a figure's rows are."""

    FILES = "files"
    """Recorded files, found by a question with filters."""
    BILL = "bill"
    """Lines of a settlement: fees and packs bought, and files with who paid for them."""
    WORKED = "worked"
    """Lines that are worked out: days of use, of storage, of a forecast, of an estimate."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One sort of number: what it means, where it is read, what adds up to it.

    ``question`` is the SQL file that the shown number came from. ``cut`` is what is always asked of
    its rows, such as only billable files. ``asked`` gives the sums of days (columns
    day, files, ms) where $each is false, else the rows, of which $most after $skip others.
    """

    title: str
    formula: str
    question: str
    unit: Unit
    rows: Rows = Rows.FILES
    cut: MappingProxyType[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    asked: str = "lineage_files"
