"""Small databases for the tests of costs: recorded files in a few words, loaded as any export is."""

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from analytics import ingest
from analytics.core.model import Kind, RecordedFile
from analytics.storage.rollups import refresh_rollups
from analytics.storage.store import Store

SHANGHAI = ZoneInfo("Asia/Shanghai")
NUMBERS = {kind: number for number, kind in enumerate(Kind)}
COLUMNS = (
    "SdkAppId,TaskId,RoomId,RecordStartTime,RecordStopTime,Status,VideoId,VideoType,UserId,"
    "VideoPlayTime,VideoDuration,VideoSize,Width,Height"
)


class Video(NamedTuple):
    """One recorded file; ``stop`` is a time in Shanghai."""

    id: str
    kind: Kind
    ms: int
    stop: str = "2024-03-27 10:00:00"
    app: str = "1"
    task: str = "t1"
    begin_ms: int = 0
    size: tuple[int, int] = (1280, 720)
    stored: int = 1000
    status: str = "FINISHED"
    lasted_s: int = 3600
    room: str = "7"
    user: str = "u"

    @property
    def stopped(self) -> datetime:
        return datetime.fromisoformat(self.stop).replace(tzinfo=SHANGHAI)

    @property
    def started(self) -> datetime:
        return self.stopped - timedelta(seconds=self.lasted_s)

    def recorded(self, zone: str = "Asia/Shanghai", midnight: str = "stop") -> RecordedFile:
        """The file as the meter takes it; its task must be FINISHED."""
        moment = self.stopped if midnight == "stop" else self.started
        day = moment.astimezone(ZoneInfo(zone)).date()
        return RecordedFile(day, self.app, self.task, self.kind, self.ms)


def load(store: Store, folder: Path, videos: Iterable[Video], name: str = "videos.csv") -> None:
    """Import the videos as any export; none may be refused."""
    path = folder / name
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS.split(","))
        for v in videos:
            start, stop = int(v.started.timestamp()), int(v.stopped.timestamp())
            lesson = (v.app, v.task, v.room, start, stop, v.status)
            rows.writerow(
                (*lesson, v.id, NUMBERS[v.kind], v.user, v.begin_ms, v.ms, v.stored, *v.size)
            )
    receipt = ingest.import_file(store, path, options=ingest.Options(unit="ms"))
    assert (receipt.status, receipt.rows.refused) == ("loaded", 0), receipt


def put(store: Store, videos: Iterable[Video]) -> None:
    """Only these videos, laid into the table itself: many times as quick as an import."""
    rows = [
        {
            "import_no": 1,
            "standing": "counted",
            "video_id": v.id,
            "kind": v.kind.value,
            "duration_ms": v.ms,
            "play_ms": v.begin_ms,
            "app": v.app,
            "task_id": v.task,
            "room": v.room,
            "user_id": v.user,
            "started_at": v.started.astimezone(UTC).replace(tzinfo=None),
            "stopped_at": v.stopped.astimezone(UTC).replace(tzinfo=None),
            "status": v.status,
            "size_bytes": v.stored,
            "width": v.size[0],
            "height": v.size[1],
        }
        for v in videos
    ]
    with store.write() as cursor:
        cursor.execute("delete from video_rows")
        if rows:
            question = "insert into video_rows by name select unnest($rows, recursive := true)"
            cursor.execute(question, {"rows": rows})
        refresh_rollups(cursor, [1])


FIRST = date(2024, 3, 25)


@st.composite
def many(draw: st.DrawFn, most: int = 14) -> list[Video]:
    """Files of a few days, apps and tasks, some of the latter over midnight, some not finished."""
    videos = []
    for number in range(draw(st.integers(1, most))):
        hour, minute = draw(st.integers(0, 23)), draw(st.sampled_from([0, 20, 59]))
        day = FIRST + timedelta(draw(st.integers(0, 3)))
        task = draw(st.sampled_from("ab"))
        videos.append(
            Video(
                id=f"v{number}",
                kind=draw(st.sampled_from(Kind)),
                ms=draw(st.sampled_from([0, 1, 30_000, 59_999, 60_000, 60_001, 150_050])),
                stop=f"{day} {hour:02}:{minute:02}:00",
                app=draw(st.sampled_from("12")),
                task=f"{task}-{day}-{hour}",
                lasted_s=draw(st.sampled_from([600, 7200])),
                room=draw(st.sampled_from("789")),
                user=draw(st.sampled_from(["", "u", "v"])),
                status="RECORDING" if draw(st.integers(0, 9)) == 0 else "FINISHED",
            )
        )
    return videos
