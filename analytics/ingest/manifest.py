"""What the reading child tells the loading parent: where the rows are, in which form, and what was noticed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What the person said about a file; None where nothing was said."""

    unit: str | None = None
    app: str = ""
    day: str | None = None
    zone: str = "Asia/Shanghai"


@dataclass
class Table:
    """A UTF-8 file of delimited text: its columns in order, each under the flat form's name or extra_<n>.

    `irregular` is set where a row may not be one line, so that `place` alone tells where it stands.
    """

    path: Path
    columns: list[str]
    delimiter: str = ","
    skip: int = 1


@dataclass
class Manifest:
    """A file as it was understood."""

    shape: str
    unit: str = "ms"
    unit_reason: str = ""
    rows: Table | None = None
    recordings: Table | None = None
    usages: Table | None = None
    extra_columns: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
