"""Packed files into plain ones, counted while they grow; the names inside are shown and never used as paths."""

from __future__ import annotations

import errno
import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from analytics.core.errors import Problem
from analytics.ingest.common.limits import (
    MOST_MEMBERS,
    UNPACKED_BYTES,
    UNPACKED_FREE_BYTES,
    UNPACKED_RATIO,
)
from analytics.ingest.common.member import Member, Sort
from analytics.ingest.opening import recognise

_BLOCK = 1 << 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
# What systems put into archives by themselves.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def members(path: Path, folder: Path) -> tuple[list[Member], list[str]]:
    """The plain files that `path` holds, unpacked into `folder`, and a sentence about each that is left out.

    Raises Problem for damage, an archive in an archive, a password, and what is larger than the limits.
    """
    sort = recognise.sort(path)
    if sort is Sort.GZIP:
        return [_gunzip(path, folder / "plain")], []
    if sort is Sort.ZIP:
        return _unzip(path, folder)
    return [Member("", path, sort)], []


def _gunzip(path: Path, target: Path) -> Member:
    budget = _Budget(path.stat().st_size)
    with _told("gzip"), gzip.open(path) as packed:
        counted = _copy(packed, target, budget)
    sort = recognise.sort(target)
    if sort in (Sort.GZIP, Sort.ZIP):
        raise _nested("the gzip file")
    return Member("", target, sort, *counted)


def _unzip(path: Path, folder: Path) -> tuple[list[Member], list[str]]:
    budget = _Budget(path.stat().st_size)
    members: list[Member] = []
    left_out: list[str] = []
    with _told("zip"), zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not _is_litter(info)]
        if len(infos) > MOST_MEMBERS:
            raise Problem(
                f"the zip file holds {len(infos):,} files",
                hint=f"Give at most {MOST_MEMBERS} in one",
            )
        for number, info in enumerate(infos):
            name = _shown(info)
            if info.flag_bits & _ENCRYPTED:
                raise Problem("it is locked by a password", where=name, hint="Pack it without one")
            target = folder / f"member_{number}"
            with archive.open(info) as packed:
                counted = _copy(packed, target, budget)
            try:
                sort = recognise.sort(target)
            except Problem as problem:
                left_out.append(f"{name} was not read: {problem.what}.")
                continue
            if sort in (Sort.GZIP, Sort.ZIP):
                raise _nested(name)
            members.append(Member(name, target, sort, *counted))
    if not members:
        raise Problem(
            "the zip file holds no table and no JSON"
            + (f" ({left_out[0].rstrip('.')})" if left_out else ""),
            hint="Pack the exports themselves",
        )
    if len(members) == 1 and not left_out:
        members = [replace(members[0], name="")]
    return members, left_out


class _Budget:
    """How much may still be unpacked."""

    def __init__(self, packed: int) -> None:
        self._most = min(UNPACKED_BYTES, max(UNPACKED_FREE_BYTES, packed * UNPACKED_RATIO))
        self._size = 0

    def take(self, size: int) -> None:
        self._size += size
        if self._size <= self._most:
            return
        if self._most == UNPACKED_BYTES:
            raise Problem(
                f"it unpacks to more than {UNPACKED_BYTES >> 30} GB", hint="Split the file"
            )
        raise Problem(
            f"it unpacks to more than {UNPACKED_RATIO} times its size",
            hint="If it is no trick, import it unpacked",
        )


class _Packed(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _copy(packed: _Packed, target: Path, budget: _Budget) -> tuple[int, bool]:
    """Unpack into `target`; the number of its lines, and whether it has a zero byte."""
    lines = 0
    has_nul = False
    last = b""
    with target.open("wb") as file:
        while block := packed.read(_BLOCK):
            budget.take(len(block))
            file.write(block)
            lines += block.count(b"\n")
            has_nul = has_nul or b"\0" in block
            last = block
    return lines + (bool(last) and not last.endswith(b"\n")), has_nul


@contextmanager
def _told(form: str) -> Iterator[None]:
    """What the unpacking libraries raise, as one sentence."""
    try:
        yield
    except recognise.DAMAGE as fault:
        if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
            raise Problem("there is no disk space to unpack it", hint="Free some space") from fault
        if isinstance(fault, NotImplementedError):
            reason = "it is packed in a way that cannot be read here"
        else:
            reason = f"the {form} file breaks off or is damaged"
        raise Problem(reason, hint="Pack it again") from fault


def _is_litter(info: zipfile.ZipInfo) -> bool:
    last = info.filename.rsplit("/", 1)[-1]
    return info.is_dir() or info.filename.startswith(_LITTER[0]) or last in _LITTER or not last


def _shown(info: zipfile.ZipInfo) -> str:
    """The member's last name, readable: Chinese Windows writes names in its own encoding without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:80] or "a file"


def _nested(name: str) -> Problem:
    return Problem(
        f"{name} holds an archive inside", hint="Unpack it, and pack the exports themselves"
    )
