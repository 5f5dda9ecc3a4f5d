"""A table whose rows came as JSON objects: their names are its header, and a row's place is its path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from analytics.ingest.tables.records import Record


@dataclass
class JsonRows:
    """The rows of a rows file (see documents/rows_file.py)."""

    path: Path
    notes: list[str] = field(default_factory=list)
    is_grid: bool = True
    form: str = "rows as JSON"

    def records(self) -> Iterator[Record]:
        header = json.loads(self.path.with_suffix(".header").read_text(encoding="ascii"))
        yield Record(0, header["names"])
        with self.path.open(encoding="ascii") as file:
            for line in islice(file, header["left_out"], None):
                path, flaw, *cells = json.loads(line)
                yield Record(0, cells, flaw, path)
