"""Many documents read at once give to the byte what the general reader gives, whatever stands among them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.ingest import documents, quick
from analytics.ingest.manifest import Options
from tests.documents import task, video

SHEETS = ("rows.csv", "recordings.csv", "usages.csv")


def both(folder: Path, text: str) -> tuple[Any, Any]:
    """(notes, sheets) of the quick way and of the general one; None where the quick way gives way."""
    path = folder / "upload"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    found = []
    for name, way in (("quick", quick.read), ("general", documents.read)):
        room = folder / name
        room.mkdir(exist_ok=True)
        notes = way(path, room, Options())
        sheets = [(room / sheet).read_bytes() for sheet in SHEETS]
        found.append(None if notes is None else (notes, sheets))
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
        monkeypatch.setattr(quick, "_BLOCK", size)
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
    assert quick.read(path, tmp_path, Options()) is None


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
    assert b"two_values" in fast[1][0]
