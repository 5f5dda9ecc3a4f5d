"""Writer of what documents hold: files of texts for the load, and notes for the receipt."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics.ingest.common.flat_form import ROW_COLUMNS, USAGE_COLUMNS
from analytics.ingest.common.limits import LONGEST_REST, LONGEST_VALUE
from analytics.ingest.common.manifest import Options
from analytics.ingest.documents import grids, headings
from analytics.ingest.documents.items import (
    DAILY_USAGE,
    ROOM_DAILY_USAGE,
    Event,
    Item,
    Page,
    Recording,
    Row,
    Shape,
    Stranger,
    Usage,
)
from analytics.ingest.documents.json_text import to_json
from analytics.ingest.documents.recordings import LISTS, number
from analytics.ingest.documents.rows_file import RowsFile
from analytics.ingest.documents.stream import LOG_LINE

RECORDING_COLUMNS = [
    "place", "TaskId", "SdkAppId", "RoomId", "GroupId", "RecordUserId", "Status", "FinishReason",
    "RecordStartTime", "RecordStopTime", "TotalTime", "DurationUnit", "ExceptionCnt",
    "OmittedDurations", "ErrorCode", "ErrorMsg", "document",
]  # fmt: skip
# The typed tables of the quick way, beside the texts.
TYPED_ROWS, TYPED_RECORDINGS = "rows.parquet", "recordings.parquet"

_MOST_STATUSES = 10
# The last second of ten digits; more digits are milliseconds, and no wall clock.
LATEST = 9_999_999_999
# A row stays on its line, whatever its values hold.
_NO_NUL = {0: "\u2400"}
_ONE_LINE = {**_NO_NUL, 10: "\u240a", 13: "\u240d"}


@dataclass
class Notes:
    """What is said about the documents of a file, beside their rows."""

    counts: Counter[Shape] = field(default_factory=Counter)
    pages: dict[tuple[Shape, int], set[str]] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)
    recordings: int = 0
    usages: int = 0
    texts: int = 0
    timeless: int = 0
    long_rests: int = 0
    has_usage_pages: bool = False
    first_timeless: tuple[str, str] = ("", "")
    # Tasks that are over and name no list of files, with the first of them.
    nameless: int = 0
    # Words for a status, and what they were read as.
    statuses: dict[str, str] = field(default_factory=dict)
    first_nameless: Recording | None = None
    has_files: bool = False
    # The first of each flaw.
    strangers: dict[str, Stranger] = field(default_factory=dict)
    encoding: str = ""
    rows: Path | None = None

    def main_shape(self) -> Shape | None:
        """The shape of most documents; recordings before usage, and an empty page where there is nothing else."""
        usage = (DAILY_USAGE, ROOM_DAILY_USAGE)
        shapes = [shape for shape, _ in self.counts.most_common()]
        return next((shape for shape in shapes if shape not in usage), next(iter(shapes), None))

    def told(self) -> list[str]:
        """Sentences for the receipt."""
        sentences = []
        for (shape, total), ids in self.pages.items():
            if total > len(ids):
                noun = "lines" if shape in (DAILY_USAGE, ROOM_DAILY_USAGE) else "tasks"
                sentences.append(
                    f"The query has {total:,} {noun}, this file holds {len(ids):,} of them: "
                    "import its other pages too."
                )
        for name, count in self.events.items():
            if name == LOG_LINE:
                sentences.append(
                    f"Lines of the log without a document were passed over: {count:,}."
                )
            else:
                sentences.append(f"Passed over, for it holds no recording: {name} ({count:,}).")
        if self.first_nameless:
            tasks = "1 task is" if self.nameless == 1 else f"{self.nameless:,} tasks are"
            sentences.append(
                f"{tasks} over and {'names' if self.nameless == 1 else 'name'} no list of files ({', '.join(LISTS.values())}), so that "
                f"nothing of {'it' if self.nameless == 1 else 'them'} is counted: the first at {self.first_nameless.path}."
            )
        for word, status in list(self.statuses.items())[:_MOST_STATUSES]:
            sentences.append(f'Status "{word[:40]}" was read as {status}.')
        if self.encoding:
            sentences.append(f"The file is not UTF-8; it was read as {self.encoding}.")
        if self.long_rests:
            sentences.append(
                f"In {self.long_rests:,} documents the fields that are not read are too long to be kept."
            )
        return sentences


class Sink:
    """Three files of texts, all cells in quotes, one record a line; what a record lacks is empty.

    Rows of a table go into a file of their own, and with them what cannot be read and stands after the first of them.
    """

    def __init__(self, folder: Path, options: Options) -> None:
        self.notes = Notes()
        self._options = options
        names = (
            ("rows", ROW_COLUMNS),
            ("recordings", RECORDING_COLUMNS),
            ("usages", USAGE_COLUMNS),
        )
        self._columns = dict(names)
        self._files = {
            name: (folder / f"{name}.csv").open(
                "w", encoding="utf-8", errors="backslashreplace", newline=""
            )
            for name, _ in names
        }
        self._writers = {
            name: csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            for name, file in self._files.items()
        }
        for name, columns in names:
            self._writers[name].writerow(columns)
        self._table = RowsFile(folder / "rows.jsonl")
        self._heading: list[str] = []
        # What could not be read before the first row: it belongs to the documents, where there are some.
        self._early = 0

    def __enter__(self) -> Sink:
        return self

    def __exit__(self, *_: object) -> None:
        self._table.close(left_out=self._early if self.notes.counts else 0)
        self.notes.rows = self._table.path if self._table.rows else None
        for file in self._files.values():
            file.close()

    def add(self, item: Item) -> None:
        """Write down what was found.

        An object that is nothing by itself is a row where its names are those of the rows before it.
        """
        if isinstance(item, Recording | Stranger) and item.document and self._table.rows:
            cells = headings.cells(item.document)
            if self._table.has_names(cells):
                item = Row(item.path, cells)
        match item:
            case Recording():
                self._recording(item)
            case Usage():
                self.notes.usages += 1
                self.notes.counts[item.shape] += 1
                self._write("usages", {**item.facts, "place": item.path})
            case Page():
                self._page(item)
            case Event():
                self.notes.events[item.name] += 1
            case Row():
                self._table.add(item.path, item.cells)
            case Stranger():
                self.notes.strangers.setdefault(item.flaw, item)
                flaw = f"{item.flaw}:{item.shown[:LONGEST_VALUE]}"
                self._table.add_flawed(item.path, flaw)
                if not self._table.rows:
                    self._early += 1
                    self._write("rows", {"place": item.path, "ragged": flaw})

    @property
    def row_count(self) -> int:
        return self._table.rows

    def takes_list(self, place: str, items: list[Any]) -> bool:
        """Whether a list of plain values is a header, or a row under the last one, which is added."""
        if any(isinstance(value, dict | list) for value in items):
            return False
        if len(items) == len(self._heading):
            self.add(grids.row(self._heading, items, place))
            return True
        self._heading = headings.heading(items)
        return bool(self._heading)

    def took(self, shape: Shape, count: int, *, has_files: bool) -> None:
        """Note so many recordings of a shape, and whether they name files."""
        self.notes.counts[shape] += count
        self.notes.recordings += count
        self.notes.has_files = self.notes.has_files or has_files

    def _recording(self, item: Recording) -> None:
        notes, facts, shape = self.notes, item.facts, item.shape
        unit = self._options.unit or shape.unit
        self.took(shape, 1, has_files=bool(item.videos or item.broken))
        if item.status_word and len(notes.statuses) <= _MOST_STATUSES:
            notes.statuses[item.status_word] = facts["Status"]
        if item.is_nameless:
            notes.nameless += 1
            notes.first_nameless = notes.first_nameless or item
        is_timeless = not facts["RecordStartTime"] and not facts["RecordStopTime"]
        if is_timeless and not shape.has_times and not self._options.day:
            notes.timeless += 1
            if notes.timeless == 1:
                notes.first_timeless = (shape.name, item.path)
        for place, video in item.videos:
            self._write("rows", {"DurationUnit": unit, **facts, **video, "place": place})
        for place, flaw, shown in item.broken:
            self._write("rows", {"place": place, "ragged": f"{flaw}:{shown}"})
        unread = to_json(item.rest) if item.rest else ""
        if len(unread) > LONGEST_REST:
            notes.long_rests += 1
            unread = ""
        values = {**facts, "place": item.path, "DurationUnit": unit}
        self._write("recordings", values, document=unread)

    def _page(self, page: Page) -> None:
        self.notes.counts[page.shape] += 0
        if page.shape in (DAILY_USAGE, ROOM_DAILY_USAGE):
            self.notes.has_usage_pages = True
        total = number(page.total)
        if total:
            self.notes.pages.setdefault((page.shape, total), set()).update(page.held)

    def _write(self, name: str, values: dict[str, str], document: str = "") -> None:
        cells = [values.get(column, "") for column in self._columns[name]]
        longest_cell = max(map(len, cells))
        if longest_cell > LONGEST_VALUE:
            cells = [cell[:LONGEST_VALUE] for cell in cells]
            if name == "rows" and not values.get("ragged"):
                cells[-1] = f"too_long:{longest_cell:,} characters"
        if document:
            cells[-1] = document
        if not "".join(cells).isprintable():
            marks = _ONE_LINE if name == "rows" else _NO_NUL
            cells = [cell.translate(marks) for cell in cells]
        self.notes.texts += name == "rows"
        self._writers[name].writerow(cells)
