"""The whole cost of recording, line by line, from what is loaded to the total."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.billing.basis import Basis, cost
from analytics.billing.full_cost import CostLine, Storage, full_cost, recording_lines, stored_days
from analytics.billing.robot import GB, Tier, tier_minutes
from analytics.billing.settle import settle
from analytics.catalog import price_book
from analytics.core.model import Evidence, Kind, Plan
from analytics.reports import costs
from analytics.reports.side_costs import cost_of, lines, measure
from analytics.storage.store import Store
from tests.support.plans import book, fee, pack, usage
from tests.support.recordings import Video, load, put
from tests.support.streams import Stream, sweep

D = Decimal
SEARCH = (  # the official DescribeRecordSearch sample, 21:54:00 to 22:00:14 in Shanghai
    (Kind.WHITEBOARD, 0, 368332, (1280, 960)),
    (Kind.MIXED, 108, 368325, (1624, 1000)),
    (Kind.MIXED, 28918, 181102, (496, 368)),
    (Kind.CAMERA, 29475, 35405, (1280, 720)),
    (Kind.CAMERA, 47535, 161885, (1280, 720)),
    (Kind.CAMERA, 64903, 6085, (960, 540)),
    (Kind.CAMERA, 115401, 96787, (1280, 720)),
)
OFFICIAL = [
    Video(f"v{n}", kind, ms, "2020-08-24 22:00:14", "9", "t", begin, size, GB // 7, lasted_s=374)
    for n, (kind, begin, ms, size) in enumerate(SEARCH)
]


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


@pytest.mark.slow
def test_the_official_recording_has_the_robots_lines(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path, OFFICIAL)
    found = {line.key: line for line in lines(store, Plan(), price_book.load("tencent-intl"))}
    assert (found["robot_whiteboard"].quantity, found["robot_whiteboard"].amount) == (
        7,
        D("0.0105"),
    )
    trtc = [found[f"robot_trtc_{tier}"] for tier in (Tier.AUDIO, Tier.HD, Tier.FULL_HD)]
    assert [line.quantity for line in trtc] == [4, 2, 2]
    assert sum(line.amount for line in trtc if line.amount) == D("0.02992")
    assert all(line.is_estimate and line.evidence is Evidence.INFERRED for line in trtc)
    assert found["storage"].quantity == D("1.000")
    assert found["storage"].amount == D("0.00073333")


def test_a_price_that_was_not_found_is_no_price_of_zero(store: Store) -> None:
    put(store, OFFICIAL)
    storage = Storage("cos_standard")
    bill = full_cost(lines(store, Plan(), price_book.load("tencent-cn"), storage=storage), "CNY")
    assert bill.total == D("0.04")  # 7 whiteboard minutes at 5 a thousand, half up
    assert set(bill.missing) >= {"Recording robot, TRTC HD", "Storage (COS)"}
    assert "Recording robot, TRTC 4K" not in bill.missing, "there were no such minutes"


def test_the_robot_is_charged_where_the_recording_failed(store: Store) -> None:
    put(store, [video._replace(status="STOPPED") for video in OFFICIAL])
    assert measure(store, Plan()).whiteboard_minutes == 7


def test_only_the_reported_days_are_measured(store: Store) -> None:
    one = Video("a", Kind.CAMERA, 60_000, "2024-01-31 23:59:30", task="a", lasted_s=70)
    other = Video("b", Kind.CAMERA, 60_000, "2024-02-01 00:00:30", task="b", lasted_s=100)
    put(store, [one, other])
    whole = measure(store, Plan())
    assert (whole.whiteboard_minutes, whole.trtc_minutes[Tier.HD]) == (2 + 3, 2)
    february = measure(store, Plan(), since=date(2024, 2, 1))
    assert (february.whiteboard_minutes, february.trtc_minutes[Tier.HD]) == (3, 1)
    assert february.stored == [(date(2024, 2, 1), 2000)]
    assert measure(store, Plan(zone="UTC"), until=date(2024, 2, 1)).whiteboard_minutes == 5


def test_sql_and_plain_python_sweep_alike(store: Store) -> None:
    videos = [
        Video(
            f"v{n}", kind, 1000 * (n % 7 + 1), f"2024-0{n % 3 + 1}-10 10:00:00", "1", f"t{n % 9}"
        )._replace(
            begin_ms=n * 377 % 5000, size=((0, 640, 1920, 3000)[n % 4], (0, 360, 1080)[n % 3])
        )
        for n, kind in enumerate([Kind.CAMERA, Kind.SCREEN, Kind.WHITEBOARD, Kind.MIXED] * 12)
    ]
    put(store, videos)
    months: dict[str, dict[Tier, int]] = {}
    for task in {video.task for video in videos}:
        own = [video for video in videos if video.task == task]
        tracks = [
            Stream(v.begin_ms, v.ms, v.size[0] * v.size[1])
            for v in own
            if v.kind in (Kind.CAMERA, Kind.SCREEN)
        ]
        month = months.setdefault(own[0].stop[:7], {})
        for tier, ms in sweep(tracks, max(v.begin_ms + v.ms for v in own)).items():
            month[tier] = month.get(tier, 0) + ms
    found = measure(store, Plan())
    assert found.trtc_minutes == tier_minutes(months.values())
    unsized = [v for v in videos if v.kind in (Kind.CAMERA, Kind.SCREEN) and 0 in v.size]
    assert found.unsized_streams == len(unsized) > 0


def test_a_database_without_recordings_costs_nothing(store: Store) -> None:
    bill = full_cost(lines(store, Plan(), book()), "USD")
    assert (bill.total, bill.missing) == (D("0.00"), ())


def test_shown_lines_add_up_to_the_shown_total_and_can_be_hidden() -> None:
    plan = Plan(monthly_fee=fee("2024-03-01"), packs=(pack("A", 500, "2024-03-01"),))
    settlement = settle(usage(d2024_03_27=1_509), plan, price_book.load("tencent-intl"))
    own = list(recording_lines(settlement, Basis.CASH))
    assert [line.amount for line in own] == [D(100), D(3), D("0.063")]
    extra = CostLine("x", "X", D(1), "", D(1), "", D("0.005"), Evidence.PUBLISHED, "")
    bill = full_cost([*own, extra], "USD")
    assert (bill.shown, bill.total) == ((D(100), D(3), D("0.06"), D("0.01")), D("103.07"))
    assert full_cost([*own, extra], "USD", hidden={"monthly_fees", "x"}).total == D("3.06")


@pytest.mark.parametrize("basis", Basis)
def test_the_lines_of_a_settlement_are_its_cost(basis: Basis) -> None:
    plan = Plan(
        monthly_fee=fee("2024-03-10"), packs=(pack("A", 500, "2024-02-01", months=2, price="0.07"),)
    )
    settlement = settle(usage(d2024_03_27=1_509), plan, price_book.load("tencent-intl"))
    bill = full_cost(recording_lines(settlement, basis), "USD")
    assert bill.total == cost(settlement, basis).shown.total > 0


def test_the_full_cost_of_a_settlement_reports_its_days(store: Store) -> None:
    put(store, OFFICIAL)
    bill = cost_of(store, costs.settle_plan(store, Plan()), Basis.USE, hidden={"storage"})
    assert {line.key for line in bill.lines} >= {"postpaid", "robot_whiteboard", "robot_trtc_4k"}
    assert bill.total == D("0.12")  # 0.08 for 12 minutes, 0.01 board, 0.01 HD, 0.02 Full HD
    later = costs.settle_plan(store, Plan(), since=date(2020, 8, 25))
    assert cost_of(store, later, Basis.USE).total == 0


sizes = st.lists(
    st.tuples(st.dates(date(2024, 1, 1), date(2024, 1, 20)), st.integers(0, 99)), max_size=8
)


@given(sizes, st.none() | st.integers(1, 9), st.integers(0, 25), st.integers(0, 25))
def test_a_file_is_stored_from_its_day_on_for_as_long_as_it_is_kept(
    added: list[tuple[date, int]], keep: int | None, start: int, length: int
) -> None:
    since = date.fromordinal(date(2023, 12, 28).toordinal() + start)
    until = date.fromordinal(since.toordinal() + length)
    days = stored_days(added, keep, since, until)
    assert len(days) == length
    for day, stored in days:
        kept = [s for d, s in added if d <= day and (keep is None or (day - d).days < keep)]
        assert stored == sum(kept)
