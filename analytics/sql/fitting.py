"""A question without the filters that are not set and the choices that were not made: as a person would have written it.

DuckDB plans them all, and joins and groups by some of them though they are null, which costs more than the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_FILTER = re.compile(r"\(\s*\$(\w+)::[\w\[\]]+ is null\s+or ")
_CHOICE = re.compile(r"case \$(\w+)\s+((?:(?!\bcase\b|\bend\b).)*)\bend\b", re.DOTALL)
_NO_FILTER = re.compile(r"\s+and true(?=\s+(?:and|group|order|having)\b|\s*\)|\s*$)")
_WHEN = re.compile(r"when '(\w+)' then (.*?)\s*(?=when '|else |$)|else (.*?)\s*$", re.DOTALL)
_PARAMETER = re.compile(r"\$(\w+)")
_COMMENT = re.compile(r"^--.*\n", re.MULTILINE)


def fitted(text: str, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The text for these parameters, which may do no more than leave them out, and those that it still names.

    `($name::type is null or CONDITION)` becomes `true` where the parameter is None, else `(CONDITION)`; of
    `case $name when 'a' then A when 'b' then B end` only the one that is asked for stays, null where none is.
    """
    unset = frozenset(name for name, value in given.items() if value is None)
    chosen = frozenset((name, value) for name, value in given.items() if isinstance(value, str))
    words = _names_of_choices(text)
    short, dropped = _fitted(text, unset, frozenset(c for c in chosen if c[0] in words))
    return short, {name: value for name, value in given.items() if name not in dropped}


@lru_cache(maxsize=1000)
def _names_of_choices(text: str) -> frozenset[str]:
    return frozenset(name for name, _ in _CHOICE.findall(text))


@lru_cache(maxsize=1000)
def _fitted(
    text: str, unset: frozenset[str], chosen: frozenset[tuple[str, str]]
) -> tuple[str, frozenset[str]]:
    text = _COMMENT.sub("", text)
    declared = frozenset(_PARAMETER.findall(text))
    at = 0
    while found := _FILTER.search(text, at):
        end = _closing(text, found.start())
        inner = "true" if found[1] in unset else f"({text[found.end() : end]})"
        text = text[: found.start()] + inner + text[end + 1 :]
        at = found.start()
    text = _NO_FILTER.sub("", text)
    values = dict(chosen)
    text = _CHOICE.sub(lambda m: _choice(m[2], values[m[1]]) if m[1] in values else m[0], text)
    return text, declared - frozenset(_PARAMETER.findall(text))


def _choice(whens: str, value: str) -> str:
    for word, then, other in _WHEN.findall(whens):
        if word == value or other:
            return f"({then or other})"
    return "null"


def _closing(text: str, opening: int) -> int:
    """Where the bracket that opens there is closed; quoted text holds none."""
    depth, quoted = 0, False
    for place in range(opening, len(text)):
        letter = text[place]
        if letter == "'":
            quoted = not quoted
        elif not quoted and letter in "()":
            depth += 1 if letter == "(" else -1
            if not depth:
                return place
    raise ValueError("a bracket is not closed")
