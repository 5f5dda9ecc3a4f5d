"""The same six videos as people's tables tell them: files in tests/fixtures/dialects, and workbooks made here."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

FOLDER = Path(__file__).parents[1] / "fixtures" / "dialects"
TEXTS = sorted(path.name for path in FOLDER.iterdir())
# Those whose encoding has no letters for some of the names, and stand in others.
RENAMED = {
    "spanish_windows.csv": {"Raum 4", "Müller"},
    "traditional_chinese_big5.csv": {"張老師的房間", "學生 7"},
    "japanese_shift_jis.csv": {"三年二組の教室", "ユーザー７"},
}
ROWS = 6
TOTAL_MS = 10_875_300
ASKED = """
    select video_id, kind, duration_ms, started_at, stopped_at, status, app, task_id
    from videos order by video_id
"""
# app, task, room, start, stop, status, reason, id, kind, user, minutes
LESSONS: Sequence[tuple[Any, ...]] = (
    ("1400000001", "task-a", "880528", "2024-03-27 09:30", "2024-03-27 10:15", "FINISHED", "AUTO",
     "5285890781570653829", 0, "teacher_16", "40"),
    ("1400000001", "task-a", "880528", "2024-03-27 09:30", "2024-03-27 10:15", "FINISHED", "AUTO",
     "5285890781570653830", 2, "", "44"),
    ("1400000001", "task-a", "880528", "2024-03-27 09:30", "2024-03-27 10:15", "FINISHED", "AUTO",
     "5285890781570653831", 3, "tic_mixstream_880528_101", "18.5"),
    ("1400000001", "task-b", "张老师的房间", "2024-04-05 23:40", "2024-04-06 00:25", "FINISHED", "USER_CALL",
     "5285890781570653832", 1, "学生 7", "45"),
    ("1400000001", "task-b", "张老师的房间", "2024-04-05 23:40", "2024-04-06 00:25", "FINISHED", "USER_CALL",
     "5285890781570653833", 4, "teacher_16", "0.75"),
    ("1400000002", "task-c", "Übung 3", "2024-12-11 14:00", "2024-12-11 15:00", "RECORDING", "",
     "5285890781570653834", 0, "José", "33.005"),
)  # fmt: skip
GERMAN_KINDS = ("Kamera", "Bildschirm", "Whiteboard", "Gemischt", "Ton")


def day_and_time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - as a spreadsheet has it


def length(minutes: str) -> timedelta:
    whole, _, rest = minutes.partition(".")
    return timedelta(minutes=int(whole), milliseconds=int(f"{rest:0<3}") * 60 if rest else 0)


def workbook(path: Path) -> None:
    """Excel's own dates and lengths, below a title, with a sum, and a sheet that is none of ours."""
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Notizen").write(0, 0, "nur Notizen")
    sheet = book.add_worksheet("Aufnahmen")
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    clock = book.add_format({"num_format": "[h]:mm:ss"})
    sheet.write(0, 0, "Aufnahmen im Halbjahr")
    header = (
        *("Anwendung", "Aufnahme-ID", "Raum", "Beginn", "Ende", "Status", "Grund"),
        *("Video-ID", "Typ", "Benutzer", "Dauer"),
    )
    sheet.write_row(2, 0, header)
    for line, lesson in enumerate(LESSONS, 3):
        app, task, room, start, stop, status, reason, video, kind, user, minutes = lesson
        sheet.write_number(line, 0, int(app))
        sheet.write_row(line, 1, [task, room])
        sheet.write_datetime(line, 3, day_and_time(start), moment)
        sheet.write_datetime(line, 4, day_and_time(stop), moment)
        sheet.write_row(line, 5, [status, reason])
        sheet.write_string(line, 7, video)
        sheet.write_row(line, 8, [GERMAN_KINDS[kind], user])
        sheet.write_number(line, 10, length(minutes) / timedelta(days=1), clock)
    total = sum((length(lesson[-1]) for lesson in LESSONS), timedelta())
    sheet.write(9, 0, "Summe")
    sheet.write_number(9, 10, total / timedelta(days=1), clock)
    book.add_worksheet("Pivot").write_row(0, 0, ["Raum", "Minuten"])
    book.close()


def parquet(path: Path) -> None:
    """Typed columns: moments, lengths, numbers."""
    names = ("sdkAppId", "taskId", "roomId", "start", "stop", "status", "reason")
    names = (*names, "videoId", "videoType", "userId", "length")
    columns = dict(zip(names, zip(*LESSONS, strict=True), strict=True))
    moments = {name: list(map(day_and_time, columns[name])) for name in ("start", "stop")}
    zone = pa.timestamp("ms", "Asia/Shanghai")
    table = {
        **columns,
        **{
            name: pa.array([at - timedelta(hours=8) for at in found], pa.timestamp("ms")).cast(zone)
            for name, found in moments.items()
        },
        "videoType": pa.array(columns["videoType"], pa.int64()),
        "length": pa.array(list(map(length, columns["length"])), pa.duration("ms")),
    }
    pq.write_table(pa.table(table), path)
