"""What programs draw and write around a table: lines, notes below it, the types of its columns. None of it is a row."""

from __future__ import annotations

import re
from collections.abc import Sequence

# ---+---, |:--|, ├───┼───┤, ====
_RULER = re.compile(r"[-=+:|_~\s\u2014\u2500-\u257f]+")
_FOOTER = re.compile(
    r"\(?[0-9,]+ (?:rows?|records?)\b.*|(?:time|elapsed): .*|empty set.*|query ok.*|bye|[\w@.\[\]()-]*(?:>|=#|=>) .*|(?:#|//|--) .*|\x1a+",
    re.IGNORECASE,
)
# DuckDB shows them below the names.
_SQL_TYPES = frozenset({
    "varchar", "text", "char", "bpchar", "string", "int", "int2", "int4", "int8", "int16", "int32", "int64", "integer",
    "bigint", "hugeint", "smallint", "tinyint", "uint8", "uint16", "uint32", "uint64", "double", "float", "float4", "float8",
    "real", "decimal", "numeric", "boolean", "bool", "date", "time", "timestamp", "timestamptz", "timestamp_s",
    "timestamp_ms", "timestamp_ns", "datetime", "interval", "uuid", "json", "blob",
})  # fmt: skip


def is_ruler(cells: Sequence[str]) -> bool:
    """Whether a row is a line that a program drew."""
    text = "".join(cells)
    return not text[:1].isalnum() and _RULER.fullmatch(text) is not None


def are_types(cells: Sequence[str]) -> bool:
    """Whether a row names the types of the columns."""
    filled = [cell.strip() for cell in cells if cell and not cell.isspace()]
    return len(filled) > 1 and all(cell.split("(")[0] in _SQL_TYPES for cell in filled)


def is_footer(cells: Sequence[str]) -> bool:
    """Whether a row is what a program writes below a table: (2 rows), 2 rows in set (0.01 sec), Bye; a comment, or the end of
    a file of DOS."""
    filled = [cell.strip() for cell in cells if cell and not cell.isspace()]
    return len(filled) == 1 and _FOOTER.fullmatch(filled[0]) is not None
