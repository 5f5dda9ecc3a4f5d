"""What a cell of the flat form may hold: each case is a row of one file, named by its VideoId."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from analytics import ingest
from analytics.ingest import Flaw, Options, Receipt
from analytics.reports import filters
from analytics.storage.store import Store
from tests.support.exports import MINUTE, NINE, flat, row

NOON_SHANGHAI = "2024-03-27T12:00:00+08:00"
GOOD = {
    # VideoId: (cells, what is asked, what is answered)
    "whole": ({"VideoDuration": "17969"}, "ms", 17_969),
    "zero": ({"VideoDuration": "0"}, "ms", 0),
    "plus": ({"VideoDuration": "+5"}, "ms", 5),
    "leading-zeros": ({"VideoDuration": "007"}, "ms", 7),
    "spaces": ({"VideoDuration": " 7 "}, "ms", 7),
    "point-zero": ({"VideoDuration": "60000.0"}, "ms", 60_000),
    "longest": ({"VideoDuration": "90720000"}, "ms", 90_720_000),
    "odd-and-long": ({"VideoDuration": "90719999"}, "ms", 90_719_999),
    "type-0": ({"VideoType": "0"}, "kind", "camera"),
    "type-1": ({"VideoType": "1"}, "kind", "screen"),
    "type-2": ({"VideoType": "2"}, "kind", "whiteboard"),
    "type-3": ({"VideoType": "3"}, "kind", "mixed"),
    "type-4": ({"VideoType": "4"}, "kind", "audio"),
    "type-name": ({"VideoType": "screen"}, "kind", "screen"),
    "type-capitals": ({"VideoType": " Whiteboard "}, "kind", "whiteboard"),
    "status-missing": ({"Status": ""}, "billable_ms", MINUTE),
    "status-lower-case": ({"Status": "finished"}, "billable_ms", MINUTE),
    "status-recording": ({"Status": "RECORDING"}, "billable_ms", 0),
    "status-failed": ({"Status": "FAILED"}, "billable_ms", 0),
    "mixed-is-free": ({"VideoType": "3"}, "billable_ms", 0),
    "audio-is-free": ({"VideoType": "4"}, "billable_ms", 0),
    "app-missing": ({"SdkAppId": ""}, "app", "said"),
    "app": ({"SdkAppId": "1400"}, "app", "1400"),
    "room-of-32-bits": ({"RoomId": "4294967295"}, "room", "4294967295"),
    "room-missing": ({"RoomId": ""}, "room", ""),
    "user-missing": ({"UserId": ""}, "user", ""),
    "user-quoted": ({"UserId": 'O"Brien, 王'}, "user", 'O"Brien, 王'),
    "1234567890123456789012": ({}, "ms", MINUTE),
    "1234567890123456789013": ({"VideoDuration": 1}, "ms", 1),
    "0012": ({"VideoDuration": 2}, "ms", 2),
    "12": ({"VideoDuration": 3}, "ms", 3),
    "0x12": ({"VideoDuration": 4}, "ms", 4),
    "play-time-in-words": ({"VideoPlayTime": "x"}, "ms", MINUTE),
    "size-in-words": ({"VideoSize": "12.5 MB"}, "ms", MINUTE),
    "wide": ({"Width": "99999999999"}, "ms", MINUTE),
    "below-zero": ({"Height": "-1", "VideoSize": "-1", "VideoPlayTime": "-500"}, "ms", MINUTE),
    "size-and-pixels": ({"VideoSize": "9999999999", "Width": "1280", "Height": ""}, "ms", MINUTE),
}
INSTANTS = {
    "unix": str(NINE),
    "unix-point-zero": f"{NINE}.0",
    "offset": "2024-03-27T09:00:00+08:00",
    "offset-short": "2024-03-27T09:00:00+0800",
    "offset-hours": "2024-03-27T09:00+08",
    "offset-behind": "2024-03-26T21:00:00-04:00",
    "offset-after-a-space": "2024-03-27 09:00:00 +0800",
    "utc": "2024-03-27T01:00:00Z",
    "utc-small": "2024-03-27t01:00:00z".upper().replace("Z", "z"),
    "thousandths": "2024-03-27T09:00:00.000+08:00",
    "local": "2024-03-26T21:00:00",  # the import's zone is New York
    "local-with-a-space": "2024-03-26 21:00",
}
WHOLE_NUMBER = "is not a whole number of milliseconds"
BAD = {
    "text": ({"VideoDuration": "abc"}, "VideoDuration", f'"abc" {WHOLE_NUMBER}'),
    "empty": ({"VideoDuration": ""}, "VideoDuration", "the cell is empty"),
    "negative": ({"VideoDuration": "-5"}, "VideoDuration", '"-5" is negative'),
    "fraction": ({"VideoDuration": "1.5"}, "VideoDuration", f'"1.5" {WHOLE_NUMBER}'),
    "exponent": ({"VideoDuration": "1e3"}, "VideoDuration", f'"1e3" {WHOLE_NUMBER}'),
    "hex": ({"VideoDuration": "0x10"}, "VideoDuration", f'"0x10" {WHOLE_NUMBER}'),
    "underscore": ({"VideoDuration": "1_000"}, "VideoDuration", f'"1_000" {WHOLE_NUMBER}'),
    "endless": ({"VideoDuration": "9" * 30}, "VideoDuration", "is too large for a length"),
    "too-long": ({"VideoDuration": "90720001"}, "VideoDuration", "is more than 25 h 12 min"),
    "no-number": ({"VideoDuration": "NaN"}, "VideoDuration", f'"NaN" {WHOLE_NUMBER}'),
    "type-5": ({"VideoType": "5"}, "VideoType", '"5" is not a known kind of video'),
    "type--1": ({"VideoType": "-1"}, "VideoType", '"-1" is not a known kind of video'),
    "type-empty": ({"VideoType": ""}, "VideoType", "the cell is empty"),
    "type-word": ({"VideoType": "film"}, "VideoType", '"film" is not a known kind of video'),
    "start": ({"RecordStartTime": "nine"}, "RecordStartTime", '"nine" is not a time'),
    "no-such-day": ({"RecordStopTime": "2024-02-30"}, "RecordStopTime", "is not a time"),
    "day-first": ({"RecordStopTime": "03/04/2024"}, "RecordStopTime", "is not a time"),
    "in-ms": ({"RecordStopTime": "1711501260000"}, "RecordStopTime", "looks like milliseconds"),
    "before-1970": ({"RecordStopTime": "-5"}, "RecordStopTime", "is not a time"),
    "no-time": ({"RecordStartTime": "", "RecordStopTime": "0"}, "RecordStopTime", "neither a"),
}


class Read(NamedTuple):
    store: Store
    receipt: Receipt
    lines: dict[str, int]

    def video(self, video_id: str, field: str) -> object:
        """What is answered about one video, which is the only one of its recording."""
        fields = ("recording",) + ((field,) if field in filters.FIELDS else ())
        rows = filters.minutes_by(self.store, fields, filters.Filters(), zone="UTC")
        (found,) = [each[field] for each in rows if each["recording"] == f"of-{video_id}"]
        return found

    def flaws(self, video_id: str) -> list[Flaw]:
        return [flaw for flaw in self.receipt.problems if flaw.line == self.lines[video_id]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    cases = {name: cells for name, (cells, *_) in [*GOOD.items(), *BAD.items()]}
    cases |= {name: {"RecordStartTime": "", "RecordStopTime": t} for name, t in INSTANTS.items()}
    cases |= {"start-only": {"RecordStartTime": NOON_SHANGHAI, "RecordStopTime": "0"}}
    rows = [row(name, **{"TaskId": f"of-{name}", **cells}) for name, cells in cases.items()]
    rows.append(row("", TaskId="of-nobody"))
    folder = tmp_path_factory.mktemp("cells")
    path = folder / "cells.csv"
    path.write_text(flat(rows))
    with Store(folder / "recordings.duckdb") as store:
        options = Options(app="said", zone="America/New_York")
        receipt = ingest.import_file(store, path, options=options)
        lines = {cells["VideoId"]: line for line, cells in enumerate(rows, start=2)}
        yield Read(store, receipt, lines)


def test_every_row_of_the_file_is_accounted_for(read: Read) -> None:
    good, bad = len(GOOD) + len(INSTANTS) + 1, len(BAD) + 1
    assert read.receipt.rows == (good + bad, good, bad, 0)


@pytest.mark.parametrize("name", GOOD)
def test_a_cell_is_read_exactly(read: Read, name: str) -> None:
    _, field, value = GOOD[name]
    assert read.video(name, field) == value


@pytest.mark.parametrize("name", INSTANTS)
def test_a_time_is_the_same_instant_in_every_spelling(read: Read, name: str) -> None:
    assert stops(read.store)[name] == datetime.fromtimestamp(NINE, UTC).replace(tzinfo=None)


def stops(store: Store) -> dict[str, datetime]:
    """When each video's recording stopped, in UTC."""
    with store.write() as cursor:
        return dict(cursor.execute("select video_id, stopped_at from videos").fetchall())


def test_where_only_the_start_is_known_it_stands_for_the_stop(read: Read) -> None:
    assert read.video("start-only", "day") == "2024-03-27"
    assert stops(read.store)["start-only"] == datetime(2024, 3, 27, 4)  # noqa: DTZ001 - UTC


@pytest.mark.parametrize("name", BAD)
def test_a_bad_cell_is_refused_with_its_line_column_value_and_reason(read: Read, name: str) -> None:
    cells, column, reason = BAD[name]
    (flaw,) = read.flaws(name)
    assert (flaw.column, flaw.value) == (column, cells[column])
    assert reason in flaw.reason
    assert flaw.hint


def test_a_row_without_an_id_is_refused(read: Read) -> None:
    (flaw,) = read.flaws("")
    assert (flaw.column, flaw.reason) == ("VideoId", "the cell is empty")


def test_a_file_of_seconds_has_lengths_to_the_millisecond(store: Store, load) -> None:
    lengths = {"60": 60_000, "60.5": 60_500, "59.999": 59_999, "1.500000": 1_500, ".25": 250}
    rows = [row(text, TaskId=text, VideoDuration=text) for text in lengths]
    rows += [row("b", VideoDuration="1.2345"), row("c", VideoDuration="999999999.5")]
    receipt = load(flat(rows), unit="s")
    assert (receipt.unit, receipt.rows) == ("s", (7, 5, 2, 0))
    assert [flaw.reason.split('" ')[1] for flaw in receipt.problems] == [
        "has more than three decimals of a second",
        "is more than 25 h 12 min, and a recording is stopped after 24 hours",
    ]
    found = filters.minutes_by(store, ("recording",), filters.Filters())
    assert {each["recording"]: each["ms"] for each in found} == lengths


@pytest.mark.slow
def test_a_row_may_name_the_unit_of_its_lengths_and_no_other_word(store: Store, load) -> None:
    """An unknown word is no seconds: a minute would be a thousand."""
    units = {"a": "ms", "b": "s", "c": "", "d": "milliseconds", "e": "x"}
    rows = [
        row(name, TaskId=name, VideoDuration=60 if unit == "s" else MINUTE, DurationUnit=unit)
        for name, unit in units.items()
    ]
    receipt = load(flat(rows, list(rows[0])))
    assert receipt.rows == (5, 4, 1, 0)
    assert [(flaw.column, flaw.value) for flaw in receipt.problems] == [("DurationUnit", "x")]
    found = filters.minutes_by(store, ("recording",), filters.Filters())
    assert {each["recording"]: each["ms"] for each in found} == dict.fromkeys("abcd", MINUTE)
