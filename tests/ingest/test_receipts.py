"""A receipt is an equation: read = loaded + refused + duplicate, in rows and in milliseconds.

Its other side is a plain reading of the same file with Python's csv module.
"""

import csv
import io
import json
import re
import tempfile
from collections import Counter
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from analytics import ingest
from analytics.reports import filters
from analytics.storage.store import Store
from tests.ingest.conftest import Load
from tests.support.exports import MINUTE, document, flat, row, video

LENGTHS = ["0", "1", "60000", "59999", "60000.0", " 7", "90720000", "90719999"]
BAD_LENGTHS = [
    "",
    "-1",
    "abc",
    "1.5",
    "1e3",
    "90720001",
    "100000000000",
    "100000000001",
    "9" * 25,
    "60000 m5",
    "六十",
]
KINDS = ["0", "1", "2", "3", "4", "camera", "Mixed"]
BAD_KINDS = ["", "5", "-1", "film", "0.5"]
STOPS = ["1711501260", "2024-03-27T09:01:00+08:00", "2024-03-27 09:01"]
BAD_STOPS = ["yesterday", "1711501260000", "2024-02-30"]
USERS = ["teacher", "", "O'Brien, 王", 'a "b"', "one\ntwo", "-5", "=1+1"]


@st.composite
def rows(draw: st.DrawFn) -> dict[str, str]:
    """A row of which any cell may be bad; few ids, so that some come twice."""

    def cell(good: list[str], bad: list[str]) -> str:
        return draw(st.sampled_from(bad if draw(st.integers(0, 9)) == 0 else good))

    return row(
        cell([f"v{n}" for n in range(40)], ["", " "]),
        VideoDuration=cell(LENGTHS, BAD_LENGTHS),
        VideoType=cell(KINDS, BAD_KINDS),
        RecordStopTime=cell(STOPS, BAD_STOPS),
        VideoPlayTime=cell(["", "0", "5"], ["x", "-5"]),
        UserId=draw(st.sampled_from(USERS)),
        Status=draw(st.sampled_from(["FINISHED", "", "RECORDING"])),
    )


def length(text: str) -> int | None:
    """Milliseconds, or None where they cannot be read."""
    found = re.fullmatch(r"\+?([0-9]{1,15})(\.0*)?", text.strip(" "))
    return int(found[1]) if found and int(found[1]) <= 100_000_000_000 else None


def is_good(cells: dict[str, str]) -> bool:
    return (
        bool(cells["VideoId"].strip())
        and (length(cells["VideoDuration"]) or 0) <= 90_720_000
        and length(cells["VideoDuration"]) is not None
        and cells["VideoType"] in KINDS
        and cells["RecordStopTime"] in STOPS
    )


def plain_reading(text: str) -> tuple[tuple[int, ...], tuple[int, ...], Counter[str]]:
    """Rows and milliseconds read, loaded, refused and duplicate, and the loaded ms by kind."""
    counts, sums = Counter[str](), Counter[str]()
    winners: dict[str, dict[str, str]] = {}
    good: list[dict[str, str]] = []
    for cells in csv.DictReader(io.StringIO(text, newline="")):
        counts["read"] += 1
        sums["read"] += length(cells["VideoDuration"]) or 0
        if not is_good(cells):
            counts["refused"] += 1
            sums["refused"] += length(cells["VideoDuration"]) or 0
            continue
        good.append(cells)
        first = winners.setdefault(cells["VideoId"], cells)
        if first["Status"] == "RECORDING" != cells["Status"]:
            winners[cells["VideoId"]] = cells
    by_kind = Counter[str]()
    names = ["camera", "screen", "whiteboard", "mixed", "audio"]
    for cells in good:
        ms = length(cells["VideoDuration"]) or 0
        what = "loaded" if winners[cells["VideoId"]] is cells else "duplicate"
        counts[what] += 1
        sums[what] += ms
        if what == "loaded":
            kind = cells["VideoType"].lower()
            by_kind[names[int(kind)] if kind.isdigit() else kind] += ms
    order = ("read", "loaded", "refused", "duplicate")
    return tuple(counts[part] for part in order), tuple(sums[part] for part in order), by_kind


@pytest.mark.slow
@hypothesis.given(st.lists(rows(), min_size=1, max_size=60))
@hypothesis.settings(max_examples=6)
def test_a_receipt_counts_what_a_plain_reading_counts(cells: list[dict[str, str]]) -> None:
    text = flat(cells)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "db.duckdb") as store:
        path = Path(folder) / "lessons.csv"
        path.write_text(text, newline="")
        receipt = ingest.import_file(store, path, options=ingest.Options(unit="ms"))
        found = filters.minutes_by(store, ("kind",), filters.Filters())
        refused = len({flaw.line for flaw in ingest.refused_flaws(store, receipt.import_id)})
    counts, sums, by_kind = plain_reading(text)
    assert (receipt.rows, receipt.ms) == (counts, sums)
    assert {each["kind"]: each["ms"] for each in found} == dict(by_kind)
    assert refused == receipt.rows.refused


@pytest.mark.slow
def test_documents_too_are_accounted_for_row_by_row(store: Store, load) -> None:
    receipt = load(
        [
            document(
                video("a"),
                video("a"),
                video("b", VideoType=7),
                video("c", VideoDuration=None),
                video("d", VideoDuration=1.5),
                "a word",
                None,
                [video("e")],
            ),
            {"lessons": 3},
            document(VideoInfos={"VideoId": "no list"}, TaskId="other"),
        ]
    )
    assert receipt.rows == (10, 1, 8, 1)
    assert receipt.ms == (3 * MINUTE, MINUTE, MINUTE, MINUTE)
    assert [flaw.line for flaw in receipt.problems] == [
        *(f"$[0].VideoInfos[{number}]" for number in range(2, 8)),
        "$[1]",
        "$[2].VideoInfos",
    ]


def test_a_broken_document_of_a_document_a_line_is_refused_alone(store: Store, load) -> None:
    whole = [json.dumps(document(video(name), TaskId=name)) for name in "abc"]
    receipt = load("\n".join([whole[0], whole[1][:-40], whole[2]]))
    assert receipt.rows == (3, 2, 1, 0)
    (flaw,) = receipt.problems
    assert "line 2" in str(flaw.line)
    assert "this is not JSON" in flaw.reason


def test_a_receipt_lists_the_first_hundred_problems_and_the_command_all(store: Store, load) -> None:
    receipt = load(flat([row("good"), *(row(f"v{n}", VideoType=9) for n in range(130))]))
    assert receipt.rows == (131, 1, 130, 0)
    assert [flaw.line for flaw in receipt.problems] == list(range(3, 103))
    assert len(ingest.refused_flaws(store, receipt.import_id)) == 130
    assert ingest.refused_csv(store, receipt.import_id).count("\n") == 131


def test_everything_wrong_with_a_row_is_told_at_once(store: Store, load) -> None:
    cells = {"VideoType": 9, "VideoDuration": "x", "RecordStopTime": "soon"}
    receipt = load(flat([row("", **cells)]))
    assert (receipt.status, receipt.rows) == ("refused", (1, 0, 1, 0))
    assert {flaw.column for flaw in receipt.problems} == {"VideoId", *cells}


def test_the_list_of_imports_keeps_the_receipt(store: Store, load) -> None:
    receipt = load(flat([row("a"), row("a"), row("b", VideoType=9)]))
    (kept,) = store.ask("import_list")
    for part in ("read", "loaded", "refused", "duplicate"):
        assert kept[f"rows_{part}"] == getattr(receipt.rows, part)
        assert kept[f"ms_{part}"] == getattr(receipt.ms, part)
    assert (kept["counted_videos"], kept["counted_ms"]) == (1, MINUTE)


def test_a_day_is_said_to_be_used_only_where_something_names_no_time(load: Load) -> None:
    timed = load(flat([row("a")]), "timed.csv", day="2024-03-27")
    assert not any("names no time" in warning for warning in timed.warnings)
    lacking = [row("b"), row("c", RecordStartTime="", RecordStopTime="")]
    placed = load(flat(lacking), "placed.csv", day="2024-03-27")
    assert any("names no time was placed on 2024-03-27" in warning for warning in placed.warnings)
