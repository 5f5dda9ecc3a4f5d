"""Imports: what became of each row, what to do about refused ones, and the way back."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import ingest
from analytics.ingest.sandbox import process
from pages.ui import data, watched_folder
from tests.support.pages import (
    LESSON,
    assert_no_exception,
    await_imports,
    load,
    metric_values,
    open_page,
    page_text,
    row,
    write,
)


def upload(at: AppTest, *files: Path) -> AppTest:
    at.file_uploader[0].set_value([(path.name, path.read_bytes(), None) for path in files]).run()
    at.button(key="import").click().run()
    return await_imports(at)


def buttons(at: AppTest, start: str) -> list[str]:
    return [button.key for button in at.button if button.key.startswith(start)]


def test_with_nothing_imported_it_says_what_can_be_loaded() -> None:
    at = open_page("data/imports")
    assert "Nothing imported yet" in page_text(at)
    assert "What can be loaded" in page_text(at)
    assert "A table with one row a recorded file" in page_text(at)
    assert at.button(key="import").disabled


def test_a_receipt_is_an_equation_in_rows_and_in_minutes(tmp_path) -> None:
    rows = [row(1), row(2), row(2), row(3, VideoType=9)]
    at = upload(open_page("data/imports"), write(tmp_path / "lessons.csv", rows))
    assert "4 rows read = 2 loaded + 1 refused + 1 duplicate" in page_text(at)
    assert "40.0 minutes read = 20.0 loaded + 10.0 refused + 10.0 duplicate" in page_text(at)
    assert "Read as flat. Lengths: total " in page_text(at)


def test_several_files_at_once_get_a_receipt_each(tmp_path) -> None:
    one = write(tmp_path / "one.csv", [row(1)])
    other = write(tmp_path / "other.csv", [row(2), row(3)])
    at = upload(open_page("data/imports"), one, other)
    assert "1 row read = 1 loaded" in page_text(at)
    assert "2 rows read = 2 loaded" in page_text(at)
    assert "All imports (2)" in page_text(at)


def test_refused_rows_are_shown_and_can_be_fixed_and_sent_back(tmp_path) -> None:
    rows = [row(1), row(2, VideoDuration="abc")]
    at = upload(open_page("data/imports"), write(tmp_path / "lessons.csv", rows))
    table = at.dataframe[0].value
    assert list(table.iloc[0])[:3] == [3, "VideoDuration", "abc"]
    assert "whole number of milliseconds" in table.iloc[0, 3]

    (found,) = data.imports()
    sent_back = tmp_path / "fixed.csv"
    sent_back.write_text(
        ingest.refused_csv(data.store(), found["import_id"]).replace("abc", "60000", 1)
    )
    at = upload(at, sent_back)
    assert "1 row read = 1 loaded" in page_text(at)
    assert (
        metric_values(at.switch_page("pages/monitor/overview.py").run())["Billable minutes"] == "11"
    )


def test_a_file_that_is_no_export_is_refused_with_one_sentence(tmp_path) -> None:
    picture = tmp_path / "photo.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    at = upload(open_page("data/imports"), picture)
    assert "photo.csv: this is a PNG picture" in page_text(at)
    assert "Nothing imported yet" in page_text(at)
    assert "again" not in [button.key for button in at.button]


def test_a_document_without_a_day_asks_for_it_in_the_words_of_the_page_and_takes_it() -> None:
    at = upload(open_page("data/imports"), LESSON)
    assert "“Day” under Options" in page_text(at)
    assert "--day" not in page_text(at)

    from datetime import date

    at.date_input(key="option_day").set_value(date(2024, 3, 27)).run()
    at.button(key="again").click().run()
    at = await_imports(at)
    assert "110.0 minutes read = 110.0 loaded + 0.0 refused + 0.0 duplicate" in page_text(at)


def test_the_same_file_twice_changes_nothing_and_says_so(tmp_path) -> None:
    path = write(tmp_path / "lessons.csv", [row(1)])
    at = upload(upload(open_page("data/imports"), path), path)
    assert "already loaded, nothing changed" in page_text(at)
    assert "All imports (1)" in page_text(at)


def test_the_options_in_force_are_named_on_the_closed_box(tmp_path) -> None:
    at = open_page("data/imports")
    at.selectbox(key="option_unit").set_value("s").run()
    at.text_input(key="option_app").set_value("14").run()
    assert next(box.label for box in at.expander) == "Options: **seconds, app 14**"
    rows = [row(1, SdkAppId="", VideoDuration=600)]
    at = upload(at, write(tmp_path / "lessons.csv", rows))
    assert "10.0 minutes read = 10.0 loaded" in page_text(at)
    assert data.rooms() == [{"app": "14", "room": "1", "ms": 600_000}]


def test_an_undo_says_first_what_will_go(database, tmp_path) -> None:
    load(database, write(tmp_path / "one.csv", [row(1), row(2, TaskId="task1")]))
    load(database, write(tmp_path / "other.csv", [row(1), row(3)]))
    at = open_page("data/imports")
    first = data.imports()[1]["import_id"]
    at.session_state[f"import_{first}"] = True
    at.run()
    at.button(
        key=f"undo_stored_{first}" if buttons(at, "undo_stored") else f"undo_{first}"
    ).click().run()
    assert "one.csv is taken out: 2 files of 1 recording, 20 minutes." in page_text(
        assert_no_exception(at)
    )
    assert "1 file of these are in other imports as well" in page_text(at)
    at.button(key="undo_import").click().run()
    assert "All imports (1)" in page_text(assert_no_exception(at.run()))
    assert data.coverage().ms == 20 * 60_000


def test_files_that_may_be_the_same_twice_are_said_with_the_way_back_beside_it(tmp_path) -> None:
    """The same video under another id: one note with what is at stake, and the choice to take the file out."""
    rows = [row(1, VideoId="a-1"), row(2, VideoId="A1"), row(3)]
    at = upload(open_page("data/imports"), write(tmp_path / "twins.csv", rows))
    assert "600,000 ms count twice" in page_text(at)
    at.button(key=buttons(at, "undo_fresh_")[0]).click().run()
    assert "twins.csv is taken out: 3 files" in page_text(assert_no_exception(at))
    at.button(key="undo_import").click().run()
    assert data.imports() == []


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "![x](http://evil/x.png).csv", "<b>.csv"])
def test_a_file_name_is_text(tmp_path, name) -> None:
    content = write(tmp_path / "lessons.csv", [row(1)]).read_bytes()
    at = open_page("data/imports")
    at.file_uploader[0].set_value([(name, content, None)]).run()
    at.button(key="import").click().run()
    at = await_imports(at)
    assert all("![" not in str(text.value) for text in [*at.markdown, *at.caption])
    assert all("![" not in box.label for box in at.expander)


def test_an_import_under_way_can_be_cancelled(tmp_path, monkeypatch) -> None:
    real = ingest.import_file

    def slow(*args, cancelled, **more):
        for _ in range(3000):
            if cancelled():
                break
            time.sleep(0.02)
        return real(*args, cancelled=cancelled, **more)

    monkeypatch.setattr(ingest, "import_file", slow)
    path = write(tmp_path / "lessons.csv", [row(1)])
    at = open_page("data/imports")
    at.file_uploader[0].set_value([(path.name, path.read_bytes(), None)]).run()
    at.button(key="import").click().run()
    (cancel,) = buttons(at, "cancel_")
    at.button(key=cancel).click().run()
    at = await_imports(at)
    assert "lessons.csv: the import was stopped, and nothing of this file was kept" in page_text(at)
    assert not at.error, "nothing is wrong with the file"
    assert "Nothing imported yet" in page_text(at) and not buttons(at, "cancel_")


def test_a_chosen_file_is_read_once_and_leaves_nothing_behind(tmp_path, monkeypatch) -> None:
    jobs = []
    run = process.run

    def counted(job, *more):
        jobs.append(job.task)
        return run(job, *more)

    monkeypatch.setattr(process, "run", counted)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    at = upload(open_page("data/imports"), write(tmp_path / "lessons.csv", [row(1), row(2)]))
    assert "2 rows read = 2 loaded" in page_text(at)
    assert jobs == ["look"]
    assert not list(tmp_path.glob("recordings-*/*"))


def test_a_watched_folder_is_named_and_wrong_settings_are_told(database) -> None:
    settings = database.with_name("settings.toml")
    settings.write_text('watch = "incoming"')
    (database.parent / "incoming").mkdir()
    watched_folder.start()
    try:
        at = open_page("data/imports")
        assert f"Watching {database.parent / 'incoming'}: new files are imported" in page_text(at)
    finally:
        watched_folder.stop()
    settings.write_text("watch = 1")
    watched_folder.start()
    assert "settings.toml, watch: 1 is not text. Write it in quotes." in page_text(at.run())
    settings.unlink()
    watched_folder.start()
    assert "settings.toml" not in page_text(at.run())
