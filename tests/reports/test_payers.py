"""Who paid for this minute: rows that add up to the ledger, against a rule told slowly."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.billing.accrual import Part, accrue, share
from analytics.billing.meter import charged_ms, minute_up, ratio_on, ratio_spans
from analytics.billing.settle import settle
from analytics.core.model import Kind, Midnight, Pack, Plan, Ratio, Rounding, Settlement, Source
from analytics.reports import costs, payers
from analytics.reports.payers import Share
from analytics.storage.store import Store
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


def told_slowly(videos: Sequence[Video], settlement: Settlement) -> list[tuple[object, ...]]:
    """(day, source, pack, video or None, app, ms) one draw after the other, one file after it."""
    plan = settlement.plan
    spans = ratio_spans(plan, settlement.book)
    claims = []
    scopes: defaultdict[tuple[object, ...], int] = defaultdict(int)
    for v in videos:
        file = v.recorded(plan.zone, plan.midnight)
        ms = charged_ms(v.ms, ratio_on(spans, v.kind, file.day))
        if v.status != "FINISHED" or not ms:
            continue
        if plan.rounding is Rounding.FILE:
            ms = minute_up(ms)
        task = (v.task, v.kind) if plan.rounding is Rounding.TASK_KIND else ()
        scopes[file.day, v.app, *task] += ms
        claims.append((file.day, 0, v.stopped, v.id, v.app, ms))
    added: defaultdict[tuple[date, str], int] = defaultdict(int)
    if plan.rounding in (Rounding.DAY, Rounding.TASK_KIND):
        for (day, app, *_), ms in scopes.items():
            added[day, app] += minute_up(ms) - ms
    claims += [(day, 1, None, None, app, ms) for (day, app), ms in added.items() if ms]
    claims.sort(key=lambda claim: tuple(str(part) for part in claim[:5]))
    left = [list(draw) for draw in settlement.draws]
    rows = []
    for day, _, _, video, app, ms in claims:
        while ms:
            draw = next((one for one in left if one[0] == day and one[3]), None)
            if draw is None:
                break  # the day is not reported
            part = min(ms, draw[3])
            draw[3] -= part
            ms -= part
            rows.append((day, draw[1], draw[2], video, app, part))
    assert not any(draw[3] for draw in left)
    return rows


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(many(), plans, st.none() | st.integers(0, 4))
def test_rows_are_those_of_the_slow_rule_and_add_up_to_the_ledger(
    store: Store, videos: list[Video], plan: Plan, skip: int | None
) -> None:
    span = {} if skip is None else {"since": FIRST + timedelta(skip)}
    settlement = settled(store, videos, plan, **span)
    rows = payers.shares(store, settlement)
    found = [(r.day, r.source, r.pack, r.video_id, r.app, r.ms) for r in rows]
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
    assert sum(s.videos for s in sums) == len([row for row in rows if row.video_id])


LESSON = [
    Video("b", Kind.CAMERA, 2 * MINUTE, "2024-03-27 10:00:00"),
    Video("a", Kind.CAMERA, 3 * MINUTE, "2024-03-27 10:00:00"),
    Video("c", Kind.WHITEBOARD, MINUTE + 1, "2024-03-27 09:00:00"),
    Video("m", Kind.MIXED, 9 * MINUTE, "2024-03-27 08:00:00"),
    Video("x", Kind.CAMERA, MINUTE, "2024-03-28 10:00:00", status="STOPPED"),
]
PLAN = Plan(monthly_fee=fee("2024-03-01"), packs=(pack("A", 2, "2024-03-01", price="0.02"),))


def test_the_first_to_stop_is_paid_for_first_and_rounding_last(store: Store) -> None:
    rows = payers.shares(store, settled(store, LESSON, PLAN))
    assert [(row.source.value, row.video_id, row.ms) for row in rows] == [
        ("quota", "c", MINUTE + 1),
        ("quota", "a", MINUTE - 1),
        ("pack", "a", 2 * MINUTE),
        ("postpaid", "a", 1),
        ("postpaid", "b", 2 * MINUTE),
        ("postpaid", None, MINUTE - 1),
    ]
    assert [row.amount for row in rows[:3]] == [0, 0, D("0.02")]
    assert sum(row.amount for row in rows[3:]) == D("0.02100000")
    assert rows[4].amount == D("0.01400000") == share(D("0.021"), 2, 3)


def test_a_video_has_its_payers_and_a_pack_its_videos(store: Store) -> None:
    settlement = settled(store, LESSON, PLAN)
    assert [row.source.value for row in payers.of_video(store, settlement, "a")] == [
        "quota",
        "pack",
        "postpaid",
    ]
    for free in ("m", "x", "nowhere"):
        assert payers.of_video(store, settlement, free) == []
    (only,) = payers.shares(store, settlement, pack="A")
    expected = Share(
        *(date(2024, 3, 27), Source.PACK, "A", "a", "1", "t1", "7"),
        *(Kind.CAMERA, 2 * MINUTE, D("0.02000000")),
    )
    assert only == expected
    assert payers.shares(store, settlement, pack="B") == []
    assert len(payers.shares(store, settlement, source=Source.POSTPAID)) == 3


def test_rows_come_in_pages_and_by_day(store: Store) -> None:
    settlement = settled(store, LESSON, replace(PLAN, rounding=Rounding.EXACT))
    whole = payers.shares(store, settlement)
    assert len(whole) == 5, "nothing is rounded, so there is no row for it"
    pages = [payers.shares(store, settlement, most=2, skip=skip) for skip in (0, 2, 4)]
    assert [row for page in pages for row in page] == whole
    assert payers.shares(store, settlement, until=date(2024, 3, 27)) == []
    assert payers.shares(store, settlement, since=date(2024, 3, 27)) == whole
