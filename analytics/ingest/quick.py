"""Many documents of one form, a line or a list item each, read at the speed of a compiled parser.

A document is taken the quick way only where that gives exactly what the general reader gives: known names, whole
numbers that fit, no name twice (seen by counting quotes), no escapes that matter. Any other document goes to the
general reader by itself, and a file whose documents cannot be told apart goes there as a whole.
"""

from __future__ import annotations

import os
import pickle
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from analytics.ingest import shapes
from analytics.ingest.jsontext import DECODER, parse
from analytics.ingest.manifest import Options
from analytics.ingest.online import Writer
from analytics.ingest.sink import SHEETS, Notes, Sink, sheet

# A second process pays from so many bytes on.
SHARED_BYTES = 24 << 20
_BLOCK = 8 << 20
_BOM = b"\xef\xbb\xbf"
_COMMA = re.compile(r"[ \t\r\n]*,[ \t\r\n]*(?={)")
_HEAD = re.compile(r'{[ \t\r\n]*"[^"\\]*"')


class _Doubt(Exception):
    """The documents of the file cannot be told apart this way."""


@dataclass(frozen=True)
class _Form:
    """How documents follow one another: `start` and `end` of them in the file; in a list, what stands between two.

    `head` is how each begins. "" between: a document a line.
    """

    start: int
    end: int
    between: bytes = b""
    head: bytes = b""

    @property
    def seam(self) -> bytes:
        return b"}" + self.between + self.head if self.between else b"\n"


@dataclass(frozen=True)
class _Part:
    """A stretch of the file that begins and ends between documents, and the number of its first one."""

    start: int
    end: int
    number: int


def read(path: Path, folder: Path, options: Options, workers: int = 1) -> Notes | None:
    """The documents of `path` into the tables of `folder`, or None where the general reader is needed."""
    try:
        form = _form(path)
        parts = _parts(path, form, workers)
        return _together(path, folder, options, form, parts)
    except (_Doubt, UnicodeDecodeError):
        return None


def _form(path: Path) -> _Form:
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(1 << 20)
        file.seek(max(0, size - 4096))
        last = file.read()
    at = len(_BOM) if first.startswith(_BOM) else 0
    start = first[at:]
    if start.startswith(b"{"):
        line, _, rest = start.partition(b"\n")
        if not line.rstrip().endswith(b"}") or not rest.lstrip().startswith(b"{"):
            raise _Doubt
        return _Form(at, size)
    inside = start[1:].lstrip() if start.startswith(b"[") else b""
    if not inside.startswith(b"{"):
        raise _Doubt
    text = inside.decode("utf-8", errors="ignore")
    try:
        end = DECODER.raw_decode(text)[1]
    except (ValueError, RecursionError) as fault:
        raise _Doubt from fault
    between, head = _COMMA.match(text, end), _HEAD.match(text)
    tail = last.rstrip().removesuffix(b"]").rstrip()
    if not between or not head or tail == last.rstrip() or not tail.endswith(b"}"):
        raise _Doubt
    return _Form(
        start=at + len(start) - len(inside),
        end=size - len(last) + len(tail),
        between=between[0].encode(),
        head=head[0].encode(),
    )


def _parts(path: Path, form: _Form, workers: int) -> list[_Part]:
    if workers < 2 or form.end - form.start < SHARED_BYTES:
        return [_Part(form.start, form.end, 0)]
    seam = form.seam
    with path.open("rb") as file:
        file.seek((form.start + form.end) // 2)
        at = file.tell()
        found = (block := file.read(_BLOCK)).find(seam)
        if found < 0:
            raise _Doubt
        at += found
        if not form.between:
            middle = at + 1
            number = _count(file, form.start, middle, seam)
            return [_Part(form.start, middle, 0), _Part(middle, form.end, number)]
        middle = at + 1 + len(form.between)
        number = _count(file, form.start, middle + len(form.head), seam)
        del block
    return [_Part(form.start, at + 1, 0), _Part(middle, form.end, number)]


def _count(file: object, start: int, end: int, seam: bytes) -> int:
    """How often a seam stands in a stretch of the file."""
    file.seek(start)  # type: ignore[attr-defined]
    count = 0
    kept = b""
    while start < end:
        block = file.read(min(_BLOCK, end - start))  # type: ignore[attr-defined]
        if not block:
            raise _Doubt
        start += len(block)
        whole = kept + block
        count += whole.count(seam)
        kept = whole[len(whole) - len(seam) + 1 :] if len(seam) > 1 else b""
    return count


def _together(
    path: Path, folder: Path, options: Options, form: _Form, parts: list[_Part]
) -> Notes | None:
    """Each part in a process of its own, the first in this one; then one behind the other."""
    helpers = [
        _helper(path, folder, options, form, part, number)
        for number, part in enumerate(parts)
        if number
    ]
    try:
        notes: Notes | None = _read_part(path, folder, options, form, parts[0], 0)
    except (_Doubt, UnicodeDecodeError):
        notes = None
    for number, process in enumerate(helpers, 1):
        status = os.waitpid(process, 0)[1]
        answer = folder / f"notes.part{number}"
        if status or notes is None:
            notes = None
            continue
        notes.add(pickle.loads(answer.read_bytes()))
        for name in SHEETS:
            with (
                (folder / sheet(name)).open("ab") as whole,
                (folder / sheet(name, number)).open("rb") as part,
            ):
                shutil.copyfileobj(part, whole, _BLOCK)
    return notes


def _helper(
    path: Path, folder: Path, options: Options, form: _Form, part: _Part, number: int
) -> int:
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        notes = _read_part(path, folder, options, form, part, number)
        (folder / f"notes.part{number}").write_bytes(pickle.dumps(notes))
        status = 0
    finally:
        os._exit(status)


def _read_part(
    path: Path, folder: Path, options: Options, form: _Form, part: _Part, number: int
) -> Notes:
    with Sink(folder, options, number) as sink:
        writer = Writer(sink, options)
        prefix, suffix = ("$[", "]") if form.between else ("line ", ": $")
        at = part.number - 1 + (not form.between)
        for raw in _documents(path, form, part):
            at += 1
            if not raw.strip():
                continue
            place = f"{prefix}{at}{suffix}"
            try:
                document = orjson.loads(raw)
            except orjson.JSONDecodeError:
                document = None
            if type(document) is not dict or not writer.add(document, raw, place):
                writer.flush()
                _generally(sink, raw, place)
        writer.flush()
    return sink.notes


def _generally(sink: Sink, raw: bytes, place: str) -> None:
    try:
        document = parse(raw.decode("utf-8"))
        if not isinstance(document, dict):
            raise _Doubt
        for item in shapes.read(document, place):
            sink.add(item)
    except (ValueError, RecursionError) as fault:
        raise _Doubt from fault


def _documents(path: Path, form: _Form, part: _Part) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.start)
        left = part.end - part.start
        if not form.between:
            while left > 0:
                line = file.readline()
                left -= len(line)
                yield line
            return
        kept = b""
        head = b""
        while left > 0:
            block = file.read(min(_BLOCK, left))
            if not block:
                raise _Doubt
            left -= len(block)
            *whole, kept = (kept + block).split(form.seam)
            for each in whole:
                yield head + each + b"}"
                head = form.head
        yield head + kept
