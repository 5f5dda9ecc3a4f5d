"""What stands around the rows, what may be two things, and what only a person can say."""

from pathlib import Path

import pytest

from analytics.core.errors import Problem
from analytics.storage.store import Store
from tests.support.tables import HEADER, quick, read

START, STOP = "2024-03-27 09:00", "2024-03-27 10:00"


def rows(*lengths: object, start: str = START, stop: str = STOP) -> str:
    return "".join(
        f'video{number},0,"{length}",{start},{stop}\n' for number, length in enumerate(lengths)
    )


def test_a_total_that_disagrees_is_said_with_the_difference(store: Store, tmp_path: Path) -> None:
    found = read(store, tmp_path, HEADER + rows(600_000, 60_000) + "Total,,720000,,\n")
    assert found.ms == [600_000, 60_000]
    assert "Line 4 is a row of totals" in found.said
    assert 'it states 720000 for "VideoDuration"' in found.said
    assert "add up to 660,000 ms, 60,000 ms less" in found.said


def test_a_total_above_the_rows_is_no_video_though_it_has_a_kind_and_a_time(
    store: Store, tmp_path: Path
) -> None:
    """It was loaded as a camera of all minutes together, which doubled the bill."""
    total = f"TOTAL,0,150000,{START},{STOP}\n"
    found = read(store, tmp_path, HEADER + total + rows(60_000, 90_000))
    assert found.ms == [60_000, 90_000]
    assert "Line 2 holds only the total of the lengths of the other rows" in found.said
    other = read(store, tmp_path, HEADER + total + rows(60_000, 190_000))
    assert sorted(other.ms) == [60_000, 150_000, 190_000]
    assert "Line 2 has a word for totals in place of an id" in other.said


def test_subtotals_are_held_against_their_own_rows(store: Store, tmp_path: Path) -> None:
    content = (
        HEADER + rows(60_000) + "小计,,60000,,\n" + rows(90_000) + "小计,,90000,,\n总计,,150000,,\n"
    )
    found = read(store, tmp_path, content)
    assert found.ms == [60_000, 90_000]
    assert found.said.count("agrees") == 3


def test_a_total_without_a_word_is_known_by_its_sum(store: Store, tmp_path: Path) -> None:
    found = read(store, tmp_path, HEADER + rows(60_000, 90_000) + ",,150000,,\n")
    assert found.ms == [60_000, 90_000]
    assert "only the total" in found.said
    other = read(store, tmp_path, HEADER + rows(60_000, 90_000) + ",,150001,,\n")
    assert other.ms == [60_000, 90_000, 150_001]
    assert other.flaws[2]


def test_a_video_is_never_taken_for_a_total(store: Store, tmp_path: Path) -> None:
    found = read(store, tmp_path, f"{HEADER}Total,0,60000,{START},{STOP}\n")
    assert found.ms == [60_000]


def test_notes_blank_lines_and_the_header_again_are_no_rows(store: Store, tmp_path: Path) -> None:
    content = f"{HEADER}\n,,,,\n{rows(60_000)}{HEADER}{rows(60_000)}\n导出时间：2024-03-28,,,,\n"
    found = read(store, tmp_path, content)
    assert [row["place"] for row in found.rows] == ["4", "6"]
    assert "Line 8" in found.said
    assert "repeated once" in found.said


def test_one_cell_that_may_be_an_id_is_a_refused_row(store: Store, tmp_path: Path) -> None:
    found = read(store, tmp_path, HEADER + rows(60_000) + "video9,,,,\n")
    assert found.flaws[1]


def test_a_zone_in_the_header_holds_for_its_column(store: Store, tmp_path: Path) -> None:
    header = HEADER.replace("RecordStopTime", "End time (UTC)")
    (row,) = read(store, tmp_path, header + rows(60_000)).rows
    assert (row["started_at"].hour, row["stopped_at"].hour) == (9, 18)


def test_a_day_in_a_column_of_its_own_joins_the_times(store: Store, tmp_path: Path) -> None:
    content = (
        "Date,Start,End,Video ID,Type,Length (min)\n"
        "27/03/2024,9:00,10:00,video1,0,40\n27/03/2024,23:30,0:15,video2,0,40\n"
    )
    found = read(store, tmp_path, content)
    assert [(row["started_at"].day, row["stopped_at"].day) for row in found.rows] == [
        (27, 27),
        (27, 28),
    ]
    assert '"Date" as Day' in found.said


def test_row_numbers_are_not_taken_for_ids(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no column VideoId"):
        read(store, tmp_path, f"编号,类型,时长(分钟),结束时间\n1,0,40,{STOP}\n2,0,40,{STOP}\n")


def test_ids_that_a_spreadsheet_shortened_are_refused(store: Store, tmp_path: Path) -> None:
    found = read(store, tmp_path, f"{HEADER}1.40001E+18,0,60000,{START},{STOP}\n")
    assert found.flaws == [["VideoId|shortened"]]


def test_cells_that_only_say_that_they_are_empty_are(store: Store, tmp_path: Path) -> None:
    header = "VideoId,VideoType,VideoDuration,RecordStopTime,Width,UserId,RoomId\n"
    found = read(store, tmp_path, f"{header}video1,0,60000,{STOP},NULL,N/A,880528.0\n")
    assert (found.flaws, found.rows[0]["user_id"], found.rows[0]["room"]) == ([[]], "", "880528")


def test_a_header_that_is_not_known_is_refused_with_what_was_found(
    store: Store, tmp_path: Path
) -> None:
    with pytest.raises(Problem) as caught:
        read(
            store,
            tmp_path,
            "Title line\n\nVideoId,VideoType,Stopp,Farbe\nvideo1,0,2024-03-27,rot\n",
        )
    assert str(caught.value).startswith(
        "line 3: no column VideoDuration (line 3 is: VideoId, VideoType"
    )


def test_unknown_columns_are_kept(store: Store, tmp_path: Path) -> None:
    found = read(store, tmp_path, f"Farbe,{HEADER.strip()},\nrot,video1,0,60000,{START},{STOP},x\n")
    assert found.manifest.extra_columns == ["Farbe", "column 7"]
    assert list(found.rows[0]["extra"])[:2] == ["rot", "x"]


CLEAN = HEADER + rows(60_000, "abc", -5)


@pytest.mark.parametrize(
    "content",
    [
        CLEAN,
        "Title\n" + CLEAN,
        CLEAN.replace("VideoDuration", "时长(秒)"),
        CLEAN.replace("VideoDuration", "Duration (min)"),
        CLEAN.replace(",", ";").replace('"', ""),
        "Grade," + CLEAN.replace("\nvideo", "\n5th,video"),
    ],
)
def test_rows_that_need_no_change_stay_where_they_are(tmp_path: Path, content: str) -> None:
    manifest = quick(tmp_path, content)
    assert manifest.rows
    assert manifest.rows.path == tmp_path / "table"


@pytest.mark.parametrize(
    "content",
    [
        CLEAN.replace("60000", "1,000,000"),
        CLEAN.replace("60000", "0:01:00"),
        CLEAN.replace("2024-03-27 09:00", "2024/3/27 9:00"),
        CLEAN.replace(",0,", ",Kamera,"),
        CLEAN.replace(",0,", ",2.0,"),
        CLEAN + "Total,,60000,,\n",
        CLEAN + ",,,,\n",
        '"A title\nof two lines"\n' + CLEAN,
        CLEAN.encode("utf-16"),
        CLEAN.replace("video0", "é").encode("cp1252"),
        CLEAN.replace("RecordStopTime", "End (UTC)"),
        CLEAN.replace(",0,", ', "0",'),
    ],
)
def test_rows_that_need_a_change_are_written_anew(tmp_path: Path, content: str | bytes) -> None:
    manifest = quick(tmp_path, content)
    assert manifest.rows
    assert manifest.rows.path == tmp_path / "rows.csv"
