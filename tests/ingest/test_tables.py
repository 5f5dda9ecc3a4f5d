"""The flat form in the clothes that tables wear: order, case, delimiter, packing, breaks, blank lines."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from analytics import ingest
from analytics.ingest import Receipt
from analytics.storage.store import Store
from tests.support.exports import FLAT, flat, row

ROWS = [
    row("a", UserId='O"Brien, 王'),
    row("b", VideoType="whiteboard", UserId=""),
    row("bad", VideoDuration="abc"),
    row("c", VideoType=3, Status="RECORDING"),
]
PLAIN = flat(ROWS)


def shouted(name: str) -> str:
    return name.upper()


def written(change) -> str:
    """The table with other names of columns."""
    header, rest = PLAIN.split("\n", 1)
    return ",".join(map(change, header.split(","))) + "\n" + rest


def with_unknown_columns() -> str:
    lines = PLAIN.splitlines()
    return "\n".join([f"Grade,{lines[0]},", *(f"5th,{line},x" for line in lines[1:])])


DRESSED = {
    "a table": PLAIN,
    "with a byte order mark": "\ufeff" + PLAIN,
    "with CR alone": PLAIN.replace("\n", "\r"),
    "without the last line break": PLAIN.rstrip("\n"),
    "with tabs": flat(ROWS, delimiter="\t"),
    "columns in another order, with semicolons and CRLF": flat(ROWS, FLAT[::-1], ";").replace(
        "\n", "\r\n"
    ),
    "columns in capitals": written(shouted),
    "every name in quotes": written('"{}"'.format),
    "unknown columns": with_unknown_columns(),
    "packed by gzip": gzip.compress(PLAIN.encode()),
    "blank lines at the end": PLAIN + "\n\n",
    "empty cells at the end of lines": PLAIN.replace("\n", ",,\n"),
}
# What moves lines: the line that the bad row stands on is told all the same.
MOVED = {
    "a blank line before the header": ("\n" + PLAIN, 5),
    "blank lines between": (PLAIN.replace("\n", "\n\n"), 7),
    "a line break in a cell above": (
        flat([row("a0"), row("a1", VideoUrl="one\ntwo\nthree"), row("bad", VideoDuration="abc")]),
        6,
    ),
    "CRLF and a line break in a cell above": (
        flat([row("a2", VideoUrl="1\n2"), row("bad", VideoDuration="abc")]).replace("\n", "\r\n"),
        4,
    ),
}


class Wardrobe(NamedTuple):
    store: Store
    folder: Path
    plain: Receipt

    def load(self, content: str | bytes) -> Receipt:
        path = self.folder / "upload"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return ingest.import_file(self.store, path, "lessons.csv")


@pytest.fixture(scope="module")
def wardrobe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wardrobe]:
    folder = tmp_path_factory.mktemp("tables")
    with Store(folder / "recordings.duckdb") as store:
        first = Wardrobe(store, folder, None)  # type: ignore[arg-type]
        yield first._replace(plain=first.load(PLAIN + "\n"))


@pytest.mark.slow
@pytest.mark.parametrize("content", DRESSED.values(), ids=DRESSED.keys())
def test_a_table_is_the_same_in_other_clothes(wardrobe: Wardrobe, content: str | bytes) -> None:
    assert (wardrobe.plain.shape, wardrobe.plain.rows) == ("flat", (4, 3, 1, 0))
    before = wardrobe.store.ask("fingerprint")
    receipt = wardrobe.load(content)
    assert (receipt.status, receipt.rows) == ("loaded", (4, 0, 1, 3))
    assert receipt.ms == (180_000, 0, 0, 180_000)
    assert [(flaw.line, flaw.column) for flaw in receipt.problems] == [(4, "VideoDuration")]
    assert not [text for text in receipt.warnings if "here and" in text], (
        "a cell was read otherwise"
    )
    assert wardrobe.store.ask("fingerprint") == before


@pytest.mark.parametrize(("content", "line"), MOVED.values(), ids=MOVED.keys())
def test_the_line_of_a_refused_row_is_the_line_in_the_file(
    wardrobe: Wardrobe, content: str, line: int
) -> None:
    receipt = wardrobe.load(content)
    assert [(flaw.line, flaw.value) for flaw in receipt.problems] == [(line, "abc")]
    assert receipt.rows.read == content.count("lesson,")


@pytest.mark.slow
def test_the_lines_of_refused_rows_are_told_in_a_large_file(store: Store, load) -> None:
    bad = [2, 30_001, 123_456, 199_999]
    lines = (row(f"v{n}", VideoDuration="x" if n in bad else 1000) for n in range(2, 200_002))
    receipt = load("".join(each(lines)))
    assert receipt.rows == (200_000, 199_996, 4, 0)
    assert [flaw.line for flaw in receipt.problems] == bad


def each(rows: Iterator[dict[str, str]]) -> Iterator[str]:
    yield ",".join(FLAT) + "\n"
    for cells in rows:
        yield ",".join(cells.get(name, "") for name in FLAT) + "\n"


def test_unknown_columns_are_kept_aside_and_named(wardrobe: Wardrobe) -> None:
    receipt = wardrobe.load(with_unknown_columns() + "\n\n")
    assert any("Grade" in warning for warning in receipt.warnings)


def test_a_line_with_too_many_cells_is_refused_and_one_with_too_few_read_as_far_as_it_goes(
    wardrobe: Wardrobe,
) -> None:
    full, short = flat([row("long")]).splitlines()[1], flat([row("few")], FLAT[:12]).splitlines()[1]
    receipt = wardrobe.load(f"{','.join(FLAT)}\n{full},more,cells\n{short}\n1,task\n")
    assert receipt.rows == (3, 1, 2, 0)
    lines = {flaw.line: flaw.reason for flaw in reversed(receipt.problems)}
    assert lines == {
        2: "the line has more cells than the header: more, cells",
        4: "the cell is empty",
    }


@pytest.mark.slow
@pytest.mark.parametrize("more", ["", "\n", "\n\n  \n", "\n" + "," * (len(FLAT) - 1) + "\n"])
def test_a_table_with_a_header_alone_is_refused_in_a_sentence(
    wardrobe: Wardrobe, more: str
) -> None:
    before = len(wardrobe.store.ask("import_list"))
    receipt = wardrobe.load(",".join(FLAT) + more)
    assert (receipt.status, receipt.rows) == ("refused", (0, 0, 0, 0))
    assert "has a header and no rows" in receipt.problems[0].sentence("f")
    assert len(wardrobe.store.ask("import_list")) == before


def test_a_quote_that_is_never_closed_swallows_no_row(wardrobe: Wardrobe) -> None:
    content = flat([row("q1"), row("q2"), row("q3")]).replace("q2,0,teacher", 'q2,0,"teacher')
    before = wardrobe.store.ask("fingerprint")
    receipt = wardrobe.load(content)
    assert receipt.status == "refused"
    assert [(flaw.line, flaw.hint) for flaw in receipt.problems] == [
        (3, "Look for a quote that is never closed")
    ]
    assert wardrobe.store.ask("fingerprint") == before


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_a_table_in_another_encoding_is_read_exactly_or_refused(
    wardrobe: Wardrobe, encoding: str
) -> None:
    """Never with a replaced character: two ids could become one."""
    receipt = wardrobe.load(flat([row("é教室"), row("è教室")]).encode(encoding))
    if receipt.status == "loaded":
        with wardrobe.store.write() as cursor:
            ids = cursor.execute(
                "select video_id from videos where video_id like '%教室'"
            ).fetchall()
        assert sorted(ids) == [("è教室",), ("é教室",)]
    else:
        assert receipt.rows == (0, 0, 0, 0)
