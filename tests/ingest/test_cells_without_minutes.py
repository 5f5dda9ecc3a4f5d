"""A cell that carries no minutes never costs its row: it is left empty, and the receipt says how many are."""

import pytest

from analytics.storage.store import Store
from tests.support.exports import MINUTE, document, flat, row, video

ODD = ["12.5 MB", "-1", "1280px", "x", "1e3", "²", "0x10", "99999999999999999999"]


@pytest.mark.parametrize("column", ["VideoSize", "Width", "Height", "VideoPlayTime"])
def test_an_odd_cell_is_left_empty_and_counted(store: Store, load, column: str) -> None:
    rows = [row(f"v{at}", **{column: text}) for at, text in enumerate(ODD)]
    receipt = load(flat([*rows, row("good", **{column: 5})]))
    assert receipt.rows == (len(ODD) + 1, len(ODD) + 1, 0, 0)
    assert receipt.ms.loaded == receipt.rows.loaded * MINUTE
    (told,) = [warning for warning in receipt.warnings if f"of {column} could not" in warning]
    assert told.startswith(f"{len(ODD)} cells")


def test_a_documents_odd_size_does_not_cost_its_file(load) -> None:
    files = [video("a", VideoSize="12.5 MB", Width=-1), video("b")]
    receipt = load(document(*files), "export.json")
    assert receipt.rows == (2, 2, 0, 0)
    assert sum("could not be read" in warning for warning in receipt.warnings) == 2


def test_sizes_with_thousands_signs_are_read_and_not_emptied(store: Store, load) -> None:
    receipt = load(flat([row("a", VideoSize="9,000,000")]))
    assert not any("could not be read" in warning for warning in receipt.warnings)
    with store.write() as cursor:
        assert cursor.execute("select size_bytes from videos").fetchall() == [(9_000_000,)]


def test_what_is_wrong_with_a_refused_row_is_not_that_its_size_is_odd(load) -> None:
    receipt = load(flat([row("a", VideoSize="big", VideoDuration="x"), row("b")]))
    assert [flaw.column for flaw in receipt.problems] == ["VideoDuration"]
