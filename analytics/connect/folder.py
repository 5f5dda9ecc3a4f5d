"""The folder beside the database in which the vendor's documents stay as they came."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from pathlib import Path


def beside(database: Path, part: str) -> Path:
    """The folder of a part (`vendor`, `callbacks`), which nobody else can read; made where there is none."""
    folder = database.with_name(f"{database.name}.{part}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def keep(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole, on the disk before it has its name; nobody else can read it."""
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the disk know of new names."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def one_document(documents: Iterable[bytes]) -> Iterable[bytes]:
    """Documents as one JSON list, each byte of them as it came."""
    yield b"["
    for number, document in enumerate(documents):
        yield b",\n" if number else b"\n"
        yield document
    yield b"\n]\n"


def free_name(path: Path) -> Path:
    """The path, or the first with a number that no file has."""
    number, target = 1, path
    while target.exists():
        number += 1
        target = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return target
