"""Plain files that an upload holds, and their sorts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Sort(StrEnum):
    """What can be read."""

    GZIP = "gzip"
    ZIP = "zip"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    DOCUMENTS = "documents"
    TEXT = "text"
    # Rows that were found as objects in documents.
    JSON_ROWS = "JSON rows"


@dataclass(frozen=True)
class Member:
    """A plain file: its name inside an archive for showing ("" where it is the file itself), and where it lies now.

    `lines` is the number of its lines where it was counted on the way, else 0; `has_nul` whether a zero byte was seen.
    """

    name: str
    path: Path
    sort: Sort
    lines: int = 0
    has_nul: bool = False
