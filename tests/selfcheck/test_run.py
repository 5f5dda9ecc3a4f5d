"""Checks: all pass over a real database, and each fails under a planted fault of its own kind."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from analytics import ingest
from analytics.billing.accrual import accrue
from analytics.catalog import price_book, price_books
from analytics.core.model import (
    DatedAmount,
    Draw,
    Kind,
    Midnight,
    Pack,
    Plan,
    Ratio,
    Rounding,
    Settlement,
    Source,
)
from analytics.reports import costs
from analytics.selfcheck import run
from analytics.selfcheck.checks import Check
from analytics.storage.store import Store
from tests.support.exports import EXPORTS, flat, row
from tests.support.plans import fee, pack

D = Decimal
PLAN = Plan(
    monthly_fee=fee("2024-03-30"),
    packs=(pack("A", 700, "2024-03-20"), pack("B", 60, "2024-02-28", months=1)),
    ratios=(Ratio(Kind.MIXED, date(2024, 3, 27), D("0.5")),),
)
DAY_S = 86_400
SCHOOL = [
    row(
        f"v{n}",
        VideoType=n % 5,
        VideoDuration=n * 1_234_567,
        TaskId=f"t{n // 3}",
        RoomId=n % 4,
        SdkAppId=1 + n % 2,
        RecordStartTime=1711501200 + n * DAY_S // 4,
        RecordStopTime=1711501200 + n * DAY_S // 4 + 9000,
        Status="FINISHED" if n % 9 else "RECORDING",
    )
    for n in range(1, 31)
]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two imports with duplicates and refused rows, and the vendor's own usage."""
    folder = tmp_path_factory.mktemp("audit")
    odd = [row("v3"), row("v40"), row("v41", VideoDuration="abc"), row("v42", VideoType=9)]
    with Store(folder / "loaded.duckdb") as opened:
        for name, rows in (("one.csv", SCHOOL), ("two.csv", odd)):
            (folder / name).write_text(flat(rows))
            ingest.import_file(opened, folder / name)
        ingest.import_file(opened, EXPORTS / "daily_usage.json")
    return folder / "loaded.duckdb"


@pytest.fixture
def store(loaded: Path, database: Path) -> Iterator[Store]:
    shutil.copy(loaded, database)
    with Store(database) as opened:
        yield opened


def failed(checks: tuple[Check, ...]) -> set[str]:
    return {check.name for check in checks if not check.passed}


@pytest.mark.slow
def test_all_checks_of_a_sound_bill_pass(store: Store) -> None:
    settlement = costs.settle_plan(store, PLAN)
    assert {balance.pack.name for balance in settlement.packs if balance.used_ms} == {"A", "B"}
    assert settlement.totals.quota_ms and settlement.totals.postpaid_ms
    checks = run.thorough(store, settlement)
    assert failed(checks) == set()
    by_name = {check.name: check for check in checks}
    assert len(by_name) == len(checks)
    assert by_name["rows_in_out"].left == by_name["rows_in_out"].right == 34 + 2
    assert by_name["ms_kept"].left == 30 * 31 // 2 * 1_234_567 + 3 * 60_000
    assert failed(run.quick(store, settlement)) == set()


Plant = Callable[[Settlement], Settlement]


def draw(place: int, **changed: object) -> Plant:
    """A settlement with one draw changed."""

    def plant(bill: Settlement) -> Settlement:
        draws = list(bill.draws)
        draws[place] = draws[place]._replace(**changed)
        return replace(bill, draws=tuple(draws))

    return plant


def totals(**changed: Any) -> Plant:
    return lambda bill: replace(bill, totals=replace(bill.totals, **changed))


def shown(cents: str) -> Plant:
    def plant(bill: Settlement) -> Settlement:
        amounts = bill.totals.shown
        wrong = replace(amounts, postpaid=amounts.postpaid + D(cents))
        return replace(bill, totals=replace(bill.totals, shown=wrong))

    return plant


def balance(**changed: Any) -> Plant:
    def plant(bill: Settlement) -> Settlement:
        (first, *others) = bill.packs
        return replace(bill, packs=(replace(first, **changed), *others))

    return plant


def purchases(change: Callable[[tuple[DatedAmount, ...]], tuple[DatedAmount, ...]]) -> Plant:
    return lambda bill: replace(bill, purchases=change(bill.purchases))


def late(bill: Settlement) -> Settlement:
    """The pack that has expired pays once more."""
    return replace(bill, draws=(*bill.draws, Draw(date(2024, 4, 20), Source.PACK, "B", 1, D(0))))


def swapped(bill: Settlement) -> Settlement:
    """What the first pack to expire paid for is paid for by the other one."""
    draws = tuple(d._replace(pack="A") if d.pack == "B" else d for d in bill.draws)
    return replace(bill, draws=draws)


FEE = DatedAmount(date(2024, 5, 10), "monthly fee", D(100))
ROW = "update video_rows set"

FAULTS: dict[str, dict[str, str | Plant]] = {
    "rows_in_out": {
        "an import that forgets a row": "update imports set rows_loaded = rows_loaded - 1"
    },
    "ms_in_out": {"an import that invents a ms": "update imports set ms_duplicate = 1"},
    "rows_kept": {"a row that is lost": "delete from video_rows where video_id = 'v5'"},
    "ms_kept": {
        "a length that changes later": f"{ROW} duration_ms = duration_ms + 1 where video_id = 'v7'"
    },
    "refused_told": {
        "a refused row without a reason": "delete from refused_rows where rowid = 0",
    },
    "refused_kept": {
        "a refused row that slips in": f"{ROW} standing = 'duplicate' where video_id = 'v42'"
    },
    "counted_once": {
        "a video that counts twice": f"{ROW} standing = 'counted' where standing = 'duplicate'"
    },
    "usage_days_are_rows": {
        "a ms too many": "update usage_days set ms = ms + 1 where kind = 'camera'",
        "another kind": "update usage_days set kind = 'screen' where kind = 'camera' and videos = 1",
        "one file too many": "update usage_days set videos = videos + 1",
    },
    "usage_room_days_are_rows": {
        "a room that is lost": "delete from usage_room_days where room = '2'"
    },
    "usage_room_months_are_rows": {
        "a room that is there twice": "insert into usage_room_months from usage_room_months limit 1"
    },
    "usage_hours_are_rows": {
        "another hour": "update usage_hours set hour = hour + 1 where kind = 'screen'"
    },
    "usage_user_days_are_rows": {
        "a day late": "update usage_user_days set day = day + 1 where kind = 'camera'"
    },
    "usage_room_totals_are_rows": {
        "a room that is billed for more": "update usage_room_totals set billable = true"
    },
    "counted_ms": {"a total that is too high": "update usage_days set ms = ms + 5"},
    "charged_twice": {
        "another day's edge": "update usage_days set day = day + 1 where kind = 'camera'"
    },
    "payers_are_draws": {
        "minutes that nobody recorded": draw(-1, ms=10**12),
        "a file that is shorter than it was": f"{ROW} duration_ms = 1 where video_id = 'v20'",
    },
    "payers_are_money": {
        "money that no file carries": f"{ROW} status = 'RECORDING'",
    },
    "book_is_kept": {
        "another fee": lambda bill: replace(bill, book=replace(bill.book, monthly_fee=D(99))),
        "another quota": lambda bill: replace(bill, book=replace(bill.book, quota_minutes=1)),
        "no such version": lambda bill: replace(bill, book=replace(bill.book, version="1999")),
    },
    "days_are_charged": {
        "a day twice": lambda bill: replace(bill, days=(*bill.days, bill.days[-1])),
        "a day lost": lambda bill: replace(bill, days=bill.days[1:]),
    },
    "draws_are_charged": {
        "a draw lost": lambda bill: replace(bill, draws=bill.draws[1:]),
        "a ms short": draw(1, ms=1),
    },
    "draws_valid": {
        "a pack that pays after its end": late,
        "a quota without a fee": draw(0, source=Source.QUOTA, pack=None),
    },
    "draws_within": {"a pack beyond its minutes": draw(0, ms=10**9)},
    "draws_in_order": {"the pack that expires later first": swapped},
    "charges_again": {
        "off in the eighth decimal": draw(-1, charge=D("1e-8")),
        "a charge for the quota": lambda bill: draw(
            [d.source for d in bill.draws].index(Source.QUOTA), charge=D(1)
        )(bill),
    },
    "totals_are_draws": {"minutes that change their source": totals(quota_ms=5)},
    "pack_minutes": {
        "used without a draw": balance(used_ms=1),
        "left after the end": balance(left_ms=10**9),
        "expired too early": balance(expired_ms=60_000),
    },
    "fees_are_periods": {
        "a fee too many": lambda bill: replace(bill, fees=(*bill.fees, FEE)),
        "a fee twice": lambda bill: replace(bill, fees=bill.fees * 2),
        "a fee forgotten": lambda bill: replace(bill, fees=()),
    },
    "purchases_are_packs": {
        "at another price": purchases(lambda lines: (lines[0]._replace(amount=D(1)), *lines[1:])),
        "bought twice": purchases(lambda lines: lines * 2),
    },
    "lines_are_total": {"a charge that the total lacks": draw(-1, charge=D(1000))},
    "shown_is_rounded": {"a cent too much": shown("0.01"), "a cent too little": shown("-0.01")},
    "cash_is_total": {"a fee that nobody paid": lambda bill: replace(bill, fees=())},
    "paid_is_used": {"a pack paid twice": purchases(lambda lines: lines * 2)},
    "pack_money": {"used money for other minutes": balance(used_ms=6_000_000)},
    "cost_of_use": {"a charge at no price": draw(-1, charge=D(1000))},
}
CASES = [(name, fault, plant) for name, table in FAULTS.items() for fault, plant in table.items()]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "fault", "plant"), CASES, ids=[f"{n}: {f}" for n, f, _ in CASES])
def test_each_check_fails_under_a_fault_of_its_own_kind(
    store: Store, name: str, fault: str, plant: str | Plant
) -> None:
    plan = replace(PLAN, ratios=()) if isinstance(plant, str) else PLAN
    settlement = costs.settle_plan(store, plan)
    assert failed(run.thorough(store, settlement)) == set()
    if isinstance(plant, str):
        with store.write() as cursor:
            cursor.execute(plant)
    else:
        settlement = plant(settlement)
    assert name in failed(run.thorough(store, settlement)), fault


def test_there_is_a_fault_for_every_check(store: Store) -> None:
    settlement = costs.settle_plan(store, PLAN)
    names = {check.name for check in run.thorough(store, settlement)}
    assert names == FAULTS.keys()
    assert {check.name for check in run.quick(store, settlement)} < names


def reversed_order(pack: Pack) -> tuple[int, int, str]:
    return -pack.expires.toordinal(), pack.bought.toordinal(), pack.name


def test_faults_in_the_engine_fail_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.billing.settle.draw_order", reversed_order)
    assert "draws_in_order" in failed(run.quick(store, costs.settle_plan(store, PLAN)))
    monkeypatch.undo()
    monkeypatch.setattr(
        "analytics.billing.settle.unit_price", lambda plan, version: Fraction(1, 1000)
    )
    assert "charges_again" in failed(run.quick(store, costs.settle_plan(store, PLAN)))
    monkeypatch.undo()
    monkeypatch.setattr("analytics.billing.accrual.share", lambda amount, part, whole: D(0))
    assert "pack_money" in failed(run.quick(store, costs.settle_plan(store, PLAN)))
    monkeypatch.undo()
    settlement = costs.settle_plan(store, PLAN)
    lost = replace(accrue(settlement), uses=accrue(settlement).uses[1:])
    monkeypatch.setattr("analytics.selfcheck.checks.accrue", lambda settlement: lost)
    assert failed(run.quick(store, settlement)) == {"paid_is_used"}


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Kathmandu"])
def test_rows_are_charged_twice_alike_under_every_rule(
    store: Store, rounding: Rounding, zone: str
) -> None:
    plan = replace(PLAN, rounding=rounding, zone=zone, midnight=Midnight.START)
    assert failed(run.thorough(store, costs.settle_plan(store, plan))) == set()


def test_a_stretch_is_not_all_rows_and_progress_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "STRETCH", 3)
    told: list[float] = []
    settlement = costs.settle_plan(store, PLAN)
    checks = run.thorough(store, settlement, lambda fraction, text: told.append(fraction))
    assert failed(checks) == set()
    assert told == sorted(told) and len(told) > 10 and told[0] >= 0 and told[-1] <= 1


def test_an_empty_database_passes(database: Path) -> None:
    with Store(database) as opened:
        settlement = costs.settle_plan(opened, PLAN)
        assert failed(run.thorough(opened, settlement)) == set()


def test_a_saved_version_is_a_known_book(store: Store) -> None:
    text = price_book.dumps(price_book.load("tencent-intl"))
    price_books.save_version(
        store, text.replace('"7.00"', '"9.00"').replace("2024-03-27", "2026", 1)
    )
    bill = costs.settle_plan(store, PLAN)
    assert bill.book.version == "2026"
    assert failed(run.quick(store, bill)) == set()
