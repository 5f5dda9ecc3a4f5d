"""Charged days by SQL are those of the pure meter, in every zone and at every edge of a day."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from hypothesis import strategies as st

from analytics.billing.cost_of_use import AppDay, whole_days
from analytics.billing.meter import charge_days, ratio_spans
from analytics.catalog import plans, price_book
from analytics.core.errors import Problem
from analytics.core.model import (
    KINDS,
    DayCharge,
    Kind,
    Midnight,
    Plan,
    Ratio,
    RecordedFile,
    Rounding,
)
from analytics.reports import costs
from analytics.storage.store import Store
from tests.support.recordings import SHANGHAI, Video, load, put

BOOK = price_book.load("tencent-intl")
ZONES = (
    "Asia/Shanghai", "UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "Europe/Berlin",
    "Australia/Lord_Howe", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Niue", "Asia/Tehran",
)  # fmt: skip
# Moments in UTC around which a day ends somewhere: clocks going forward and back, leap day, new year.
EDGES = [
    datetime(2024, 3, 10, 5, tzinfo=UTC),  # New York goes forward two hours later
    datetime(2024, 11, 3, 4, tzinfo=UTC),
    datetime(2024, 3, 31, 1, tzinfo=UTC),  # Berlin goes forward
    datetime(2024, 4, 6, 15, tzinfo=UTC),  # Lord Howe goes back by half an hour
    datetime(2024, 2, 28, 16, tzinfo=UTC),  # Shanghai: midnight of the leap day
    datetime(2024, 12, 31, 18, 30, tzinfo=UTC),  # Kolkata: midnight of the new year
    datetime(2024, 12, 31, 18, 15, tzinfo=UTC),  # Kathmandu
]
RATIOS = [Decimal(ratio) for ratio in ("0", "1", "0.5", "0.333", "1.5")]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("costs") / "recordings.duckdb") as opened:
        yield opened


@st.composite
def recordings(draw: st.DrawFn) -> list[Video]:
    videos = []
    for number in range(draw(st.integers(1, 10))):
        seconds = draw(st.sampled_from([0, -1, 1, 1800, -1800, 7200, 86_400, -86_400]))
        stop = draw(st.sampled_from(EDGES)) + timedelta(seconds=seconds)
        videos.append(
            Video(
                id=f"v{number}",
                kind=draw(st.sampled_from(Kind)),
                ms=draw(st.sampled_from([0, 1, 29_999, 59_999, 60_000, 60_001, 10**11])),
                stop=f"{stop.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
                app=draw(st.sampled_from("12")),
                task=draw(st.sampled_from("ab")),
                status=draw(st.sampled_from(["FINISHED", "FINISHED", "RECORDING"])),
                lasted_s=draw(st.sampled_from([0, 1, 3600, 90_000])),
            )
        )
    return videos


days = st.sampled_from([edge.date() + timedelta(n) for edge in EDGES for n in (-1, 0, 1)])
ratios = st.lists(
    st.builds(Ratio, st.sampled_from(Kind), days, st.sampled_from(RATIOS)),
    max_size=6,
    unique_by=lambda ratio: (ratio.kind, ratio.from_day),
).map(tuple)
every_plan = st.builds(
    Plan,
    zone=st.sampled_from(ZONES),
    midnight=st.sampled_from(Midnight),
    rounding=st.sampled_from(Rounding),
    ratios=ratios,
)


def metered(videos: list[Video], plan: Plan) -> tuple[DayCharge, ...]:
    """The same by the pure meter, with days cut by Python's own zones.

    A day on which nothing was finished is a recorded day all the same, with nothing to charge.
    """
    zone, files = ZoneInfo(plan.zone), []
    for one in videos:
        moment = one.stopped if plan.midnight is Midnight.STOP else one.started
        ms = one.ms if one.status == "FINISHED" else 0
        day = moment.astimezone(zone).date()
        files.append(RecordedFile(day, one.app, one.task, one.kind, ms))
    return charge_days(files, ratio_spans(plan, BOOK), plan.rounding)


@pytest.mark.slow
@hypothesis.given(videos=recordings(), cases=st.lists(every_plan, min_size=4, max_size=4))
@hypothesis.settings(max_examples=20)
def test_charged_days_are_those_of_the_meter(
    store: Store, videos: list[Video], cases: list[Plan]
) -> None:
    put(store, videos)
    for plan in cases:
        assert costs.charged_days(store, plan, BOOK) == metered(videos, plan)


@pytest.mark.parametrize("ratio", RATIOS, ids=str)
@pytest.mark.parametrize("rounding", Rounding)
def test_each_ratio_and_rounding_is_that_of_the_meter(
    store: Store, ratio: Decimal, rounding: Rounding
) -> None:
    videos = [
        Video(f"v{n}", kind, ms=60_001 + 17 * n, app=app, task=f"{app}{n % 2}")
        for n, (kind, app) in enumerate(itertools.product(KINDS, "12"))
    ]
    put(store, videos)
    day = videos[0].stopped.date()
    plan = Plan(rounding=rounding, ratios=tuple(Ratio(kind, day, ratio) for kind in KINDS))
    assert costs.charged_days(store, plan, BOOK) == metered(videos, plan)


@pytest.mark.slow
@hypothesis.given(
    videos=recordings(),
    rounding=st.sampled_from([Rounding.DAY, Rounding.EXACT]),
    changes=st.lists(
        st.tuples(st.sampled_from(Kind), days, st.sampled_from(RATIOS[:2])), max_size=4
    ),
    zone=st.sampled_from(ZONES[:6]),
    midnight=st.sampled_from(Midnight),
)
@hypothesis.settings(max_examples=15)
def test_the_small_tables_charge_what_the_files_charge(
    store: Store, videos: list[Video], rounding: Rounding, changes: list, zone: str, midnight
) -> None:
    own = tuple({change[:2]: Ratio(*change) for change in changes}.values())
    plan = Plan(zone=zone, midnight=midnight, rounding=rounding, ratios=own)
    plans.save(store, plans.team(store)[0], plan)
    put(store, videos)
    asked = costs.ratio_parameters(plan, BOOK)
    small = store.ask(
        "charged_days_from_rollup",
        rounding=rounding.value,
        ratios=[
            {name: each[name] for name in ("kind", "since", "until")} | {"ratio": each["numerator"]}
            for each in asked
        ],
    )
    files = store.ask(
        "charged_days", zone=zone, midnight=midnight.value, rounding=rounding.value, ratios=asked
    )
    assert small == files
    assert whole_days(AppDay(**each) for each in files) == metered(videos, plan)


@pytest.mark.slow
def test_moving_the_teams_edge_of_the_day_moves_what_was_loaded_before(
    store: Store, tmp_path: Path
) -> None:
    stop = "2024-03-28 00:10:00"  # in Shanghai; it began an hour before
    video = Video("over midnight", Kind.CAMERA, 60_000, stop)
    plans.choose_team(store, plans.POSTPAID)
    put(store, [])
    load(store, tmp_path, [video])
    for plan, day in {
        Plan(): 28,
        Plan(midnight=Midnight.START): 27,
        Plan(zone="UTC"): 27,
        Plan(zone="Pacific/Kiritimati"): 28,
    }.items():
        plans.save(store, plans.POSTPAID, plan)
        (charge,) = costs.charged_days(store, plan, BOOK)
        assert (charge.day.day, charge.charged_ms) == (day, 60_000)


def test_a_ratio_of_more_digits_than_whole_numbers_hold_is_said(store: Store) -> None:
    day = datetime(2024, 1, 1, tzinfo=UTC).date()
    plan = Plan(ratios=(Ratio(Kind.CAMERA, day, Decimal("123456789.123456789123")),))
    with pytest.raises(Problem, match="has too many digits"):
        costs.charged_days(store, plan, BOOK)


def test_a_sum_beyond_what_the_database_holds_is_a_sentence(store: Store) -> None:
    put(store, [Video(f"v{n}", Kind.CAMERA, 10**11) for n in range(3)])
    day = datetime(2024, 1, 1, tzinfo=UTC).date()
    plan = Plan(ratios=(Ratio(Kind.CAMERA, day, Decimal(999_999_999)),))
    with pytest.raises(Problem, match="could not do this step"):
        costs.charged_days(store, plan, BOOK)
