"""Delimited text: its encoding, its delimiter, its records."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TextIO

from analytics.errors import Problem
from analytics.ingest.limits import HEADER_BYTES, HEADER_LINES, LONGEST_CELL, LONGEST_LINE
from analytics.ingest.tables import header
from analytics.ingest.tables.records import Record

DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
UTF8 = "utf-8-sig"
_BLOCK = 1 << 20
_UTF16 = {"utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE"}
_SAMPLE = 1 << 16
# Of the letters that are not ASCII, so many in a hundred must be common ones where an encoding is right.
_COMMON_PERCENT = 70


class _Legacy(NamedTuple):
    """An encoding from before UTF-8: what people call it, and which of its letters are common ones."""

    shown: str
    common: re.Pattern[str]


_LEGACY = {
    "gb18030": _Legacy("GB18030 (Chinese)", re.compile(r"[\u4e00-\u9fff\u3000-\u3002\uff00-\uff5e·“”‘’—…]")),
    "big5": _Legacy("Big5 (Chinese)", re.compile(r"[\u4e00-\u9fff\u3000-\u3002\uff00-\uff5e·]")),
    "cp932": _Legacy("Shift_JIS (Japanese)", re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\u3000-\u3002\uff00-\uff5e]")),
    "cp949": _Legacy("EUC-KR (Korean)", re.compile(r"[\uac00-\ud7a3\u3000-\u3002]")),
    "cp1252": _Legacy("Windows-1252 (Western)", re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ€–—’‘“”„«»°º\xa0¡¿§²³]")),
}  # fmt: skip


# Those under which the header has known names come first.
_TRIED = [(known, name) for known in (True, False) for name in _LEGACY]


@dataclass
class Text:
    """Delimited text in a file. `damaged`: bytes that are none of its encoding mark their records as flawed."""

    path: Path
    encoding: str
    delimiter: str
    shown_encoding: str = "UTF-8"
    damaged: bool = False
    notes: list[str] = field(default_factory=list)
    is_grid: bool = False

    @property
    def form(self) -> str:
        return f"text ({self.shown_encoding}), cells between {DELIMITERS[self.delimiter]}"

    def is_plain(self) -> bool:
        """Whether DuckDB reads its lines as they are read here: UTF-8, no quote after a space, lines that end as usual."""
        if self.encoding != UTF8 or self.damaged:
            return False
        head = _head(self.path)
        ends = b"\n" in head or b"\r" not in head
        return ends and f'{self.delimiter} "'.encode() not in head

    def records(self) -> Iterator[Record]:
        csv.field_size_limit(LONGEST_CELL)
        errors = "replace" if self.damaged else "strict"
        with self.path.open(encoding=self.encoding, errors=errors, newline="") as file:
            lines = _Lines(file, self.damaged)
            reader = csv.reader(lines, delimiter=self.delimiter, skipinitialspace=True)
            while True:
                line = reader.line_num + 1
                lines.begin_record()
                try:
                    cells = next(reader)
                except StopIteration:
                    break
                except csv.Error as fault:
                    raise _unreadable(line, str(fault)) from fault
                yield Record(line, cells, lines.odd)
                if lines.is_open(self.delimiter):
                    raise _unreadable(line, "the file ends inside it")


class _Lines:
    """The lines of a file, none longer than the limit, noting those with what is no text."""

    def __init__(self, file: TextIO, damaged: bool) -> None:
        self._readline = file.readline
        self._damaged = damaged
        self._number = 0
        self._record: list[str] = []
        self.odd = ""

    def begin_record(self) -> None:
        self._record.clear()
        self.odd = ""

    def is_open(self, delimiter: str) -> bool:
        """Whether the record ends inside quotes, which only the last one can."""
        if sum(line.count('"') for line in self._record) % 2 == 0:
            return False
        try:
            list(csv.reader(self._record, delimiter=delimiter, skipinitialspace=True, strict=True))
        except csv.Error as fault:
            return "unexpected end" in str(fault)
        return False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._readline(LONGEST_LINE + 1)
        self._number += 1
        if not line:
            raise StopIteration
        if len(line) > LONGEST_LINE:
            raise Problem(
                f"the line is longer than {LONGEST_LINE >> 20} MB",
                where=f"line {self._number}",
                hint="Look for a quote that is never closed, or export the file again",
            )
        if "\0" in line:
            self.odd = f"no_text:{line.replace(chr(0), '␀')[:80].rstrip()}"
            line = line.replace("\0", "")
        self._record.append(line)
        if self._damaged and not self.odd and "\ufffd" in line:
            self.odd = f"no_text:{line[:80].rstrip()}"
        return line


def _unreadable(line: int, why: str) -> Problem:
    return Problem(
        f"a cell cannot be read ({why})",
        where=f"line {line}",
        hint="Look for a quote that is never closed",
    )


def open_text(path: Path, *, careful: bool) -> Text:
    """The table in a file of text. Not careful, only its beginning decides that it is UTF-8.

    Raises Problem where it is no text, or a web page.
    """
    head = _head(path)
    utf16 = _utf16(head)
    if utf16:
        text = Text(path, utf16, _delimiter(_decoded(head, utf16)), _UTF16.get(utf16, "UTF-16"))
        text.notes.append(f"The file was read as {text.shown_encoding}, not UTF-8.")
        return text
    if b"\0" in head:
        raise Problem("this is not a table of text", hint="Save it as CSV (UTF-8) and import that")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise Problem("this is a web page or XML, not a table", hint="Save the table itself as CSV")
    if _decodes(head, "utf-8") and not careful:
        return Text(path, UTF8, _delimiter(_decoded(head, UTF8)))
    return _by_content(path, head)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
        whole = len(head) < HEADER_BYTES
    if not head.strip():
        raise Problem("the file is empty", hint="Choose a file with a header line and rows")
    if not whole and b"\n" not in head and b"\r" not in head:
        raise Problem(
            f"its first line is longer than {HEADER_BYTES >> 20} MB",
            where="line 1",
            hint="Choose a table with a header line and rows",
        )
    return head


def _utf16(head: bytes) -> str:
    """UTF-16 by its mark, or by the zero byte that every second one of ASCII is."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    pairs = max(1, len(head[:4096]) // 2)
    if odd * 5 >= pairs and even * 50 < pairs:
        return "utf-16-le"
    if even * 5 >= pairs and odd * 50 < pairs:
        return "utf-16-be"
    return ""


def _by_content(path: Path, head: bytes) -> Text:
    """UTF-8 where it is, though with a few damaged bytes; else the first encoding that makes sense of the whole."""
    bad, good = _utf8_letters(path)
    if bad:
        odd = _odd_lines(path)
        for known, name in _TRIED if bad * 20 > good else ():
            text = _sensible(path, head, odd, name, need_known=known)
            if text:
                text.notes.append(
                    f"The file is not UTF-8; it was read as {text.shown_encoding}. Check a name: {_example(odd, name)}"
                )
                return text
    return Text(path, UTF8, _delimiter(_decoded(head, UTF8)), damaged=bool(bad))


def _sensible(path: Path, head: bytes, odd: bytes, name: str, *, need_known: bool) -> Text | None:
    if not all(_decodes(part, name) for part in (head, odd)):
        return None
    legacy = _LEGACY[name]
    letters = [letter for letter in _decoded(odd, name) if not letter.isascii()]
    common = sum(
        1 for letter in letters if legacy.common.match(letter) and _is_everyday(letter, name)
    )
    delimiter = _delimiter(_decoded(head, name))
    if need_known and not header.find(_first_records(_decoded(head, name), delimiter)):
        return None
    if common * 100 < len(letters) * _COMMON_PERCENT:
        return None
    return Text(path, name, delimiter, legacy.shown) if _whole_decodes(path, name) else None


def _is_everyday(letter: str, name: str) -> bool:
    """Whether a letter is in the older and smaller set that nearly all text is made of."""
    smaller = {"gb18030": "gb2312", "cp932": "shift_jis", "cp949": "euc_kr"}.get(name, name)
    try:
        letter.encode(smaller)
    except UnicodeEncodeError:
        return False
    return True


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
    found: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        while size < _SAMPLE and (line := file.readline(_SAMPLE)):
            if not line.isascii():
                found.append(line if line.endswith(b"\n") else line + b"\n")
                size += len(line)
    return b"".join(found)


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


def _decoded(raw: bytes, name: str) -> str:
    return codecs.getincrementaldecoder(name)("replace").decode(raw)


def _example(odd: bytes, name: str) -> str:
    found = re.search(r"[^\W\d_]*[^\x00-\x7f]+[^\W\d_]*", _decoded(odd, name))
    return f"{found.group()[:20]}." if found else ""


def _delimiter(head: str) -> str:
    """The delimiter under which a header is found with the most known names, else the most cells."""

    def merit(delimiter: str) -> tuple[int, int]:
        found = list(_first_records(head, delimiter))
        best = header.find(found)
        return (best.known if best else 0, max((len(r.cells) for r in found), default=0))

    stated = re.match(r"sep=([,;|\t])\s", head, re.IGNORECASE)
    return stated[1] if stated else max(DELIMITERS, key=merit)


def _first_records(head: str, delimiter: str) -> Iterator[Record]:
    csv.field_size_limit(LONGEST_CELL)
    lines = (line.replace("\0", "") for line in io.StringIO(head, newline=""))
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    try:
        for number, cells in enumerate(reader):
            if number >= HEADER_LINES:
                return
            yield Record(reader.line_num, cells)
    except csv.Error:
        return
