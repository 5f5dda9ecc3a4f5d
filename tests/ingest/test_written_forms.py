"""A moment and a length mean one thing in whatever form a program writes them, and are refused where they mean two."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from analytics.core.errors import Problem
from analytics.storage.store import Store
from tests.support.tables import HEADER, read

MINUTE = 60_000

# 2024-03-27 09:30 in Shanghai, as databases, languages and people write it.
MOMENTS = [
    "1711503000",
    "1711503000.0",
    "1711503000.123",
    "1711503000,5",
    "2024-03-27 09:30",
    "2024-03-27T09:30:00",
    "2024-03-27 09:30:00.000000",
    "2024-03-27T09:30:00,5+08:00",
    "2024-03-27T09:30:00.1234567+08:00",
    "2024-03-27T09:30:00.000000000+0800",
    "2024-03-27 01:30:00 Z",
    "2024-03-27 01:30:00.000 Z",
    "2024-03-27T01:30:00Z[UTC]",
    "2024-03-27T09:30:00+08:00[Asia/Shanghai]",
    "2024-03-27 09:30:00 Asia/Shanghai",
    "2024-03-27 01:30:00 UTC",
    "2024-03-27 09:30:00 UTC+8",
    "2024-03-27 09:30:00 (UTC+08:00)",
    "2024-03-27 09:30:00 北京时间",
    "2024-03-27 09:30:00 +0800 CST",
    "2024-03-27 09:30:00.123456789 +0800 CST m=+0.000000001",
    "Wed Mar 27 2024 09:30:00 GMT+0800 (China Standard Time)",
    "Wed Mar 27 2024 02:30:00 GMT+0100 (Central European Standard Time)",
    "Wed Mar 27 09:30:00 +0800 2024",
    "Wed Mar 27 09:30:00 2024",
    "Wed, 27 Mar 2024 01:30:00 GMT",
    "Mar 27, 2024, 9:30:00 AM",
    "27-MAR-24 09.30.00.000000 AM",
    "27-MAR-2024 09:30:00",
    "2024-03-27-09.30.00.000000",
    "20240327T013000Z",
    "20240327T093000+0800",
    "20240327093000",
    "202403270930",
    "27.03.2024, 9:30 Uhr",
    "2024年3月27日 上午9:30",
    "2024. 3. 27. 오전 9:30",
    "２０２４-０３-２７ ０９:３０:００",
    "03/27/2024 9:30:00 AM",
    "/Date(1711503000000)/",
    "'2024-03-27 09:30",
    '="2024-03-27 09:30"',
    "45378.395833333336",
]

# 40 minutes likewise.
LENGTHS = [
    "40 min",
    "40min",
    "40 minutes",
    "0h 40m",
    "0h40m0.000s",
    "40m0s",
    "2400 s",
    "2,400 s",
    "2400.0 s",
    "2400000 ms",
    "2 400 000 ms",
    "2\u00a0400\u00a0000 ms",
    "2\u202f400\u202f000 ms",
    "2\u2009400\u2009000 ms",
    "2'400'000 ms",
    "PT40M",
    "pt40m",
    "PT2400S",
    "PT40M0.000S",
    "PT0.5H10M",
    "PT40,0M",
    "P0DT40M",
    "P0DT0H40M0S",
    "P0Y0M0DT0H40M0S",
    "0:40:00",
    "00:40:00.000",
    "00:40:00.000000",
    "00:40:00,0",
    "40:00.0",
    "0 days 00:40:00",
    "0 days 00:40:00.000000",
    "0.00:40:00.0000000",
    "0 00:40:00",
    "+00 00:40:00.000000",
    "+000000000 00:40:00.000000000",
    "INTERVAL '0 00:40:00' DAY TO SECOND",
    "@ 40 mins",
    "0 years 0 mons 0 days 0 hours 40 mins 0.0 secs",
    "0d 0h 40m 0s",
    "0小时40分",
    "40分0秒",
    "４０分",
    "40'00\"",
    "40 Minuten",
    "40 мин",
]


NO_MOMENTS = [
    "2024-03-27 09:30:00 CST",  # of China, of Cuba, of the middle of America
    "2024-03-27 09:30:60",
    "2024-02-30 09:30",
    "2024-W13-3T09:30:00",
    "2024-087T09:30:00",
    "²024-03-27 09:30",
    "٢٠٢٤-٠٣-٢٧ ٠٩:٣٠",
    "令和6年3月27日 9:30",
    "#N/A",
    "=NOW()",
]

NO_LENGTHS = [
    "P1M", "P1Y", "P", "PT", "PT1.2.3H", "-PT40M", "-1 day, 23:20:00", "1 month", "forty", "²400 s", "40 ① min", "٤٠ min",
    "½ h", "2.4e6 ms", "40 min 30", "0:40:00:00", "#VALUE!", "=40*60",
]  # fmt: skip

TIMED = "VideoId,VideoType,Start time,Duration (min)"
LONG = "VideoId,VideoType,RecordStartTime,Duration"


def rows_of(store: Store, folder: Path, header: str, texts: Iterable[str]) -> dict[str, Any]:
    """The row that each text gives in a table of its own, where a column cannot decide by its other cells."""
    at = header.split(",").index("Start time" if header == TIMED else "Duration")
    found: dict[str, Any] = {}
    for text in texts:
        cells = ["a", "camera", "2024-03-27 09:30", "40"]
        cells[at] = '"' + text.replace('"', '""') + '"'
        (found[text],) = read(store, folder, f"{header}\n{','.join(cells)}\n").rows
    return found


@pytest.mark.slow
def test_a_moment_in_any_form_is_the_same_moment(store: Store, tmp_path: Path) -> None:
    rows = rows_of(store, tmp_path, TIMED, MOMENTS)
    assert {
        text: f"{row['started_at']:%F %R}" for text, row in rows.items() if not row["flaws"]
    } == dict.fromkeys(MOMENTS, "2024-03-27 09:30")


@pytest.mark.slow
def test_what_may_be_another_moment_is_refused(store: Store, tmp_path: Path) -> None:
    rows = rows_of(store, tmp_path, TIMED, NO_MOMENTS)
    assert [text for text, row in rows.items() if not row["flaws"]] == []


@pytest.mark.slow
def test_the_end_of_a_day_is_the_beginning_of_the_next(store: Store, tmp_path: Path) -> None:
    rows = rows_of(store, tmp_path, TIMED, ["2024-03-27 24:00", "27.03.2024 24:00", "2024-03-28"])
    assert {f"{row['started_at']:%F %R}" for row in rows.values()} == {"2024-03-28 00:00"}


def test_unix_times_are_told_apart_by_their_digits(store: Store, tmp_path: Path) -> None:
    digits = ["1711503000123", "1711503000123456", "1711503000123456789"]
    rows = rows_of(store, tmp_path, TIMED, digits)
    assert {f"{row['started_at']:%F %T.%f}"[:23] for row in rows.values()} == {
        "2024-03-27 09:30:00.123"
    }


@pytest.mark.slow
@pytest.mark.parametrize("stop", ["0000-00-00 00:00:00", "0000-00-00", "0000-00-00T00:00:00.000"])
def test_a_database_says_by_a_zero_date_that_there_is_no_stop(load, stop: str) -> None:
    receipt = load(f"{HEADER}a,camera,2400000,2024-03-27 09:30,{stop}\n")
    assert receipt.rows == (1, 1, 0, 0)


def test_a_lone_day_with_two_digits_for_its_year_is_none_of_the_future(
    store: Store, tmp_path: Path
) -> None:
    rows = rows_of(store, tmp_path, TIMED, ["24-03-27 09:30", "27/03/24 09:30"])
    assert {f"{row['started_at']:%F}" for row in rows.values()} == {"2024-03-27"}
    with pytest.raises(Problem, match="may be two days"):
        rows_of(store, tmp_path, TIMED, ["24-03-22 09:30"])


@pytest.mark.slow
def test_a_length_in_any_form_is_the_same_length(store: Store, tmp_path: Path) -> None:
    rows = rows_of(store, tmp_path, LONG, LENGTHS)
    assert {text: row["ms"] for text, row in rows.items()} == dict.fromkeys(LENGTHS, 40 * MINUTE)


def test_days_and_tenths_are_part_of_a_length(store: Store, tmp_path: Path) -> None:
    minutes = {
        "P1D": 1440, "P1DT2H": 1560, "P0DT1H5M0S": 65, "1 day 01:05:00": 1505, "1 day, 1:05:00": 1505, "1 01:05:00": 1505,
        "1.01:05:00": 1505, "1 day 65 min": 1505, "20:00.0": 20,
    }  # fmt: skip
    rows = rows_of(store, tmp_path, LONG, minutes)
    assert {text: row["ms"] // MINUTE for text, row in rows.items()} == minutes


@pytest.mark.slow
def test_a_length_that_is_none_is_refused(store: Store, tmp_path: Path) -> None:
    rows = rows_of(store, tmp_path, LONG, NO_LENGTHS)
    assert [text for text, row in rows.items() if not row["flaws"]] == []


@pytest.mark.slow
def test_no_digit_of_unicode_ends_a_file(store: Store, tmp_path: Path) -> None:
    names = HEADER.strip().split(",")
    good = ["a", "0", "2400000", "1711503000", "1711505400"]
    for digit in "²٢②২𝟐½Ⅻ二":
        for at in range(len(good)):
            cells = [*good[:at], digit, *good[at + 1 :]]
            (row,) = read(store, tmp_path, f"{','.join(names)}\n{','.join(cells)}\n").rows
            assert names[at] == "VideoId" or digit == "𝟐" or row["flaws"], (names[at], digit)


def test_fractions_of_a_day_are_asked_about_and_those_of_a_stated_unit_are_not(
    store: Store, tmp_path: Path
) -> None:
    row = "a,camera,2024-03-27 09:30,0.5"
    with pytest.raises(Problem, match="as a fraction of a day"):
        read(store, tmp_path, f"Video ID,Type,Start time,Duration\n{row}\n")
    with pytest.raises(Problem, match="that is 720 min"):
        read(store, tmp_path, f"VideoId,VideoType,RecordStartTime,VideoDuration\n{row}\n")
    assert read(store, tmp_path, f"Video ID,Type,Start time,Duration (h)\n{row}\n").ms == [
        30 * MINUTE
    ]
    assert read(store, tmp_path, f"Video ID,Type,Start time,Duration,Unit\n{row},min\n").ms == [
        30_000
    ]
