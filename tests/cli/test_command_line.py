"""The command line as scripts rely on it: forms, streams and exit status."""

import os
import subprocess
from pathlib import Path

import pytest

from analytics.storage.store import Store
from tests.support.exports import document, flat, row, video
from tests.support.terminal import ROOT, Said, Terminal, assert_form, call, command, write


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(capsys, monkeypatch)


RECEIPT = {
    "import_id": str, "file": str, "shape": str, "status": str, "unit": str, "unit_reason": str,
    "rows": dict, "ms": dict, "billable_ms": int, "states": dict, "problems": list, "warnings": list,
}  # fmt: skip
PARTS = ["read", "loaded", "refused", "duplicate"]


def test_a_receipt_has_the_form_that_scripts_rely_on(terminal: Terminal, tmp_path: Path) -> None:
    file = write(tmp_path / "lessons.csv", flat([row("a"), row("b", VideoType=9), row("a")]))
    said = terminal("import", file, "--json")
    (receipt,) = said.json
    assert (said.status, said.err) == (1, "")
    assert_form(receipt, RECEIPT)
    assert (receipt["file"], receipt["shape"], receipt["unit"]) == ("lessons.csv", "flat", "ms")
    for count in ("rows", "ms"):
        assert list(receipt[count]) == PARTS
    assert receipt["rows"] == dict(zip(PARTS, (3, 1, 1, 1), strict=True))
    assert receipt["problems"] == [
        {
            "line": 3,
            "column": "VideoType",
            "value": "9",
            "reason": '"9" is not a known kind of video',
            "hint": "Use 0 to 4, or camera, screen, whiteboard, mixed, audio",
        }
    ]


@pytest.mark.slow
def test_from_import_to_undo(terminal: Terminal, tmp_path: Path, database: Path) -> None:
    Store(database).close()
    empty = terminal("fingerprint").out
    assert len(empty.strip()) == 32 and empty.count("\n") == 1
    first = write(tmp_path / "first.csv", flat([row("a"), row("b", VideoDuration="x")]))
    second = write(tmp_path / "second.json", document(video("a"), video("c")))
    (one,) = terminal("import", first, "--json").json
    after_one = terminal("fingerprint").out
    (two,) = terminal("import", second, "--json").json
    assert two["rows"]["duplicate"] == 1
    listed = terminal("imports", "--json").json
    assert [each["import_id"] for each in listed] == [two["import_id"], one["import_id"]]
    assert [each["rows"] for each in listed] == [two["rows"], one["rows"]]
    assert len(terminal("imports").out.splitlines()) == 2
    assert "first.csv" not in terminal("refused", two["import_id"], "--csv").out

    csv = terminal("refused", one["import_id"], "--csv")
    assert csv.status == 0 and csv.out.splitlines()[1].startswith("1400000001,lesson,7,")
    assert terminal("refused", one["import_id"]).out == (
        'line 3, VideoDuration: "x" is not a whole number of milliseconds. Give digits only.\n'
    )
    assert terminal("undo", two["import_id"]).status == 0
    assert terminal("fingerprint").out == after_one
    assert terminal("undo", one["import_id"]).status == 0
    assert terminal("fingerprint").out == empty
    assert terminal("imports", "--json").json == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("undo none", 'there is no import "none". See `python -m analytics imports` for the list.'),
        ("refused none --csv", 'there is no import "none". See `python -m analytics imports` for the list.'),
        ("minutes --by colour", '--by: "colour" is not a field. Use day, week, month, kind, room, user, app, recording.'),
        ("minutes --by day --zone Mars", '"Mars" is not a time zone. Give an offset such as UTC+8 or +08:00, or a name such as Asia/Shanghai.'),
        ("minutes --by day --zone localtime", '"localtime" is not a time zone. Give an offset such as UTC+8 or +08:00, or a name such as Asia/Shanghai.'),
        ("settle --plan none.toml", "none.toml: cannot be read: No such file or directory. Check the file's name."),
        ("minutes", "Missing option '--by'. See python -m analytics --help."),
        ("minutes --by day --since 2024-13-01", "Invalid value for '--since': \"2024-13-01\" is not a day. Give it as 2024-03-27. See python -m analytics --help."),
        *(
            (f"{words} --until 2024-02-01 --since 2024-03-01", "Invalid value for '--until': 2024-02-01 is before --since, 2024-03-01. Give the day after the last one. See python -m analytics --help.")
            for words in ("focus --plan p.toml --out f.csv", "reconcile", "compare p.toml")
        ),
        ("nothing", "No such command 'nothing'. Did you mean 'notify'? See python -m analytics --help."),
    ],
)  # fmt: skip
def test_a_wrong_call_is_one_sentence_and_does_nothing(
    terminal: Terminal, database: Path, words: str, sentence: str
) -> None:
    Store(database).close()
    assert terminal(*words.split()) == Said(2, "", f"{sentence}\n")


@pytest.mark.slow
def test_what_nobody_reads_is_no_error(tmp_path: Path, database: Path) -> None:
    """As with `| head`."""
    Store(database).close()
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        command("imports", "--json"), cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False,
        env={**os.environ, "RECORDINGS_DB": str(database)},
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_fault_of_the_product_is_a_sentence_with_its_place(
    terminal: Terminal, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(database).close()
    monkeypatch.setattr(Store, "ask", lambda *_: 1 // 0)
    said = terminal("imports")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(
        "This should not have happened: ZeroDivisionError in test_command_line.py, line "
    )


@pytest.mark.slow
def test_a_name_of_the_data_steers_no_terminal(terminal: Terminal, tmp_path: Path) -> None:
    room = "\x1b]0;title\x07red"
    file = write(tmp_path / "steering.csv", flat([row("a", RoomId=room)]))
    assert terminal("import", file).status == 0
    assert terminal("minutes", "--by", "room").out.startswith("�]0;title�red  1 videos")
    assert terminal("minutes", "--by", "room", "--json").json[0]["room"] == room


def test_every_command_helps(terminal: Terminal) -> None:
    for name in ("import", "imports", "undo", "refused", "fingerprint", "minutes", "settle"):
        said = terminal(name, "--help")
        assert (said.status, said.err) == (0, "") and name in said.out


@pytest.mark.slow
def test_the_database_is_the_one_that_is_named(tmp_path: Path, terminal: Terminal) -> None:
    file = write(tmp_path / "lessons.csv", flat([row("a")]))
    named = tmp_path / "deep" / "er" / "named.duckdb"
    assert terminal("--db", named, "import", file).status == 0
    assert named.exists()
    assert "there is no such database" in terminal("minutes", "--by", "day").err, "not the usual"
    assert len(terminal("--db", named, "minutes", "--by", "day", "--json").json) == 1


@pytest.mark.slow
def test_a_cron_job_gets_utf_8_json_and_no_sample(tmp_path: Path) -> None:
    """In a process of its own, whose locale knows no Chinese."""
    database = tmp_path / "recordings.duckdb"
    file = write(tmp_path / "lessons.csv", flat([row("a", UserId="王")]))
    environment = {"RECORDINGS_DB": str(database), "LC_ALL": "C", "PYTHONWARNINGS": "error"}
    assert call("import", file, **environment).status == 0
    said = call("minutes", "--by", "user", "--json", **environment)
    assert (said.status, said.err) == (0, "")
    assert [each["user"] for each in said.json] == ["王"]
