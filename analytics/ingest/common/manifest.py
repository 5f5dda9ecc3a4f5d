"""What the reading child tells the loading parent: where the rows are, in which form, and what was noticed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


@dataclass(frozen=True)
class Options:
    """What the person said about a file; None where nothing was said."""

    unit: str | None = None
    app: str = ""
    day: str | None = None
    zone: str = "Asia/Shanghai"
    # Flat column -> header in the file; besides "unit" (ms, s, min, h), "dates" (ymd, dmy, mdy) and
    # "colons" (mm:ss, hh:mm) where a choice was made.
    mapping: dict[str, str] | None = None


@dataclass
class Table:
    """A UTF-8 file of delimited text: its columns in order, each under the flat form's name or extra_<n>.

    Without a column `place` a row is a line of the file, after `skip` lines. `lines` counts those of the file where it
    is not the one that was given, else 0.
    """

    path: Path
    columns: list[str]
    delimiter: str = ","
    skip: int = 1
    lines: int = 0

    @property
    def is_as_given(self) -> bool:
        """True where the rows are read from the very file that was given."""
        return not self.lines and "place" not in self.columns


class Typed(NamedTuple):
    """Parquet files of DescribeOnlineRecord documents: their files and their tasks, with plainly good values only.

    `is_all`: no other rows of files were found.
    """

    rows: Path
    recordings: Path
    is_all: bool


@dataclass
class Manifest:
    """A file as it was understood; an archive with several files inside has a manifest for each in `parts`.

    `unit_source` says who documents the unit of the lengths. `header` and `mapping` are a table's: its cells as they
    stand, and which of them was taken for which flat column. `has_paths`: its places are paths in JSON, not lines.
    """

    shape: str
    unit: str = "ms"
    unit_reason: str = ""
    unit_source: str = "the flat form"
    rows: Table | None = None
    recordings: Table | None = None
    usages: Table | None = None
    typed: Typed | None = None
    extra_columns: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    member: str = ""
    has_paths: bool = False
    parts: list[Manifest] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """What stands before a place, so that it says in which file of an archive it is."""
        if not self.member:
            return ""
        return self.member + (": " if self.has_paths or self.shape != "flat" else ", line ")


@dataclass(frozen=True)
class Guess:
    """Which column of a table was taken for a flat column, and how it was known; header "" where none was.

    `how` is one of: name (the API's own), word (a known word for it), looks (its name and values look like it),
    remembered, chosen, "". `samples` are the first values as they stand in the file.
    """

    column: str
    needed: bool
    header: str = ""
    how: str = ""
    samples: tuple[str, ...] = ()


@dataclass
class Sketch:
    """A file that was looked at, not read: the guesses, and its first rows as a table in canonical form.

    `problems` say what a person must choose before it can be read. `manifest` is None for JSON documents, which ask for
    nothing, and where no row can be shown.
    """

    form: str
    header: list[str] = field(default_factory=list)
    header_line: int = 0
    guesses: list[Guess] = field(default_factory=list)
    samples: dict[str, tuple[str, ...]] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    manifest: Manifest | None = None
