"""A phrase: an English sentence that knows its template and values, so that it can be said in another language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Self

from analytics.core.errors import Problem
from analytics.core.months import month_text

_PLACE = re.compile(r"\{(\w+)\}")


class Month(date):
    """A day that stands for its month."""


Value = str | int | Decimal | date


class Phrase(str):
    """``Phrase("From {day} on", day=day)``: as text it is the English sentence.

    Numbers stand with grouped digits, days as ISO, months with their names; a value may be a phrase itself.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, /, **values: Value) -> Self:
        phrase = super().__new__(cls, filled(template, values, _english))
        phrase.template = template
        phrase.values = values
        return phrase

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.template, dict(self.values))

    def fields(self) -> list[Any]:
        """Template and values as plain JSON values; ``of_fields`` reads them."""
        return [self.template, {name: _field(value) for name, value in self.values.items()}]


def joined(phrases: Iterable[str], separator: str, end: str = "") -> Phrase:
    """Phrases one after the other, as one."""
    parts = {f"p{number}": phrase for number, phrase in enumerate(phrases)}
    return Phrase(separator.join(f"{{{name}}}" for name in parts) + end, **parts)


def filled(template: str, values: Mapping[str, Value], text: Callable[[Value], str]) -> str:
    """The template with the text of each value in its place; a name without a value stays as it stands."""
    return _PLACE.sub(
        lambda place: text(values[place[1]]) if place[1] in values else place[0], template
    )


def of_fields(fields: Any, where: str) -> Phrase:
    """The phrase out of its JSON values; Problem for what is none."""
    try:
        template, values = fields
        return Phrase(str(template), **{str(name): _value(value) for name, value in values.items()})
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        hint = "Give the file as it was downloaded."
        raise Problem("this is no sentence with its values", where=where, hint=hint) from error


def _again(template: str, values: Mapping[str, Value]) -> Phrase:
    return Phrase(template, **values)


def _english(value: Value) -> str:
    match value:
        case str():
            return str(value)
        case Month():
            return month_text(value)
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return f"{value:,}"


def _field(value: Value) -> Any:
    match value:
        case Phrase():
            return value.fields()
        case Month():
            return {"month": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"number": f"{value:f}"}
        case _:
            return value


def _value(field: Any) -> Value:
    match field:
        case bool():
            raise ValueError
        case str() | int():
            return field
        case [_, _]:
            return of_fields(field, "")
        case {"month": str(text)}:
            return Month.fromisoformat(text)
        case {"day": str(text)}:
            return date.fromisoformat(text)
        case {"number": str(text)} if re.fullmatch(r"-?\d{1,40}(\.\d{1,40})?", text, re.ASCII):
            return Decimal(text)
    raise ValueError
