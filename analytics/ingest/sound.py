"""Which tasks and files of DescribeOnlineRecord documents have plainly good values, column by column.

What is not plainly good may be good all the same; whether it is, sql/rules.sql decides.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.recordings import LARGEST
from analytics.ingest.sink import LATEST, LONGEST_VALUE

# The greatest length that is read, in ms; sql/rules.sql refuses what is longer.
_LONGEST_MS = 100_000_000_000
LARGEST_OF_VIDEO = {
    "VideoType": 4, "VideoPlayTime": _LONGEST_MS, "VideoDuration": _LONGEST_MS, "VideoSize": LARGEST - 1,
    "Width": (1 << 31) - 1, "Height": (1 << 31) - 1,
}  # fmt: skip
_NEEDED = ("VideoType", "VideoDuration")
_TEXTS_OF_TASK = (
    "SdkAppId", "TaskId", "RoomId", "GroupId", "RecordUserId", "Status", "FinishReason", "ReplayUrl", "RequestId",
)  # fmt: skip
_TEXTS_OF_VIDEO = ("VideoId", "UserId", "VideoFormat", "VideoUrl")
_TEXT = pa.string()
_STATUSES = pa.array(["PREPARED", "RECORDING", "PAUSED", "STOPPED", "FINISHED"])


class Unusual(Exception):
    """Something about these documents needs the general reader."""


def tasks(found: Any) -> Any:
    """Which tasks have plainly good values of their own."""
    good = pc.is_in(found.field("Status"), value_set=_STATUSES)
    good = pc.and_(good, _is_filled(as_text(found.field("TaskId"))))
    times = [_whole(found.field(name)) for name in ("RecordStartTime", "RecordStopTime")]
    for time in times:
        good = pc.and_(good, _within(time, LATEST))
    good = pc.and_(good, pc.greater(pc.max_element_wise(*times), 0))
    for name in ("TotalTime", "ExceptionCnt"):
        good = pc.and_(good, _within(_whole(found.field(name)), LARGEST - 1))
    for name in _TEXTS_OF_TASK:
        good = pc.and_(good, _is_short(found.field(name)))
    good = pc.and_(good, found.field("VideoInfos").is_valid())
    return good.fill_null(False).to_numpy(zero_copy_only=False)


def videos(found: Any) -> Any:
    """Which files have plainly good values."""
    ids = as_text(found.field("VideoId"))
    good = pc.and_(found.is_valid(), _is_filled(ids))
    good = pc.and_(good, pc.invert(pc.match_substring(ids, "E+")))
    for name, most in LARGEST_OF_VIDEO.items():
        column = _whole(found.field(name))
        is_good = _within(column, most)
        good = pc.and_(good, pc.and_(is_good, column.is_valid()) if name in _NEEDED else is_good)
    for name in _TEXTS_OF_VIDEO:
        good = pc.and_(good, _is_short(found.field(name)))
    return good.fill_null(False).to_numpy(zero_copy_only=False)


def _is_filled(texts: Any) -> Any:
    return pc.not_equal(pc.utf8_trim_whitespace(texts), "")


def _is_short(column: Any) -> Any:
    texts = as_text(column)
    return pc.less_equal(pc.binary_length(texts), LONGEST_VALUE)


def _within(numbers: Any, most: int) -> Any:
    """Whether numbers are between 0 and `most`, or not given."""
    fits = pc.and_(pc.greater_equal(numbers, 0), pc.less_equal(numbers, most))
    return fits.fill_null(True)


def _whole(column: Any) -> Any:
    if column.type == _TEXT:
        raise Unusual
    return column


def as_text(column: Any) -> Any:
    return pc.fill_null(column if column.type == _TEXT else column.cast(_TEXT), "")
