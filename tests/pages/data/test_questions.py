"""Imports: what is asked stands beside what answers it, and nothing is imported while a question is open."""

from pathlib import Path

from tests.support.pages import (
    assert_no_exception,
    await_imports,
    metric_values,
    open_page,
    page_text,
    row,
    write,
)


def chosen(path: Path):
    at = open_page("data/imports")
    return assert_no_exception(
        at.file_uploader[0].set_value([(path.name, path.read_bytes(), None)]).run()
    )


def with_states(path: Path, *states: str) -> Path:
    return write(path, [row(number, Status=state) for number, state in enumerate(states)])


def state_box(at):
    return next(box for box in at.selectbox if box.key and "_state_" in box.key)


def test_nothing_is_imported_while_a_needed_column_is_missing(tmp_path) -> None:
    (tmp_path / "x.csv").write_text("room,length,when\n1,00:30:00,2024-03-27 09:40\n")
    at = chosen(tmp_path / "x.csv")
    assert at.button(key="import").disabled


def test_a_word_for_a_state_is_asked_about_answered_and_remembered_by_header(tmp_path) -> None:
    at = chosen(with_states(tmp_path / "a.csv", "uploaded-ok", "uploaded-ok"))
    assert at.button(key="import").disabled
    assert any("uploaded-ok" in warning.value.replace("\\", "").lower() for warning in at.warning)
    assert_no_exception(state_box(at).set_value("FINISHED").run())
    assert not at.warning and not at.button(key="import").disabled
    at.button(key="import").click().run()
    assert "20 minutes billable · files: 2 FINISHED" in page_text(await_imports(at))

    rows = [row(number + 10, Status="uploaded-ok") for number in range(2)]
    again = chosen(write(tmp_path / "b.csv", rows))
    assert not again.button(key="import").disabled
    again.button(key="import").click().run()
    assert "files: 2 FINISHED" in page_text(await_imports(again))


def test_a_word_for_a_kind_is_mapped_or_its_rows_are_skipped_and_that_is_remembered(
    tmp_path,
) -> None:
    rows = [row(1, VideoType="teacher view"), row(2, VideoType="notes"), row(3, VideoType="notes")]
    at = chosen(write(tmp_path / "a.csv", rows))
    boxes = [box for box in at.selectbox if box.key and "_kind_" in box.key]
    assert [("teacher" in box.label, "notes" in box.label) for box in boxes].count(
        (False, False)
    ) == 0
    next(box for box in boxes if "teacher" in box.label).set_value("camera").run()
    at.button(key="import").click().run()
    assert "3 rows read = 1 loaded + 2 refused" in page_text(await_imports(at))

    more = [row(number, VideoType="teacher view") for number in (11, 12)]
    again = chosen(write(tmp_path / "b.csv", more))
    again.button(key="import").click().run()
    assert "2 rows read = 2 loaded" in page_text(await_imports(again))


def test_a_load_with_nothing_billable_is_no_success(tmp_path) -> None:
    at = chosen(with_states(tmp_path / "a.csv", "RECORDING"))
    at.button(key="import").click().run()
    text = page_text(await_imports(at))
    assert "0 minutes billable · files: 1 RECORDING" in text
    assert "loaded, nothing billable" in text


def test_refused_rows_that_came_again_mended_are_no_longer_counted(tmp_path) -> None:
    broken = [row(1, VideoDuration="abc"), row(2, VideoDuration="-5"), row(3)]
    at = chosen(write(tmp_path / "a.csv", broken))
    at.button(key="import").click().run()
    at = await_imports(at)
    assert metric_values(at)["Rows refused"] == "2"
    mended = chosen(write(tmp_path / "b.csv", [row(1), row(2)]))
    mended.button(key="import").click().run()
    mended = await_imports(mended)
    assert metric_values(mended)["Rows refused"] == "0"
    assert "no row refused" in page_text(mended)
    (delta,) = (m.delta for m in mended.metric if m.label == "Rows refused")
    assert delta == "of 5, 2 refused, 2 mended"


def test_a_conflict_says_the_minutes_at_stake_and_which_file_is_newest(tmp_path) -> None:
    for name, ms in (("first.csv", 600_000), ("second.csv", 900_000)):
        at = chosen(write(tmp_path / name, [row(1, VideoDuration=ms)]))
        at.button(key="import").click().run()
        at = await_imports(at)
    at.session_state["conflicts"] = True
    assert_no_exception(at.run())
    assert "5 minutes at stake" in page_text(at)
    columns = [list(frame.value.columns) for frame in at.dataframe if "Field" in frame.value]
    assert any("newest" in name and "second.csv" in name for name in columns[0])


def test_an_answer_says_when_it_was_given_and_can_be_taken_back(tmp_path) -> None:
    at = chosen(with_states(tmp_path / "a.csv", "uploaded-ok"))
    state_box(at).set_value("FINISHED").run()
    at.button(key="import").click().run()
    await_imports(at)
    again = chosen(write(tmp_path / "b.csv", [row(9, Status="uploaded-ok")]))
    (box,) = (each for each in again.expander if "b.csv" in each.label.replace("\\", ""))
    assert ", as answered on " in box.label and box.label.endswith(" on this machine")
    state = next(each for each in again.button if each.key == "import")
    assert not state.disabled
    file_id = next(iter(again.session_state["spooled_uploads"]))
    again.session_state[f"mapping_{file_id}"] = True
    again.run()
    (forget,) = (button for button in again.button if button.key.startswith("forget_"))
    assert_no_exception(forget.click().run())
    assert again.button(key="import").disabled
    assert state_box(again).value == ""
