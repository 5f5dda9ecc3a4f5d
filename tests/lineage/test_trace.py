"""Where a figure comes from: the cuts of its files, the sums of its days, the rows of its bill."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import lineage
from analytics.core.model import MonthlyFee, Pack, Plan, Rounding, Source
from analytics.lineage import FIGURES, Claim, DaySum, Unit
from analytics.reports import costs, filters
from analytics.reports.filters import Filters
from analytics.storage.store import Store
from tests.support.exports import MINUTE, NINE, flat, row
from tests.support.recordings import many, put

A_DAY = 86_400
PACK = Pack("A", 2, Decimal("0.05"), date(2024, 3, 26), 1)


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


def ids(store: Store, **cut: object) -> list[str]:
    claim = lineage.files("minutes_over_time", 0, Filters(), **cut)
    found = [one["video_id"] for one in lineage.page(store, claim)]
    days = lineage.total(lineage.days(store, claim))
    assert days.rows == len(found)
    return sorted(found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cut", "found"),
    [
        ({}, ["a", "b", "c"]),
        ({"rooms": ["7"]}, ["a", "b"]),
        ({"users": ["teacher"]}, ["a", "c"]),
        ({"users": [""]}, ["b"]),
        ({"kinds": ["whiteboard"]}, ["b"]),
        ({"tasks": ["two"]}, ["c"]),
        ({"videos": ["a", "c"]}, ["a", "c"]),
        ({"weekdays": [3]}, ["a", "b"]),
        ({"weekdays": [4, 5]}, ["c"]),
        ({"hours": [9]}, ["a", "b"]),
        ({"hours": [21]}, ["c"]),
        ({"finishes": [""]}, ["c"]),
        ({"finishes": ["AUTO"]}, ["a", "b"]),
        ({"pictures": [720]}, ["a"]),
        ({"pictures": [0]}, ["b", "c"]),
        ({"billable": True}, ["a", "b"]),
        ({"billable": False}, ["c"]),
        ({"since": date(2024, 3, 28)}, ["c"]),
        ({"until": date(2024, 3, 28)}, ["a", "b"]),
    ],
)
def test_a_cut_finds_the_files_that_it_says(
    store: Store, tmp_path: Path, cut: dict[str, object], found: list[str]
) -> None:
    from analytics import ingest

    later = NINE + A_DAY + 12 * 3600
    times = {"RecordStartTime": later, "RecordStopTime": later + 60}
    path = tmp_path / "lessons.csv"
    rows = [
        row("a", Width=1280, Height=720),
        row("b", VideoType=2, UserId=""),
        row("c", TaskId="two", RoomId=8, FinishReason="", VideoType=4, **times),
    ]
    path.write_text(flat(rows))
    ingest.import_file(store, path, options=ingest.Options(unit="ms"))
    assert ids(store, **cut) == found


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(videos=many(), zone=st.sampled_from(["Asia/Shanghai", "America/St_Johns"]))
def test_days_of_files_are_those_of_the_other_way_to_count(
    store: Store, videos: list, zone: str
) -> None:
    """`minutes_by` cuts each file's day by itself; here a day is worked out once a quarter."""
    put(store, videos)
    claim = lineage.files("billable_minutes", 0, Filters())
    shown = {one.day.isoformat(): one.ms for one in lineage.days(store, claim) if one.ms}
    counted = filters.minutes_by(store, ("day",), Filters())
    assert shown == {one["day"]: one["billable_ms"] for one in counted if one["billable_ms"]}


PLANS = st.builds(
    Plan,
    rounding=st.sampled_from(Rounding),
    monthly_fee=st.none() | st.just(MonthlyFee(date(2024, 3, 26))),
    packs=st.sampled_from([(), (PACK,)]),
)


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(videos=many(), plan=PLANS, since=st.sampled_from([None, date(2024, 3, 26)]))
def test_the_rows_of_a_bill_add_up_to_it_whatever_the_plan(
    store: Store, videos: list, plan: Plan, since: date | None
) -> None:
    put(store, videos)
    settled = costs.settle_plan(store, plan, since)
    totals = settled.totals
    claims = [
        lineage.bill("bill_total", totals.exact.total, settled),
        lineage.bill("bill_charged", totals.charged_ms, settled),
        lineage.bill("bill_fees", totals.exact.monthly_fees, settled),
        lineage.bill("bill_packs", totals.exact.pack_purchases, settled),
        lineage.bill("bill_postpaid", totals.exact.postpaid, settled),
        *(
            lineage.bill("bill_drawn", ms, settled, source=source.value)
            for source, ms in zip(
                Source, (totals.quota_ms, totals.pack_ms, totals.postpaid_ms), strict=True
            )
        ),
    ]
    for claim in claims:
        found = lineage.page(store, claim)
        sums = [DaySum(one["day"], 1, one["ms"], one["amount"]) for one in found]
        assert lineage.holds(store, claim, sums), claim.name
        assert lineage.holds(store, claim, lineage.days(store, claim)), claim.name
        counted = lineage.counted(store, claim)
        assert lineage.total(counted)[1:] == lineage.total(sums)[1:], claim.name
        stretch = [
            each
            for n in range(0, len(found), 3)
            for each in lineage.page(store, claim, most=3, skip=n)
        ]
        assert stretch == found, claim.name


def test_weeks_begin_on_monday_and_months_on_their_first() -> None:
    days = [DaySum(date(2024, 3, 31), 1, 5), DaySum(date(2024, 4, 1), 2, 7, Decimal(1))]
    assert lineage.by_step(days, "week") == (
        DaySum(date(2024, 3, 25), 1, 5),
        DaySum(date(2024, 4, 1), 2, 7, Decimal(1)),
    )
    assert [one.day for one in lineage.by_step(days, "month")] == [
        date(2024, 3, 1),
        date(2024, 4, 1),
    ]
    assert lineage.after(date(2024, 12, 1), "month") == date(2025, 1, 1)
    assert lineage.after(date(2024, 2, 29), "day") == date(2024, 3, 1)
    assert lineage.after(date(2024, 2, 26), "week") == date(2024, 3, 4)


@pytest.mark.parametrize(
    ("name", "sums", "figure"),
    [
        ("billable_minutes", [DaySum(date(2024, 3, 1), 2, 5), DaySum(date(2024, 3, 2), 1, 6)], 11),
        ("room_files", [DaySum(date(2024, 3, 1), 2, 5), DaySum(date(2024, 3, 2), 1, 6)], 3),
        ("room_days", [DaySum(date(2024, 3, 1), 2, 5), DaySum(date(2024, 3, 2), 1, 6)], 2),
        ("bill_total", [DaySum(date(2024, 3, 1), 2, 5, Decimal("1.5"))], Decimal("1.5")),
        ("bill_price", [DaySum(date(2024, 3, 1), 1, MINUTE, Decimal("0.007"))], Decimal(7)),
        ("bill_price", [], Decimal(0)),
    ],
)
def test_a_figure_is_made_of_sums_as_its_unit_says(
    name: str, sums: list[DaySum], figure: int | Decimal
) -> None:
    assert lineage.reached(Claim(name, "", None, {}), sums) == figure


def test_each_figure_names_questions_that_exist_and_says_its_formula(store: Store) -> None:
    for name, figure in FIGURES.items():
        assert figure.formula.endswith("."), name
        for question in {figure.question, figure.asked}:
            assert store.explain(question).startswith("-- question"), (name, question)
        assert figure.unit in Unit
