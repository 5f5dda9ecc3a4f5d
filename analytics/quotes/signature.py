"""A customer's signature under a quote, typed or drawn: what is kept of it, and the picture that is made of it here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from analytics.core.errors import Problem
from analytics.core.phrase import Phrase
from analytics.quotes.checks import CONTROL
from analytics.quotes.glyphs import missing
from analytics.quotes.words import Words

WIDTH, HEIGHT = 600, 180
"""Of the field that somebody draws on; points are whole numbers within it."""
LONGEST_NAME, LONGEST_REASON = 80, 300
_MOST_POINTS, _LEAST_POINTS = 3_000, 8
_POINT = r"[0-9]{1,3},[0-9]{1,3}"
_STROKES = re.compile(rf"{_POINT}(?:[ ;]{_POINT})*")
_WHERE = "Signature"


class NotTaken(Problem):
    """What a customer is told in the language of the quote: an answer that is not taken, a link that leads nowhere."""

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        """Each is a fixed text, or a phrase, that has translations."""
        super().__init__(what, where=where, hint=hint)
        self._what = what

    def title(self, words: Words) -> str:
        """What is wrong."""
        return _said(self._what, words)

    def advice(self, words: Words) -> str:
        """What to do next."""
        return _said(self.hint, words) if self.hint else ""

    def sentence(self, words: Words) -> str:
        """All of it."""
        template = ("{where}: " if self.where else "") + "{what}."
        text = words.say(template, where=words.say(self.where), what=self.title(words))
        return f"{text} {self.advice(words)}".rstrip()


def _said(text: str, words: Words) -> str:
    return words.phrase(text) if isinstance(text, Phrase) else words.say(text)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and how: ``typed``, or ``strokes`` of x, y, x, y …"""

    name: str
    role: str
    typed: str = ""
    strokes: tuple[tuple[int, ...], ...] = ()

    def dumps(self) -> str:
        """The mark alone as JSON, for the database."""
        return json.dumps({"typed": self.typed, "strokes": self.strokes}, ensure_ascii=False)

    @classmethod
    def loads(cls, name: str, role: str, text: str) -> Signature:
        """The signature out of the database."""
        mark = json.loads(text)
        return cls(name, role, mark["typed"], tuple(map(tuple, mark["strokes"])))

    def as_svg(self) -> str:
        """The drawn mark as a picture; "" for a typed one. Nothing in it comes from outside but whole numbers."""
        if not self.strokes:
            return ""
        paths = []
        for stroke in self.strokes:
            points = [f"{x} {y}" for x, y in zip(stroke[::2], stroke[1::2], strict=True)]
            paths.append(f"M{points[0]}L{'L'.join(points[1:] or points)}")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
            f'height="{HEIGHT}"><path d="{"".join(paths)}" fill="none" stroke="#1b2430" '
            'stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>'
        )


@dataclass(frozen=True, slots=True)
class Signed:
    """A customer's acceptance by share link. ``at`` is UTC."""

    signature: Signature
    at: datetime
    option: str = ""
    """The name of the accepted offer, of several."""


def signature(name: str, role: str, typed: str, drawn: str) -> Signature:
    """The signature that a form gives; ``drawn``: strokes as ``12,34 13,36;50,60 51,61``.

    Raises NotTaken where a name is missing, where it is neither typed nor drawn, or cannot be printed.
    """
    name, role, typed, drawn = name.strip(), role.strip(), typed.strip(), drawn.strip()
    for text, where, what in ((name, "Name", "Enter your name"), (role, "Role", "Enter your role")):
        if not text:
            raise NotTaken(what, where=where)
        check_text(text, where, LONGEST_NAME)
    check_text(typed, _WHERE, LONGEST_NAME)
    strokes = () if typed else _strokes(drawn)
    if not typed and not strokes:
        raise NotTaken("Draw your signature, or type it", where=_WHERE)
    return Signature(name, role, typed, strokes)


def check_text(text: str, where: str, longest: int) -> None:
    """Raises NotTaken for a text that is too long, of several lines, or cannot be printed."""
    if len(text) > longest or "\n" in text:
        what = Phrase("is longer than {count} characters or one line", count=longest)
        raise NotTaken(what, where=where, hint="Shorten it.")
    if CONTROL.search(text):
        raise NotTaken("holds a control character", where=where, hint="Type it again.")
    if absent := missing(text):
        what = Phrase('cannot print the characters "{signs}"', signs=absent[:10])
        raise NotTaken(what, where=where, hint="Use other characters.")


def _strokes(drawn: str) -> tuple[tuple[int, ...], ...]:
    if not drawn:
        return ()
    count = drawn.count(",")
    if count > _MOST_POINTS or not _STROKES.fullmatch(drawn):
        raise NotTaken("cannot be read", where=_WHERE, hint="Draw it again, or type it.")
    strokes = tuple(
        tuple(int(number) for point in stroke.split(" ") for number in point.split(","))
        for stroke in drawn.split(";")
    )
    if any(x > WIDTH or y > HEIGHT for s in strokes for x, y in zip(s[::2], s[1::2], strict=True)):
        raise NotTaken("is drawn beside its field", where=_WHERE, hint="Draw it again, or type it.")
    if count < _LEAST_POINTS:
        raise NotTaken("is hardly a mark", where=_WHERE, hint="Draw it again, or type it.")
    return strokes
