"""Make school.csv.gz: one year of recordings of an online school that does not exist.

    python data/samples/make_school.py

A school (weekday afternoons and evenings, in term) and its tutoring branch (weekends, holidays),
one row per recorded file under the API's own names: durations and play times in ms, start and stop
in Unix seconds, sizes in bytes. Lessons come in order of stop time, their files together. The same
arguments give the same rows on every machine: all chance is Random.random(), which Python keeps
stable, and no function of the C maths library is used.
"""

import csv
import gzip
import hashlib
import heapq
import io
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from itertools import accumulate, chain, count
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

T = TypeVar("T")
Row = tuple[int | str, ...]
Lesson = tuple[int, str, Row, list[Row]]  # stop, task, the columns before and after VideoId
HEADER = (
    "SdkAppId,TaskId,RoomId,RecordStartTime,RecordStopTime,Status,FinishReason,VideoId,VideoType,"
    "UserId,VideoPlayTime,VideoDuration,VideoSize,VideoFormat,VideoUrl,Width,Height"
)
SCHOOL, TUTORING = 1400000001, 1400000002
CAMERA, SCREEN, WHITEBOARD, MIXED, AUDIO = range(5)
FIRST, LAST = date(2025, 9, 1), date(2026, 8, 31)
AUDIO_FROM = date(2026, 3, 1)  # the tutoring branch asks for sound files from here on
SHANGHAI = timezone(timedelta(hours=8))  # no other offset since 1991
MINUTE = 60_000

# Days from (included) to (excluded): new year, when nobody teaches; holidays; winter; summer.
SEASONS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("2026-02-14", "2026-02-25"),),
    (("2025-10-01", "2025-10-09"), ("2026-01-01", "2026-01-04"), ("2026-05-01", "2026-05-06")),
    (("2026-01-31", "2026-03-02"),),
    (("2026-07-04", "2026-09-01"),),
)
# When lessons start: HHMM and weight, by app and weekend.
SLOTS = {
    (SCHOOL, False): {1400: 4, 1500: 5, 1600: 5, 1700: 2, 1840: 5, 1940: 5, 2040: 2},
    (SCHOOL, True): {900: 3, 1000: 3, 1400: 2},
    (TUTORING, False): {1500: 1, 1640: 1, 1840: 5, 1940: 5, 2040: 2},
    (TUTORING, True): {900: 4, 1030: 5, 1330: 4, 1500: 5, 1630: 3, 1900: 3},
}
# Of 1,000 lessons: what does not go as planned. Each is something a usage page should find.
HABITS: dict[str, float] = {"planned": 944, "left_running": 1, "over_midnight": 5, "no_show": 12}
HABITS |= {"board_left_on": 8, "board_only": 8, "forgotten_pause": 2, "exception": 7}
HABITS |= {"stuck": 4, "crashed": 5, "killed": 4}
BROKEN = {"exception": ("FINISHED", "EXCEPTION"), "stuck": ("RECORDING", "")}
BROKEN |= {"crashed": ("STOPPED", "EXCEPTION"), "killed": ("STOPPED", "FORCE_STOP")}
SCREENS = ((1920, 1080, 620), (1920, 1080, 620), (1366, 768, 430), (2560, 1440, 800))
LAYOUTS = {"101": (640, 360, 150), "3": (1280, 720, 240), "custom": (1624, 1000, 267)}


class Room(NamedTuple):
    app: int
    id: int
    opens: date
    weight: float
    teachers: tuple[str, ...]
    students: tuple[str, ...]


class Track(NamedTuple):
    """One stream of a lesson, from begin to end (ms of play time, pauses left out)."""

    kind: int
    user: str
    begin: int
    end: int
    picture: tuple[int, int, int]  # width, height, kilobits a second


class Dice(Random):
    def between(self, low: int, high: int) -> int:
        return low + int(self.random() * (high - low + 1))

    def bell(self, mean: float, spread: float) -> float:
        """Around the mean, never further off than 1.5 * spread * mean."""
        return mean * (1 + spread * (self.random() + self.random() + self.random() - 1.5))

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.random() * len(things))]

    def weigh(self, weights: Mapping[T, float]) -> T:
        edges = list(accumulate(weights.values()))
        return list(weights)[bisect(edges, self.random() * edges[-1], hi=len(edges) - 1)]


def rows(seed: int = 11, lessons: int = 6000, rooms: int = 60, users: int = 250) -> Iterator[Row]:
    """Yield rows in HEADER's order: `lessons` lessons of about four files, one a room at a time."""
    dice = Dice(seed)
    number = 5285890781570653827
    for _, task, lesson, files in _by_stop(dice, lessons, _open_rooms(dice, rooms, users)):
        for place, file in enumerate(files):
            number += dice.between(1, 3)
            digest = hashlib.sha256(f"{task}/{place}".encode()).hexdigest()[:32]
            yield (*lesson, str(number) if lesson[0] == SCHOOL else digest, *file)


def _open_rooms(dice: Dice, many: int, users: int) -> list[Room]:
    teachers = [f"teacher_{n:02}" for n in range(1, users // 5 + 1)]
    students = [f"student_{n:03}" for n in range(1, users - len(teachers) + 1)]
    rooms = []
    for n in range(many):
        app = SCHOOL if n * 5 < many * 3 else TUTORING
        number = 210_100 + n // 4 * 100 + n % 4 + 1
        if app == TUTORING:  # the last one is beyond a signed 32-bit integer
            number = dice.between(10**8, 2 * 10**9) if n < many - 1 else 3_405_691_582
        opens = FIRST + timedelta(days=dice.between(20, 240) if n % 10 in (3, 6, 9) else 0)
        pair = (teachers[n % len(teachers)], teachers[(n + 1) % len(teachers)])
        group = tuple(dict.fromkeys(dice.pick(students) for _ in range(14)))
        rooms.append(Room(app, number, opens, 0.3 + 2 * dice.random() * dice.random(), pair, group))
    return rooms


def _demand(app: int, day: date) -> float:
    """How many lessons a day asks for, against a school day in September."""
    iso, weekend = day.isoformat(), day.weekday() >= 5
    new_year, holiday, winter, summer = (any(a <= iso < b for a, b in s) for s in SEASONS)
    growth = 1 + 0.6 * (day - FIRST).days / 365
    if new_year or (app == SCHOOL and (holiday or winter)):
        return 0
    if app == SCHOOL:
        base = 0.06 if weekend else 0.85 if day.weekday() == 4 else 1.0
        return base * growth * (0.25 if summer else 1)
    base = 0.85 if weekend else 0.5 if summer or winter else 0.18
    return base * growth * (0.3 if holiday else 0.7 if summer else 1)


def _by_stop(dice: Dice, lessons: int, rooms: Sequence[Room]) -> Iterator[Lesson]:
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    shares = [(day, app, _demand(app, day)) for day in days for app in (SCHOOL, TUTORING)]
    shares = [(day, app, dice.bell(share, 0.12)) for day, app, share in shares]
    so_far = list(accumulate(share for *_, share in shares))
    planned = [0, *(round(lessons * share / so_far[-1]) for share in so_far)]
    free_at, serial = dict.fromkeys(rooms, 0), count(0x2B0C11)
    running: list[Lesson] = []
    for place, (day, app, _) in enumerate(shares):
        midnight = int(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).timestamp())
        while running and running[0][0] < midnight:
            yield heapq.heappop(running)
        plan = []
        for _ in range(planned[place + 1] - planned[place]):
            slot = dice.weigh(SLOTS[app, day.weekday() >= 5])
            habit = dice.weigh(HABITS) if day < LAST else "planned"
            if habit == "over_midnight" and app == TUTORING:
                slot = 2320  # for pupils abroad
            plan.append((slot // 100 * 3600 + slot % 100 * 60 + dice.between(-120, 360), habit))
        here = [room for room in rooms if room.app == app and room.opens <= day]
        for second, habit in sorted(plan):
            free = {room: room.weight for room in here if free_at[room] < midnight + second}
            room = dice.weigh(free or {min(here, key=lambda room: free_at[room]): 1.0})
            start = max(midnight + second, free_at[room] + 60)
            lesson = _record(dice, room, day, start, habit, next(serial))
            free_at[room] = lesson[0]
            heapq.heappush(running, lesson)
    yield from sorted(running)


def _record(dice: Dice, room: Room, day: date, start: int, habit: str, serial: int) -> Lesson:
    left = ((start << 64) | (0x5D1E0C77A1 << 24) | serial) << 4  # time, machine, counter
    task = "".join("0123456789abcdefghijklmnopqrstuv"[left >> n & 31] for n in range(95, -1, -5))
    minutes = 40 if room.app == SCHOOL else dice.weigh({45: 6, 60: 3, 90: 1})
    last = int(dice.bell(minutes * MINUTE, 0.06))  # when the last camera leaves
    status, reason = "FINISHED", "USER_CALL"
    tail = cut = paused = 0  # ms: after the last camera; place of a pause; its length
    if habit in BROKEN:
        last, (status, reason) = int(last * (0.2 + 0.7 * dice.random())), BROKEN[habit]
    elif habit == "no_show":
        last = dice.between(9 * MINUTE, 22 * MINUTE)
    elif habit == "board_left_on":
        tail, reason = dice.between(40 * MINUTE, 180 * MINUTE), "AUTO"
    elif habit == "left_running":  # published: stopped by force after 24 h
        tail, reason = 24 * 60 * MINUTE - dice.between(1, 999) - last, "FORCE_STOP"
    elif habit == "forgotten_pause":  # published: stopped by force after 90 min of pause
        paused, reason = 90 * MINUTE, "FORCE_STOP"
    elif dice.random() < 0.15:  # published: stopped after 300 s without sound, picture or stroke
        tail, reason = 5 * MINUTE, "AUTO"
    elif dice.random() < 0.1:
        cut, paused = int(last * (0.4 + 0.2 * dice.random())), dice.between(2 * MINUTE, 12 * MINUTE)
    files: list[Row] = []
    for track in sorted(_tracks(dice, room, day, habit, last, last + tail), key=lambda t: t.begin):
        width, height, kbps = track.picture
        for begin, end in ((track.begin, min(track.end, cut)), (max(track.begin, cut), track.end)):
            if begin < end:
                form = "mp3" if track.kind == AUDIO else "mp4"
                url = f"https://recordings.example.com/{room.app}/{task}/{len(files) + 1}.{form}"
                stored = (int(dice.bell((end - begin) * kbps / 8, 0.2)), form, url)
                if status != "FINISHED":
                    stored = (0, form, "")  # nothing was uploaded
                files.append((track.kind, track.user, begin, end - begin, *stored, width, height))
    stop = start - (-(last + tail + paused) // 1000) + dice.between(1, 4)
    return stop, task, (room.app, task, room.id, start, stop, status, reason), files


def _tracks(dice: Dice, room: Room, day: date, habit: str, last: int, span: int) -> Iterator[Track]:
    school, teacher = room.app == SCHOOL, room.teachers[dice.random() < 0.15]
    if habit == "board_only" or dice.random() < (0.95 if school else 0.85):
        yield Track(WHITEBOARD, "", dice.between(0, 900), span, (1280, 720 if school else 960, 170))
    if habit == "board_only":
        return
    arrival, first = dice.between(0, 20_000), dice.between(0, 13)
    cameras = [(teacher, arrival, last, (1280, 720, 490))]
    guests = dice.weigh({0: 38, 1: 37, 2: 18, 3: 7}) if school else 1
    for step in range(0 if habit == "no_show" else guests):
        student = room.students[(first + step) % len(room.students)]
        begin = int(last * (0.35 if school else 0.06) * dice.random())
        end = last - int(last * (0.4 if school else 0.05) * dice.random())
        device = ((640, 360, 264), (640, 480, 290), (480, 360, 170))[int(student[-3:]) % 3]
        cameras.append((student, begin, end, device))
    for user, begin, end, picture in cameras:
        if end - begin > 12 * MINUTE and dice.random() < 0.13:  # off and on again
            off = begin + int((end - begin) * (0.2 + 0.5 * dice.random()))
            yield Track(CAMERA, user, begin, off, picture)
            begin = off + dice.between(20_000, 4 * MINUTE)
        yield Track(CAMERA, user, begin, end, picture)
    if habit != "no_show" and dice.random() < (0.3 if school else 0.15):
        begin = int(last * (0.1 + 0.3 * dice.random()))
        end = min(last, begin + dice.between(4 * MINUTE, 22 * MINUTE))
        user = f"tic_substream_{teacher}" if dice.random() < 0.9 else teacher
        yield Track(SCREEN, user, begin, end, dice.pick(SCREENS))
    if dice.random() < (0.22 + 0.2 * (day - FIRST).days / 365 if school else 0.08):
        for layout in dice.pick((("101",), ("3",), ("101", "3"), ("101", "3"), ("101", "custom"))):
            user = f"tic_mixstream_{room.id}_{layout}"
            yield Track(MIXED, user, dice.between(0, 400), span, LAYOUTS[layout])
    if not school and day >= AUDIO_FROM:
        yield Track(AUDIO, teacher, arrival, last, (0, 0, 48))


def text(table: Iterator[Row]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(chain([HEADER.split(",")], table))
    return out.getvalue().encode()


if __name__ == "__main__":
    path = Path(__file__).with_name("school.csv.gz")
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(text(rows()))
    print(f"{path}: {path.stat().st_size:,} bytes")
