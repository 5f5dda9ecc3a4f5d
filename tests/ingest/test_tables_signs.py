"""Commas, points, colons and days: what one cell leaves open, its column decides, or a person."""

from pathlib import Path

import pytest

from analytics.core.errors import Problem
from analytics.storage.store import Store
from tests.support.tables import HEADER, read

START, STOP = "2024-03-27 09:00", "2024-03-27 10:00"


def rows(*lengths: object, start: str = START, stop: str = STOP) -> str:
    return "".join(
        f'video{number},0,"{length}",{start},{stop}\n' for number, length in enumerate(lengths)
    )


def test_minutes_with_decimals_are_exact(store: Store, tmp_path: Path) -> None:
    header = HEADER.replace("VideoDuration", "VideoDuration (min)")
    found = read(store, tmp_path, header + rows("0.33", "0.3333", "40", "1.000000"))
    assert found.ms == [19_800, 19_998, 2_400_000, 60_000]
    assert "rounded" not in found.said


@pytest.mark.slow
def test_more_digits_than_a_millisecond_are_rounded_half_up_and_said(
    store: Store, tmp_path: Path
) -> None:
    header = HEADER.replace("VideoDuration", "Duration (min)")
    found = read(store, tmp_path, header + rows("0.33333333", "0.0000083334", "0.000025"))
    assert found.ms == [20_000, 1, 2]
    assert "3 lengths" in found.said
    assert "rounded half up" in found.said


def test_play_times_in_another_unit_come_along(store: Store, tmp_path: Path) -> None:
    header = "VideoId,VideoType,Duration (min),VideoPlayTime (ms),RecordStopTime\n"
    found = read(store, tmp_path, f"{header}a,0,40,1001,{STOP}\nb,0,abc,1001,{STOP}\n")
    assert [row["play_ms"] for row in found.rows] == [1001, 1001]
    assert found.flaws == [[], ["VideoDuration|not_a_number_min"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lengths", "ms"),
    [
        (("1,800,000", "2,700,000"), [1_800_000, 2_700_000]),
        (("1.800.000", "900.000"), [1_800_000, 900_000]),
        (("1 800 000", "900 000"), [1_800_000, 900_000]),
        (("1'800'000", "60000"), [1_800_000, 60_000]),
        (("1.800", "2.700"), [1_800, 2_700]),
    ],
)
def test_milliseconds_may_have_signs_between_thousands(
    store: Store, tmp_path: Path, lengths: tuple[str, ...], ms: list[int]
) -> None:
    assert read(store, tmp_path, HEADER + rows(*lengths)).ms == ms


@pytest.mark.slow
@pytest.mark.parametrize(
    ("header", "cells", "ms"),
    [
        ("Duration (s)", ("1,800", "2,700.5"), [1_800_000, 2_700_500]),
        ("Duration (s)", ("1.800", "2.7"), [1_800, 2_700]),
        ("Dauer [s]", ("1.800", "2.700,5"), [1_800_000, 2_700_500]),
        ("Dauer [s]", ("1.800", "2.700"), [1_800_000, 2_700_000]),
        ("Dauer [s]", ("1,800", "0,5"), [1_800, 500]),
        ("Duration (s)", ("1,800", "2,700"), [1_800_000, 2_700_000]),
        # As a whole number one of them would be longer than the day after which a recording is stopped.
        ("Dauer (Min.)", ("1.500", "30.000"), [90_000, 1_800_000]),
        ("Duration (min)", ("30,000", "40,000"), [1_800_000, 2_400_000]),
        ("Dauer [s]", ("86.400",), [86_400_000]),
        ("Dauer [s]", ("86.401",), [86_401]),
    ],
)
def test_commas_and_points_are_told_apart_by_the_column(
    store: Store, tmp_path: Path, header: str, cells: tuple[str, ...], ms: list[int]
) -> None:
    found = read(store, tmp_path, HEADER.replace("VideoDuration", header) + rows(*cells))
    assert found.ms == ms


@pytest.mark.slow
def test_a_guess_about_a_comma_is_said(store: Store, tmp_path: Path) -> None:
    header = HEADER.replace("VideoDuration", "Duration (s)")
    assert "1,800 was read as 1800" in read(store, tmp_path, header + rows("1,800")).said
    assert "was read as" not in read(store, tmp_path, header + rows("1,800.5")).said


def test_lengths_with_decimals_are_no_milliseconds(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="have decimals, so they are not milliseconds"):
        read(store, tmp_path, HEADER + rows(*["40.5"] * 5))
    assert read(store, tmp_path, HEADER + rows(*["40.5"] * 5), unit="s").ms == [40_500] * 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "header", "ms"),
    [
        (("30:15", "75:30"), "Length", [1_815_000, 4_530_000]),
        (("30:15",), "Length (mm:ss)", [1_815_000]),
        (("1:15",), "Length (hh:mm)", [4_500_000]),
        (("1:00:00", "0:30:15"), "Length", [3_600_000, 1_815_000]),
    ],
)
def test_minutes_and_seconds_are_known_by_header_or_size(
    store: Store, tmp_path: Path, cells: tuple[str, ...], header: str, ms: list[int]
) -> None:
    stop = "2024-03-27 12:00"
    content = HEADER.replace("VideoDuration", header) + rows(*cells, stop=stop)
    assert read(store, tmp_path, content).ms == ms


def test_minutes_and_seconds_are_known_by_the_wall_clock(store: Store, tmp_path: Path) -> None:
    header = HEADER.replace("VideoDuration", "Length")
    assert read(store, tmp_path, header + rows("20:15", "12:00")).ms == [1_215_000, 720_000]
    long = rows("3:30", stop="2024-03-27 13:00")
    assert read(store, tmp_path, header + long).ms == [12_600_000]
    with pytest.raises(Problem, match="may be minutes and seconds or hours and minutes"):
        read(store, tmp_path, "Video ID,Type,Length,End time\nvideo1,0,12:15,2024-03-27 10:00\n")


def test_the_order_of_day_and_month_is_the_columns(store: Store, tmp_path: Path) -> None:
    both = rows(60_000, start="03/04/2024 09:00", stop="03/04/2024 10:00")
    day_first = both + rows(60_000, start="27/04/2024 09:00", stop="27/04/2024 10:00")
    month_first = both + rows(60_000, start="04/27/2024 09:00", stop="04/27/2024 10:00")
    assert [row["started_at"].month for row in read(store, tmp_path, HEADER + day_first).rows] == [
        4,
        4,
    ]
    assert [
        row["started_at"].month for row in read(store, tmp_path, HEADER + month_first).rows
    ] == [3, 4]
    with pytest.raises(Problem, match="may be two days"):
        read(store, tmp_path, HEADER + both)
    chosen = read(store, tmp_path, HEADER + both, mapping={"dates": "dmy"})
    assert chosen.rows[0]["started_at"].month == 4


def test_the_headers_language_decides_the_order_and_that_is_said(
    store: Store, tmp_path: Path
) -> None:
    header = "ID vidéo,Type,Durée (s),Heure de début,Heure de fin\n"
    content = header + rows(60, start="03/04/2024 09:00", stop="03/04/2024 10:00")
    found = read(store, tmp_path, content)
    assert found.rows[0]["started_at"].month == 4
    assert "day/month/year" in found.said
