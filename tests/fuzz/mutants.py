"""How a file is damaged: as disks, mail programs, spreadsheets, text editors and people do it."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Sequence

LONGEST = 3_000_000
_VALUES = (
    b"", b"0", b"-1", b"-0", b"9" * 30, b"1e309", b"1E+18", b"NaN", b"inf", b"0x10", b"1,5", b"1.5", b"1 234", b"1.000.000,5",
    "²".encode(), "½".encode(), "١٢".encode(), "４０".encode(), "\u00a0".encode(), "\u200b".encode(), "\ufeff".encode(), b"\0", b"\xff",
    b"\xed\xa0\x80", b"\\ud800", b"\\u0000", "\u202e".encode(), b'"', b"'", b"\n", b"\r", b"\r\n", b"\t", b";", b",", b"|", b"null",
    b"true", b"[]", b"{}", b"[[[[", b"}}}}", b"2024-02-30", b"0000-00-00", b"9999-12-31 23:59:59", b"1970-01-01", b"24:00:00",
    b"99999:59:59", b"-00:00:01", b"1711536000", b"1711536000000", b"253402300800", b"-99999999999999", b"=1+1", b"#REF!", b"#N/A",
    b"FINISHED", b"finish", b"<b>", b"../../etc/passwd", b"VideoId", b"VideoDuration", b"VideoType", b"TOTAL", "合计".encode(),
    b"(2 rows)", b"1h 30m", b"PT40M", b"P9999999999D", b"8/8/08", b"13/13/2024", b"+14:00", b"Mars/Base",
)  # fmt: skip
_MARKS = b',;\t|\n:"'
_ENCODINGS = (
    "utf-16",
    "utf-16-be",
    "utf-32",
    "utf-8-sig",
    "gb18030",
    "cp1252",
    "shift_jis",
    "utf-7",
)
_NAMES = ("a.csv", "../../b.csv", "/etc/c", "CON", "x\u202egpj.csv", "folder/", "a" * 300, "")

Damage = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def _bits(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _bytes(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 5, 50))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _truncation(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    return data[: rng.randrange(len(data))]


def _gap(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.choice((1, 2, 4, 50, 1000)) :]


def _inserted_value(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.choice(_VALUES) * rng.choice((1, 1, 1, 3, 40)) + data[at:]


def _replaced_value(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """Another value between two marks, so that the form stays whole."""
    at = rng.randrange(len(data))
    window = range(max(0, at - 200), min(len(data), at + 200))
    marks = [place for place in window if data[place] in _MARKS]
    if len(marks) < 2:
        return data
    number = rng.randrange(len(marks) - 1)
    return data[: marks[number] + 1] + rng.choice(_VALUES) + data[marks[number + 1] :]


def _splice(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    other = rng.choice(pool)
    at, start = rng.randrange(len(data)), rng.randrange(len(other))
    piece = other[start : start + rng.choice((5, 100, 3000))]
    return data[:at] + piece + data[at + rng.choice((0, 10, 500)) :]


def _joined(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    return data + rng.choice((b"", b"\n", b"\xef\xbb\xbf")) + rng.choice(pool)


def _repetition(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    at = rng.randrange(len(data))
    block = data[at : at + rng.choice((1, 20, 500, 5000))]
    return data[:at] + block * rng.choice((2, 3, 20, 500)) + data[at:]


def _swap(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    size = rng.choice((1, 4, 30, 400))
    low, high = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
    if high - low < size:
        return data
    first, second = data[low : low + size], data[high : high + size]
    return data[:low] + second + data[low + size : high] + first + data[high + size :]


def _lines(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """A line that is lost, comes twice, or stands in another's place."""
    lines = data.split(b"\n")
    this, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    how = rng.randrange(3)
    if how == 0:
        lines.insert(this, lines[other])
    elif how == 1:
        lines[this], lines[other] = lines[other], lines[this]
    elif len(lines) > 1:
        del lines[this]
    return b"\n".join(lines)


def _encoding(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    try:
        return data.decode().encode(rng.choice(_ENCODINGS))
    except UnicodeError:
        return data


def _marks(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    """A mark in the place of another: some of them, or all."""
    old = rng.choice((b",", b"\n", b'"', b"{", b"[", b":", b"0", b"1"))
    new = rng.choice((b",", b"\n", b'"', b";", b"\t", b"", b"0", b" ", b"\r"))
    return data.replace(old, new, rng.choice((1, 3, -1)))


def _blank_lines(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    at = data.find(b"\n", rng.randrange(len(data))) + 1
    blank = rng.choice((b"\n", b"\r\n", b" \n", b",,,\n", b'""\n'))
    return data[:at] + blank * rng.choice((1, 50, 20_000)) + data[at:]


DAMAGES: tuple[Damage, ...] = (
    _bits, _bytes, _truncation, _gap, _inserted_value, _replaced_value, _replaced_value, _replaced_value, _splice, _joined,
    _repetition, _swap, _lines, _encoding, _marks, _blank_lines,
)  # fmt: skip


def mutant(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> tuple[bytes, list[str]]:
    """`data` damaged in one to six ways, now and then packed afterwards; and the names of what was done."""
    names = []
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 6))):
        if data:
            damage = rng.choice(DAMAGES)
            data = damage(rng, data, pool)[:LONGEST]
            names.append(damage.__name__.removeprefix("_"))
    packing = rng.choice((None,) * 10 + (_gzipped, _zipped))
    if packing:
        data = packing(rng, data, pool)
        names.append(packing.__name__.removeprefix("_"))
        if rng.random() < 0.4:
            data = _bits(rng, data, pool)
            names.append("bits")
    return data, names


def _gzipped(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    packed = gzip.compress(data, 1, mtime=0)
    return packed + (gzip.compress(rng.choice(pool)[:2000], mtime=0) if rng.random() < 0.3 else b"")


def _zipped(rng: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    packed = io.BytesIO()
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    with zipfile.ZipFile(packed, "w", rng.choice(methods)) as archive:
        members = [data, *(rng.choice(pool)[:20_000] for _ in range(rng.choice((0, 0, 1, 3))))]
        for number, content in enumerate(members):
            archive.writestr(f"{number}{rng.choice(_NAMES)}", content)
    return packed.getvalue()
