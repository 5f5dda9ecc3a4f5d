"""What stands in two columns: days apart from the times of a clock, hours apart from minutes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from analytics.ingest.tables import header, times, values, words
from analytics.ingest.tables.cell_tests import fits
from analytics.ingest.tables.column_map import DAY, TIMES, Columns
from analytics.ingest.tables.records import Record, cells_of

# The units of a length that stands in several columns, the largest first.
PARTS = ("h", "min", "s")


def join(columns: Columns, sample: Sequence[Record]) -> None:
    """Read a clock on the day beside it, and a length whose hours, minutes and seconds stand apart."""
    _join_clocks(columns, sample)
    _find_day(columns, sample)
    _join_lengths(columns, sample)


def _join_lengths(columns: Columns, sample: Sequence[Record]) -> None:
    """Hours in one column and minutes in the next, or minutes and seconds: one alone would lose the other."""
    if "VideoDuration" not in columns.index:
        return
    by_unit: dict[str, int] = {}
    for at, label in enumerate(columns.labels):
        name = header.read(label)
        is_length = any(meaning.column == "VideoDuration" for meaning in name.meanings)
        if is_length and name.unit in PARTS:
            by_unit.setdefault(name.unit, at)
    units = [unit for unit in PARTS if unit in by_unit]
    smaller = [list(filter(None, cells_of(sample, by_unit[unit]))) for unit in units[1:]]
    is_in_a_row = "".join(units) in "".join(PARTS)
    if len(units) < 2 or not is_in_a_row or columns.index["VideoDuration"] not in by_unit.values():
        return
    # Sixty and more is the whole length once more, in another unit.
    if all(cells and not any(map(_is_60, cells)) for cells in smaller):
        columns.index["VideoDuration"] = by_unit[units[0]]
        columns.parts = {unit: by_unit[unit] for unit in units}


def _is_60(cell: str) -> bool:
    """Whether a number is no part of the next larger unit."""
    text = values.number(cell, values.Numbers())
    return text is not None and Decimal(text) >= 60


def _join_clocks(columns: Columns, sample: Sequence[Record]) -> None:
    """A start that is a day beside one that is a clock's time: the clock is read on that day."""
    for (
        column
    ) in TIMES:  # of the two days the start's, so that a stop after midnight is on the next
        at = columns.index.get(column)
        if at is None or not all(times.is_day(cell) for cell in cells_of(sample, at) if cell):
            continue
        for clock_at, label in columns.extras():
            cells = list(filter(None, cells_of(sample, clock_at)))
            means = {meaning.column for meaning in header.read(label).meanings}
            if column in means and cells and all(map(times.is_clock, cells)):
                columns.index[column] = clock_at
                columns.index[DAY], columns.how[DAY] = at, "word"
                break


def _find_day(columns: Columns, sample: Sequence[Record]) -> None:
    """A column of days, where times are only those of a clock, or where there are none."""
    if DAY in columns.index:
        return
    by_name = [at for at, label in enumerate(columns.labels) if words.key(label) in words.DAYS]
    days = [at for at in by_name if fits(TIMES[0], list(filter(None, cells_of(sample, at)))) > 0]
    if not days:
        return
    mapped = [columns.index[column] for column in TIMES if column in columns.index]
    if not mapped:
        columns.index[TIMES[1]], columns.how[TIMES[1]] = days[0], "looks"
    elif any(times.is_clock(cell) for at in mapped for cell in cells_of(sample, at)):
        columns.index[DAY], columns.how[DAY] = days[0], "word"
