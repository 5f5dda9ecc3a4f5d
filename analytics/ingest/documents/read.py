"""A file of JSON into what a load reads: its documents as the flat form, and its rows as a table to be understood.

What is found goes straight into files, so that memory does not grow with the documents.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from analytics.core.errors import Problem
from analytics.ingest.common import other_products
from analytics.ingest.common.flat_form import ROW_COLUMNS, USAGE_COLUMNS
from analytics.ingest.common.limits import LOOKED_AT_ROWS
from analytics.ingest.common.manifest import Manifest, Options, Table, Typed
from analytics.ingest.common.unit_problems import NAMES
from analytics.ingest.documents import shapes, stream
from analytics.ingest.documents.items import Event, Recording, Stranger
from analytics.ingest.documents.recordings import LISTS
from analytics.ingest.documents.writer import (
    RECORDING_COLUMNS,
    TYPED_RECORDINGS,
    TYPED_ROWS,
    Notes,
    Sink,
)

# From so many bytes on it pays to look for many documents of one form.
QUICK_BYTES = 4 << 20
_MOST_NAMED = 5


class Reading(NamedTuple):
    """What a file of JSON holds: its documents as tables in a manifest, None where it has none; and the file of its rows,
    None where it has none, with what is said of the file as a whole.
    """

    documents: Manifest | None
    rows: Path | None = None
    warnings: tuple[str, ...] = ()


def inspect(path: Path, folder: Path, options: Options, *, careful: bool = False) -> Reading:
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


def first_rows(path: Path, folder: Path, options: Options) -> Path | None:
    """The file of the first rows of a file of JSON, to look at; None where it holds documents, or no rows.

    Raises Problem where it is damaged before the last of them.
    """
    notes = read(path, folder, options, most=LOOKED_AT_ROWS)
    return None if notes.counts else notes.rows


def are_at(start: bytes) -> bool:
    """Whether a file that begins with these bytes holds documents, or is a log with documents in it."""
    text = start.decode(_encoding(start), errors="ignore").lstrip("\ufeff \t\r\n")
    if text.startswith("{") or stream.is_list(text) or stream.is_script(text):
        return True
    for document in stream.logged(text):
        items = shapes.read(document, "$")
        if any(not isinstance(item, Stranger) for item in items):
            return True
    return False


def read(path: Path, folder: Path, options: Options, *, most: int | None = None) -> Notes:
    """The documents of a file of any form, one after the other; what is not UTF-8 is tried as GB18030.

    With `most` only so many rows are read, and of a file that does not begin with rows only its first document.
    """
    for name in (TYPED_ROWS, TYPED_RECORDINGS):  # of a quick way that was given up
        (folder / name).unlink(missing_ok=True)
    with path.open("rb") as file:
        encoding = _encoding(file.read(4))
    try:
        return _read(path, folder, options, encoding, most)
    except UnicodeDecodeError:
        notes = _read(path, folder, options, "gb18030", most)
    notes.encoding = "GB18030"
    return notes


def _read(path: Path, folder: Path, options: Options, encoding: str, most: int | None) -> Notes:
    with Sink(folder, options) as sink:
        for place, document in stream.documents(path, encoding):
            add(sink, place, document)
            if most is not None and (sink.row_count >= most or sink.notes.counts):
                break
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
    if isinstance(document, list) and sink.takes_list(place, document):
        return
    try:
        for item in shapes.read(document, place):
            sink.add(item)
    except RecursionError:
        sink.add(Stranger(place, "too_deep", ""))


def told(notes: Notes, folder: Path, options: Options) -> Reading:
    """The tables in `folder`, and what is said about them. Raises Problem as `inspect`."""
    shape = notes.main_shape()
    if shape is None and notes.rows:
        return Reading(None, notes.rows, tuple(notes.told()))
    if shape is None:
        raise _nothing_known(notes)
    if notes.first_nameless and not (notes.has_files or notes.usages or notes.rows):
        raise _no_files(notes.nameless, notes.first_nameless)
    if notes.timeless and notes.timeless == notes.recordings and not notes.usages:
        raise Problem(
            f"a document of the shape {notes.first_timeless[0]} says no time",
            where=notes.first_timeless[1],
            hint="Give the day of the lesson: --day 2024-03-27, or the day field on the Imports page",
            shape=shape.name,
        )
    warnings = []
    if other_names := sorted({other_shape.name for other_shape in notes.counts} - {shape.name}):
        warnings.append(f"The file also holds documents of the shapes {', '.join(other_names)}.")
    for other_shape in sorted(notes.counts, key=lambda item: item.name):
        if other_shape.unit != shape.unit and not options.unit:
            warnings.append(
                f"Documents of the shape {other_shape.name}: lengths are {NAMES[other_shape.unit]}, as it documents."
            )
    reason = "no lengths of files"
    if notes.usages:
        reason += "; the vendor's own values are minutes, or pages of transcoding"
    typed = Typed(
        rows=folder / TYPED_ROWS, recordings=folder / TYPED_RECORDINGS, is_all=not notes.texts
    )
    usages = Table(path=folder / "usages.csv", columns=USAGE_COLUMNS)
    manifest = Manifest(
        shape=shape.name,
        unit=options.unit or shape.unit,
        unit_reason=reason if shape in notes.counts else "",
        unit_source=f"the shape {shape.name}",
        warnings=warnings + notes.told(),
        rows=Table(path=folder / "rows.csv", columns=ROW_COLUMNS),
        recordings=Table(path=folder / "recordings.csv", columns=RECORDING_COLUMNS),
        typed=typed if typed.rows.exists() else None,
        usages=usages if notes.usages or notes.has_usage_pages else None,
    )
    return Reading(manifest, notes.rows)


def _no_files(count: int, first: Recording) -> Problem:
    """What is said of a file whose tasks look like the vendor's and name no files."""
    tasks = "a task that is over names" if count == 1 else f"{count:,} tasks that are over name"
    met = f", and {first.lists} was met" if first.lists else ""
    return Problem(
        f"{tasks} no list of files: {', '.join(LISTS.values())} were looked for{met}",
        where=first.path,
        hint="Give the API's own answer with its files, or a table with a row for each file",
    )


def _nothing_known(notes: Notes) -> Problem:
    if product := notes.strangers.get("other_product"):
        return Problem(f"this is {product.shown}", where=product.path, hint=other_products.HINT)
    if twice := notes.strangers.get("two_values"):
        hint = "Send the document as the vendor gave it"
        return Problem(twice.shown, where=twice.path, hint=hint)
    if "too_deep" in notes.strangers:
        return Problem("the JSON is nested too deeply", hint="Give the API's own form")
    names = ", ".join(list(notes.events)[:_MOST_NAMED])
    clue = f", only {names}" if names else ""
    stranger = next(iter(notes.strangers.values()), None)
    if stranger:
        clue = f': it starts with "{stranger.shown[:60]}"'
    return Problem(
        f"no recording document of a known shape was found{clue}",
        hint="Give an API response, a callback, or the billing page's form",
    )
