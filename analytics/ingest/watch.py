"""A folder that is watched: each file that has come to rest there is imported once, and its receipt kept beside it.

A file stays where it is, so that a program that copies into the folder does not copy it again; one that is refused is moved
to `refused`, with its receipt. A file is done when a receipt of its size and time stands beside it. Where the process is
killed between the load and the receipt, the next one imports the file again, and is told that its content is loaded.
"""

from __future__ import annotations

import json
import logging
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from analytics.core.errors import Problem
from analytics.ingest import Options, Receipt, jobs
from analytics.storage.jobs import JOBS
from analytics.storage.store import Store

EVERY_S = 5
"""Between two looks: a file is at rest when it is the same in two of them."""
RECEIPT = ".receipt.json"
REFUSED = "refused"
# How programs call a file that they still write, or lock.
_UNFINISHED_STARTS = (".", "~$", "~")
_UNFINISHED_ENDS = (
    ".part",
    ".partial",
    ".tmp",
    ".temp",
    ".crdownload",
    ".download",
    ".filepart",
    ".opdownload",
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Mark:
    """By which a file is known to be the same as before."""

    bytes: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> _Mark | None:
        """None where there is no plain file, or nothing in it yet."""
        try:
            state = path.lstat()
        except OSError:
            return None
        if not stat.S_ISREG(state.st_mode) or not state.st_size:
            return None
        return cls(state.st_size, state.st_mtime_ns)


class Watch:
    """The folder, and what was seen of it. `problem` is a sentence where it cannot be read or written, else ""."""

    def __init__(self, folder: Path, store: Callable[[], Store]) -> None:
        self.folder = folder
        self.problem = ""
        self._store = store
        self._seen: dict[str, tuple[_Mark, float]] = {}
        self._done: dict[str, _Mark] = {}

    def run(self, stop: Event) -> None:
        """Look again and again, until `stop`."""
        while not stop.is_set():
            self.look(stop)
            stop.wait(EVERY_S)

    def look(self, stop: Event | None = None) -> list[Receipt]:
        """Import what has come to rest since the look before, the oldest first; the receipts of it."""
        try:
            files = list(self._at_rest(monotonic()))
            receipts = self._import(files, stop or Event()) if files else []
        except OSError as fault:
            hint = "Check its name and rights"
            reason = f"the watched folder cannot be used ({fault.strerror})"
            self._fail(Problem(reason, where=str(self.folder), hint=hint))
        except Problem as problem:
            self._fail(problem)
        else:
            self.problem = ""
            return receipts
        return []

    def _fail(self, problem: Problem) -> None:
        if self.problem != str(problem):
            _log.warning("%s", problem)
        self.problem = str(problem)

    def _at_rest(self, now: float) -> Iterator[tuple[Path, _Mark]]:
        marks = {
            path.name: mark
            for path in self.folder.iterdir()
            if not _is_ours_or_unfinished(path.name) and (mark := _Mark.of(path))
        }
        self._seen = {
            name: self._seen[name]
            if name in self._seen and self._seen[name][0] == mark
            else (mark, now)
            for name, mark in marks.items()
        }
        self._done = {name: mark for name, mark in self._done.items() if name in marks}
        for name, mark in sorted(marks.items(), key=lambda item: (item[1].modified_ns, item[0])):
            path = self.folder / name
            if now - self._seen[name][1] >= EVERY_S and not self._is_done(path, mark):
                yield path, mark

    def _is_done(self, path: Path, mark: _Mark) -> bool:
        if path.name not in self._done:
            self._done[path.name] = _mark_of_receipt(_receipt_path(path)) or _Mark(0, 0)
        return self._done[path.name] == mark

    def _import(self, files: list[tuple[Path, _Mark]], stop: Event) -> list[Receipt]:
        """Import copies, in one job of the queue that pages use: a file may be written to again at any time."""
        with tempfile.TemporaryDirectory(prefix="recordings-watch-") as folder:
            copies = [
                (path, mark, copy)
                for number, (path, mark) in enumerate(files)
                if (copy := _copied(path, mark, Path(folder) / str(number)))
            ]
            if not copies:
                return []
            inputs = [(path.name, copy, Options()) for path, _, copy in copies]
            job = jobs.start(self._store(), inputs)
            receipts: list[Receipt] = []
            for (path, mark, _), item in zip(copies, job.items, strict=True):
                while item.receipt is None:
                    if stop.wait(0.1):
                        job.cancel()
                        return receipts
                receipts.append(item.receipt)
                self._put_away(path, mark, item.receipt)
            job.wait()
            JOBS.forget(job)
            return receipts

    def _put_away(self, path: Path, mark: _Mark, receipt: Receipt) -> None:
        """The receipt is written before a file is moved: killed in between, the file is refused again."""
        self._done[path.name] = mark
        document = receipt.to_json() | {"bytes": mark.bytes, "modified_ns": mark.modified_ns}
        if receipt.status != "refused":
            _write(_receipt_path(path), document)
        elif _Mark.of(path) == mark:
            aside = self.folder / REFUSED
            aside.mkdir(exist_ok=True)
            target = _free(aside / path.name)
            _write(_receipt_path(target), document)
            path.rename(target)
            _receipt_path(path).unlink(missing_ok=True)


def _is_ours_or_unfinished(name: str) -> bool:
    return name.endswith(RECEIPT) or (
        name.startswith(_UNFINISHED_STARTS) or name.lower().endswith(_UNFINISHED_ENDS)
    )


def _receipt_path(path: Path) -> Path:
    return path.with_name(path.name + RECEIPT)


def _mark_of_receipt(path: Path) -> _Mark | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return _Mark(document["bytes"], document["modified_ns"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _copied(path: Path, mark: _Mark, copy: Path) -> Path | None:
    """A copy of the file as it was seen; None where it is gone or another by now."""
    try:
        shutil.copyfile(path, copy)
    except FileNotFoundError:
        return None
    return copy if _Mark.of(path) == mark else None


def _free(path: Path) -> Path:
    """The path, or the first with a number that no file has; a receipt alone is of a file whose move was cut short."""
    number, target = 1, path
    while target.exists():
        number += 1
        target = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return target


def _write(path: Path, document: dict[str, Any]) -> None:
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
