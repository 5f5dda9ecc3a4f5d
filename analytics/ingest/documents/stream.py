"""JSON documents out of a file, one at a time, however they follow one another.

One document; a list; a document a line; pretty-printed ones with nothing between them; lines of a log with a time in
front. A list is read item by item, so that memory does not grow with the file. Broken text refuses the whole file
where it is one document or a list, and only itself where documents follow one another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from analytics.core.errors import Problem
from analytics.ingest.documents import damage
from analytics.ingest.documents.items import Event, Stranger
from analytics.ingest.documents.json_text import DECODER, SHOWN, TwoValues

BLOCK = 1 << 20
LOG_LINE = "a line of a log without a document"
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_SPACE_AND_COMMAS = re.compile(r"[ \t\r\n\ufeff,]*")
_LIST = re.compile(r"\[[ \t\r\n]*(?:[\[{\]\"]|$)")
# A list of texts may be a line of a table, and is read as one document.
_TEXTS = re.compile(r"\[[ \t\r\n]*\"")
_LENIENT = json.JSONDecoder(parse_int=str, parse_float=str)
# What stands before the JSON in a file that is a script, or has comments.
_SCRIPT = re.compile(
    r"(?:\s|//[^\n]*\n|/\*.*?\*/)*(?:(?:(?:var|let|const)\s+)?[\w$.]+\s*[=(]\s*|export\s+default\s+)?(?:{\s*[\"}]|\[\s*[\[{\"])",
    re.DOTALL,
)
# An error so near the end of what was read may be one of the missing rest: the longest word is -Infinity.
_NEAR_THE_END = 16


class Found(NamedTuple):
    """A document with its place; a Stranger or an Event in its stead where there is none."""

    place: str
    document: Any


class _Broken(Exception):
    def __init__(self, flaw: str, why: str, at: int) -> None:
        super().__init__(why)
        self.flaw, self.why, self.at = flaw, why, at


def documents(path: Path, encoding: str = "utf-8-sig") -> Iterator[Found]:
    """The documents of a file. Raises Problem where no document is whole, or a list is broken; UnicodeDecodeError."""
    with path.open(encoding=encoding, newline="") as file:
        yield from _Reader(file).read()


def is_list(text: str) -> bool:
    """Whether a text begins with a list of values, and not with a log's [2024-03-27 09:30:00]."""
    return bool(_LIST.match(text))


def is_script(text: str) -> bool:
    """Whether a text begins with JSON after a comment, or with a script that gives JSON a name."""
    return bool(_SCRIPT.match(text))


def logged(text: str) -> Iterator[dict[str, Any]]:
    """The objects that end the first lines of a log."""
    for line in text.split("\n")[:50]:
        at = line.find("{")
        if at > 0:
            try:
                document, end = DECODER.raw_decode(line, at)
            except (ValueError, RecursionError):
                continue
            if isinstance(document, dict) and not line[end:].strip():
                yield document


class _Reader:
    """What was read of the file and not yet understood; `_at` is the place in it, `_line` and `_column` in the file."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._line = 1
        self._column = 0
        self._damage: Problem | None = None

    def read(self) -> Iterator[Found]:
        good = 0
        is_first = True
        is_log = self._skip(_SPACE) and self._text[self._at] != "{" and not self._at_list()
        while self._skip(_SPACE if is_first else _SPACE_AND_COMMAS):
            line = self._line
            if self._at_list() and not _TEXTS.match(self._text, self._at):
                yield from self._items("$" if is_first else f"line {line}: $")
                good += 1
            else:
                item = self._document(is_log)
                if isinstance(item, Stranger | Event):
                    yield Found(item.path, item)
                else:
                    good += 1
                    is_alone = is_first and not self._skip(_SPACE)
                    yield Found("$" if is_alone else f"line {line}: $", item)
            is_first = False
        if not good:
            raise self._damage or Problem(
                "no JSON document was found", hint="Give an API response or a callback"
            )

    def _at_list(self) -> bool:
        return self._text[self._at] == "[" and bool(_LIST.match(self._text, self._at))

    def _document(self, is_log: bool) -> Any:
        """The value at hand; a Stranger for a broken one, an Event for a line of a log that has none."""
        line = self._line
        if self._text[self._at] != "{" and not self._at_list():
            before = self._line_at_hand()
            at = before.find("{")
            if at < 0:
                self._move(self._at + len(before))
                if is_log:
                    return Event(f"line {line}", LOG_LINE)
                return Stranger(f"line {line}", "not_json", before[:SHOWN])
            self._move(self._at + at)
        try:
            return self._value()
        except _Broken as broken:
            if broken.flaw == "two_values":
                self._note(broken)
                self._move(broken.at)
                return Stranger(f"line {line}", broken.flaw, broken.why)
            self._note(broken)
            shown = self._line_at_hand()[:SHOWN]
            self._skip_broken()
            return Stranger(f"line {line}", broken.flaw, shown)

    def _items(self, place: str) -> Iterator[Found]:
        self._move(self._at + 1)
        number = 0
        while self._skip(_SPACE) and self._text[self._at] != "]":
            inner = f"{place}[{number}]"
            try:
                yield Found(inner, self._value())
            except _Broken as broken:
                if broken.flaw != "two_values":
                    raise self._told(broken) from broken
                self._move(broken.at)
                yield Found(inner, Stranger(inner, broken.flaw, broken.why))
            number += 1
            if self._skip(_SPACE) and self._text[self._at] == ",":
                self._move(self._at + 1)
                if self._skip(_SPACE) and self._text[self._at] == "]":
                    raise self._told(
                        _Broken("not_json", "a comma stands before a closing bracket", self._at)
                    )
            elif self._skip(_SPACE) and self._text[self._at] != "]":
                raise self._told(_Broken("not_json", "a comma is missing", self._at))
        if not self._skip(_SPACE):
            raise self._told(_Broken("not_json", "the list is not closed", self._at))
        self._move(self._at + 1)

    def _value(self) -> Any:
        """The JSON value at hand, read on as long as it is not whole."""
        size = BLOCK
        while True:
            try:
                value, end = self._decoded()
            except json.JSONDecodeError as fault:
                near = fault.pos >= len(self._text) - _NEAR_THE_END
                if (near or fault.msg.startswith("Unterminated")) and self._read_on(size):
                    size *= 2
                    continue
                raise _Broken("not_json", damage.sentence(fault), fault.pos) from fault
            except RecursionError as fault:
                raise _Broken("too_deep", "", self._at) from fault
            if end < len(self._text) or isinstance(value, dict | list) or not self._read_on(size):
                self._move(end)
                return value
            size *= 2

    def _decoded(self) -> tuple[Any, int]:
        """The value at hand and its end. One with two values under a name may be damaged, or not be whole, further on."""
        try:
            return DECODER.raw_decode(self._text, self._at)
        except TwoValues as fault:
            end = _LENIENT.raw_decode(self._text, self._at)[1]
            raise _Broken("two_values", str(fault), end) from fault

    def _skip_broken(self) -> None:
        """Go on to where the next document may begin: a line with a brace, and after a lone one, the end of another."""
        before = self._line_at_hand()
        is_spread = before.strip() == "{"
        while True:
            self._move(self._at + len(before))
            if not self._skip_newline():
                return
            last, before = before, self._line_at_hand()
            if before[:1] in ("{", "[") and (not is_spread or last.strip() == "}"):
                return
            if not is_spread and "{" in before:
                return

    def _line_at_hand(self) -> str:
        """The rest of the line, without its end."""
        size = BLOCK
        while (end := self._text.find("\n", self._at)) < 0 and self._read_on(size):
            size *= 2
        return self._text[self._at : end if end >= 0 else None]

    def _skip_newline(self) -> bool:
        """Over the end of the line; False at the end of the file."""
        if self._at < len(self._text):
            self._move(self._at + 1)
        return self._at < len(self._text) or self._read_on(BLOCK)

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        """Over spaces; False at the end of the file."""
        while True:
            match = pattern.match(self._text, self._at)
            self._move(match.end() if match else self._at)
            if self._at < len(self._text) - 1:
                return True
            if not self._read_on(BLOCK):
                return self._at < len(self._text)

    def _read_on(self, size: int) -> bool:
        more = self._file.read(size)
        self._text = self._text[self._at :] + more
        self._at = 0
        return bool(more)

    def _move(self, end: int) -> None:
        lines = self._text.count("\n", self._at, end)
        if lines:
            self._line += lines
            self._column = end - self._text.rfind("\n", self._at, end) - 1
        else:
            self._column += end - self._at
        self._at = end

    def _note(self, broken: _Broken) -> None:
        self._damage = self._damage or self._told(broken)

    def _told(self, broken: _Broken) -> Problem:
        before = self._text[self._at : broken.at]
        line = self._line + before.count("\n")
        column = len(before) - before.rfind("\n") - 1
        column += self._column if line == self._line else 0
        reason = {
            "not_json": f"the JSON breaks off or is damaged ({broken.why})",
            "too_deep": "the JSON is nested too deeply",
        }.get(broken.flaw, broken.why)
        return Problem(
            reason, where=f"line {line}, column {column + 1}", hint="Export it again, whole"
        )
