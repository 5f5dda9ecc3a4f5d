"""Uploaded files onto the disk, a block at a time: an upload must not fill the memory twice."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20
CLOSED_S = 180
"""A tab whose network was away for a moment comes back sooner."""
_TAB, _READ = "~", ".read"
_place: list[Path] = []
_closed: dict[Path, float] = {}


def spool(upload: BinaryIO, tab: str = "") -> Path:
    """A copy of the upload, until it is discarded, its tab is closed, or this process ends."""
    copy = empty(tab)
    with copy.open("wb") as file:
        upload.seek(0)
        while block := upload.read(BLOCK):
            file.write(block)
    return copy


def empty(tab: str = "") -> Path:
    """An empty file for such a copy."""
    folder = _place[-1] if _place else Path(_temporary().name)
    folder.mkdir(mode=0o700, exist_ok=True)  # systems clear their temporary folder now and then
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=f"{tab}{_TAB}" if tab else "")
    os.close(descriptor)
    return Path(name)


def keep_in(folder: Path) -> None:
    """Keep copies in this folder from now on, which is emptied: what a process that was killed left there is nobody's."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _place[:] = [folder]


def end() -> None:
    """Remove the folder with all copies."""
    while _place:
        shutil.rmtree(_place.pop(), ignore_errors=True)


def sweep(is_open: Callable[[str], bool], in_use: Collection[Path], now: float) -> None:
    """Discard copies of tabs that have been closed for CLOSED_S; `now` is in seconds, of any clock that goes on."""
    if not _place:
        return
    for copy in _place[-1].iterdir():
        tab, mark, _ = copy.name.partition(_TAB)
        if not mark or copy.suffix == _READ or copy in in_use or is_open(tab):
            _closed.pop(copy, None)
        elif now - _closed.setdefault(copy, now) >= CLOSED_S:
            _closed.pop(copy)
            discard(copy)


@cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="recordings-uploads-")


def reading_folder(spooled: Path) -> Path:
    """A new folder for what is read of a copy; it goes with the copy."""
    beside = _beside(spooled)
    beside.mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(dir=beside))


def discard(spooled: Path) -> None:
    """Remove a copy, and what was read of it."""
    spooled.unlink(missing_ok=True)
    shutil.rmtree(_beside(spooled), ignore_errors=True)


def _beside(spooled: Path) -> Path:
    return spooled.with_name(spooled.name + _READ)
