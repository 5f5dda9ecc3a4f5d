"""The same six videos in the words, signs and encodings of many desks: each loads by itself, to the millisecond."""

import gzip
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from analytics import ingest
from analytics.ingest import Receipt
from analytics.storage.store import Store
from tests.support import dialects
from tests.support.dialects import FOLDER, ROWS, TEXTS, TOTAL_MS

MADE = {"excel.xlsx": dialects.workbook, "table.parquet": dialects.parquet}


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple], list[dict]]:
    with Store(tmp_path_factory.mktemp("truth") / "db.duckdb") as store:
        receipt = ingest.import_file(store, FOLDER / "api_names.csv")
        assert not [text for text in receipt.warnings if "Columns" in text]
        return videos(store), store.ask("fingerprint")


def videos(store: Store) -> list[tuple]:
    with store.write() as cursor:
        return cursor.execute(dialects.ASKED).fetchall()


def names(store: Store) -> set[str]:
    with store.write() as cursor:
        rows = cursor.execute("select room, user_id from videos").fetchall()
    return {name for row in rows for name in row}


def holds(receipt: Receipt) -> bool:
    """The equation of a receipt, in rows and in milliseconds."""
    rows, ms = receipt.rows, receipt.ms
    return all(c.read == c.loaded + c.refused + c.duplicate for c in (rows, ms))


def test_there_are_at_least_ten_dialects() -> None:
    assert len(TEXTS) >= 10


@pytest.mark.slow
@pytest.mark.parametrize("name", [*TEXTS, *MADE])
def test_a_dialect_loads_with_no_choice_and_says_the_same(
    store: Store, tmp_path: Path, truth: tuple, name: str
) -> None:
    path = FOLDER / name
    if name in MADE:
        path = tmp_path / "upload"
        MADE[name](path)
    receipt = ingest.import_file(store, path, "anything")
    assert (receipt.status, receipt.rows.loaded, receipt.ms.loaded) == ("loaded", ROWS, TOTAL_MS)
    assert holds(receipt)
    assert receipt.unit_reason
    assert videos(store) == truth[0]
    if name in dialects.RENAMED:
        assert names(store) >= dialects.RENAMED[name]
    else:
        assert store.ask("fingerprint") == truth[1]


@pytest.mark.slow
def test_dialects_of_the_same_videos_are_duplicates_without_a_difference(store: Store) -> None:
    for name in ("api_names.csv", "chinese_gb18030.csv", "german_excel.csv", "french.csv"):
        receipt = ingest.import_file(store, FOLDER / name)
    assert receipt.rows == (ROWS, 0, 0, ROWS)
    assert receipt.ms == (TOTAL_MS, 0, 0, TOTAL_MS)
    assert not [text for text in receipt.warnings if "here and" in text]


@pytest.mark.parametrize("name", ["spaced_english.csv", "chinese_gb18030.csv", "german_excel.csv"])
def test_what_was_left_out_and_translated_is_said(store: Store, name: str) -> None:
    said = " ".join(ingest.import_file(store, FOLDER / name).warnings)
    for words in ("what is above it was not read", "total agrees", "was read as FINISHED"):
        assert words in said
    assert "Columns known by their names" in said


def test_a_packed_dialect_is_the_same(store: Store, tmp_path: Path, truth: tuple) -> None:
    path = tmp_path / "upload"
    path.write_bytes(gzip.compress((FOLDER / "german_excel.csv").read_bytes()))
    assert ingest.import_file(store, path).rows.loaded == ROWS
    assert store.ask("fingerprint") == truth[1]


def test_a_workbook_says_which_sheet_was_read(store: Store, tmp_path: Path) -> None:
    dialects.workbook(tmp_path / "upload")
    said = " ".join(ingest.import_file(store, tmp_path / "upload").warnings)
    assert 'only the sheet "Aufnahmen" was read, not "Notizen", "Pivot"' in said


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "status"), [(1, "refused"), (0, "loaded")])
def test_a_sheet_a_month_is_not_read_in_part(
    store: Store, tmp_path: Path, rows: int, status: str
) -> None:
    with xlsxwriter.Workbook(tmp_path / "year.xlsx") as book:
        for month, lines in (("March", 2), ("April", rows)):
            page = book.add_worksheet(month)
            page.write_row(0, 0, ["VideoId", "VideoType", "VideoDuration", "RecordStopTime"])
            for line in range(1, lines + 1):
                page.write_row(line, 0, [f"{month} {line}", 0, 600_000, 1711525500])
    receipt = ingest.import_file(store, tmp_path / "year.xlsx")
    assert receipt.status == status
    said = '2 sheets of the workbook hold recordings ("March", "April")'
    assert any(said in problem.reason for problem in receipt.problems) == (status == "refused")
    assert receipt.rows.loaded == (2 if status == "loaded" else 0)


def test_a_zip_of_many_sorts_is_one_import_with_places_in_each(
    store: Store, tmp_path: Path, truth: tuple
) -> None:
    dialects.workbook(tmp_path / "book")
    broken = (FOLDER / "api_names.csv").read_text().replace("2400000,5285", "abc,x5285")
    with zipfile.ZipFile(tmp_path / "upload", "w") as archive:
        archive.write(FOLDER / "german_excel.csv", "deutsch/märz.csv")
        archive.write(tmp_path / "book", "buch.xlsx")
        archive.writestr("../../kaputt.csv", broken)
        archive.writestr("__MACOSX/._märz.csv", b"litter")
        archive.writestr("read me.txt", b"these are the recordings of March")
    receipt = ingest.import_file(store, tmp_path / "upload", "alles.zip")
    assert receipt.rows == (3 * ROWS, ROWS, 1, 2 * ROWS - 1)
    assert holds(receipt)
    assert [flaw.line for flaw in receipt.problems] == ["kaputt.csv, line 2"]
    assert "märz.csv: minutes" in receipt.unit_reason
    assert any("read me.txt was not read" in text for text in receipt.warnings)
    assert videos(store) == truth[0]
    assert list(tmp_path.parent.glob("kaputt*")) == []


def test_refused_rows_of_a_dialect_load_once_fixed(
    store: Store, tmp_path: Path, truth: tuple
) -> None:
    broken = (FOLDER / "german_excel.csv").read_text(encoding="utf-8-sig")
    broken = broken.replace(";18,5;", ";viel;").replace("Ton", "Musik")
    (tmp_path / "broken").write_text(broken)
    receipt = ingest.import_file(store, tmp_path / "broken")
    assert receipt.rows == (ROWS, ROWS - 2, 2, 0)
    assert {flaw.reason for flaw in receipt.problems} == {
        '"viel" is not a number of minutes',
        '"Musik" is not a known kind of video',
    }
    fixed = ingest.refused_csv(store, receipt.import_id)
    fixed = fixed.replace(",viel,", ",18.5,").replace("Musik", "audio", 1)
    (tmp_path / "fixed").write_text(fixed)
    again = ingest.import_file(store, tmp_path / "fixed")
    assert again.rows == (2, 2, 0, 0)
    assert store.ask("fingerprint") == truth[1]
