"""Whether an object is a row of a table: what its names would mean as a table's header, and what its cells hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from analytics.ingest.common.limits import MOST_COLUMNS
from analytics.ingest.documents.json_text import text
from analytics.ingest.tables import header
from analytics.ingest.tables.column_map import NEEDED, TIMES

# A field of a field of a row: a.b.c.
_MOST_NESTED = 3
# A header of two known names is one, in a table as here.
LEAST_KNOWN = 2
# So many different names are looked up; a process reads one file, and beyond these its names are no headers.
_MOST_NAMES = 50_000
# Under which an object that describes a column tells its name.
_NAMES_OF_COLUMNS = (
    "name",
    "Name",
    "column_name",
    "columnName",
    "field",
    "label",
    "title",
    "key",
    "id",
)
# Under which a cell that is an object tells its value.
_VALUES_OF_CELLS = ("v", "VarCharValue", "value")


@lru_cache(maxsize=_MOST_NAMES)
def _columns_of(name: str) -> frozenset[str]:
    if _columns_of.cache_info().misses > _MOST_NAMES:
        return frozenset()
    return frozenset(m.column for m in header.read_whole(name).meanings if m.how >= header.WORD)


@lru_cache(maxsize=4_096)
def columns(names: tuple[str, ...]) -> frozenset[str]:
    """The flat columns that these names stand for, each known by its name or by a word for it."""
    if not LEAST_KNOWN <= len(names) <= MOST_COLUMNS:
        return frozenset()
    return frozenset[str]().union(*map(_columns_of, names))


def is_complete(known: frozenset[str]) -> bool:
    """Whether these flat columns are all that a table of recordings needs."""
    return known.issuperset(NEEDED) and not known.isdisjoint(TIMES)


def is_like_files(known: frozenset[str]) -> bool:
    """Whether these flat columns are a header's, with one of a file among them."""
    return len(known) >= LEAST_KNOWN and not known.isdisjoint(NEEDED)


def is_one_file(names: Iterable[str]) -> bool:
    """Whether fields of an object and of those inside it, named with points, are all that a table needs of one file: one length,
    and beside it in the same part the file's id and kind.
    """
    parts = [name.rpartition(".")[::2] for name in names]
    lengths = [part for part, last in parts if "VideoDuration" in _columns_of(last)]
    if len(lengths) != 1 or not is_complete(columns(tuple(last for _, last in parts))):
        return False
    return columns(tuple(last for part, last in parts if part == lengths[0])).issuperset(NEEDED)


def is_header(names: Iterable[str]) -> bool:
    return len(columns(tuple(names))) >= LEAST_KNOWN


def holds_lengths(items: Any) -> bool:
    """Whether a list is one of objects that have a length each."""
    first = items[0] if isinstance(items, list) and items else None
    return isinstance(first, dict) and "VideoDuration" in columns(tuple(first))


def cells(document: dict[str, Any]) -> dict[str, str]:
    """The fields of an object as the cells of a row; those of an object inside under dotted names."""
    return dict(_cells(document, "", 0))


def _cells(document: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for name, value in document.items():
        if isinstance(value, dict) and value and depth < _MOST_NESTED:
            yield from _cells(value, f"{prefix}{name}.", depth + 1)
        else:
            yield prefix + name, text(value)


def heading(items: Any) -> list[str]:
    """The names of columns that a list tells, as texts or as objects that describe them; [] where it tells none."""
    if not isinstance(items, list) or not 1 < len(items) <= MOST_COLUMNS:
        return []
    names = [_name(item) for item in items]
    return names if all(names) and is_header(names) else []


def _name(item: Any) -> str:
    if isinstance(item, dict):
        names = (item[key] for key in _NAMES_OF_COLUMNS if isinstance(item.get(key), str))
        return next(names, "")
    return item if isinstance(item, str) else ""


def line(item: Any) -> list[Any]:
    """The values of a row that is a list, or an object around one; [] where it is none."""
    if isinstance(item, dict) and len(item) == 1:
        item = next(iter(item.values()))
    return [_value(value) for value in item] if isinstance(item, list) else []


def _value(value: Any) -> Any:
    if isinstance(value, dict) and len(value) <= 2:
        return next(
            (value[key] for key in _VALUES_OF_CELLS if key in value), value if value else None
        )
    return value
