"""Small exports for the tests: rows of the flat form and documents of the API, good unless said otherwise."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

EXPORTS = Path(__file__).parents[1] / "fixtures" / "exports"
FLAT = (
    *("SdkAppId", "TaskId", "RoomId", "RecordStartTime", "RecordStopTime", "Status"),
    *("FinishReason", "VideoId", "VideoType", "UserId", "VideoPlayTime", "VideoDuration"),
    *("VideoSize", "VideoFormat", "VideoUrl", "Width", "Height"),
)
MINUTE = 60_000
NINE = 1711501200  # 27 March 2024, 09:00 in Shanghai


def row(video_id: str, **cells: object) -> dict[str, str]:
    """A row of the flat form: a minute of camera in a lesson of a minute, at nine in Shanghai."""
    good = {
        "SdkAppId": 1400000001,
        "TaskId": "lesson",
        "RoomId": 7,
        "RecordStartTime": NINE,
        "RecordStopTime": NINE + 60,
        "Status": "FINISHED",
        "FinishReason": "AUTO",
        "VideoId": video_id,
        "VideoType": 0,
        "UserId": "teacher",
        "VideoPlayTime": 0,
        "VideoDuration": MINUTE,
    }
    return {name: str(value) for name, value in {**good, **cells}.items()}


def flat(
    rows: Iterable[dict[str, str]], columns: Sequence[str] = FLAT, delimiter: str = ","
) -> str:
    """Rows as a CSV text; a cell that a row lacks is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(
        text, columns, extrasaction="ignore", delimiter=delimiter, lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def video(video_id: str | int | None, **fields: object) -> dict[str, Any]:
    """One of VideoInfos: a minute of camera; no VideoId where it is None."""
    good: dict[str, Any] = {
        "VideoType": 0,
        "UserId": "teacher",
        "VideoPlayTime": 0,
        "VideoDuration": MINUTE,
    }
    return ({} if video_id is None else {"VideoId": video_id}) | good | fields


def document(*videos: object, **fields: object) -> dict[str, Any]:
    """A DescribeOnlineRecord answer, not wrapped; the same lesson as that of `row`."""
    return {
        "TaskId": "lesson",
        "Status": "FINISHED",
        "FinishReason": "AUTO",
        "SdkAppId": 1400000001,
        "RoomId": 7,
        "RecordStartTime": NINE,
        "RecordStopTime": NINE + 60,
        "TotalTime": MINUTE,
        "VideoInfos": list(videos),
        **fields,
    }


def export(name: str) -> Any:
    """One of the documents in tests/fixtures/exports, as JSON values."""
    return json.loads((EXPORTS / f"{name}.json").read_text())
