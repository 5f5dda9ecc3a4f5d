"""Tables as people keep them: understood, asked about or refused with a sentence, never read wrong in silence."""

import io

import pytest
import xlsxwriter

from analytics.ingest.loading import preview
from analytics.reports import filters
from analytics.storage.store import Store
from tests.support.exports import MINUTE, NINE, flat, row

HEAD = "Video ID,Type,Start,End,Duration (min)"


def minutes_by_day(store: Store) -> dict[str, int]:
    found = filters.minutes_by(store, ("day",), filters.Filters())
    return {line["day"]: line["ms"] // MINUTE for line in found}


def workbook(*sheets: tuple[str, list[list[object]]], hide: str = "") -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                sheet.write_row(at, 0, cells)
            if name == hide:
                sheet.hide()
            elif hide:
                sheet.activate()
    return held.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "end"), [("9:30", "10:10"), ("09:30", "10:10"), ("9:30", "9:50")]
)
def test_a_clock_of_one_digit_is_not_after_one_of_two(store, load, start, end) -> None:
    load(f"Date,{HEAD}\n2024-03-27,a,camera,{start},{end},20\n")
    assert minutes_by_day(store) == {"2024-03-27": 20}


def test_a_stop_after_midnight_is_on_the_next_day(store, load) -> None:
    load(f"Date,{HEAD}\n2024-03-27,a,camera,23:50,0:30,40\n")
    assert minutes_by_day(store) == {"2024-03-28": 40}


@pytest.mark.parametrize(
    ("first", "second"),
    [("Start date,Start time", "End date,End time"), ("开始日期,开始时间", "结束日期,结束时间")],
)
def test_a_day_and_a_clock_in_two_columns_are_one_moment(store, load, first, second) -> None:
    cells = "2024-03-27,09:30,2024-03-27,10:10"
    receipt = load(f"Video ID,Type,{first},{second},Duration (min)\na,camera,{cells},40\n")
    assert "2,400,000 ms against 2,400 s" in receipt.unit_reason
    assert minutes_by_day(store) == {"2024-03-27": 40}


ONE_TIME = "Video ID,Type,Start time"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("header", "cells", "ms"),
    [
        ("Length", ["40 min", "1h05", "40'30\""], [2_400_000, 3_900_000, 2_430_000]),
        ("Length", ["2,400 s", "1,800 s"], [2_400_000, 1_800_000]),
        ("Length", ["2.400,5 s", "12 s"], [2_400_500, 12_000]),
        ("Length", ["12.345 s"], [12_345]),
        ("Unit,Length", ["min,40", "分钟,5", "s,30"], [2_400_000, 300_000, 30_000]),
    ],
)
def test_a_length_may_say_its_own_unit(store, load, header, cells, ms) -> None:
    lines = [
        f"v{n},camera,2024-03-27 09:00,{text if header != 'Length' else _quoted(text)}"
        for n, text in enumerate(cells)
    ]
    load("\n".join([f"{ONE_TIME},{header}", *lines, ""]))
    with store.write() as cursor:
        found = cursor.execute("select duration_ms from videos order by video_id").fetchall()
    assert [length for (length,) in found] == ms


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def test_a_bare_number_among_lengths_with_units_is_refused(load) -> None:
    lines = [
        f"v{n},camera,2024-03-27 09:00,{text}"
        for n, text in enumerate(["40 min", "5 min", "40", "0"])
    ]
    receipt = load("\n".join([f"{ONE_TIME},Length", *lines, ""]))
    assert receipt.rows == (4, 3, 1, 0)
    assert receipt.problems[0].value == "40" and "h:mm:ss" in receipt.problems[0].reason


@pytest.mark.slow
@pytest.mark.parametrize("lengths", [(40, 45), (2400, 2700)])
def test_short_lengths_of_which_nobody_says_the_unit_are_asked_about(load, lengths) -> None:
    lines = [f"v{n},camera,2024-03-27 09:00,{length}" for n, length in enumerate(lengths)]
    table = "\n".join([f"{ONE_TIME},Duration", *lines, ""])
    receipt = load(table)
    assert receipt.status == "refused" and "in which unit" in receipt.problems[0].reason
    assert load(table, unit="s").ms.loaded == sum(lengths) * 1000
    named = table.replace("Duration", "VideoDuration").replace("v0", "x0").replace("v1", "x1")
    assert load(named).ms.loaded == sum(lengths), "the flat form documents milliseconds"


def test_minutes_that_no_recording_lasts_are_asked_about(load) -> None:
    receipt = load(f"{ONE_TIME},Duration (min)\na,camera,2024-03-27 09:00,2400\n")
    assert receipt.status == "refused" and "40 hours" in receipt.problems[0].reason


@pytest.mark.slow
@pytest.mark.parametrize(
    ("header", "cells", "ms"),
    [
        ("Minutes,Seconds", "39,30", 2_370_000),
        ("Seconds,Minutes", "30,39", 2_370_000),
        ("Hours,Minutes", "1,5", 3_900_000),
        ("Hours,Minutes,Seconds", "1,5,9", 3_909_000),
        ("Minutes,Seconds", "40,", 2_400_000),
        ("Minutes,Seconds", "40,2400", 2_400_000),
    ],
)
def test_a_length_in_several_columns_is_their_sum(load, header, cells, ms) -> None:
    receipt = load(f"{ONE_TIME},{header}\na,camera,2024-03-27 09:00,{cells}\n")
    assert receipt.ms == (ms, ms, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("digit", ["²", "٣", "③", "x"])
def test_a_part_of_a_length_that_is_no_number_costs_its_row_alone(load, digit) -> None:
    rows = f"a,camera,2024-03-27 09:00,39,{digit}\nb,camera,2024-03-27 09:00,40,0\n"
    receipt = load(f"{ONE_TIME},Minutes,Seconds\n{rows}")
    assert receipt.rows == (2, 1, 1, 0) and receipt.ms.loaded == 40 * MINUTE
    assert receipt.problems[0].value == f"39 min {digit} s"


def test_another_column_in_seconds_is_no_part_of_the_length(load) -> None:
    receipt = load(f"{ONE_TIME},Duration (min),Idle (s)\na,camera,2024-03-27 09:00,39,30\n")
    assert receipt.ms.loaded == 39 * MINUTE


def test_a_sheet_of_sums_is_no_sheet_of_recordings(load) -> None:
    cells = [HEAD.split(","), ["a", "camera", "2024-03-27 09:00", "2024-03-27 09:10", 10]]
    sums = [["Type", "Total duration (min)"], ["camera", 10]]
    assert load(workbook(("Jan", cells), ("Sums", sums)), "a.xlsx").ms.loaded == 10 * MINUTE


@pytest.mark.slow
@pytest.mark.parametrize("total", ["Subtotal,camera,2024-03-27 12:00,70", "Total: 2 videos,,,70"])
def test_a_subtotal_with_a_kind_and_a_day_is_no_video(load, total) -> None:
    lines = ["a,camera,2024-03-27 09:00,40", "b,camera,2024-03-27 10:00,30", total]
    receipt = load("\n".join([f"{ONE_TIME},Duration (min)", *lines, ""]))
    assert receipt.rows == (2, 2, 0, 0)


def test_the_header_again_with_other_blanks_is_no_row(load) -> None:
    lines = ["a,camera,2024-03-27 09:00,40", "Video ID ,Type, Start time ,Duration (min) "]
    receipt = load(
        "\n".join([f"{ONE_TIME},Duration (min)", *lines, *lines[:1], ""]).replace("a,", "a,", 1)
    )
    assert receipt.rows.refused == 0 and "repeated" in " ".join(receipt.warnings)


def test_the_unit_of_one_header_is_not_that_of_the_other(load) -> None:
    rows = [
        row("a", VideoDuration=40, RecordStopTime=NINE + 2500),
        row("b", VideoDuration="39.5", VideoPlayTime=30_000, RecordStopTime=NINE + 2500),
    ]
    receipt = load(flat(rows).replace("VideoDuration", "Duration (min)"))
    assert (receipt.unit, receipt.ms.loaded) == ("min", 4_770_000)
    other = load(flat(rows[:1]).replace("VideoDuration", "Duration (min)"), unit="s")
    assert "names another unit" in " ".join(other.warnings)


def test_the_sheet_that_is_seen_goes_before_a_hidden_one(load) -> None:
    cells = [HEAD.split(","), ["a", "camera", "2024-03-27 09:00", "2024-03-27 09:10", 10]]
    shown = [cells[0], ["b", "camera", "2024-03-27 09:00", "2024-03-27 09:30", 30]]
    receipt = load(workbook(("old", cells), ("März", shown), hide="old"), "a.xlsx")
    assert receipt.ms.loaded == 30 * MINUTE and '"old"' in " ".join(receipt.warnings)


def test_another_sheet_with_one_more_column_is_not_left_out(load) -> None:
    cells = [HEAD.split(","), ["a", "camera", "2024-03-27 09:00", "2024-03-27 09:10", 10]]
    more = [
        [*cells[0], "Teacher"],
        ["b", "camera", "2024-03-28 09:00", "2024-03-28 09:30", 30, "x"],
    ]
    receipt = load(workbook(("Jan", cells), ("Feb", more)), "a.xlsx")
    assert receipt.status == "refused" and "2 sheets" in receipt.problems[0].reason


def test_cells_that_were_merged_over_rows_say_the_same_in_each(store, load) -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*HEAD.split(","), "Room"])
        for at in range(1, 4):
            sheet.write_row(at, 0, [f"v{at}", "camera", "2024-03-27 09:00", "2024-03-27 09:10", 10])
        sheet.merge_range(1, 5, 3, 5, "Room A")
    load(held.getvalue(), "a.xlsx")
    found = filters.minutes_by(store, ("room",), filters.Filters())
    assert [(line["room"], line["videos"]) for line in found] == [("Room A", 3)]


@pytest.mark.slow
def test_windows_1251_is_russian_and_western_words_stay_western(store, load, tmp_path) -> None:
    russian = "ID видео,Тип,Время начала,Длительность (мин),Комната\na,камера,2024-03-27 09:00,40,Физика\n"
    western = f"{ONE_TIME},Duration (min),Room\nb,camera,2024-03-27 09:00,40,Café Élysée\n"
    load(russian.encode("cp1251"))
    load(western.encode("cp1252"), "b.csv")
    found = filters.minutes_by(store, ("room",), filters.Filters())
    assert {line["room"] for line in found} == {"Физика", "Café Élysée"}


@pytest.mark.slow
def test_a_person_is_told_what_they_said_as_what_they_said(store, tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{ONE_TIME},Duration\na,camera,2024-03-27 09:00,40\n")
    seen = preview.look(store, path)
    assert "in which unit" in seen.unit_problem and not seen.is_sure
    chosen = preview.Options(mapping={**dict(seen.mapping), "unit": "min"})
    assert preview.look(store, path, chosen).unit_reason.startswith("minutes, as you said")
