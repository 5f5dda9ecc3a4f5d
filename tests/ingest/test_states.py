"""Words for the state of a task: what is published, what is asked about, and what a person says."""

import json
from pathlib import Path

import pytest

from analytics import ingest
from analytics.ingest import Options
from analytics.ingest.common import states
from analytics.storage.store import Store
from tests.support.exports import MINUTE, document, flat, row, video
from tests.support.terminal import Terminal

UNKNOWN = ["0", "1", "2", "200", "finish", "uploaded", "已上传", "true", "USER_CALL", "ended ok"]


@pytest.mark.slow
@pytest.mark.parametrize("word", UNKNOWN)
def test_a_state_that_no_published_word_covers_is_asked_about(
    store: Store, load, word: str
) -> None:
    rows = [row("a", Status=word), row("b", Status=word), row("c")]
    for content in (flat(rows), json.dumps(rows)):
        receipt = load(content)
        assert (receipt.status, receipt.rows.read) == ("refused", 0)
        (problem,) = receipt.problems
        assert f'"{word.upper()}" (2 files)' in problem.reason
        assert "--state" in problem.hint and "=FINISHED" in problem.hint
    said = load(flat(rows), states=states.given([f"{word}=finished"]))
    assert (said.rows.loaded, said.billable_ms, said.states) == (3, 3 * MINUTE, {"FINISHED": 3})


def test_a_document_s_state_is_asked_about_too(store: Store, load) -> None:
    task = document(video("a"), Status="DONE_OK")
    assert '"DONE_OK" (1 file)' in load(task).problems[0].reason
    said = load(task, states={"DONE_OK": "FINISHED"})
    assert said.billable_ms == MINUTE


@pytest.mark.parametrize(
    ("word", "billable"),
    [("", True), (" ", True), ("\u00a0", True), ("NULL", True), ("-", True), ("finished", True), ("已完成", True),
     ("recording", False), ("STOPPED", False), ("失败", False)],
)  # fmt: skip
def test_published_words_and_those_of_languages_need_no_question(
    store: Store, load, word: str, billable: bool
) -> None:
    receipt = load(flat([row("a", Status=word), row("b")]))
    assert receipt.rows.loaded == 2
    assert receipt.billable_ms == (2 if billable else 1) * MINUTE


def test_a_word_that_comes_late_in_a_large_file_is_asked_about(store: Store, load) -> None:
    rows = [row(f"v{n}", TaskId=f"t{n}") for n in range(1_500)]
    receipt = load(flat([*rows, row("late", Status="uploaded")]))
    assert '"UPLOADED" (1 file)' in receipt.problems[0].reason


def test_a_preview_names_the_words_and_a_choice_answers_them(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text(flat([row("a", Status="1"), row("b", Status="2")]))
    look = ingest.look(store, path)
    assert (look.unknown_states, look.is_sure) == ((("1", 1), ("2", 1)), False)
    chosen = Options(states={"1": "FINISHED", "2": "STOPPED"})
    assert ingest.look(store, path, chosen).unknown_states == ()
    assert ingest.import_file(store, path, options=chosen).states == {"FINISHED": 1, "STOPPED": 1}


@pytest.mark.parametrize("pair", ["uploaded", "=FINISHED", "uploaded=", "uploaded=billed"])
def test_a_word_without_a_published_state_is_a_sentence(pair: str) -> None:
    with pytest.raises(Exception, match="WORD=STATE"):
        states.given([pair])


def test_the_command_line_takes_the_words_and_says_the_advice(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = Terminal(capsys, monkeypatch)
    path, db = tmp_path / "words.csv", tmp_path / "db.duckdb"
    path.write_text(flat([row("a", Status="uploaded"), row("b", Status="RECORDING")]))
    asked = terminal("--db", db, "import", path)
    assert asked.status == 2 and "--state UPLOADED=FINISHED" in asked.err
    done = terminal("--db", db, "import", path, "--state", "uploaded=FINISHED", "--json")
    assert (done.status, done.json[0]["billable_ms"]) == (0, MINUTE)
    wrong = terminal("--db", db, "import", path, "--state", "uploaded=yes")
    assert wrong.status == 2 and "WORD=STATE" in wrong.err
