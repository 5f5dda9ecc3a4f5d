"""Imports: which column is which, whose row counts, and a copy of everything."""

from pathlib import Path

from analytics.storage.store import Store
from pages.ui import data
from tests.support.pages import (
    assert_no_exception,
    await_imports,
    load,
    open_page,
    page_text,
    row,
    write,
)

ODD = "房间,类型,片段编号,用时,下课时间\n1001,摄像头,{0}1,00:30:00,2024/3/27 9:40\n1001,白板,{0}2,00:40:00,2024/3/27 9:40\n"


def odd(path: Path, start: str) -> Path:
    path.write_bytes(ODD.format(start).encode("gb18030"))
    return path


def chosen(at, path: Path):
    return assert_no_exception(
        at.file_uploader[0].set_value([(path.name, path.read_bytes(), None)]).run()
    )


def column(at, name: str):
    return next(box for box in at.selectbox if box.key and box.key.endswith(f"_{name}"))


def test_unclear_columns_are_asked_for_once_and_remembered_by_header(tmp_path) -> None:
    at = chosen(open_page("data/imports"), odd(tmp_path / "march.csv", "a"))
    assert "check the columns" in at.expander[1].label
    assert any("no column VideoId" in warning.value for warning in at.warning)
    column(at, "VideoId").set_value("片段编号").run()
    column(at, "VideoDuration").set_value("用时").run()
    preview = at.dataframe[0].value
    assert list(preview["Kind"]) == ["camera", "whiteboard"]
    assert list(preview["Milliseconds"]) == [1_800_000, 2_400_000]
    at.button(key="import").click().run()
    assert "2 rows read = 2 loaded" in page_text(await_imports(at))

    at = chosen(open_page("data/imports"), odd(tmp_path / "april.csv", "b"))
    assert "columns understood" in at.expander[1].label
    at.button(key="import").click().run()
    assert "2 rows read = 2 loaded" in page_text(await_imports(at))


def test_the_api_s_own_columns_ask_for_nothing(tmp_path) -> None:
    at = chosen(open_page("data/imports"), write(tmp_path / "lessons.csv", [row(1)]))
    assert "columns understood" in at.expander[1].label
    assert not at.warning


def test_a_backup_by_one_click_holds_the_same(tmp_path, database) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1)]))
    at = open_page("data/imports")
    assert_no_exception(at.button(key="backup").click().run())
    (copy,) = (database.parent / "backups").glob("*.duckdb")
    assert "holds everything" in at.success[0].value
    with Store(copy) as other:
        assert other.ask("fingerprint") == data.store().ask("fingerprint")
