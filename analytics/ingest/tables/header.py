"""Which line is the header, and what its cells say: a column, a unit, a zone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from analytics.core.errors import Problem
from analytics.ingest.common.limits import HEADER_LINES, MOST_COLUMNS
from analytics.ingest.tables import words, zones
from analytics.ingest.tables.records import Record

# How a header's cell was known, the better the higher.
LOOKS: int = 1
WORD: int = 2
NAME: int = 3

_BRACKETS = re.compile(r"[(\[{【〔<]([^()\[\]{}【】〔〕<>]*)[)\]}】〕>]")
_LEAD = re.compile(
    r"^(in|en|em|unit|einheit|unité|unidad|单位|單位|単位)\b\s*[:=]?\s*|^(单位|單位|単位)[:=]?",
    re.IGNORECASE,
)
# A sum or a mean over many files, as a query names it, is the length of none.
_AGGREGATE = re.compile(r"(sum|avg|mean|min|max|count|median|total)\s*\(", re.IGNORECASE)
# What stands between a name and what it belongs to: EventData.TaskId, VideoInfos[0].VideoDuration, `db`.`col`, "t"."c".
_QUALIFIERS = re.compile(r"""\.|->>?|::|__|/|:|(?:\[|_|\.)[0-9]+(?:\]|_|\.)|["'`\[\]$]""")
# The number of a file among several: VideoInfos[0].VideoDuration, VideoInfos.1.VideoDuration.
INDEX = re.compile(r"(?:^|[\[._/])[0-9]+[\]._/]", re.ASCII)
# What was planned and not measured.
_PLANNED = "plan|sched|expect|estimat|计划|計劃|预计|預計|预定|预约|預約|预估|geplant|soll|prevu|previst|予定|예정|план"
# A length that nobody measured, and one of something else than a file.
_NO_LENGTH = re.compile(
    rf"{_PLANNED}|target|remain|max|average|avg|mean|limit|quota|pause|break|idle|wait|delay|lag|upload|process"
    r"|name|queue|平均|最大|剩余"
)
# With another word before them these name something else: teacher.id, room.name.
_TOO_SHORT = 4
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST = 100
# The words for units that may end a name without anything between, the longest first.
_UNITS_AT_END = tuple(
    sorted(
        (word for word in words.UNITS if len(word) > 1 or not word.isascii()), key=len, reverse=True
    )
)
# No title has so many of the names, so that the search ends.
_ENOUGH = 5
_TIME = words.key("時間")
# What a column's name has in it, where it is no known word: only for what is needed, and only if the cells agree.
_TOKENS = {
    "VideoDuration": "duration|length|时长|時長|dauer|lange$|laenge|duree|duracion|duracao|durata|длит|продолжит|길이|長さ|録画時間|minutes",
    "RecordStartTime": "start|begin|开始|開始|起始|debut|inicio|inizio|anfang|시작|начал",
    "RecordStopTime": "stop|end|结束|結束|停止|終了|fin$|^fin|fine|종료|конец|оконч",
    "VideoType": "type|kind|typ$|类型|類型|种类|種別|種類|tipo|art$|유형|^тип|^вид",
    "VideoId": "(video|file|clip|media|视频|視頻|文件|影片|動画|datei|archivo|fichier|영상|видео|файл).*(id|no|num|nr|编号|編號|番号|kennung)$|uuid|guid",
}  # fmt: skip


class Meaning(NamedTuple):
    """A flat column that a cell may stand for: how it is known, in which language, how much of the cell is the word."""

    column: str
    how: int
    language: str
    letters: int


class Name(NamedTuple):
    """A header's cell: what it may mean, the unit that it states ("" where none), and the zone."""

    meanings: tuple[Meaning, ...]
    unit: str
    zone: str


class Header(NamedTuple):
    """Where the header stands: `before` records come first; `known` of its cells are names of flat columns."""

    line: int
    before: int
    cells: list[str]
    known: int


def find(records: Iterable[Record]) -> Header | None:
    """The record among the first with the most known names; None where none has two of them."""
    best: Header | None = None
    for number, record in enumerate(islice(records, HEADER_LINES)):
        known = count_known(record.cells)
        if known >= 2 and (best is None or known > best.known):
            best = Header(record.line, number, record.cells, known)
        if best and best.known >= _ENOUGH:
            break
    return best


def first_row(records: Iterable[Record]) -> Header | None:
    """The first record with more than one cell, for a table whose header has no known names."""
    for number, record in enumerate(islice(records, HEADER_LINES)):
        if sum(1 for cell in record.cells if cell.strip()) > 1:
            return Header(record.line, number, record.cells, count_known(record.cells))
    return None


def count_known(cells: Sequence[str]) -> int:
    """How many flat columns the cells name."""
    return len(named(cells))


def named(cells: Sequence[str]) -> set[str]:
    """The flat columns that the cells name."""
    names = [cell for cell in cells[:MOST_COLUMNS] if len(cell) < _LONGEST and not cell.isdecimal()]
    return {m.column for cell in names for m in read(cell).meanings if m.how >= WORD}


def labels(cells: Sequence[str]) -> list[str]:
    """The header's cells as names that differ; trailing empty ones are left out. Raises Problem for too many."""
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise Problem(
            f"the header has {len(names):,} columns",
            hint=f"At most {MOST_COLUMNS} columns are read; remove those that are not needed",
        )
    unique: list[str] = []
    for number, name in enumerate(names, 1):
        label = name or f"column {number}"
        suffix = 2
        while label in unique:
            label = f"{name} ({suffix})"
            suffix += 1
        unique.append(label)
    return unique


@lru_cache(maxsize=20_000)
def read(cell: str) -> Name:
    """What a header's cell says: "时长(秒)" is VideoDuration in seconds, "start_time_utc" RecordStartTime in UTC."""
    if len(cell) > _LONGEST:
        return Name((), "", "")
    text = unicodedata.normalize("NFKC", cell).replace("\ufeff", "").strip()
    if _AGGREGATE.match(text):
        return Name((), "", "")
    name = _read(text)
    if any(meaning.how >= WORD for meaning in name.meanings):
        return name
    last = unqualified(text)
    if last != text and len(last) >= _TOO_SHORT:
        name_of_last = _read(last)
        is_other = bool(_NO_LENGTH.search(words.key(text.removesuffix(last))))
        if any(
            meaning.how >= WORD and not (is_other and meaning.column == "VideoDuration")
            for meaning in name_of_last.meanings
        ):
            return name_of_last
    return name


def read_whole(cell: str) -> Name:
    """What a name says as it stands: of an object's field, which the objects around it must not make a column."""
    return (
        _read(unicodedata.normalize("NFKC", cell).strip())
        if len(cell) <= _LONGEST
        else Name((), "", "")
    )


def unqualified(text: str) -> str:
    """A name without the table or object that it belongs to."""
    parts = [part.strip() for part in _QUALIFIERS.split(text)]
    return next((part for part in reversed(parts) if part and not part.isdecimal()), text)


def _read(text: str) -> Name:
    notes = [note.strip() for note in _BRACKETS.findall(text)]
    base = _BRACKETS.sub(" ", text).strip()
    unit = next(filter(None, map(_unit, notes)), "")
    zone = next(filter(None, map(zones.header_zone, notes)), "")
    base, end_unit, end_zone = _without_end(base)
    meanings = _known(words.key(base))
    if not meanings:
        parts = [*re.split(r"[/\n|·]", base), *notes]
        meanings = next(filter(None, (_known(words.key(part)) for part in parts)), ())
    unit = unit or end_unit or _own_unit(words.key(base))
    return Name(meanings or _looks(words.key(base)), unit, zone or end_zone)


def _known(key: str) -> tuple[Meaning, ...]:
    if key in words.COLUMN_NAMES:
        return (Meaning(words.COLUMN_NAMES[key], NAME, "", len(key)),)
    return tuple(
        Meaning(word.column, WORD, word.language, len(key))
        for word in words.COLUMN_WORDS.get(key, ())
    )


def _looks(key: str) -> tuple[Meaning, ...]:
    return tuple(
        Meaning(column, LOOKS, "", len(key))
        for column, pattern in _TOKENS.items()
        if re.search(pattern, key) and not (column == "VideoDuration" and _NO_LENGTH.search(key))
    )


def is_planned(label: str) -> bool:
    """Whether a column is of what was planned, not of what happened."""
    return re.search(_PLANNED, words.key(label)) is not None


def _unit(note: str) -> str:
    return words.UNITS.get(words.key(_LEAD.sub("", note)), "")


def _own_unit(key: str) -> str:
    """The unit in "minutes" and "recorded minutes"; 録画時間 is just a "time"."""
    ends = (
        unit
        for word, unit in words.UNITS.items()
        if key.endswith(word) and word != _TIME and (len(word) > 2 or not word.isascii())
    )
    return next(ends, "") if any(m.column == "VideoDuration" for m in _known(key)) else ""


def _without_end(base: str) -> tuple[str, str, str]:
    """A name without the unit or zone at its end, and these: duration_ms, Dauer in Minuten, 时长秒, start_utc."""
    if _known(words.key(base)):
        return base, "", ""
    parts = [part for part in re.split(r"[\s_\-/,.:;·]+", _CAMEL.sub(" ", base)) if part]
    if len(parts) > 1:
        stem, last = parts[:-1], parts[-1]
        zone = zones.header_zone(last)
        unit = words.UNITS.get(words.key(last), "")
        while len(stem) > 1 and stem[-1].casefold() in ("in", "en", "em", "à", "单位"):
            stem.pop()
        name = " ".join(stem)
        if (unit or zone) and _known(words.key(name)):
            return name, unit, zone
    key = words.key(base)
    if key.endswith(_UNITS_AT_END):
        for word in _UNITS_AT_END:
            if key.endswith(word) and _known(key[: -len(word)]):
                return key[: -len(word)], words.UNITS[word], ""
    return base, "", ""
