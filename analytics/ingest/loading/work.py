"""A file on its way into the database."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from analytics.ingest.common.manifest import Manifest, Options, Table
from analytics.storage.statements import ask

# What DuckDB reads of a table at a time.
BUFFER_BYTES = 32 << 20
MOST_BYTES = 256 << 20
# DuckDB refuses some files where a thread's quarter is no whole number of pages.
PAGE_BYTES = 1 << 16
# Of the 122,880 lines of a row group so many, since lines are not of one length. From nine tenths on it counts as one.
LINES_AT_ONCE = 116_000
# Before the vendor had this product nothing was recorded.
FIRST_YEAR = 2015


def first_moment(zone: str) -> datetime:
    """The beginning of the first year with recordings in `zone`, in UTC."""
    return _in_utc(datetime(FIRST_YEAR, 1, 1, tzinfo=ZoneInfo(zone)))


def end_of_tomorrow(zone: str, now: datetime) -> datetime:
    """The end of the day after `now` (UTC) in `zone`, in UTC: clocks may be wrong by a day, not by more."""
    day = now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date() + timedelta(days=2)
    return _in_utc(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class File:
    """A file to load: what it is called, when it came (UTC), what identifies its content, and what was seen in its bytes.
    `source` is "" for a file that somebody gave, else `sync` or `callback`.

    `hashed` will have the digest: reading takes no part of it, and hashing is half of what comes before reading.
    `has_blank`: a blank, or a character outside ASCII, which might be one.
    """

    name: str
    came_at: datetime
    hashed: Future[str]
    bytes: int
    lines: int
    is_sample: bool = False
    has_nul: bool = False
    has_blank: bool = True
    source: str = ""

    @property
    def digest(self) -> str:
        """Waits until the content is hashed. Raises Problem where it cannot be read."""
        return self.hashed.result()

    @property
    def import_id(self) -> str:
        return self.digest[:12]


@dataclass(frozen=True)
class Work:
    """The file, how it was understood, and what the person said about it."""

    file: File
    manifest: Manifest
    options: Options
    import_no: int

    @property
    def earliest(self) -> datetime:
        """Before this moment (UTC) nothing can have been recorded."""
        return first_moment(self.options.zone)

    @property
    def latest(self) -> datetime:
        """From this moment (UTC) on nothing can have been recorded yet."""
        return end_of_tomorrow(self.options.zone, self.file.came_at)

    @property
    def parts(self) -> list[Manifest]:
        """The file, or those inside it."""
        return self.manifest.parts or [self.manifest]

    @property
    def lines(self) -> int:
        """The lines of the table itself, which may have been packed."""
        table = self.manifest.rows
        return (table.lines if table else 0) or self.file.lines

    @property
    def is_quick(self) -> bool:
        """Whether the rows are read from the file as it was given, or as it was packed: a line each."""
        table = self.manifest.rows
        return table is not None and "place" not in table.columns

    @property
    def is_tidy(self) -> bool:
        """Whether no text that is read can begin or end with a blank."""
        table = self.manifest.rows
        return table is not None and table.is_as_given and not self.file.has_blank

    @property
    def day_start(self) -> datetime | None:
        """Noon of the day that was given, in UTC: far from midnight in the zones around."""
        if not self.options.day:
            return None
        day = date.fromisoformat(self.options.day)
        return _in_utc(
            datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(self.options.zone))
        )


def buffer_bytes(cursor: duckdb.DuckDBPyConnection, table: Table, lines: int) -> int:
    """How much of a table DuckDB reads at a time, of which a thread takes a quarter.

    Where a quarter is a little less than a row group it is saved as one. All else is first put together from several, to
    make whole ones: 1.38 s for a million lines, not 1.14. More than a row group would leave a small one behind, and
    DuckDB would put all of them together at its next checkpoint. Each thread needs some, else one of them works alone.
    """
    size = 4 * table.path.stat().st_size * LINES_AT_ONCE // max(1, lines)
    threads = ask(cursor, "load/threads")[0]["threads"]
    fits = lines >= 4 * threads * LINES_AT_ONCE and BUFFER_BYTES < size < MOST_BYTES
    return size // PAGE_BYTES * PAGE_BYTES if fits else BUFFER_BYTES
