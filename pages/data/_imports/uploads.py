"""Uploaded files onto the disk, a block at a time: an upload must not fill the memory twice."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20


def spool(upload: BinaryIO) -> Path:
    """A copy of the upload in a temporary file that the caller removes."""
    with tempfile.NamedTemporaryFile(prefix="recordings-upload-", delete=False) as file:
        upload.seek(0)
        while block := upload.read(BLOCK):
            file.write(block)
    return Path(file.name)
