"""What stands in two columns: days apart from the times of a clock, hours apart from minutes."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.core.errors import Problem
from analytics.ingest.tables import header, times, words
from analytics.ingest.tables.cell_tests import fits
from analytics.ingest.tables.column_map import DAY, TIMES, Columns
from analytics.ingest.tables.records import Record, cells_of


def join(found: Columns, sample: Sequence[Record]) -> None:
    """Read a clock on the day beside it. Raises Problem where a length stands in two columns."""
    _join_clocks(found, sample)
    _find_day(found, sample)
    _refuse_split(found, sample)


def _refuse_split(found: Columns, sample: Sequence[Record]) -> None:
    """Hours in one column and minutes in another, or minutes and seconds, would lose the smaller."""
    at = found.index.get("VideoDuration")
    unit = header.read(found.labels[at]).unit if at is not None else ""
    smaller = {"h": "min", "min": "s"}.get(unit, "")
    for other, label in found.extras():
        cells = list(filter(None, cells_of(sample, other)))
        name = header.read(label)
        is_length = any(meaning.column == "VideoDuration" for meaning in name.meanings)
        if is_length and name.unit == smaller and cells and all(map(_below_60, cells)):
            raise Problem(
                f'the length stands in two columns, "{found.label("VideoDuration")}" and "{label}"',
                hint="Put it into one, as in 1:05:00, and import that",
            )


def _below_60(cell: str) -> bool:
    return cell.isdigit() and int(cell) < 60


def _join_clocks(found: Columns, sample: Sequence[Record]) -> None:
    """A start that is a day beside one that is a clock's time: the clock is read on that day."""
    for (
        column
    ) in TIMES:  # of the two days the start's, so that a stop after midnight is on the next
        at = found.index.get(column)
        if at is None or not all(times.is_day(cell) for cell in cells_of(sample, at) if cell):
            continue
        for other, label in found.extras():
            cells = list(filter(None, cells_of(sample, other)))
            means = {meaning.column for meaning in header.read(label).meanings}
            if column in means and cells and all(map(times.is_clock, cells)):
                found.index[column] = other
                found.index[DAY], found.how[DAY] = at, "word"
                break


def _find_day(found: Columns, sample: Sequence[Record]) -> None:
    """A column of days, where times are only those of a clock, or where there are none."""
    if DAY in found.index:
        return
    named = [at for at, label in enumerate(found.labels) if words.key(label) in words.DAYS]
    days = [at for at in named if fits(TIMES[0], list(filter(None, cells_of(sample, at)))) > 0]
    if not days:
        return
    mapped = [found.index[column] for column in TIMES if column in found.index]
    if not mapped:
        found.index[TIMES[1]], found.how[TIMES[1]] = days[0], "looks"
    elif any(times.is_clock(cell) for at in mapped for cell in cells_of(sample, at)):
        found.index[DAY], found.how[DAY] = days[0], "word"
