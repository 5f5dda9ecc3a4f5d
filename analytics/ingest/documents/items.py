"""Items of JSON documents: the documented shapes, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from analytics.ingest.common.units import MILLISECONDS, SECONDS


@dataclass(frozen=True, slots=True)
class Shape:
    """One documented form: its name, the documented unit of its lengths, and the list that holds its files."""

    name: str
    unit: str = MILLISECONDS
    videos: str = "videoinfos"
    has_times: bool = True


ONLINE_RECORD = Shape("DescribeOnlineRecord")
RECORD_SEARCH = Shape("DescribeRecordSearch")
ONLINE_FINISHED = Shape("OnlineRecordFinished")
OFFLINE_FINISHED = Shape("OfflineRecordFinished")
# published: VideoInfos of this answer is a disused single object with made-up values.
VIDEO_GENERATION = Shape("DescribeVideoGenerationTask", videos="videoinfolist", has_times=False)
LEGACY_PAAS = Shape("legacy_paas", videos="videoinfo")
# published: this callback alone gives video_duration in seconds.
LEGACY_SAAS = Shape("legacy_saas", SECONDS, videos="videoinfo")
BILLING_PAGE = Shape("billing_page", has_times=False)
DAILY_USAGE = Shape("DescribeTIWDailyUsage")
ROOM_DAILY_USAGE = Shape("DescribeTIWRoomDailyUsage")


@dataclass(slots=True)
class Recording:
    """One task as a document tells it: its facts and its files as texts, each file with its place.

    `status_word` is the status as it is written, where it is not the API's own word.
    `broken` are entries among the files that cannot be read: (place, flaw, text). `rest` is what no column holds.
    `is_nameless`: it is over, and names no list of files; `lists` says which lists it names instead, and `document` is the
    object itself, which may be a row that lacks most of its cells.
    """

    shape: Shape
    path: str
    facts: dict[str, str]
    videos: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    broken: list[tuple[str, str, str]] = field(default_factory=list)
    rest: dict[str, Any] = field(default_factory=dict)
    status_word: str = ""
    is_nameless: bool = False
    lists: str = ""
    document: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table as an object: its cells as texts, by their names.

    `is_complete`: its names are all that a table of recordings needs.
    """

    path: str
    cells: dict[str, str]
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class Usage:
    """One line of the vendor's own daily usage."""

    shape: Shape
    path: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a query: how many the whole query has, as text ("" where not said), and what this page holds."""

    path: str
    shape: Shape
    total: str
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something known that tells of no recording, and is passed over."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Stranger:
    """Something that cannot be read, with the name of its flaw. `document` is an object that is none of the known ones."""

    path: str
    flaw: str
    shown: str
    document: dict[str, Any] | None = None


Item = Recording | Row | Usage | Page | Event | Stranger


class Fields(dict[str, Any]):
    """The fields of an object that are not null, under their names without case and underscores, the first of each.

    `names` leads from such a name to the name as it is written, null fields too. `twice` are those that stand there in
    two spellings with two values, so that nobody can say which holds.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__()
        self.document = document
        self.names: dict[str, str] = {}
        self.twice: set[str] = set()
        for key, value in document.items():
            name = plain(key)
            if name not in self:
                self.names[name] = key
                if value is not None:
                    self[name] = value
            elif value is not None and value != self[name]:
                self.twice.add(name)

    def path(self, path: str, name: str) -> str:
        """The path of a field of the object at `path`."""
        return f"{path}.{self.names[name]}"


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A field's name without case and underscores: RoomId, RoomID and room_id are one."""
    return name.replace("_", "").lower()
