"""Receipts: all green over a real database, and each of many planted faults turns its own red."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics import ingest
from analytics.catalog import price_book, price_books
from analytics.core.model import DatedAmount, DayCharge, Draw, Kind, Plan, Ratio, Settlement, Source
from analytics.reports import costs
from analytics.selfcheck import run
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


def red(proofs: tuple[Any, ...]) -> set[str]:
    return {proof.name for proof in proofs if not proof.is_right}


def test_all_receipts_of_a_sound_bill_are_green(store: Store) -> None:
    settlement = costs.settle_plan(store, PLAN)
    assert {balance.pack.name for balance in settlement.packs if balance.used_ms} == {"A", "B"}
    assert settlement.totals.quota_ms and settlement.totals.postpaid_ms
    found = run.thorough(store, settlement)
    assert red(found) == set()
    assert len(found) == len({proof.name for proof in found}) >= 25
    titles = {proof.name: proof for proof in found}
    assert titles["rows_in_out"].left == titles["rows_in_out"].right == 34 + 2
    assert titles["ms_kept"].left == 30 * 31 // 2 * 1_234_567 + 3 * 60_000
    assert red(run.quick(store, settlement)) == set()


STORED = {
    "an import that forgets a row": (
        "rows_in_out",
        "update imports set rows_loaded = rows_loaded - 1",
    ),
    "an import that invents a millisecond": ("ms_in_out", "update imports set ms_duplicate = 1"),
    "money that no minutes carry": (
        "payers_are_money",
        "update video_rows set duration_ms = 1 where video_id = 'v20'",
    ),
    "a row that is lost": ("rows_kept", "delete from video_rows where video_id = 'v5'"),
    "a length that changes later": (
        "ms_kept",
        "update video_rows set duration_ms = duration_ms + 1 where video_id = 'v7'",
    ),
    "a refused row without a reason": (
        "refused_told",
        "delete from refused_rows where rowid = (select min(rowid) from refused_rows)",
    ),
    "a refused row that slips in": (
        "refused_kept",
        "update video_rows set standing = 'duplicate' where video_id = 'v42'",
    ),
    "a video that counts twice": (
        "counted_once",
        "update video_rows set standing = 'counted' where standing = 'duplicate'",
    ),
    "a day that is a millisecond off": (
        "usage_days_are_rows",
        "update usage_days set ms = ms + 1 where kind = 'camera'",
    ),
    "a day's minutes under another kind": (
        "usage_days_are_rows",
        "update usage_days set kind = 'screen' where kind = 'camera' and videos = 1",
    ),
    "a room that is lost": (
        "usage_room_days_are_rows",
        "delete from usage_room_days where room = '2'",
    ),
    "a month that counts a room twice": (
        "usage_room_months_are_rows",
        "insert into usage_room_months select * from usage_room_months limit 1",
    ),
    "a total that is shown too high": ("counted_ms", "update usage_days set ms = ms + 5"),
    "small tables of another day's edge": (
        "charged_twice",
        "update usage_days set day = day + 1 where kind = 'camera'",
    ),
}


@pytest.mark.parametrize(("receipt", "statement"), STORED.values(), ids=STORED.keys())
def test_a_fault_in_the_database_turns_its_receipt_red(
    store: Store, receipt: str, statement: str
) -> None:
    plan = replace(PLAN, ratios=())
    settlement = costs.settle_plan(store, plan)
    with store.write() as cursor:
        cursor.execute(statement)
    assert receipt in red(run.thorough(store, settlement))


def with_draw(place: int, **changed: object) -> Callable[[Settlement], Settlement]:
    def plant(bill: Settlement) -> Settlement:
        draws = list(bill.draws)
        draws[place] = draws[place]._replace(**changed)
        return replace(bill, draws=tuple(draws))

    return plant


def with_shown(cents: int) -> Callable[[Settlement], Settlement]:
    def plant(bill: Settlement) -> Settlement:
        shown = replace(
            bill.totals.shown, postpaid=bill.totals.shown.postpaid + D(cents).scaleb(-2)
        )
        return replace(bill, totals=replace(bill.totals, shown=shown))

    return plant


def with_used(ms: int) -> Callable[[Settlement], Settlement]:
    def plant(bill: Settlement) -> Settlement:
        (first, *others) = bill.packs
        return replace(bill, packs=(replace(first, used_ms=first.used_ms + ms), *others))

    return plant


FEE = DatedAmount(date(2024, 5, 10), "monthly fee", D(100))
SETTLED: dict[str, tuple[str, Callable[[Settlement], Settlement]]] = {
    "a day that is settled twice": (
        "days_are_charged",
        lambda bill: replace(
            bill, days=(*bill.days[:-1], DayCharge(bill.days[-1].day, 2 * bill.days[-1][1]))
        ),
    ),
    "a draw lost": ("draws_are_charged", lambda bill: replace(bill, draws=bill.draws[1:])),
    "a draw that is a millisecond short": ("draws_drawn_again", with_draw(1, ms=1)),
    "quota for a pack": ("draws_drawn_again", with_draw(1, source=Source.QUOTA, pack=None)),
    "a charge that is off in the eighth decimal": (
        "charges_again",
        with_draw(-1, charge=D("1e-8")),
    ),
    "a charge that the total lacks": ("lines_are_total", with_draw(-1, charge=D(1000))),
    "minutes that change their source": (
        "totals_are_draws",
        lambda bill: replace(bill, totals=replace(bill.totals, quota_ms=5)),
    ),
    "a pack that was used more than it holds": ("pack_minutes", with_used(10**9)),
    "a use of a pack without a draw": ("pack_draws", with_used(1)),
    "a pack that pays after its end": (
        "packs_in_time",
        lambda bill: replace(
            bill,
            draws=(*bill.draws, Draw(date(2024, 4, 20), Source.PACK, "B", 1, D(0))),
        ),
    ),
    "a fee too many": ("fees_are_periods", lambda bill: replace(bill, fees=(*bill.fees, FEE))),
    "a fee that is forgotten": ("cash_is_total", lambda bill: replace(bill, fees=())),
    "a pack at another price": (
        "purchases_are_packs",
        lambda bill: replace(
            bill, purchases=tuple(line._replace(amount=D(1)) for line in bill.purchases)
        ),
    ),
    "a pack paid twice": ("paid_is_used", lambda bill: replace(bill, purchases=bill.purchases * 2)),
    "a total that is shown 2 cents too high": ("shown_is_exact", with_shown(2)),
    "another total than the second settlement's": ("settled_twice", with_shown(1)),
    "minutes that nobody recorded": ("payers_are_draws", with_draw(-1, ms=10**12)),
    "prices that the version does not have": (
        "book_is_kept",
        lambda bill: replace(bill, book=replace(bill.book, monthly_fee=D(99))),
    ),
    "a version that there never was": (
        "book_is_kept",
        lambda bill: replace(bill, book=replace(bill.book, version="1999")),
    ),
}


@pytest.mark.parametrize(("receipt", "plant"), SETTLED.values(), ids=SETTLED.keys())
def test_a_fault_in_the_bill_turns_its_receipt_red(
    store: Store, receipt: str, plant: Callable[[Settlement], Settlement]
) -> None:
    settlement = costs.settle_plan(store, PLAN)
    assert receipt in red(run.thorough(store, plant(settlement)))


def test_a_stretch_is_not_all_rows(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "STRETCH", 7)
    assert red(run.thorough(store, costs.settle_plan(store, PLAN))) == set()


def test_a_saved_version_is_a_known_book(store: Store) -> None:
    text = price_book.dumps(price_book.load("tencent-intl"))
    price_books.save_version(
        store, text.replace('"7.00"', '"9.00"').replace("2024-03-27", "2026", 1)
    )
    bill = costs.settle_plan(store, PLAN)
    assert bill.book.version == "2026"
    assert red(run.quick(store, bill)) == set()
