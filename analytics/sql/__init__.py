"""The SQL of the project: one file, one question, named by it; parameters are bound, never formatted in."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

import duckdb

FOLDER = Path(__file__).parent


@cache
def text(name: str) -> str:
    """The text of <name>.sql; `name` may hold a folder, as in "load/rows"."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


@lru_cache(maxsize=1000)
def parsed(text: str) -> duckdb.Statement:
    """The one statement of a text, ready to be run many times: to parse it is up to a fifth of a small question's time."""
    (statement,) = duckdb.extract_statements(text)
    return statement


@cache
def parameters(name: str) -> frozenset[str]:
    """The names of the parameters that <name>.sql takes."""
    return frozenset(parsed(text(name)).named_parameters)


@cache
def split(script: str) -> tuple[duckdb.Statement, ...]:
    """The statements of a script, ready to be run many times."""
    return tuple(duckdb.extract_statements(script))


def statements(name: str) -> tuple[duckdb.Statement, ...]:
    """The statements of <name>.sql."""
    return split(text(name))


@cache
def schema_steps() -> MappingProxyType[str, str]:
    """The steps of the schema in order: {name: text}."""
    files = sorted((FOLDER / "schema").glob("*.sql"))
    return MappingProxyType({file.stem: file.read_text(encoding="utf-8") for file in files})
