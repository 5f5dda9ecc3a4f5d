"""Tables read in this process, as the child would read them: quick to ask about one cell."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from analytics.ingest import tables
from analytics.ingest.common.manifest import Manifest, Options
from analytics.ingest.common.member import Member
from analytics.ingest.loading import work
from analytics.ingest.opening import recognise
from analytics.storage.store import Store

HEADER = "VideoId,VideoType,VideoDuration,RecordStartTime,RecordStopTime\n"


class Read(NamedTuple):
    """What was understood of a table, and its rows by the rules of the load."""

    manifest: Manifest
    rows: list[dict[str, Any]]

    @property
    def ms(self) -> list[int | None]:
        return [row["ms"] for row in self.rows]

    @property
    def said(self) -> str:
        return " ".join(self.manifest.warnings)

    @property
    def flaws(self) -> list[list[str]]:
        return [row["flaws"] for row in self.rows]


def read(store: Store, folder: Path, content: str | bytes, **options: Any) -> Read:
    """Raises Problem where the file as a whole cannot be read."""
    path = folder / "table"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = Options(**options)
    member = Member("", path, recognise.sort(path))
    manifest = tables.inspect(member, folder, said, {}, [], careful=True)
    assert manifest.rows
    rows = store.ask(
        "preview", path=str(manifest.rows.path), columns=dict.fromkeys(manifest.rows.columns, "VARCHAR"),
        unit=said.unit or manifest.unit, zone=said.zone, app="", has_day=False, most=1000,
        earliest=work.first_moment(said.zone), latest=work.end_of_tomorrow(said.zone, datetime.now(UTC).replace(tzinfo=None)),
    )  # fmt: skip
    return Read(manifest, rows)


def quick(folder: Path, content: str | bytes, **options: Any) -> Manifest:
    """How the quick way understands a table: its rows may stay where they are."""
    path = folder / "table"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    member = Member("", path, recognise.sort(path))
    return tables.inspect(member, folder, Options(**options), {}, [], careful=False)
