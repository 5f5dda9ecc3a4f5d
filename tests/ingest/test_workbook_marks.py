"""A workbook's cells without a value: an error and a formula that was never calculated are refused, each by its name."""

import io

import pytest
import xlsxwriter

from analytics.ingest.tables.sheet_marks import Marks, marks
from tests.support.exports import EXPORTS, MINUTE

NAMES = [
    "VideoId",
    "VideoType",
    "VideoDuration",
    "RecordStartTime",
    "RecordStopTime",
    "Status",
    "RoomId",
]
GOOD = ["a", 0, 2400000, "2024-03-27 09:30:00", "2024-03-27 10:10:00", "FINISHED", "7"]
ERRORS = ["#NAME?", "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"]
NEEDED = NAMES[:6]


def workbook(*rows: list[object], hide: tuple[int, ...] = (), value: object = 0) -> bytes:
    """A workbook as a program writes it: a text that begins with = becomes a formula, with `value` for its result."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Recordings")
        for at, cells in enumerate([NAMES, *rows]):
            for column, cell in enumerate(cells):
                if str(cell).startswith("="):
                    sheet.write_formula(at, column, str(cell), None, value)
                else:
                    sheet.write(at, column, cell)
        for at in hide:
            sheet.set_row(at, None, None, {"hidden": True})
    return content.getvalue()


def with_cell(column: str, cell: object) -> list[object]:
    return [cell if name == column else good for name, good in zip(NAMES, GOOD, strict=True)]


@pytest.mark.slow
@pytest.mark.parametrize("column", NEEDED)
def test_an_error_in_a_needed_cell_is_refused_by_its_name(load, column: str) -> None:
    good, odd = ["good", *GOOD[1:]], with_cell(column, "=1/0")
    receipt = load(workbook(good, odd, odd, value="#REF!"), "a.xlsx")
    assert receipt.rows == (3, 1, 2, 0)
    for flaw in receipt.problems:
        assert (flaw.column, "spreadsheet's error" in flaw.reason) == (column, True)


@pytest.mark.slow
@pytest.mark.parametrize("error", ERRORS)
def test_each_error_is_known_in_a_sheet_and_as_text(load, error: str) -> None:
    sheet = load(
        workbook(["b", *GOOD[1:]], with_cell("VideoDuration", "=X"), value=error), "a.xlsx"
    )
    text = load(f"{','.join(NAMES)}\n{','.join(map(str, with_cell('VideoDuration', error)))}\n")
    for receipt in (sheet, text):
        (flaw,) = receipt.problems
        assert (flaw.column, flaw.value) == ("VideoDuration", error)
        assert "spreadsheet's error" in flaw.reason


@pytest.mark.slow
@pytest.mark.parametrize("column", [name for name in NEEDED if name != "VideoType"])
@pytest.mark.parametrize("value", [0, ""])
def test_a_formula_that_nothing_calculated_is_refused(load, column: str, value: object) -> None:
    receipt = load(workbook(["b", *GOOD[1:]], with_cell(column, "=E2-D2"), value=value), "a.xlsx")
    assert receipt.rows == (2, 1, 1, 0)
    assert "formula without a stored value" in receipt.problems[0].reason


def test_a_formula_with_its_value_is_that_value(load) -> None:
    content = workbook(with_cell("VideoDuration", "=40*60000"), value=2_400_000)
    assert load(content, "a.xlsx").ms.loaded == 40 * MINUTE


def test_an_error_where_no_minutes_are_is_left_empty_and_counted(store, load) -> None:
    receipt = load(workbook(with_cell("RoomId", "=VLOOKUP(1,A1:B2,2)"), value="#N/A"), "a.xlsx")
    assert receipt.rows == (1, 1, 0, 0)
    assert any('1 cell in "RoomId" with a' in warning for warning in receipt.warnings)


def test_hidden_rows_are_read_and_said(load) -> None:
    rows = [["a", *GOOD[1:]], ["b", *GOOD[1:]], ["c", *GOOD[1:]]]
    receipt = load(workbook(*rows, hide=(2, 3)), "a.xlsx")
    assert receipt.rows.loaded == 3
    assert any("2 rows that are hidden" in warning for warning in receipt.warnings)


def test_an_error_in_an_older_workbook_is_named_too(load) -> None:
    """Four files: a good one, #N/A for a state, #DIV/0! for a length, #N/A for a room."""
    receipt = load((EXPORTS.parent / "workbooks" / "errors.xls").read_bytes(), "errors.xls")
    assert (receipt.rows, receipt.ms.loaded) == ((4, 2, 2, 0), 80 * MINUTE)
    told = [(flaw.column, flaw.value) for flaw in receipt.problems]
    assert told == [("Status", "#N/A"), ("VideoDuration", "#DIV/0!")]
    assert any('1 cell in "RoomId" with a' in warning for warning in receipt.warnings)


def test_a_file_that_is_no_workbook_of_excel_has_no_marks(tmp_path) -> None:
    path = tmp_path / "a.ods"
    for content in (
        b"PK\x03\x04 and nothing else",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing else",
    ):
        path.write_bytes(content)
        assert marks(path, "Recordings") == Marks()
