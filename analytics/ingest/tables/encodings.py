"""Which encoding a file of text is in, by its marks, its bytes and the sense that they make."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

UTF8 = "utf-8-sig"
_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_WIDE = {"utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE", "utf-32": "UTF-32"}
# Of the letters that are not ASCII, so many in a hundred are much used ones where an encoding is right.
_USED_PERCENT = 70


class Encoding(NamedTuple):
    """What Python calls it and what people do. `damaged`: some bytes may be none of it, and mark their lines."""

    name: str = UTF8
    shown: str = "UTF-8"
    damaged: bool = False
    note: str = ""


class _Legacy(NamedTuple):
    """An encoding from before UTF-8: what people call it, and where its most used letters stand in its code table.

    Their first byte is between `first` and `last`, a second one at least `second`.
    """

    shown: str
    first: int
    last: int
    second: int


_LEGACY = {
    "gb18030": _Legacy("GB18030 (Chinese)", 0xA1, 0xD7, 0xA1),
    "big5": _Legacy("Big5 (Chinese)", 0xA1, 0xC6, 0x40),
    "cp932": _Legacy("Shift_JIS (Japanese)", 0x81, 0x98, 0x40),
    "cp949": _Legacy("EUC-KR (Korean)", 0xA1, 0xC8, 0xA1),
    "cp1251": _Legacy("Windows-1251 (Russian)", 0xC0, 0xFF, 0),
    "cp1252": _Legacy("Windows-1252 (Western)", 0x80, 0xFF, 0),
}
_WESTERN = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ€–—’‘“”„«»°º\xa0¡¿§²³]")
_RUSSIAN = re.compile(r"[А-яЁё]{3,}")
# What must hold, the most telling first: (the letters make sense, how well the header is known), see `detect`.
_TRIED = [
    (senses, header, name)
    for senses, header in ((True, 1), (False, 2), (True, 0))
    for name in _LEGACY
]


def detect(path: Path, head: bytes, known: Callable[[str], int], *, careful: bool) -> Encoding:
    """The encoding of the file that begins with `head`. `known` tells how well the header of a text is known: 2 where
    names with letters beyond ASCII are, 1 where others are, else 0.

    Not careful, the beginning alone decides that it is UTF-8. Else the first in order that makes sense of the whole.
    """
    if wide := wide_encoding(head):
        shown = _WIDE.get(wide, "UTF-16")
        return Encoding(wide, shown, True, f"The file was read as {shown}, not UTF-8.")
    if _decodes(head, "utf-8") and not careful:
        return Encoding()
    bad, good = _utf8_letters(path)
    if bad * 20 > good:
        odd = _odd_lines(path)
        for senses, header, name in _TRIED:
            if not _decodes(head, name) or known(decoded(head, name)) < header:
                continue
            if senses and not (_decodes(odd, name) and _makes_sense(odd, name)):
                continue
            if _whole_decodes(path, name):
                shown = _LEGACY[name].shown
                note = f"The file is not UTF-8; it was read as {shown}. Check a name: {_example(odd, name)}"
                return Encoding(name, shown, note=note)
    return Encoding(damaged=bool(bad))


def decoded(raw: bytes, name: str) -> str:
    """The beginning of a text, which may break off inside a letter."""
    return codecs.getincrementaldecoder(name)("replace").decode(raw)


def wide_encoding(head: bytes) -> str:
    """Which UTF-16 or UTF-32 it is, by its mark, or by the zero byte that every second one of ASCII is; "" for none."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    pairs = max(1, len(head[:4096]) // 2)
    if odd * 5 >= pairs and even * 50 < pairs:
        return "utf-16-le"
    if even * 5 >= pairs and odd * 50 < pairs:
        return "utf-16-be"
    return ""


def _makes_sense(odd: bytes, name: str) -> bool:
    """Whether most letters that are not ASCII are among the encoding's most used ones.

    Two letters of another encoding seldom make one of these; rare ones they make often.
    """
    text = decoded(odd, name)
    letters = [letter for letter in text if not letter.isascii()]
    if (
        name == "cp1251"
    ):  # whole words are not ASCII, where Western ones have a letter here and there
        return sum(map(len, _RUSSIAN.findall(text))) * 100 >= len(letters) * _USED_PERCENT
    return sum(_is_used(letter, name) for letter in letters) * 100 >= len(letters) * _USED_PERCENT


def _is_used(letter: str, name: str) -> bool:
    if name == "cp1252":
        return _WESTERN.match(letter) is not None
    try:
        code = letter.encode(name)
    except UnicodeEncodeError:
        return False
    table = _LEGACY[name]
    return table.first <= code[0] <= table.last and code[-1] >= table.second


def _utf8_letters(path: Path) -> tuple[int, int]:
    """How many places are no UTF-8, and how many letters that are not ASCII are."""
    bad = good = 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if block.isascii() and not decoder.getstate()[0]:
                continue
            text = decoder.decode(block)
            odd = text.count("\ufffd")
            bad += odd
            good += sum(1 for letter in text if letter > "\x7f") - odd if odd else 1
        bad += decoder.decode(b"", True).count("\ufffd")
    return bad, good


def _odd_lines(path: Path) -> bytes:
    """Lines with bytes that are not ASCII, up to a limit."""
    lines: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        while size < _SAMPLE and (line := file.readline(_SAMPLE)):
            if not line.isascii():
                lines.append(line if line.endswith(b"\n") else line + b"\n")
                size += len(line)
    return b"".join(lines)


def _whole_decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _decodes(raw: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)("strict").decode(raw)
    except UnicodeDecodeError:
        return False
    return True


def _example(odd: bytes, name: str) -> str:
    match = re.search(r"[^\W\d_]*[^\x00-\x7f]+[^\W\d_]*", decoded(odd, name))
    return f"{match.group()[:20]}." if match else ""
