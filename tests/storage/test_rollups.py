"""Small tables are made of the rows: anew where another DuckDB made them, or a database stops at an earlier step."""

from pathlib import Path

import duckdb
import pytest

from analytics import ingest, sql
from analytics.storage.store import Store
from tests.support.exports import flat, row

SMALL = {
    "usage_days": "select * from usage_days",
    "usage_room_days": "select * from usage_room_days",
    "usage_room_months": "select * from usage_room_months",
    "usage_hours": "select * from usage_hours",
    "usage_user_days": "select u.* exclude (app, user), a.name, n.name from usage_user_days as u "
    "left join usage_names as a on u.app = a.id left join usage_names as n on u.user = n.id",
    "usage_room_totals": "select t.* exclude (app, room), a.name, n.name from usage_room_totals as t "
    "left join usage_names as a on t.app = a.id left join usage_names as n on t.room = n.id",
    "usage_files": "select import_no, day, hour, kind, billable, finish, lines, task, ms from usage_files",
    "usage_lessons": "select * exclude (users) from usage_lessons",
}
STEPS = list(sql.schema_steps())


def contents(store: Store) -> dict[str, list[str]]:
    with store.session() as cursor:
        return {
            name: sorted(map(repr, cursor.execute(text).fetchall())) for name, text in SMALL.items()
        }


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rollups")
    rows = [
        row(f"v{n}", VideoType=n % 5, TaskId=f"t{n // 3}", RoomId=n % 4, UserId=f"u{n % 6}")
        for n in range(40)
    ]
    with Store(folder / "loaded.duckdb") as store:
        for name, part in (("one.csv", rows[:22]), ("two.csv", rows[22:])):
            (folder / name).write_text(flat(part))
            ingest.import_file(store, folder / name)
    return folder / "loaded.duckdb"


@pytest.fixture
def expected(loaded: Path) -> dict[str, list[str]]:
    with Store(loaded) as store:
        return contents(store)


def left_at(step: str, loaded: Path, path: Path) -> None:
    """A database of these rows as a program left it that knew no later step of the schema."""
    steps = sql.schema_steps()
    with duckdb.connect(str(path)) as connection:
        connection.execute("attach ':memory:' as rules")
        for statement in sql.statements("rules"):
            connection.execute(statement)
        for name in STEPS[: STEPS.index(step) + 1]:
            for statement in sql.split(steps[name]):
                connection.execute(statement)
            connection.execute("insert into meta values ('schema', $name)", {"name": name})
        connection.execute("attach $path as loaded (read_only)", {"path": str(loaded)})
        for table in ("imports", "video_rows", "recording_rows", "refused_rows", "settings"):
            columns = connection.sql(f"from {table} limit 0").columns
            names = ", ".join(columns)
            connection.execute(f"insert into {table} ({names}) select {names} from loaded.{table}")


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_database_of_each_step_gets_its_small_tables_from_its_rows(
    step: str, loaded: Path, expected: dict[str, list[str]], database: Path
) -> None:
    left_at(step, loaded, database)
    with Store(database) as store:
        assert contents(store) == expected


@pytest.mark.slow
def test_hashes_of_another_duckdb_are_made_anew(
    loaded: Path, expected: dict[str, list[str]], database: Path
) -> None:
    database.write_bytes(loaded.read_bytes())
    with Store(database) as store, store.write() as cursor:
        cursor.execute("update usage_lessons set task = task + 1")
        cursor.execute("update usage_files set task = task + 1")
    with Store(database) as store:
        assert contents(store) != expected, "the same DuckDB takes them as they are"
        with store.write() as cursor:
            cursor.execute("update meta set value = '1.5.0' where key = 'rollups'")
    with Store(database) as store:
        assert contents(store) == expected
