"""The frame: which data a page speaks about, and what it says where there is no database to open."""

import subprocess
import sys

from streamlit.testing.v1 import AppTest

from pages.ui import render_queue
from tests.support.pages import (
    LESSON,
    LESSON_DAY,
    ROOT,
    assert_no_exception,
    load,
    open_page,
    page_text,
)


def test_a_file_that_is_no_database_is_one_sentence_to_a_person(database) -> None:
    database.write_text("hello " * 1000)
    at = assert_no_exception(AppTest.from_file(ROOT / "app.py", default_timeout=60).run())
    (error,) = at.error
    assert "recordings.duckdb" in page_text(at)
    assert "not a database that can be opened" in page_text(at)
    assert "Traceback" not in error.value


def test_a_database_in_use_by_another_process_names_that_process(database) -> None:
    hold = (
        f"import duckdb; c = duckdb.connect({str(database)!r}); print('held', flush=True); input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        at = assert_no_exception(AppTest.from_file(ROOT / "app.py", default_timeout=60).run())
        assert f"in use by process {holder.pid}" in page_text(at)
    finally:
        holder.kill()
        holder.communicate()
    assert "No recordings yet" in page_text(assert_no_exception(at.run()))


def test_saved_changes_that_are_gone_from_the_file_are_said_on_every_page(database) -> None:
    load(database, LESSON, day=LESSON_DAY)
    counter = database.with_name(database.name + ".commits")
    counter.write_text("9")
    at = open_page()
    assert "saved changes are missing from the file" in page_text(at)
    at.switch_page("pages/costs/compare.py").run()
    assert "saved changes are missing from the file" in page_text(assert_no_exception(at))


def test_every_page_says_what_the_data_covers_in_which_zone_and_when_it_was_loaded(
    database,
) -> None:
    load(database, LESSON, day=LESSON_DAY)
    at = open_page()
    for page in ("monitor/overview", "data/imports", "costs/compare"):
        at.switch_page(f"pages/{page}.py").run()
        assert at.title[0].value == page.split("/")[1].capitalize()
        line = next(c.value for c in at.caption if c.value.startswith("Recorded"))
        assert line.startswith("Recorded 27 Mar 2024 · 3 files · days in Asia/Shanghai")
        assert "imported" in line


def test_a_page_that_could_not_be_made_leaves_its_turn_to_others(database) -> None:
    database.write_text("hello " * 1000)
    for _ in range(5):
        assert assert_no_exception(
            AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
        ).error
    assert not render_queue._page.is_taken
