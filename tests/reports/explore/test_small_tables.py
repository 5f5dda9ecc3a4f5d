"""Whatever is asked of a small table is what the rows themselves would say."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from analytics import ingest, lineage
from analytics.catalog import plans
from analytics.core.model import Midnight, Plan
from analytics.reports import cost_of_use, filters
from analytics.reports.explore.slices import Dimension, Slice, Step, numbered
from analytics.storage.statements import answer
from analytics.storage.store import Store
from tests.support.exports import NINE, document, flat, row, video

FIRST = date(2024, 3, 1)
DAY_S = 86_400
SIZES = [(640, 360), (640, 480), (1280, 720), (1920, 1080), (2560, 1440), (0, 0), ("", "")]
REASONS = ["AUTO", "USER_CALL", "EXCEPTION", "FORCE_STOP", "", "odd"]


def table(seed: int, lessons: int, first_video: int = 0) -> str:
    """Lessons of a quarter of a year, some over midnight, not finished, of odd reasons and sizes."""
    dice = Random(seed)
    rows = []
    for lesson in range(lessons):
        start = NINE + dice.randrange(-20, 70) * DAY_S + dice.randrange(24) * 3600
        width, height = dice.choice(SIZES)
        for kind in dice.sample(range(5), dice.randint(1, 4)):
            rows.append(
                row(
                    f"{seed}-{lesson}-{kind}",
                    SdkAppId=1400000001 + lesson % 2,
                    TaskId=f"lesson{lesson}",
                    RoomId=f"房间 {dice.randrange(4)}",
                    RecordStartTime=start,
                    RecordStopTime=start + dice.randrange(60, 7200),
                    Status=dice.choice(["FINISHED"] * 5 + ["RECORDING"]),
                    FinishReason=dice.choice(REASONS),
                    VideoType=kind,
                    UserId="" if kind == 2 else dice.choice(["t", "s1", "s2", "s3"]),
                    VideoPlayTime=dice.randrange(10) * 1000,
                    VideoDuration=dice.randrange(1, 5_000_000),
                    Width=width,
                    Height=height,
                )
            )
    return flat(rows)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("explore")
    with Store(folder / "recordings.duckdb") as opened:
        for number in range(2):
            put(opened, folder / f"{number}.csv", table(number, 120))
        yield opened


BY_HAND = Path(__file__).with_name("minutes_of_rows.sql")
"""The same from the rows themselves, each day cut by itself."""


def put(store: Store, path: Path, content: str) -> ingest.Receipt:
    path.write_text(content)
    receipt = ingest.import_file(store, path, options=ingest.Options(unit="ms"))
    assert receipt.status == "loaded", receipt
    return receipt


def ask(
    store: Store, part: Slice, by: str, step: Step, *, of_rows: bool = False
) -> list[dict[str, Any]]:
    asked = {"by": str(by), "step": step.value, "named": None}
    zone, midnight = plans.house_edge(store)
    edge = {"zone": zone, "midnight": midnight}
    if of_rows:
        given = {**part.parameters("explore_videos"), **edge}
        with store.session() as cursor:
            return answer(cursor, BY_HAND.read_text(), {**given, **asked})
    question = part.question(by, step)
    if question == "explore_videos":
        asked |= edge
    return store.ask(question, **asked, **numbered(store, question, part.parameters(question)))


PARTS = {
    "all": {},
    "app": {"apps": ("1400000001",)},
    "rooms": {"rooms": ("房间 1", "房间 2")},
    "users": {"users": ("s1", "")},
    "kinds": {"kinds": ("camera", "mixed")},
    "weekdays": {"weekdays": (1, 6)},
    "hours": {"hours": (9, 23)},
    "reasons": {"finishes": ("AUTO", "", "OTHER")},
    "pictures": {"pictures": (360, 0)},
    "room and weekday": {"rooms": ("房间 0",), "weekdays": (2, 3, 4)},
    "room and hour": {"rooms": ("房间 0",), "hours": (1, 2, 3, 4, 5, 6, 7, 8)},
    "a state": {"states": ("RECORDING",)},
    "no such state": {"states": ("FINISHED",), "without": ("state",), "rooms": ("房间 1",)},
    "other apps": {"apps": ("1400000001",), "without": ("app",)},
    "other rooms": {"rooms": ("房间 1", "房间 2"), "without": ("room",)},
    "other users": {"users": ("s1", ""), "without": ("user",)},
    "user and kind": {"users": ("t",), "kinds": ("camera",)},
}
SPANS = {
    "some days": (FIRST + timedelta(days=9), FIRST + timedelta(days=20)),
    "months and days": (FIRST - timedelta(days=12), FIRST + timedelta(days=65)),
    "a month": (FIRST, date(2024, 4, 1)),
}


@pytest.mark.slow
@pytest.mark.parametrize("span", SPANS.values(), ids=SPANS.keys())
@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
def test_every_table_says_what_the_rows_say(store, part, span) -> None:
    looked_at = Slice(*span, **part)
    whole = 0
    for by in ("none", *Dimension, "weekday_hour"):
        for step in (Step.NONE, Step.MONTH, Step.DAY):
            quick = ask(store, looked_at, by, step)
            assert quick == ask(store, looked_at, by, step, of_rows=True), (by, step)
            whole = whole or sum(line["ms"] for line in quick)
            assert sum(line["ms"] for line in quick) == whole, "a drill-down adds up"
    assert whole or part.get("pictures")


def test_the_rows_are_those_of_every_other_page(store) -> None:
    since, until = SPANS["months and days"]
    other = filters.minutes_by(store, ("kind",), filters.Filters(since, until))
    told = ask(store, Slice(since, until), "kind", Step.NONE)
    assert {line["name"]: (line["videos"], line["ms"], line["billable_ms"]) for line in told} == {
        line["kind"]: (line["videos"], line["ms"], line["billable_ms"]) for line in other
    }


@pytest.mark.parametrize(
    ("by", "field"),
    [
        (Dimension.WEEKDAY, cost_of_use.WEEKDAY),
        (Dimension.HOUR, cost_of_use.HOUR),
        (Dimension.FINISH, cost_of_use.FINISH),
        (Dimension.LINES, cost_of_use.LINES),
        (Dimension.STATE, cost_of_use.STATE),
    ],
)
@pytest.mark.parametrize("other", [(), ("room",), ("user",), ("room", "user")])
def test_what_is_charged_is_what_every_table_says(store, by, field, other) -> None:
    part = Slice(*SPANS["months and days"], weekdays=(1, 2, 3, 6))
    charged: Counter[str | None] = Counter()
    for cost in cost_of_use.by_fields(store, Plan(), (field, *other), part):
        charged[cost.key[0]] += cost.charged_ms
    rows = ask(store, part, by, Step.NONE)
    assert +charged == {line["name"]: line["billable_ms"] for line in rows if line["billable_ms"]}


@pytest.mark.slow
def test_another_day_edge_moves_every_table(store) -> None:
    before = ask(store, Slice(*SPANS["some days"]), "none", Step.DAY)
    own, plan = plans.team(store)
    plans.save(store, "moved", Plan(zone="America/New_York", midnight=Midnight.START))
    plans.choose_team(store, "moved")
    try:
        part = Slice(*SPANS["some days"])
        assert ask(store, part, "none", Step.DAY) != before
        for by in Dimension:
            assert ask(store, part, by, Step.DAY) == ask(store, part, by, Step.DAY, of_rows=True)
    finally:
        plans.choose_team(store, own)
    assert plan == plans.team(store)[1]


TABLES = ("usage_hours", "usage_files", "usage_user_days", "usage_room_days", "usage_lessons")


def contents(path: Path) -> dict[str, list[Any]]:
    """What the tables hold, with names for their numbers."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = dict(connection.execute("select id, name from usage_names").fetchall())
        found = {}
        for table in TABLES:
            rows = connection.table(table)
            told = [
                {
                    name: names[value]
                    if name in ("app", "room", "user") and isinstance(value, int)
                    else sorted(names[each] for each in value)
                    if name == "users"
                    else value
                    for name, value in zip(rows.columns, line, strict=True)
                }
                for line in rows.fetchall()
            ]
            found[table] = sorted(map(repr, told))
        return found


@pytest.mark.slow
def test_an_old_database_gets_the_tables_filled_from_its_rows(database, tmp_path) -> None:
    with Store(database) as store:
        put(store, tmp_path / "a.csv", table(1, 40))
        put(store, tmp_path / "b.csv", table(2, 40))
    fresh = contents(database)
    with duckdb.connect(str(database)) as connection:
        for name in (*TABLES, "usage_names"):
            connection.execute(f"drop table {name}")
        connection.execute("drop type finish")
        steps = "('030_explore', '050_usage_files')"
        connection.execute(f"delete from meta where value in {steps}")
    Store(database).close()
    assert contents(database) == fresh


@pytest.mark.slow
def test_an_import_that_is_undone_leaves_nothing_behind(database, tmp_path) -> None:
    with Store(database) as store:
        put(store, tmp_path / "a.csv", table(1, 40))
        part = Slice(*SPANS["months and days"])
        before = {by: ask(store, part, by, Step.DAY) for by in Dimension}
        lessons = lessons_of(store, part, "length")
        known = names(store)
        receipt = put(
            store,
            tmp_path / "b.json",
            json.dumps(document(video("x", UserId="new"), TaskId="lesson3")),
        )
        assert {by: ask(store, part, by, Step.DAY) for by in Dimension} != before
        ingest.undo(store, receipt.import_id)
        assert {by: ask(store, part, by, Step.DAY) for by in Dimension} == before
        assert lessons_of(store, part, "length") == lessons
        assert names(store) == known


def names(store: Store) -> set[tuple[str]]:
    with store.session() as cursor:
        return set(cursor.execute("select name from usage_names").fetchall())


def lessons_of(store: Store, part: Slice, by: str, step: str = "none") -> list[tuple[Any, ...]]:
    given = numbered(store, "explore_lessons", part.parameters("explore_lessons"))
    zone, midnight = plans.house_edge(store)
    edge = {"zone": zone, "midnight": midnight}
    rows = store.ask("explore_lessons", **given, **edge, by=by, step=step)
    return [tuple(line.values())[:4] for line in rows]


def test_a_lesson_of_two_imports_is_one_lesson(database, tmp_path) -> None:
    part = Slice(date(2024, 3, 27), date(2024, 3, 28))
    with Store(database) as store:
        put(store, tmp_path / "a.csv", flat([row("a"), row("b", UserId="s1")]))
        assert lessons_of(store, part, "cameras") == [(None, 2, 1, 0)]
        more = [row("c", UserId="s1"), row("d", UserId="s2"), row("e", VideoType=3)]
        put(store, tmp_path / "b.csv", flat(more))
        assert lessons_of(store, part, "cameras") == [(None, 3, 1, 1)]
        assert lessons_of(store, part, "none", "week") == [(date(2024, 3, 25), None, 1, 1)]


LESSON_PARTS = {
    "all": ({}, 2),
    "another room": ({"rooms": ("8",), "without": ("room",)}, 1),
    "other users": ({"users": ("s1", ""), "without": ("user",)}, 1),
    "a state": ({"states": ("FINISHED",)}, 2),
    "no such state": ({"states": ("FINISHED",), "without": ("state",)}, 0),
    "a room": ({"rooms": ("8",)}, 1),
    "a user": ({"users": ("s1",)}, 1),
    "a kind": ({"kinds": ("mixed", "whiteboard")}, 1),
    "a picture": ({"pictures": (720,)}, 1),
    "no picture": ({"pictures": (0,)}, 2),
    "an hour": ({"hours": (9,)}, 2),
    "another hour": ({"hours": (10,)}, 0),
    "a weekday": ({"weekdays": (3,)}, 2),
    "a reason": ({"finishes": ("EXCEPTION",)}, 1),
    "a kind and a picture of one file": ({"kinds": ("whiteboard",), "pictures": (720,)}, 1),
    "a user and a kind of two files": ({"users": ("",), "kinds": ("camera",)}, 0),
    "a user and a picture of two files": ({"users": ("s1",), "pictures": (720,)}, 0),
}


@pytest.mark.parametrize(("part", "lessons"), LESSON_PARTS.values(), ids=LESSON_PARTS.keys())
def test_a_lesson_counts_where_one_of_its_files_does(database, tmp_path, part, lessons) -> None:
    rows = [
        row("a"),
        row("b", VideoType=2, UserId="", Width=1280, Height=720),
        row("c", TaskId="two", RoomId=8, UserId="s1", FinishReason="EXCEPTION"),
    ]
    with Store(database) as store:
        put(store, tmp_path / "a.csv", flat(rows))
        found = lessons_of(store, Slice(date(2024, 3, 27), date(2024, 3, 28), **part), "none")
        counted = lessons_by(store, Slice(date(2024, 3, 27), date(2024, 3, 28), **part), "none")
    assert sum(line[2] for line in found) == lessons == sum(counted.values())


def lessons_by(store: Store, part: Slice, by: str, step: str = "none") -> dict[Any, int]:
    zone, midnight = plans.house_edge(store)
    question = "explore_lesson_counts"
    given = numbered(store, question, part.parameters(question))
    edge = {"zone": zone, "midnight": midnight, "is_state": bool(part.states) or by == "state"}
    rows = store.ask(question, **given, **edge, by=by, step=step)
    return {(row["step"], row["name"]): row["lessons"] for row in rows}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
def test_lessons_count_under_each_value_of_their_files(store, part) -> None:
    """As the files themselves say it: each lesson once for each value, on the last of its days."""
    looked_at = Slice(*SPANS["months and days"], **part)
    zone, midnight = plans.house_edge(store)
    given = {**dict.fromkeys(lineage.FILE_PARAMETERS), **looked_at.parameters("lineage_files")}
    given |= {"zone": zone, "midnight": midnight, "each": True, "most": 10**6, "skip": 0}
    del given["length"], given["cameras"], given["last_since"], given["last_until"]
    files = store.ask("lineage_files", **given)
    for by, column in (
        ("room", "room"),
        ("user", "user_id"),
        ("kind", "kind"),
        ("state", "status"),
    ):
        last: dict[tuple[str, str], date] = {}
        for file in files:
            key = file["task_id"], file[column]
            last[key] = max(file["day"], last.get(key, date.min))
        assert lessons_by(store, looked_at, by, "day") == Counter(
            (day, name) for (_, name), day in last.items()
        )


def test_the_hash_that_tells_lessons_apart_is_that_of_the_databases_in_use() -> None:
    """Where a newer DuckDB has another one, a step of the schema must work usage_lessons out anew."""
    assert duckdb.connect().execute("select hash('lesson')").fetchall() == [(14431884053363283808,)]
