"""Lines of the vendor's usage that were refused and come back, mended, in a refused-rows file of our own."""

from __future__ import annotations

import csv
from pathlib import Path

from analytics.files.formula_guard import unguarded
from analytics.ingest.common.flat_form import USAGE_COLUMNS
from analytics.ingest.common.manifest import Table
from analytics.ingest.tables.column_map import EXPLAINING, USAGE, Columns
from analytics.ingest.tables.rows import Row


class Usages:
    """Gathers these lines from among a table's rows; none where the table is not our own."""

    def __init__(self, source: Columns) -> None:
        is_ours = any(label in EXPLAINING for label in source.labels)
        self._at = {
            USAGE[label]: at for at, label in enumerate(source.labels) if is_ours and label in USAGE
        }
        self._shared = {
            name: source.index[name] for name in ("SdkAppId", "RoomId") if name in source.index
        }
        self._lines: list[dict[str, str]] = []

    def take(self, row: Row) -> bool:
        """Whether the row is such a line; then it is kept."""
        line = {name: unguarded(row.cells[at].strip()) for name, at in self._at.items()}
        if not any(line.values()):
            return False
        line |= {name: row.cells[at].strip() for name, at in self._shared.items()}
        self._lines.append({**line, "place": row.place})
        return True

    def write(self, target: Path) -> Table | None:
        """The lines as a table, or None where there were none."""
        if not self._lines:
            return None
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(
                file, USAGE_COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(self._lines)
        return Table(path=target, columns=USAGE_COLUMNS)
