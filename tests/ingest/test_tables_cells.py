"""Cells and headers as people write them: tables of cases."""

import pytest

from analytics.ingest.tables import header, values
from analytics.ingest.tables.rows import is_total_word
from analytics.ingest.tables.times import Moments, is_clock, is_moment, moment, next_day, open_order
from analytics.ingest.tables.values import Lengths, Numbers
from analytics.ingest.tables.zones import header_zone

ENGLISH, GERMAN = Numbers(",", "."), Numbers(".", ",")


@pytest.mark.parametrize(
    ("text", "numbers", "read"),
    [
        ("1800", GERMAN, "1800"),
        ("1,800,000", ENGLISH, "1800000"),
        ("1.800.000", GERMAN, "1800000"),
        ("1 800 000", GERMAN, "1800000"),
        ("1\u202f800", ENGLISH, "1800"),
        ("1'800'000", ENGLISH, "1800000"),
        ("12,34,567", ENGLISH, "1234567"),
        ("1.800,5", GERMAN, "1800.5"),
        ("1,800.5", ENGLISH, "1800.5"),
        ("1.5", ENGLISH, "1.5"),
        ("0,5", GERMAN, "0.5"),
        ("１２３", ENGLISH, "123"),
        ("-5", ENGLISH, "-5"),
        ("−5", ENGLISH, "-5"),
        ("1.5", GERMAN, None),
        ("1,23", ENGLISH, None),
        ("1,800,00", ENGLISH, None),
        ("1,800 000", ENGLISH, None),
        ("1_000", ENGLISH, None),
        ("1e3", ENGLISH, None),
        ("abc", ENGLISH, None),
        ("", ENGLISH, None),
        ("9" * 100, ENGLISH, None),
    ],
)
def test_a_number_is_read_by_the_signs_of_its_column(
    text: str, numbers: Numbers, read: str | None
) -> None:
    assert values.number(text, numbers) == read


@pytest.mark.parametrize(
    ("text", "form", "read"),
    [
        ("1800", Lengths("s"), ("1800", "s")),
        ("0:30:15", Lengths("min"), ("0:30:15", "hh:mm:ss")),
        ("00:30:15,5", Lengths(), ("0:30:15.5", "hh:mm:ss")),
        ("00：30：15", Lengths(), ("0:30:15", "hh:mm:ss")),
        ("123:00:00", Lengths(), ("123:00:00", "hh:mm:ss")),
        ("1 day, 2:00:00", Lengths(), ("26:00:00", "hh:mm:ss")),
        ("2 days 02:03:04", Lengths(), ("50:03:04", "hh:mm:ss")),
        ("1.02:00:00", Lengths(), ("26:00:00", "hh:mm:ss")),
        ("-0:30:00", Lengths(), ("-0:30:00", "hh:mm:ss")),
        ("30:15", Lengths(colons="mm:ss"), ("0:30:15", "hh:mm:ss")),
        ("75:15", Lengths(colons="mm:ss"), ("1:15:15", "hh:mm:ss")),
        ("1:15", Lengths(colons="hh:mm"), ("1:15:00", "hh:mm:ss")),
        ("30:15", Lengths(), ("30:15", "hh:mm:ss")),
        ("1h 20m", Lengths(), ("4800000", "ms")),
        ("40 min", Lengths("s"), ("2400000", "ms")),
        ("0.33 min", Lengths(), ("19800", "ms")),
        ("1小时20分", Lengths(), ("4800000", "ms")),
        ("12分30秒", Lengths(), ("750000", "ms")),
        ("1 Std. 20 Min.", Lengths(), ("4800000", "ms")),
        ("PT1H20M0.5S", Lengths(), ("4800500", "ms")),
        ("3 apples", Lengths("s"), ("3 apples", "s")),
        ("1 min 2 min", Lengths("s"), ("1 min 2 min", "s")),
        ("0.0001 s", Lengths("s"), ("0.0001 s", "s")),
        ("abc", Lengths("min"), ("abc", "min")),
    ],
)
def test_a_length_may_state_its_own_unit(text: str, form: Lengths, read: tuple[str, str]) -> None:
    assert values.length(text, form) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("摄像头", "camera"), ("屏幕共享", "screen"), ("白板", "whiteboard"), ("混流", "mixed"), ("纯音频", "audio"),
        ("Kamera", "camera"), ("Bildschirm", "screen"), ("Gemischt", "mixed"), ("Caméra", "camera"), ("Écran", "screen"),
        ("Pizarra", "whiteboard"), ("カメラ", "camera"), ("화면 공유", "screen"), ("Screen-share", "screen"),
        ("2", "2"), ("2.0", "2"), ("0 - camera", "camera"), ("白板(2)", "whiteboard"),
        ("1 camera", "1 camera"), ("5", "5"), ("film", "film"), ("", ""), ("2.5", "2.5"),
    ],
)  # fmt: skip
def test_a_kind_is_known_in_many_languages(text: str, read: str) -> None:
    assert values.kind(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [("已完成", "FINISHED"), ("Abgeschlossen", "FINISHED"), ("录制中", "RECORDING"), ("En pause", "PAUSED"),
     ("失败", "FAILED"), ("FINISHED", "FINISHED"), ("PROCESSING", "PROCESSING"), ("odd", "odd")],
)  # fmt: skip
def test_a_status_is_known_in_many_languages(text: str, read: str) -> None:
    assert values.status(text) == read


NOON = "2024-03-27T09:30:00"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1711503000", "1711503000"),
        ("1711503000.0", "1711503000"),
        ("2024-03-27 09:30", "2024-03-27 09:30"),
        ("2024/3/27 9:30", NOON),
        ("2024/3/27 9:30:00", NOON),
        ("2024年3月27日 9:30", NOON),
        ("2024年3月27日9时30分", NOON),
        ("2024年3月27日 上午9:30", NOON),
        ("2024年3月27日 下午9:30:05", "2024-03-27T21:30:05"),
        ("2024/03/27(水) 09:30", NOON),
        ("2024. 3. 27. 오전 9:30", NOON),
        ("27.03.2024 09:30", NOON),
        ("27.03.2024, 09:30 Uhr", NOON),
        ("Mi, 27.03.2024 09:30", NOON),
        ("27.03.24 09:30", NOON),
        ("05.06.2024 10:00", "2024-06-05T10:00:00"),
        ("27/03/2024 09:30", NOON),
        ("27/03/2024 à 09h30", NOON),
        ("3/27/2024 9:30 AM", NOON),
        ("3/27/2024 12:05 AM", "2024-03-27T00:05:00"),
        ("3/27/2024 12:05 PM", "2024-03-27T12:05:00"),
        ("27 Mar 2024 09:30", NOON),
        ("Mar 27, 2024 9:30 am", NOON),
        ("27. März 2024 09:30", NOON),
        ("27 de marzo de 2024 9:30", NOON),
        ("20240327 093000", NOON),
        ("20240327T0930", NOON),
        ("45378.395833333336", NOON),
        ("45378,3958333333", NOON),
        ("45378", "2024-03-27T00:00:00"),
        ("2024-03-27 09:30:00 UTC", NOON + "+00:00"),
        ("2024-03-27 09:30 UTC+8", NOON + "+08:00"),
        ("2024-3-27", "2024-03-27"),
        # what is no moment, or may be two, stays as it stands
        ("03/04/2024 09:30", "03/04/2024 09:30"),
        ("24/3/27 9:30", "24/3/27 9:30"),
        ("31/02/2024 10:00", "31/02/2024 10:00"),
        ("2024-03-27 09:30 CST", "2024-03-27 09:30 CST"),
        ("2024/3/27 25:00", "2024/3/27 25:00"),
        ("1711503000123", "1711503000123"),
        ("9:30", "9:30"),
        ("nine", "nine"),
        ("", ""),
    ],
)
def test_a_moment_is_read_as_iso_or_left_as_it_stands(text: str, read: str) -> None:
    assert moment(text, Moments()) == read


@pytest.mark.parametrize(
    ("text", "form", "read"),
    [
        ("03/04/2024 09:30", Moments("dmy"), "2024-04-03T09:30:00"),
        ("03/04/2024 09:30", Moments("mdy"), "2024-03-04T09:30:00"),
        ("03/04/24 09:30", Moments("dmy"), "2024-04-03T09:30:00"),
        ("24/3/4 9:30", Moments("ymd"), "2024-03-04T09:30:00"),
        ("03/27/2024 09:30", Moments("dmy"), "03/27/2024 09:30"),
        ("2024-03-27 09:30", Moments(zone="+00:00"), "2024-03-27 09:30+00:00"),
        ("2024-03-27T09:30:00Z", Moments(zone="+08:00"), "2024-03-27T09:30:00Z"),
        ("2024-07-01 09:30", Moments(zone="Europe/Berlin"), "2024-07-01 09:30+02:00"),
        ("2024-12-01 09:30", Moments(zone="Europe/Berlin"), "2024-12-01 09:30+01:00"),
        ("1711503000123", Moments(epoch=13), "2024-03-27T01:30:00.123Z"),
    ],
)
def test_a_column_says_what_a_cell_cannot(text: str, form: Moments, read: str) -> None:
    assert moment(text, form) == read


def test_a_day_whose_order_is_open_says_so() -> None:
    assert open_order("03/04/2024 09:30") == (3, 4, "2024", "/")
    assert open_order("2024/03/04") is None
    assert open_order("4 March 2024") is None
    assert [is_moment(text) for text in ("03/04/2024", "1711503000", "9:30", "7")] == [1, 1, 0, 0]
    assert [is_clock(text) for text in ("9:30", "21:05:00", "9:30 PM", "27.3.", "")] == [
        1,
        1,
        1,
        0,
        0,
    ]
    assert next_day("2024-02-28T23:00:00") == "2024-02-29T23:00:00"


@pytest.mark.parametrize(
    ("cell", "column", "unit", "zone"),
    [
        ("VideoId", "VideoId", "", ""), ("video_id", "VideoId", "", ""), ("videoID", "VideoId", "", ""),
        ("Video ID", "VideoId", "", ""), ("\ufeffVideoId", "VideoId", "", ""), ("视频ID", "VideoId", "", ""),
        ("视频的编号(VideoId)", "VideoId", "", ""), ("开始时间\nStart", "RecordStartTime", "", ""),
        ("时长(秒)", "VideoDuration", "s", ""), ("录制时长（分钟）", "VideoDuration", "min", ""),
        ("时长（单位：秒）", "VideoDuration", "s", ""), ("时长秒", "VideoDuration", "s", ""),
        ("录制分钟数", "VideoDuration", "min", ""), ("録画時間", "VideoDuration", "", ""),
        ("duration_ms", "VideoDuration", "ms", ""), ("durationSeconds", "VideoDuration", "s", ""),
        ("Duration in minutes", "VideoDuration", "min", ""), ("Dauer [Min]", "VideoDuration", "min", ""),
        ("VideoDuration_s", "VideoDuration", "s", ""), ("Recorded minutes", "VideoDuration", "min", ""),
        ("Länge (hh:mm:ss)", "VideoDuration", "hh:mm:ss", ""), ("时长(分:秒)", "VideoDuration", "mm:ss", ""),
        ("Durée", "VideoDuration", "", ""), ("Start (UTC)", "RecordStartTime", "", "+00:00"),
        ("start_time_utc", "RecordStartTime", "", "+00:00"), ("结束时间(北京时间)", "RecordStopTime", "", "+08:00"),
        ("Ende", "RecordStopTime", "", ""), ("教室", "RoomId", "", ""),
    ],
)  # fmt: skip
def test_a_header_says_column_unit_and_zone(cell: str, column: str, unit: str, zone: str) -> None:
    name = header.read(cell)
    assert ({m.column for m in name.meanings}, name.unit, name.zone) == ({column}, unit, zone)


def test_what_is_no_known_name_is_none() -> None:
    for cell in ("Class size", "备注", "", "Grade", "x" * 1000):
        assert [m for m in header.read(cell).meanings if m.how >= header.WORD] == []


@pytest.mark.parametrize(
    ("text", "zone"),
    [("UTC", "+00:00"), ("GMT+8", "+08:00"), ("UTC-03:30", "-03:30"), ("Asia/Shanghai", "Asia/Shanghai"),
     ("北京时间", "+08:00"), ("Foo/Bar", ""), ("s", ""), ("CST", "")],
)  # fmt: skip
def test_a_zone_in_a_header(text: str, zone: str) -> None:
    assert header_zone(text) == zone


def test_words_for_a_total() -> None:
    for cell in ("合计", "合计：", "Total", "Grand total (12 files)", "SUMME", "Итого:"):
        assert is_total_word(cell)
    for cell in ("Totally", "v1", "", "12", "camera"):
        assert not is_total_word(cell)
