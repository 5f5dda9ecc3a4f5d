"""A workbook read as a viewer reads it that does not calculate, and its formulas worked out anew."""

import ast
import io
import re
import zipfile
from decimal import Decimal
from typing import NamedTuple
from xml.etree import ElementTree

from analytics.core.money import half_up

_NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_RANGE = re.compile(r"(?:(\w+)!)?([A-Z]+)(\d+):([A-Z]+)(\d+)")
_CELL = re.compile(r"(?:(\w+)!)?\$?([A-Z]+)\$?(\d+)")


class Cell(NamedTuple):
    """What is stored: the type mark of the file ("" is a number), the value, and the formula or ""."""

    type: str
    value: str
    formula: str
    style: int


class Workbook:
    """The cells of a workbook by sheet and place, and the number formats of its styles."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
            self.texts = {
                name: book.read(f"xl/worksheets/sheet{number}.xml").decode()
                for number, name in enumerate(names, 1)
            }
            styles = ElementTree.fromstring(book.read("xl/styles.xml"))
        self.sheets = {name: dict(_cells(text)) for name, text in self.texts.items()}
        formats = {
            int(each.attrib["numFmtId"]): each.attrib["formatCode"]
            for each in styles.iterfind("m:numFmts/m:numFmt", _NAMES)
        }
        self.formats = [
            formats.get(int(each.attrib["numFmtId"]), each.attrib["numFmtId"])
            for each in styles.iterfind("m:cellXfs/m:xf", _NAMES)
        ]

    def number(self, sheet: str, place: str) -> Decimal:
        """The stored number of a cell; nothing is 0."""
        cell = self.sheets[sheet].get(place)
        return Decimal(cell.value) if cell and cell.type == "" and cell.value else Decimal(0)

    def recalculated(self, sheet: str, place: str) -> Decimal:
        """What a cell's formula comes to from the stored numbers that it names."""
        text = self.sheets[sheet][place].formula

        def listed(match: re.Match[str]) -> str:
            name, column, first, _, last = match.groups()
            cells = (f"{column}{row}" for row in range(int(first), int(last) + 1))
            return ",".join(f'D("{self.number(name or sheet, cell)}")' for cell in cells)

        def single(match: re.Match[str]) -> str:
            name, column, row = match.groups()
            return f'D("{self.number(name or sheet, f"{column}{row}")}")'

        text = re.sub(r"(?<![\w.$])(\d+)(?![\w!.])", r'D("\1")', text)
        text = _RANGE.sub(listed, text)
        parts = re.split(r'(D\("[^"]*"\))', text)
        text = "".join(part if part.startswith("D(") else _CELL.sub(single, part) for part in parts)
        return _worked_out(ast.parse(text, mode="eval").body)


def _cells(text: str):
    for each in ElementTree.fromstring(text).iterfind("m:sheetData/m:row/m:c", _NAMES):
        formula = each.find("m:f", _NAMES)
        value = each.find("m:v", _NAMES)
        yield (
            each.attrib["r"],
            Cell(
                each.attrib.get("t", ""),
                (value.text or "") if value is not None else "",
                (formula.text or "") if formula is not None else "",
                int(each.attrib.get("s", "0")),
            ),
        )


def _worked_out(node: ast.expr) -> Decimal:
    match node:
        case ast.Call(func=ast.Name(id="D"), args=[ast.Constant(value=text)]):
            return Decimal(text)
        case ast.Call(func=ast.Name(id="SUM"), args=parts):
            return sum(map(_worked_out, parts), Decimal(0))
        case ast.Call(func=ast.Name(id="ROUND"), args=[value, places]):
            return half_up(_worked_out(value), int(_worked_out(places)))
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _worked_out(left), _worked_out(right)
            return {"Add": a + b, "Sub": a - b, "Mult": a * b}.get(
                type(op).__name__, a / b if isinstance(op, ast.Div) and b else Decimal(0)
            )
    raise AssertionError(ast.dump(node))
