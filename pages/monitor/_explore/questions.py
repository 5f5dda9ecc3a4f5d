"""What the Explore page asks of the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from analytics.reports.explore.saved_views import View
from analytics.reports.explore.slices import FILTERS, Dimension, Slice, Step, numbered
from pages.monitor._explore import state
from pages.ui import data, render_queue
from pages.ui.cache import cached

_NAMED = (Dimension.APP, Dimension.ROOM, Dimension.USER)


class Sums(NamedTuple):
    """Files, their milliseconds, and those of them that are billed."""

    videos: int
    ms: int
    billable_ms: int


def ahead(part: Slice) -> None:
    """What every look at a part asks, in one go: later it is remembered."""
    with render_queue.together():
        total(part)
        lesson_count(part, state.step())
        if state.below() == state.HOURS:
            rhythm(part)


def ranking(part: Slice, by: Dimension, *, is_charted: bool = True) -> dict[str, Sums]:
    """All values of a dimension, the most minutes first; the chart has the steps of no other days than its own."""
    sums = _known(part, by, is_charted=is_charted)
    return {row["name"]: _sums(row) for row in _ask(part, by)} if sums is None else sums


def total(part: Slice, *, is_charted: bool = True) -> Sums:
    """All of it."""
    return _added(ranking(part, Dimension.KIND, is_charted=is_charted).values())


def _known(part: Slice, by: Dimension, *, is_charted: bool = True) -> dict[str, Sums] | None:
    """What needs no question of its own: kinds have one that the chart asks too, and a name that is filtered alone has
    all there is.
    """
    if by is Dimension.KIND:
        return _kinds(part, state.step()) if is_charted else None
    names = getattr(part, FILTERS[by]) if by in _NAMED and by not in part.without else ()
    if len(names) != 1:
        return None
    whole = total(part, is_charted=is_charted)
    return dict.fromkeys(names, whole) if whole.videos else {}


@cached(500)
def _kinds(part: Slice, step: Step) -> dict[str, Sums]:
    rows_by_kind: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _ask(part, Dimension.KIND, step):
        rows_by_kind[row["name"]].append(row)
    sums = {
        name: Sums(*(sum(map(itemgetter(column), rows)) for column in Sums._fields))
        for name, rows in rows_by_kind.items()
    }
    return dict(sorted(sums.items(), key=lambda item: (-item[1].ms, item[0])))


def _added(sums: Iterable[Sums]) -> Sums:
    return Sums(*map(sum, zip(Sums(0, 0, 0), *sums, strict=True)))


def amounts(
    part: Slice, by: Dimension, step: Step, values: Sequence[str] | None = None
) -> Iterator[tuple[str, date, Sums]]:
    """Value, first day of a step and sums, of all values or only of those named."""
    for row in _ask(narrowed(part, by, values), by, step, values):
        yield row["name"], row["step"], _sums(row)


def steps(part: Slice, step: Step) -> dict[date, Sums]:
    """{first day of a step: sums} of all values together."""
    sums: defaultdict[date, Sums] = defaultdict(lambda: Sums(0, 0, 0))
    for row in _ask(part, Dimension.KIND, step):
        sums[row["step"]] = _added([sums[row["step"]], _sums(row)])
    return sums


def rhythm(part: Slice) -> dict[tuple[int, int], int]:
    """{(weekday, 1 is Monday; hour): ms}."""
    return {place: sums.ms for place, sums in rhythm_sums(part).items()}


def rhythm_sums(part: Slice) -> dict[tuple[int, int], Sums]:
    """{(weekday, 1 is Monday; hour): sums}."""
    amounts = {}
    for row in _ask(part, "weekday_hour"):
        weekday, hour = row["name"].split()
        amounts[int(weekday), int(hour)] = _sums(row)
    return amounts


def lessons(part: Slice, by: str, step: Step = Step.NONE) -> list[dict[str, Any]]:
    """step, size, lessons and with_mixed; see explore_lessons.sql."""
    question = "explore_lessons"
    parameters = numbered(data.store(), question, part.parameters(question))
    return data.asked(question, **parameters, **_edge(), by=by, step=step.value)


def lesson_counts(part: Slice, by: str, step: Step = Step.NONE) -> list[dict[str, Any]]:
    """step, name, lessons and length_ms of each value that one of a lesson's files has."""
    question = "explore_lesson_counts"
    parameters = numbered(data.store(), question, part.parameters(question))
    is_state = bool(part.states) or by == Dimension.STATE
    return data.asked(
        question, **parameters, **_edge(), is_state=is_state, by=str(by), step=step.value
    )


def student_counts(
    part: Slice, by: str, step: Step, students: tuple[int, ...]
) -> list[dict[str, Any]]:
    """step, name and students of each value that one of their files has."""
    question = "explore_students"
    parameters = numbered(data.store(), question, part.parameters(question))
    return data.asked(
        question, **parameters, student_numbers=list(students), by=str(by), step=step.value
    )


def lesson_count(part: Slice, step: Step) -> int:
    """Lessons that have at least one file of all that is filtered."""
    return sum(row["lessons"] for row in lessons(part, "none", step))


def views() -> list[View]:
    """The views that the team keeps."""
    return [
        View(row["name"], row["link"], row["is_default"]) for row in data.asked("explore_views")
    ]


def _ask(
    part: Slice, by: str, step: Step = Step.NONE, values: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    question = part.question(by, step)
    parameters = numbered(data.store(), question, part.parameters(question))
    if question == "explore_videos":
        parameters |= _edge()
    value_list = None if values is None else list(values)
    return data.asked(question, **parameters, by=str(by), step=step.value, named=value_list)


def _edge() -> dict[str, Any]:
    coverage = data.coverage()
    assert coverage is not None
    return {"zone": coverage.zone, "midnight": coverage.midnight}


def narrowed(part: Slice, by: Dimension, values: Sequence[str] | None) -> Slice:
    """Few rooms or users are found faster by their names."""
    if by in part.without:
        return part
    if values and by is Dimension.ROOM:
        return replace(part, rooms=tuple(values))
    if values and by is Dimension.USER:
        return replace(part, users=tuple(values))
    return part


def _sums(row: dict[str, Any]) -> Sums:
    return Sums(row["videos"], row["ms"], row["billable_ms"])
