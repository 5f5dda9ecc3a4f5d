"""A large file of many documents of one form, a line or a list item each, read in blocks by two threads.

Only what is certain is read this way, and goes into typed tables. A document that is unusual goes to the general reader
by itself, and a file whose documents cannot be told apart goes there as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from analytics.ingest.common.manifest import Options
from analytics.ingest.documents import shapes
from analytics.ingest.documents.bulk_checks import Unusual
from analytics.ingest.documents.bulk_columns import Reader, Rows
from analytics.ingest.documents.bulk_writer import TypedFiles
from analytics.ingest.documents.items import ONLINE_RECORD, Item, Stranger
from analytics.ingest.documents.json_text import DECODER, TwoValues, parse, plain_values
from analytics.ingest.documents.writer import Notes, Sink

THREADS = 2
_BLOCK = 4 << 20
_FEW = 64
_NEWLINE = ord("\n")
_BOM = b"\xef\xbb\xbf"
_COMMA = re.compile(r"[ \t\r\n]*,[ \t\r\n]*(?={)")
_HEAD = re.compile(r'{[ \t\r\n]*"[^"\\]*"')


class _Doubt(Exception):
    """The documents of the file cannot be told apart this way."""


@dataclass(frozen=True)
class _Form:
    """How documents follow one another from byte `start` to byte `end`, and the first of them.

    In a list `between` stands between two, and `head` is how each begins; elsewhere each has a line.
    """

    start: int
    end: int
    example: dict[str, Any]
    between: bytes = b""
    head: bytes = b""


_Found = list[Rows | list[Item]]


def read(path: Path, folder: Path, options: Options) -> Notes | None:
    """The documents of `path` into the tables of `folder`, or None where the general reader is needed."""
    if options.unit not in (None, ONLINE_RECORD.unit):
        return None
    try:
        form = _form(path)
        reader = Reader(form.example)

        def block(first: int, read: bytes | list[bytes]) -> _Found:
            return (
                _items(reader, first, read)
                if isinstance(read, list)
                else _lines(reader, first, read)
            )

        with (
            Sink(folder, options) as sink,
            TypedFiles(folder) as typed,
            ThreadPoolExecutor(THREADS) as threads,
        ):
            blocks = _blocks(path, form)
            waiting = [threads.submit(block, *part) for part in islice(blocks, THREADS + 1)]
            while waiting:
                parts = waiting.pop(0).result()
                waiting += [threads.submit(block, *part) for part in islice(blocks, 1)]
                for part in parts:
                    _write(sink, typed, part)
        return sink.notes
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
        line, _, later = start.partition(b"\n")
        if not later.lstrip().startswith(b"{"):
            raise _Doubt
        return _Form(at, size, _example(line.decode("utf-8"))[0])
    inside = start[1:].lstrip() if start.startswith(b"[") else b""
    text = inside.decode("utf-8", errors="ignore")
    example, end = _example(text)
    between, head = _COMMA.match(text, end), _HEAD.match(text)
    tail = last.rstrip().removesuffix(b"]").rstrip()
    if not between or not head or tail == last.rstrip() or not tail.endswith(b"}"):
        raise _Doubt
    return _Form(
        start=at + len(start) - len(inside),
        end=size - len(last) + len(tail),
        example=example,
        between=between[0].encode(),
        head=head[0].encode(),
    )


def _example(text: str) -> tuple[dict[str, Any], int]:
    try:
        document, end = DECODER.raw_decode(text)
    except (ValueError, RecursionError) as fault:
        raise _Doubt from fault
    inner = document.get("Response", document) if isinstance(document, dict) else None
    if not isinstance(inner, dict) or "VideoInfos" not in inner:
        raise _Doubt
    return plain_values(document), end


def _blocks(path: Path, form: _Form) -> Iterator[tuple[int, bytes | list[bytes]]]:
    """Some megabytes of the file at a time: the number of the first line, from 1, with whole lines; or of the first item of
    the list, from 0, with items.
    """
    seam = b"}" + form.between + form.head if form.between else b"\n"
    number, head, remainder = (0, b"", b"") if form.between else (1, b"", b"")
    bytes_left = form.end - form.start
    with path.open("rb") as file:
        file.seek(form.start)
        while bytes_left > 0:
            block = file.read(min(_BLOCK, bytes_left))
            if not block:
                raise _Doubt
            bytes_left -= len(block)
            if not form.between:
                end = block.rfind(b"\n") + 1
                if end:
                    lines, remainder = remainder + block[:end], block[end:]
                    yield number, lines
                    number += int(np.count_nonzero(np.frombuffer(lines, np.uint8) == _NEWLINE))
                else:
                    remainder += block
                continue
            *items, remainder = (remainder + block).split(seam)
            if items:
                items = [head + items[0] + b"}", *(form.head + item + b"}" for item in items[1:])]
                head = form.head
                yield number, items
            number += len(items)
    yield number, [head + remainder] if form.between else remainder


def _lines(reader: Reader, first: int, lines: bytes) -> _Found:
    if not lines.strip():
        return []
    try:
        read = reader.read_lines(lines, first)
    except Unusual:
        numbered = enumerate(lines.split(b"\n"), first)
        return _block(reader, [(f"line {number}: $", raw) for number, raw in numbered])
    raw = lines.split(b"\n") if read.odd else []
    return [read, *(_generally(f"line {first + at}: $", raw[at].strip()) for at in read.odd)]


def _items(reader: Reader, first: int, items: list[bytes]) -> _Found:
    return _block(reader, [(f"$[{number}]", raw) for number, raw in enumerate(items, first)])


def _block(reader: Reader, documents: list[tuple[str, bytes]]) -> _Found:
    """What the documents tell, in their order."""
    results: _Found = []
    usual: list[tuple[str, bytes]] = []
    for place, raw in documents:
        raw = raw.strip()
        if not raw:
            continue
        if raw.startswith(b"{") and raw.endswith(b"}") and b'"VideoInfos"' in raw:
            usual.append((place, raw))
            continue
        results += _usual(reader, usual)
        usual = []
        results.append(_generally(place, raw))
    return results + _usual(reader, usual)


def _usual(reader: Reader, documents: list[tuple[str, bytes]]) -> _Found:
    """All at once; else some at a time, so that an odd one takes few others with it."""
    if not documents:
        return []
    try:
        read = reader.read([raw for _, raw in documents], [place for place, _ in documents])
        return [read, *(_generally(*documents[number]) for number in read.odd)]
    except Unusual:
        if len(documents) <= _FEW:
            return [_generally(place, raw) for place, raw in documents]
    size = max(_FEW, len(documents) // 8)
    return [
        result
        for at in range(0, len(documents), size)
        for result in _usual(reader, documents[at : at + size])
    ]


def _generally(place: str, raw: bytes) -> list[Item]:
    try:
        document = parse(raw.decode("utf-8"))
        if not isinstance(document, dict):
            raise _Doubt
        return list(shapes.read(document, place))
    except TwoValues as fault:
        return [Stranger(place.removesuffix(": $"), "two_values", str(fault))]
    except (ValueError, RecursionError) as fault:
        raise _Doubt from fault


def _write(sink: Sink, typed: TypedFiles, part: Rows | list[Item]) -> None:
    if isinstance(part, Rows):
        typed.add(part)
        sink.took(ONLINE_RECORD, part.documents, has_files=part.rows.num_rows > 0)
        return
    for item in part:
        sink.add(item)
