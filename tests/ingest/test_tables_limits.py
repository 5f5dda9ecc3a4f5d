"""Files that are too large, broken, or made to harm: each is one sentence, and the store is as before."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from analytics import ingest
from analytics.core.errors import Problem
from analytics.ingest.common import limits
from analytics.ingest.opening import unpack
from analytics.storage.store import Store
from tests.support.exports import flat, row

GOOD = flat([row("a"), row("b")])
HEADER = "VideoId,VideoType,VideoDuration,RecordStopTime"
ZEROS = b"0" * (limits.UNPACKED_FREE_BYTES + (2 << 20))
CELL = '<c r="{0}" t="inlineStr"><is><t>{1}</t></is></c>'


def packed(members: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def sheet(rows: str) -> bytes:
    """A workbook of one sheet, as small as can be."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" '
            'r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def locked() -> bytes:
    """A zip whose member says that it is encrypted."""
    raw = bytearray(packed({"a.csv": GOOD}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    return bytes(raw)


BAD = {
    "a gzip bomb": (lambda: gzip.compress(ZEROS), "unpacks to more than 300 times its size"),
    "a zip bomb": (lambda: packed({"a.csv": ZEROS}), "unpacks to more than 300 times its size"),
    "a zip of many files": (
        lambda: packed({f"{n}.csv": GOOD for n in range(limits.MOST_MEMBERS + 1)}),
        "holds 201 files",
    ),
    "a zip in a zip": (lambda: packed({"in.zip": packed({"a.csv": GOOD})}), "in.zip holds an archive"),
    "a gzip in a zip": (lambda: packed({"in.gz": gzip.compress(b"x")}), "in.gz holds an archive"),
    "a zip in a gzip": (lambda: gzip.compress(packed({"a.csv": GOOD})), "holds an archive inside"),
    "a gzip in a gzip": (lambda: gzip.compress(gzip.compress(b"x")), "holds an archive inside"),
    "a zip of pictures": (lambda: packed({"a.png": b"\x89PNG1"}), "holds no table and no JSON"),
    "a zip of prose": (lambda: packed({"a.txt": "hello", "b.png": b"\x89PNG1"}), "no file inside"),
    "an empty zip": (lambda: packed({}), "an empty zip file"),
    "a cut-off zip": (lambda: packed({"a.csv": GOOD})[:-30], "zip or Excel file is damaged"),
    "a locked zip": (locked, "a.csv: it is locked by a password"),
    "a broken table in a zip": (
        lambda: packed({"a.csv": GOOD, "b.csv": f"{HEADER[8:]}\n1,2,3\n"}),
        "b.csv, line 1: no column VideoId",
    ),
    "a far cell": (
        lambda: sheet(f'<row r="1">{CELL.format("A1", "VideoId")}</row><row>{CELL.format("XFD1048576", "x")}</row>'),
        "needs more than 3 GB of memory",
    ),
    "an empty workbook": (lambda: sheet(""), "the workbook is empty"),
    "an old workbook that is none": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "the workbook cannot be read",
    ),
    "no Parquet": (lambda: b"PAR1 garbage PAR1", "the Parquet file cannot be read"),
    "a Word document": (
        lambda: packed({"[Content_Types].xml": "", "word/document.xml": ""}),
        "this is a Word document",
    ),
    "a RAR archive": (lambda: b"Rar!\x1a\x07\x00", "this is a RAR archive"),
    "100,000 columns": (
        lambda: f"{HEADER}{',x' * 100_000}\n".encode(),
        "the header has 100,004 columns",
    ),
    "a header of a megabyte": (lambda: b"x" * (limits.HEADER_BYTES + 9), "longer than 1 MB"),
    "an endless line": (
        lambda: f"{HEADER}\na,0,60000,1711503000\n{'x' * (limits.LONGEST_LINE + 9)}\n".encode(),
        "line 3: the line is longer than 4 MB",
    ),
    "an endless cell": (
        lambda: f'{HEADER},Note\na,0,6,1711503000,"{"x" * (limits.LONGEST_CELL + 9)}"\n'.encode(),
        "line 2: a cell cannot be read",
    ),
    "zero bytes": (lambda: f"{HEADER}\na\0,0,6,1711503000\n".encode(), "not a table of text"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_in_one_sentence(store: Store, tmp_path: Path, name: str) -> None:
    make, sentence = BAD[name]
    path = tmp_path / "upload"
    path.write_bytes(make())
    receipt = ingest.import_file(store, path)
    assert (receipt.status, receipt.import_id, receipt.rows.read) == ("refused", "", 0)
    (flaw,) = receipt.problems
    assert sentence in flaw.sentence("")
    assert "Traceback" not in flaw.sentence("")
    assert flaw.hint
    assert store.ask("import_list") == []


def test_a_zip_may_hold_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(packed({f"{n}.csv": GOOD for n in range(limits.MOST_MEMBERS)}))
    members, left_out = unpack.members(path, tmp_path)
    assert (len(members), left_out) == (limits.MOST_MEMBERS, [])


def test_names_in_a_zip_are_shown_and_never_used(tmp_path: Path) -> None:
    path, room = tmp_path / "upload", tmp_path / "room"
    room.mkdir()
    path.write_bytes(
        packed({"../../x.csv": GOOD, "/etc/passwd": GOOD, "a\\b\\c.csv": GOOD, "d\x07e": GOOD})
    )
    members, _ = unpack.members(path, room)
    assert [member.name for member in members] == ["x.csv", "passwd", "c.csv", "de"]
    assert {member.path.parent for member in members} == {room}
    assert not (tmp_path / "x.csv").exists()


def test_the_unpacked_is_counted_and_not_what_the_archive_says(tmp_path: Path) -> None:
    raw = bytearray(packed({"a.csv": b"x" * 1000}))
    at = raw.index(b"PK\x01\x02") + 24
    raw[at : at + 4] = (10).to_bytes(4, "little")
    path = tmp_path / "upload"
    path.write_bytes(raw)
    with pytest.raises(Problem):
        unpack.members(path, tmp_path)


@pytest.mark.slow
def test_zero_bytes_far_down_refuse_their_row_alone(store: Store, tmp_path: Path) -> None:
    lines = [f"v{n},0,60000,1711503000" for n in range(60_000)]
    lines[59_000] = "v\0,0,60000,1711503000"
    (tmp_path / "upload").write_text("\n".join([HEADER, *lines, ""]))
    receipt = ingest.import_file(store, tmp_path / "upload")
    assert receipt.rows == (60_000, 59_999, 1, 0)
    assert receipt.problems[0].line == 59_002


def test_a_few_bytes_that_are_no_utf8_refuse_their_rows_alone(store: Store, tmp_path: Path) -> None:
    lines = [f"v{n},0,60000,1711503000,数学" for n in range(50)]
    content = "\n".join([f"{HEADER},RoomId", *lines, ""]).encode()
    (tmp_path / "upload").write_bytes(content + b"w,0,60000,1711503000,\xff\xfe\n")
    receipt = ingest.import_file(store, tmp_path / "upload")
    assert receipt.rows == (51, 50, 1, 0)
    assert "no text" in receipt.problems[0].reason


def test_every_limit_is_a_sentence() -> None:
    assert all(sentence.endswith(".") for sentence in limits.SENTENCES)
    assert str(limits.MOST_COLUMNS) in " ".join(limits.SENTENCES)
