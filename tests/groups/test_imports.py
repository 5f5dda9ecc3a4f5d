"""Imports of groups: what a name's value is on a day, whatever was imported, undone and recorded, and in which order."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.core.errors import Problem
from analytics.core.model import Kind
from analytics.groups import imports
from analytics.groups.rows import GroupRow
from analytics.storage.store import Store
from tests.support.group_oracle import group_rows, value_of
from tests.support.recordings import FIRST, Video, load, many, put


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("groups") / "groups.duckdb") as opened:
        yield opened


def forget_all(store: Store) -> None:
    for each in imports.imports(store):
        imports.undo(store, each.import_id)


def looked_up(store: Store, dimension: str, video: Video, day: date) -> str:
    """The value that the spans give a file, found one by one."""
    with store.session() as cursor:
        rows = cursor.execute("select * from group_spans").fetchall()
    values = [
        value
        for name, app, room, user, since, until, value in rows
        if name == dimension
        and (app is None or app == video.app)
        and (room is None or room == video.room)
        and (user is None or user == video.user)
        and since <= day
        and (until is None or day < until)
    ]
    assert len(values) <= 1, "spans must not overlap"
    return values[0] if values else ""


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(many(6), st.lists(group_rows(), max_size=3), st.booleans(), st.booleans())
def test_the_row_that_says_most_wins_then_the_later(
    store: Store, videos: list[Video], tables: list[list[GroupRow]], first: bool, undone: bool
) -> None:
    forget_all(store)
    if first:
        put(store, videos)
    taken = [imports.add(store, rows, f"{n}.csv") for n, rows in enumerate(tables) if rows]
    if not first:
        put(store, videos)
    standing = list({each.import_id: each for each in taken}.values())
    if undone and standing:
        imports.undo(store, standing.pop(0).import_id)
    rows = [row for each in standing for row in each.rows]
    for video in videos:
        for offset in range(-1, 6):
            day = FIRST + timedelta(offset)
            for dimension in ("dept", "role"):
                assert looked_up(store, dimension, video, day) == value_of(
                    rows, dimension, video, day
                )


@pytest.mark.slow
def test_five_thousand_rooms_meet_as_many_beginnings_without_meeting_each_other(
    tmp_path: Path,
) -> None:
    """All rooms against all rows took more than 2 GB of memory, and was refused."""
    rooms = [f"room{number:05}" for number in range(5_000)]
    with Store(tmp_path / "rooms.duckdb") as store:
        load(store, tmp_path, [Video(f"v-{r}", Kind.CAMERA, 60_000, room=r) for r in rooms])
        rows = [GroupRow(n, "dept", f"of {r}", room=f"{r}*") for n, r in enumerate(rooms, 2)]
        imports.add(store, [*rows, GroupRow(1, "campus", "all", room="room*")], "rules.csv")
        with store.session() as cursor:
            spans = cursor.execute("select dimension, room, value from group_spans").fetchall()
    assert sorted(spans) == sorted(
        [*(("dept", r, f"of {r}") for r in rooms), *(("campus", r, "all") for r in rooms)]
    )


@pytest.mark.slow
def test_a_later_import_gives_its_names_their_values_too(store: Store, tmp_path: Path) -> None:
    forget_all(store)
    put(store, [])
    imports.add(store, [GroupRow(2, "dept", "new", room="9*")], "g.csv")
    late = Video("late", Kind.CAMERA, 60_000, room="99")
    load(store, tmp_path, [late])
    assert looked_up(store, "dept", late, FIRST) == "new"


@pytest.mark.parametrize("form", ["csv", "gbk", "semicolons", "xlsx"])
def test_a_table_is_read_as_people_keep_them(store: Store, tmp_path: Path, form: str) -> None:
    forget_all(store)
    lines = [
        ["dimension", "app", "room", "user", "value", "from", "until"],
        ["room_name", "", "101", "", "数学一班 李老师", "", ""],
        ["room_name", "", "10*", "", "数学, 其他", "2026-03-01", ""],
    ]
    path = tmp_path / f"table.{form}"
    if form == "xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for number, cells in enumerate(lines):
                sheet.write_row(number, 0, cells)
            sheet.write_number(1, 2, 101)
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            sheet.write_datetime(2, 5, date(2026, 3, 1), day)
    else:
        mark = ";" if form == "semicolons" else ","
        text = "\n".join(mark.join(f'"{cell}"' for cell in cells) for cells in lines)
        path.write_bytes(text.encode("gb18030" if form == "gbk" else "utf-8-sig"))
    found = imports.import_file(store, path, "table")
    assert [(row.room, row.value, row.since) for row in found.rows] == [
        ("101", "数学一班 李老师", None),
        ("10*", "数学, 其他", date(2026, 3, 1)),
    ]
    assert found.dimensions == imports.dimensions(store) == ("room_name",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "table: the file is empty"),
        (b'{"a": 1}', "table: this is JSON, not a table"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "table: this is a PNG picture"),
        (b"dimension,value\nd,a\n" + b"d,x\n" * 100_000, "table: it has more than 100,000 rows"),
        (b"dimension,value\nd," + b"x" * (9 << 20), "table: this is larger than 8 MB"),
        (b'dimension,value\nd,"x', "table, line 2: a cell cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_and_nothing_is_kept(
    store: Store, tmp_path: Path, content: bytes, sentence: str
) -> None:
    forget_all(store)
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(Problem) as refused:
        imports.import_file(store, path, "table")
    assert str(refused.value).startswith(sentence)
    assert imports.imports(store) == []
