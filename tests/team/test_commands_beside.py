"""A command that finds the database held is answered by the process that holds it, as if it had run alone."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from analytics import ingest
from analytics.__main__ import main
from analytics.cli.execution import execute
from analytics.storage import backup
from analytics.storage.store import Store
from analytics.team import wire
from analytics.team.owner import Owner
from tests.support.exports import flat, row
from tests.support.terminal import ROOT, Said, Terminal, call, command, write

PLAN = 'price_book = "tencent-intl"\nrounding = "exact"\n'


@pytest.fixture
def held(database: Path, tmp_path: Path) -> Iterator[Store]:
    """A database with one import, held by this process, which answers commands."""
    with Store(database) as store:
        file = write(tmp_path / "first.csv", flat([row("a"), row("b", VideoType=2), row("c", VideoDuration="x")]))  # fmt: skip
        assert ingest.import_file(store, file).status == "loaded"
        owner = Owner(store, lambda words: execute(main, words))
        yield store
        owner.close()


@pytest.fixture
def alone(
    held: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """Commands to a copy of that database, which nobody holds."""
    copy = tmp_path / "alone" / held.path.name
    copy.parent.mkdir()
    backup.copy(held, copy)
    terminal = Terminal(capsys, monkeypatch)
    return lambda *words: terminal("--db", copy, *words)


QUESTIONS = [
    "minutes --by day,kind --json",
    "settle --plan plan.toml --json",
    "costs --by user --plan plan.toml",
    "imports --json",
    "alerts",
    "price-books",
    "settle --plan none.toml",
    "undo none",
]


@pytest.mark.slow
def test_questions_are_answered_with_the_same_words_and_status(
    held: Store, alone: Callable[..., Said], tmp_path: Path
) -> None:
    write(tmp_path / "plan.toml", PLAN)
    questions = [
        [str(tmp_path / word) if word == "plan.toml" else word for word in line.split()]
        for line in QUESTIONS
    ]
    with ThreadPoolExecutor(2) as pool:
        beside = list(pool.map(lambda words: call(*words), questions))
    for words, said in zip(questions, beside, strict=True):
        assert said == alone(*words), words
    assert [said.status for said in beside] == [0] * 6 + [2] * 2
    assert oct(stat.S_IMODE(wire.place(held.path).stat().st_mode)) == "0o600"


def run(folder: Path, *words: object, given: str = "", **more: str) -> Said:
    """The command in another folder, with a standard input."""
    done = subprocess.run(
        command(*words), cwd=folder, input=given, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **more},
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.mark.slow
def test_names_of_files_are_those_of_the_callers_folder(held: Store, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    write(folder / "second.csv", flat([row("d"), row("e", VideoType=9)]))
    write(folder / "plan.toml", PLAN)
    said = run(folder, "import", "second.csv", "missing.csv")
    assert said.status == 1
    assert "second.csv: loaded as flat, rows read 2 = 1 loaded + 1 refused" in said.out
    assert said.err.splitlines()[-1].startswith("missing.csv: ")
    assert run(folder, "settle", "--plan", "plan.toml").status == 0
    assert run(folder, "settle", "--plan", "no.toml").err.startswith("no.toml: cannot be read")
    copied = run(folder, "backup", "copy.duckdb")
    assert copied.status == 0 and (folder / "copy.duckdb").exists(), copied
    (quote,) = {
        run(folder, "quote", "plan.toml", "--customer", "S", "--classes", "3", "--out", "q").status
    }
    assert quote == 0 and len(list((folder / "q").iterdir())) == 3
    assert held.ask("import_list")[0]["file"] == "second.csv"


@pytest.mark.slow
def test_notify_reads_the_callers_environment_and_file(held: Store, tmp_path: Path) -> None:
    """It read those of the process that answers, which has neither."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    write(folder / "mine.toml", '[[channels]]\nkind = "slack"\nurl_env = "MY_ROBOT"\n')
    more = {"RECORDINGS_CHANNELS": "mine.toml"}
    said = run(folder, "notify", "--dry-run", "--json", **more, MY_ROBOT="http://127.0.0.1:9/x")
    assert (said.status, said.json) == (0, []), said
    said = run(folder, "notify", "--dry-run", **more)
    assert said.status == 2 and "the environment has no MY_ROBOT" in said.err


@pytest.mark.slow
def test_standard_input_and_open_files_are_the_callers(held: Store, tmp_path: Path) -> None:
    said = run(tmp_path, "import", "-", given=flat([row("d")]))
    assert said.status == 0 and "standard input: loaded as flat" in said.out, said
    write(tmp_path / "more.csv", flat([row("e")]))
    line = f"{sys.executable} -m analytics import <(cat more.csv) --json"
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0 and '"loaded": 1' in done.stdout, done
    assert sum(each["counted_videos"] for each in held.ask("import_list")) == 4


@pytest.mark.slow
def test_what_writes_is_a_job_of_the_queue_and_is_there_at_once(
    held: Store, tmp_path: Path
) -> None:
    before = call("fingerprint").out
    file = write(tmp_path / "second.csv", flat([row("d")]))
    checked = call("import", "--check", file)
    assert checked.status == 0 and checked.out.endswith("Nothing was loaded: this was a check.\n")
    assert call("fingerprint").out == before
    imported = call("import", file, file)
    assert "second.csv: loaded as flat" in imported.out and "already loaded" in imported.out
    assert file.exists(), "it is the caller's, and stays"
    import_id = imported.out.split()[0]
    assert call("undo", import_id).out == (
        "second.csv: 1 videos taken out, 0 brought back by other imports.\n"
    )
    assert call("fingerprint").out == before
    for words in (["import", held.path], ["settle", "--plan", held.path]):
        said = call(*words)
        assert said.status == 2 and "this is the database itself" in said.err, said
    with pytest.raises(subprocess.CalledProcessError):  # nobody else may open it after all of that
        subprocess.run(
            [sys.executable, "-c", f"import duckdb; duckdb.connect({str(held.path)!r})"],
            check=True, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    copy = backup.backup(held, tmp_path / "copy.duckdb").path
    restored = call("restore", copy)
    assert restored.status == 2 and "in use by process" in restored.err


@pytest.mark.slow
def test_a_question_that_commits_come_into_is_of_one_state(
    held: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each question of a command sees a commit before it, until commits wait for the command."""
    asked: list[str] = []
    ask = held.ask
    commits: list[threading.Thread] = []

    def write_something() -> None:
        with held.write() as cursor:
            cursor.execute("insert into settings values ($key, 'x')", {"key": f"k{len(asked)}"})

    def interrupted(question: str, **parameters: object) -> list[dict[str, object]]:
        asked.append(question)
        commits.append(threading.Thread(target=write_something))
        commits[-1].start()
        commits[-1].join(0.3)
        return ask(question, **parameters)

    monkeypatch.setattr(held, "ask", interrupted)
    said = call("fingerprint")
    assert said.status == 0 and len(said.out) == 33 and asked == ["fingerprint"] * 3
    for commit in commits:
        commit.join()


@pytest.mark.slow
def test_a_socket_that_nobody_listens_on_is_replaced(database: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "first.csv", flat([row("a")]))
    left = socket.socket(socket.AF_UNIX)
    with wire.short_name(wire.place(database)) as name:
        left.bind(name)
    left.close()
    assert call("import", file).status == 0
    assert not wire.place(database).exists()
    assert call("minutes", "--by", "day").status == 0


@pytest.mark.slow
def test_a_process_that_does_not_listen_is_named(database: Path) -> None:
    with Store(database):
        said = call("fingerprint")
    assert said.status == 2
    assert said.err == (
        f"recordings.duckdb: the database is in use by process {os.getpid()} (the dashboard, most likely). "
        "Stop it first, or use its pages.\n"
    )


@pytest.mark.slow
def test_commands_beside_a_command_are_answered_or_wait(database: Path, tmp_path: Path) -> None:
    files = [write(tmp_path / f"{n}.csv", flat([row(f"{n}-{i}") for i in range(300)])) for n in range(3)]  # fmt: skip
    Store(database).close()
    words = [("import", file) for file in files] + [("minutes", "--by", "kind", "--json")] * 3
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda given: call(*given), words))
    assert [(each.status, each.err) for each in said] == [(0, "")] * 6
    assert call("minutes", "--by", "kind", "--json").json[0]["videos"] == 900


def until(reached: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it was not reached"
        time.sleep(0.02)


HOLDER = """
import sys, time
from analytics.__main__ import main
from analytics.cli.execution import execute
from analytics.storage import backup
from analytics.storage.store import Store
from analytics.team.owner import Owner
from pathlib import Path
store = Store(Path(sys.argv[1]))
owner = Owner(store, lambda words: execute(main, words))
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.slow
def test_after_a_kill_the_next_command_opens_the_file_itself(
    database: Path, tmp_path: Path
) -> None:
    file = write(tmp_path / "large.csv", flat([row(f"v{n}") for n in range(20_000)]))
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, database], cwd=ROOT, stdout=-1)
    assert holder.stdout and holder.stdout.readline() == b"ready\n"
    importing = subprocess.Popen(command("import", file), cwd=ROOT, stdout=-1, stderr=-1)
    time.sleep(0.8)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    importing.wait(60)
    said = call("import", file)
    assert said.status == 0 and " 20,000 ms" not in said.out, said
    assert call("minutes", "--by", "kind", "--json").json[0]["videos"] == 20_000


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_import_ends_with_its_caller(
    held: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: int
) -> None:
    from analytics.ingest.loading import load

    begun, reached = threading.Event(), []
    whole = load.load

    def slow(store, file, manifest, options, tell):  # type: ignore[no-untyped-def]
        begun.set()
        for _ in range(200):
            time.sleep(0.05)
            tell(0.5, "loading")
        reached.append(file)
        return whole(store, file, manifest, options, tell)

    monkeypatch.setattr(load, "load", slow)
    before = held.version
    file = write(tmp_path / "second.csv", flat([row("d")]))
    importing = subprocess.Popen(command("import", file, file), cwd=ROOT, stdout=-1, stderr=-1)
    assert begun.wait(20)
    importing.send_signal(end)
    _, err = importing.communicate(timeout=20)
    if end != signal.SIGKILL:
        assert importing.returncode == 2
        assert err.decode().splitlines()[-1] == "Stopped: 0 of 2 files were loaded."
    until(lambda: not [each for each in threading.enumerate() if "_answer" in each.name])
    assert held.version == before and not reached


def test_nothing_of_what_answers_lives_on_when_it_is_closed(database: Path) -> None:
    """Else DuckDB writes on a command's stderr, one time in thirty, that something was not given back."""
    with Store(database) as store:
        for _ in range(20):
            Owner(store, lambda words: execute(main, words)).close()
            assert "commands" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.slow
def test_what_is_no_command_is_left_alone(held: Store) -> None:
    for content in (b"", b"x", b"\0\0\0\x02{}", b"\xff" * 100, b"\0\0\0\x0a" + b"[" * 10):
        with socket.socket(socket.AF_UNIX) as link, wire.short_name(wire.place(held.path)) as name:
            link.connect(name)
            link.sendall(content)
            link.shutdown(socket.SHUT_WR)
            with suppress(ConnectionResetError):
                assert link.recv(10) == b""
    assert call("fingerprint").status == 0
