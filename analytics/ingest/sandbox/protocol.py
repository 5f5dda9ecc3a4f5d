"""Protocol of a child process: what goes in, and what may come out.

A job goes in as the arguments of the process. Out comes a file of JSON in the job's folder, and beside it what the child
said on its standard error; both are read as bytes of a plain file, up to a size.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from analytics.core.errors import Problem
from analytics.ingest.common.limits import ANSWER_BYTES, MEMORY_BYTES, SECONDS
from analytics.ingest.common.manifest import (
    Answer,
    Grid,
    Manifest,
    Options,
    Sketch,
    Spool,
    Text,
)

ANSWER, ERRORS = "answer.json", "errors.txt"

# What was confirmed for a header, by the header's key: flat column -> header.
Mappings = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Job:
    """What a child is to do with the file at `path`: "read" it, "look" at its first rows, read it as "toml",
    or read its cells as a "grid".

    Its tables go into `folder`.

    `careful`: record by record. `memory_bytes` and `seconds` are the most that it may take.
    """

    task: str
    path: Path
    folder: Path
    options: Options = field(default_factory=Options)
    careful: bool = False
    remembered: Mappings = field(default_factory=dict)
    memory_bytes: int = MEMORY_BYTES
    seconds: int = SECONDS


class Refusal(Answer):
    """A Problem, as an answer holds it."""

    what: Text
    where: Text = ""
    hint: Text = ""
    shape: Text = ""

    @classmethod
    def from_problem(cls, problem: Problem) -> Refusal:
        """The answer that tells of a Problem."""
        return cls(what=problem.what, where=problem.where, hint=problem.hint, shape=problem.shape)

    def problem(self) -> Problem:
        """The Problem that the answer tells of."""
        return Problem(self.what, where=self.where, hint=self.hint, shape=self.shape)


class Reply(Answer):
    """A whole answer: one of these."""

    manifest: Manifest | None = None
    sketch: Sketch | None = None
    grid: Grid | None = None
    refusal: Refusal | None = None
    is_read: bool = False


def read_reply(job: Job, target: Path) -> Reply:
    """The answer to a job about the file `target`. Raises ValueError or OSError where there is none, or more than the models
    allow.
    """
    content = read_plain(job.folder / ANSWER, ANSWER_BYTES + 1)
    if len(content) > ANSWER_BYTES:
        raise ValueError(f"an answer of more than {ANSWER_BYTES:,} bytes")
    return Reply.model_validate_json(content, context=Spool(job.folder, job.path, target))


def too_much(job: Job) -> Problem:
    """What is said of a file that needs more memory than its child may take."""
    gigabytes = f"{job.memory_bytes >> 30} GB"
    return Problem(f"reading it needs more than {gigabytes} of memory", hint=_hint(job))


def too_long(job: Job) -> Problem:
    """What is said of a file that needs more time than its child may take."""
    minutes = f"{job.seconds // 60} minutes" if job.seconds >= 120 else f"{job.seconds} seconds"
    return Problem(f"reading it took more than {minutes}", hint=_hint(job))


def _hint(job: Job) -> str:
    return "Shorten its keys" if job.task == "toml" else "Split the file"


def read_plain(path: Path, most: int) -> bytes:
    """The first bytes of a plain file. Raises OSError where it is something else, such as a link or a pipe."""
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{path.name} is no plain file")
        return file.read(most)
