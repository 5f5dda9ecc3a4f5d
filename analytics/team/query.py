"""SQL that a person types, over the views of a snapshot, in a process that may read these files and nothing else."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Semaphore
from typing import Any, NamedTuple

from analytics.core.errors import Problem
from analytics.team import query_child
from analytics.team.views import VIEWS

SECONDS = 6
"""A question may take so long, its process's start included."""
AT_ONCE = 2
"""Questions that are answered at the same time; others wait in line."""
WAIT_S = 20
LONGEST_SQL = 20_000
DEFAULT_ROWS = 10_000
MOST_ROWS = 100_000
WHERE = "sql"
_LONGEST_REASON = 300
_OPEN_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")
_log = logging.getLogger(__name__)
_turns = Semaphore(AT_ONCE)
_SENTENCES = {
    "not one select": ("this is not one SELECT", "Give one SELECT over files, lessons, days or costs"),
    "parameters": ("it has parameters, which have no value here", "Write the values into the SELECT"),
    "too large": (
        f"the answer takes more memory than a question may, or has more than {query_child.ANSWER_BYTES >> 20} MB",
        "Add up, filter or use --limit",
    ),
    "too long": (f"the question takes more than {SECONDS} seconds", "Ask for fewer days or rows"),
}  # fmt: skip


class Answer(NamedTuple):
    """Rows as lists of JSON values: whole numbers, money as text, days as ISO 8601.

    `types` are DuckDB's; `has_more` says that there are more rows than were asked for.
    """

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    has_more: bool

    def to_json(self) -> list[dict[str, Any]]:
        """One object a row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def ask(snapshot: Path, sql: str, limit: int = DEFAULT_ROWS) -> Answer:
    """The answer to one SELECT over the views of a snapshot.

    Raises Problem where it is anything else, is refused by the database, or is too long or too large.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise Problem(f"{limit} is not 1 to {MOST_ROWS:,} rows", where="--limit", hint="Give fewer")
    if len(sql) > LONGEST_SQL or not _is_text(sql):
        raise Problem(
            f"the question is longer than {LONGEST_SQL:,} characters, or has some that are none",
            where=WHERE,
            hint="Shorten it",
        )
    with _readable(snapshot) as folder:
        views = {view.name: str(folder / f"{view.name}.parquet") for view in VIEWS}
        job = json.dumps({"sql": sql, "limit": limit, "views": views}).encode("ascii")
        if not _turns.acquire(timeout=WAIT_S):
            raise Problem(
                "others ask long questions at this moment",
                where=WHERE,
                hint="Ask again in a minute",
            )
        try:
            answer = _run(job)
        finally:
            _turns.release()
    if "problem" in answer:
        raise _problem(answer)
    names = [str(column["name"]) for column in answer["columns"]]
    types = [str(column["type"]) for column in answer["columns"]]
    return Answer(_distinct(names), types, answer["rows"], bool(answer["has_more"]))


def _is_text(sql: str) -> bool:
    try:
        sql.encode()
    except UnicodeEncodeError:  # half of a sign, as JSON can say it
        return False
    return "\0" not in sql


def _run(job: bytes) -> dict[str, Any]:
    """What the throw-away process answers; its group is ended in any case."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", query_child.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env={"LANG": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        out, err = process.communicate(job, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return {"problem": "too long"}
    finally:
        with suppress(ProcessLookupError, PermissionError):
            process.kill()
        process.communicate()
    try:
        answer = json.loads(out)
    except ValueError:
        _log.info("a typed question ended with status %s: %s", process.returncode, err[-_LONGEST_REASON:])  # fmt: skip
        # The system ends a process that took its seconds by SIGXCPU or SIGKILL, others ended for want of memory.
        return {"problem": "too long" if process.returncode in (-24, -9) else "too large"}
    return answer if isinstance(answer, dict) else {"problem": "too large"}


def _problem(answer: dict[str, Any]) -> Problem:
    if answer["problem"] == "error":
        text = re.sub(r"^[\w ]+ Error: ", "", str(answer.get("text", "")).split("\nLINE ")[0])
        reason = " ".join(text.split())[:_LONGEST_REASON]
        hint = "See `python -m analytics sql --schema` for the views and their columns"
        return Problem(f"the database refuses it: {reason}", where=WHERE, hint=hint)
    what, hint = _SENTENCES[answer["problem"]]
    return Problem(what, where=WHERE, hint=hint)


def _distinct(names: list[str]) -> list[str]:
    """Two columns of one name are told apart by a number, as DuckDB does within a question."""
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        number = seen.get(name, 0)
        seen[name] = number + 1
        distinct.append(f"{name}_{number}" if number else name)
    return distinct


@contextmanager
def _readable(snapshot: Path) -> Iterator[Path]:
    """The files where the process may read them: a superuser's becomes nobody, who may enter few folders.

    Raises Problem where there is no folder for a copy that everybody may enter.
    """
    if os.name != "posix" or os.geteuid() != 0 or _is_open_to_all(snapshot):
        yield snapshot
        return
    places = (place for place in (tempfile.gettempdir(), *_OPEN_FOLDERS) if _may_enter(Path(place)))
    place = next(places, None)
    if place is None:
        raise Problem(
            "a question cannot be asked with the rights of the superuser",
            where=WHERE,
            hint="Run it as another user, or let everybody enter /tmp",
        )
    with tempfile.TemporaryDirectory(prefix="recordings-", dir=place) as name:
        folder = Path(name)
        folder.chmod(0o711)
        for view in VIEWS:
            copy = folder / f"{view.name}.parquet"
            shutil.copyfile(snapshot / copy.name, copy)
            copy.chmod(0o444)
        yield folder


def _is_open_to_all(snapshot: Path) -> bool:
    files = [snapshot / f"{view.name}.parquet" for view in VIEWS]
    return _may_enter(snapshot) and all(path.stat().st_mode & 0o004 for path in files)


def _may_enter(folder: Path) -> bool:
    try:
        return all(path.stat().st_mode & 0o001 for path in (folder, *folder.absolute().parents))
    except OSError:
        return False
