"""What the Explore page asks, timed beside the same by hand: SQL of the same small table, and pandas where it is filtered.

The answers must be equal. How a page's question compares with SQL over the rows stands in questions.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from analytics.core.errors import Problem
from analytics.reports.explore.slices import Dimension, Slice, Step, numbered
from analytics.sql import split
from analytics.storage.store import Store
from tests.bench import script
from tests.bench.questions import ZONE, Rows, best, by_hand, stopped_on

_TIMES, _SLOW = 15, 2
_NO_DAYS = ("1900-01-01", "1900-01-02")
_MEANT = 10_000_000
_YEAR = Slice(date(2025, 9, 1), date(2026, 9, 1))
_WEEKS = Slice(date(2026, 3, 2), date(2026, 3, 30))
_TEN = {"hours": (10,)}
_ROOM, _USER = {"rooms": ("210142",)}, {"users": ("student_0042",)}
_EIGHT = {"rooms": tuple(str(210101 + room) for room in range(8))}


class Asked(NamedTuple):
    """A question of the page, and whether pandas is to answer it too."""

    name: str
    part: Slice
    by: str
    step: Step = Step.NONE
    is_filtered: bool = False
    question: str = ""

    def of(self) -> tuple[str, dict[str, Any]]:
        """The question and its parameters."""
        question = self.question or self.part.question(self.by, self.step)
        given = self.part.parameters(question)
        given |= {"by": str(self.by), "step": self.step.value}
        if self.question == _LESSONS:
            given |= {"zone": "Asia/Shanghai", "midnight": "stop"}
        return question, given if self.question else {**given, "named": None}


def _part(part: Slice, **filters: tuple[Any, ...]) -> Slice:
    return Slice(part.since, part.until, **filters)


_LESSONS = "explore_lessons"
_ASKED = (
    Asked("kinds by month", _YEAR, Dimension.KIND, Step.MONTH),
    Asked("hours of the week", _YEAR, "weekday_hour"),
    Asked("kinds by day at ten", _part(_YEAR, **_TEN), Dimension.KIND, Step.DAY, True),
    Asked("rooms", _YEAR, Dimension.ROOM),
    Asked("what changed: rooms, now", _WEEKS, Dimension.ROOM, Step.NONE, True),
    Asked(
        "what changed: rooms, before",
        Slice(date(2026, 2, 2), date(2026, 3, 2)),
        Dimension.ROOM,
        Step.NONE,
        True,
    ),
    Asked("eight rooms by week", _part(_YEAR, **_EIGHT), Dimension.ROOM, Step.WEEK, True),
    Asked("rooms at ten", _part(_YEAR, **_TEN), Dimension.ROOM, Step.NONE, True),
    Asked("a room by hour", _part(_YEAR, **_ROOM), Dimension.HOUR, Step.NONE, True),
    Asked("a room's kinds by day", _part(_YEAR, **_ROOM), Dimension.KIND, Step.DAY, True),
    Asked("users of broken months", Slice(date(2025, 9, 13), date(2026, 8, 20)), Dimension.USER),
    Asked("users at ten", _part(_YEAR, **_TEN), Dimension.USER, Step.NONE, True),
    Asked("a user's kinds by day", _part(_YEAR, **_USER), Dimension.KIND, Step.DAY, True),
    Asked("lessons by week", _YEAR, "none", Step.WEEK, question=_LESSONS),
    Asked("lengths of lessons", _YEAR, "length", question=_LESSONS),
    Asked("cameras of lessons", _YEAR, "cameras", question=_LESSONS),
    Asked("lessons of a user by week", _part(_YEAR, **_USER), "none", Step.WEEK, question=_LESSONS),
)


def compare(store: Store, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Each question with its milliseconds and ratios, best of several. Raises Problem where two answers differ."""
    by_hand = [one.query for one in split(script("explore_by_hand"))]
    return [_compare(store, rows, *both) for both in zip(_ASKED, by_hand, strict=True)]


def _compare(store: Store, rows: pd.DataFrame, asked: Asked, text: str) -> dict[str, Any]:
    question, named = asked.of()
    given = numbered(store, question, named)
    (own, own_ms), (hand, hand_ms) = _in_turns(store, question, given, text)
    # A page may filter by eight things, and to plan a question that knows them takes some ms whatever is asked. What is written by
    # hand for one case has no such filter, so its time is taken with that of planning them: both asked of no days tell it.
    of_no_days = given | {"since": _NO_DAYS[0], "until": _NO_DAYS[1]}
    bounds = iter(_NO_DAYS * text.count("day >="))
    no_days = re.sub(r"'\d{4}-\d\d-\d\d'", lambda _: f"'{next(bounds)}'", text)
    (_, own_plan_ms), (_, hand_plan_ms) = _in_turns(store, question, of_no_days, no_days)
    filters_ms = max(own_plan_ms - hand_plan_ms, 0.0)
    columns = list(hand[0]) if hand else []
    told = [tuple(row[name] for name in columns) for row in own]
    if told != [tuple(row.values()) for row in hand]:
        raise _differ(asked.name, len(own), len(hand))
    found = {
        "question": asked.name,
        "rows": len(own),
        "ms": round(own_ms, 2),
        "by_hand_ms": round(hand_ms, 2),
        "filters_ms": round(filters_ms, 2),
        "times_by_hand": round(own_ms / (hand_ms + filters_ms), 2),
        "faster_than_pandas": None,
    }
    if asked.is_filtered:
        sums, pandas_ms = best(_SLOW, lambda: _by_pandas(rows, asked))
        if sums != sorted((row["name"], row["ms"]) for row in _together(own)):
            raise _differ(asked.name, len(own), len(sums))
        found["faster_than_pandas"] = round(pandas_ms / own_ms, 1)
    return found


def _in_turns(
    store: Store, question: str, given: Mapping[str, Any], text: str
) -> tuple[tuple[Any, float], tuple[Any, float]]:
    """The answers of both ways with their milliseconds, best of several; in turns, so that a busy moment slows both."""
    own_ms = hand_ms = float("inf")
    for _ in range(_TIMES):
        own, took = best(1, lambda: store.ask(question, **given))
        own_ms = min(own_ms, took)
        hand, took = best(1, lambda: by_hand(store, text, {}))
        hand_ms = min(hand_ms, took)
    return (own, own_ms), (hand, hand_ms)


def _differ(name: str, *counts: int) -> Problem:
    what = f"the answers to Explore's {name} differ ({' and '.join(map(str, counts))} rows)"
    return Problem(what, hint="One of the questions in analytics/sql is wrong; no figure was kept")


def _together(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row a name, whatever its steps."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row["name"]] = sums.get(row["name"], 0) + row["ms"]
    return ({"name": name, "ms": ms} for name, ms in sums.items())


def _by_pandas(rows: pd.DataFrame, asked: Asked) -> Rows:
    """The same of the rows: filtered, then grouped by the step and what tells them apart; summed over steps."""
    part = asked.part
    if part.rooms:
        rows = rows[rows["room"].isin(part.rooms)]
    if part.users:
        rows = rows[rows["user_id"].isin(part.users)]
    if part.hours:
        rows = rows[_hours(rows).isin(part.hours)]
    day = stopped_on(rows)
    is_in = (day >= pd.Timestamp(part.since)) & (day < pd.Timestamp(part.until))
    rows, day = rows[is_in], day[is_in]
    names = _NAMES[asked.by](rows)
    if asked.step is Step.NONE:
        sums = rows["duration_ms"].groupby(names).sum()
    else:
        begin = day if asked.step is Step.DAY else day.dt.to_period("W").dt.start_time
        steps = rows["duration_ms"].groupby([begin.rename("step"), names.rename("name")]).sum()
        sums = steps.groupby("name").sum()
    return sorted((str(name), int(ms)) for name, ms in sums.items())


def _hours(rows: pd.DataFrame) -> pd.Series:
    return rows["started_at"].dt.tz_localize("UTC").dt.tz_convert(ZONE).dt.hour


_NAMES: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    Dimension.KIND: lambda rows: rows["kind"],
    Dimension.ROOM: lambda rows: rows["room"],
    Dimension.USER: lambda rows: rows["user_id"],
    Dimension.HOUR: _hours,
}


def targets(
    found: Sequence[Mapping[str, Any]], videos: int
) -> Iterator[tuple[str, float, float, bool]]:
    """What is worst of the questions, its figure, its bound, and whether that is a most.

    The bounds are meant for ten million videos. Of fewer, pandas takes less in proportion, and a question does not, which
    is planned before it sees a row: what it has to be faster by falls with them.
    """
    for name, key, bound in (("ms", "ms", 40.0), ("times the same by hand", "times_by_hand", 1.2)):
        worst = max(found, key=lambda one, key=key: one[key])  # type: ignore[misc]
        yield f"Explore, {worst['question']}, {name}", worst[key], bound, True
    filtered = [one for one in found if one["faster_than_pandas"] is not None]
    least = min(filtered, key=lambda one: one["faster_than_pandas"])
    words = f"Explore, {least['question']}, times faster than pandas"
    yield words, least["faster_than_pandas"], max(20.0 * min(videos / _MEANT, 1), 1), False


def table(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The figures for a person, line by line."""
    yield f"\n{'Explore':32}{'small table':>14}{'by hand':>14}{'filters':>12}{'times':>8}   times faster than pandas"
    for one in found:
        pandas = one["faster_than_pandas"]
        yield (
            f"{one['question']:32}{one['ms']:>11.1f} ms{one['by_hand_ms']:>11.1f} ms{one['filters_ms']:>9.1f} ms{one['times_by_hand']:>8.2f}"
            f"{'' if pandas is None else f'{pandas:>14.1f}'}"
        )
