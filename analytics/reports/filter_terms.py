"""Terms of a filter, as people choose and type them: ``room:101 -kind:"Mixed stream" user~li``.

A term names a field and a value in words; ``-`` before it leaves the value out, and ``~`` in place of ``:`` means every name
that holds the text. Terms of one field widen, terms of different fields narrow; what is left out goes last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

_PLAIN = re.compile(r'[^\s"\\]+')
_TERM = re.compile(r'\s*(-?)([a-z_]+)([:~])(?:"((?:[^"\\]|\\.)*)"|([^\s"\\]*))(?=\s|$)')


class Term(NamedTuple):
    """One choice: ``text`` is a value in words or, with ``is_part``, a part of names; ``is_out`` leaves these out."""

    field: str
    text: str
    is_out: bool = False
    is_part: bool = False


Terms = tuple[Term, ...]


def write(terms: Iterable[Term]) -> str:
    """The terms as one line, which ``read`` takes."""
    return " ".join(map(_written, terms))


def read(text: str) -> tuple[Terms, str]:
    """The terms of a line, each once, and what of it is none."""
    terms: dict[Term, None] = {}
    rest: list[str] = []
    place = 0
    while place < len(text):
        match = _TERM.match(text, place)
        if match:
            out, field, sign, quoted, plain = match.groups()
            value = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
            terms[Term(field, value, bool(out), sign == "~")] = None
            place = match.end()
            continue
        word = re.compile(r"\s*(\S*)").match(text, place)
        assert word
        rest += [word[1]] * bool(word[1])
        place = max(word.end(), place + 1)
    return tuple(terms), " ".join(rest)


def of(terms: Iterable[Term], *fields: str) -> Terms:
    """Those of some fields."""
    return tuple(term for term in terms if term.field in fields)


def without(terms: Iterable[Term], *fields: str) -> Terms:
    """Those of all other fields."""
    return tuple(term for term in terms if term.field not in fields)


def span(first: date, last: date) -> str:
    """Days as a term has them, both meant: ``2026-11-01..2026-11-30``."""
    return f"{first.isoformat()}..{last.isoformat()}"


def toggled(terms: Terms, term: Term) -> Terms:
    """With the term, or without it where it is there; what would leave out the same value goes."""
    if term in terms:
        return tuple(each for each in terms if each != term)
    return (*(each for each in terms if each != term._replace(is_out=not term.is_out)), term)


def chosen(terms: Iterable[Term], field: str) -> Iterator[str]:
    """The values of a field that are named to be meant."""
    return (t.text for t in terms if t.field == field and not t.is_out and not t.is_part)


def _written(term: Term) -> str:
    text = term.text
    if not _PLAIN.fullmatch(text):
        text = '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
    return f"{'-' * term.is_out}{term.field}{'~' if term.is_part else ':'}{text}"
