"""What leaves as a file is what the screen shows, and nothing in it runs."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from analytics.core.errors import Problem
from analytics.files import export
from analytics.files.formula_guard import csv_cell, guarded, plain, unguarded

COLUMNS = ["Day", "Room", "Minutes", "Charge", "VideoId"]
ROWS = [
    (date(2024, 3, 27), "=HYPERLINK(1)", 110, Decimal("0.77000000"), "5285890781570653827"),
    (date(2024, 3, 28), "张老师", -5, Decimal("-1.50"), "a,b\n\"c\""),
    ("Total", None, 105, Decimal("-0.73"), ""),
]  # fmt: skip


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes, sheet: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+86 138", "'+86 138"),
        ("-a", "'-a"),
        ("@all", "'@all"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("--1", "'--1"),
        ("-1+2", "'-1+2"),
        ("'=1", "''=1"),
        ("-5", "-5"),
        ("+5.25", "+5.25"),
        ("-²", "'-²"),
        ("'tis", "'tis"),
        ("a=b", "a=b"),
        ("1;=1+1;-2", "1;'=1+1;'-2"),
        ("", ""),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert unguarded(cell) == text


@given(st.text("'=+-@\t\r\n＝;5.a ", max_size=6))
def test_a_guarded_text_comes_back_as_it_was_and_begins_no_formula(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text or cell == text
    assert unguarded(guarded(text)) == unguarded(cell)
    begins = cell[:1] in tuple("=+-@\t\r\n＝")
    assert not begins or plain(Decimal(cell)).lstrip("-") == cell.lstrip("+-")


def test_csv_holds_the_rows_of_the_screen_in_order_with_a_mark_for_excel() -> None:
    content = export.csv_bytes(COLUMNS, ROWS)
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [COLUMNS, *([csv_cell(value) for value in row] for row in ROWS)]
    assert read_csv(content)[1][:4] == ["2024-03-27", "'=HYPERLINK(1)", "110", "0.77000000"]


def test_every_cell_is_quoted_and_no_other_separator_makes_a_formula_of_a_part() -> None:
    table = ["=x", "b;=c"], [("1;=1+1", Decimal("-1.50")), (None, date(2024, 3, 27))]
    content = export.csv_bytes(*table).decode("utf-8-sig")
    assert content == '"\'=x","b;\'=c"\r\n"1;\'=1+1","-1.50"\r\n"","2024-03-27"\r\n'
    for text in (content, export.csv_text(*table)):
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)


def test_xlsx_holds_numbers_as_numbers_days_as_days_and_ids_with_all_their_digits() -> None:
    rows = read_xlsx(export.xlsx_bytes(COLUMNS, ROWS))
    assert rows[0] == COLUMNS
    assert rows[1] == [date(2024, 3, 27), "=HYPERLINK(1)", 110, 0.77, "5285890781570653827"]
    assert rows[2][1:] == ["张老师", -5, -1.5, 'a,b\n"c"']
    assert rows[3] == ["Total", "", 105, -0.73, ""]


def test_xlsx_has_no_formula_and_no_link_whatever_the_data_says() -> None:
    odd = [("=1+1",), ("http://example.org/",), ("{=1}",), ("@SUM(1)",), ("mailto:a@b",)]
    content = export.xlsx_bytes(["=x"], odd)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist() if "worksheets" in name)
    assert b"<f>" not in whole and b"hyperlink" not in whole
    assert [row[0] for row in read_xlsx(content)] == ["=x", *(row[0] for row in odd)]


@pytest.mark.parametrize(
    "value",
    [
        10**15,
        -(10**22),
        Decimal("0.1234567890123456"),
        Decimal("NaN"),
        True,
        date(1850, 1, 1),
        datetime(2024, 3, 27, 9, 30, tzinfo=UTC),
    ],
)
def test_what_excel_cannot_hold_exactly_is_written_as_text(value: object) -> None:
    assert read_xlsx(export.xlsx_bytes(["x"], [(value,)]))[1] == [plain(value)]


def test_a_time_without_a_zone_is_a_time_in_excel_as_on_the_screen() -> None:
    moment = datetime(2024, 3, 27, 9, 30)  # noqa: DTZ001 - as the screen shows it
    assert read_xlsx(export.xlsx_bytes(["x"], [(moment,)]))[1] == [moment]
    assert read_csv(export.csv_bytes(["x"], [(moment,)]))[1] == ["2024-03-27 09:30:00"]


def test_a_text_too_long_for_a_cell_says_so_by_its_end() -> None:
    cell = read_xlsx(export.xlsx_bytes(["x"], [("a" * 40_000,)]))[1][0]
    assert len(cell) == export.LONGEST_TEXT and cell.endswith("a…")


@pytest.mark.parametrize(
    ("text", "in_excel"),
    [("_x0041_", "_x0041_"), ("\x1b", "\x1b"), ("😀", "😀"), ("\ud800", "?"), ("a\nb", "a\nb")],
)
def test_an_odd_character_breaks_no_file(text: str, in_excel: str) -> None:
    assert len(read_csv(export.csv_bytes(["x"], [(text,)]))) == 2
    assert read_xlsx(export.xlsx_bytes(["x"], [(text,)]))[1] == [in_excel]


def test_a_table_too_long_for_a_sheet_is_refused_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 3)
    export.xlsx_bytes(["x"], [(1,), (2,)])
    with pytest.raises(Problem, match=r"3 rows, and an Excel sheet holds 2\. Take it as CSV"):
        export.xlsx_bytes(["x"], [(1,), (2,), (3,)])


def test_the_settings_go_on_a_sheet_of_their_own() -> None:
    content = export.xlsx_bytes(
        ["x"], [(1,)], about={"Zone": "Asia/Shanghai", "Until": date(2024, 4, 1)}
    )
    assert read_xlsx(content, 1)[1:] == [["Zone", "Asia/Shanghai"], ["Until", date(2024, 4, 1)]]


def test_the_same_table_gives_the_same_bytes() -> None:
    assert export.xlsx_bytes(COLUMNS, ROWS) == export.xlsx_bytes(COLUMNS, ROWS)


@given(st.lists(st.tuples(st.text("'=+-@\t\r\n,;\"5a老", max_size=8), st.integers())))
def test_rows_written_as_csv_come_back_cell_by_cell(rows: list[tuple[str, int]]) -> None:
    found = read_csv(export.csv_bytes(["a", "b"], rows))[1:]
    assert [(guarded(text), str(number)) for text, number in rows] == [tuple(row) for row in found]
