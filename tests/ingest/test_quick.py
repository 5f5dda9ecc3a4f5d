"""Many documents read at once give the values that the general reader gives, whatever stands among them."""

from __future__ import annotations

import csv
import json
import shutil
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.ingest import import_file
from analytics.ingest.common.manifest import Options
from analytics.ingest.documents import bulk, read
from analytics.ingest.documents.writer import RECORDING_COLUMNS, ROW_COLUMNS, USAGE_COLUMNS
from analytics.ingest.loading import load
from analytics.ingest.loading.progress import told as teller
from analytics.ingest.loading.work import File
from analytics.storage.store import Store
from tests.support.documents import task, video

SHEETS = {
    "rows": ROW_COLUMNS,
    "recordings": RECORDING_COLUMNS,
    "usages": USAGE_COLUMNS,
}


def sheet(room: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table as texts, typed ones too, by their places."""
    with (room / f"{name}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    typed = room / f"{name}.parquet"
    for row in pq.read_table(typed).to_pylist() if typed.exists() else []:
        told = {column: "" if value is None else str(value) for column, value in row.items()}
        empty = dict.fromkeys(SHEETS[name], "")
        rows.append(empty | told | ({"DurationUnit": "ms"} if "DurationUnit" in empty else {}))
    return sorted(rows, key=itemgetter("place"))


def both(folder: Path, text: str) -> tuple[Any, Any]:
    """(notes, sheets) of the quick way and of the general one; None where the quick way gives way."""
    path = folder / "upload"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    found = []
    for name, way in (("quick", bulk.read), ("general", read.read)):
        room = folder / name
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir()
        notes = way(path, room, Options())
        sheets = [] if notes is None else [sheet(room, each) for each in SHEETS]
        found.append(None if notes is None else (replace(notes, texts=0), sheets))
    return found[0], found[1]


def online(number: int, **more: Any) -> dict[str, Any]:
    """A task as DescribeOnlineRecord tells it, with its number in its ids."""
    usual = task(
        number,
        video(f"{number}a", VideoType=0),
        video(f"{number}b", VideoType=2, UserId=""),
        RequestId=f"r{number}",
        OmittedDurations=[],
        Interrupts=[],
        TotalTime=60_000,
    )
    return usual | more


# What may stand among the usual ones: other values, other types, other documents.
ODD: list[dict[str, Any]] = [
    {"Status": "RECORDING", "RecordStopTime": 0, "VideoInfos": []},
    {"Status": "odd"},
    {"VideoInfos": None},
    {"TaskId": ""},
    {"TaskId": None},
    {"TotalTime": 60_000.5},
    {"TotalTime": 2**70},
    {"RoomId": "seven"},
    {"RoomId": None, "GroupId": "g"},
    {"RecordStopTime": 1_700_000_000},
    {"RecordStartTime": 1_700_000_062_000},
    {"OmittedDurations": [{"VideoTime": 1, "PauseTime": 2, "ResumeTime": 3}]},
    {"Interrupts": [{"UserId": "u", "Count": 2}, {"UserId": None}]},
    {"Novel": 1},
    {"ReplayUrl": "http://a/b?c=d"},
    {"ReplayUrl": None},
    {"VideoInfos": [video("x", VideoDuration=60)]},
    {"VideoInfos": [video("x", VideoDuration=-5), video("y", VideoDuration=None)]},
    {"VideoInfos": [video("x", VideoDuration=1.5)]},
    {"VideoInfos": [video("x", UserId=None, Width=640)]},
    {"VideoInfos": [video("x", UserId="张\n老\"师\\")]},
    {"VideoInfos": [video("x", UserId="u" * 9000)]},
    {"VideoInfos": [video("x", VideoId=None)]},
    {"VideoInfos": [video("x", VideoId=5285890781570653827)]},
    {"VideoInfos": [None, 5, video("x")]},
    {"Error": {"Code": "FailedOperation.Record", "Message": "m"}},
]  # fmt: skip
layouts = st.sampled_from(["lines", "list", "wrapped lines", "wrapped list", "spread list"])


def laid_out(found: list[dict[str, Any]], layout: str) -> str:
    if "wrapped" in layout:
        found = [{"Response": each} for each in found]
    if "lines" in layout:
        return "".join(json.dumps(each) + "\n" for each in found)
    return json.dumps(found, indent=2 if "spread" in layout else None, ensure_ascii=False)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd=st.lists(st.one_of(st.none(), st.sampled_from(ODD)), max_size=8), layout=layouts)
def test_the_quick_way_gives_what_the_general_reader_gives(
    tmp_path: Path, odd: list[dict[str, Any] | None], layout: str
) -> None:
    found = [online(0), online(1)]
    found += [online(number, **(more or {})) for number, more in enumerate(odd, 2)]
    fast, slow = both(tmp_path, laid_out(found, layout))
    assert fast is None or fast == slow


@pytest.mark.parametrize(
    "layout", ["lines", "list", "wrapped lines", "wrapped list", "spread list"]
)
def test_usual_documents_go_the_quick_way(tmp_path: Path, layout: str) -> None:
    fast, slow = both(tmp_path, laid_out([online(number) for number in range(300)], layout))
    assert fast is not None and fast == slow
    assert fast[0].recordings == 300


@pytest.mark.parametrize("more", ODD, ids=str)
def test_one_odd_document_does_not_take_the_others_with_it(
    tmp_path: Path, more: dict[str, Any]
) -> None:
    found = [online(number) for number in range(5)] + [online(5, **more), online(6)]
    fast, slow = both(tmp_path, laid_out(found, "lines"))
    assert fast is not None and fast == slow


def test_a_block_ends_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (701, 1000, 4096):
        monkeypatch.setattr(bulk, "_BLOCK", size)
        for layout in ("lines", "list", "spread list"):
            fast, slow = both(tmp_path, laid_out([online(n) for n in range(12)], layout))
            assert fast is not None and fast == slow


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(online(1)),
        json.dumps(online(1)) + "\n" + json.dumps(online(2))[:-5],
        json.dumps(online(1)) + "\n" + json.dumps(online(2)) + " garbage\n",
        json.dumps([online(1), online(2)])[:-1],
        json.dumps([online(1), online(2)])[:-1] + ",]",
        json.dumps([online(1), online(2)]) + json.dumps(online(3)),
        json.dumps([online(1), online(2)]).replace('"t2"', "t2"),
        "[1, 2]",
    ],
)
def test_what_is_not_certain_is_left_to_the_general_reader(tmp_path: Path, text: str) -> None:
    path = tmp_path / "upload"
    path.write_text(text)
    assert bulk.read(path, tmp_path, Options()) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [('"RoomId"', '"RoomId": 1, "RoomId"'), ('"VideoType"', '"VideoType": 9, "VideoType"')],
)
def test_a_name_given_twice_is_seen_on_the_quick_way_too(
    tmp_path: Path, one: str, other: str
) -> None:
    lines = [json.dumps(online(number)) for number in range(4)]
    lines[2] = lines[2].replace(one, other, 1)
    fast, slow = both(tmp_path, "\n".join(lines))
    assert fast is not None and fast == slow
    assert "two_values" in str(fast[1][0])


@pytest.mark.slow
def test_typed_values_are_loaded_as_their_texts_are(tmp_path: Path) -> None:
    found = [online(number) for number in range(200)]
    found += [online(number, **more) for number, more in enumerate(ODD, 200)]
    lines = laid_out(found, "lines").splitlines()
    path = tmp_path / "upload"
    path.write_text("\n".join(line.replace('"vx"', f'"vx{at}"') for at, line in enumerate(lines)))
    told = []
    for name, way in (("quick", bulk.read), ("general", read.read)):
        room = tmp_path / name
        room.mkdir()
        notes = way(path, room, Options())
        assert notes is not None
        manifest = read.told(notes, room, Options()).documents
        assert manifest is not None
        assert (manifest.typed is not None) == (name == "quick")
        hashed: Future[str] = Future()
        hashed.set_result("d" * 32)
        file = File(
            "upload",
            datetime(2026, 1, 1),  # noqa: DTZ001 - UTC
            hashed,
            path.stat().st_size,
            len(found),
        )
        with Store(room / "recordings.duckdb") as store, teller(lambda *_: None) as tell:
            receipt = load.load(
                store, file, manifest, Options(app="5", states={"ODD": "STOPPED"}), tell
            )
            with store.write() as cursor:
                rows = [
                    cursor.execute(f"select * from {table} order by place").fetchall()
                    for table in ("video_rows", "recording_rows", "refused_rows")
                ]
            told.append((receipt, rows[0], rows[1], [(r[1], r[3:]) for r in rows[2]]))
    assert told[0] == told[1]


@pytest.mark.slow
def test_the_first_of_a_video_stays_though_it_is_the_odd_one(tmp_path: Path) -> None:
    first = online(
        7, VideoInfos=[video("twice", VideoDuration=50_000.0), video("x", VideoDuration=-1)]
    )
    found = [first, *(online(n, ReplayUrl="u" * 1000) for n in range(100, 4_000))]
    found.append(online(8, VideoInfos=[video("twice", VideoDuration=40_000)]))
    path = tmp_path / "upload"
    path.write_text(laid_out(found, "lines"))
    assert path.stat().st_size > read.QUICK_BYTES
    with Store(tmp_path / "recordings.duckdb") as store:
        receipt = import_file(store, path)
        assert receipt.rows == (7803, 7801, 1, 1)
        assert any("is 40000 here and 50000" in warning for warning in receipt.warnings)


@pytest.mark.slow
def test_a_quick_way_that_was_given_up_leaves_nothing_behind(tmp_path: Path) -> None:
    lines = [json.dumps(online(n, ReplayUrl="u" * 1000)) for n in range(9_000)]
    path = tmp_path / "upload"
    path.write_text("\n".join(lines) + '\n{"broken"\n')
    with Store(tmp_path / "recordings.duckdb") as store:
        assert import_file(store, path).rows == (18_001, 18_000, 1, 0)
