"""Answers of the process that reads a file: where its rows are, in which form, and what was noticed.

That process has read what a stranger made, so nothing that it answers is taken on trust. An answer is JSON and is held
against these models before anything is done with it: numbers have bounds, names are names, and a path is that of the file
that was given or of a plain file in the folder of the job.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from analytics.ingest.common.limits import (
    MOST_COLUMNS,
    MOST_GRID_ROWS,
    MOST_MEMBERS,
    UNPACKED_BYTES,
)

_WRITTEN = re.compile(r"(part_[0-9]{1,4}/)?(table/)?[a-z]{1,20}(_[0-9]{1,4})?(\.csv|\.parquet)?")


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
    # Words for a task's state, in capitals -> the published state that each stands for.
    states: dict[str, str] | None = None
    # Whether the zone was given for this very file, so that it answers a header's zone that is not understood.
    has_zone: bool = False


@dataclass(frozen=True)
class Spool:
    """The folder of a job and the file that the job is about, with what its path led to before the job began."""

    folder: Path
    upload: Path
    target: Path


def _whole_characters(value: object) -> object:
    """A text without halves of characters, which JSON in UTF-8 cannot hold."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _of_this_job(path: Path, info: ValidationInfo) -> Path:
    """A path in an answer. Raises ValueError for any but the given file and the plain files that the job wrote."""
    if info.mode != "json":
        return path
    spool, target = info.context, path.resolve()
    assert isinstance(spool, Spool)
    if path == spool.upload and target == spool.target:
        return path
    name = path.relative_to(spool.folder).as_posix()
    if not _WRITTEN.fullmatch(name) or target != path or not path.is_file():
        raise ValueError("no file of this job")
    return path


Text = Annotated[str, BeforeValidator(_whole_characters)]
Name = Annotated[str, Field(pattern=r"^[\w:]{0,40}$")]
Count = Annotated[int, Field(ge=0, le=UNPACKED_BYTES)]
SpoolFile = Annotated[Path, AfterValidator(_of_this_job)]


class Answer(BaseModel):
    """A part of an answer: no unknown member, no value of another type, nothing changed later."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Table(Answer):
    """A UTF-8 file of delimited text: its columns in order, each under the flat form's name or extra_<n>.

    Without a column `place` a row is a line of the file, after `skip` lines. `lines` counts those of the file where it
    is not the one that was given, else 0.
    """

    path: SpoolFile
    columns: list[Name] = Field(max_length=2 * MOST_COLUMNS)
    delimiter: Annotated[str, Field(pattern=r"^[,\t;|^~\x01]$")] = ","
    skip: Count = 1
    lines: Count = 0

    @property
    def is_as_given(self) -> bool:
        """True where the rows are read from the very file that was given."""
        return not self.lines and "place" not in self.columns


class Typed(Answer):
    """Parquet files of DescribeOnlineRecord documents: their files and their tasks, with plainly good values only.

    `is_all`: no other rows of files were found.
    """

    rows: SpoolFile
    recordings: SpoolFile
    is_all: bool


class Manifest(Answer):
    """A file as it was understood; an archive with several files inside has a manifest for each in `parts`.

    `unit_source` says who documents the unit of the lengths. `header` and `mapping` are a table's: its cells as they
    stand, and which of them was taken for which flat column. `has_paths`: its places are paths in JSON, not lines.
    """

    shape: Name
    unit: Annotated[str, Field(pattern=r"^(ms|s|min|h|hh:mm:ss)$")] = "ms"
    unit_reason: Text = ""
    unit_source: Text = "the flat form"
    rows: Table | None = None
    recordings: Table | None = None
    usages: Table | None = None
    typed: Typed | None = None
    extra_columns: list[Text] = Field(default_factory=list)
    warnings: list[Text] = Field(default_factory=list)
    header: list[Text] = Field(default_factory=list)
    mapping: dict[Name, Text] = Field(default_factory=dict)
    member: Text = ""
    has_paths: bool = False
    parts: list[Manifest] = Field(default_factory=list, max_length=2 * MOST_MEMBERS)

    @property
    def skip(self) -> int:
        """How many lines stand before the first row, where a row is a line."""
        return self.rows.skip if self.rows else 0

    @property
    def prefix(self) -> str:
        """What stands before a place, so that it says in which file of an archive it is."""
        if not self.member:
            return ""
        return self.member + (": " if self.has_paths or self.shape != "flat" else ", line ")


class Guess(Answer):
    """Which column of a table was taken for a flat column, and how it was known; header "" where none was.

    `how` is one of: name (the API's own), word (a known word for it), looks (its name and values look like it),
    remembered, chosen, "". `samples` are the first values as they stand in the file.
    """

    column: Name
    needed: bool
    header: Text = ""
    how: Name = ""
    samples: tuple[Text, ...] = ()


class Sketch(Answer):
    """A file that was looked at, not read: the guesses, and its first rows as a table in canonical form.

    `problems` say what a person must choose before it can be read. `manifest` is None for JSON documents, which ask for
    nothing, and where no row can be shown. `is_whole`: the table was read to its end, just as an import would.
    """

    form: Text
    header: list[Text] = Field(default_factory=list)
    header_line: Count = 0
    guesses: list[Guess] = Field(default_factory=list)
    samples: dict[Text, tuple[Text, ...]] = Field(default_factory=dict)
    problems: list[Text] = Field(default_factory=list)
    warnings: list[Text] = Field(default_factory=list)
    manifest: Manifest | None = None
    is_whole: bool = False


class Grid(Answer):
    """The cells of a small table as texts: each row that is not blank with the line that it stands on, and what was noticed."""

    rows: list[tuple[Count, list[Text]]] = Field(default_factory=list, max_length=MOST_GRID_ROWS)
    warnings: list[Text] = Field(default_factory=list)
