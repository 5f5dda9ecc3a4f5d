"""`import` as a person or a cron job calls it: what it reads, what it says and when, and how it ends."""

import gzip
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analytics.storage.store import Store
from tests.support.exports import document, export, flat, row, video
from tests.support.terminal import ROOT, Terminal, command, write


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(capsys, monkeypatch)


def content(database: Path) -> tuple[str, int]:
    """The fingerprint of a database and the number of commits that were ever made."""
    with Store(database) as store:
        return store.ask("fingerprint")[0]["hash"], store.version


# What each file holds, after `first.csv` was loaded.
CHECKED: dict[str, Callable[[], Any]] = {
    "new rows": lambda: flat([row("x"), row("y", VideoType=3)]),
    "a row that is refused": lambda: flat([row("x"), row("y", VideoDuration="abc")]),
    "only refused rows": lambda: flat([row("x", VideoType=9)]),
    "no table": lambda: "Dear Sir\n",
    "rows that are there": lambda: flat([row("a"), row("x")]),
    "another length of a video that is there": lambda: flat([row("a", VideoDuration=59_000)]),
    "a task that has finished since": lambda: flat([row("open", VideoDuration=50_000)]),
    "documents": lambda: document(video("x"), video("a")),
    "a failed query": lambda: export("online_record_failed"),
    "the vendor's usage": lambda: export("daily_usage"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", CHECKED)
def test_a_check_says_what_the_load_says_and_loads_nothing(
    terminal: Terminal, tmp_path: Path, database: Path, name: str
) -> None:
    first = flat([row("a"), row("open", TaskId="later", Status="RECORDING")])
    terminal("import", write(tmp_path / "first.csv", first))
    file = write(tmp_path / "second", CHECKED[name]())
    before = content(database)
    check = terminal("import", file, "--check", "--json")
    assert content(database) == before
    load = terminal("import", file, "--json")
    assert check == load
    again = terminal("import", file, "--check", "--json")
    assert again == terminal("import", file, "--json")


@pytest.mark.slow
def test_a_check_of_several_files_knows_of_those_before(
    terminal: Terminal, tmp_path: Path, database: Path
) -> None:
    files = [
        write(tmp_path / "a.csv", flat([row("a"), row("b")])),
        write(tmp_path / "b.csv", flat([row("b"), row("c")])),
        tmp_path / "a.csv",
    ]
    check = terminal("import", *files, "--check", "--json")
    assert not database.exists()
    assert [receipt["status"] for receipt in check.json] == ["loaded", "loaded", "already_loaded"]
    assert check == terminal("import", *files, "--json")


def test_a_check_says_in_words_that_it_was_one(terminal: Terminal, tmp_path: Path) -> None:
    said = terminal("import", write(tmp_path / "a.csv", flat([row("a")])), "--check")
    assert said.status == 0 and said.out.splitlines()[-1] == "Nothing was loaded: this was a check."


@pytest.mark.slow
def test_a_receipt_says_what_is_billable_and_the_states(terminal: Terminal, tmp_path: Path) -> None:
    rows = [
        row("a"), row("b", VideoType=3), row("c", Status="RECORDING", TaskId="t2"),
        row("d", VideoDuration="x"), row("a"),
    ]  # fmt: skip
    (receipt,) = terminal("import", write(tmp_path / "a.csv", flat(rows)), "--json").json
    assert receipt["billable_ms"] == 60_000
    assert receipt["states"] == {"FINISHED": 2, "RECORDING": 1}
    (again,) = terminal("import", tmp_path / "a.csv", "--json").json
    assert (again["billable_ms"], again["states"]) == (0, {})


UNBILLABLE = {
    "mixed streams only": lambda: flat([row("a", VideoType=3), row("b", VideoType=4)]),
    "tasks that are not finished": lambda: document(video("a"), Status="RECORDING"),
    "lengths of nothing": lambda: flat([row("a", VideoDuration=0, RecordStopTime="")]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", UNBILLABLE)
def test_a_load_of_which_nothing_is_billable_is_no_success(
    terminal: Terminal, tmp_path: Path, name: str
) -> None:
    said = terminal("import", write(tmp_path / "a", UNBILLABLE[name]()), "--json")
    (receipt,) = said.json
    assert (said.status, receipt["status"], receipt["billable_ms"]) == (1, "loaded", 0)
    assert any("Nothing of this file is billable" in warning for warning in receipt["warnings"])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["online_record_failed", "daily_usage"])
def test_what_holds_no_files_is_not_expected_to_be_billable(
    terminal: Terminal, tmp_path: Path, name: str
) -> None:
    said = terminal("import", write(tmp_path / "a.json", export(name)), "--json")
    assert (said.status, said.json[0]["status"], said.json[0]["states"]) == (0, "loaded", {})


@pytest.mark.slow
def test_strict_takes_a_warning_for_a_flaw(terminal: Terminal, tmp_path: Path) -> None:
    plain = write(tmp_path / "plain.csv", flat([row("a")]))
    noted = write(tmp_path / "noted.csv", flat([row("b", Colour="red")], [*row("b"), "Colour"]))
    assert terminal("import", plain, "--strict").status == 0
    assert terminal("import", noted, "--check").status == 0
    assert terminal("import", noted, "--check", "--strict").status == 1


def piped(*words: object, given: bytes, database: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(*words), cwd=ROOT, input=given, capture_output=True, check=False,
        env={**os.environ, "RECORDINGS_DB": str(database)},
    )  # fmt: skip


INPUT = {
    "CSV": flat([row("a")]).encode(),
    "gzip": gzip.compress(flat([row("a")]).encode()),
    "JSON": json.dumps(document(video("a"))).encode(),
}


@pytest.mark.parametrize("form", INPUT)
@pytest.mark.slow
def test_standard_input_is_known_by_its_content(database: Path, form: str) -> None:
    done = piped("import", "-", "--json", given=INPUT[form], database=database)
    (receipt,) = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (receipt["file"], receipt["ms"]["loaded"]) == ("standard input", 60_000)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"", b"standard input: the file is empty. Choose a file with a header line and rows.\n"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", b"standard input: this is a PNG picture, not a table or JSON. Export the recordings as CSV or JSON.\n"),
    ],
)  # fmt: skip
@pytest.mark.slow
def test_standard_input_that_cannot_be_read_is_one_sentence(
    database: Path, given: bytes, sentence: bytes
) -> None:
    done = piped("import", "-", given=given, database=database)
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", sentence)


def test_standard_input_is_there_once(terminal: Terminal, database: Path) -> None:
    said = terminal("import", "-", "-")
    assert (said.status, said.out) == (2, "")
    assert said.err == "-: standard input can be read only once. Name it once.\n"
    assert not database.exists()


@pytest.mark.slow
def test_a_pipe_is_read_to_its_end(terminal: Terminal, tmp_path: Path) -> None:
    """As `import <(zcat lessons.csv.gz)` gives one: it cannot be read twice, nor by another process."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(flat([row("a"), row("b")]).encode(),))
    writer.start()
    said = terminal("import", pipe, "--json")
    writer.join()
    assert (said.status, said.json[0]["file"], said.json[0]["rows"]["loaded"]) == (0, "pipe", 2)

    inner, outer = os.pipe()
    os.write(outer, flat([row("c")]).encode())
    os.close(outer)
    said = terminal("import", f"/dev/fd/{inner}", "--json")
    os.close(inner)
    assert (said.status, said.json[0]["file"]) == (0, f"pipe {inner}")


def test_a_device_is_one_sentence(terminal: Terminal) -> None:
    said = terminal("import", "/dev/zero")
    assert said.err == "/dev/zero: this is a device, not a file. Name a file with recordings.\n"
    assert said.status == 2


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.slow
def test_a_call_that_is_ended_says_what_it_did(
    tmp_path: Path, database: Path, way: signal.Signals, as_json: bool
) -> None:
    """The last file is a pipe that never ends, so that the call is ended in the middle of it."""
    files = [write(tmp_path / f"{n}.csv", flat([row(f"v{n}", TaskId=f"t{n}")])) for n in range(3)]
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    words = ["import", *files, pipe, *(["--json"] if as_json else [])]
    process = subprocess.Popen(
        command(*words), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "RECORDINGS_DB": str(database)},
    )  # fmt: skip
    assert process.stdout and process.stderr
    lines = [] if as_json else [process.stdout.readline() for _ in files]
    with pipe.open("wb"):  # opened once the command reads it, and held open without a word
        process.send_signal(way)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, "Stopped: 3 of 4 files were loaded.\n")
    done = json.loads(out) if as_json else lines + out.splitlines()
    assert len(done) == 3
    with Store(database) as store:
        assert store.ask("coverage")[0]["videos"] == 3


@pytest.mark.slow
def test_an_ended_call_that_did_nothing_says_so(tmp_path: Path, database: Path) -> None:
    process = subprocess.Popen(
        command("import", "-"), cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "RECORDINGS_DB": str(database)},
    )  # fmt: skip
    while not database.exists():
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.stdin and process.stderr
    assert process.wait(60) == 2
    assert process.stderr.read() == "Stopped: 0 of 1 files were loaded.\n"
    process.stdin.close()
    process.stderr.close()
