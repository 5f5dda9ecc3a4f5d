"""A school and what its vendor billed: files laid into a database, and the vendor's minutes worked out by another way."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from analytics.storage.rollups import refresh_rollups
from analytics.storage.store import Store

APP = "1400000001"
FIRST = date(2025, 3, 1)
PLAIN_KINDS = ("camera", "screen", "whiteboard")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class File:
    """A recorded file; ``start`` is a time in Shanghai."""

    id: str
    ms: int
    start: datetime
    minutes: int = 45
    kind: str = "camera"
    task: str = "t"
    room: str = "r1"
    user: str = "u"
    app: str = APP
    status: str = "FINISHED"
    finish: str = "AUTO"
    standing: str = "counted"

    @property
    def started(self) -> datetime:
        return self.start.replace(tzinfo=SHANGHAI).astimezone(UTC)

    @property
    def stopped(self) -> datetime:
        return self.started + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Vendor:
    """How a vendor counts: a rule of its own, and files that it does not have."""

    rounding: str = "exact"
    midnight: str = "start"
    zone: str = "Asia/Shanghai"
    kinds: tuple[str, ...] = PLAIN_KINDS
    statuses: tuple[str, ...] = ("FINISHED",)
    without_exception: bool = False

    def bill(self, files: Iterable[File]) -> dict[tuple[date, str], Decimal]:
        """Minutes by day and app."""
        days: defaultdict[tuple[date, str], defaultdict[object, int]] = defaultdict(
            lambda: defaultdict(int)
        )
        for file in files:
            is_left_out = self.without_exception and file.finish == "EXCEPTION"
            if file.kind not in self.kinds or file.status not in self.statuses or is_left_out:
                continue
            moment = file.started if self.midnight == "start" else file.stopped
            scope = {
                "file": file.id,
                "task_kind": (file.task, file.kind),
                "day": "",
                "exact": "",
            }[self.rounding]
            day = moment.astimezone(ZoneInfo(self.zone)).date()
            days[day, file.app][scope] += file.ms
        up = (lambda ms: ms) if self.rounding == "exact" else (lambda ms: -(-ms // 60_000) * 60_000)
        return {
            key: Decimal(sum(map(up, scopes.values()))) / 60_000 for key, scopes in days.items()
        }


def year(days: int = 365) -> list[File]:
    """Lessons of a school: mornings that are another day in UTC, evenings over midnight, all kinds and states."""
    files = []
    for n in range(days):
        day = datetime(FIRST.year, FIRST.month, FIRST.day) + timedelta(n)  # noqa: DTZ001
        lessons = [(10, 0, "r1")]
        lessons += [(7, 30, "r2")] if n % 3 == 0 else []  # over midnight in UTC
        lessons += [(5, 0, "r4")] if n % 9 == 4 else []  # the day before in UTC
        lessons += [(23, 40, "r3")] if n % 4 == 0 else []
        for number, (hour, minute, room) in enumerate(lessons):
            task = f"t{n}-{number}"
            start = day + timedelta(hours=hour, minutes=minute)
            kinds = ["camera", "camera", "whiteboard", "mixed"]
            kinds += ["screen"] if n % 5 == 0 else []
            kinds += ["audio"] if n % 6 == 0 else []
            for place, kind in enumerate(kinds):
                # Odd lengths, so that no two sums meet by chance.
                ms = 600_000 + (n * 7919 + number * 104_729 + place * 1_299_709) % 1_500_000
                files.append(
                    File(
                        f"v{n}-{number}-{place}",
                        ms,
                        start,
                        kind=kind,
                        task=task,
                        room=room,
                        user=f"u{place}",
                        status="STOPPED" if n % 7 == 2 and number == 0 else "FINISHED",
                        finish="EXCEPTION" if n % 11 == 3 and number == 0 else "AUTO",
                    )
                )
    return files


_laid: WeakKeyDictionary[Store, tuple[object, ...]] = WeakKeyDictionary()


def lay(store: Store, files: Iterable[File], now: datetime = datetime(2026, 6, 1)) -> None:  # noqa: DTZ001
    """Only these files, laid into the tables themselves: many times as quick as an import."""
    files = list(files)
    if _laid.get(store) == (files, now):
        return
    _laid[store] = (files, now)
    rows = [
        {
            "import_no": 1,
            "standing": file.standing,
            "video_id": file.id,
            "kind": file.kind,
            "duration_ms": file.ms,
            "play_ms": 0,
            "app": file.app,
            "task_id": file.task,
            "room": file.room,
            "user_id": file.user,
            "started_at": file.started.replace(tzinfo=None),
            "stopped_at": file.stopped.replace(tzinfo=None),
            "status": file.status,
            "finish_reason": file.finish,
            "url": f"https://files.example/{file.id}.mp4",
        }
        for file in files
    ]
    with store.write() as cursor:
        cursor.execute("delete from video_rows")
        cursor.execute("delete from imports")
        first = {"import_no": 1, "import_id": "one", "file": "one.csv", "loaded_at": now}
        put = "insert into {} by name select unnest($rows, recursive := true)"
        cursor.execute(put.format("imports"), {"rows": [first]})
        if rows:
            cursor.execute(put.format("video_rows"), {"rows": rows})
        refresh_rollups(cursor, [1])


def tell(
    store: Store,
    days: Mapping[tuple[date, str], Decimal],
    rooms: Mapping[tuple[date, str, str], Decimal] | None = None,
) -> None:
    """Only these values of the vendor, of days and of rooms."""
    lines = [(day, app, "", value) for (day, app), value in days.items()]
    lines += [(*place, value) for place, value in (rooms or {}).items()]
    rows = [
        {
            "import_no": 1,
            "place": "1",
            "day": day,
            "app": app,
            "room": room,
            "sub_product": "sp_tiw_ric",
            "value": f"{value:f}",
            "standing": "counted",
        }
        for day, app, room, value in lines
    ]
    with store.write() as cursor:
        cursor.execute("delete from vendor_usage")
        question = "insert into vendor_usage by name select unnest($rows, recursive := true)"
        cursor.execute(question, {"rows": rows})
