"""A lake: batches of Parquet files in a shared folder, each with a manifest that is written last. Readers see manifests alone."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.core.errors import Problem

MANIFEST = "manifest.json"
_FORM = 1
_TABLES = ("video_rows", "refused_rows", "recording_rows", "vendor_usage")


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a batch: its path within it, the table and month that it holds, its rows and its hash."""

    path: str
    table: str
    month: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What one load brought: control totals in rows and ms by what became of them, its fingerprint over so many facts."""

    id: str
    loaded_at: str
    zone: str
    rows: dict[str, int]
    ms: dict[str, int]
    facts: int
    fingerprint: str
    parts: tuple[Part, ...]
    receipts: tuple[dict[str, Any], ...]
    digests: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The manifest's form."""
        return {
            "form": _FORM,
            **{name: getattr(self, name) for name in self.__slots__ if name not in ("parts", "receipts", "digests")},
            "digests": list(self.digests),
            "receipts": list(self.receipts),
            "parts": [{name: getattr(part, name) for name in part.__slots__} for part in self.parts],
        }  # fmt: skip


class Lake:
    """The lake in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def place(self, batch_id: str) -> Path:
        """Where the files of a batch lie."""
        return self.folder / "batches" / batch_id

    def batches(self) -> list[Batch]:
        """What is in the lake, the oldest first. Raises Problem for a manifest that cannot be read."""
        paths = self.folder.glob(f"batches/*/{MANIFEST}")
        return sorted(map(self._read, paths), key=lambda batch: (batch.loaded_at, batch.id))

    def begin(self, batch_id: str) -> Path:
        """An empty place for a batch that is not there. What a load left that did not come to its end is removed."""
        place = self.place(batch_id)
        if place.exists() and not (place / MANIFEST).exists():
            shutil.rmtree(place)
        place.mkdir(parents=True)
        return place

    def commit(self, batch: Batch) -> None:
        """Take a batch into the lake: files that its manifest does not name go, and the manifest comes by its name."""
        place = self.place(batch.id)
        named = {part.path for part in batch.parts}
        for path in place.rglob("*.parquet"):
            if path.relative_to(place).as_posix() not in named:
                path.unlink()
        draft = place / f".{MANIFEST}.new"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(batch.to_json(), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place / MANIFEST)

    def discard(self, batch_id: str) -> None:
        """Leave the lake as it was before a batch was begun."""
        if not (self.place(batch_id) / MANIFEST).exists():
            shutil.rmtree(self.place(batch_id), ignore_errors=True)

    def paths(self, batch: Batch, table: str) -> list[str]:
        """The files of a table, each as it was written. Raises Problem where one is not."""
        return [str(path) for path in self._proved(batch, table)]

    def _proved(self, batch: Batch, table: str) -> Iterator[Path]:
        for part in batch.parts:
            if part.table != table:
                continue
            path = self.place(batch.id) / part.path
            try:
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError:
                digest = ""
            if digest != part.sha256:
                raise Problem(
                    f"{part.path} is missing or not as it was written",
                    where=f"batch {batch.id}",
                    hint="Bring the file back, or remove the batch's folder and load its files again",
                )
            yield path

    def _read(self, path: Path) -> Batch:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            if document["form"] != _FORM:
                raise Problem(
                    "a newer version wrote this batch", where=str(path), hint="Update the dashboard"
                )
            parts = tuple(Part(**part) for part in document["parts"])
            if any(part.table not in _TABLES or ".." in Path(part.path).parts or Path(part.path).is_absolute() for part in parts):  # fmt: skip
                raise ValueError
            return Batch(
                **{name: document[name] for name in ("id", "loaded_at", "zone", "rows", "ms", "facts", "fingerprint")},
                parts=parts,
                receipts=tuple(document["receipts"]),
                digests=tuple(document["digests"]),
            )  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise Problem(
                "this manifest cannot be read",
                where=str(path),
                hint="Bring it back, or remove the batch's folder and load its files again",
            ) from fault
