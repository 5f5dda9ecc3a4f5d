"""One video under two spellings of its id: one file where that is sure, and never its minutes twice without a word."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import ingest
from analytics.ingest import Options
from analytics.reports import filters
from analytics.storage.store import Store
from tests.support.exports import MINUTE, document, flat, row, video

DIGITS, HEX = "5285890781570653827", "abcdef0123456789abcdef0123456789"
SAFE = {
    "an apostrophe": (DIGITS, f"'{DIGITS}"),
    "a formula": (DIGITS, f'="{DIGITS}"'),
    "the .0 of a number": (DIGITS, f"{DIGITS}.0"),
    "a blank": (DIGITS, f" {DIGITS} "),
    "a tab": (DIGITS, f"{DIGITS}\t"),
    "a blank that does not break": (DIGITS, f"\u00a0{DIGITS}"),
    "no width": ("v-7", "v\u200b-7\ufeff"),
    "capitals of hex": (HEX, HEX.upper()),
    "capitals of a uuid": (
        "abcdef01-2345-6789-abcd-ef0123456789",
        "ABCDEF01-2345-6789-ABCD-EF0123456789",
    ),
}


def minutes(store: Store) -> int:
    return sum(each["ms"] for each in filters.minutes_by(store, ("kind",), filters.Filters()))


@pytest.mark.slow
@pytest.mark.parametrize("name", SAFE)
@pytest.mark.parametrize("as_document", [False, True])
def test_an_id_with_what_programs_put_around_it_is_the_same_id(
    store: Store, load, name: str, as_document: bool
) -> None:
    plain, odd = SAFE[name]
    load(flat([row(plain)]), "plain.csv")
    content = document(video(odd)) if as_document else flat([row(odd)])
    receipt = load(content, "odd")
    assert (receipt.rows, minutes(store)) == ((1, 0, 0, 1), MINUTE)


def test_words_that_look_alike_stay_different_ids(store: Store, load) -> None:
    ids = ["Lesson", "lesson", "o'brien", "a=b", "7.05", "x.0", "-7"]
    rows = [row(name, UserId=f"u{n}") for n, name in enumerate(ids)]
    assert load(flat(rows)).rows.loaded == len(ids)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (row("0005285890784", UserId="u"), row("5285890784", UserId="v"), None),
        (row("0005285890784", TaskId="t1"), row("5285890784", TaskId="t2"), "almost the VideoId"),
        (row("Clip-7", TaskId="t1"), row("clip_7", TaskId="t2"), "almost the VideoId"),
        (row("caf\u00e9", TaskId="t1"), row("cafe\u0301", TaskId="t2"), "almost the VideoId"),
        (row("rec/a7.mp4", TaskId="t1"), row("a7", TaskId="t2"), "almost the VideoId"),
        (row("a", VideoUrl="https://x/1.mp4?sign=1", TaskId="t1"), row("b", VideoUrl="https://x/1.mp4?sign=2", TaskId="t2"), "the address"),
        (row("a"), row("b"), "the task, user and place"),
        (row("a", UserId=""), row("b", UserId=""), None),
        (row("a", VideoType=2, UserId=""), row("b", VideoType=2, UserId=""), "the task, user and place"),
        (row("a", VideoUrl="https://x/1.mp4"), row("b", VideoUrl="https://x/2.mp4"), None),
    ],
)  # fmt: skip
def test_a_file_that_may_be_another_under_its_id_is_said_once(
    store: Store, load, first: dict[str, str], second: dict[str, str], why: str | None
) -> None:
    load(flat([first]), "first.csv")
    receipt = load(flat([second]), "second.csv")
    notes = [each for each in receipt.warnings if "count twice" in each]
    assert len(notes) == (why is not None)
    assert all(why in note and f"undo this import ({receipt.import_id})" in note for note in notes)
    both = load(flat([first, second]), "both.csv")
    assert both.rows.duplicate == 2


@pytest.mark.parametrize(
    ("ids", "is_asked"),
    [
        (["12345678901234500000"], True),
        (["1234567890123450000"] * 1 + [f"528589078157065{n}" for n in range(1000, 1049)], True),
        (["1234567890123450000"] * 1 + [f"528589078157065{n}" for n in range(1000, 1099)], False),
        (["1234567890123450"], False),
        ([f"12345678901{n}{n % 10}" for n in range(1000, 1040)], False),
        ([f"12345678901{n}0" for n in range(1000, 1040)], True),
    ],
)
def test_numbers_that_a_spreadsheet_cut_off_are_refused(
    store: Store, load, ids: list[str], is_asked: bool
) -> None:
    receipt = load(flat([row(name, TaskId=f"t{name}") for name in ids]))
    assert (receipt.status == "refused") == is_asked
    if is_asked:
        assert "fifteen digits" in receipt.problems[0].reason


@pytest.mark.slow
def test_apps_that_number_their_own_files_are_asked_about(store: Store, load) -> None:
    day = 86_400
    first = [row("1", SdkAppId=1, TaskId="a"), row("2", SdkAppId=1, TaskId="a")]
    second = [
        row(name, SdkAppId=2, TaskId="b", RecordStartTime=1711501200 + day, RecordStopTime=1711501260 + day)
        for name in "12"
    ]  # fmt: skip
    load(flat(first), "first.csv")
    receipt = load(flat(second), "second.csv")
    assert (receipt.status, minutes(store)) == ("refused", 2 * MINUTE)
    assert "2 VideoIds are those of other files, as 1" in receipt.problems[0].reason
    assert "app 1" in receipt.problems[0].reason


@st.composite
def respelled(draw: st.DrawFn) -> tuple[str, str]:
    """An id and another spelling of it."""
    name = draw(st.sampled_from([DIGITS, HEX, "0012345", "Clip 7", "a1b2c3", "v_17-3"]))
    change = draw(
        st.sampled_from([
            str.upper, str.lower, lambda t: f"'{t}", lambda t: f" {t}", lambda t: f"{t}\u200b", lambda t: f"\ufeff{t}",
            lambda t: t.lstrip("0"), lambda t: f"00{t}", lambda t: f"{t}\u00a0", lambda t: t.replace("_", "-"), lambda t: f'="{t}"',
        ])
    )  # fmt: skip
    return name, change(name)


@pytest.mark.slow
@given(st.lists(respelled(), min_size=1, max_size=4, unique_by=lambda pair: pair[0]))
@settings(max_examples=25)
def test_another_spelling_never_doubles_minutes_without_a_word(
    pairs: list[tuple[str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "db.duckdb") as store:
        receipts = []
        for number in (0, 1):
            path = Path(folder) / f"{number}.csv"
            rows = [
                row(pair[number], UserId=f"u{n}", VideoDuration=MINUTE - n, VideoPlayTime="")
                for n, pair in enumerate(pairs)
            ]
            path.write_text(flat(rows), encoding="utf-8")
            receipts.append(ingest.import_file(store, path, options=Options()))
        total = sum(MINUTE - n for n in range(len(pairs)))
        assert minutes(store) == total or any(
            "count twice" in note for note in receipts[1].warnings
        )
