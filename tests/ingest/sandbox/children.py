"""Children that do something else than their work: what a file may make of the process that reads it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from analytics.ingest.sandbox import child, worker
from analytics.ingest.sandbox.protocol import ANSWER, Job


def answers(content: bytes, job: Job) -> None:
    """Answer with these bytes, of which {folder} is the job's folder."""
    (job.folder / ANSWER).write_bytes(content.replace(b"{folder}", str(job.folder).encode()))


def answers_beside(link: str, target: str, content: bytes, job: Job) -> None:
    """Answer so, beside a link from a file in the job's folder to another."""
    (job.folder / link).unlink(missing_ok=True)
    (job.folder / link).symlink_to(target)
    answers(content, job)


def answers_with_a_pipe(name: str, job: Job) -> None:
    """Answer with a pipe under this name, which nobody writes to."""
    (job.folder / name).unlink(missing_ok=True)
    os.mkfifo(job.folder / name)
    if name != ANSWER:
        answers(manifest(f"{{folder}}/{name}"), job)


def answers_too_much(size: int, job: Job) -> None:
    """Answer with so many bytes."""
    with (job.folder / ANSWER).open("wb") as file:
        file.write(b'{"manifest": {"shape": "flat", "warnings": ["')
        file.truncate(size)


def says_nothing(job: Job) -> None:
    """End as if all were well."""


def takes_memory(job: Job) -> None:
    """Take more memory than there is for it, in the middle of its work."""
    worker.work = lambda job: bytes(4 << 30)  # type: ignore[assignment]
    child.main(job)


def tells_of_itself(job: Job) -> None:
    """Write down what it sees of the process that started it, and talk."""
    worker.work = _tell  # type: ignore[assignment]
    child.main(job)


def _tell(job: Job) -> None:
    print("on standard output", flush=True)
    os.write(1, b"on standard output")
    seen = {"environment": dict(os.environ), "folder": os.getcwd(), "process": os.getpid()}
    (job.folder / "seen.json").write_text(json.dumps(seen))


def never_ends(job: Job) -> None:
    """Hang; its number is in a file by then."""
    worker.work = _hang  # type: ignore[assignment]
    child.main(job)


def _hang(job: Job) -> None:
    (job.folder / "process").write_text(str(os.getpid()))
    time.sleep(600)


def manifest(rows: str, **more: object) -> bytes:
    """An answer that is good but for this."""
    table = {"path": rows, "columns": ["VideoId", "VideoType", "VideoDuration"], **more}
    return json.dumps({"manifest": {"shape": "flat", "rows": table}}).encode()


def processes_of(process_id: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    found: list[int] = []
    for listed in Path(f"/proc/{process_id}/task").glob("*/children"):
        for started in map(int, listed.read_text().split()):
            found += [started, *processes_of(started)]
    return found


def status_of(process_id: int) -> str:
    """The kernel's letter for what a process does, Z for one that ended and was not buried; "" where there is none."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return ""
