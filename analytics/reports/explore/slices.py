"""Slices of the usage, and from which small table its minutes can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from analytics import sql
from analytics.core.model import KINDS
from analytics.reports.filters import Filters
from analytics.storage.store import Store


class Dimension(StrEnum):
    """What minutes can be told apart by; the value names it in a link and in SQL."""

    KIND = "kind"
    APP = "app"
    ROOM = "room"
    USER = "user"
    WEEKDAY = "weekday"
    HOUR = "hour"
    FINISH = "finish"
    LINES = "lines"
    STATE = "state"


class Step(StrEnum):
    """How long a bar of a chart is."""

    NONE = "none"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


FINISHES = ("USER_CALL", "AUTO", "FORCE_STOP", "EXCEPTION", "OTHER", "")
"""Why a recording ended (published: USER_CALL, AUTO, FORCE_STOP, EXCEPTION); "" is not stated."""
LINES = (360, 480, 720, 1080, 2160, 0)
"""The shorter side of the picture, up to the next usual size; 2160 is all above 1080, 0 not stated."""

FILTERS = {
    Dimension.KIND: "kinds",
    Dimension.APP: "apps",
    Dimension.ROOM: "rooms",
    Dimension.USER: "users",
    Dimension.WEEKDAY: "weekdays",
    Dimension.HOUR: "hours",
    Dimension.FINISH: "finishes",
    Dimension.LINES: "pictures",
    Dimension.STATE: "states",
}
"""Which part of a Slice filters by a dimension."""

_KINDS = tuple(kind.value for kind in KINDS)
_PICTURES = (0, 360, 480, 720, 1080, 2160)
"""In the order of their bits."""


@dataclass(frozen=True, slots=True)
class Slice(Filters):
    """Filters of billing days that are always named."""

    since: date
    until: date

    def over(self, since: date, until: date) -> Slice:
        """The same part of other days."""
        return replace(self, since=since, until=until)

    def question(self, by: str = "none", step: Step = Step.NONE) -> str:
        """Which question answers, each of its own small table; "explore_files" answers all."""
        is_hourly = bool(self.hours) or by in (Dimension.HOUR, "weekday_hour")
        is_fine = bool(self.finishes or self.pictures) or by in (Dimension.FINISH, Dimension.LINES)
        has_room = bool(self.rooms) or by == Dimension.ROOM
        if self.states or by == Dimension.STATE:
            return "explore_videos"
        if self.users or by == Dimension.USER:
            return "explore_files" if is_hourly or is_fine or has_room else "explore_users"
        if has_room:
            return "explore_files" if is_hourly else "explore_rooms"
        return "explore_hours"

    def parameters(self, question: str = "minutes_by_kind") -> dict[str, Any]:
        """As the parameters of one of these questions, or of "explore_lessons"."""
        parameters = super(Slice, self).parameters(question)
        if question == "explore_lessons":
            parameters["kind_mask"] = _mask(_KINDS, self.kinds)
            parameters["picture_mask"] = _mask(_PICTURES, self.pictures)
        return parameters


def numbered(store: Store, question: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with the numbers of apps, rooms and users in place of their names, where the question takes numbers.

    The narrow tables know names by their numbers, and a list of numbers is looked up in them without a join.
    """
    result = dict(parameters)
    for dimension in (Dimension.APP, Dimension.ROOM, Dimension.USER):
        numbers, names = f"{dimension}_numbers", FILTERS[dimension]
        if numbers in sql.parameters(question) and names in result:
            name_list = result[names]
            if names not in sql.parameters(question):
                del result[names]
            rows = [] if name_list is None else store.ask("name_numbers", names=name_list)
            result[numbers] = None if name_list is None else [row["id"] for row in rows]
    return result


def _mask(all_values: Sequence[object], values: Sequence[object]) -> int | None:
    return sum(1 << all_values.index(value) for value in set(values)) or None
