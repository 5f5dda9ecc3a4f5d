"""The views of a snapshot: what stands in each column, and in which unit. Spreadsheets, BI tools and typed SQL read them."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """A column: its name, its type as DuckDB calls it, and what it says."""

    name: str
    type: str
    meaning: str


class View(NamedTuple):
    """A view, which is one Parquet file of a snapshot."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    def to_json(self) -> dict[str, object]:
        """As `sql --schema --json` says it."""
        columns = [column._asdict() for column in self.columns]
        return {"view": self.name, "meaning": self.meaning, "columns": columns}


_DAY = Column("day", "DATE", "billing day, cut in the zone and at the edge of the team's plan")
_MONTH = Column("month", "VARCHAR", "its month, as 2024-03")
_APP = Column("app", "VARCHAR", "SdkAppId; empty where nothing says it")
_ROOM = Column("room", "VARCHAR", "RoomId")
_RECORDING = Column("recording", "VARCHAR", "TaskId, one a lesson")
_KIND = Column("kind", "VARCHAR", "camera, screen, whiteboard, mixed or audio")
_STARTED = Column("started_at", "TIMESTAMP", "start, in UTC")
_STOPPED = Column("stopped_at", "TIMESTAMP", "stop, in UTC")
_STATE = Column("state", "VARCHAR", "state of the task; FINISHED ones are billed")
_REASON = Column("finish_reason", "VARCHAR", "why the recording ended")
_FILES = Column("files", "BIGINT", "recorded files")
_MS = Column("ms", "BIGINT", "length of all files, in ms")
_BILLABLE = Column(
    "billable_ms",
    "BIGINT",
    "length of the camera, screen and whiteboard files of finished tasks, in ms",
)

VIEWS = (
    View(
        "files",
        "one row a recorded file that counts",
        (
            _DAY, _MONTH, _APP, _ROOM,
            Column("user", "VARCHAR", "UserId; empty for whiteboard and mixed streams"),
            _RECORDING,
            Column("file", "VARCHAR", "VideoId"),
            _KIND, _STATE, _REASON,
            Column("billable", "BOOLEAN", "whether it is camera, screen or whiteboard of a finished task"),
            Column("ms", "BIGINT", "length, in ms"),
            _STARTED, _STOPPED,
            Column("size_bytes", "BIGINT", "size, in bytes"),
            Column("width", "INTEGER", "width of the picture, in pixels"),
            Column("height", "INTEGER", "height of the picture, in pixels"),
            Column("format", "VARCHAR", "file format"),
        ),
    ),
    View(
        "lessons",
        "one row a lesson with a file that counts",
        (
            _DAY, _MONTH, _APP, _ROOM, _RECORDING, _FILES,
            Column("cameras", "BIGINT", "users that left a camera or screen share"),
            _MS, _BILLABLE, _STARTED, _STOPPED, _STATE, _REASON,
        ),
    ),
    View(
        "days",
        "one row a day, app and kind",
        (_DAY, _MONTH, _APP, _KIND, _FILES, _MS, _BILLABLE),
    ),
    View(
        "costs",
        "cost of use under the team's plan, one row a day, app, room and kind; monthly fees and expired pack minutes are no "
        "file's and not in it",
        (
            _DAY, _MONTH, _APP, _ROOM, _KIND, _FILES, _MS,
            Column("charged_ms", "BIGINT", "length that is charged, after ratios and before rounding, in ms"),
            Column("usage", "DECIMAL(38,12)", "postpaid charges and used parts of packs, before rounding to cents"),
            Column("currency", "VARCHAR", "currency of the usage"),
        ),
    ),
)  # fmt: skip
