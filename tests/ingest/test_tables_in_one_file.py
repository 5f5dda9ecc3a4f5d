"""Tables that were put behind one another in a file: followed where they say the same, stopped or refused where they do not."""

import itertools
import random
from pathlib import Path

import pytest

from analytics.core.errors import Problem
from analytics.storage.store import Store
from tests.support.exports import MINUTE
from tests.support.tables import read

NAMES = ["VideoId", "VideoType", "VideoDuration", "VideoSize", "RecordStartTime", "RecordStopTime"]


def part(names: list[str], *ids: str, day: int = 27) -> str:
    """A table of files of 40 minutes, its columns in the order of `names`."""
    lines = [",".join(names)]
    for video_id in ids:
        cells = dict(
            zip(
                NAMES,
                [
                    video_id,
                    "0",
                    "2400000",
                    "9000000",
                    f"2024-03-{day} 23:30:00",
                    f"2024-03-{day + 1} 00:10:00",
                ],
                strict=True,
            )
        )
        lines.append(",".join(cells.get(name.strip(' \ufeff"'), "x") for name in names))
    return "\n".join(lines) + "\n"


@pytest.mark.slow
def test_a_header_in_any_other_order_is_followed(store: Store, tmp_path: Path) -> None:
    orders = list(itertools.permutations(NAMES))
    for order in random.Random(16).sample(orders, 25):
        table = read(store, tmp_path, part(NAMES, "a") + part(list(order), "b") + part(NAMES, "c"))
        assert table.ms == [40 * MINUTE] * 3
        assert [f"{row['started_at']:%d}-{row['stopped_at']:%d}" for row in table.rows] == [
            "27-28"
        ] * 3
        assert not any(table.flaws)


@pytest.mark.parametrize("mark", ["\ufeff", " ", ""])
def test_the_same_header_again_is_no_row(store: Store, tmp_path: Path, mark: str) -> None:
    table = read(store, tmp_path, part(NAMES, "a") + mark + part(NAMES, "b"))
    assert table.ms == [40 * MINUTE] * 2 and "repeated" in table.said


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Video ID,Type,Duration (ms),Start time", "Video ID,Type,Duration (s),Start time"),
        ("Video ID,Type,Duration (min),Start time", "视频ID,类型,时长(秒),开始时间"),
        (
            "VideoId,VideoType,VideoDuration,RecordStartTime",
            "VideoId,VideoType,Duration,RecordStartTime",
        ),
        (
            "VideoId,VideoType,VideoDuration,RecordStartTime,Status",
            "VideoId,VideoType,VideoDuration,RecordStartTime",
        ),
    ],
)
def test_a_header_that_says_something_else_stops_the_file(
    store: Store, tmp_path: Path, first: str, second: str
) -> None:
    row = "{},camera,40,2024-03-27 09:30"
    content = f"{first}\n{row.format('a')}\n{row.format('b')}\n{second}\n{row.format('c')}\n"
    with pytest.raises(Problem, match=r"^line 4: another header stands here") as caught:
        read(store, tmp_path, content)
    assert "a file of its own" in str(caught.value)


@pytest.mark.slow
def test_a_header_beyond_the_rows_that_are_looked_at_is_followed(store: Store, load) -> None:
    swapped = [*NAMES[:2], "VideoSize", "VideoDuration", *NAMES[4:]]
    ids = [f"v{number}" for number in range(1_500)]
    receipt = load(part(NAMES, *ids) + part(swapped, "x", "y"))
    assert receipt.rows == (1_502, 1_502, 0, 0)
    assert receipt.ms.loaded == 1_502 * 40 * MINUTE


@pytest.mark.slow
def test_rows_under_a_lesser_header_above_are_read_and_refused(load) -> None:
    above = "Video ID,Type,Duration (min),Start time\na1,camera,40,2024-03-27 09:30\na2,camera,x,2024-03-28 09:30\n\n"
    below = "VideoId,VideoType,VideoDuration,RecordStartTime,RecordStopTime,TaskId,Status\n"
    receipt = load(above + below + "b1,0,2400000,2024-03-29 09:30,2024-03-29 10:10,t,FINISHED\n")
    assert receipt.rows == (3, 1, 2, 0)
    assert receipt.ms == (80 * MINUTE, 40 * MINUTE, 40 * MINUTE, 0)
    assert [flaw.line for flaw in receipt.problems] == [2, 3]
    assert "belongs to another table" in receipt.problems[0].reason


def test_titles_above_a_header_are_no_table(store: Store, tmp_path: Path) -> None:
    title = "Recordings,Start: 2024-03-01,End: 2024-03-31\nType,Minutes\ncamera,40\n\n"
    table = read(store, tmp_path, title + part(NAMES, "a"))
    assert table.ms == [40 * MINUTE] and "what is above it was not read" in table.said


DRAWN = {
    "psql": (" {} ", " | ", "-----+-----+-----", "(2 rows)"),
    "mysql": ("| {} |", " | ", "+----+-----+----+", "2 rows in set (0.00 sec)"),
    "markdown": ("| {} |", " | ", "|:---|---:|---|---|---|", ""),
    "org": ("| {} |", " | ", "|----+-----+----|", ""),
    "rest": ("| {} |", " | ", "+====+=====+====+", ""),
    "box": ("│ {} │", " │ ", "├────┼────┼────┤", ""),
    "sqlite": ("{}", "|", "----|----|----", ""),
}


@pytest.mark.parametrize("form", DRAWN)
def test_lines_that_a_program_draws_are_no_rows(store: Store, tmp_path: Path, form: str) -> None:
    frame, between, ruler, footer = DRAWN[form]
    names = ["VideoId", "VideoType", "VideoDuration", "RecordStartTime", "RecordStopTime"]
    rows = [[name, "0", "2400000", "2024-03-27 09:30:00", "2024-03-27 10:10:00"] for name in "ab"]
    lines = [frame.format(between.join(cells)) for cells in (names, *rows)]
    content = "\n".join(
        [ruler if form != "psql" else "", lines[0], ruler, *lines[1:], ruler, footer, ""]
    )
    table = read(store, tmp_path, content)
    assert table.ms == [40 * MINUTE] * 2 and not any(table.flaws)
    assert table.manifest.extra_columns == []


@pytest.mark.slow
def test_an_error_anywhere_costs_its_row_alone(store: Store, tmp_path: Path) -> None:
    dice = random.Random(5)
    odd = [
        "#NAME?",
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#WERT!",
        "Err:502",
        "####",
        "=A1*2",
    ]
    needed = [name for name in NAMES if name != "VideoSize"]
    for _ in range(12):
        lines = part(NAMES, *(f"v{at}" for at in range(9))).splitlines()
        broken = {at: dice.choice(needed) for at in dice.sample(range(9), 3)}
        for at, column in broken.items():
            cells = lines[at + 1].split(",")
            cells[NAMES.index(column)] = dice.choice(odd)
            lines[at + 1] = ",".join(cells)
        table = read(store, tmp_path, "\n".join([*lines, ""]))
        refused = {
            at: row["flaws"][0].split("|")[0] for at, row in enumerate(table.rows) if row["flaws"]
        }
        assert refused == broken
