"""The Query page answers one SELECT, and says why where it does not."""

from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.support.pages import ROOT, load, page_text, row, write


def page(database: Path, tmp_path: Path, sql: str) -> AppTest:
    load(database, write(tmp_path / "lessons.csv", [row(1), row(2, RoomId="2", VideoType=2)]))
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    at.query_params["sql"] = sql
    at.run()
    at.switch_page(str(ROOT / "pages/monitor/query.py")).run()
    if sql:
        at.text_area(key="sql").set_value(sql).run()
    assert not at.exception
    return at


def answers(at: AppTest) -> list[Any]:
    """The tables without those of the views."""
    return [table for table in at.dataframe if "Meaning" not in table.value.columns]


def test_an_answer_is_a_table_with_typed_columns(database: Path, tmp_path: Path) -> None:
    at = page(
        database, tmp_path, "select room, day, sum(ms) as ms, sum(usage) as usage, null as nothing from costs group by all order by 1"
    )  # fmt: skip
    (table,) = answers(at)
    assert list(table.value.columns) == ["room", "day", "ms", "usage", "nothing"]
    assert [int(value) for value in table.value["ms"]] == [600_000, 600_000]
    (files, *_) = [each.value for each in at.dataframe if "Meaning" in each.value.columns]
    assert "finish_reason" in set(files["Column"]), "the columns stand below"


def test_what_is_no_question_is_a_sentence(database: Path, tmp_path: Path) -> None:
    at = page(database, tmp_path, "delete from files")
    assert "this is not one SELECT" in page_text(at) and not answers(at)


def test_nothing_is_asked_before_there_is_a_question(database: Path, tmp_path: Path) -> None:
    at = page(database, tmp_path, "")
    assert not answers(at) and "Views and columns" in [each.label for each in at.expander]
