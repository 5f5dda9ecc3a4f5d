"""The lines of the vendor's own usage by day, in its answers and as objects by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.documents.items import (
    DAILY_USAGE,
    ROOM_DAILY_USAGE,
    Fields,
    Item,
    Page,
    Stranger,
    Usage,
)
from analytics.ingest.documents.json_text import text
from analytics.ingest.tables.times import Moments, moment


def usages(fields: Fields, path: str) -> Iterator[Item]:
    """The lines of DescribeTIWDailyUsage and DescribeTIWRoomDailyUsage."""
    items: list[Item] = []
    by_room = "total" in fields
    listed = fields.get("usages")
    for number, usage in enumerate(listed if isinstance(listed, list) else []):
        place = f"{fields.path(path, 'usages')}[{number}]"
        if isinstance(usage, dict):
            line = usage_line(Fields(usage), place)
            by_room = by_room or line.shape is ROOM_DAILY_USAGE
            items.append(line)
        else:
            items.append(Stranger(place, "not_a_document", text(usage)))
    lines = tuple(str(sorted(item.facts.items())) for item in items if isinstance(item, Usage))
    shape = ROOM_DAILY_USAGE if by_room else DAILY_USAGE
    yield Page(path, shape, text(fields.get("total")), lines)
    yield from items


def is_usage_line(fields: Fields) -> bool:
    """Whether an object is such a line by itself, as a table of them has it."""
    return {"time", "subproduct"} <= fields.names.keys()  # an empty Value is refused by its name


def usage_line(fields: Fields, path: str) -> Usage:
    room = text(fields.get("roomid"))
    facts = {
        "Time": moment(text(fields.get("time")).strip(), Moments()),
        "SdkAppId": text(fields.get("sdkappid")),
        "RoomId": room,
        "SubProduct": text(fields.get("subproduct")),
        "Value": text(fields.get("value")),
    }
    return Usage(ROOM_DAILY_USAGE if room else DAILY_USAGE, path, facts)
