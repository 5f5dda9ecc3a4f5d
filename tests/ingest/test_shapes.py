"""Every documented shape is recognised by what it holds, and each of its files is counted once."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from analytics import ingest
from analytics.ingest import Options, Receipt
from analytics.reports import filters
from analytics.storage.store import Store
from tests.support.exports import EXPORTS, export

DAY = "2024-03-27"


class Expected(NamedTuple):
    shape: str
    task: str
    ms: dict[str, int]  # by kind
    videos: int = 0
    billable: int = 0


SHAPES = {
    # The billing page's lesson (published, T1): camera 30 + 40, whiteboard 40, total 110 minutes.
    "billing_page": Expected(
        "billing_page", "made-", {"camera": 4_200_000, "whiteboard": 2_400_000}, 3, 6_600_000
    ),
    # The figures of the vendor's samples: T2, T8, T3, T4.
    "online_record": Expected(
        "DescribeOnlineRecord",
        "task-online-1",
        {"camera": 17_969, "whiteboard": 17_605, "mixed": 36_427},
        4,
        35_574,
    ),
    "online_record_failed": Expected("DescribeOnlineRecord", "made-", {}),
    "record_search": Expected(
        "DescribeRecordSearch",
        "task-search-1",
        {"camera": 300_162, "whiteboard": 368_332, "mixed": 549_427},
        7,
        668_494,
    ),
    "legacy_paas_result": Expected(
        "legacy_paas", "made-", {"camera": 2_010_000, "whiteboard": 1_320_000}, 6, 3_330_000
    ),
    "legacy_paas_callback": Expected(
        "legacy_paas", "task-paas-2", {"camera": 90_000, "whiteboard": 88_000}, 2, 178_000
    ),
    "legacy_paas_query": Expected(
        "legacy_paas", "task-paas-3", {"camera": 1_440_000}, 1, 1_440_000
    ),
    "legacy_paas_after_class": Expected("legacy_paas", "task-paas-4", {"mixed": 60_000}, 1),
    # Its lengths are in seconds, as documented.
    "legacy_saas_stop": Expected(
        "legacy_saas", "made-", {"camera": 3_600_000, "whiteboard": 5_000_000}, 2, 8_600_000
    ),
    "online_started": Expected("OnlineRecordFinished", "task-live-1", {}),
    "online_stopped": Expected("OnlineRecordFinished", "task-live-2", {}),
    "online_finished": Expected(
        "OnlineRecordFinished",
        "task-event-1",
        {"camera": 99_000, "screen": 50_000, "audio": 99_000},
        3,
        149_000,
    ),
    "offline_finished": Expected(
        "OfflineRecordFinished", "task-offline-1", {"whiteboard": 30_000}, 1, 30_000
    ),
    "video_generation": Expected(
        "DescribeVideoGenerationTask", "task-generated-1", {"camera": 45_000}, 1, 45_000
    ),
    "daily_usage": Expected("DescribeTIWDailyUsage", "", {}),
    "room_daily_usage": Expected("DescribeTIWRoomDailyUsage", "", {}),
}
USAGE_LINES = {"daily_usage": 2, "room_daily_usage": 3}
each_shape = pytest.mark.parametrize("name", SHAPES)


class Loaded(NamedTuple):
    store: Store
    receipts: dict[str, Receipt]
    folder: Path


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """All exports in one database, each loaded under a name that says nothing."""
    folder = tmp_path_factory.mktemp("shapes")
    with Store(folder / "recordings.duckdb") as store:
        receipts = {
            name: ingest.import_file(
                store, EXPORTS / f"{name}.json", "upload", options=Options(day=DAY)
            )
            for name in SHAPES
        }
        yield Loaded(store, receipts, folder)


def recording(loaded: Loaded, expected: Expected) -> list[dict[str, Any]]:
    rows = filters.minutes_by(loaded.store, ("recording", "kind"), filters.Filters())
    by_ms = defaultdict(dict)
    for row in rows:
        by_ms[row["recording"]][row["kind"]] = row["ms"]
    tasks = [task for task, ms in by_ms.items() if ms == expected.ms]
    assert len(tasks) == 1 and tasks[0].startswith(expected.task)
    return [row for row in rows if row["recording"] == tasks[0]]


@pytest.mark.slow
@each_shape
def test_a_shape_is_told_by_its_content(loaded: Loaded, name: str) -> None:
    receipt = loaded.receipts[name]
    assert (receipt.shape, receipt.status) == (SHAPES[name].shape, "loaded")
    if name not in USAGE_LINES:  # has no lengths of files
        assert receipt.unit == ("s" if name == "legacy_saas_stop" else "ms")
        assert receipt.unit_reason


@each_shape
def test_every_file_of_a_recording_is_counted_with_its_kind_and_length(
    loaded: Loaded, name: str
) -> None:
    expected, receipt = SHAPES[name], loaded.receipts[name]
    lines = expected.videos + USAGE_LINES.get(name, 0)
    assert receipt.rows == (lines, lines, 0, 0)
    total = sum(expected.ms.values())
    assert receipt.ms == (total, total, 0, 0)
    if expected.ms:
        rows = recording(loaded, expected)
        assert sum(row["videos"] for row in rows) == expected.videos
        assert sum(row["billable_ms"] for row in rows) == expected.billable


@pytest.mark.parametrize("name", [name for name in SHAPES if not SHAPES[name].ms])
def test_what_has_no_files_adds_no_minutes(loaded: Loaded, name: str) -> None:
    assert loaded.receipts[name].ms == (0, 0, 0, 0)


def test_the_vendors_usage_is_kept_apart_from_the_recordings(loaded: Loaded) -> None:
    rows = filters.minutes_by(loaded.store, ("day",), filters.Filters())
    assert not {row["day"] for row in rows} & {"2021-09-01", "2021-09-02", "2022-11-24"}


def test_the_room_of_every_spelling_and_the_whole_32_bits_is_kept(loaded: Loaded) -> None:
    rows = filters.minutes_by(loaded.store, ("room",), filters.Filters())
    rooms = {"4021", "880001", "880002", "4022", "4023", "4024", "4025", "4026", "1255", "1256"}
    assert {row["room"] for row in rows} == rooms | {"1257"}


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("billing_page", DAY),  # as was said
        ("video_generation", DAY),
        ("record_search", "2020-08-24"),  # 21:54 to 22:00 in Shanghai
        ("offline_finished", "2019-12-05"),  # its start; no stop is stated
    ],
)
def test_a_recording_without_times_is_on_the_day_that_was_said_and_no_other(
    loaded: Loaded, name: str, day: str
) -> None:
    task = recording(loaded, SHAPES[name])[0]["recording"]
    rows = filters.minutes_by(loaded.store, ("recording", "day"), filters.Filters())
    assert {row["day"] for row in rows if row["recording"] == task} == {day}


def test_the_receipt_says_why_lengths_are_milliseconds(loaded: Loaded) -> None:
    assert "18,317 against 23 s" in loaded.receipts["online_record"].unit_reason


def unwrapped(document: Any) -> Any:
    return document.get("Response", document)


def wrapped(document: Any) -> Any:
    return {"Response": unwrapped(document)}


ALL = [export(name) for name in SHAPES if name not in USAGE_LINES]
PLAIN = [unwrapped(document) for document in ALL]
WHOLE = {
    "a list of bare documents": json.dumps(PLAIN).encode(),
    "a list in one answer": json.dumps({"Response": PLAIN}).encode(),
    "a document a line": "\n".join(map(json.dumps, ALL)).encode(),
    "bare, a document a line, the last first, CRLF and an empty line": "\r\n\r\n".join(
        map(json.dumps, reversed(PLAIN))
    ).encode(),
    "wrapped, in gzip": gzip.compress(json.dumps([wrapped(d) for d in ALL], indent=2).encode()),
    "with a byte order mark, keys in another order": b"\xef\xbb\xbf"
    + json.dumps(ALL, sort_keys=True).encode(),
}


@pytest.mark.slow
@pytest.mark.parametrize("content", WHOLE.values(), ids=WHOLE.keys())
def test_the_same_documents_wrapped_bare_listed_or_a_line_each_change_nothing(
    loaded: Loaded, content: bytes
) -> None:
    before = loaded.store.ask("fingerprint")
    path = loaded.folder / "upload"
    path.write_bytes(content)
    receipt = ingest.import_file(loaded.store, path, options=Options(day=DAY))
    videos = sum(expected.videos for expected in SHAPES.values())
    assert (receipt.status, receipt.rows) == ("loaded", (videos, 0, 0, videos))
    assert loaded.store.ask("fingerprint") == before
    ingest.undo(loaded.store, receipt.import_id)
    assert loaded.store.ask("fingerprint") == before


def test_a_callback_that_was_retried_ten_times_counts_once(loaded: Loaded) -> None:
    before = loaded.store.ask("fingerprint")
    retries = [export("legacy_paas_callback") | {"timestamp": 1558700100 + n} for n in range(10)]
    path = loaded.folder / "upload"
    path.write_text("\n".join(map(json.dumps, retries)))
    receipt = ingest.import_file(loaded.store, path)
    assert receipt.rows == (20, 0, 0, 20)
    assert loaded.store.ask("fingerprint") == before


@pytest.mark.parametrize("name", ["billing_page", "video_generation"])
def test_a_document_without_times_needs_a_day(store: Store, name: str) -> None:
    receipt = ingest.import_file(store, EXPORTS / f"{name}.json")
    assert (receipt.status, receipt.rows) == ("refused", (0, 0, 0, 0))
    (flaw,) = receipt.problems
    assert "--day" in flaw.hint
    assert store.ask("import_list") == []
