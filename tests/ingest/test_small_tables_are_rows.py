"""Each small table of a load holds what its rows say, worked out one by one: at every grain, after an undo, at either day's edge."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from analytics import ingest
from analytics.catalog import plans
from analytics.core.model import Midnight, Plan
from analytics.storage.store import Store
from tests.support.exports import NINE, flat, row

DAY_S = 86_400

# The rows that count, each with the day and the hour of its place on the wall's clock, not by quarters of an hour.
ROWS = """
    with rows as (
        select
            import_no, app, room, user_id as user, kind, billable, status = 'FINISHED' as finished,
            timezone($zone, timezone('UTC', if($midnight = 'start', started_at, stopped_at)))::date as day,
            hour(timezone($zone, timezone('UTC', started_at))) as hour,
            rules.main.finish_name(finish_reason)::finish as finish,
            rules.main.picture_lines(width, height) as lines,
            rules.main.task_key(task_id) as task, play_ms, duration_ms as ms
        from videos
    )
"""
SUMS = "count(*) as videos, sum(ms)::bigint as ms from rows group by all"
NAMED = """
    from {table} as t
    left join usage_names as a on t.app = a.id
    left join usage_names as r on {room} = r.id
    left join usage_names as u on t.user = u.id
"""
# Of each table: what it holds, and the same of the rows.
GRAINS = {
    "days": (
        "select import_no, day, app, kind, billable, finished, videos, ms from usage_days",
        f"select import_no, day, app, kind, billable, finished, {SUMS}",
    ),
    "days of rooms": (
        "select import_no, day, app, room, kind, billable, finish, lines, videos, ms from usage_room_days",
        f"select import_no, day, app, room, kind, billable, finish, lines, {SUMS}",
    ),
    "months of rooms": (
        "select import_no, month, app, room, kind, billable, videos, ms from usage_room_months",
        f"select import_no, date_trunc('month', day)::date, app, room, kind, billable, {SUMS}",
    ),
    "hours": (
        "select import_no, day, hour, app, kind, billable, finish, lines, videos, ms from usage_hours",
        f"select import_no, day, hour, app, kind, billable, finish, lines, {SUMS}",
    ),
    "days of users": (
        "select import_no, day, a.name, u.name, kind, billable, videos, ms"
        + NAMED.format(table="usage_user_days", room="null"),
        f"select import_no, day, app, user, kind, billable, {SUMS}",
    ),
    "days of rooms over all kinds": (
        "select import_no, day, a.name, r.name, billable, videos, ms"
        + NAMED.format(table="(select *, null as user from usage_room_totals)", room="t.room"),
        f"select import_no, day, app, room, billable, {SUMS}",
    ),
    "files": (
        "select import_no, day, hour, a.name, r.name, u.name, kind, billable, finish, lines, task, ms"
        + NAMED.format(table="usage_files", room="t.room"),
        "select import_no, day, hour, app, room, user, kind, billable, finish, lines, task, ms from rows",
    ),
    "lessons": (
        "select import_no, task, day, hour, app, room, finish, kinds, cameras, length_ms from usage_lessons",
        """
        select
            import_no, task, day, hour, app, room, finish, bit_or(1 << enum_code(kind)),
            count(distinct user) filter (where kind = 'camera'), max(ms + coalesce(play_ms, 0))
        from rows group by all
        """,
    ),
}  # fmt: skip


def table(seed: int, lessons: range) -> str:
    """Lessons around midnight, their files of all kinds, statuses, reasons and sizes."""
    dice = Random(seed)
    rows = []
    for lesson in lessons:
        start = NINE + dice.randrange(60) * DAY_S + dice.randrange(24) * 3600 + dice.randrange(3600)
        status = dice.choice(["FINISHED", "FINISHED", "RECORDING"])
        for file in range(dice.randint(1, 6)):
            width, height = dice.choice([(1280, 720), (640, 480), (0, 0)])
            rows.append(
                row(
                    f"{lesson}-{file}",
                    SdkAppId=1400000001 + lesson % 2, TaskId=f"lesson {lesson}", RoomId=dice.randrange(3),
                    RecordStartTime=start, RecordStopTime=start + dice.randrange(60, 7200), Status=status,
                    FinishReason=dice.choice(["AUTO", "USER_CALL", "odd", ""]), VideoType=dice.randrange(5),
                    UserId=dice.choice(["", "t", "s1", "s2"]), VideoDuration=dice.randrange(1, 5_000_000),
                    VideoPlayTime=dice.randrange(9) * 1000, Width=width, Height=height,
                )
            )  # fmt: skip
    return flat(rows)


def check(store: Store) -> None:
    zone, midnight = plans.house_edge(store)
    edge = {"zone": zone, "midnight": str(midnight)}
    with store.session() as cursor:
        for grain, (kept, counted) in GRAINS.items():
            found = cursor.execute(kept).fetchall()
            assert found, grain
            assert told(found) == told(cursor.execute(ROWS + counted, edge).fetchall()), grain


def told(rows: list[tuple[Any, ...]]) -> list[str]:
    return sorted(map(repr, rows))


@pytest.mark.slow
@pytest.mark.parametrize("midnight", Midnight)
def test_every_small_table_holds_what_the_rows_say(store: Store, tmp_path: Path, midnight: Midnight) -> None:  # fmt: skip
    plans.save(store, "elsewhere", Plan(zone="Asia/Kathmandu", midnight=midnight))
    plans.choose_team(store, "elsewhere")
    ids = []
    for seed, lessons in enumerate((range(60), range(40, 90))):
        path = tmp_path / f"{seed}.csv"
        path.write_text(table(seed, lessons))
        receipt = ingest.import_file(store, path, options=ingest.Options(unit="ms"))
        assert bool(receipt.rows.duplicate) == bool(seed)
        ids.append(receipt.import_id)
        check(store)
    ingest.undo(store, ids[0])
    check(store)
    plans.save(store, "elsewhere", Plan(zone="America/St_Johns", midnight=midnight))
    check(store)
