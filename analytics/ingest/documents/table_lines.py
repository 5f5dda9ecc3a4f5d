"""Documents that are lines of a table: the vendor's usage by day, and rows of the flat form as objects."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.documents.items import (
    DAILY_USAGE,
    FLAT,
    ROOM_DAILY_USAGE,
    Fields,
    Item,
    Page,
    Recording,
    Stranger,
    Usage,
)
from analytics.ingest.documents.json_text import text
from analytics.ingest.documents.recordings import VIDEO_FIELDS, recording


def usages(fields: Fields, path: str) -> Iterator[Item]:
    """The lines of DescribeTIWDailyUsage and DescribeTIWRoomDailyUsage."""
    found: list[Item] = []
    by_room = "total" in fields
    listed = fields.get("usages")
    for number, usage in enumerate(listed if isinstance(listed, list) else []):
        place = f"{fields.path(path, 'usages')}[{number}]"
        if not isinstance(usage, dict):
            found.append(Stranger(place, "not_a_document", text(usage)))
            continue
        line = Fields(usage)
        room = text(line.get("roomid"))
        by_room = by_room or bool(room)
        facts = {
            "Time": text(line.get("time")),
            "SdkAppId": text(line.get("sdkappid")),
            "RoomId": room,
            "SubProduct": text(line.get("subproduct")),
            "Value": text(line.get("value")),
        }
        found.append(Usage(ROOM_DAILY_USAGE if room else DAILY_USAGE, place, facts))
    lines = tuple(str(sorted(item.facts.items())) for item in found if isinstance(item, Usage))
    shape = ROOM_DAILY_USAGE if by_room else DAILY_USAGE
    yield Page(path, shape, text(fields.get("total")), lines)
    yield from found


def flat_row(fields: Fields, path: str) -> Recording:
    """A row of a flat table as an object, as data frames and databases write them: a task with one file."""
    of_video = {
        name: fields.document[fields.names[name]] for name in VIDEO_FIELDS & fields.names.keys()
    }
    rest = {name: value for name, value in fields.items() if name not in VIDEO_FIELDS}
    task = {fields.names[name]: value for name, value in rest.items()}
    found = recording(FLAT, {**task, "VideoInfos": [of_video]}, path)
    found.videos = [(path, values) for _, values in found.videos]
    return found
