"""The columns of the files of rows that a load reads, in their order."""

from __future__ import annotations

# The flat form's own, as the API names them.
FLAT_COLUMNS = [
    "SdkAppId", "TaskId", "RoomId", "RecordStartTime", "RecordStopTime", "Status", "FinishReason",
    "VideoId", "VideoType", "UserId", "VideoPlayTime", "VideoDuration", "VideoSize", "VideoFormat",
    "VideoUrl", "Width", "Height", "DurationUnit",
]  # fmt: skip
ROW_COLUMNS = [*FLAT_COLUMNS, "place", "ragged"]
USAGE_COLUMNS = ["place", "Time", "SdkAppId", "RoomId", "SubProduct", "Value"]
