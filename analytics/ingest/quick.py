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
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from analytics.ingest import shapes
from analytics.ingest.items import ONLINE_RECORD, Item, Stranger
from analytics.ingest.jsontext import DECODER, TwoValues, parse, plain_values
from analytics.ingest.manifest import Options
from analytics.ingest.online import Reader, Rows
from analytics.ingest.sink import TYPED_RECORDINGS, TYPED_ROWS, Notes, Sink
from analytics.ingest.sound import Unusual

THREADS = 2
_BLOCK = 4 << 20
_FEW = 64
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


class _Document(NamedTuple):
    number: int
    raw: bytes


_Found = list[Rows | list[Item]]


def read(path: Path, folder: Path, options: Options) -> Notes | None:
    """The documents of `path` into the tables of `folder`, or None where the general reader is needed."""
    if options.unit not in (None, ONLINE_RECORD.unit):
        return None
    try:
        form = _form(path)
        reader = Reader(form.example)
        prefix, suffix = ("$[", "]") if form.between else ("line ", ": $")

        def block(documents: list[_Document]) -> _Found:
            return _block(
                reader, [(f"{prefix}{each.number}{suffix}", each.raw) for each in documents]
            )

        with (
            Sink(folder, options) as sink,
            _Typed(folder) as typed,
            ThreadPoolExecutor(THREADS) as threads,
        ):
            blocks = _blocks(path, form)
            waiting = [
                threads.submit(block, documents) for documents in islice(blocks, THREADS + 1)
            ]
            while waiting:
                found = waiting.pop(0).result()
                waiting += [threads.submit(block, documents) for documents in islice(blocks, 1)]
                for each in found:
                    _write(sink, typed, each)
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
        line, _, rest = start.partition(b"\n")
        if not rest.lstrip().startswith(b"{"):
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
        found, end = DECODER.raw_decode(text)
    except (ValueError, RecursionError) as fault:
        raise _Doubt from fault
    if not isinstance(found, dict):
        raise _Doubt
    return plain_values(found), end


def _blocks(path: Path, form: _Form) -> Iterator[list[_Document]]:
    """The documents of the file, some megabytes of them at a time, with their numbers: of lines from 1, of items from 0."""
    seam = b"}" + form.between + form.head if form.between else b"\n"
    number, head, kept = (0, b"", b"") if form.between else (1, b"", b"")
    left = form.end - form.start
    with path.open("rb") as file:
        file.seek(form.start)
        while left > 0:
            block = file.read(min(_BLOCK, left))
            if not block:
                raise _Doubt
            left -= len(block)
            *whole, kept = (kept + block).split(seam)
            if form.between and whole:
                whole = [head + whole[0] + b"}", *(form.head + each + b"}" for each in whole[1:])]
                head = form.head
            yield [_Document(number + at, each) for at, each in enumerate(whole)]
            number += len(whole)
    yield [_Document(number, head + kept)]


def _block(reader: Reader, documents: list[tuple[str, bytes]]) -> _Found:
    """What the documents tell, in their order."""
    found: _Found = []
    usual: list[tuple[str, bytes]] = []
    for place, raw in documents:
        raw = raw.strip()
        if not raw:
            continue
        if raw.startswith(b"{") and raw.endswith(b"}") and b'"VideoInfos"' in raw:
            usual.append((place, raw))
            continue
        found += _usual(reader, usual)
        usual = []
        found.append(_generally(place, raw))
    return found + _usual(reader, usual)


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
        each
        for at in range(0, len(documents), size)
        for each in _usual(reader, documents[at : at + size])
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


def _write(sink: Sink, typed: _Typed, found: Rows | list[Item]) -> None:
    if isinstance(found, Rows):
        typed.add(found)
        sink.took(ONLINE_RECORD, found.documents, found.votes)
        return
    for item in found:
        sink.add(item)


class _Typed:
    """The two typed tables, begun with their first rows."""

    def __init__(self, folder: Path) -> None:
        self._paths = (folder / TYPED_ROWS, folder / TYPED_RECORDINGS)
        self._writers: list[pq.ParquetWriter] = []

    def __enter__(self) -> _Typed:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._writers:
            writer.close()

    def add(self, found: Rows) -> None:
        tables = (found.rows, found.recordings)
        if not self._writers:
            self._writers = [
                pq.ParquetWriter(path, table.schema, compression="none", use_dictionary=False)
                for path, table in zip(self._paths, tables, strict=True)
            ]
        for writer, table in zip(self._writers, tables, strict=True):
            writer.write_table(table)
