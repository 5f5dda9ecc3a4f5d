"""Which part of the usage is looked at, and from which small table its minutes can be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from analytics.months import add_months


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

_PARTS = ("apps", "rooms", "users", "kinds", "weekdays", "hours", "finishes", "pictures")


@dataclass(frozen=True, slots=True)
class Slice:
    """Billing days ``[since, until)`` and any of the named; an empty tuple means all."""

    since: date
    until: date
    apps: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    """1 is Monday."""
    hours: tuple[int, ...] = ()
    """Of the day in the billing zone, in which a recording began."""
    finishes: tuple[str, ...] = ()
    pictures: tuple[int, ...] = ()
    """Of LINES."""

    def over(self, since: date, until: date) -> Slice:
        """The same part of other days."""
        return replace(self, since=since, until=until)

    def parameters(self) -> dict[str, Any]:
        """As the parameters of a question."""
        parts = {name: list(getattr(self, name)) or None for name in _PARTS}
        return {"since": self.since, "until": self.until, **parts}

    def source(self, by: str = "none", step: Step = Step.NONE) -> dict[str, Any]:
        """Which table answers, and of the months of users which are whole."""
        is_fine = bool(self.hours or self.finishes or self.pictures) or by in (
            *(Dimension.HOUR, Dimension.FINISH, Dimension.LINES, "weekday_hour"),
        )
        has_room = bool(self.rooms) or by == Dimension.ROOM
        has_user = bool(self.users) or by == Dimension.USER
        first, end = whole_months(self.since, self.until)
        name = "hours"
        if has_user:
            is_whole = step in (Step.NONE, Step.MONTH) and not self.weekdays and first < end
            is_daily = is_fine or has_room or by == Dimension.WEEKDAY
            name = "user_months" if is_whole and not is_daily else "rows"
        elif has_room:
            name = "rows" if is_fine else "room_days"
        return {"source": name, "month_since": first, "month_until": end}


def whole_months(since: date, until: date) -> tuple[date, date]:
    """The months that lie in ``[since, until)`` with all their days, half-open; empty if none."""
    first = since if since.day == 1 else add_months(since.replace(day=1), 1)
    return first, max(first, until.replace(day=1))
