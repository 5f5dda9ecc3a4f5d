"""The process that reads strangers' files: its limits, how it ends, and how that is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

from analytics.core.errors import Problem
from analytics.ingest.common.manifest import Manifest, Options
from analytics.ingest.sandbox import ask, child, process
from analytics.ingest.sandbox.protocol import ERRORS, Job
from tests.ingest.sandbox import children
from tests.ingest.sandbox.children import processes_of, status_of
from tests.support.exports import flat, row
from tests.support.terminal import ROOT

linux = pytest.mark.skipif(sys.platform != "linux", reason="it is seen in /proc")


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    (tmp_path / "upload").write_text(flat([row("a")]))
    return tmp_path / "upload"


def job(upload: Path, seconds: int = 60) -> Job:
    return Job("read", upload, upload.parent.resolve(), seconds=seconds)


def wait_until(holds: Callable[[], object], seconds: int = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


def run_limited(code: str) -> str:
    """What a process under the child's limits says on standard error."""
    script = f"from analytics.ingest.sandbox import child\nchild.take_limits(3 << 30, 900)\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return done.stderr


@pytest.mark.slow
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
def test_a_child_gets_no_more_than_its_limits(code: str, what: str) -> None:
    assert what in run_limited(code)


def test_a_child_sees_nothing_of_our_environment_and_says_nothing_on_our_output(
    upload: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECRET_KEY", "s3cret")
    monkeypatch.setattr(child, "main", children.tells_of_itself)
    assert process.run(job(upload)) == 0
    seen = json.loads((upload.parent / "seen.json").read_text())
    assert "SECRET_KEY" not in seen["environment"]
    folder = str(upload.parent)
    assert seen["environment"]["HOME"] == seen["environment"]["TMPDIR"] == seen["folder"] == folder
    assert capfd.readouterr().out == ""


def test_a_child_that_takes_too_long_is_ended(
    upload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "main", children.never_ends)
    with pytest.raises(Problem, match="took more than"):
        process.run(job(upload, seconds=1))
    number = int((upload.parent / "process").read_text())
    assert wait_until(lambda: not status_of(number))


def test_a_child_ends_when_its_work_is_called_off(
    upload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = upload.parent / "process"

    def call_off() -> None:
        if begun.exists() and begun.read_text():
            raise KeyboardInterrupt

    monkeypatch.setattr(child, "main", children.never_ends)
    with pytest.raises(KeyboardInterrupt):
        process.run(job(upload), call_off)
    assert wait_until(lambda: not status_of(int(begun.read_text())))


def test_children_do_their_jobs_beside_each_other_and_all_are_buried(tmp_path: Path) -> None:
    manifests: list[Manifest] = []

    def read(number: int) -> None:
        for again in range(3):
            folder = tmp_path / f"{number}_{again}"
            folder.mkdir()
            (folder / "upload").write_text(flat([row(f"v{number}")]))
            manifests.append(ask.inspect(folder / "upload", folder, Options()))

    threads = [Thread(target=read, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [manifest.shape for manifest in manifests] == ["flat"] * 18
    if sys.platform == "linux":
        assert wait_until(lambda: "Z" not in map(status_of, processes_of(os.getpid())))


@pytest.mark.slow
@linux
def test_a_fork_server_that_was_ended_is_started_again(upload: Path) -> None:
    ask.inspect(upload, upload.parent, Options())
    for number in processes_of(os.getpid()):
        if b"forkserver" in Path(f"/proc/{number}/cmdline").read_bytes():
            os.kill(number, signal.SIGKILL)
    assert ask.inspect(upload, upload.parent, Options()).shape == "flat"


@pytest.mark.slow
@linux
def test_no_child_outlives_a_server_that_was_killed(upload: Path) -> None:
    script = (
        "from pathlib import Path\nfrom analytics.ingest.sandbox import child, process\n"
        "from tests.ingest.sandbox import children\nfrom tests.ingest.sandbox.test_process import job\n"
        f"child.main = children.never_ends\nprocess.run(job(Path({str(upload)!r})))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT) as server:
        assert wait_until((upload.parent / "process").exists)
        started = processes_of(server.pid)
        server.kill()
    assert len(started) >= 2
    assert wait_until(lambda: not any(map(status_of, started)))


@pytest.mark.slow
@linux
def test_the_fork_server_reads_what_large_files_need_and_no_pandas() -> None:
    script = (
        "import os\nfrom pathlib import Path\nfrom analytics.ingest.sandbox import process\n"
        "from tests.ingest.sandbox.children import processes_of\nprocess.prepare()\n"
        "for number in processes_of(os.getpid()): print(Path(f'/proc/{number}/maps').read_text())\n"
    )
    held = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "pyarrow" in held
    assert "pandas" not in held


MAIN = """
from pathlib import Path
with Path({mark!r}).open("a") as file:
    file.write(__name__ + chr(10))
from analytics.ingest.common.manifest import Options
from analytics.ingest.sandbox import ask
if __name__ == "__main__":
    upload = Path({upload!r})
    print(ask.inspect(upload, upload.parent, Options()).shape)
"""


@pytest.mark.slow
def test_no_child_runs_the_program_that_started_the_server(tmp_path: Path, upload: Path) -> None:
    mark, program = tmp_path / "mark", tmp_path / "program.py"
    program.write_text(MAIN.format(mark=str(mark), upload=str(upload)))
    done = subprocess.run(
        [sys.executable, str(program)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "flat\n"
    assert mark.read_text() == "__main__\n"


def test_no_child_runs_the_page_that_streamlit_took_for_the_program(
    tmp_path: Path, upload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ModuleType("__main__")
    page.__file__ = str(tmp_path / "page.py")
    Path(page.__file__).write_text(f"open({str(tmp_path / 'mark')!r}, 'w')\nraise SystemExit(3)\n")
    monkeypatch.setitem(sys.modules, "__main__", page)
    assert ask.inspect(upload, upload.parent, Options()).shape == "flat"
    assert sys.modules["__main__"] is page
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize(
    ("status", "errors", "said"),
    [
        (1, "Traceback\nMemoryError\n", "needs more than 3 GB of memory"),
        (-signal.SIGABRT, "memory allocation of 550000000000 bytes failed", "needs more than 3 GB"),
        (-signal.SIGABRT, "terminate called after std::bad_alloc", "needs more than 3 GB"),
        (-signal.SIGKILL, "", "was ended from outside"),
        (-signal.SIGSEGV, "", "crashed. The file may be damaged"),
        (1, "Traceback\nKeyError: 'x'\n", "crashed. The file may be damaged"),
        (1, "", "crashed. The file may be damaged"),
    ],
)
def test_what_ended_a_child_is_told_as_far_as_it_is_known(
    upload: Path, monkeypatch: pytest.MonkeyPatch, status: int, errors: str, said: str
) -> None:
    def crash(job: Job, alive: object) -> int:
        (job.folder / ERRORS).write_text(errors)
        return status

    monkeypatch.setattr(process, "run", crash)
    with pytest.raises(Problem) as told:
        ask.inspect(upload, upload.parent, Options())
    assert said in str(told.value)


@linux
def test_memory_that_a_child_lacks_is_told_as_that(
    upload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "main", children.takes_memory)
    with pytest.raises(Problem, match=r"needs more than 3 GB of memory\. Split the file"):
        ask.inspect(upload, upload.parent, Options())


def test_a_server_that_can_start_no_process_says_so(
    upload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(started: object) -> None:
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(process, "_start", refuse)
    with pytest.raises(Problem, match=r"no process can be started to read it\. Try again"):
        ask.inspect(upload, upload.parent, Options())
