"""A lake: batches of Parquet files in a shared folder or in object storage, each with a manifest that is written last. Readers see
manifests alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from analytics.core.errors import Problem
from analytics.storage import lakes

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

MANIFEST = "manifest.json"
ROLLUPS = ("usage_days", "usage_room_days", "usage_room_months", "usage_hours", "usage_user_days", "usage_lessons", "usage_files")  # fmt: skip
_FORM = 2
_BLOCK = 1 << 20
_TABLES = (*lakes.TABLES, "vendor_usage", *ROLLUPS)


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a batch: its path within it, the table and month that it holds, its rows, its bytes and its hash."""

    path: str
    table: str
    month: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What one load brought: control totals in rows and ms by what became of them, its fingerprint over so many facts.

    `standings` are its recorded files and their ms by standing, `states` those that count and their billable ms by state of the
    task; `made_by` says under which settings and by which DuckDB its small tables were added up.
    """

    id: str
    loaded_at: str
    zone: str
    rows: dict[str, int]
    ms: dict[str, int]
    facts: int
    fingerprint: str
    standings: dict[str, list[int]]
    states: dict[str, list[int]]
    made_by: dict[str, str]
    parts: tuple[Part, ...]
    receipts: tuple[dict[str, Any], ...]
    digests: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The manifest's form."""
        return {
            "form": _FORM,
            **{name: getattr(self, name) for name in _PLAIN},
            "digests": list(self.digests),
            "receipts": list(self.receipts),
            "parts": [{name: getattr(part, name) for name in part.__slots__} for part in self.parts],
        }  # fmt: skip


_PLAIN = [name for name in Batch.__slots__ if name not in ("parts", "receipts", "digests")]


def digest_of(file: Any, copy: Any = None) -> str:
    """The sha256 of what is in a file, which is written into `copy` on the way."""
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
        if copy is not None:
            copy.write(block)
    return digest.hexdigest()


class Lake:
    """The lake in a folder, or at an address such as s3://bucket/folder."""

    def __init__(self, lake: str | Path) -> None:
        """Raises Problem where an address cannot be read."""
        self.address = str(lake) if lakes.is_remote(str(lake)) else str(Path(lake).absolute())
        self.files: FileSystem
        self.files, self.folder = lakes.files_of(self.address)

    def __str__(self) -> str:
        return lakes.shown(self.address)

    def place(self, batch_id: str) -> str:
        """Where the files of a batch lie, in the lake's file system."""
        return f"{self.folder}/{lakes.PLACE}{batch_id}"

    def batches(self) -> list[Batch]:
        """What is in the lake, the oldest first. Raises Problem for a manifest that cannot be read."""
        paths = [f"{folder}/{MANIFEST}" for folder in self._folders()]
        return sorted(map(self._read, filter(self._is_there, paths)), key=lambda batch: (batch.loaded_at, batch.id))  # fmt: skip

    def begin(self, batch_id: str) -> str:
        """An empty place for a batch that is not there. What a load left that did not come to its end is removed."""
        self.discard(batch_id)
        self._reached(lambda: self.files.create_dir(self.place(batch_id), recursive=True))
        return self.place(batch_id)

    def commit(self, batch: Batch) -> None:
        """Take a batch into the lake: files that its manifest does not name go, and the manifest comes at once and whole."""
        named = {part.path for part in batch.parts}
        for path in self._parts(batch.id):
            if path.removeprefix(f"{self.place(batch.id)}/") not in named:
                self.files.delete_file(path)
        content = json.dumps(batch.to_json(), ensure_ascii=False, indent=1).encode()
        path = f"{self.place(batch.id)}/{MANIFEST}"
        if lakes.is_remote(self.address):  # an object is there whole or not at all
            with self.files.open_output_stream(path) as file:
                file.write(content)
        else:
            draft = Path(path).with_name(f".{MANIFEST}.new")
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)

    def discard(self, batch_id: str) -> None:
        """Leave the lake as it was before a batch was begun."""
        place = self.place(batch_id)
        if not self._is_there(f"{place}/{MANIFEST}") and self._is_there(place):
            self.files.delete_dir(place)

    def take_out(self, batch_id: str) -> None:
        """Remove a batch, its manifest first. Raises Problem where there is none."""
        place = self.place(batch_id)
        if not self._is_there(f"{place}/{MANIFEST}"):
            raise Problem("there is no such batch in this lake", where=batch_id, hint="`cluster batches` lists them")  # fmt: skip
        self.files.delete_file(f"{place}/{MANIFEST}")
        self.files.delete_dir(place)

    def paths(self, batch: Batch, table: str) -> list[str]:
        """The files of a table, as DuckDB reads them."""
        return [self.path(batch, part) for part in batch.parts if part.table == table]

    def path(self, batch: Batch, part: Part) -> str:
        """A file as DuckDB reads it."""
        return lakes.path_of(self.address, f"{self.place(batch.id)}/{part.path}")

    def need_whole(self, batch: Batch) -> None:
        """Raises Problem where a file is missing or of another size, or one of the small tables is not as it was written.

        Files with rows are not read for it: they may be many times what a pull brings.
        """
        paths = [f"{self.place(batch.id)}/{part.path}" for part in batch.parts]
        sizes = [info.size for info in self._reached(lambda: self.files.get_file_info(paths))] if paths else []  # fmt: skip
        for part, path, size in zip(batch.parts, paths, sizes, strict=True):
            is_whole = size == part.bytes
            if is_whole and part.table not in lakes.TABLES:
                with self.files.open_input_stream(path) as file:
                    is_whole = digest_of(file) == part.sha256
            if not is_whole:
                raise Problem(
                    f"{part.path} is missing or not as it was written",
                    where=f"batch {batch.id}",
                    hint="Bring the file back, or remove the batch's folder and load its files again",
                )

    def _folders(self) -> list[str]:
        from pyarrow.fs import FileSelector

        selector = FileSelector(f"{self.folder}/{lakes.PLACE.split('/')[0]}", allow_not_found=True)
        infos = self._reached(lambda: self.files.get_file_info(selector))
        return [info.path for info in infos if info.base_name.startswith(lakes.PLACE.split("/")[1])]

    def _parts(self, batch_id: str) -> Iterator[str]:
        from pyarrow.fs import FileSelector

        infos = self.files.get_file_info(FileSelector(self.place(batch_id), recursive=True))
        return (info.path for info in infos if info.path.endswith(".parquet"))

    def _is_there(self, path: str) -> bool:
        from pyarrow.fs import FileType

        return bool(self._reached(lambda: self.files.get_file_info(path)).type != FileType.NotFound)

    def _reached(self, work: Any) -> Any:
        """What a step in the lake's file system gives. Raises Problem where that does not answer."""
        try:
            return work()
        except OSError as fault:
            raise Problem(
                "the lake cannot be reached",
                where=str(self),
                hint="Check its place, its rights and, of object storage, the keys in the environment",
            ) from fault

    def _read(self, path: str) -> Batch:
        try:
            with self.files.open_input_stream(path) as file:
                document = json.loads(file.read())
            if document["form"] > _FORM:
                raise Problem("a newer version wrote this batch", where=path, hint="Update the dashboard")  # fmt: skip
            if document["form"] < _FORM:
                raise Problem("an older version wrote this batch, without its small tables", where=path, hint="Remove the batch's folder and load its files again")  # fmt: skip
            parts = tuple(Part(**part) for part in document["parts"])
            for part in parts:
                inside = PurePosixPath(part.path)
                if part.table not in _TABLES or ".." in inside.parts or inside.is_absolute():
                    raise ValueError
            return Batch(
                **{name: document[name] for name in _PLAIN},
                parts=parts,
                receipts=tuple(document["receipts"]),
                digests=tuple(document["digests"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise Problem(
                "this manifest cannot be read",
                where=path,
                hint="Bring it back, or remove the batch's folder and load its files again",
            ) from fault
