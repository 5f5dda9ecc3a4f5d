"""What a sheet says beside its values: cells that hold an error or a formula that was never calculated, and hidden rows.

The library that reads workbooks gives an empty cell for an error, and 0 for a formula that a program wrote and no
spreadsheet calculated. Both stand in the sheet's own XML; of the older .xls another library tells the errors.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

import xlrd

_BLOCK = 1 << 20
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
# Without any of these in its XML a sheet has nothing to be told.
_TELLING = (b't="e"', b"<f", b":f", b"hidden=")
_LONGEST_FORMULA = 80
_CONTENT = "content.xml"
# A sheet says of its last row or cell that it comes again to the sheet's end.
_MOST_REPEATED = 10_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass
class Marks:
    """`texts` are what stands in cells without a value, by (row, column) from 0: "#NAME?", "=B2-A2"; `hidden` are the numbers
    of hidden rows, from 0.
    """

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


def marks(path: Path, name: str) -> Marks:
    """The marks of the sheet with this name in a workbook of Excel or OpenDocument; none for .xlsb."""
    if not zipfile.is_zipfile(path):
        return _errors_of_xls(path, name)
    try:
        with zipfile.ZipFile(path) as book:
            if _CONTENT in book.namelist():
                document = _OpenDocument(name)
                with book.open(_CONTENT) as xml:
                    document.read(xml)
                return document.marks
            part, is_uncalculated = _part(book, name)
            if not part or not _is_telling(book, part):
                return Marks()
            reader = _Reader(is_uncalculated)
            with book.open(part) as xml:
                reader.read(xml)
            return reader.marks
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, expat.ExpatError):
        return Marks()  # no zip, or a part is missing, which the reading library judges


def _errors_of_xls(path: Path, name: str) -> Marks:
    errors = Marks()
    try:
        with (
            StringIO() as log,
            xlrd.open_workbook(path, logfile=log, on_demand=True) as book,
        ):
            sheet = book.sheet_by_name(name)
            for row in range(sheet.nrows):
                for column, kind in enumerate(sheet.row_types(row)):
                    if kind == xlrd.XL_CELL_ERROR:
                        code = sheet.cell_value(row, column)
                        errors.texts[row, column] = xlrd.error_text_from_code.get(code, "#VALUE!")
    except Exception:  # noqa: BLE001 - of damage it raises what it likes, and the reading library judges the file
        return Marks()
    return errors


def _part(book: zipfile.ZipFile, name: str) -> tuple[str, bool]:
    """Where the sheet's XML stands in the zip, and whether no spreadsheet has calculated the workbook since it was written."""
    workbook = ElementTree.fromstring(book.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    calculation = next((node for node in workbook.iter() if _local(node.tag) == "calcPr"), None)
    is_uncalculated = calculation is not None and calculation.get("fullCalcOnLoad") in ("1", "true")
    for node in workbook.iter():
        if _local(node.tag) == "sheet" and node.get("name") == name:
            target = targets.get(node.get(_RELATION) or node.get(_STRICT_RELATION), "")
            part = (
                target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            )
            return part, is_uncalculated
    return "", is_uncalculated


def _is_telling(book: zipfile.ZipFile, part: str) -> bool:
    with book.open(part) as xml:
        return any(any(word in block for word in _TELLING) for block in _blocks(xml))


def _blocks(xml: IO[bytes]) -> Iterator[bytes]:
    """Blocks of a file, each with the last bytes of the one before, so that no word is cut."""
    last = b""
    while block := xml.read(_BLOCK):
        yield last + block
        last = block[-16:]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


class _Reader:
    """Goes through a sheet's XML once; of a cell it keeps what its closing tag decides."""

    def __init__(self, is_uncalculated: bool) -> None:
        self.marks = Marks()
        self._is_uncalculated = is_uncalculated
        self._row = self._column = -1
        self._type = self._text = self._formula = self._value = ""
        self._has_formula = False

    def read(self, xml: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add
        parser.ParseFile(xml)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        self._text = ""
        if tag == "c":
            self._column += 1
            place = _CELL.fullmatch(attributes.get("r", ""))
            if place:
                self._column = _number(place[1]) - 1
            self._type = attributes.get("t", "")
            self._formula = self._value = ""
            self._has_formula = False
        elif tag == "row":
            number = attributes.get("r", "")
            self._row = (
                int(number) - 1 if number.isascii() and number.isdecimal() else self._row + 1
            )
            self._column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.marks.hidden.add(self._row)

    def _add(self, text: str) -> None:
        self._text += text

    def _end(self, tag: str) -> None:
        tag = _local(tag)
        if tag == "f":
            self._formula, self._has_formula = self._text, True
        elif tag == "v":
            self._value = self._text
        elif tag == "c":
            if self._type == "e":
                self.marks.texts[self._row, self._column] = self._value or "#VALUE!"
            elif self._has_formula and self._is_without_value():
                self.marks.texts[self._row, self._column] = f"={self._formula or 'formula'}"[
                    :_LONGEST_FORMULA
                ]
        self._text = ""

    def _is_without_value(self) -> bool:
        """A text may be calculated to nothing. A program that cannot calculate writes 0, or nothing."""
        if not self._value:
            return self._type != "str" or self._is_uncalculated
        return self._is_uncalculated and self._value in ("0", "0.0")


class _OpenDocument:
    """Goes through the XML of an OpenDocument once, for one of its sheets."""

    def __init__(self, name: str) -> None:
        self.marks = Marks()
        self._name = name
        self._is_inside = False
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._cell: dict[str, str] | None = None
        self._text = ""

    def read(self, xml: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add
        parser.ParseFile(xml)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        if tag == "table":
            self._is_inside = attributes.get("table:name") == self._name
            self._row = 0
        elif tag == "table-row" and self._is_inside:
            self._column, self._rows = 0, _repeated(attributes, "table:number-rows-repeated")
            if attributes.get("table:visibility", "visible") != "visible":
                self.marks.hidden.update(
                    range(self._row, self._row + min(self._rows, _MOST_REPEATED))
                )
        elif tag in ("table-cell", "covered-table-cell") and self._is_inside:
            self._cell, self._text = attributes, ""
            self._columns = _repeated(attributes, "table:number-columns-repeated")

    def _add(self, text: str) -> None:
        if self._cell is not None:
            self._text += text

    def _end(self, tag: str) -> None:
        tag = _local(tag)
        if tag == "table-row":
            self._row += self._rows
        elif tag in ("table-cell", "covered-table-cell") and self._cell is not None:
            text = self._mark(self._cell)
            for row in range(self._row, self._row + min(self._rows, _MOST_REPEATED) if text else 0):
                for column in range(
                    self._column, self._column + min(self._columns, _MOST_REPEATED)
                ):
                    self.marks.texts[row, column] = text
            self._column += self._columns
            self._cell = None

    def _mark(self, cell: dict[str, str]) -> str:
        if cell.get("calcext:value-type") == "error":
            return self._text.strip() or "#VALUE!"
        formula = cell.get("table:formula", "")
        if formula and "office:value-type" not in cell and not self._text.strip():
            return "=" + formula.partition("=")[2][:_LONGEST_FORMULA]
        return ""


def _repeated(attributes: dict[str, str], name: str) -> int:
    times = attributes.get(name, "1")
    return int(times) if times.isascii() and times.isdecimal() and len(times) < 10 else 1


def _number(letters: str) -> int:
    """A column's number from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
