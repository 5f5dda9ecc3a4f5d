"""A file as it is named on a command line, at a path that can be read as often as needed: pipes are copied first."""

from __future__ import annotations

import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from analytics.core.errors import Problem
from analytics.ingest.common.limits import UNPACKED_BYTES

STANDARD_INPUT = "-"
_BLOCK = 1 << 20
# Left free on the disk that a copy goes to.
_SPARE_BYTES = 64 << 20


@contextmanager
def at_rest(file: str, stdin: BinaryIO | None, name: str = "") -> Iterator[tuple[Path, str]]:
    """(path, name for people) of a file; of "-", a pipe or a terminal that of a copy, which is removed at the end.

    `stdin` is what "-" stands for, and `name` what the person calls the file, if not as the path.

    Raises Problem for another device, and where a copy cannot be made.
    """
    if file == STANDARD_INPUT:
        if stdin is None:
            raise Problem("standard input is closed", hint="Pipe a file into it, or name one")
        with _copied(stdin) as copy:
            yield copy, "standard input"
        return
    path, name = Path(file), name or file
    if _is_special(path):
        with _opened(path) as stream, _copied(stream) as copy:
            yield copy, f"pipe {Path(name).name}" if Path(name).parent == Path("/dev/fd") else name
    else:
        yield path, name


def unreadable(fault: OSError) -> Problem:
    """What a file that cannot be read is refused with."""
    return Problem(f"the file cannot be read ({fault.strerror})", hint="Check its name")


def _is_special(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _opened(path: Path) -> BinaryIO:
    try:
        stream = path.open("rb", buffering=0)
    except OSError as fault:
        raise unreadable(fault) from fault
    if not stat.S_ISFIFO(path.stat().st_mode) and not stream.isatty():
        stream.close()
        raise Problem("this is a device, not a file", hint="Name a file with recordings")
    return stream


@contextmanager
def _copied(stream: BinaryIO) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="recordings-") as folder:
        path = Path(folder) / "copy"
        try:
            with path.open("wb") as file:
                while block := stream.read(_BLOCK):
                    file.write(block)
                    _check_size(path, file.tell())
        except OSError as fault:
            raise unreadable(fault) from fault
        yield path


def _check_size(path: Path, size: int) -> None:
    if size > UNPACKED_BYTES:
        raise Problem(
            f"more than {UNPACKED_BYTES >> 30} GB came through the pipe",
            hint="Write it to a file, and import that",
        )
    if shutil.disk_usage(path.parent).free < _SPARE_BYTES:
        raise Problem(
            "the disk for temporary files is too full for what comes through the pipe",
            hint="Free some space, or write it to a file and import that",
        )
