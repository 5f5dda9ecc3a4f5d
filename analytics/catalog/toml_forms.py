"""TOML files that people write, checked strictly: every mistake is a Problem that names its key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from analytics.core.errors import Problem

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,12})?")
_LARGEST = 10**12


class Form(BaseModel):
    """A table of a TOML file: no unknown key, no value of another type, nothing changed later."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, table: Any) -> Any:
        if not isinstance(table, Mapping):
            raise mistake(table, "is not a table", "Give it keys of its own.")
        names = [field.alias or name for name, field in cls.model_fields.items()]
        for key in table:
            if key not in names:
                hint = f"Known here: {', '.join(names)}."
                raise PydanticCustomError(
                    "mistake", "mistake", {"what": "unknown key", "hint": hint, "key": str(key)}
                )
        return table


AnyForm = TypeVar("AnyForm", bound=Form)
Choice = TypeVar("Choice", bound=StrEnum)


def mistake(value: object, what: str, hint: str) -> PydanticCustomError:
    """To be raised by a validator: the value as it was written, what is wrong with it, advice."""
    try:
        text = f'"{value}"' if isinstance(value, str) else str(value).lower()
    except ValueError:  # an integer too long for Python to write in digits
        text = "this number"
    if len(text) > 60:
        text = f"{text[:59]}…"
    return PydanticCustomError("mistake", "mistake", {"what": f"{text} {what}", "hint": hint})


def one_of(choices: type[Choice]) -> Callable[[object], Choice]:
    """A validator for the text of one of ``choices``."""

    def choose(value: object) -> Choice:
        if not isinstance(value, str) or value not in list(choices):
            names = ", ".join(f'"{choice}"' for choice in choices)
            raise mistake(value, "is not known here", f"Choose one of {names}.")
        return choices(value)

    return choose


def among(names: Collection[str]) -> Callable[[object], str]:
    """A validator for a text that is one of ``names``."""

    def choose(value: object) -> str:
        if not isinstance(value, str) or value not in names:
            told = ", ".join(f'"{name}"' for name in names if name)
            raise mistake(value, "is not known here", f"Choose one of {told}.")
        return value

    return choose


def _amount(value: object) -> Decimal:
    if not isinstance(value, str):
        raise mistake(value, "is not text", 'Write it in quotes, such as "3.00".')
    if value.startswith("-") and _NUMBER.fullmatch(value[1:]):
        raise mistake(value, "is negative", "Give 0 or more.")
    if not _NUMBER.fullmatch(value):
        raise mistake(
            value,
            "is not a plain number",
            'Give digits with a point, such as "3.00", at most 9 before it and 12 after it.',
        )
    return Decimal(value)


def _percent(value: object) -> Decimal:
    percent = _amount(value)
    if percent > 100:
        raise mistake(value, "is more than 100 percent", 'Give "0" to "100".')
    return percent


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise mistake(value, "is not a whole number", "Give digits without quotes and point.")
    if value < 0:
        raise mistake(value, "is negative", "Give a whole number, 0 or more.")
    if value > _LARGEST:
        raise mistake(value, "is too large", f"Give at most {_LARGEST:,}.")
    return value


def _months(value: object) -> int:
    months = _whole(value)
    if not 1 <= months <= 1200:
        raise mistake(value, "is not a number of months", "Give 1 to 1200.")
    return months


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise mistake(value, "is not text", "Write it in quotes.")
    if not value.strip():
        raise mistake(value, "is empty", "Write something in the quotes.")
    return value


def _day(value: object) -> date:
    if type(value) is not date:
        raise mistake(value, "is not a day", "Write it without quotes, such as 2024-01-31.")
    return value


Amount = Annotated[Decimal, BeforeValidator(_amount)]
"""A number of 0 or more, written as text so that no float comes near it."""
Percent = Annotated[Decimal, BeforeValidator(_percent)]
Whole = Annotated[int, BeforeValidator(_whole)]
Months = Annotated[int, BeforeValidator(_months)]
Text = Annotated[str, BeforeValidator(_text)]
Day = Annotated[date, BeforeValidator(_day)]


def read(text: str, where: str) -> dict[str, Any]:
    """The tables of a TOML text, numbers with a point as Decimal."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        why = "a number is out of range" if isinstance(error, ArithmeticError) else error
        hint = "Mend this place and try again."
        raise Problem(f"this is not TOML: {why}", where=where, hint=hint) from error


def read_file(path: Path) -> str:
    """The text of a small UTF-8 file that a person names."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        what, hint = "cannot be read: " + (error.strerror or str(error)), "Check the file's name."
        raise Problem(what, where=str(path), hint=hint) from error
    except UnicodeDecodeError as error:
        raise Problem("is not UTF-8 text", where=str(path), hint="Save it as UTF-8.") from error


def check(form: type[AnyForm], table: Mapping[str, Any], where: str) -> AnyForm:
    """``table`` as a ``form``; of several mistakes the first is the Problem, with the others."""
    try:
        return form.model_validate(table)
    except ValidationError as error:
        first, *also = (_problem(details, where) for details in error.errors(include_url=False))
        raise Problem(first.what, where=first.where, hint=first.hint, also=tuple(also)) from None


def at(where: str, *path: str | int) -> str:
    """The place of a key for a person, list items counted from 1: ``plan.toml, packs[1].price``."""
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return ", ".join(filter(None, (where, key.removeprefix("."))))


def _problem(mistake: ErrorDetails, where: str) -> Problem:
    context = mistake.get("ctx", {})
    path = [*mistake["loc"], *filter(None, [context.get("key")])]
    if mistake["type"] == "mistake":
        what, hint = context["what"], context["hint"]
    elif mistake["type"] == "missing":
        what, hint = "this key is missing", "Add it."
    elif mistake["type"] == "list_type":
        what, hint = "this is not a list", f"Write [[{path[-1]}]] above each of its tables."
    else:
        what, hint = mistake["msg"], "Correct the value."
    return Problem(what, where=at(where, *path), hint=hint)
