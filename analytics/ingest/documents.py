"""A file of JSON documents into the flat form: one file of rows and one of recordings, ready to load.

A file may hold one document, a list, or a document a line. Broken text refuses the whole file where it is one
document, and only its own line where there is a document a line.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.errors import Problem
from analytics.ingest import shapes, units
from analytics.ingest.manifest import Manifest, Options, Table

ROW_COLUMNS = [
    "SdkAppId", "TaskId", "RoomId", "RecordStartTime", "RecordStopTime", "Status", "FinishReason",
    "VideoId", "VideoType", "UserId", "VideoPlayTime", "VideoDuration", "VideoSize", "VideoFormat",
    "VideoUrl", "Width", "Height", "DurationUnit", "place", "ragged",
]  # fmt: skip
RECORDING_COLUMNS = [
    "place", "TaskId", "SdkAppId", "RoomId", "GroupId", "RecordUserId", "Status", "FinishReason",
    "RecordStartTime", "RecordStopTime", "TotalTime", "DurationUnit", "ExceptionCnt",
    "OmittedDurations", "ErrorCode", "ErrorMsg", "document",
]  # fmt: skip
USAGE_COLUMNS = ["place", "Time", "SdkAppId", "RoomId", "SubProduct", "Value"]


# The last second of ten digits; more digits are milliseconds, and no wall clock.
_LATEST = 9_999_999_999


def inspect(path: Path, folder: Path, options: Options) -> Manifest:
    """Read the documents of `path` (UTF-8) into tables in `folder`. Raises Problem where the file as a whole is bad."""
    found = list(_found(path))
    recordings = [item for item in found if isinstance(item, shapes.Recording)]
    usages = [item for item in found if isinstance(item, shapes.Usage)]
    strangers = [item for item in found if isinstance(item, shapes.Stranger)]
    if not recordings and not usages:
        shown = f': it starts with "{strangers[0].shown.lstrip(chr(0))[:60]}"' if strangers else ""
        raise Problem(
            f"no recording document of a known shape was found{shown}",
            hint="Give an API response, a callback, or the billing page's form",
        )
    manifest = Manifest(shape=_main_shape(recordings, usages))
    others = sorted({item.shape.name for item in recordings + usages} - {manifest.shape})
    if others:
        manifest.warnings.append(
            f"The file also holds documents of the shapes {', '.join(others)}."
        )
    unit_of = _units(recordings, options, manifest)
    _need_a_day(recordings, options)
    with _Sheet(folder / "rows.csv", ROW_COLUMNS) as rows:
        for recording in recordings:
            for place, video in recording.videos:
                rows.add(
                    {
                        **recording.facts,
                        **video,
                        "place": place,
                        "DurationUnit": unit_of[recording.shape.name],
                    }
                )
            for place, shown in recording.broken:
                rows.add({"place": place, "ragged": f"not_a_document:{shown}"})
        for stranger in strangers:
            flaw = "not_json" if stranger.shown.startswith("\0") else "not_a_document"
            rows.add({"place": stranger.path, "ragged": f"{flaw}:{stranger.shown.lstrip(chr(0))}"})
    manifest.rows = Table(rows.path, ROW_COLUMNS)
    with _Sheet(folder / "recordings.csv", RECORDING_COLUMNS) as sheet:
        for recording in recordings:
            sheet.add(
                {
                    **recording.facts,
                    "place": recording.path,
                    "DurationUnit": unit_of[recording.shape.name],
                    "document": _whole_characters(json.dumps(recording.source, ensure_ascii=False)),
                }
            )
    manifest.recordings = Table(sheet.path, RECORDING_COLUMNS)
    if usages:
        with _Sheet(folder / "usages.csv", USAGE_COLUMNS) as sheet:
            for usage in usages:
                sheet.add({**usage.facts, "place": usage.path})
        manifest.usages = Table(sheet.path, USAGE_COLUMNS)
    return manifest


def _main_shape(recordings: list[shapes.Recording], usages: list[shapes.Usage]) -> str:
    names = [item.shape.name for item in recordings] or [item.shape.name for item in usages]
    return max(dict.fromkeys(names), key=names.count)


def _found(path: Path) -> Iterator[shapes.Recording | shapes.Usage | shapes.Stranger]:
    for place, document in _documents(path.read_text(encoding="utf-8-sig")):
        yield from (
            [document] if isinstance(document, shapes.Stranger) else shapes.read(document, place)
        )


def _documents(whole: str) -> Iterator[tuple[str, Any]]:
    try:
        yield "$", _parse(whole)
        return
    except json.JSONDecodeError as fault:
        lines = [(number, line) for number, line in enumerate(whole.split("\n"), 1) if line.strip()]
        documents = list(_lines(lines))
        breaks_off = fault.pos >= len(whole.rstrip())
        if breaks_off or lines[0][1].strip() in ("[", "{") or not _are_documents(documents):
            raise Problem(
                f"the JSON breaks off or is damaged ({fault.msg})",
                where=f"line {fault.lineno}, column {fault.colno}",
                hint="Export it again, whole",
            ) from fault
    yield from documents


def _are_documents(documents: list[tuple[str, Any]]) -> bool:
    """Whether lines are documents of their own, and no broken document's lines, of which one may happen to be JSON."""
    return not isinstance(documents[0][1], shapes.Stranger) or any(
        not isinstance(found, shapes.Stranger)
        for place, document in documents
        if not isinstance(document, shapes.Stranger)
        for found in shapes.read(document, place)
    )


def _lines(lines: list[tuple[int, str]]) -> Iterator[tuple[str, Any]]:
    for number, line in lines:
        place = f"line {number}: $"
        try:
            yield place, _parse(line)
        except json.JSONDecodeError:
            yield place, shapes.Stranger(f"line {number}", "\0" + line[:200])


def _parse(text: str) -> Any:
    def refuse(name: str) -> Any:
        return shapes.Literal(name)

    try:
        return json.loads(
            text, parse_float=shapes.Literal, parse_int=shapes.Literal, parse_constant=refuse
        )
    except RecursionError as fault:
        raise Problem("the JSON is nested too deeply", hint="Give the API's own form") from fault


def _units(
    recordings: list[shapes.Recording], options: Options, manifest: Manifest
) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for shape in dict.fromkeys(recording.shape for recording in recordings):
        evidence = _evidence([r for r in recordings if r.shape == shape])
        unit = units.decide(shape.unit, options.unit, evidence, f"the shape {shape.name}")
        chosen[shape.name] = unit.name
        if unit.warning:
            manifest.warnings.append(unit.warning)
        if shape.name == manifest.shape:
            manifest.unit, manifest.unit_reason = unit.name, unit.reason
    return chosen


def _evidence(recordings: list[shapes.Recording]) -> units.Evidence:
    span = wall = lessons = 0
    for recording in recordings:
        ends = [
            _number(video["VideoPlayTime"]) + _number(video["VideoDuration"])
            for _, video in recording.videos
        ]
        length = max(ends, default=0)
        facts, shape = recording.facts, recording.shape
        start, stop = _number(facts["RecordStartTime"]), _number(facts["RecordStopTime"])
        clock = stop - start if 0 < start < stop <= _LATEST else 0
        if not shape.has_times or not facts["RecordStopTime"]:
            total = _number(facts["TotalTime"])
            clock = total if shape is shapes.BILLING_PAGE else total // 1000
        if length > 0 and clock > 0:
            span, wall, lessons = span + length, wall + clock, lessons + 1
    return units.Evidence(span, wall, lessons)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


def _need_a_day(recordings: list[shapes.Recording], options: Options) -> None:
    if options.day:
        return
    for recording in recordings:
        facts = recording.facts
        if (
            not recording.shape.has_times
            and not facts["RecordStartTime"]
            and not facts["RecordStopTime"]
        ):
            raise Problem(
                f"a document of the shape {recording.shape.name} says no time",
                where=recording.path,
                hint="Give the day of the lesson: --day 2024-03-27, or the day field on the Imports page",
            )


def _whole_characters(text: str) -> str:
    """Without halves of a character, which JSON may escape and no database takes."""
    return text.encode("utf-8", "replace").decode()


class _Sheet:
    """A CSV file of texts with fixed columns; what a row lacks is empty."""

    def __init__(self, path: Path, columns: list[str]) -> None:
        self.path = path
        self._columns = columns

    def __enter__(self) -> _Sheet:
        self._file = self.path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        self._writer = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        self._writer.writerow(self._columns)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, values: dict[str, str]) -> None:
        self._writer.writerow(
            [values.get(column, "").replace("\0", "") for column in self._columns]
        )
