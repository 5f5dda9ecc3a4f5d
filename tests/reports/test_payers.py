"""Who paid for this minute: rows that add up to the ledger, against a rule told slowly."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.billing.accrual import Part, accrue
from analytics.billing.meter import charged_ms, ratio_on, ratio_spans
from analytics.billing.settle import settle
from analytics.core.model import Kind, Midnight, Pack, Plan, Ratio, Rounding, Settlement, Source
from analytics.reports import costs, payers
from analytics.reports.payers import Share
from analytics.storage.store import Store
from tests.support import cost_oracle
from tests.support.plans import book, fee, pack
from tests.support.recordings import FIRST, Video, many, put

D = Decimal
MINUTE = 60_000
BOOK = book(quota=2)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("payers") / "x.duckdb") as opened:
        yield opened


def settled(store: Store, videos: Sequence[Video], plan: Plan, **span: date) -> Settlement:
    put(store, videos)
    return settle(costs.charged_days(store, plan, BOOK), plan, BOOK, **span)


def portions(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount divided by weights: differences of running sums, half up."""
    whole, so_far, before = sum(weights), 0, 0
    parts = []
    for weight in weights:
        so_far += weight
        until = (2 * amount * so_far + whole) // (2 * whole)
        parts.append(until - before)
        before = until
    return parts


def told_slowly(videos: Sequence[Video], settlement: Settlement) -> list[tuple[object, ...]]:
    """(day, source, pack, video, app, ms, amount): each draw divided among apps, then among files."""
    plan = settlement.plan
    spans = ratio_spans(plan, settlement.book)
    files: defaultdict[date, defaultdict[str, list[tuple[Video, int]]]]
    files = defaultdict(lambda: defaultdict(list))
    for v in sorted(videos, key=lambda v: (v.stopped, v.id)):
        day = v.recorded(plan.zone, plan.midnight).day
        ms = charged_ms(v.ms, ratio_on(spans, v.kind, day))
        if v.status == "FINISHED" and ms:
            files[day][v.app].append((v, ms))
    used = {(u.day, u.name): u.amount for u in accrue(settlement).uses if u.part is Part.PACK}
    rows = []
    for draw in settlement.draws:
        apps = sorted(files[draw.day].items())
        billed = [
            cost_oracle.rounded([v for v, _ in own], plan, settlement.book) for _, own in apps
        ]
        amount = used[draw.day, draw.pack] if draw.pack else draw.charge
        both = [portions(number, billed) for number in (draw.ms, int(amount.scaleb(8)))]
        for (app, own), *numbers in zip(apps, *both, strict=True):
            weights = [ms for _, ms in own]
            for (v, _), *parts in zip(own, *(portions(n, weights) for n in numbers), strict=True):
                if any(parts):
                    row = (draw.day, app, v.stopped, v.id), draw, parts
                    rows.append(row)
    rows.sort(key=lambda row: row[0])
    return [
        (draw.day, draw.source, draw.pack, video, app, ms, D(units).scaleb(-8))
        for (_, app, _, video), draw, (ms, units) in rows
    ]


plans = st.builds(
    Plan,
    rounding=st.sampled_from(Rounding),
    midnight=st.sampled_from(Midnight),
    zone=st.sampled_from(["Asia/Shanghai", "UTC"]),
    monthly_fee=st.none() | st.just(fee("2024-03-01")),
    discount_percent=st.sampled_from([D(0), D("33.3")]),
    packs=st.lists(
        st.builds(
            Pack,
            name=st.sampled_from("ABC"),
            minutes=st.integers(1, 5),
            price=st.sampled_from([D("3.00"), D("0.07"), D("1e-9")]),
            bought=st.sampled_from([FIRST, FIRST - timedelta(30)]),
            months=st.just(1),
        ),
        max_size=3,
        unique_by=lambda one: one.name,
    ).map(tuple),
    ratios=st.sampled_from(
        [(), (Ratio(Kind.MIXED, FIRST, D("0.37")), Ratio(Kind.CAMERA, FIRST, D("0.5")))]
    ),
)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(many(), plans, st.none() | st.integers(0, 4))
def test_rows_are_those_of_the_slow_rule_and_add_up_to_the_ledger(
    store: Store, videos: list[Video], plan: Plan, skip: int | None
) -> None:
    span = {} if skip is None else {"since": FIRST + timedelta(skip)}
    settlement = settled(store, videos, plan, **span)
    rows = payers.shares(store, settlement)
    found = [(r.day, r.source, r.pack, r.video_id, r.app, r.ms, r.amount) for r in rows]
    assert found == told_slowly(videos, settlement)

    ms: defaultdict[object, int] = defaultdict(int)
    money: defaultdict[object, Decimal] = defaultdict(Decimal)
    for row in rows:
        ms[row.day, row.source, row.pack] += row.ms
        money[row.day, row.source, row.pack] += row.amount
    assert ms == {(d.day, d.source, d.pack): d.ms for d in settlement.draws}
    used = {(u.day, u.name): u.amount for u in accrue(settlement).uses if u.part is Part.PACK}
    for draw in settlement.draws:
        exact = draw.charge if draw.pack is None else used[draw.day, draw.pack]
        assert money[draw.day, draw.source, draw.pack] == exact
    assert all(row.amount >= 0 for row in rows)
    sums = payers.sums(store, settlement)
    assert [(s.day, s.source, s.pack, s.ms) for s in sums] == [d[:4] for d in settlement.draws]
    assert [s.amount for s in sums] == [money[s.day, s.source, s.pack] for s in sums]
    cut, drawn = FIRST + timedelta(2), payers.drawn(settlement)
    assert sums == [
        *payers.sums_of(store, drawn.within(None, cut)),
        *payers.sums_of(store, drawn.within(cut, None)),
    ], "of any stretch of days alone"
    assert sum(s.videos for s in sums) == sum(s.shares for s in sums) == len(rows)

    # What a file cost is its share of its day as `costs` has it, but for the last decimals.
    costs_of_files = cost_oracle.file_costs(videos, settlement)
    by_file: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        by_file[row.video_id] += row.amount
    for video, exact in costs_of_files.items():
        assert abs(Fraction(by_file[video]) - exact) < Fraction(1, 10**7)


LESSON = [
    Video("b", Kind.CAMERA, 2 * MINUTE, "2024-03-27 10:00:00"),
    Video("a", Kind.CAMERA, 3 * MINUTE, "2024-03-27 10:00:00"),
    Video("c", Kind.WHITEBOARD, MINUTE + 1, "2024-03-27 09:00:00"),
    Video("m", Kind.MIXED, 9 * MINUTE, "2024-03-27 08:00:00"),
    Video("x", Kind.CAMERA, MINUTE, "2024-03-28 10:00:00", status="STOPPED"),
]
PLAN = Plan(monthly_fee=fee("2024-03-01"), packs=(pack("A", 2, "2024-03-01", price="0.02"),))


def test_each_file_is_paid_for_by_all_sources_of_its_day_by_its_length(store: Store) -> None:
    rows = payers.shares(store, settled(store, LESSON, PLAN))
    # 6 minutes and 1 ms, billed as 7: 2 of the quota, 2 of the pack, 3 postpaid.
    assert [(row.video_id, row.source.value, row.ms) for row in rows] == [
        ("c", "quota", 20_000),
        ("c", "pack", 20_000),
        ("c", "postpaid", 30_000),
        ("a", "quota", 60_000),
        ("a", "pack", 60_000),
        ("a", "postpaid", 90_000),
        ("b", "quota", 40_000),
        ("b", "pack", 40_000),
        ("b", "postpaid", 60_000),
    ]
    amounts = [row.amount for row in rows if row.video_id == "b"]
    assert amounts == [0, D("0.00666665"), D("0.00699998")]
    assert sum(row.amount for row in rows) == D("0.02") + D("0.02100000")


def test_a_video_has_its_payers_and_a_pack_its_videos(store: Store) -> None:
    settlement = settled(store, LESSON, PLAN)
    assert [row.source.value for row in payers.of_video(store, settlement, "a")] == [
        "quota",
        "pack",
        "postpaid",
    ]
    for free in ("m", "x", "nowhere"):
        assert payers.of_video(store, settlement, free) == []
    first, *_ = payers.shares(store, settlement, pack="A")
    expected = Share(
        *(date(2024, 3, 27), Source.PACK, "A", "c", "1", "t1", "7"),
        *(Kind.WHITEBOARD, 20_000, D("0.00333338")),
    )
    assert first == expected
    assert payers.shares(store, settlement, pack="B") == []
    assert len(payers.shares(store, settlement, source=Source.POSTPAID)) == 3


def test_rows_come_in_pages_and_by_day(store: Store) -> None:
    settlement = settled(store, LESSON, replace(PLAN, rounding=Rounding.EXACT))
    whole = payers.shares(store, settlement)
    assert len(whole) == 9
    pages = [payers.shares(store, settlement, most=4, skip=skip) for skip in (0, 4, 8)]
    assert [row for page in pages for row in page] == whole
    assert payers.shares(store, settlement, until=date(2024, 3, 27)) == []
    assert payers.shares(store, settlement, since=date(2024, 3, 27)) == whole
