"""Uploaded files onto the disk, a block at a time: an upload must not fill the memory twice."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20


def spool(upload: BinaryIO) -> Path:
    """A copy of the upload in a temporary file, until it is discarded, or this process ends."""
    folder = Path(_folder().name)
    folder.mkdir(mode=0o700, exist_ok=True)  # systems clear their temporary folder now and then
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        upload.seek(0)
        while block := upload.read(BLOCK):
            file.write(block)
    return Path(file.name)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
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
    return spooled.with_name(f"{spooled.name}.read")
