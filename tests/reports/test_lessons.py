"""Lists of lessons: put together from parts, or from the last days alone, they are the list of all days."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.core.model import Kind
from analytics.reports import lessons
from analytics.reports.filters import Filters
from analytics.storage.store import Store
from tests.support.recordings import FIRST, Video, many, put

SORTS = [lessons.BEGAN, "length_s", "billable_ms", "ms", "files", "users"]
ROW = (
    "day", "app", "room", "task_id", "start_s", "stop_s", "files", "users", "ms", "billable_ms", "status", "finish_reason", "found",
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("lessons") / "x.duckdb") as opened:
        yield opened


@st.composite
def lessons_of_several_days(draw: st.DrawFn) -> list[Video]:
    """Files of few lessons, which begin and go on on any of several days, rooms and apps."""
    return [video._replace(task=draw(st.sampled_from("abcde"))) for video in draw(many(12))]


def shown(rows: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in ROW) for row in rows]


filters = st.builds(
    Filters,
    since=st.sampled_from([None, FIRST + timedelta(1)]),
    until=st.sampled_from([None, FIRST + timedelta(3)]),
    apps=st.sampled_from([(), ("1",)]),
    rooms=st.sampled_from([(), ("7", "8")]),
    kinds=st.sampled_from([(), ("camera", "whiteboard")]),
)


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    lessons_of_several_days() | many(),
    filters,
    st.sampled_from(SORTS),
    st.sampled_from(["", "A", "7", "u"]),
    st.sampled_from([1, 3, 200]),
    st.sets(st.sampled_from([FIRST + timedelta(n) for n in range(-1, 5)])),
)
def test_parts_put_together_are_the_whole(
    store: Store, videos: list[Video], chosen: Filters, sort: str, text: str, most: int, cuts: set[date]
) -> None:  # fmt: skip
    put(store, videos)
    inner = [
        day for day in sorted(cuts) if (chosen.since or date.min) < day < (chosen.until or date.max)
    ]
    parts = [
        lessons.part(store, replace(chosen, since=since, until=until), text, most, sort)
        for since, until in pairwise([chosen.since, *inner, chosen.until])
    ]
    whole = lessons.listed(store, chosen, text, most, sort)
    assert shown(lessons.together(parts, most, sort)) == shown(whole)


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(lessons_of_several_days() | many(), filters, st.sampled_from([1, 2, 5]), st.booleans())
def test_the_last_days_tell_the_lessons_that_began_last(
    store: Store, videos: list[Video], chosen: Filters, most: int, is_backwards: bool
) -> None:
    """Also where a clock runs backwards, so that a file begins on a later day than it stops."""
    if is_backwards:
        videos[0] = videos[0]._replace(lasted_s=-100_000)
    put(store, videos)
    whole = lessons.listed(store, chosen, "", most)
    assert shown(lessons.last(store, chosen, most)) == shown(whole)


def test_only_the_last_days_are_looked_at(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = datetime(2024, 3, 1, 10)  # noqa: DTZ001
    put(
        store,
        [
            Video(f"v{n}", Kind.CAMERA, 60_000, f"{first + timedelta(n)}", task=f"t{n}")
            for n in range(30)
        ],
    )
    looked_at: list[Filters] = []
    part = lessons.part

    def seen(store: Store, filters: Filters, *more: Any, **options: Any) -> list[dict[str, Any]]:
        looked_at.append(filters)
        return part(store, filters, *more, **options)

    monkeypatch.setattr(lessons, "part", seen)
    rows = lessons.last(store, Filters(), 3)
    assert [row["task_id"] for row in rows] == ["t29", "t28", "t27"] and rows[0]["found"] == 30
    assert [filters.since for filters in looked_at] == [date(2024, 3, 28)]


def test_a_mark_tells_of_lessons_whose_files_lie_far_apart(store: Store) -> None:
    near = Video("a", Kind.CAMERA, 60_000, "2024-03-31 10:00:00", task="t")
    put(store, [near, near._replace(id="b", stop="2024-04-01 10:00:00")])
    assert lessons.stretched(store) == ""
    put(store, [near, near._replace(id="b", stop="2024-05-01 10:00:00")])
    assert lessons.stretched(store)
