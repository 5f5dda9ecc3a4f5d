"""Tables told as JSON without an object for each row: names apart from rows, or a list for each column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analytics.ingest.documents import headings
from analytics.ingest.documents.items import Row, Stranger, plain
from analytics.ingest.documents.json_text import text
from analytics.ingest.documents.recordings import LISTS

# Names may stand in an object inside the one beside the rows: {"schema": {"fields": […]}, "rows": […]}.
_MOST_NESTED = 3


def rows(document: dict[str, Any], path: str) -> Iterator[Row | Stranger]:
    """The rows of an object that is a table; nothing where it is none, or tells of files as the vendor does."""
    if any(plain(name) in LISTS for name in document):
        return
    lists = list(_lists(document, path, 0))
    names = list(filter(None, (headings.heading(items) for _, items in lists)))
    for place, items in lists:
        yield from _grid(items, place, names)
    yield from _columns(document, path)


def lines(items: list[Any], path: str) -> Iterator[Row | Stranger]:
    """The rows of a list of lists of which the first is a header; nothing where it is none."""
    yield from _grid(items, path, [])


def row(names: list[str], values: list[Any], path: str) -> Row:
    columns = headings.columns(tuple(names))
    cells = {name: text(value) for name, value in zip(names, values, strict=True)}
    return Row(path, cells, headings.is_complete(columns))


def _lists(document: dict[str, Any], path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    for name, value in document.items():
        if isinstance(value, list) and value:
            yield f"{path}.{name}", value
        elif isinstance(value, dict) and depth < _MOST_NESTED:
            yield from _lists(value, f"{path}.{name}", depth + 1)


def _grid(items: list[Any], path: str, names: list[list[str]]) -> Iterator[Row | Stranger]:
    first = headings.line(items[0]) if items else []
    if not first:
        return
    header = next((listed for listed in names if len(listed) == len(first)), [])
    start = 0
    if not header:
        header, start = headings.heading(first), 1
    if not header:
        return
    for number, item in enumerate(items[start:], start):
        values = headings.line(item)
        if len(values) == len(header):
            yield row(header, values, f"{path}[{number}]")
        else:
            yield Stranger(f"{path}[{number}]", "not_a_document", text(item))


def _columns(document: dict[str, Any], path: str) -> Iterator[Row]:
    """{"VideoId": {"0": "a", "1": "b"}, …} as pandas writes it, and {"VideoId": ["a", "b"], …}."""
    columns = {
        name: value for name, value in document.items() if isinstance(value, dict | list) and value
    }
    if not headings.is_like_files(headings.columns(tuple(columns))):
        return
    tables = [
        value if isinstance(value, dict) else dict(enumerate(value)) for value in columns.values()
    ]
    keys = list(tables[0])
    if any(list(table) != keys for table in tables):
        return
    if any(isinstance(value, dict | list) for table in tables for value in table.values()):
        return
    first = next(iter(columns))
    for key in keys:
        place = f"{path}.{first}[{key}]" if isinstance(key, int) else f"{path}.{first}.{key}"
        yield row(list(columns), [table[key] for table in tables], place)
