"""What the vendor has not said, in money: each rule alone and all of them together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import product

import pytest

from analytics.billing.basis import Basis, cost
from analytics.billing.settle import settle
from analytics.core.model import Kind, Midnight, Plan, QuotaReset, Ratio, Rounding
from analytics.planning.open_rules import RuleEffect, read_as, unsaid
from analytics.reports import costs
from analytics.reports.history import charger, whole
from analytics.storage.store import Store
from tests.support.plans import book, fee, pack
from tests.support.recordings import Video, put

D = Decimal
MINUTE = 60_000
BOOK = book(price="1000", quota=10)  # a minute is a dollar
CLASSES = [
    Video("a", Kind.CAMERA, 5 * MINUTE + 1, "2024-02-09 10:00:00", lasted_s=600),
    Video("b", Kind.WHITEBOARD, 4 * MINUTE + 1, "2024-02-09 10:00:00", lasted_s=600),
    Video("c", Kind.SCREEN, 7 * MINUTE, "2024-02-10 10:00:00", task="t2"),
    Video("d", Kind.AUDIO, 3 * MINUTE, "2024-02-10 10:00:00", task="t2"),
    Video("e", Kind.CAMERA, 20 * MINUTE, "2024-02-15 00:10:00", task="t3"),
    Video("f", Kind.CAMERA, 5 * MINUTE, "2024-03-02 12:00:00", task="t4"),
    Video("g", Kind.CAMERA, 3 * MINUTE, "2024-03-15 07:00:00", task="t5"),
]
PLAN = Plan(
    monthly_fee=fee("2024-01-15", months=3),
    packs=(pack("A", 12, "2024-02-15", price="1"), pack("B", 9, "2024-03-02", price="1")),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("unsaid") / "x.duckdb") as opened:
        put(opened, CLASSES)
        yield opened


def with_ratio(plan: Plan, kind: Kind, ratio: int) -> Plan:
    return replace(plan, ratios=(*plan.ratios, Ratio(kind, None, D(ratio))))


def total(store: Store, plan: Plan, later: bool = False) -> Decimal:
    """The shown total by the plain way; with packs that pay from the next day on."""
    bill = settle(costs.charged_days(store, plan, BOOK), plan, BOOK).totals.shown
    if not later:
        return bill.total
    packs = tuple(
        replace(one, bought=one.bought.replace(day=one.bought.day + 1)) for one in plan.packs
    )
    moved = replace(plan, packs=packs)
    shifted = settle(costs.charged_days(store, moved, BOOK), moved, BOOK).totals.shown
    return shifted.monthly_fees + shifted.postpaid + bill.pack_purchases


def test_each_rule_alone_is_settled_as_a_plan_of_its_own(store: Store) -> None:
    found = unsaid(charger(partial(whole, store)), PLAN, BOOK, Basis.CASH)
    assert (found.total, found.currency) == (total(store, PLAN), "USD")
    effects = {rule.key: {one.label: one for one in rule.outcomes} for rule in found.rules}
    other = {
        ("rounding", "not rounded"): total(store, replace(PLAN, rounding=Rounding.EXACT)),
        ("rounding", "each file up to a minute"): total(
            store, replace(PLAN, rounding=Rounding.FILE)
        ),
        ("midnight", "the day of the start"): total(store, replace(PLAN, midnight=Midnight.START)),
        ("zone", "UTC"): total(store, replace(PLAN, zone="UTC")),
        ("screen", "free"): total(store, with_ratio(PLAN, Kind.SCREEN, 0)),
        ("audio", "billed"): total(store, with_ratio(PLAN, Kind.AUDIO, 1)),
        ("quota_reset", "with each calendar month"): total(
            store, replace(PLAN, quota_reset=QuotaReset.CALENDAR)
        ),
        ("purchase_day", "the next day, for as long"): total(store, PLAN, later=True),
    }
    for (key, label), amount in other.items():
        assert effects[key][label].total == amount, (key, label)
        assert effects[key][label].difference == amount - found.total != 0, (key, label)
        assert not effects[key][label].is_chosen
    assert [rule.outcomes[0].difference for rule in found.rules] == [0] * 7
    widths = [rule.highest - rule.lowest for rule in found.rules]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.slow
def test_all_together_is_the_cheapest_and_the_dearest_of_every_combination(store: Store) -> None:
    found = unsaid(charger(partial(whole, store)), PLAN, BOOK, Basis.CASH)
    bills = []
    for rounding, midnight, zone, reset, screen, audio, later in product(
        Rounding, Midnight, ["Asia/Shanghai", "UTC"], QuotaReset, (0, 1), (0, 1), (False, True)
    ):
        plan = replace(PLAN, rounding=rounding, midnight=midnight, zone=zone, quota_reset=reset)
        plan = with_ratio(with_ratio(plan, Kind.SCREEN, screen), Kind.AUDIO, audio)
        bills.append(total(store, plan, later))
    assert found.combinations == len(bills) == 4 * 2**6
    assert (found.lowest.total, found.highest.total) == (min(bills), max(bills))
    assert found.lowest.difference == min(bills) - found.total
    assert dict(found.lowest.choices)["audio"] == "free"
    assert dict(found.highest.choices)["screen"] == "billed"


def test_what_the_plan_does_not_have_is_no_rule(store: Store) -> None:
    found = unsaid(
        charger(partial(whole, store)),
        Plan(),
        BOOK,
        Basis.CASH,
        since=date(2024, 2, 10),
        until=date(2024, 2, 11),
    )
    keys = {rule.key for rule in found.rules}
    assert keys == {"rounding", "midnight", "zone", "screen", "audio"}
    assert found.total == D("7.00")
    assert found.highest.total == D("10.00")


def test_a_plan_that_takes_neither_choice_keeps_its_own(store: Store) -> None:
    plan = Plan(zone="Europe/Paris", ratios=(Ratio(Kind.SCREEN, date(2024, 2, 1), D("0.5")),))
    effects = {
        rule.key: rule
        for rule in unsaid(charger(partial(whole, store)), plan, BOOK, Basis.CASH).rules
    }

    def labels(rule: RuleEffect) -> list[str]:
        return [outcome.label for outcome in rule.outcomes]

    assert labels(effects["zone"]) == ["Europe/Paris", "Asia/Shanghai", "UTC"]
    assert labels(effects["screen"]) == ["as the plan says", "billed", "free"]
    assert (effects["screen"].lowest, effects["screen"].highest) == (-4, 3)


@pytest.mark.parametrize("days", [(None, None), (date(2024, 2, 10), date(2024, 3, 10))])
def test_of_use_each_reading_is_the_cost_of_its_own_settlement(
    store: Store, days: tuple[date | None, date | None]
) -> None:
    charge = charger(partial(whole, store))
    found = unsaid(charge, PLAN, BOOK, Basis.USE, *days)
    readings = [
        ({rule.key: one.label}, one.total) for rule in found.rules for one in rule.outcomes
    ] + [(dict(one.choices), one.total) for one in (found.lowest, found.highest)]
    for labels, amount in readings:
        plan = read_as(PLAN, BOOK, labels)
        bill = settle(charge(plan, BOOK), plan, BOOK, *days)
        assert amount == cost(bill, Basis.USE).shown.total, labels
