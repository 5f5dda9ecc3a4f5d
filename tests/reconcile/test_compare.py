"""Billed usage against ours, from a real database: each cause planted, each rule found, nothing missing taken for 0."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path

import pytest

from analytics.billing.reconciliation import Cause, Class
from analytics.core.errors import Problem
from analytics.core.model import Midnight, MonthlyFee, Pack, Plan, Rounding
from analytics.reconcile import compare
from analytics.storage.store import Store
from tests.support.billed import APP, FIRST, PLAIN_KINDS, File, Vendor, lay, tell, year

PLAN = Plan(rounding=Rounding.EXACT, midnight=Midnight.START)
SCHOOL = year()
# Pairs were found in a whole year too; so many years each time would be a minute more.
DAYS_OF_PAIRS = int(os.environ.get("RECONCILE_DAYS", "120"))
RULES = {
    "rounding": {"rounding": "file"},
    "midnight": {"midnight": "stop"},
    "zone": {"zone": "UTC"},
    "kinds": {"kinds": (*PLAIN_KINDS, "audio")},
    "status": {"statuses": ("FINISHED", "STOPPED")},
}
CAUSES = (*RULES, "duplicates", "not_loaded", "late", "refused")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("billed") / "recordings.duckdb") as opened:
        yield opened


def at(day: int, hour: int) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, hour) + timedelta(day)  # noqa: DTZ001


def planted(store: Store, causes: tuple[str, ...], days: int = 365) -> None:
    """Days of which the vendor bills otherwise for these causes alone."""
    changes = {name: value for cause in causes for name, value in RULES.get(cause, {}).items()}
    vendor = Vendor(**changes)
    school = SCHOOL if days == 365 else year(days)
    ours, theirs = list(school), list(school)
    rooms = {}
    if "duplicates" in causes:
        lessons = [file for file in school if file.id.endswith("-0")]  # over midnight too
        twins = [file for file in lessons[10::37] if file.status == "FINISHED"]
        # The same file from another export: with an id and an address of its own there, and every other one with a task of its own.
        ours += [
            replace(file, id=f"{file.id}-again", task=f"{file.task}{'-again' * (n % 2)}")
            for n, file in enumerate(twins)
        ]
    if "not_loaded" in causes:
        for day in range(5, days, 50):
            file = File(f"n{day}", 1_234_567, at(day, 15), task=f"n{day}", room="unknown")
            theirs.append(file)
            (minutes,) = vendor.bill([file]).values()
            rooms[file.start.date(), APP, "unknown"] = minutes
    if "late" in causes:
        # From an evening to after the vendor's day was closed; it never took the minutes up.
        ours += [
            File(f"l{day}", 987_654, at(day, 22), 660, task=f"l{day}", user="late")
            for day in range(7, days, 60)
        ]
    if "refused" in causes:
        for day in range(9, days, 70):
            file = File(f"x{day}", 765_432, at(day, 16), task=f"x{day}")
            theirs.append(file)
            ours.append(replace(file, standing="refused"))
    lay(store, ours)
    tell(store, vendor.bill(theirs), rooms)


# What stopped today is never late for a vendor that goes by the day of the stop.
IMPOSSIBLE = {("midnight", "late")}
PAIRS = [(cause,) for cause in CAUSES]
PAIRS += [pair for pair in combinations(CAUSES, 2) if pair not in IMPOSSIBLE]


@pytest.mark.slow
@pytest.mark.parametrize("causes", PAIRS, ids="+".join)
def test_a_planted_cause_is_found_and_no_other(store: Store, causes: tuple[str, ...]) -> None:
    planted(store, causes, 365 if len(causes) == 1 else DAYS_OF_PAIRS)
    result = compare.reconcile(store, PLAN)
    assert all(
        sum(share.ms for share in cell.causes) == cell.difference_ms for cell in result.compared
    )
    named = {share.cause.value for cell in result.cells for share in cell.causes}
    assert named == {*causes}
    assert result.worst_unexplained_ms() == 0


VENDORS = [
    Vendor(rounding=rounding, midnight=midnight, **more)
    for rounding, midnight, more in product(
        ("exact", "day", "file", "task_kind"),
        ("start", "stop"),
        (
            {},
            {"zone": "UTC", "statuses": ("FINISHED", "STOPPED")},
            {"kinds": ("camera", "whiteboard", "mixed"), "without_exception": True},
        ),
    )
]


@pytest.mark.slow
@pytest.mark.parametrize("vendor", VENDORS, ids=repr)
def test_a_planted_rule_is_found(store: Store, vendor: Vendor) -> None:
    lay(store, SCHOOL)
    tell(store, vendor.bill(SCHOOL))
    result = compare.reconcile(store, PLAN)
    document = compare.document(result)["rule"]
    rule = {name: document[name] for name in ("rounding", "midnight", "zone")}
    assert rule == {
        "rounding": vendor.rounding,
        "midnight": vendor.midnight,
        "zone": vendor.zone,
    }
    assert {*document["kinds"]} == {*vendor.kinds}
    exception = () if vendor.without_exception else ("EXCEPTION",)
    assert {*document["states"]} == {*vendor.statuses, *exception}
    assert (document["unexplained_ms"], document["undecided"]) == (0, [])
    assert document["runner_up"]["unexplained_ms"] > 0 < document["differs_on_days"]
    assert len(VENDORS) == 24


def test_what_data_cannot_tell_is_said(store: Store) -> None:
    """Whole minutes at noon: neither a rounding nor a day's edge shows."""
    files = [File(f"v{n}", 600_000, at(n, 12), task=f"t{n}") for n in range(9)]
    lay(store, files)
    tell(store, Vendor().bill(files))
    result = compare.reconcile(store, Plan())
    rule = compare.document(result)["rule"]
    assert (rule["rounding"], rule["unexplained_ms"]) == ("day", 0)
    assert rule["differs_on_days"] == 0
    assert rule["undecided"] == ["rounding", "midnight", "zone"]
    assert compare.sentence(result) == "Of 9 days 9 agree."
    assert "cannot tell the rounding and the midnight" in compare.rule_sentences(result)[-1]


def test_missing_is_never_0(store: Store) -> None:
    files = [File(f"v{n}", 600_000, at(n, 12), task=f"t{n}") for n in range(4)]
    lay(store, files)
    ten = Decimal(10)
    tell(
        store,
        {
            (FIRST, APP): ten,
            (FIRST + timedelta(1), APP): Decimal(0),
            (FIRST + timedelta(9), APP): ten,
            (FIRST, "another"): ten,
        },
    )
    result = compare.reconcile(store, Plan())
    cells = {
        (cell.place.day.day, cell.place.app): (
            cell.kind, cell.ours_ms, cell.vendor_ms, cell.difference_ms,
        )
        for cell in result.cells
    }  # fmt: skip
    assert cells == {
        (1, APP): (Class.EQUAL, 600_000, 600_000, 0),
        (2, APP): (Class.OURS_ONLY, 600_000, 0, -600_000),
        (3, APP): (Class.NOT_TOLD, 600_000, None, None),
        (4, APP): (Class.NOT_TOLD, 600_000, None, None),
        (10, APP): (Class.NOT_LOADED, None, 600_000, None),
        (1, "another"): (Class.NOT_LOADED, None, 600_000, None),
    }
    assert list(result.counts.values()) == [1, 0, 0, 0, 0, 1, 2, 2]


def test_a_value_that_came_before_its_day_was_complete_is_not_compared(store: Store) -> None:
    """Published: usage of a day can be had after 07:00 +08:00 of the next, 23:00 UTC."""
    files = [File("v", 600_000, at(0, 12))]
    for hour, kind in ((22, Class.NOT_TOLD), (23, Class.UNEXPLAINED)):
        lay(store, files, now=datetime(FIRST.year, FIRST.month, FIRST.day, hour))  # noqa: DTZ001
        tell(store, {(FIRST, APP): Decimal(4)})
        (cell,) = compare.reconcile(store, Plan()).cells
        assert (cell.kind, cell.vendor_ms) == (kind, 240_000)


def test_without_the_vendors_usage_of_recording_the_next_step_is_named(store: Store) -> None:
    lay(store, [File("v", 600_000, at(0, 12))])
    tell(store, {(FIRST, APP): Decimal(4)})
    with store.write() as cursor:
        cursor.execute("update vendor_usage set sub_product = 'sp_tiw_board'")
    with pytest.raises(Problem, match=r"no billed usage of recording .* DescribeTIWDailyUsage"):
        compare.reconcile(store, Plan())


@pytest.mark.slow
def test_a_difference_costs_what_the_last_minutes_of_its_day_cost(store: Store) -> None:
    """40 minutes within the free quota are worth nothing, of a pack its share, beyond it the list price."""
    files = [File("a", 600 * 60_000, at(0, 12), task="a"), File("b", 60_000, at(5, 12), task="b")]
    lay(store, files)

    def amounts(plan: Plan, day: int, minutes: int) -> list[str]:
        key = (FIRST + timedelta(day), APP)
        tell(store, {key: Decimal(minutes)})
        document = compare.document(compare.reconcile(store, plan))
        return [cell["amount"] for cell in document["cells"] if cell["difference_ms"]]

    fee = MonthlyFee(FIRST)
    pack = Pack("A", 1000, Decimal("5.00"), FIRST)
    assert amounts(Plan(), 0, 640) == ["0.28"]
    assert amounts(Plan(), 0, 560) == ["-0.28"]
    assert amounts(Plan(monthly_fee=fee), 0, 640) == ["0.00"]
    assert amounts(Plan(monthly_fee=fee), 0, 1040) == ["0.28"]
    assert amounts(Plan(monthly_fee=fee), 5, 440) == ["0.28"], "399 are left of the quota, 40 more"
    assert amounts(Plan(packs=(pack,)), 0, 640) == ["0.20"]
    assert amounts(Plan(packs=(pack,)), 0, 1040) == ["2.28"], "400 at 0.005 and 40 at 0.007"


def test_a_room_that_is_not_ours_is_the_vendors_alone(store: Store) -> None:
    lay(store, [File("a", 600_000, at(0, 12), room="r1"), File("b", 660_000, at(0, 14), room="r2")])
    rooms = {
        (FIRST, APP, "r1"): Decimal(10),
        (FIRST, APP, "r9"): Decimal(7),
    }
    tell(store, {}, rooms)
    by_room = compare.reconcile(store, Plan(), by_room=True)
    assert [(cell.place.room, cell.kind, cell.difference_ms) for cell in by_room.cells] == [
        ("r1", Class.EQUAL, 0),
        ("r2", Class.NOT_TOLD, None),
        ("r9", Class.VENDOR_ONLY, 420_000),
    ]
    (day,) = compare.reconcile(store, Plan()).cells
    assert (day.vendor_ms, day.difference_ms) == (1_020_000, -240_000), "rooms add up to the day"


def test_recordings_that_name_no_app_are_those_of_the_only_one_told_of(store: Store) -> None:
    lay(store, [File("a", 600_000, at(0, 12), app="")])
    tell(store, {(FIRST, APP): Decimal(10)})
    result = compare.reconcile(store, Plan())
    assert [(cell.place.app, cell.kind) for cell in result.cells] == [(APP, Class.EQUAL)]
    assert f"taken for those of {APP}" in result.notes[0]
    tell(store, {(FIRST, APP): Decimal(10), (FIRST, "2"): Decimal(1)})
    kinds = [cell.kind for cell in compare.reconcile(store, Plan()).cells]
    assert kinds == [Class.NOT_TOLD, Class.NOT_LOADED, Class.NOT_LOADED]


@pytest.mark.slow
def test_a_part_of_the_days_says_what_the_whole_says_of_them(store: Store) -> None:
    planted(store, ("midnight", "status"))
    whole = compare.reconcile(store, PLAN)
    since, until = FIRST + timedelta(100), FIRST + timedelta(160)
    part = compare.reconcile(store, PLAN, since, until)
    inside = [
        (cell, amount)
        for cell, amount in zip(whole.cells, whole.amounts, strict=True)
        if since <= cell.place.day < until
    ]
    assert list(zip(part.cells, part.amounts, strict=True)) == inside


def test_minutes_over_midnight_are_found_on_the_neighbour_day_though_more_is_amiss(
    store: Store,
) -> None:
    """One recording on the other side of midnight, and 2 minutes of which nobody knows."""
    files = [File(f"v{n}", 600_000 + n, at(n, 12), task=f"t{n}") for n in range(12)]
    night = File("night", 2_700_000, at(4, 23), 90, task="night")
    lay(store, [*files, night])
    bill = Vendor(midnight="stop").bill([*files])
    bill[night.start.date() + timedelta(1), APP] += Decimal(45)
    bill[night.start.date(), APP] += Decimal(2)
    tell(store, bill)
    result = compare.reconcile(store, PLAN)
    assert result.causes() == {Cause.UNEXPLAINED: 120_000}
    differing = [cell for cell in result.cells if cell.difference_ms]
    assert [[(share.cause, share.ms) for share in cell.causes] for cell in differing] == [
        [(Cause.MIDNIGHT, -2_700_000), (Cause.UNEXPLAINED, 120_000)],
        [(Cause.MIDNIGHT, 2_700_000)],
    ]


@pytest.mark.slow
def test_the_sums_are_those_of_the_files_under_every_edge(store: Store) -> None:
    """The vendor's own rule under each edge and rounding, worked out file by file, is met to the ms."""
    lay(store, SCHOOL[:400])
    for rounding, midnight, zone in product(
        ("exact", "file", "task_kind"), ("start", "stop"), ("Asia/Shanghai", "UTC")
    ):
        vendor = Vendor(rounding=rounding, midnight=midnight, zone=zone)
        tell(store, vendor.bill(SCHOOL[:400]))
        result = compare.reconcile(store, PLAN)
        assert result.worst_unexplained_ms() == 0
        assert result.learned and result.learned.best.unexplained_ms == 0


def test_a_row_that_was_refused_for_its_kind_may_be_what_is_missing(store: Store) -> None:
    files = [File("a", 600_000, at(0, 12)), File("b", 60_000, at(0, 13), standing="refused")]
    lay(store, files)
    with store.write() as cursor:
        cursor.execute("update video_rows set kind = null where standing = 'refused'")
    tell(store, {(FIRST, APP): Decimal(11)})
    (cell,) = compare.reconcile(store, PLAN).cells
    assert [(share.cause, share.ms) for share in cell.causes] == [(Cause.REFUSED, 60_000)]


def test_values_keep_all_their_decimals(store: Store, tmp_path: Path) -> None:
    lay(store, [File("a", 8_840_000, at(0, 12))])
    tell(store, {(FIRST, APP): Decimal("147.33333333333334")})
    (cell,) = compare.reconcile(store, PLAN).cells
    assert (cell.kind, cell.vendor_ms) == (Class.EQUAL, 8_840_000)
    tell(store, {(FIRST, APP): Decimal("147.333321")})
    result = compare.reconcile(store, PLAN)
    assert result.residual_ms == Decimal("0.26000"[:4]) or result.residual_ms == Decimal("0.260000")


def test_the_day_of_another_months_quota_is_not_asked(store: Store) -> None:
    """A span in which the vendor told nothing has no cells of its own to compare."""
    lay(store, [File("a", 600_000, at(0, 12))])
    tell(store, {(FIRST, APP): Decimal(10)})
    result = compare.reconcile(store, Plan(), date(2025, 5, 1), date(2025, 6, 1))
    assert (result.cells, result.learned) == ((), None)
    assert compare.sentence(result).startswith("No day can be compared")


def test_what_all_differences_cost_is_rounded_once(store: Store) -> None:
    """0.6 min a day are USD 0.0042: nothing by the day, 4 cents in ten days."""
    lay(store, [File(f"v{n}", 600_000, at(n, 12), task=f"t{n}") for n in range(10)])
    tell(store, {(FIRST + timedelta(n), APP): Decimal("10.6") for n in range(10)})
    result = compare.reconcile(store, replace(PLAN, monthly_fee=None))
    assert {*result.amounts} == {Decimal("0.00")}
    assert result.amount == Decimal("0.04")
    assert "$0.04" in compare.sentence(result)
