"""What is worked out month by month: a commit of a day's files makes one month new, and an undo brings the earlier back."""

from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain

import pytest

from analytics import ingest
from analytics.core.model import Kind, Pack, Plan
from analytics.reports import costs, history, months, payers, side_costs
from analytics.storage.store import Store
from tests.support.exports import flat, row


def _put(store: Store, tmp_path, name: str, days: list[str]) -> str:
    rows = [
        row(
            f"{name}-{day}-{n}", VideoType=n % 5, TaskId=f"{name}{day}", RoomId=n % 3, UserId=f"u{n}",
            RecordStartTime=f"{day}T08:00:00Z", RecordStopTime=f"{day}T09:00:00Z", VideoDuration=(n + 1) * 111_111,
        )
        for day in days
        for n in range(6)
    ]  # fmt: skip
    path = tmp_path / f"{name}.csv"
    path.write_text(flat(rows))
    return ingest.import_file(store, path).import_id


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "m.duckdb") as opened:
        _put(opened, tmp_path, "one", ["2024-01-10", "2024-02-29", "2024-03-31", "2024-05-02"])
        yield opened


def _editions(store: Store) -> dict[str, str]:
    return {str(month.first)[:7]: month.edition for month in months.months(store)}


def test_every_month_between_the_first_and_the_last_is_there_and_only_those_of_the_span(
    store,
) -> None:
    assert [str(month.first)[:7] for month in months.months(store)] == [
        *("2024-01", "2024-02", "2024-03", "2024-04", "2024-05"),
    ]  # fmt: skip
    assert [tuple(month)[1:3] for month in months.months(store, date(2024, 2, 10), date(2024, 3, 1))] == [
        (date(2024, 2, 10), date(2024, 3, 1))
    ]  # fmt: skip
    assert [tuple(month)[1:3] for month in months.months(store)] == [
        (None, date(2024, 2, 1)),
        (date(2024, 2, 1), date(2024, 3, 1)),
        (date(2024, 3, 1), date(2024, 4, 1)),
        (date(2024, 4, 1), date(2024, 5, 1)),
        (date(2024, 5, 1), None),
    ]


@pytest.mark.slow
def test_a_load_changes_its_own_months_alone_and_an_undo_brings_them_back(store, tmp_path) -> None:
    before = _editions(store)
    import_id = _put(store, tmp_path, "two", ["2024-03-15"])
    after = _editions(store)
    assert {month for month in after if after[month] != before[month]} == {"2024-03"}
    ingest.undo(store, import_id)
    assert _editions(store) == before
    _put(store, tmp_path, "three", ["2024-03-15"])
    assert _editions(store)["2024-03"] not in (before["2024-03"], after["2024-03"]), (
        "an import has the number of one that was undone, and other rows"
    )


@pytest.mark.slow
def test_months_add_up_to_the_whole(store, tmp_path) -> None:
    _put(store, tmp_path, "two", ["2024-03-15", "2024-02-28", "2024-03-01"])
    for plan in (Plan(), Plan(zone="UTC"), Plan(zone="America/New_York")):
        spans = [(month.since, month.until) for month in months.months(store)]
        robots = [side_costs.robot(store, plan, *span) for span in spans]
        together = side_costs.robots_together(robots)
        whole = side_costs.robots_together([side_costs.robot(store, plan, None, None)])
        assert together == whole
        assert whole.whiteboard_minutes > 0
        cut = (plan.zone, plan.midnight.value)
        for question in (
            partial(history.sums, store, *cut),
            partial(history.files, store, Kind.MIXED, *cut),
            partial(side_costs.stored_bytes, store, plan),
        ):
            assert list(chain.from_iterable(question(*span) for span in spans)) == question()


def test_who_paid_is_looked_up_again_only_in_months_whose_files_or_draws_are_others(
    store, tmp_path
) -> None:
    plan = Plan(packs=(Pack("A", 80, Decimal("3.00"), date(2024, 1, 1), 12),))

    def parts():
        settlement = costs.settle_plan(store, plan)
        drawn = payers.drawn(settlement)
        found = {m: drawn.within(m.since, m.until) for m in months.months(store)}
        by_month = [payers.sums_of(store, part) for part in found.values()]
        assert list(chain.from_iterable(by_month)) == payers.sums(store, settlement) != []
        return set(found.items())

    before = parts()
    _put(store, tmp_path, "two", ["2024-03-20"])
    changed = {month.first for month, _ in parts() - before}
    assert changed == {date(2024, 3, 1), date(2024, 5, 1)}, "in May the pack had paid"
