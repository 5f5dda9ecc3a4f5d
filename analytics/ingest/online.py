"""Many DescribeOnlineRecord documents at once into rows: column by column, to the same bytes as the general reader.

Arrow's JSON reader with a fixed schema is strict where the general reader would have to look twice: an unknown name, a
name given twice, a fraction, a number that does not fit, a value of another type are all errors, and the documents
then go to the general reader.
"""

from __future__ import annotations

import io
import json
import re
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.json

from analytics.ingest import units
from analytics.ingest.items import ONLINE_RECORD
from analytics.ingest.jsontext import to_json
from analytics.ingest.recordings import LARGEST
from analytics.ingest.sink import LATEST, LONGEST_VALUE, RECORDING_COLUMNS, ROW_COLUMNS, vote

# Escapes that stand for a quote, a backslash, a control character or half a letter.
_ODD_ESCAPE = re.compile(rb"\\(?!/|u(?!00[01]|0022|005[cC]|[dD][89a-fA-F])[0-9a-fA-F]{4})")
_TEXT, _WHOLE = pa.string(), pa.int64()
_TASK = {
    "SdkAppId": _WHOLE, "TaskId": _TEXT, "RoomId": _WHOLE, "GroupId": _TEXT, "RecordUserId": _TEXT,
    "Status": _TEXT, "FinishReason": _TEXT, "RecordStartTime": _WHOLE, "RecordStopTime": _WHOLE,
    "TotalTime": _WHOLE, "ExceptionCnt": _WHOLE, "ReplayUrl": _TEXT, "RequestId": _TEXT,
}  # fmt: skip
_VIDEO = {
    "VideoId": _TEXT, "VideoType": _WHOLE, "UserId": _TEXT, "VideoPlayTime": _WHOLE, "VideoDuration": _WHOLE,
    "VideoSize": _WHOLE, "VideoFormat": _TEXT, "VideoUrl": _TEXT, "Width": _WHOLE, "Height": _WHOLE,
}  # fmt: skip
_SPAN = {"VideoTime": _WHOLE, "PauseTime": _WHOLE, "ResumeTime": _WHOLE}
_INTERRUPT = {"UserId": _TEXT, "Count": _WHOLE}
_STATUSES = pa.array(["PREPARED", "RECORDING", "PAUSED", "STOPPED", "FINISHED"])


class Unusual(Exception):
    """Something about these documents needs the general reader."""


class Rows(NamedTuple):
    """Documents as lines of the two files, and what they say about the unit where they have files."""

    rows: bytes
    recordings: bytes
    documents: int
    votes: units.Evidence | None


class Reader:
    """Reads documents of the form that `example` has: wrapped or not, ids as numbers or as texts."""

    def __init__(self, example: dict[str, Any], unit: str) -> None:
        self._unit = unit
        inner = example.get("Response")
        self._is_wrapped = isinstance(inner, dict)
        task = inner if isinstance(inner, dict) else example
        videos = task.get("VideoInfos")
        video = videos[0] if isinstance(videos, list) and videos else {}
        record = pa.struct(
            [
                *_typed(_TASK, task),
                ("OmittedDurations", pa.list_(pa.struct(list(_SPAN.items())))),
                ("Interrupts", pa.list_(pa.struct(list(_INTERRUPT.items())))),
                ("VideoInfos", pa.list_(pa.struct(_typed(_VIDEO, video if isinstance(video, dict) else {})))),
            ]
        )  # fmt: skip
        self._schema = pa.schema([("Response", record)] if self._is_wrapped else list(record))

    def read(self, documents: list[bytes], places: list[str]) -> Rows:
        """Documents, each an object in braces, at `places`. Raises Unusual."""
        tasks = self._parse(documents)
        path = ".Response" if self._is_wrapped else ""
        places_of = pc.binary_join_element_wise(pa.array(places, _TEXT), path, "")
        texts = {name: _as_text(tasks.field(name)) for name in _TASK}
        statuses = tasks.field("Status")
        _expect(pc.all(pc.is_in(statuses, value_set=_STATUSES)))
        _expect(pc.all(pc.not_equal(pc.utf8_trim_whitespace(texts["TaskId"]), "")))
        rows, votes = self._rows(tasks, texts, places_of)
        recorded = {**texts, "place": places_of, "DurationUnit": self._unit}
        recorded["OmittedDurations"] = _lists(tasks.field("OmittedDurations"))
        recorded["document"] = _rest(tasks)
        return Rows(rows, _csv(RECORDING_COLUMNS, recorded, len(tasks)), len(tasks), votes)

    def _parse(self, documents: list[bytes]) -> Any:
        whole = b"\n".join(documents)
        try:
            if not whole.isascii():
                whole.decode("utf-8")
            if b"\\" in whole and _ODD_ESCAPE.search(whole):
                raise Unusual
            table = pyarrow.json.read_json(
                pa.BufferReader(whole + b"\n"),
                read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=len(whole) + 2),
                parse_options=pyarrow.json.ParseOptions(
                    explicit_schema=self._schema,
                    unexpected_field_behavior="error",
                    newlines_in_values=True,
                ),
            )
        except (pa.ArrowException, UnicodeDecodeError) as fault:
            raise Unusual from fault
        _expect(table.num_rows == len(documents))
        batch = table.combine_chunks().to_batches()[0]
        return batch.column(0) if self._is_wrapped else batch.to_struct_array()

    def _rows(
        self, tasks: Any, texts: dict[str, Any], places: Any
    ) -> tuple[bytes, units.Evidence | None]:
        lists = tasks.field("VideoInfos")
        parents = pc.list_parent_indices(lists)
        videos = lists.flatten()
        if not len(videos):
            return b"", None
        ids = videos.field("VideoId")
        _expect(videos.null_count == 0)
        _expect(pc.all(pc.not_equal(pc.utf8_trim_whitespace(ids.fill_null("")), "")))
        owner = parents.to_numpy(zero_copy_only=False)
        firsts = np.flatnonzero(np.diff(owner, prepend=-1))
        counts = np.diff(firsts, append=len(owner))
        numbers = pa.array(np.arange(len(owner)) - np.repeat(firsts, counts))
        inner = pc.binary_join_element_wise(
            places.take(parents), ".VideoInfos[", numbers.cast(_TEXT), "]", ""
        )
        cells = {name: texts[name].take(parents) for name in ROW_COLUMNS if name in texts}
        cells |= {name: _as_text(videos.field(name)) for name in _VIDEO}
        cells |= {"place": inner, "DurationUnit": self._unit}
        return _csv(ROW_COLUMNS, cells, len(videos)), _votes(tasks, videos, owner[firsts], firsts)


def _typed(types: dict[str, Any], example: dict[str, Any]) -> list[tuple[str, Any]]:
    """Each field's type as it is in the example, else as documented: exports write ids as numbers or as texts."""
    seen = {name: example.get(name) for name in types}
    return [
        (name, _TEXT if type(seen[name]) is str else _WHOLE if type(seen[name]) is int else usual)
        for name, usual in types.items()
    ]


def _as_text(column: Any) -> Any:
    return pc.fill_null(column if column.type == _TEXT else column.cast(_TEXT), "")


def _csv(columns: list[str], cells: dict[str, Any], count: int) -> bytes:
    """All cells in quotes; what is not given is empty."""
    arrays = []
    for name in columns:
        cell = cells.get(name, "")
        arrays.append(pa.repeat(cell, count) if isinstance(cell, str) else cell)
        _expect((pc.max(pc.binary_length(arrays[-1])).as_py() or 0) <= LONGEST_VALUE)
    target = io.BytesIO()
    pyarrow.csv.write_csv(
        pa.table(arrays, names=columns),
        target,
        pyarrow.csv.WriteOptions(include_header=False, quoting_style="all_valid"),
    )
    return target.getvalue()


def _lists(column: Any) -> Any:
    """Lists as JSON; nearly all are empty."""
    texts = pc.if_else(column.is_valid(), "[]", "")
    filled = np.flatnonzero(pc.greater(pc.list_value_length(column).fill_null(0), 0))
    if not len(filled):
        return texts
    found = texts.to_pylist()
    for number in filled.tolist():
        found[number] = to_json(column[number].as_py())
    return pa.array(found, _TEXT)


def _rest(tasks: Any) -> Any:
    """What no column holds, as JSON; its texts need no escapes."""
    interrupts = tasks.field("Interrupts")
    parts = [_named("Interrupts", _lists(interrupts), interrupts.is_valid(), "")]
    for name in ("ReplayUrl", "RequestId"):
        column = tasks.field(name)
        parts.append(
            _named(name, column.cast(_TEXT), column.is_valid(), '"' if column.type == _TEXT else "")
        )
    whole = pc.binary_join_element_wise(*parts, ", ", null_handling="skip")
    braced = pc.binary_join_element_wise("{", whole, "}", "")
    return pc.if_else(pc.equal(whole, ""), "", braced)


def _named(name: str, texts: Any, is_valid: Any, quote: str) -> Any:
    filled = pc.fill_null(texts, "")
    part = pc.binary_join_element_wise(f"{json.dumps(name)}: {quote}", filled, quote, "")
    return pc.if_else(is_valid, part, pa.scalar(None, _TEXT))


def _votes(tasks: Any, videos: Any, owners: Any, firsts: Any) -> units.Evidence:
    """What the lessons with files say about the unit; those that fill their clock are counted at once."""
    lengths = _numbers(videos.field("VideoDuration"))
    spans = np.maximum.reduceat(lengths + _numbers(videos.field("VideoPlayTime")), firsts)
    longest = np.maximum.reduceat(lengths, firsts)
    start, stop, total = (
        _numbers(tasks.field(name))[owners]
        for name in ("RecordStartTime", "RecordStopTime", "TotalTime")
    )
    walls = stop - start
    told = (start > 0) & (stop > start) & (stop <= LATEST) & (spans > 0)
    percent, least, most = (
        spans * 100,
        walls * units.LEAST_PERCENT * 1000,
        walls * units.MOST_PERCENT * 1000,
    )
    usual = told & (percent >= least) & (percent <= most)
    count = int(usual.sum())
    sums = units.Evidence(
        int(spans[usual].sum()), int(walls[usual].sum()), count, ms=count,
        longest=int(longest[usual].max(initial=0)),
    )  # fmt: skip
    for number in np.flatnonzero(~usual):
        each = (spans, longest, start, stop, total)
        sums += vote(ONLINE_RECORD, *(int(column[number]) for column in each))
    return sums


def _numbers(column: Any) -> Any:
    """Whole numbers for comparing, 0 for anything else, as recordings.number has it."""
    if column.type == _TEXT:
        raise Unusual
    found = column.fill_null(0).to_numpy(zero_copy_only=False)
    return np.where((found < 0) | (found >= LARGEST), 0, found)


def _expect(holds: Any) -> None:
    if not (holds if isinstance(holds, bool) else holds.as_py()):
        raise Unusual
