"""What DuckDB does that would make a bill wrong, and why our code is written around it.

Each test shows one trap as it is in the pinned version, then the way that the product takes. A test
that fails after an upgrade is news: the trap is gone or has changed, and the code may be simpler.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Thread

import duckdb
import pytest

ODD = 2**53 + 1  # the first whole number that a float cannot hold
DURATION = ("VideoId", "VideoDuration")


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def csv(folder: Path, *rows: tuple[str, ...]) -> str:
    path = folder / "lessons.csv"
    path.write_text("".join(",".join(row) + "\n" for row in rows))
    return str(path)


def value(db: duckdb.DuckDBPyConnection, sql: str, **params: object) -> object:
    row = db.execute(sql, params).fetchone()
    assert row is not None
    return row[0]


def test_a_data_frame_turns_money_and_summed_milliseconds_into_floats(db) -> None:
    sql = f"""
        select sum(ms) as ms, sum(charge) as charge
        from (values ({ODD}, 0.77::decimal(18, 8))) t(ms, charge)
    """

    frame = db.execute(sql).df()
    assert [str(kind) for kind in frame.dtypes] == ["float64", "float64"]
    assert int(frame["ms"][0]) == ODD - 1, "a millisecond is lost"

    assert db.execute(sql).fetchall() == [(ODD, Decimal("0.77000000"))]


@pytest.mark.parametrize(
    ("text", "cast_gives"),
    [("1.5", 2), ("2.5", 3), ("1e3", 1000), ("0x10", 16), ("1_000", 1000), (" 7 ", 7)],
)
def test_a_cast_takes_text_that_is_no_whole_number_of_milliseconds(db, text, cast_gives) -> None:
    assert value(db, "select try_cast($text as bigint)", text=text) == cast_gives

    checked = "select case when regexp_full_match($text, '[0-9]+') then $text::bigint end"
    assert value(db, checked, text=text) is None
    assert value(db, checked, text="18317") == 18317


def test_a_typed_csv_column_rounds_half_milliseconds_without_a_word(db, tmp_path) -> None:
    path = csv(tmp_path, ("VideoDuration",), ("1.5",), ("2.5",))

    typed = "from read_csv($path, header = true, columns = {'VideoDuration': 'bigint'})"
    assert db.execute(typed, {"path": path}).fetchall() == [(2,), (3,)]

    as_text = "from read_csv($path, header = true, all_varchar = true)"
    assert db.execute(as_text, {"path": path}).fetchall() == [("1.5",), ("2.5",)]


LOAD = """
    create or replace temp table loaded as
    select VideoId, try_cast(VideoDuration as bigint) as ms
    from read_csv($path, header = true, all_varchar = true)
"""


def test_one_bad_cell_of_a_csv_fails_the_load_instead_of_being_refused(db, tmp_path) -> None:
    """duckdb issue 23818: the cast moves into the reader, which knows no NULL for a bad cell."""
    path = csv(tmp_path, DURATION, ("a", "100"), ("b", "abc"))

    with pytest.raises(duckdb.ConversionException, match="abc"):
        db.execute(LOAD, {"path": path})

    db.execute("set disabled_optimizers = 'type_pushdown'")
    db.execute(LOAD, {"path": path})
    assert db.execute("from loaded").fetchall() == [("a", 100), ("b", None)]


def test_the_settings_that_a_load_needs_reach_every_cursor_but_a_time_zone_does_not(db) -> None:
    """So the optimizer is set once, by the store, and every question names its zone."""
    db.execute("set disabled_optimizers = 'type_pushdown'")
    assert value(db.cursor(), "select current_setting('disabled_optimizers')") == "type_pushdown"

    db.execute("set timezone = 'Asia/Shanghai'")
    assert value(db.cursor(), "select current_setting('timezone')") != "Asia/Shanghai"


def test_columns_named_for_a_csv_are_taken_by_position_not_by_name(db, tmp_path) -> None:
    path = csv(tmp_path, ("VideoDuration", "VideoPlayTime"), ("100", "7"))
    names = "columns = {'VideoPlayTime': 'varchar', 'VideoDuration': 'varchar'}"

    by_position = f"select VideoDuration from read_csv($path, header = true, {names})"
    assert value(db, by_position, path=path) == "7", "the play time, taken for the duration"

    by_name = "select VideoDuration from read_csv($path, header = true, all_varchar = true)"
    assert value(db, by_name, path=path) == "100"


@pytest.mark.parametrize("sql", ["1.00::decimal(9, 2) / 3", "avg(1.00::decimal(9, 2))", "1 / 2"])
def test_a_division_in_sql_leaves_the_whole_numbers(db, sql) -> None:
    """So no price is divided in SQL: it hands out sums, and the settlement is Decimal in Python."""
    assert value(db, f"select typeof({sql})") == "DOUBLE"


def test_a_division_by_zero_in_sql_is_infinite_not_an_error(db) -> None:
    assert value(db, "select 1 / 0") == float("inf")


def test_two_rows_of_one_video_in_an_upsert_keep_the_first_without_an_error(db) -> None:
    """So a load finds its own duplicates first, and counts them."""
    db.execute("create table videos (id varchar primary key, ms bigint)")
    db.execute(
        "insert into videos values ('a', 1), ('a', 2) on conflict do update set ms = excluded.ms"
    )
    assert db.execute("from videos").fetchall() == [("a", 1)]


def test_a_day_is_cut_in_the_zone_that_is_named_not_in_the_sessions(db) -> None:
    """22:30 in UTC is the next day in Shanghai, and still this day in the session's zone."""
    db.execute("set timezone = 'America/St_Johns'")
    instant = "make_timestamptz(1711578600000000)"  # 2024-03-27 22:30 UTC

    assert value(db, f"select {instant}::date") == date(2024, 3, 27)
    in_zone = f"select ({instant} at time zone $zone)::date"
    assert value(db, in_zone, zone="Asia/Shanghai") == date(2024, 3, 28)


def test_threads_on_one_connection_share_its_result_while_cursors_do_not(db) -> None:
    """A connection has one open result: what a second reader asks replaces it."""
    db.execute("select 'mine'")
    other = Thread(target=lambda: db.execute("select 'yours'"))
    other.start()
    other.join()
    assert db.fetchone() == ("yours",)

    mine, yours = db.cursor(), db.cursor()
    mine.execute("select 'mine'")
    yours.execute("select 'yours'")
    assert mine.fetchone() == ("mine",)
