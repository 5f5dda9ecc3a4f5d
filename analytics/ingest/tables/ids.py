"""Whether what was taken for the ids of videos can be that."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.core.errors import Problem
from analytics.ingest.tables import words
from analytics.ingest.tables.column_map import Columns
from analytics.ingest.tables.records import Record, cells_of

_ADVICE = "Choose the column with an id of each file on the Imports page, or add one"
# Fewer rows with an id of another lesson are a correction, or a slip.
_FEW = 3
_OF_LESSON = ("TaskId", "RoomId", "RecordStartTime", "RecordStopTime")


def are_words(cells: Sequence[str]) -> bool:
    """Whether most cells are words that tables use for something else: camera, teacher, 白板."""
    keys = [words.key(cell) for cell in cells]
    known = sum(
        key in words.KINDS or key in words.COLUMN_WORDS or key in words.ROLES for key in keys
    )
    return known * 2 > len(cells)


def check(table: Columns, sample: Sequence[Record]) -> None:
    """Raises Problem where next month's files would have the ids of this month's: words, or ids that come again in each
    lesson.
    """
    if "VideoId" not in table.index:
        return
    at, label = table.index["VideoId"], table.label("VideoId")
    ids = list(cells_of(sample, at))
    filled = list(filter(None, ids))
    if filled and are_words(filled):
        raise Problem(
            f'"{label}" holds words such as "{filled[0][:40]}" and no id of a file', hint=_ADVICE
        )
    lesson = [table.index[column] for column in _OF_LESSON if column in table.index]
    lessons: dict[str, set[tuple[str, ...]]] = {}
    for video_id, row in zip(ids, _rows(sample, lesson), strict=False):
        lessons.setdefault(video_id, set()).add(row)
    repeated = sum(len(met) for video_id, met in lessons.items() if video_id and len(met) > 1)
    if repeated >= _FEW and repeated * 2 >= len(filled):
        example = next(video_id for video_id, met in lessons.items() if video_id and len(met) > 1)
        raise Problem(
            f'"{label}" comes again in other lessons, as "{example[:40]}" does, so that it is no id of a file',
            hint=_ADVICE,
        )


def _rows(sample: Sequence[Record], places: Sequence[int]) -> list[tuple[str, ...]]:
    return [
        tuple(record.cells[at].strip() if at < len(record.cells) else "" for at in places)
        for record in sample
    ]
