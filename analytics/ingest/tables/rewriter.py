"""The rows of a table in canonical form: the flat form's columns, one record a line, each with its place."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from analytics.files.formula_guard import unguarded
from analytics.ingest.common.manifest import Table
from analytics.ingest.tables import times, total_rows, values, words, zones
from analytics.ingest.tables.column_map import DAY, EXPLAINING, KIND_OF, TIMES, WHOLE, Columns
from analytics.ingest.tables.number_forms import LENGTHS, Forms
from analytics.ingest.tables.rows import Row, Rows, is_total_word
from analytics.ingest.tables.usage_lines import Usages
from analytics.ingest.tables.values import Lengths
from analytics.ingest.tables.words import FLAT_COLUMNS

# Cells that may hold something else than a value: an error, a formula, a text that a spreadsheet was kept from reading.
_ODD = ("#", "=", "'", "Err:")
_AS_TEXT = re.compile(r'="([^"]*)"')
_NEEDED = frozenset({"VideoId", "VideoType", "VideoDuration", "Status", *TIMES})

_UNITS = (*values.UNIT_MS, values.CLOCK)
_POINT_ZERO = re.compile(r"[0-9]+\.0", re.ASCII)

Reader = Callable[[str], str]


@dataclass
class Rewriter:
    """Turns the cells of a row into canonical ones; `columns` are what comes out, in order.

    `extras` are the names of unknown columns of the whole import so far, in the order of extra_<n>; new ones are added.
    """

    source: Columns
    forms: Forms
    extras: list[str] = field(default_factory=list)
    rounded: int = 0
    emptied: Counter[str] = field(default_factory=Counter)
    statuses: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        index = self.source.index
        self._kinds = {
            name.removeprefix(KIND_OF): kind
            for name, kind in self.source.choices.items()
            if name.startswith(KIND_OF)
        }
        self._is_ours = any(label in EXPLAINING for label in self.source.labels)
        self._simple: list[tuple[str, int, Reader | None]] = []
        self.columns: list[str] = []
        for column in FLAT_COLUMNS:
            if column in index and column not in (*LENGTHS, "DurationUnit"):
                self.columns.append(column)
                self._simple.append((column, index[column], self._reader(column)))
        self.usages = Usages(self.source)
        self._day = index.get(DAY)
        self._extra_at: dict[int, int] = {}
        for at, label in self.source.extras():
            label = unguarded(label) if self._is_ours else label
            if label not in self.extras:
                self.extras.append(label)
            self._extra_at[self.extras.index(label)] = at
        self._length, self._play, self._unit = (
            index.get(column) for column in (*LENGTHS, "DurationUnit")
        )
        self.columns += [column for column in LENGTHS if column in index]
        self.columns += ["DurationUnit"]
        self.columns += [f"extra_{number}" for number in range(1, len(self.extras) + 1)]
        self.columns += ["place", "ragged"]

    def row(self, row: Row) -> tuple[list[str], Decimal | None]:
        """The canonical cells, and the exact milliseconds of the row's length where it can be read.

        The last cell is the row's flaw: its own, or "column|name" where a needed cell holds no value.
        """
        cells = list(map(unguarded, row.cells)) if self._is_ours else row.cells
        if self._day is not None:
            cells = self._with_days(cells, cells[self._day].strip())
        if self.forms.zone_at is not None:
            cells = self._with_zone(cells, cells[self.forms.zone_at].strip())
        out, flaw = [], row.flaw
        for column, at, reader in self._simple:
            cell = cells[at].strip()
            if cell.startswith(_ODD):
                cell, odd = self._value(column, cell)
                flaw = flaw or odd
                if odd:
                    out.append(cell)
                    continue
            if len(cell) <= 8 and values.is_nothing(cell):
                cell = ""
            out.append(reader(cell) if reader and cell else cell)
        lengths, unit, ms, odd = self._lengths(cells)
        flaw = flaw or odd
        out += lengths
        out.append(unit)
        for number in range(len(self.extras)):
            at_extra = self._extra_at.get(number)
            out.append("" if at_extra is None else cells[at_extra])
        out.append(row.place)
        out.append(flaw)
        if any(
            "\r" in cell for cell in out
        ):  # DuckDB takes the first line break for that of all lines
            out = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in out]
        return out, ms

    def _value(self, column: str, cell: str) -> tuple[str, str]:
        """A cell as it was meant, and the flaw where a needed one holds a spreadsheet's error or a formula. Where that carries
        no minutes an error is left out and counted, and any other text stays what it is.
        """
        if text := _AS_TEXT.fullmatch(cell):
            return text[1].strip(), ""
        is_error = values.is_error(cell)
        if column in _NEEDED:
            flaw = "formula" if cell[0] == "=" else "excel_error" if is_error else ""
            is_kept_text = cell[0] == "'" and column not in ("VideoId", "Status")
            return (cell[1:].strip() if is_kept_text else cell), flaw and f"{column}|{flaw}"
        self.emptied[column] += is_error
        return ("" if is_error else cell), ""

    def is_named_total(self, row: Row) -> bool:
        """Whether a word for "total" stands where a video has its id."""
        at = self.source.index.get("VideoId")
        return at is not None and is_total_word(row.cells[at])

    def _with_days(self, cells: Sequence[str], day: str) -> list[str]:
        """Times of a clock on the row's day; a stop before its start is on the day after."""
        dated = list(cells)
        read: dict[str, str] = {}
        for column in TIMES:
            at = self.source.index.get(column)
            if at is not None and day and times.is_clock(cells[at].strip()):
                form = self.forms.moments.get(column, times.Moments())
                dated[at] = read[column] = times.moment(f"{day} {cells[at].strip()}", form)
        stop, start = (read.get(column, "") for column in TIMES)
        if start and stop and stop.replace(" ", "T") < start.replace(" ", "T"):
            dated[self.source.index[TIMES[0]]] = times.next_day(stop)
        return dated

    def _with_zone(self, cells: Sequence[str], zone: str) -> list[str]:
        """Times with the row's zone, where neither they nor their header say one."""
        zoned = list(cells)
        for column in TIMES:
            at = self.source.index.get(column)
            form = self.forms.moments.get(column, times.Moments())
            if at is not None and not form.zone:
                zoned[at] = times.moment(
                    cells[at].strip(), replace(form, zone=zones.header_zone(zone))
                )
        return zoned

    def _lengths(self, cells: Sequence[str]) -> tuple[list[str], str, Decimal | None, str]:
        """The two lengths of a row in one unit, that unit, the exact milliseconds of its duration, and its flaw."""
        cell_unit = "" if self._unit is None else values.unit(cells[self._unit])
        texts: list[str] = []
        unit, ms, flaw = cell_unit or self.forms.unit, None, ""
        if self._length is not None:
            cell = cells[self._length].strip()
            if cell.startswith(_ODD):
                cell, flaw = self._value("VideoDuration", cell)
            if self.source.parts:
                text, unit = self._joined(cells), values.CLOCK
            else:
                text, unit = self._read(cell, "VideoDuration", cell_unit)
            ms = values.milliseconds(text, unit)
            if ms is not None and unit in ("min", "h") and ms % 1:
                self.rounded += 1
            texts.append(text)
        if self._play is not None:
            cell = cells[self._play].strip()
            if cell.startswith(_ODD):
                cell, _ = self._value("VideoPlayTime", cell)
            play, play_unit = self._read(cell, "VideoPlayTime", cell_unit)
            play_ms = None if play_unit == unit else values.milliseconds(play, play_unit)
            texts.append(play if play_ms is None else values.expressed(play_ms, unit))
        return texts, unit, ms, flaw

    def _joined(self, cells: Sequence[str]) -> str:
        """h:mm:ss of a length whose parts stand in several columns; where one cannot be read, all of them as they stand."""
        parts = [(unit, cells[at].strip()) for unit, at in self.source.parts.items()]
        texts = [values.whole(text, values.Numbers(",", ".")) or "0" for _, text in parts]
        if not any(text for _, text in parts):
            return ""
        if not all(map(values.is_digits, texts)) or any(len(text) > 2 for text in texts[1:]):
            return " ".join(f"{text} {unit}" for unit, text in parts if text)
        seconds = (
            sum(
                int(text) * values.UNIT_MS[unit]
                for (unit, _), text in zip(parts, texts, strict=True)
            )
            // 1000
        )
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    def _read(self, cell: str, column: str, cell_unit: str) -> tuple[str, str]:
        form = self.forms.lengths.get(column, Lengths())
        cell = cell.strip()
        if column != "VideoDuration" and values.is_nothing(cell):
            return "", cell_unit or form.unit
        if cell_unit == values.CLOCK:
            return values.clock(cell, "") or cell, cell_unit
        if cell_unit:
            form = Lengths(cell_unit, form.numbers, form.colons)
        return values.length(cell, form) if form.unit in _UNITS else (cell, cell_unit)

    def _kind(self, cell: str) -> str:
        return self._kinds.get(words.key(cell)) or values.kind(cell)

    def _reader(self, column: str) -> Reader | None:
        if column == "VideoType":
            return self._kind if self._kinds else values.kind
        if column == "Status":
            return self._status
        if column in TIMES:
            form = self.forms.moments.get(column, times.Moments())
            return lambda cell: times.moment(cell, form)
        if column in WHOLE:
            numbers = self.forms.whole.get(column, values.Numbers())
            return lambda cell: values.whole(cell, numbers)
        if column in ("SdkAppId", "RoomId"):
            return lambda cell: cell[:-2] if _POINT_ZERO.fullmatch(cell) else cell
        return None

    def _status(self, cell: str) -> str:
        read = values.status(cell)
        if read != cell.upper():
            self.statuses[cell] = read
        return read


def write(
    rows: Rows,
    rewriter: Rewriter,
    target: Path,
    most: int | None = None,
    above: Iterable[Mapping[str, str]] = (),
) -> tuple[Table, total_rows.Sums]:
    """Write canonical rows to `target`, at most so many; what was read on the way is in the sums. `above` are the cells, by
    column, of refused rows that stand above the header.
    """
    sums = total_rows.Sums()
    compared = 0
    named_totals: list[Row] = []
    with target.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows([row.get(column, "") for column in rewriter.columns] for row in above)
        for row in rows:
            for total in rows.totals[compared:]:
                total_rows.compare(total, rewriter.row(total)[1], rewriter.source, sums)
            compared = len(rows.totals)
            if rewriter.usages.take(row):
                continue
            cells, ms = rewriter.row(row)
            if rewriter.is_named_total(row):
                if sums.is_sum(ms):
                    sums.said.append(total_rows.only_total(row))
                    sums.since_total = Decimal(0)
                else:
                    named_totals.append(row)
                continue
            writer.writerow(cells)
            sums.add(ms)
            if most is not None and sums.rows >= most:
                return Table(path=target, columns=rewriter.columns, skip=0), sums
        for total in rows.totals[compared:]:
            total_rows.compare(total, rewriter.row(total)[1], rewriter.source, sums)
        for row in rows.tail:
            if rewriter.usages.take(row):
                continue
            cells, ms = rewriter.row(row)
            if rows.is_note(row) and ms is None:
                text = next(cell.strip() for cell in row.cells if cell.strip())
                sums.said.append(f'{row.where} ("{text[:60]}") is a note and was not read.')
            elif sums.is_sum(ms):
                sums.said.append(total_rows.only_total(row))
            else:
                writer.writerow(cells)
                sums.add(ms)
        for row in named_totals:
            cells, ms = rewriter.row(row)
            if sums.is_sum(ms):
                sums.said.append(total_rows.only_total(row, "of the other rows"))
            else:
                writer.writerow(cells)
                sums.add(ms)
                sums.said.append(
                    f"{row.where} has a word for totals in place of an id, and counts as a video: its length is not that of the other rows."
                )
    return Table(path=target, columns=rewriter.columns, skip=0), sums
