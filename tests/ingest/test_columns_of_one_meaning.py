"""Among columns of one meaning the API's own name wins, then the one that fills the clock; else a person is asked."""

from pathlib import Path

import pytest

from analytics.core.errors import Problem
from analytics.ingest.tables import header
from analytics.storage.store import Store
from tests.support.exports import MINUTE
from tests.support.tables import read

CLOCK = "2024-03-27 09:00,2024-03-27 09:40"


def lengths(store: Store, folder: Path, names: str, *rows: str) -> list[int | None]:
    lines = [f"{names},Video ID,Type,Start time,End time"]
    lines += [f"{cells},video{at},camera,{CLOCK}" for at, cells in enumerate(rows)]
    return read(store, folder, "\n".join([*lines, ""])).ms


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        ("Duration (min),VideoDuration", ["7,2400000", "8,2400000"]),
        ("planned.VideoDuration,VideoDuration", ["7,2400000", "8,2400000"]),
        ("Length (min),Total duration (min)", ["40,600", "40,600"]),
        ("Total duration (min),Length (min)", ["600,40", "600,40"]),
        ("Duration (min),Duration (s)", ["40,2400", "40,2400"]),
        ("Duration (s),Duration (min)", ["2400,40", "2400,40"]),
        ("Duration (min),Length", ["40,2400000", "40,2400000"]),
        ("Planned duration (min),Duration (min)", ["60,40", "60,40"]),
    ],
)
def test_the_files_own_length_is_taken(store: Store, tmp_path: Path, names, rows) -> None:
    assert lengths(store, tmp_path, names, *rows) == [40 * MINUTE] * 2


def test_two_lengths_that_differ_without_a_clock_are_asked_about(
    store: Store, tmp_path: Path
) -> None:
    rows = "a,camera,40,45,2024-03-27 09:00\nb,camera,30,35,2024-03-27 09:00\n"
    with pytest.raises(Problem, match="nothing in the file says which"):
        read(store, tmp_path, f"Video ID,Type,Duration (min),Length (min),Start time\n{rows}")


def test_one_length_named_twice_with_other_values_is_asked_about(
    store: Store, tmp_path: Path
) -> None:
    rows = "a,camera,40,45,2024-03-27 09:00\nb,camera,30,35,2024-03-27 09:00\n"
    with pytest.raises(Problem, match=r"two columns are both|nothing in the file says which"):
        read(store, tmp_path, f"Video ID,Type,Duration (min),Duration (min),Start time\n{rows}")


@pytest.mark.parametrize(
    "ids",
    [
        ["camera", "whiteboard", "screen", "camera"],
        ["camera", "whiteboard"],
        ["teacher", "student"],
        ["摄像头", "白板"],
    ],
)
@pytest.mark.parametrize("name", ["VideoId", "Video ID", "File ID"])
def test_words_are_no_ids(store: Store, tmp_path: Path, ids: list[str], name: str) -> None:
    rows = "".join(f"{word},0,2400000,{CLOCK}\n" for word in ids)
    with pytest.raises(Problem, match=r"no id of a file|no column VideoId"):
        read(
            store,
            tmp_path,
            f"{name},VideoType,VideoDuration,RecordStartTime,RecordStopTime\n{rows}",
        )


def test_ids_that_come_again_in_each_task_are_none(store: Store, tmp_path: Path) -> None:
    names = "TaskId,VideoId,VideoType,VideoDuration,RecordStopTime\n"
    rows = "".join(f"t{task},f{at},0,2400000,1711503000\n" for task in range(3) for at in range(2))
    with pytest.raises(Problem, match="comes again in other lessons"):
        read(store, tmp_path, names + rows)
    again = "".join(f"t{at},f{at},0,2400000,1711503000\n" * 2 for at in range(3))
    assert len(read(store, tmp_path, names + again).rows) == 6, "a row told twice is a duplicate"


QUALIFIED = [
    "EventData.{}", "VideoInfos[0].{}", "VideoInfos/0/{}", "VideoInfos.0.{}", "tiw_record.{}", "`db`.`{}`", '"t"."{}"', "[{}]",
    "[dbo].[recordings].[{}]", "$.EventData.{}", "EventData->>'{}'", "EventData:{}", "EventData::{}", "_source.{}", "video_infos__{}",
    "\ufeff{}", "{}\ufeff",
]  # fmt: skip


@pytest.mark.parametrize("form", QUALIFIED)
def test_a_name_is_known_with_what_it_belongs_to(form: str) -> None:
    for name in ("VideoId", "video_duration", "RecordStopTime"):
        (meaning,) = header.read(form.format(name)).meanings
        assert (meaning.column.casefold(), meaning.how) == (
            name.replace("_", "").casefold(),
            header.NAME,
        )
    assert header.read(form.format("VideoDuration (s)")).unit == "s"


@pytest.mark.parametrize(
    "name", ["sum(video_duration)", "SUM(VideoDuration)", "max(duration)", "teacher.id", "r.id"]
)
def test_a_sum_and_another_things_id_are_no_column_of_a_file(name: str) -> None:
    assert header.read(name).meanings == ()


def test_several_files_in_a_row_are_not_cut_to_the_first(store: Store, tmp_path: Path) -> None:
    names = [
        f"VideoInfos[{at}].{name}"
        for at in range(2)
        for name in ("VideoId", "VideoType", "VideoDuration")
    ]
    with pytest.raises(Problem, match="a row holds several files"):
        read(
            store,
            tmp_path,
            f"{','.join(names)},RecordStopTime\na,0,2400000,b,1,2400000,1711503000\n",
        )


def test_rows_told_beside_one_another_are_not_cut_to_the_first(
    store: Store, tmp_path: Path
) -> None:
    names = [
        f"{at}.{name}"
        for at in range(2)
        for name in ("id", "video_id", "type", "duration", "end_time")
    ]
    row = "1,a,0,2400000,1711503000,2,b,0,2400000,1711503000"
    with pytest.raises(Problem, match="a row holds several files"):
        read(store, tmp_path, f"{','.join(names)}\n{row}\n")


@pytest.mark.parametrize("names", ["Planned {},Actual {}", "Actual {},Scheduled {}"])
def test_what_happened_goes_before_what_was_planned(
    store: Store, tmp_path: Path, names: str
) -> None:
    planned, actual = "2024-03-27 23:00:00,2024-03-27 23:40:00", "2024-03-27 23:30:00,2024-03-28 00:10:00"  # fmt: skip
    head = ",".join(name for name in names.split(",") for name in (name.format("start"), name.format("end")))  # fmt: skip
    cells = f"{planned},{actual}" if names.startswith("Planned") else f"{actual},{planned}"
    text = f"VideoId,VideoType,VideoDuration,{head}\na,0,2400000,{cells}\n"
    assert read(store, tmp_path, text).manifest.mapping["RecordStopTime"].startswith("Actual")
