"""Whatever dialect rows are written in, they are read back to the millisecond and the second."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from analytics.ingest import tables
from analytics.ingest.common.manifest import Options
from analytics.ingest.common.member import Member
from analytics.ingest.opening import recognise
from analytics.storage.store import Store

SHANGHAI = timedelta(hours=8)
KINDS = ("camera", "screen", "whiteboard", "mixed", "audio")
FIELDS = ("VideoId", "VideoType", "VideoDuration", "RecordStartTime", "RecordStopTime", "RoomId")


@dataclass(frozen=True)
class Tongue:
    """A language's header, kinds, signs in numbers, and word for a total; `lengths` by unit."""

    header: tuple[str, ...]
    kinds: tuple[str, ...]
    group: str
    decimal: str
    total: str
    lengths: dict[str, str]
    encodings: tuple[str, ...]
    room: str


TONGUES = {
    "api": Tongue(
        FIELDS, ("0", "1", "2", "3", "4"), "", ".", "Total",
        {"ms": "VideoDuration", "s": "VideoDuration (s)", "min": "video_duration_min", "clock": "VideoDuration"},
        ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "cp1252"), "Room 7",
    ),
    "en": Tongue(
        ("Video ID", "Stream type", "Duration", "Start time", "End time", "Class"),
        ("Camera", "Screen share", "Whiteboard", "Mixed", "Audio only"), ",", ".", "Grand total",
        {"ms": "Duration (ms)", "s": "Duration in seconds", "min": "Length (min)", "clock": "Duration"},
        ("utf-8", "utf-16-be", "cp1252"), "Café",
    ),
    "zh": Tongue(
        ("视频ID", "视频类型", "时长", "开始时间", "结束时间", "房间号"),
        ("摄像头", "屏幕共享", "白板", "混流", "音频"), ",", ".", "合计",
        {"ms": "时长（毫秒）", "s": "录制时长(秒)", "min": "时长/分钟", "clock": "视频时长"},
        ("utf-8", "gb18030", "gbk", "utf-16"), "初三数学",
    ),
    "de": Tongue(
        ("Video-ID", "Videotyp", "Dauer", "Beginn", "Ende", "Raum"),
        ("Kamera", "Bildschirm", "Tafel", "Gemischt", "Ton"), ".", ",", "Summe",
        {"ms": "Dauer [ms]", "s": "Dauer in Sekunden", "min": "Dauer [Min]", "clock": "Länge"},
        ("utf-8", "cp1252", "utf-16"), "Übungsraum",
    ),
    "ja": Tongue(
        ("動画ID", "動画種別", "録画時間", "録画開始", "録画終了", "教室"),
        ("カメラ", "画面共有", "ホワイトボード", "ミックス", "音声"), ",", ".", "合計",
        {"ms": "録画時間(ミリ秒)", "s": "録画時間(秒)", "min": "録画時間(分)", "clock": "録画時間"},
        ("utf-8", "cp932"), "一年三組のへや",
    ),
}  # fmt: skip


def plain(number: Decimal, tongue: Tongue, grouped: bool) -> str:
    text = f"{number:,f}" if grouped and tongue.group else f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans({",": tongue.group, ".": tongue.decimal}))


def clock(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    text = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{rest:03}" if rest else text


def excel(at: datetime) -> str:
    days = Decimal((at - datetime(1899, 12, 30)) // timedelta(seconds=1)) / 86_400  # noqa: DTZ001
    return f"{days:.10f}"


def american(at: datetime) -> str:
    half = "PM" if at.hour >= 12 else "AM"
    return f"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at:%M:%S} {half}"


MOMENTS: dict[str, Callable[[datetime], str]] = {
    "unix": lambda at: str(int((at - SHANGHAI).replace(tzinfo=UTC).timestamp())),
    "iso": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}",
    "offset": lambda at: f"{at:%Y-%m-%d %H:%M:%S}+08:00",
    "utc": lambda at: f"{at - SHANGHAI:%Y-%m-%dT%H:%M:%SZ}",
    "slashes": lambda at: f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M:%S}",
    "points": lambda at: f"{at:%d.%m.%Y %H:%M:%S}",
    "day first": lambda at: f"{at:%d/%m/%Y %H:%M:%S}",
    "american": american,
    "characters": lambda at: f"{at.year}年{at.month}月{at.day}日 {at.hour}:{at:%M:%S}",
    "excel": excel,
    "words": lambda at: f"{at.day} {at:%B} {at.year} {at:%H:%M:%S}",
}


@dataclass(frozen=True)
class Dialect:
    tongue: Tongue
    encoding: str
    delimiter: str
    moment: str
    unit: str
    grouped: bool
    titles: int
    total: bool
    blanks: bool
    crlf: bool


@st.composite
def dialects(draw: st.DrawFn) -> Dialect:
    tongue = TONGUES[draw(st.sampled_from(sorted(TONGUES)))]
    return Dialect(
        tongue,
        draw(st.sampled_from(tongue.encodings)),
        draw(st.sampled_from(",\t;|")),
        draw(st.sampled_from(sorted(MOMENTS))),
        draw(st.sampled_from(["ms", "s", "min", "clock"])),
        draw(st.booleans()),
        draw(st.integers(0, 4)),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
    )


@st.composite
def lessons(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Videos of lessons; lengths are multiples of 9 ms, which minutes and hours can say with an end. The first is on a
    day after the twelfth, so that day and month are told apart.
    """
    rows = []
    for number in range(draw(st.integers(1, 8))):
        day = draw(st.integers(13, 28) if number == 0 else st.integers(1, 28))
        start = datetime(2024, draw(st.integers(1, 12)), day, draw(st.integers(0, 23)), draw(st.integers(0, 59)), draw(st.integers(0, 59)))  # fmt: skip  # noqa: DTZ001
        ms = 9 * draw(st.integers(1, 5 * 3600 * 111))
        rows.append(
            {
                "id": f"video{1_000_000 + number}",
                "kind": draw(st.integers(0, 4)),
                "ms": ms,
                "start": start,
                "stop": start + timedelta(seconds=ms // 1000 + draw(st.integers(1, 900))),
            }
        )
    return rows


def length(ms: int, dialect: Dialect) -> str:
    if dialect.unit == "clock":
        return clock(ms)
    per = {"ms": 1, "s": 1000, "min": 60_000}[dialect.unit]
    return plain(Decimal(ms) / per, dialect.tongue, dialect.grouped)


def written(rows: list[dict[str, Any]], dialect: Dialect) -> bytes:
    tongue, text = dialect.tongue, io.StringIO()
    writer = csv.writer(
        text, delimiter=dialect.delimiter, lineterminator="\r\n" if dialect.crlf else "\n"
    )
    for number in range(dialect.titles):
        writer.writerow([f"Export {number}", "", "", "", "", ""] if number else [tongue.room])
    header = list(tongue.header)
    header[2] = tongue.lengths[dialect.unit]
    writer.writerow(header)
    moment = MOMENTS[dialect.moment]
    for row in rows:
        writer.writerow(
            [
                row["id"],
                tongue.kinds[row["kind"]],
                length(row["ms"], dialect),
                moment(row["start"]),
                moment(row["stop"]),
                tongue.room,
            ]
        )
        if dialect.blanks:
            writer.writerow([])
    if dialect.total:
        total = sum(row["ms"] for row in rows)
        writer.writerow([tongue.total, "", length(total, dialect), "", "", ""])
    return text.getvalue().encode(dialect.encoding)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with Store(tmp_path_factory.mktemp("rules") / "db.duckdb") as store:
        yield store


@pytest.mark.slow
@hypothesis.given(rows=lessons(), dialect=dialects())
@hypothesis.settings(
    max_examples=80,
    suppress_health_check=[
        hypothesis.HealthCheck.function_scoped_fixture,
        hypothesis.HealthCheck.too_slow,
    ],
)
def test_rows_are_read_back_from_any_dialect(
    rules: Store, tmp_path: Path, rows: list[dict[str, Any]], dialect: Dialect
) -> None:
    hypothesis.assume(dialect.encoding != "cp1252" or dialect.moment != "characters")
    # 1.008 may be a thousand and eight where nothing else is written in another way; the import then asks, by its clock.
    lengths = [length(row["ms"], dialect) for row in rows]
    hypothesis.assume(not all(re.fullmatch(r"\d{1,3}[.,]\d{3}", text) for text in lengths))
    path = tmp_path / "table"
    path.write_bytes(written(rows, dialect))
    member = Member("", path, recognise.sort(path))
    manifest = tables.inspect(member, tmp_path, Options(), {}, [], careful=True)
    assert manifest.rows
    found = rules.ask(
        "preview", path=str(manifest.rows.path), columns=dict.fromkeys(manifest.rows.columns, "VARCHAR"),
        unit=manifest.unit, zone="Asia/Shanghai", app="", has_day=False, most=100,
        earliest=datetime(1900, 1, 1), latest=datetime(2200, 1, 1),  # noqa: DTZ001 - UTC, as the database keeps it
    )  # fmt: skip
    assert [row["flaws"] for row in found] == [[] for _ in rows]
    told = ("video_id", "kind", "ms", "started_at", "stopped_at", "room")
    assert [tuple(row[name] for name in told) for row in found] == [
        (r["id"], KINDS[r["kind"]], r["ms"], r["start"], r["stop"], dialect.tongue.room)
        for r in rows
    ]
    said = " ".join(manifest.warnings)
    assert ("total agrees" in said) == dialect.total
    first = 1 + dialect.titles
    step = 2 if dialect.blanks else 1
    assert [int(row["place"]) for row in found] == [
        first + 1 + step * number for number in range(len(rows))
    ]
