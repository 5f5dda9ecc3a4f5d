"""The cost of use: nothing of the bill is lost or counted twice, however it is cut."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.billing.accrual import Part, accrue
from analytics.billing.cost_of_use import CostRow, Key, Shared
from analytics.core.model import Kind, MonthlyFee, Pack, Plan, Ratio, Rounding, Settlement
from analytics.core.money import half_up
from analytics.groups import imports as group_imports
from analytics.groups.rows import GroupRow
from analytics.reports import cost_of_use, costs
from analytics.reports.filters import Filters
from analytics.storage.store import Store
from tests.support import cost_oracle
from tests.support.group_oracle import group_rows
from tests.support.recordings import FIRST, Video, many, put

FIELDS = ("day", "month", "kind", "room", "user", "app", "recording")
OF_FILES = ("day:weekday", "file:hour", "file:finish", "file:lines", "file:state")
CENT = Decimal("0.01")
MINUTE = 60_000
HOUR = 60 * MINUTE
days = st.integers(-1, 4).map(lambda n: FIRST + timedelta(n))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("costs") / "costs.duckdb") as opened:
        yield opened


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    packs = [
        Pack(
            name,
            draw(st.integers(1, 4)),
            draw(st.integers(0, 900)) * CENT,
            draw(days) - timedelta(draw(st.sampled_from([0, 28, 30]))),
            draw(st.sampled_from([1, 12])),
        )
        for name in draw(st.sampled_from(["", "A", "AB"]))
    ]
    ratio = st.sampled_from([Decimal(0), Decimal(1), Decimal("0.333")])
    ratios = [Ratio(kind, draw(days), draw(ratio)) for kind in draw(st.sets(st.sampled_from(Kind), max_size=2))]  # fmt: skip
    return Plan(
        rounding=draw(st.sampled_from(Rounding)),
        midnight=draw(st.sampled_from(["stop", "start"]).map(type(Plan().midnight))),
        zone=draw(st.sampled_from(["Asia/Shanghai", "UTC"])),
        discount_percent=draw(st.sampled_from([Decimal(0), Decimal("12.5")])),
        monthly_fee=draw(st.none() | st.builds(MonthlyFee, days, st.sampled_from([None, 1]))),
        packs=tuple(packs),
        ratios=tuple(sorted(ratios, key=lambda one: one.kind)),
    )


def total(rows: list[CostRow], part: str = "total") -> Decimal:
    return sum((getattr(row, part) for row in rows), Decimal(0))


def expected(settlement: Settlement) -> tuple[Decimal, Decimal]:
    """What files used, and what is shared, in cents: out of the settlement and its accrual."""
    uses = accrue(settlement).uses
    used, gone = (
        sum((use.amount for use in uses if use.part is part), Decimal(0))
        for part in (Part.PACK, Part.EXPIRED)
    )
    shown = settlement.totals.shown
    both = half_up(used + gone, 2)
    return shown.postpaid + half_up(used, 2), shown.monthly_fees + both - half_up(used, 2)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    many(),
    plans(),
    st.lists(st.sampled_from([*FIELDS, *OF_FILES]), min_size=1, max_size=2, unique=True),
    st.none() | days,
    st.none() | days,
    st.sampled_from(Shared),
)
def test_rows_add_up_to_the_settlement_and_each_is_its_files(
    store: Store,
    videos: list[Video],
    plan: Plan,
    fields: list[str],
    since: date | None,
    until: date | None,
    shared: Shared,
) -> None:
    put(store, videos)
    rows = cost_of_use.by_fields(store, plan, fields, Filters(since, until), shared=shared)
    settlement = costs.settle_plan(store, plan, since, until)
    usage, rest = expected(settlement)
    assert total(rows, "usage") == usage
    assert total(rows, "shared") == (0 if shared is Shared.NONE else rest)

    reported = [
        video
        for video in videos
        if (since is None or since <= cost_oracle.day_of(video, plan))
        and (until is None or cost_oracle.day_of(video, plan) < until)
    ]
    by_file = cost_oracle.file_costs(videos, settlement)
    exact: defaultdict[Key, Fraction] = defaultdict(Fraction)
    charged: defaultdict[Key, int] = defaultdict(int)
    for video in reported:
        key = cost_oracle.key_of(video, fields, plan)
        exact[key] += by_file[video.id]
        charged[key] += cost_oracle.charged(video, plan, settlement.book)
    if reported:
        assert [row.key for row in rows] == sorted(exact)
    for row in rows:
        assert row.charged_ms == charged[row.key]
        assert abs(Fraction(row.usage) - exact[row.key]) < Fraction(2 * CENT)
        assert row.usage == 0 or row.charged_ms > 0


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    many(),
    plans(),
    st.sampled_from(FIELDS),
    st.sampled_from(["kind", "room", "user", "app"]),
    st.sampled_from(Shared),
)
def test_the_parts_that_filters_make_add_up_to_the_whole(
    store: Store, videos: list[Video], plan: Plan, field: str, cut: str, shared: Shared
) -> None:
    """Also what is named and all but it."""
    put(store, videos)

    def asked(by: str, **names: tuple[str, ...]) -> list[CostRow]:
        return cost_of_use.by_fields(store, plan, [by], Filters(**names), shared=shared)

    whole, parts = asked(field), asked(cut)
    for place in range(len(parts)):
        (name,) = parts[place].key
        assert name is not None
        rows = asked(field, **{f"{cut}s": (name,)})
        if shared is not Shared.EVEN:
            assert total(rows, "usage") == parts[place].usage
            assert total(rows) == parts[place].total
            if cut != "kind":
                others = asked(field, **{f"{cut}s": (name,), "without": (cut,)})
                assert total(rows) + total(others) == total(whole)
        parts[place] = replace_amount(parts[place], total(rows))
    assert total(parts, "usage") == total(whole)


def replace_amount(row: CostRow, amount: Decimal) -> CostRow:
    return row._replace(usage=amount, shared=Decimal(0))


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    many(),
    st.lists(
        st.sampled_from(["day", "week", "month", "kind", "app", "room", "user", *OF_FILES]),
        min_size=1,
        unique=True,
    ),
    st.none() | days,
    st.sampled_from([(), ("1",)]),
    st.sampled_from([(), ("u", "v")]),
    st.sampled_from(
        [{}, {"hours": (9, 10)}, {"weekdays": (3,), "states": ("FINISHED",)}, {"pictures": (720,)}]
    ),
    st.sampled_from([(), ("user", "app"), ("state",)]),
    st.sampled_from([Decimal(0), Decimal(1)]),
)
def test_the_small_tables_say_what_the_files_say(
    store: Store,
    videos: list[Video],
    fields: list[str],
    since: date | None,
    apps: tuple[str, ...],
    users: tuple[str, ...],
    fine: dict[str, tuple[Any, ...]],
    without: tuple[str, ...],
    mixed: Decimal,
) -> None:
    put(store, videos)
    plan = Plan(ratios=(Ratio(Kind.MIXED, FIRST + timedelta(1), mixed),))
    filters = Filters(since=since, apps=apps, users=users, without=without, **fine)
    asked = (store, plan, fields, filters)
    small = cost_of_use.by_fields(*asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(costs, "are_sums_enough", lambda *_: False)
        assert cost_of_use.by_fields(*asked) == small


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    many(10),
    plans(),
    group_rows(),
    st.lists(
        st.sampled_from(["dept", "role", "day", "kind", "room", "user", "app", "recording"]),
        min_size=1,
        max_size=3,
        unique=True,
    ),
    st.none() | days,
    st.sampled_from(Shared),
)
def test_rows_by_groups_add_up_to_the_settlement_and_each_is_its_files(
    store: Store,
    videos: list[Video],
    plan: Plan,
    table: list[GroupRow],
    fields: list[str],
    since: date | None,
    shared: Shared,
) -> None:
    put_groups(store, table)
    put(store, videos)
    rows = cost_of_use.by_fields(store, plan, fields, Filters(since), shared=shared)
    settlement = costs.settle_plan(store, plan, since)
    usage, rest = expected(settlement)
    assert total(rows, "usage") == usage
    assert total(rows, "shared") == (0 if shared is Shared.NONE else rest)
    by_file = cost_oracle.file_costs(videos, settlement)
    exact: defaultdict[Key, Fraction] = defaultdict(Fraction)
    for video in videos:
        day = cost_oracle.day_of(video, plan)
        if since is None or day >= since:
            own = dict(zip(fields, cost_oracle.key_of(video, fields, plan, table), strict=True))
            exact[tuple(own.values())] += by_file[video.id]
    if exact:
        assert [row.key for row in rows] == sorted(exact)
        assert all(abs(Fraction(row.usage) - exact[row.key]) < Fraction(2 * CENT) for row in rows)


@pytest.mark.slow
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    many(10),
    plans(),
    group_rows(),
    st.sampled_from(["dept", "role", "month", "room", "user"]),
    st.sampled_from([Shared.PROPORTIONAL, Shared.NONE]),
    st.booleans(),
)
def test_the_parts_that_groups_make_add_up_to_the_whole(
    store: Store, videos: list[Video], plan: Plan, table: list[GroupRow], field: str, shared: Shared, is_narrowed: bool
) -> None:  # fmt: skip
    """Also where a kind is filtered: then to what that filter leaves of the whole, a cent or so a part."""
    put_groups(store, table)
    put(store, videos)
    filters = Filters(kinds=("camera", "whiteboard")) if is_narrowed else Filters()
    whole = cost_of_use.by_fields(store, plan, ["dept"], filters, shared=shared)
    off = len(whole) * CENT if is_narrowed else Decimal(0)
    parts = []
    for row in whole:
        (value,) = row.key
        assert value is not None
        rows = cost_of_use.by_fields(
            store, plan, [field], filters, groups={"dept": (value,)}, shared=shared
        )
        assert abs(total(rows) - row.total) <= off
        assert sum(each.files for each in rows) == row.files
        parts += rows
    assert abs(total(parts) - total(whole)) <= len(whole) * off
    every = tuple(row.key[0] or "" for row in whole)
    again = cost_of_use.by_fields(
        store, plan, [field], filters, groups={"dept": every}, shared=shared
    )
    assert abs(total(again) - total(whole)) <= off


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(
    many(10),
    group_rows(),
    st.sampled_from([("dept",), ("dept", "kind"), ("room", "role"), ("recording", "dept")]),
    st.sampled_from([{}, {"dept": ("x", "")}, {"dept": ("y",), "role": ("x", "z")}]),
    st.sampled_from(["Asia/Shanghai", "UTC"]),
    st.sampled_from([(), ("7", "8")]),
)
def test_minutes_by_groups_are_the_sums_of_their_files(
    store: Store, videos: list[Video], table: list[GroupRow], fields: tuple[str, ...],
    groups: dict[str, tuple[str, ...]], zone: str, rooms: tuple[str, ...],
) -> None:  # fmt: skip
    put_groups(store, table)
    put(store, videos)
    plan = Plan(zone=zone)
    sums: defaultdict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    for video in videos:
        key = cost_oracle.key_of(video, fields, plan, table)
        in_groups = cost_oracle.key_of(video, list(groups), plan, table)
        if (rooms and video.room not in rooms) or any(
            value not in values for value, values in zip(in_groups, groups.values(), strict=True)
        ):
            continue
        billable = video.status == "FINISHED" and video.kind not in (Kind.MIXED, Kind.AUDIO)
        for place, number in enumerate((1, video.ms, video.ms * billable)):
            sums[key][place] += number
    rows = cost_of_use.minutes_by(store, fields, Filters(rooms=rooms), groups=groups, zone=zone)
    assert [tuple(row.values()) for row in rows] == [(*key, *sums[key]) for key in sorted(sums)]


def put_groups(store: Store, table: list[GroupRow]) -> None:
    """Only these rows of groups."""
    for each in group_imports.imports(store):
        group_imports.undo(store, each.import_id)
    if table:
        group_imports.add(store, table, "groups.csv")


def test_no_room_is_cheap_because_its_lesson_came_first(store: Store) -> None:
    """A pack of 60 minutes for 3.00, then postpaid at 7.00: both rooms of an hour pay the same."""
    early = Video("a", Kind.CAMERA, HOUR, "2024-03-27 10:00:00", room="7")
    late = Video("b", Kind.CAMERA, HOUR, "2024-03-27 20:00:00", room="8")
    put(store, [early, late])
    plan = Plan(packs=(Pack("A", 60, Decimal("3.00"), date(2024, 3, 1)),))
    rows = cost_of_use.by_fields(store, plan, ["room"], Filters())
    assert [(row.key, str(row.usage)) for row in rows] == [(("7",), "1.71"), (("8",), "1.71")]


def test_what_rounding_adds_is_borne_by_all_files_of_its_app(store: Store) -> None:
    """App 1 is charged 2 minutes for its 61 seconds, app 2 one for its 60."""
    videos = [
        Video("a", Kind.CAMERA, MINUTE, app="1", room="7"),
        Video("b", Kind.CAMERA, 1000, app="1", room="8"),
        Video("c", Kind.CAMERA, MINUTE, app="2", room="9"),
    ]
    put(store, videos)
    plan = Plan(monthly_fee=None)
    dear = replace(plan, packs=(Pack("A", 3, Decimal("3.00"), date(2024, 3, 1)),))
    rows = cost_of_use.by_fields(store, dear, ["room"], Filters())
    assert [str(row.usage) for row in rows] == ["1.97", "0.03", "1.00"]
    assert [row.charged_ms for row in rows] == [60_000, 1000, 60_000]


def test_free_and_unfinished_files_are_there_and_cost_nothing(store: Store) -> None:
    videos = [
        Video("a", Kind.CAMERA, HOUR),
        Video("b", Kind.MIXED, HOUR),
        Video("c", Kind.SCREEN, HOUR, status="RECORDING"),
    ]
    put(store, videos)
    rows = cost_of_use.by_fields(store, Plan(), ["kind"], Filters())
    assert [(row.key[0], row.files, row.ms, row.charged_ms, str(row.total)) for row in rows] == [
        ("camera", 1, HOUR, HOUR, "0.42"),
        ("mixed", 1, HOUR, 0, "0.00"),
        ("screen", 1, HOUR, 0, "0.00"),
    ]


def test_fees_are_shared_by_minutes_evenly_or_not_at_all(store: Store) -> None:
    put(
        store,
        [
            Video("a", Kind.CAMERA, 3 * HOUR, room="7"),
            Video("b", Kind.CAMERA, HOUR, room="8"),
            Video("c", Kind.MIXED, HOUR, room="9"),
        ],
    )
    plan = Plan(monthly_fee=MonthlyFee(date(2024, 3, 1)))
    shares = {
        shared: [str(row.shared) for row in cost_of_use.by_fields(store, plan, ["room"], Filters(), shared=shared)]
        for shared in Shared
    }  # fmt: skip
    assert shares == {
        Shared.PROPORTIONAL: ["75.00", "25.00", "0.00"],
        Shared.EVEN: ["33.34", "33.33", "33.33"],
        Shared.NONE: ["0.00", "0.00", "0.00"],
    }
    (row,) = cost_of_use.by_fields(
        store, plan, ["kind"], Filters(rooms=("8",)), shared=Shared.PROPORTIONAL
    )
    assert str(row.total) == "25.00"


def test_what_is_shared_stands_alone_where_nothing_was_recorded(
    store: Store, tmp_path: Path
) -> None:
    put(store, [Video("a", Kind.CAMERA, HOUR)])
    plan = Plan(monthly_fee=MonthlyFee(date(2024, 3, 1), 12))
    span = Filters(date(2024, 5, 1), date(2024, 6, 1))
    (row,) = cost_of_use.by_fields(store, plan, ["room"], span)
    assert (row.key, row.files, str(row.total)) == ((None,), 0, "100.00")
    assert cost_of_use.by_fields(store, Plan(), ["room"], span) == []


def test_questions_of_the_same_days_share_their_account(store: Store) -> None:
    put(store, [Video("a", Kind.CAMERA, HOUR), Video("b", Kind.SCREEN, HOUR, room="8", user="v")])
    plan = Plan(monthly_fee=MonthlyFee(date(2024, 3, 1)))
    span = Filters(date(2024, 3, 27), date(2024, 3, 28))
    account = cost_of_use.account(store, plan, span.since, span.until)
    for fields in (["day"], ["room"], ["kind", "user"], ["recording"]):
        for filters in (span, replace(span, rooms=("8",))):
            shared = cost_of_use.of_account(store, account, fields, filters)
            assert shared == cost_of_use.by_fields(store, plan, fields, filters) != []
