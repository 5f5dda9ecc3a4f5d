"""The lessons behind each bar are as many as the bar says, whatever is looked at."""

from datetime import date, timedelta

import pytest

from analytics import lineage
from analytics.reports.explore.slices import Slice, Step, numbered
from analytics.storage.store import Store
from pages.monitor._explore import figures as proofs
from tests.reports.explore.test_small_tables import PARTS, SPANS, lessons_of, put, store
from tests.support.exports import flat, row

__all__ = ["store"]
DAY = timedelta(days=1)
MORE = {
    "kind and picture": {"kinds": ("camera", "mixed"), "pictures": (360, 480)},
    "another user and kind": {"users": ("s1",), "kinds": ("camera",)},
    "user, hour and reason": {"users": ("t", ""), "hours": (9, 10, 11, 12), "finishes": ("AUTO",)},
}


@pytest.mark.slow
@pytest.mark.parametrize("span", SPANS.values(), ids=SPANS.keys())
@pytest.mark.parametrize("part", [*PARTS.values(), *MORE.values()], ids=[*PARTS, *MORE])
@pytest.mark.parametrize("by", ["length", "cameras"])
def test_a_bar_of_a_size_opens_to_its_lessons(store, part, span, by) -> None:
    looked_at = Slice(*span, **part)
    bars = {
        size: (f"bar {size}", number) for _, size, number, _ in lessons_of(store, looked_at, by)
    }
    claims = proofs.lessons_by_size(looked_at, by, bars)
    assert len(claims) == len(bars)
    for claim in claims.values():
        assert lineage.holds(store, claim, lineage.days(store, claim)), claim.title
        rows = lineage.page(store, claim)
        assert len(rows) == claim.value == len({row["task_id"] for row in rows})


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
def test_bars_of_sizes_hold_all_lessons_once(store, part) -> None:
    looked_at = Slice(*SPANS["a month"], **part)
    whole = sum(number for _, _, number, _ in lessons_of(store, looked_at, "none"))
    for by in ("length", "cameras"):
        assert sum(number for _, _, number, _ in lessons_of(store, looked_at, by)) == whole


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
@pytest.mark.parametrize("step", [Step.DAY, Step.WEEK, Step.MONTH])
def test_a_bar_of_a_step_opens_to_its_lessons(store, part, step) -> None:
    looked_at = Slice(*SPANS["months and days"], **part)
    found = {first: number for first, _, number, _ in lessons_of(store, looked_at, "none", step)}
    claims = proofs.lessons_by_step(looked_at, step, found)
    assert len(claims) == len(found)
    for claim in claims.values():
        sums = lineage.days(store, claim)
        assert lineage.holds(store, claim, sums), claim.title
        days = [lineage.narrowed(claim, one.day, one.day + DAY) for one in sums]
        assert [len(lineage.page(store, day)) for day in days] == [one.rows for one in sums]


def test_the_mean_of_cameras_counts_all_of_a_large_lesson(database, tmp_path) -> None:
    rows = [row(f"v{user}", UserId=f"s{user}") for user in range(40)]
    with Store(database) as own:
        put(own, tmp_path / "a.csv", flat(rows))
        part = Slice(date(2024, 3, 27), date(2024, 3, 28))
        given = numbered(own, "explore_lessons", part.parameters("explore_lessons"))
        edge = {"zone": "Asia/Shanghai", "midnight": "stop"}
        (line,) = own.ask("explore_lessons", **given, **edge, by="cameras", step="none")
    assert (line["size"], line["lessons"], line["cameras"]) == (20, 1, 40)
