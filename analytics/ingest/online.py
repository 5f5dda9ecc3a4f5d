"""DescribeOnlineRecord documents straight into the rows' files: the same bytes as the general reader writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from analytics.ingest import units
from analytics.ingest.items import ONLINE_RECORD, plain
from analytics.ingest.jsontext import to_json
from analytics.ingest.manifest import Options
from analytics.ingest.recordings import TASK_WORDS, VIDEO_WORDS
from analytics.ingest.sink import LATEST, LONGEST_VALUE, RECORDING_COLUMNS, ROW_COLUMNS, Sink

# Escapes that stand for a quote, a backslash, a control character or half a letter.
_ODD_ESCAPE = re.compile(rb"\\(?!/|u(?!00[01]|0022|005[cC]|[dD][89a-fA-F])[0-9a-fA-F]{4})")
_LARGEST = 10**15
_FLUSH = 1000
_STATUSES = {"PREPARED", "RECORDING", "PAUSED", "STOPPED", "FINISHED"}
_TASK_NAMES = {words[0]: ours for ours, words in TASK_WORDS.items() if not ours.startswith("Error")}
_FILE_NAMES = {words[0]: ours for ours, words in VIDEO_WORDS.items()}
# Fields of this answer that no column holds; they are kept as they are.
_REST = {"replayurl": str, "interrupts": list, "requestid": str}
_TASK_TYPES = {
    "taskid": str, "status": str, "recordstarttime": int, "recordstoptime": int, "videoinfos": list,
    "omitteddurations": list, **_REST,
}  # fmt: skip
_TASK_MARKS = ("taskid", "status", "recordstarttime", "recordstoptime", "videoinfos")
_FILE_TYPES = {"videoid": str, "videoplaytime": int, "videoduration": int}
_HEAD = ROW_COLUMNS[: ROW_COLUMNS.index("VideoId")]
_FILE = ROW_COLUMNS[len(_HEAD) : ROW_COLUMNS.index("DurationUnit")]

_Object = dict[str, Any]
_Getter = Callable[[_Object], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _File:
    """How files with the same names and types of fields are written; `quotes` stand in one."""

    quotes: int
    marks: _Getter
    cells: str
    values: _Getter


@dataclass(frozen=True, slots=True)
class _Task(_File):
    """The same of tasks; `quotes` are those outside its lists. `names` are its fields that say something."""

    recording: str
    recorded: _Getter
    names: dict[str, str]


class Writer:
    """Writes documents of the usual form, and says of others that it did not."""

    def __init__(self, sink: Sink, options: Options) -> None:
        self._sink = sink
        self._unit = options.unit or ONLINE_RECORD.unit
        self._tasks: dict[tuple[Any, ...], _Task | None] = {}
        self._files: dict[tuple[Any, ...], _File | None] = {}
        self._start()

    def _start(self) -> None:
        self._rows: list[str] = []
        self._recordings: list[str] = []
        self._votes: units.Evidence | None = None
        self._ms = self._span = self._wall_s = self._longest = 0

    def add(self, document: _Object, raw: bytes, place: str) -> bool:
        """Write a document; False where the general reader has to."""
        task: Any = document
        quotes = 0
        if len(document) == 1:
            task, quotes, place = document.get("Response"), 2, place + ".Response"
            if type(task) is not dict:
                return False
        key = (*task, *map(type, task.values()))
        form = self._tasks[key] if key in self._tasks else self._task_form(task, key)
        if form is None or (b"\\" in raw and _ODD_ESCAPE.search(raw)):
            return False
        task_id, status, start, stop, videos = form.marks(task)
        if not (0 < start < stop <= LATEST and task_id.strip() and status in _STATUSES):
            return False
        head = form.cells % form.values(task)
        names = form.names
        inner = f"{place}.{names['videoinfos']}"
        rows, span, longest = [], 0, 0
        for number, video in enumerate(videos):
            if type(video) is not dict:
                return False
            key = (*video, *map(type, video.values()))
            kind = self._files[key] if key in self._files else self._file_form(video, key)
            if kind is None:
                return False
            video_id, play, length = kind.marks(video)
            if not (0 <= play < _LARGEST and 0 <= length < _LARGEST and video_id.strip()):
                return False
            quotes += kind.quotes
            span, longest = max(span, play + length), max(longest, length)
            rows.append(f'{head}{kind.cells % kind.values(video)}"{inner}[{number}]",""\n')
        for name in ("omitteddurations", "interrupts"):
            if name in names:
                quotes += _quotes(task[names[name]])
        # A name that stands twice is gone from what was parsed; its quotes are not.
        if raw.count(b'"') != quotes + form.quotes:
            return False
        if len(raw) > LONGEST_VALUE and not _are_short([task, *videos]):
            return False
        self._rows += rows
        self._recordings.append(_recording(form, task, place))
        if videos:
            self._vote(span, stop - start, longest)
        if len(self._recordings) >= _FLUSH:
            self.flush()
        return True

    def flush(self) -> None:
        """Write down what was gathered, before anything else is written to the same files."""
        if not self._recordings:
            return
        self._sink.files["rows"].write("".join(self._rows))
        self._sink.files["recordings"].write("".join(self._recordings))
        votes = units.Evidence(
            self._span, self._wall_s, self._ms, ms=self._ms, longest=self._longest
        )
        if self._votes is not None:
            votes += self._votes
        has_files = bool(self._rows)
        self._sink.took(ONLINE_RECORD, len(self._recordings), votes if has_files else None)
        self._start()

    def _vote(self, span: int, wall_s: int, longest: int) -> None:
        if wall_s * 50_000 <= span * 100 <= wall_s * 105_000:
            self._ms += 1
            self._span += span
            self._wall_s += wall_s
            self._longest = max(self._longest, longest)
        else:
            self._votes = (self._votes or units.Evidence()) + units.lesson(span, wall_s, longest)

    def _task_form(self, task: _Object, key: tuple[Any, ...]) -> _Task | None:
        self._tasks[key] = None
        names = _names(task, _TASK_NAMES.keys() | {"videoinfos", *_REST}, _TASK_TYPES)
        if names is None or "_" in "".join(names.values()):
            return None
        columns = {_TASK_NAMES[name]: names[name] for name in names if name in _TASK_NAMES}
        omitted = columns.pop("OmittedDurations", None)
        recorded = [columns[name] for name in RECORDING_COLUMNS if name in columns]
        shown = {**columns, "place": "", "document": "", "OmittedDurations": omitted}
        recording = _cells(RECORDING_COLUMNS, shown, self._unit)
        form = self._tasks[key] = _Task(
            quotes=_own_quotes(task),
            marks=itemgetter(*(names[name] for name in _TASK_MARKS)),
            cells=_cells(_HEAD, columns, self._unit) + ",",
            values=itemgetter(*(columns[name] for name in _HEAD if name in columns)),
            recording=recording + "\n",
            recorded=itemgetter(*recorded),
            names=names,
        )
        return form

    def _file_form(self, video: _Object, key: tuple[Any, ...]) -> _File | None:
        self._files[key] = None
        names = _names(video, _FILE_NAMES.keys(), _FILE_TYPES)
        if names is None:
            return None
        columns = {_FILE_NAMES[name]: names[name] for name in names}
        form = self._files[key] = _File(
            quotes=_own_quotes(video),
            marks=itemgetter(*(names[name] for name in _FILE_TYPES)),
            cells=_cells([*_FILE, "DurationUnit"], columns, self._unit) + ",",
            values=itemgetter(*(columns[name] for name in _FILE if name in columns)),
        )
        return form


def _names(found: _Object, known: Iterable[str], types: dict[str, type]) -> dict[str, str] | None:
    """Plain name -> name as written, of the fields that are not null; None where a name or a type is unusual."""
    names = {plain(name): name for name in found}
    if len(names) != len(found) or not names.keys() <= set(known):
        return None
    stated = {name: written for name, written in names.items() if found[written] is not None}
    for name, written in stated.items():
        kind = type(found[written])
        if kind is not types.get(name, kind) or (name not in types and kind not in (str, int)):
            return None
    needed = _TASK_MARKS if types is _TASK_TYPES else _FILE_TYPES
    return stated if all(name in stated for name in needed) else None


def _cells(columns: list[str], shown: Iterable[str], unit: str) -> str:
    given = {"DurationUnit": f'"{unit}"', **dict.fromkeys(shown, '"%s"')}
    return ",".join(given.get(column, '""') for column in columns)


def _recording(form: _Task, task: _Object, place: str) -> str:
    names = form.names
    omitted = to_json(task[names["omitteddurations"]]) if "omitteddurations" in names else ""
    rest = {written: task[written] for name, written in names.items() if name in _REST}
    kept = to_json(rest) if rest else ""
    cells = (omitted.replace('"', '""'), kept.replace('"', '""'))
    return form.recording % (place, *form.recorded(task), *cells)


def _own_quotes(found: _Object) -> int:
    return 2 * len(found) + 2 * sum(type(value) is str for value in found.values())


def _quotes(value: Any) -> int:
    """How many quotes stand in a value; far below any count where it holds something unusual."""
    kind = type(value)
    if kind is str:
        return 2
    if kind is int:
        return 0 if -_LARGEST < value < _LARGEST else -_LARGEST
    if kind is list:
        return sum(map(_quotes, value))
    if kind is dict:
        return 2 * len(value) + sum(map(_quotes, value.values()))
    return -_LARGEST


def _are_short(objects: list[_Object]) -> bool:
    texts = (value if type(value) is str else to_json(value) for each in objects for value in each.values() if type(value) is not int)  # fmt: skip
    return all(len(text) <= LONGEST_VALUE for text in texts)
