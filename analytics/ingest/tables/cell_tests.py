"""Whether cells look like those of a flat column."""

from __future__ import annotations

from collections.abc import Callable

from analytics.ingest.tables import ids, times, values, words

_WHOLE = ("VideoSize", "Width", "Height")
_TIMES = ("RecordStopTime", "RecordStartTime")
# A shorter number is a row's, not a video's.
_SHORTEST_NUMBER = 7


def fits(column: str, cells: list[str]) -> int:
    """1 where most cells look like the column's, -1 where they do not, 0 where nothing can be said."""
    test = _TESTS.get(column)
    if not cells or not test:
        return 0
    if column == "VideoId":
        are_row_numbers = all(
            values.is_digits(cell) and len(cell) < _SHORTEST_NUMBER for cell in cells
        )
        are_ids = not are_row_numbers and not ids.are_words(cells)
        return 1 if are_ids and len(set(cells)) * 10 >= len(cells) * 9 else -1
    if (
        column == "DurationUnit"
    ):  # one that is not known is refused row by row, and never read as none
        return 1 if any(map(test, cells)) else -1
    return 1 if sum(map(test, cells)) * 2 > len(cells) else -1


def _is_length(cell: str) -> bool:
    for numbers in (values.Numbers(",", "."), values.Numbers(".", ",")):
        text, unit = values.length(cell, values.Lengths("ms", numbers, "mm:ss"))
        if values.milliseconds(text, unit) is not None:
            return True
    return False


def _is_whole(cell: str) -> bool:
    groups = (values.Numbers(",", "."), values.Numbers(".", ","))
    return any(
        values.is_digits((values.number(cell, numbers) or "x").split(".")[0]) for numbers in groups
    )


def _is_kind(cell: str) -> bool:
    return values.kind(cell) in ("0", "1", "2", "3", "4", *words.KINDS.values())


_TESTS: dict[str, Callable[[str], bool]] = {
    "VideoId": bool,
    "VideoType": _is_kind,
    "VideoDuration": _is_length,
    "VideoPlayTime": _is_length,
    "DurationUnit": lambda cell: values.unit(cell) in (*values.UNIT_MS, values.CLOCK),
    **dict.fromkeys(_TIMES, lambda cell: times.is_moment(cell) or times.is_clock(cell)),
    **dict.fromkeys(_WHOLE, _is_whole),
}
