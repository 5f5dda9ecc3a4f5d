"""Zones as people write them, in --zone, in headers and in cells; one that is not understood is asked about."""

from datetime import datetime

import pytest

from analytics import ingest
from analytics.core.errors import Problem
from analytics.ingest import Options
from analytics.ingest.common import zones
from analytics.storage.store import Store

TEXT = "VideoId,VideoType,VideoDuration,{start},{stop}\na1,0,1800000,{at},{end}\n"
SPELLINGS = ["UTC+8", "utc+08", "GMT+08:00", "GMT +8", "+08:00", "+0800", "+8", "Asia/Shanghai", "asia/shanghai"]  # fmt: skip


def stop(store: Store) -> datetime:
    with store.write() as cursor:
        ((moment,),) = cursor.execute("select stopped_at from videos").fetchall()
    return moment


def table(start: str = "RecordStartTime", stop: str = "RecordStopTime", zone: str = "") -> str:
    at, end = f"2024-07-10 02:30:00{zone}", f"2024-07-10 03:00:00{zone}"
    return TEXT.format(start=start, stop=stop, at=at, end=end)


@pytest.mark.slow
@pytest.mark.parametrize("zone", SPELLINGS)
def test_a_zone_is_taken_as_people_write_it(store: Store, load, zone: str) -> None:
    assert load(table(), zone=zone).rows.loaded == 1
    assert stop(store) == datetime(2024, 7, 9, 19)  # noqa: DTZ001 - UTC


@pytest.mark.slow
@pytest.mark.parametrize("zone", SPELLINGS[:-1])
@pytest.mark.parametrize("name", ["Start time ({})", "RecordStartTime ({})"])
def test_a_header_s_zone_is_the_same_zone(store: Store, load, zone: str, name: str) -> None:
    names = (name.format(zone), name.replace("Start", "Stop").format(zone))
    assert load(table(*names), zone="America/New_York").rows.loaded == 1
    assert stop(store) == datetime(2024, 7, 9, 19)  # noqa: DTZ001 - UTC


@pytest.mark.slow
@pytest.mark.parametrize("zone", [" UTC+8", "+0800", " +08:00", " GMT+08:00", " Asia/Shanghai"])
def test_a_cell_s_zone_is_the_same_zone(store: Store, load, zone: str) -> None:
    assert load(table(zone=zone), zone="America/New_York").rows.loaded == 1
    assert stop(store) == datetime(2024, 7, 9, 19)  # noqa: DTZ001 - UTC


@pytest.mark.slow
@pytest.mark.parametrize(
    "note", ["CST", "PST", "UTC+25", "Mars/Olympus", "Pacific Time", "北美时间"]
)
def test_a_header_s_zone_that_is_not_understood_is_asked_about(
    store: Store, load, note: str
) -> None:
    text = table(f"Start time ({note})", f"Stop time ({note})")
    receipt = load(text)
    assert receipt.status == "refused"
    (problem,) = receipt.problems
    assert f'"{note}"' in problem.reason and "--zone UTC+8" in problem.hint
    answered = load(text, zone="UTC-8", has_zone=True)
    assert answered.rows.loaded == 1
    assert stop(store) == datetime(2024, 7, 10, 11)  # noqa: DTZ001 - UTC


@pytest.mark.slow
@pytest.mark.parametrize("note", ["optional", "yyyy-mm-dd", "s", "local"])
def test_other_notes_of_a_header_are_no_zones(store: Store, load, note: str) -> None:
    assert load(table(f"Start time ({note})", f"Stop time ({note})")).rows.read == 1


@pytest.mark.parametrize("name", ["Timezone", "UTC offset", "时区"])
@pytest.mark.parametrize("cell", ["UTC", "+00:00"])
def test_a_column_of_zones_is_that_of_each_row_s_times(
    store: Store, load, name: str, cell: str
) -> None:
    receipt = load(
        table().replace("RecordStopTime\n", f"RecordStopTime,{name}\n").rstrip() + f",{cell}\n"
    )
    assert stop(store) == datetime(2024, 7, 10, 3)  # noqa: DTZ001 - UTC
    assert any(f'the zone that "{name}" names: {cell}' in warning for warning in receipt.warnings)


def test_rows_of_several_zones_have_each_its_own(store: Store, load) -> None:
    head, row = table().splitlines()
    text = f"{head},tz\n{row},Asia/Shanghai\nb{row[1:]},America/New_York\n"
    assert load(text, zone="UTC").rows.loaded == 2
    with store.write() as cursor:
        rows = cursor.execute("select stopped_at from videos order by 1").fetchall()
    assert [moment.hour for (moment,) in rows] == [19, 7]


def test_a_zone_in_a_column_that_is_not_understood_is_asked_about(store: Store, load) -> None:
    head, row = table().splitlines()
    text = f"{head},Timezone\n{row},CST\n"
    (problem,) = load(text).problems
    assert '"CST"' in problem.reason and "--zone UTC+8" in problem.hint
    assert load(text, zone="UTC-8", has_zone=True).rows.loaded == 1
    assert stop(store) == datetime(2024, 7, 10, 11)  # noqa: DTZ001 - UTC


def test_a_header_s_zone_is_said_of_the_times_and_a_column_s_may_be_of_the_room(
    store: Store, load
) -> None:
    head, row = table("Start (UTC)", "Stop (UTC)").splitlines()
    load(f"{head},Timezone\n{row},Asia/Shanghai\n")
    assert stop(store) == datetime(2024, 7, 10, 3)  # noqa: DTZ001 - UTC


@pytest.mark.parametrize(
    ("text", "name"),
    [("UTC", "UTC"), ("z", "UTC"), ("+00:00", "UTC"), ("UTC-5", "Etc/GMT+5"), ("+05:30", "Asia/Kolkata"), ("utc+0545", "Asia/Kathmandu")],
)  # fmt: skip
def test_an_offset_has_a_name_of_its_own(text: str, name: str) -> None:
    assert zones.named(text) == name


@pytest.mark.parametrize("text", ["UTC+25", "+15:00", "CST", "Mars/Olympus", "", "localtime", "8"])
def test_what_is_no_zone_is_a_sentence(store: Store, load, text: str) -> None:
    with pytest.raises(Problem, match="is not a time zone"):
        zones.named(text)
    assert "is not a time zone" in load(table(), zone=text).problems[0].reason


def test_a_preview_takes_the_same_zones(store: Store, tmp_path) -> None:
    (tmp_path / "a.csv").write_text(table())
    (row,) = ingest.look(store, tmp_path / "a.csv", Options(zone="UTC+8")).rows
    assert row.stopped_at == datetime(2024, 7, 10, 3)  # noqa: DTZ001 - of the zone
