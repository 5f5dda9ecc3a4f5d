"""A file of JSON documents into the flat form: one file of rows and one of recordings, ready to load.

What is found goes straight into the files, so that memory does not grow with the documents.
"""

from __future__ import annotations

from pathlib import Path

from analytics.errors import Problem
from analytics.ingest import shapes, stream
from analytics.ingest.items import Event, Shape, Stranger
from analytics.ingest.manifest import Manifest, Options, Table
from analytics.ingest.sink import (
    RECORDING_COLUMNS,
    ROW_COLUMNS,
    USAGE_COLUMNS,
    Notes,
    Sink,
)
from analytics.ingest.units import decide

__all__ = ["ROW_COLUMNS", "inspect"]

# From so many bytes on it pays to look for many documents of one form.
QUICK_BYTES = 4 << 20
_MOST_NAMED = 5


def inspect(
    path: Path, folder: Path, options: Options, *, quick_bytes: int = QUICK_BYTES
) -> Manifest:
    """Read the documents of `path` (UTF-8) into tables in `folder`. Raises Problem where the file as a whole is bad."""
    notes = None
    if path.stat().st_size >= quick_bytes:
        from analytics.ingest import quick  # it brings half a second of libraries

        notes = quick.read(path, folder, options)
    if notes is None:
        notes = read(path, folder, options)
    return _manifest(notes, folder, options)


def read(path: Path, folder: Path, options: Options) -> Notes:
    """The documents of a file of any form, one after the other."""
    with Sink(folder, options) as sink:
        for place, document in stream.documents(path):
            add(sink, place, document)
    return sink.notes


def add(sink: Sink, place: str, document: object) -> None:
    """Everything that one document tells."""
    if isinstance(document, Stranger | Event):
        sink.add(document)
        return
    try:
        for item in shapes.read(document, place):
            sink.add(item)
    except RecursionError:
        sink.add(Stranger(place, "too_deep", ""))


def _manifest(notes: Notes, folder: Path, options: Options) -> Manifest:
    shape = notes.main_shape()
    if shape is None:
        raise Problem(
            f"no recording document of a known shape was found{_seen_instead(notes)}",
            hint="Give an API response, a callback, or the billing page's form",
        )
    if notes.timeless and notes.timeless == notes.recordings and not notes.usages:
        raise Problem(
            f"a document of the shape {notes.first_timeless[0]} says no time",
            where=notes.first_timeless[1],
            hint="Give the day of the lesson: --day 2024-03-27, or the day field on the Imports page",
        )
    manifest = Manifest(shape=shape.name)
    others = sorted({other.name for other in notes.counts} - {shape.name})
    if others:
        manifest.warnings.append(
            f"The file also holds documents of the shapes {', '.join(others)}."
        )
    _decide_units(manifest, shape, notes, options)
    manifest.warnings += notes.told()
    manifest.rows = Table(folder / "rows.csv", ROW_COLUMNS)
    manifest.recordings = Table(folder / "recordings.csv", RECORDING_COLUMNS)
    if notes.usages or notes.has_usage_pages:
        manifest.usages = Table(folder / "usages.csv", USAGE_COLUMNS)
    return manifest


def _decide_units(manifest: Manifest, main: Shape, notes: Notes, options: Options) -> None:
    """The unit of each shape in the file; the main one's is the file's, of others it is said where it differs."""
    if not notes.evidence and main in notes.counts:
        manifest.unit_reason = "no lengths of files"
        if notes.usages:
            manifest.unit_reason = (
                "no lengths of files; the vendor's own values are minutes, or pages of transcoding"
            )
    for shape in sorted(notes.evidence, key=lambda each: each != main):
        unit = decide(shape.unit, options.unit, notes.evidence[shape], f"the shape {shape.name}")
        manifest.warnings += unit.warnings
        if shape == main:
            manifest.unit, manifest.unit_reason = unit.name, unit.reason
        elif unit.name != manifest.unit:
            manifest.warnings.append(f"Documents of the shape {shape.name}: {unit.reason}.")


def _seen_instead(notes: Notes) -> str:
    if notes.first_stranger:
        return f': it starts with "{notes.first_stranger[:60]}"'
    names = list(notes.events)[:_MOST_NAMED]
    return f", only {', '.join(names)}" if names else ""
