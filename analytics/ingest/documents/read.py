"""A file of JSON documents into the flat form: one file of rows and one of recordings, ready to load.

What is found goes straight into the files, so that memory does not grow with the documents.
"""

from __future__ import annotations

from pathlib import Path

from analytics.core.errors import Problem
from analytics.ingest.common.manifest import Manifest, Options, Table, Typed
from analytics.ingest.common.units import decide
from analytics.ingest.documents import shapes, stream
from analytics.ingest.documents.items import Event, Shape, Stranger
from analytics.ingest.documents.writer import (
    RECORDING_COLUMNS,
    ROW_COLUMNS,
    TYPED_RECORDINGS,
    TYPED_ROWS,
    USAGE_COLUMNS,
    Notes,
    Sink,
)

__all__ = ["ROW_COLUMNS", "inspect"]

# From so many bytes on it pays to look for many documents of one form.
QUICK_BYTES = 4 << 20
_MOST_NAMED = 5


def inspect(path: Path, folder: Path, options: Options, *, careful: bool = False) -> Manifest:
    """Read the documents of `path` into tables in `folder`, one after the other if `careful`.

    Raises Problem where the file as a whole is bad.
    """
    notes = None
    if path.stat().st_size >= QUICK_BYTES and not careful:
        from analytics.ingest.documents import bulk  # it brings half a second of libraries

        notes = bulk.read(path, folder, options)
    if notes is None:
        notes = read(path, folder, options)
    return told(notes, folder, options)


def are_at(start: bytes) -> bool:
    """Whether a file that begins with these bytes holds documents, or is a log with documents in it."""
    text = start.decode(_encoding(start), errors="ignore").lstrip("\ufeff \t\r\n")
    if text.startswith("{") or stream.is_list(text):
        return True
    for document in stream.logged(text):
        found = shapes.read(document, "$")
        if any(not isinstance(item, Stranger) for item in found):
            return True
    return False


def read(path: Path, folder: Path, options: Options) -> Notes:
    """The documents of a file of any form, one after the other; what is not UTF-8 is tried as GB18030."""
    for name in (TYPED_ROWS, TYPED_RECORDINGS):  # of a quick way that was given up
        (folder / name).unlink(missing_ok=True)
    with path.open("rb") as file:
        encoding = _encoding(file.read(4))
    try:
        return _read(path, folder, options, encoding)
    except UnicodeDecodeError:
        notes = _read(path, folder, options, "gb18030")
    notes.encoding = "GB18030"
    return notes


def _read(path: Path, folder: Path, options: Options, encoding: str) -> Notes:
    with Sink(folder, options) as sink:
        for place, document in stream.documents(path, encoding):
            add(sink, place, document)
    return sink.notes


def _encoding(start: bytes) -> str:
    """UTF-8, or what PowerShell writes; JSON begins with two ASCII letters."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if start[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if start[:1] == b"\0" else "utf-8-sig"


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


def told(notes: Notes, folder: Path, options: Options) -> Manifest:
    """The tables in `folder`, and what is said about them. Raises Problem as `inspect`."""
    shape = notes.main_shape()
    if shape is None:
        raise _nothing_known(notes)
    if notes.timeless and notes.timeless == notes.recordings and not notes.usages:
        raise Problem(
            f"a document of the shape {notes.first_timeless[0]} says no time",
            where=notes.first_timeless[1],
            hint="Give the day of the lesson: --day 2024-03-27, or the day field on the Imports page",
            shape=shape.name,
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
    if (folder / TYPED_ROWS).exists():
        manifest.typed = Typed(
            folder / TYPED_ROWS, folder / TYPED_RECORDINGS, is_all=not notes.texts
        )
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
        try:
            unit = decide(
                shape.unit, options.unit, notes.evidence[shape], f"the shape {shape.name}"
            )
        except Problem as fault:
            raise Problem(fault.what, hint=fault.hint, shape=shape.name) from fault
        manifest.warnings += unit.warnings
        if shape == main:
            manifest.unit, manifest.unit_reason = unit.name, unit.reason
        elif unit.name != manifest.unit:
            manifest.warnings.append(f"Documents of the shape {shape.name}: {unit.reason}.")


def _nothing_known(notes: Notes) -> Problem:
    stranger = notes.first_stranger
    if stranger and stranger.flaw == "two_values":
        hint = "Send the document as the vendor gave it"
        return Problem(stranger.shown, where=stranger.path, hint=hint)
    if stranger and stranger.flaw == "too_deep":
        return Problem("the JSON is nested too deeply", hint="Give the API's own form")
    names = ", ".join(list(notes.events)[:_MOST_NAMED])
    seen = f", only {names}" if names else ""
    if stranger:
        seen = f': it starts with "{stranger.shown[:60]}"'
    return Problem(
        f"no recording document of a known shape was found{seen}",
        hint="Give an API response, a callback, or the billing page's form",
    )
