"""What a file is, by its content and never by its name."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from pathlib import Path

from analytics.core.errors import Problem
from analytics.ingest.common.member import Sort
from analytics.ingest.documents import read

_STRANGERS = {
    b"\x89PNG": "a PNG picture", b"\xff\xd8\xff": "a JPEG picture", b"GIF8": "a GIF picture", b"%PDF": "a PDF document",
    b"SQLite": "a SQLite database", b"\x7fELF": "a program", b"MZ\x90": "a program", b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive", b"BZh": "a bzip2 archive", b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive", b"PK\x05\x06": "an empty zip file", b"{\\rtf": "an RTF document",
    b"ORC": "an ORC file", b"ARROW1": "an Arrow file", b"Obj\x01": "an Avro file",
}  # fmt: skip
# What the unpacking libraries raise for a damaged file, each packing in its own way.
DAMAGE = (
    *(OSError, EOFError, RuntimeError, ValueError, IndexError, OverflowError, struct.error),
    *(zlib.error, lzma.LZMAError, zipfile.BadZipFile),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_START = 1 << 16


def sort(path: Path) -> Sort:
    """Raises Problem for what is neither a table, nor JSON, nor a packing of these."""
    with path.open("rb") as file:
        while (start := file.read(_START)) and not start.strip():
            pass  # blank lines before the first that says something
        file.seek(0, 2)
        if file.tell() > 262:
            file.seek(257)
            if file.read(5) == b"ustar":
                raise _stranger("a tar archive")
    if not start:
        raise Problem("the file is empty", hint="Choose a file with a header line and rows")
    for magic, name in _STRANGERS.items():
        if start.startswith(magic):
            raise _stranger(name)
    if start.startswith(b"\x1f\x8b"):
        return Sort.GZIP
    if start.startswith(_ZIP):
        return _packed(path)
    if start.startswith(_OLE):
        return Sort.WORKBOOK
    if start.startswith(b"PAR1"):
        return Sort.PARQUET
    if read.are_at(start):
        return Sort.DOCUMENTS
    return Sort.TEXT


def _packed(path: Path) -> Sort:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename for info in archive.infolist()}
    except DAMAGE as fault:
        raise Problem("the zip or Excel file is damaged", hint="Save it again") from fault
    if names & {"xl/workbook.xml", "xl/workbook.bin"} or {"content.xml", "mimetype"} <= names:
        return Sort.WORKBOOK
    for folder, name in (("word/", "a Word document"), ("ppt/", "a PowerPoint presentation")):
        if "[Content_Types].xml" in names and any(entry.startswith(folder) for entry in names):
            raise _stranger(name)
    return Sort.ZIP


def _stranger(name: str) -> Problem:
    is_packed = name.endswith("archive")
    return Problem(
        f"this is {name}, not a table or JSON",
        hint="Unpack it, and import what is inside or a zip of it"
        if is_packed
        else "Export the recordings as CSV or JSON",
    )
