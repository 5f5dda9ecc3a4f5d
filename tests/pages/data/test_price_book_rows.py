"""A price book as rows and back: the same book, and mistakes that say where they are."""

from typing import Any

import pytest

from analytics.catalog import price_book
from analytics.core.errors import Problem
from pages.data._price_book import rows
from pages.data._price_book.files import file_name
from pages.data._price_book.rows import PACKS, RATIOS, RECORDING, Sheets

INTL = price_book.load("tencent-intl")
ABOUT = {key: getattr(INTL, key) for key in ("id", "version", "title", "region", "currency")}
PACK: dict[str, Any] = {
    "name": "A",
    "minutes": 5000,
    "price": "30.00",
    "months": 12,
    "evidence": "published",
    "date": INTL.figures[0].dated,
    "source": "contract",
}


@pytest.mark.parametrize("id", price_book.available())
def test_rows_that_nobody_touched_are_the_book(id: str) -> None:
    book = price_book.load(id)
    about = {key: getattr(book, key) for key in ABOUT}
    assert rows.to_book(about, rows.of_book(book)) == book


def told(change: Any) -> list[str]:
    sheets: Sheets = rows.of_book(INTL)
    sheets[PACKS] = [dict(PACK)]
    change(sheets)
    with pytest.raises(Problem) as raised:
        rows.to_book(ABOUT, sheets)
    return [str(each) for each in (raised.value, *raised.value.also)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda s: s[RECORDING][1].update(value="1,000"),
            'Recording, row 2 (monthly fee), Value: "1,000" is not a plain number.',
        ),
        (
            lambda s: s[RECORDING][2].update(value="0.5"),
            'Recording, row 3 (monthly quota recording), Value: "0.5" is not whole minutes.',
        ),
        (
            lambda s: s[RECORDING].pop(0),
            "Recording, recording postpaid: this entry is missing. A price book needs it.",
        ),
        (
            lambda s: s[RECORDING][0].update(value=" "),
            "Recording, row 1 (recording postpaid), Value: this cell is empty.",
        ),
        (
            lambda s: s["Storage"].append({"name": "trtc hd", "value": "1"}),
            "Storage, row 9 (trtc hd), Entry: two entries have this name.",
        ),
        (
            lambda s: s["Storage"].append({"value": "1"}),
            "Storage, row 9, Entry: this cell is empty.",
        ),
        (
            lambda s: s["TRTC"][1].update(date=None),
            "TRTC, row 2 (trtc hd), Date: this cell is empty. Fill it in.",
        ),
        (
            lambda s: s[RATIOS][0].update(kind=None),
            "Minutes by kind, row 1, Kind: this cell is empty. Fill it in.",
        ),
        (
            lambda s: s[RATIOS].append(dict(s[RATIOS][3])),
            "Minutes by kind, row 6 (mixed): there is another ratio of mixed from the start.",
        ),
        (
            lambda s: s[PACKS].append(dict(PACK)),
            'Packs on offer, row 2 (A), Pack: two packs are called "A".',
        ),
        (
            lambda s: s[PACKS][0].update(minutes=-5),
            "Packs on offer, row 1 (A), Minutes: -5 is negative.",
        ),
        (
            lambda s: s[PACKS][0].update(evidence="sure"),
            'Packs on offer, row 1 (A), Evidence: "sure" is not known here.',
        ),
    ],
)
def test_a_mistake_is_told_with_its_row_and_column(change: Any, sentence: str) -> None:
    assert told(change)[0].startswith(sentence)


def test_an_empty_row_is_no_row() -> None:
    sheets = rows.of_book(INTL)
    sheets[PACKS] = [{**dict.fromkeys(PACK), "evidence": "published", "months": 12}]
    assert rows.to_book(ABOUT, sheets) == INTL


def test_a_files_name_holds_only_what_every_system_takes() -> None:
    from analytics.catalog.price_books import Version

    version = Version("tencent-intl", '2026/11 "x".', INTL, False, None)
    assert file_name(version) == "tencent-intl-2026-11-x.toml"
