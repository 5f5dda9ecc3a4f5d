"""Many DescribeOnlineRecord documents at once into typed tables: column by column, to the same values as one by one.

Arrow's JSON reader with a fixed schema is strict where the general reader would have to look twice: an unknown name, a
name given twice, a fraction, a number that does not fit, a value of another type are all errors, and the documents
then go to the general reader. So does each document with a value that is not plainly good: whether it is bad, the
load alone decides.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json

from analytics.ingest.documents import bulk_checks
from analytics.ingest.documents.json_text import to_json

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
# What the column `document` holds as JSON.
_IN_DOCUMENT = ("ReplayUrl", "RequestId")


# What a row takes over from its task.
_SHARED = (
    "SdkAppId", "TaskId", "RoomId", "Status", "FinishReason", "RecordStartTime", "RecordStopTime",
)  # fmt: skip
_NUMBERS = (
    "RecordStartTime",
    "RecordStopTime",
    "TotalTime",
    "ExceptionCnt",
    *bulk_checks.LARGEST_OF_VIDEO,
)


class Rows(NamedTuple):
    """Documents as typed tables of files and of tasks, and which of them, by their numbers, are not in there because some
    value is not plainly good.
    """

    rows: Any
    recordings: Any
    odd: list[int]
    documents: int


class Reader:
    """Reads documents of the form that `example` has: wrapped or not, ids as numbers or as texts."""

    def __init__(self, example: dict[str, Any]) -> None:
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
        content = b"\n".join(documents)
        is_spread = content.count(b"\n") >= len(documents)
        return self._read(content, len(documents), pa.array(places, _TEXT), is_spread)

    def read_lines(self, lines: bytes, first: int) -> Rows:
        """Lines from number `first` on, each of which is one object in braces. Raises Unusual."""
        letters = np.frombuffer(lines.rstrip() if lines[-2:-1] != b"}" else lines, np.uint8)
        starts = np.flatnonzero(letters[:-1] == ord("\n")) + 1
        _expect(bool(letters[0] == ord("{") and (letters[starts] == ord("{")).all()))
        count = len(starts) + 1
        numbers = pa.array(np.arange(first, first + count)).cast(_TEXT)
        places = pc.binary_join_element_wise("line ", numbers, ": $", "")
        return self._read(lines, count, places, False)

    def _read(self, documents: bytes, count: int, places: Any, is_spread: bool) -> Rows:
        tasks = self._parse(documents, count, is_spread)
        path = ".Response" if self._is_wrapped else ""
        places_of = pc.binary_join_element_wise(places, path, "")
        lists = tasks.field("VideoInfos")
        owner = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
        good = bulk_checks.tasks(tasks)
        good[owner[~bulk_checks.videos(lists.flatten())]] = False
        odd = np.flatnonzero(~good)
        if len(odd):
            mask = pa.array(good)
            tasks, places_of = tasks.filter(mask), places_of.filter(mask)
        facts = {
            name: tasks.field(name) if name in _NUMBERS else bulk_checks.as_text(tasks.field(name))
            for name in _TASK
        }
        rows = _rows(tasks, facts, places_of)
        facts["place"] = places_of
        facts["OmittedDurations"] = _lists(tasks.field("OmittedDurations"))
        facts["document"] = _rest(tasks)
        recordings = pa.table({name: facts[name] for name in facts if name not in _IN_DOCUMENT})
        return Rows(rows, recordings, odd.tolist(), len(tasks))

    def _parse(self, content: bytes, count: int, is_spread: bool) -> Any:
        try:
            if not content.isascii():
                content.decode("utf-8")
            if b"\\" in content and _ODD_ESCAPE.search(content):
                raise bulk_checks.Unusual
            table = pyarrow.json.read_json(
                pa.BufferReader(content if content.endswith(b"\n") else content + b"\n"),
                read_options=pyarrow.json.ReadOptions(
                    use_threads=False, block_size=len(content) + 2
                ),
                parse_options=pyarrow.json.ParseOptions(
                    explicit_schema=self._schema,
                    unexpected_field_behavior="error",
                    newlines_in_values=is_spread,
                ),
            )
        except (pa.ArrowException, UnicodeDecodeError) as fault:
            raise bulk_checks.Unusual from fault
        _expect(table.num_rows == count)
        batch = table.combine_chunks().to_batches()[0]
        return batch.column(0) if self._is_wrapped else batch.to_struct_array()


def _rows(tasks: Any, facts: dict[str, Any], places: Any) -> Any:
    lists = tasks.field("VideoInfos")
    parents = pc.list_parent_indices(lists)
    videos = lists.flatten()
    cells = {name: facts[name].take(parents) for name in _SHARED}
    for name in _VIDEO:
        column = videos.field(name)
        cells[name] = column if name in _NUMBERS else bulk_checks.as_text(column)
    owner = parents.to_numpy(zero_copy_only=False)
    firsts = np.flatnonzero(np.diff(owner, prepend=-1))
    counts = np.diff(firsts, append=len(owner))
    numbers = pa.array(np.arange(len(owner)) - np.repeat(firsts, counts))
    cells["place"] = pc.binary_join_element_wise(
        places.take(parents), ".VideoInfos[", numbers.cast(_TEXT), "]", ""
    )
    return pa.table(cells)


def _typed(types: dict[str, Any], example: dict[str, Any]) -> list[tuple[str, Any]]:
    """Each field's type as it is in the example, else as documented: exports write ids as numbers or as texts."""
    seen = {name: example.get(name) for name in types}
    return [
        (name, _TEXT if type(seen[name]) is str else _WHOLE if type(seen[name]) is int else usual)
        for name, usual in types.items()
    ]


def _lists(column: Any) -> Any:
    """Lists as JSON; nearly all are empty."""
    texts = pc.if_else(column.is_valid(), "[]", "")
    filled = np.flatnonzero(pc.greater(pc.list_value_length(column).fill_null(0), 0))
    if not len(filled):
        return texts
    cells = texts.to_pylist()
    for number in filled.tolist():
        cells[number] = to_json(column[number].as_py())
    return pa.array(cells, _TEXT)


def _rest(tasks: Any) -> Any:
    """What no column holds, as JSON; its texts need no escapes."""
    interrupts = tasks.field("Interrupts")
    parts = [_named("Interrupts", _lists(interrupts), interrupts.is_valid(), "")]
    for name in _IN_DOCUMENT:
        column = tasks.field(name)
        parts.append(
            _named(name, column.cast(_TEXT), column.is_valid(), '"' if column.type == _TEXT else "")
        )
    joined = pc.binary_join_element_wise(*parts, ", ", null_handling="skip")
    braced = pc.binary_join_element_wise("{", joined, "}", "")
    return pc.if_else(pc.equal(joined, ""), "", braced)


def _named(name: str, texts: Any, is_valid: Any, quote: str) -> Any:
    filled = pc.fill_null(texts, "")
    part = pc.binary_join_element_wise(f"{json.dumps(name)}: {quote}", filled, quote, "")
    return pc.if_else(is_valid, part, pa.scalar(None, _TEXT))


def _expect(holds: Any) -> None:
    if not (holds if isinstance(holds, bool) else holds.as_py()):
        raise bulk_checks.Unusual
