"""Which tasks and files of DescribeOnlineRecord documents have plainly good values, column by column.

What is not plainly good may be good all the same; whether it is, sql/rules.sql decides.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.core.model import LONGEST_FILE_MS
from analytics.ingest.common.limits import LONGEST_VALUE
from analytics.ingest.documents.recordings import LARGEST
from analytics.ingest.documents.writer import LATEST

LARGEST_OF_VIDEO = {
    "VideoType": 4, "VideoPlayTime": LONGEST_FILE_MS, "VideoDuration": LONGEST_FILE_MS, "VideoSize": LARGEST - 1,
    "Width": (1 << 31) - 1, "Height": (1 << 31) - 1,
}  # fmt: skip
# An id that a spreadsheet shortened, as rules.main.is_shortened has it.
SHORTENED = r"^[0-9]([.,][0-9]*)?[Ee]\+?[0-9]{1,3}$"
_NEEDED = ("VideoType", "VideoDuration")
_TEXTS_OF_TASK = (
    "SdkAppId", "TaskId", "RoomId", "GroupId", "RecordUserId", "Status", "FinishReason", "ReplayUrl", "RequestId",
)  # fmt: skip
_TEXTS_OF_VIDEO = ("VideoId", "UserId", "VideoFormat", "VideoUrl")
_TEXT = pa.string()
_STATUSES = pa.array(["PREPARED", "RECORDING", "PAUSED", "STOPPED", "FINISHED"])


class Unusual(Exception):
    """Something about these documents needs the general reader."""


def tasks(column: Any) -> Any:
    """Which tasks have plainly good values of their own."""
    times = [_whole(column.field(name)) for name in ("RecordStartTime", "RecordStopTime")]
    return _all(
        column,
        pc.is_in(column.field("Status"), value_set=_STATUSES),
        _is_filled(as_text(column.field("TaskId"))),
        *(_within(time, LATEST) for time in times),
        pc.greater(pc.max_element_wise(*times), 0),
        *(
            _within(_whole(column.field(name)), LARGEST - 1)
            for name in ("TotalTime", "ExceptionCnt")
        ),
        *(_is_short(column.field(name)) for name in _TEXTS_OF_TASK),
        _is_given(column.field("VideoInfos")),
    )


def videos(column: Any) -> Any:
    """Which files have plainly good values."""
    ids = as_text(column.field("VideoId"))
    return _all(
        column,
        _is_given(column),
        _is_filled(ids),
        pc.invert(pc.match_substring_regex(ids, SHORTENED)),
        *(_within(_whole(column.field(name)), most) for name, most in LARGEST_OF_VIDEO.items()),
        *(_is_given(column.field(name)) for name in _NEEDED),
        *(_is_short(column.field(name)) for name in _TEXTS_OF_VIDEO),
    )


def _all(column: Any, *tests: Any) -> Any:
    """Which pass every test; None is a test that all pass, so that it needs no look at each."""
    good = np.ones(len(column), dtype=bool)
    for test in tests:
        if test is not None:
            good &= test.fill_null(False).to_numpy(zero_copy_only=False)
    return good


def _is_given(column: Any) -> Any:
    return column.is_valid() if column.null_count else None


def _is_filled(texts: Any) -> Any:
    return pc.and_not(pc.greater(pc.binary_length(texts), 0), pc.utf8_is_space(texts))


def _is_short(column: Any) -> Any:
    if column.type != _TEXT:
        return None
    lengths = pc.binary_length(column)
    if (pc.max(lengths).as_py() or 0) <= LONGEST_VALUE:
        return None
    return pc.less_equal(lengths, LONGEST_VALUE).fill_null(True)


def _within(numbers: Any, most: int) -> Any:
    """Whether numbers are between 0 and `most`, or not given."""
    ends = pc.min_max(numbers).as_py()
    if (ends["min"] or 0) >= 0 and (ends["max"] or 0) <= most:
        return None
    fits = pc.and_(pc.greater_equal(numbers, 0), pc.less_equal(numbers, most))
    return fits.fill_null(True)


def _whole(column: Any) -> Any:
    if column.type == _TEXT:
        raise Unusual
    return column


def as_text(column: Any) -> Any:
    return pc.fill_null(column if column.type == _TEXT else column.cast(_TEXT), "")
