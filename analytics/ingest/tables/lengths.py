"""Which of several columns is the length of the file, where the header alone does not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from analytics.core.errors import Problem
from analytics.ingest.tables import clock_notation, header, times, values
from analytics.ingest.tables.column_map import Columns
from analytics.ingest.tables.records import Record, cells_of

# Files fill at least half of the time from start to stop, and at most a twentieth more than all of it.
_LEAST_PERCENT = 50
_MOST_PERCENT = 105
_UNITS = ("ms", "s", "min")


def choose(table: Columns, rivals: Sequence[int], sample: Sequence[Record]) -> None:
    """Take the one of `rivals` that fills the clock, or of those that say the same the one in the finest unit.

    Raises Problem where they differ, and no clock tells them apart.
    """
    if len(rivals) < 2:
        return
    walls = list(_walls(table, sample))
    columns = {at: list(_milliseconds(table, at, sample)) for at in rivals}
    filling = {at: sum(map(_fills, lengths, walls)) for at, lengths in columns.items()}
    most = max(filling.values())
    best = [at for at, rows in filling.items() if rows == most]
    if len(best) > 1 and not _agree([columns[at] for at in best]):
        names = " and ".join(f'"{table.labels[at]}"' for at in best[:3])
        raise Problem(
            f"the length may stand in {names}, and nothing in the file says which",
            hint='Choose on the Imports page, or name that column "VideoDuration", with its unit in brackets',
        )
    table.index["VideoDuration"] = min(best, key=lambda at: _fineness(table, at))


def _fineness(table: Columns, at: int) -> tuple[int, int]:
    unit = header.read(table.labels[at]).unit
    return (_UNITS.index(unit) if unit in _UNITS else len(_UNITS), at)


def _milliseconds(table: Columns, at: int, sample: Sequence[Record]) -> Iterator[list[Decimal]]:
    """For each row the lengths that the cell may mean: one where its unit is known."""
    unit = header.read(table.labels[at]).unit
    for cell in cells_of(sample, at):
        readings = []
        for assumed in [unit] if unit in values.UNIT_MS else _UNITS:
            text, cell_unit = values.length(
                cell, values.Lengths(assumed, values.Numbers(",", "."), "mm:ss")
            )
            ms = values.milliseconds(text, cell_unit)
            if ms is not None:
                readings.append(ms)
        yield readings


def _walls(table: Columns, sample: Sequence[Record]) -> Iterator[int]:
    """For each row the milliseconds from start to stop, 0 where they are not known."""
    places = [table.index.get(column) for column in ("RecordStartTime", "RecordStopTime")]
    for record in sample:
        moments = [
            times.moment(record.cells[at].strip(), times.Moments("dmy"))
            for at in places
            if at is not None and at < len(record.cells)
        ]
        yield clock_notation.between(*moments) if len(moments) == 2 else 0


def _fills(lengths: Sequence[Decimal], wall: int) -> bool:
    return any(wall * _LEAST_PERCENT <= ms * 100 <= wall * _MOST_PERCENT for ms in lengths if wall)


def _agree(columns: Sequence[Sequence[Sequence[Decimal]]]) -> bool:
    """Whether the columns say the same in each row, as far as minutes without decimals can."""
    first, *later = columns
    return all(
        any(
            abs(ms - other_ms) <= values.UNIT_MS["min"] // 2
            for ms in lengths
            for other_ms in other_lengths
        )
        for column in later
        for lengths, other_lengths in zip(first, column, strict=False)
        if lengths or other_lengths
    )
