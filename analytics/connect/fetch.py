"""The vendor's documents of a span of days: which requests, how they are cut and paged, and when a list was read whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from analytics.connect.api import BILLING, RECORDINGS, USAGE, Answer, Api
from analytics.connect.faults import VendorProblem
from analytics.core.errors import Problem

ZONE = ZoneInfo("Asia/Shanghai")
"""Inferred: the vendor's days are those of +08:00."""
PRODUCT = "sp_tiw_ric"
MOST_DAYS = 31
"""Of one request for usage."""
_PAGE = 20
_MOST_ROOMS = 1000
_DEAL_DAYS = 90
_DEALS = 100
_PAID = 4
_TRIES = 3
_AT_ONCE = 4
"""Rooms that are asked about side by side: an answer takes longer than the pace allows."""
_DAY = timedelta(days=1)


def day_of(moment: datetime) -> date:
    """The vendor's day of a moment in UTC."""
    return moment.replace(tzinfo=UTC).astimezone(ZONE).date()


def complete_usage(now: datetime) -> date:
    """The first day whose usage is not told yet (published: that of a day is, from 07:00 +08:00 of the next one)."""
    here = now.replace(tzinfo=UTC).astimezone(ZONE)
    return here.date() - (_DAY if here.hour < 7 else timedelta())


def room_ids(api: Api, app: str, day: date) -> list[str]:
    """The rooms that were in use on a day. Raises Problem where more were in one moment than a list holds."""
    first, last = (_ms(each) for each in (day, day + _DAY))
    return sorted(_rooms(api, app, first, last))


def _ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp()) * 1000


def _rooms(api: Api, app: str, first: int, last: int) -> set[str]:
    answer = api.call(
        RECORDINGS,
        "DescribeRoomList",
        app,
        TimeRange=[first, last],
        Query="*",
        MaxSize=_MOST_ROOMS,
    )
    rooms = answer.rows("RoomList")
    if len(rooms) < _MOST_ROOMS:
        return {str(room["RoomId"]) for room in rooms if room.get("RoomId") not in (None, "")}
    if last - first <= 1:
        moment = datetime.fromtimestamp(first // 1000, ZONE)
        raise Problem(
            f"{_MOST_ROOMS:,} rooms or more were in use at once ({moment:%Y-%m-%d %H:%M:%S}), and the vendor lists no more",
            where=f"app {app}",
            hint="Set up callbacks, which name each recording, or import an export of that day",
        )
    middle = (first + last) // 2
    return _rooms(api, app, first, middle) | _rooms(api, app, middle, last)


def recordings(api: Api, app: str, rooms: Iterable[str]) -> Iterator[Answer]:
    """All recordings of each room, page by page, the rooms in order."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for pages in pool.map(lambda room: _recordings(api, app, room), rooms):
                yield from pages
        finally:
            pool.shutdown(cancel_futures=True)


def _recordings(api: Api, app: str, room: str) -> list[Answer]:
    # published: the example gives the number of the room, and no app; the list of rooms gives a text.
    number = int(room) if room.isascii() and room.isdecimal() else room

    def page(offset: int) -> Answer:
        more: dict[str, Any] = {"RoomId": number, "Offset": offset, "Limit": _PAGE}
        try:
            return api.call(RECORDINGS, "DescribeRecordSearch", app, **more)
        except VendorProblem as problem:
            if problem.code != "UnknownParameter":
                raise
            return api.call(RECORDINGS, "DescribeRecordSearch", **more)

    return _pages(page, "RecordTaskSet", "TotalCount", f"app {app}, room {room}")


def tasks(api: Api, app: str, task_ids: Iterable[str]) -> Iterator[tuple[str, Answer | None]]:
    """(task, its result) of each; None where the vendor has none (any more)."""
    for task_id in task_ids:
        try:
            yield task_id, api.call(RECORDINGS, "DescribeOnlineRecord", app, TaskId=task_id)
        except VendorProblem as problem:
            if not problem.code.startswith(("FailedOperation", "InvalidTask", "ResourceNotFound", "InvalidParameter.Task")):  # fmt: skip
                raise
            yield task_id, None


def usage(api: Api, app: str, first: date, last: date) -> Answer:
    """Billed minutes by day, of at most 31 days, both included."""
    return api.call(USAGE, "DescribeTIWDailyUsage", app, **_span(first, last))


def room_usage(api: Api, app: str, first: date, last: date) -> list[Answer]:
    """Billed minutes by day and room, of at most 31 days, both included."""

    def page(offset: int) -> Answer:
        more: dict[str, Any] = {"RoomIDs": [], "Offset": offset, "Limit": _PAGE}
        return api.call(USAGE, "DescribeTIWRoomDailyUsage", app, **_span(first, last), **more)

    return _pages(page, "Usages", "Total", f"app {app}, usage by room from {first}")


def _span(first: date, last: date) -> dict[str, str]:
    return {"SubProduct": PRODUCT, "StartTime": str(first), "EndTime": str(last)}


def windows(since: date, until: date, most_days: int = MOST_DAYS) -> Iterator[tuple[date, date]]:
    """[since, until) in stretches of at most so many days: the first and the last day of each."""
    while since < until:
        last = min(since + (most_days - 1) * _DAY, until - _DAY)
        yield since, last
        since = last + _DAY


def deals(api: Api, since: date, until: date) -> Iterator[Answer]:
    """Paid orders of the account."""
    for first, last in windows(since, until, _DEAL_DAYS):
        span: dict[str, Any] = {
            "StartTime": f"{first} 00:00:00",
            "EndTime": f"{last} 23:59:59",
            "Status": _PAID,
        }

        def page(offset: int, span: dict[str, Any] = span) -> Answer:
            return api.call(BILLING, "DescribeDealsByCond", Limit=_DEALS, Offset=offset, **span)

        yield from _pages(page, "Deals", "TotalCount", f"purchases from {first}")


def _pages(page: Callable[[int], Answer], rows: str, total: str, where: str) -> list[Answer]:
    """All pages of a list. What grows while it is read is read on; what shrinks is read anew, for a line may be missing."""
    for _ in range(_TRIES):
        answers: list[Answer] = []
        seen, known = 0, -1
        while True:
            answer = page(seen)
            count, stated = len(answer.rows(rows)), answer.whole(total)
            answers.append(answer)
            seen += count
            if known <= (stated or 0) <= seen and (stated is not None or not count):
                return answers
            if stated is not None and (stated < known or not count):
                break
            known = known if stated is None else stated
    raise Problem(
        f"the list became shorter while it was read, {_TRIES} times",
        where=where,
        hint="Sync again when nobody changes it; nothing of it was kept",
    )
