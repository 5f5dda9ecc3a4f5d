"""JSON with every value as it was written: 22-digit ids, 1.50 and NaN stay what they are, and no name counts twice."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

SHOWN = 80
# A number with an exponent is written out up to so many places; further ones stay as they are, and are refused.
MOST_PLACES = 30


class Literal(str):
    """A JSON number, kept as it was written."""

    __slots__ = ()


class TwoValues(ValueError):
    """An object gives two different values under one name, so that nobody can say which holds."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        for name, value in pairs:
            if value != found[name]:
                one, other = (text(each)[:SHOWN] for each in (value, found[name]))
                raise TwoValues(f'"{name[:SHOWN]}" is given twice, as {one} and as {other}')
    return found


def _decimal(written: str) -> Literal:
    """Some programs write 1800000 as 1.8e6 or 1800000.0: the same number, told in digits."""
    if "e" in written or "E" in written:
        number = Decimal(written)
        if abs(number.adjusted()) <= MOST_PLACES:
            written = format(number, "f")
    whole, _, part = written.partition(".")
    return Literal(written if part.strip("0") else whole)


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_decimal, parse_int=Literal, parse_constant=Literal
)


def parse(written: str) -> Any:
    """The value of a JSON text, numbers as Literal. Raises ValueError (TwoValues) and RecursionError."""
    return DECODER.decode(written)


def text(value: Any) -> str:
    """A JSON value as the text that stands for it: '' for null, digits for a number, JSON for anything nested."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "0" if value == "-0" and isinstance(value, Literal) else str(value)
    return to_json(value)


def to_json(value: Any) -> str:
    """A value as JSON, names in order and without nulls: the same for the same content."""
    return json.dumps(plain_values(value), ensure_ascii=False, sort_keys=True)


def plain_values(value: Any) -> Any:
    """A parsed value with whole numbers as int; others stay as they were written. Fields that are null are left out."""
    if isinstance(value, Literal):
        is_whole = len(value) <= 15 and value.removeprefix("-").isdigit()
        return int(value) if is_whole else value
    if isinstance(value, dict):
        return {name: plain_values(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [plain_values(each) for each in value]
    return value
