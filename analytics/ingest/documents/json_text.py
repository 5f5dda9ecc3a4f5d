"""JSON with every value as it was written: 22-digit ids, 1.50 and NaN stay what they are, and no name counts twice.

The types that document databases write as objects (Mongo's extended JSON) are read as the values that they stand for.
"""

from __future__ import annotations

import ast
import json
import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

SHOWN = 80
# A number with an exponent is written out up to so many places; further ones stay as they are, and are refused.
MOST_PLACES = 30
# A double holds so many digits. A longer whole number that is written with a point or an exponent has lost its last ones.
EXACT_DIGITS = 15


# What begins with {" or [{ as base64 has it.
_BASE64 = re.compile(r"(?:eyJ|ew[ow]|W3s|Wyd|Wwo|WyJ)[A-Za-z0-9+/]{20,}={0,2}\s*")
_PRINTED = re.compile(r"\s*[\[{]\s*(?:\{\s*)?'")


class Literal(str):
    """A JSON number, kept as it was written."""

    __slots__ = ()


class TwoValues(ValueError):
    """An object gives two different values under one name, so that nobody can say which holds."""


def _object(pairs: list[tuple[str, Any]]) -> Any:
    document = dict(pairs)
    if len(document) != len(pairs):
        for name, value in pairs:
            if value != document[name]:
                first, second = (text(entry)[:SHOWN] for entry in (value, document[name]))
                raise TwoValues(f'"{name[:SHOWN]}" is given twice, as {first} and as {second}')
    if len(pairs) <= 2 and pairs and pairs[0][0][:1] == "$":
        return _extended(document)
    return document


def _extended(document: dict[str, Any]) -> Any:
    """The value that an object of Mongo's extended JSON stands for; any other object as it is."""
    (name, value), *more = document.items()
    if more:
        is_old_binary = {name, more[0][0]} == {"$binary", "$type"}
        return str(value) if is_old_binary and isinstance(value, str) else document
    match name, value:
        case (("$numberLong" | "$numberInt" | "$numberDouble" | "$numberDecimal"), str()):
            return _number(value)
        case "$date", dict() | list() | None:
            return document
        case "$date", Literal():
            return _moment(value)
        case (("$oid" | "$uuid" | "$symbol" | "$date"), str()):
            return value
        case "$timestamp", {"t": seconds}:
            return seconds
        case "$undefined", _:
            return None
    return document


def _number(written: str) -> Any:
    """The number that stands in a string, as if it stood there by itself."""
    try:
        value = json.loads(written, parse_float=_decimal, parse_int=Literal, parse_constant=Literal)
    except (ValueError, RecursionError):
        return written
    return value if isinstance(value, Literal) else written


def _moment(written: Literal) -> str:
    """A moment in Unix milliseconds as ISO 8601; a number that is none as it is."""
    try:
        seconds, ms = divmod(int(written), 1000)
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return written
    return f"{at:%Y-%m-%dT%H:%M:%S}.{ms:03}Z"


def _decimal(written: str) -> Literal:
    """Some programs write 1800000 as 1.8e6 or 1800000.0: the same number, told in digits.

    One of more digits than a double holds was rounded before it was written, and stays with an exponent, so that an id
    is refused as shortened.
    """
    number = Decimal(written)
    if number and EXACT_DIGITS < number.adjusted() + 1 <= MOST_PLACES:
        return Literal(f"{number:.15E}")
    if "e" in written or "E" in written:
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


def parsed(value: Any) -> Any:
    """The object or list that a string holds as JSON, be it a string in a string or in base64; None where it holds none.

    Lists in the cells of a data frame are written as Python prints them.
    """
    start = value.lstrip()[:1] if isinstance(value, str) else ""
    if start in ("e", "W") and _BASE64.fullmatch(value):
        try:
            return parsed(b64decode(value).decode("utf-8"))
        except ValueError:
            return None
    if start not in ("{", "[") and not (start == '"' and "{" in value):
        return None
    try:
        inner = parse(value)
        if start == '"' and isinstance(inner, str):
            inner = parse(inner)
    except (ValueError, RecursionError):
        inner = _printed(value) if _PRINTED.match(value) else None
    return inner if isinstance(inner, dict | list) else None


def _printed(value: str) -> Any:
    """What Python printed, with numbers as they were written; None where it is none."""
    try:
        return _as_json(ast.literal_eval(value.strip()))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _as_json(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    if isinstance(value, float):
        return _decimal(repr(value))
    return Literal(value) if type(value) is int else value


# How DynamoDB, Avro and Firestore write a value: as an object of its type alone.
_TYPES: dict[str, type] = {
    "S": str, "N": str, "BOOL": bool, "NULL": bool, "L": list, "M": dict, "SS": list, "NS": list,
    "string": str, "int": Literal, "long": Literal, "float": Literal, "double": Literal, "boolean": bool, "array": list,
    "map": dict, "stringValue": str, "integerValue": str, "doubleValue": Literal, "booleanValue": bool, "timestampValue": str,
    "nullValue": type(None), "referenceValue": str, "arrayValue": dict, "mapValue": dict,
}  # fmt: skip


def untyped(document: dict[str, Any]) -> dict[str, Any]:
    """An object whose values each stand in an object of their type, with the values themselves; any other as it is."""
    if not any(map(_is_typed, document.values())):
        return document
    return {name: _untyped(value) for name, value in document.items()}


def _is_typed(value: Any) -> bool:
    if type(value) is not dict or len(value) != 1:
        return False
    ((name, inner),) = value.items()
    return name in _TYPES and isinstance(inner, _TYPES[name])


def _untyped(value: Any) -> Any:
    if isinstance(value, list):
        return [_untyped(item) for item in value]
    if not isinstance(value, dict):
        return value
    if not _is_typed(value):
        return {name: _untyped(inner) for name, inner in value.items()}
    ((name, inner),) = value.items()
    if name == "NULL":
        return None
    if name in ("arrayValue", "mapValue"):
        return _untyped(
            inner.get("values", []) if name == "arrayValue" else inner.get("fields", {})
        )
    return _number(inner) if name in ("N", "integerValue") else _untyped(inner)


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
        return {name: plain_values(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [plain_values(item) for item in value]
    return value
