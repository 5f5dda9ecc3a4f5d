"""The values of each dimension in words, in their own order, and back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analytics.core.model import KINDS, Kind
from analytics.reports.explore.slices import FILTERS as FILTERS
from analytics.reports.explore.slices import FINISHES, LINES, Dimension
from pages.ui import formats, theme

DIMENSIONS = {
    Dimension.KIND: "Kind",
    Dimension.APP: "App",
    Dimension.ROOM: "Room",
    Dimension.USER: "User",
    Dimension.WEEKDAY: "Weekday",
    Dimension.HOUR: "Hour",
    Dimension.FINISH: "Finish reason",
    Dimension.LINES: "Resolution",
    Dimension.STATE: "Task state",
}
PLURALS = {
    Dimension.KIND: "kinds",
    Dimension.APP: "apps",
    Dimension.ROOM: "rooms",
    Dimension.USER: "users",
    Dimension.WEEKDAY: "weekdays",
    Dimension.HOUR: "hours",
    Dimension.FINISH: "finish reasons",
    Dimension.LINES: "resolutions",
    Dimension.STATE: "task states",
}
FIELDS = {"picture" if by is Dimension.LINES else by.value: by for by in Dimension}
"""What a filter calls each of them."""
NOT_MAPPED = "not mapped"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FINISHES = ("User call", "Automatic", "Forced stop", "Exception", "Another reason", "Not stated")
_LINES = ("360p or less", "480p", "720p", "1080p", "Above 1080p", "No picture stated")

SHOWN: dict[Dimension, dict[str, str]] = {
    Dimension.KIND: {kind.value: theme.KIND_NAMES[kind] for kind in KINDS},
    Dimension.WEEKDAY: {str(place): name for place, name in enumerate(_WEEKDAYS, start=1)},
    Dimension.HOUR: {str(hour): f"{hour:02}:00" for hour in range(24)},
    Dimension.FINISH: dict(zip(FINISHES, _FINISHES, strict=True)),
    Dimension.LINES: dict(zip(map(str, LINES), _LINES, strict=True)),
}
"""{value: in words} of the dimensions that have few values, in their order."""


def shown(by: Dimension, value: str) -> str:
    """A value as a person reads it."""
    return SHOWN[by][value] if by in SHOWN else value


def meant(by: Dimension, words: Sequence[str]) -> tuple[str, ...]:
    """The values behind words; those that mean nothing are left out."""
    values = {text: value for value, text in SHOWN[by].items()}
    return tuple(values[text] for text in words if text in values)


def order(by: Dimension) -> tuple[str, ...] | None:
    """All values in their own order; None where the most minutes come first."""
    return tuple(SHOWN[by]) if by in SHOWN else None


def label(by: Dimension, value: str, longest: int = 32) -> str:
    """A value for a chart or a chip."""
    return formats.short(formats.named(shown(by, value)), longest)


def count(by: Dimension, values: Collection[str]) -> str:
    """``3 rooms``; files of nobody are no user."""
    nobody = ["files of no user"] if by is Dimension.USER and "" in values else []
    number = len(values) - len(nobody)
    words = [formats.count(number, DIMENSIONS[by].lower(), PLURALS[by])]
    return formats.listed([*words, *nobody] if number else nobody or words)


def weekday(place: int) -> str:
    """1 is Mon."""
    return _WEEKDAYS[place - 1][:3]


def colour(by: Dimension, value: str, place: int) -> str:
    """Kinds have their own colours everywhere; ordered values go from light to dark."""
    if by is Dimension.KIND:
        return theme.KIND_COLOURS[Kind(value)]
    if by in (Dimension.WEEKDAY, Dimension.HOUR, Dimension.LINES):
        values = list(SHOWN[by])
        return theme.ramp((values.index(value) + 1) / len(values))
    return theme.SERIES[place % len(theme.SERIES)]
