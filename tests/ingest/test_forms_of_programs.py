"""Tables as terminals and older programs keep them: read where each column is plain, else refused by the form's name."""

from pathlib import Path

import pytest

from analytics.core.errors import Problem
from analytics.storage.store import Store
from tests.support.exports import MINUTE
from tests.support.tables import read

SQLPLUS = """
VIDEO_ID   VIDEO_TYPE VIDEO_DURATION RECORD_START_TIME   ROOM
---------- ---------- -------------- ------------------- ----------
a1                  0        2400000 2024-03-27 09:30:00 初三数学
a2                  2        2400000 2024-03-27 09:30:00 Room 7

VIDEO_ID   VIDEO_TYPE VIDEO_DURATION RECORD_START_TIME   ROOM
---------- ---------- -------------- ------------------- ----------
a3                  0        2400000 2024-03-27 09:30:00

3 rows selected.
"""


def test_columns_of_fixed_width_are_read_by_the_dashes_under_them(
    store: Store, tmp_path: Path
) -> None:
    table = read(store, tmp_path, SQLPLUS)
    assert table.ms == [40 * MINUTE] * 3 and not any(table.flaws)
    assert [row["room"] for row in table.rows] == ["初三数学", "Room 7", ""]
    assert [int(row["place"]) for row in table.rows] == [4, 5, 9]


def test_a_line_that_leaves_its_columns_is_refused(store: Store, tmp_path: Path) -> None:
    table = read(store, tmp_path, SQLPLUS.replace("a2        ", "a2345678901234"))
    assert [flaws for flaws in table.flaws if flaws] == [["|no_columns"]]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("<html><body><table><tr><td>VideoId</td></tr></table></body></html>", "a web page"),
        ("\n<table border=1><tr><th>VideoId</th></tr></table>", "a web page"),
        (
            '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:x">',
            "an XML spreadsheet",
        ),
        ("<rows><row/></rows>", "XML"),
        ('ID;PWXL;N;E\nC;Y1;X1;K"VideoId"\nE\n', "a SYLK file"),
        ("TABLE\r\n0,1\r\n", "a DIF file"),
        (
            b"\x03\x7e\x03\x1b\x02\x00\x00\x00\xa1\x00\x20\x00" + bytes(20) + b"VIDEOID\0",
            "a dBase file",
        ),
    ],
)
def test_another_programs_form_is_refused_by_its_name(
    store: Store, tmp_path: Path, content: str | bytes, name: str
) -> None:
    with pytest.raises(Problem, match=f"this is {name}") as caught:
        read(store, tmp_path, content)
    assert "save it as .xlsx" in str(caught.value)


def test_a_semicolon_file_whose_first_column_is_called_id_is_no_sylk(
    store: Store, tmp_path: Path
) -> None:
    table = read(
        store, tmp_path, "ID;Type;Duration (min);Start time\nvideo1;camera;40;2024-03-27 09:00\n"
    )
    assert table.ms == [40 * MINUTE]


@pytest.mark.parametrize("blank", ["\n", "\r\n", "\r"])
def test_blank_lines_hide_no_rows(store: Store, tmp_path: Path, blank: str) -> None:
    names = "VideoId,VideoType,VideoDuration,RecordStopTime"
    rows = [f"v{at},0,2400000,1711503000" for at in range(3)]
    content = blank * 3000 + blank.join(
        [names, *([""] * 300), rows[0], *([""] * 3000), *rows[1:], ""]
    )
    table = read(store, tmp_path, content)
    assert table.ms == [40 * MINUTE] * 3
    assert [int(row["place"]) for row in table.rows] == [3302, 6303, 6304]
