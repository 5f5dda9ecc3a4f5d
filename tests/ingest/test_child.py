"""The process that reads strangers' files: its limits, how it ends, and how that is told."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from analytics.core.errors import Problem
from analytics.ingest.common.manifest import Manifest, Options
from analytics.ingest.sandbox import ask
from analytics.ingest.sandbox import process as confine
from tests.support.exports import flat, row
from tests.support.terminal import ROOT

linux = pytest.mark.skipif(sys.platform != "linux", reason="the limit is held on Linux")
ENDS: dict[str, Callable[..., int]] = {"forked": confine._fork, "started": confine._spawn}


@pytest.fixture(params=ENDS)
def run(request: pytest.FixtureRequest) -> Iterator[Callable[..., int]]:
    if request.param == "forked" and sys.platform != "linux":
        pytest.skip("children are forked on Linux only")
    yield ENDS[request.param]


def order(folder: Path, path: Path) -> Path:
    """A job for a child: to read `path`."""
    job: dict[str, Any] = {"task": "read", "path": str(path), "folder": str(folder)}
    job |= {"options": vars(Options()), "careful": True, "remembered": {}}
    (folder / "job.json").write_text(json.dumps(job))
    return folder / "job.json"


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A job that never ends: its file is a pipe that nobody writes to."""
    os.mkfifo(tmp_path / "upload")
    return order(tmp_path, tmp_path / "upload")


def children_of(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(each) for each in listed.split()]


def lives(process: int) -> bool:
    """Whether it runs; one that ended and that nobody asked about is a zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def run_confined(code: str) -> subprocess.CompletedProcess[str]:
    script = f"from analytics.ingest.sandbox import process as confine\nconfine.hold()\n{code}"
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@linux
@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("bytes(4 << 30)", "MemoryError"),
        ("[open('/dev/null') for _ in range(1000)]", "Too many open files"),
        (
            "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0] / 0)",
            "ZeroDivisionError",
        ),
    ],
)
def test_the_child_gets_no_more_than_its_limits(code: str, what: str) -> None:
    assert what in run_confined(code).stderr


def test_the_child_sees_nothing_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "s3cret")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    given = confine.environment(tmp_path)
    assert "s3cret" not in given.values() and "PYTHONSTARTUP" not in given
    assert given["HOME"] == given["TMPDIR"] == str(tmp_path)


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.system, ("true",))


@pytest.mark.parametrize("content", [_Evil(), {"a": _Evil()}, subprocess.Popen])
def test_an_answer_that_is_more_than_data_is_not_taken(content: object) -> None:
    with pytest.raises(pickle.UnpicklingError, match="no part of an answer"):
        confine.answer(pickle.dumps(content))


def test_an_answer_of_plain_data_is_taken() -> None:
    for content in (Manifest("flat", warnings=["w"]), Problem("what", where="w", hint="h")):
        assert str(confine.answer(pickle.dumps(content))) == str(content)


def test_a_job_is_done(tmp_path: Path, run: Callable[..., int]) -> None:
    (tmp_path / "upload").write_text(flat([row("a")]))
    assert run(order(tmp_path, tmp_path / "upload"), lambda: None) == 0
    answer = confine.answer((tmp_path / ask.ANSWER).read_bytes())
    assert isinstance(answer, Manifest) and answer.shape == "flat"


def test_a_child_that_takes_too_long_is_ended(
    endless: Path, run: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confine, "SECONDS", 1)
    others = set(children_of(os.getpid()))  # a browser's, if one was tried before
    seen: set[int] = set()

    def alive() -> None:
        process = confine.TEMPLATE._process
        seen.update(children_of(os.getpid()), children_of(process.pid) if process else [])

    with pytest.raises(Problem, match="took more than"):
        run(endless, alive)
    seen -= others | {confine.TEMPLATE._process.pid if confine.TEMPLATE._process else 0}
    assert seen and ended(seen)


def ended(processes: set[int]) -> bool:
    """Whether they end within a minute."""
    for _ in range(600):
        if not any(map(lives, processes)):
            return True
        time.sleep(0.1)
    return False


def test_a_child_ends_when_its_work_is_called_off(endless: Path, run: Callable[..., int]) -> None:
    def call_off() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(endless, call_off)


@linux
def test_children_of_one_template_do_their_jobs_beside_each_other(tmp_path: Path) -> None:
    answers: list[Manifest] = []

    def read(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "upload").write_text(flat([row(f"v{number}")]))
        answers.append(ask.inspect(folder / "upload", folder, Options()))

    threads = [Thread(target=read, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.shape for answer in answers] == ["flat"] * 6


@linux
def test_a_template_that_was_killed_is_started_again(tmp_path: Path) -> None:
    (tmp_path / "upload").write_text(flat([row("a")]))
    ask.inspect(tmp_path / "upload", tmp_path, Options())
    was = confine.TEMPLATE._process
    assert was is not None
    was.kill()
    was.wait()
    assert ask.inspect(tmp_path / "upload", tmp_path, Options()).shape == "flat"


@linux
def test_no_child_outlives_a_server_that_was_killed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "upload")
    job = order(tmp_path, tmp_path / "upload")
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom analytics.ingest.sandbox import process as confine\n"
        f"job = confine.TEMPLATE.fork(Path({str(job)!r}))\n"
        "print(confine.TEMPLATE._process.pid, flush=True)\ntime.sleep(600)\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        template = int(server.stdout.readline())
        (reader,) = children_of(template)
        server.kill()
    assert ended({template, reader})


@pytest.mark.parametrize(
    ("status", "errors", "said"),
    [
        (1, "Traceback\nMemoryError\n", "needs more than 3 GB of memory"),
        (-signal.SIGABRT, "memory allocation of 550000000000 bytes failed", "needs more than 3 GB"),
        (-signal.SIGABRT, "terminate called after std::bad_alloc", "needs more than 3 GB"),
        (-signal.SIGKILL, "", "was ended from outside"),
        (-signal.SIGSEGV, "", "crashed (signal 11)"),
        (1, "Traceback\nKeyError: 'x'\n", "crashed (KeyError: 'x')"),
        (1, "", "crashed (no answer)"),
    ],
)
def test_what_ended_a_child_is_told_as_far_as_it_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, errors: str, said: str
) -> None:
    def crash(order: Path, alive: object) -> None:
        raise confine.Crashed(status, errors)

    monkeypatch.setattr(confine, "run", crash)
    with pytest.raises(Problem) as told:
        ask.inspect(tmp_path / "upload", tmp_path, Options())
    assert said in str(told.value)


@linux
def test_memory_that_a_child_lacks_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "upload").write_text(flat([row("a")]))
    monkeypatch.setattr(confine, "TEMPLATE", _Starved())
    monkeypatch.setattr(subprocess, "Popen", _popen("raise SystemExit(len(bytes(4 << 30)))"))
    with pytest.raises(Problem, match=r"needs more than 3 GB of memory\. Split the file"):
        ask.inspect(tmp_path / "upload", tmp_path, Options())


class _Starved:
    def fork(self, order: Path) -> object:
        raise OSError("no child can be had")


def _popen(code: str) -> Callable[..., subprocess.Popen[bytes]]:
    """Popen of this code under the child's limits, whatever is asked."""
    real = subprocess.Popen
    script = f"from analytics.ingest.sandbox import process as confine\nconfine.hold()\n{code}"
    return lambda command, **more: real([sys.executable, "-c", script], **more)
