"""Simulation: a change of prices over the whole history, the same as from scratch."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.billing.meter import charge_days, ratio_spans
from analytics.billing.settle import outline, settle
from analytics.catalog import price_book
from analytics.core.errors import Problem
from analytics.core.model import DayCharge, Kind, Midnight, Plan, Ratio, Rounding
from analytics.planning.what_if import (
    WhatIf,
    bulk,
    changed_book,
    changed_plan,
    grown,
    pack_of,
    settle_what_if,
)
from analytics.reports import costs
from analytics.reports.history import whole as history_of_all
from analytics.storage.store import Store
from tests.support.plans import book, fee, pack, packs
from tests.support.recordings import FIRST, Video, many, put

D = Decimal
BOOK = price_book.load("tencent-intl")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("what_if") / "x.duckdb") as opened:
        yield opened


days = st.integers(-1, 5).map(lambda n: date.fromordinal(FIRST.toordinal() + n))
ratios = st.builds(
    Ratio, st.sampled_from(Kind), days, st.sampled_from(["0", "1", "0.37", "0.5", "2"]).map(D)
)
what_ifs = st.builds(
    WhatIf,
    ratios=st.lists(ratios, max_size=3, unique_by=lambda one: (one.kind, one.from_day)).map(tuple),
    postpaid_per_thousand=st.none() | st.just(D("6.5")),
    quota_minutes=st.none() | st.integers(0, 3),
    discount_percent=st.none() | st.just(D("12.5")),
    packs=st.none() | st.lists(packs(), max_size=3, unique_by=lambda one: one.name).map(tuple),
    growth_percent=st.sampled_from(["0", "33.3", "-50"]).map(D),
    growth_from=st.none() | days,
)


def from_scratch(videos: list[Video], plan: Plan) -> dict[date, int]:
    """Charged days out of the recorded files themselves; those of unfinished tasks have 0."""
    done = [v.recorded(plan.zone, plan.midnight) for v in videos if v.status == "FINISHED"]
    charged = dict.fromkeys((v.recorded(plan.zone, plan.midnight).day for v in videos), 0)
    return charged | dict(charge_days(done, ratio_spans(plan, BOOK), plan.rounding))


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(many(), st.sampled_from(Rounding), st.sampled_from(Midnight), what_ifs)
def test_a_step_is_equal_to_a_full_recomputation(
    store: Store, videos: list[Video], rounding: Rounding, midnight: Midnight, what_if: WhatIf
) -> None:
    put(store, videos)
    plan = Plan(rounding=rounding, midnight=midnight, monthly_fee=fee("2024-03-01"))
    history = history_of_all(store, plan.zone, plan.midnight)
    new, prices = changed_plan(plan, what_if), changed_book(BOOK, what_if)
    charged = [DayCharge(*day) for day in sorted(from_scratch(videos, new).items())]
    whole = settle(grown(charged, what_if.growth_percent, what_if.growth_from), new, prices)
    assert settle_what_if(history.charged_days, plan, BOOK, what_if) == whole
    quick = outline(grown(charged, what_if.growth_percent, what_if.growth_from), new, prices)
    assert quick == (whole.totals, whole.packs)
    assert costs.charged_days(store, new, prices) == tuple(charged)


def test_a_ratio_beyond_64_bits_is_still_exact(store: Store) -> None:
    videos = [Video(f"v{n}", Kind.MIXED, 10**11 - n) for n in range(3)]
    put(store, videos)
    plan = Plan(ratios=(Ratio(Kind.MIXED, FIRST, D("0.123456789012")),), rounding=Rounding.EXACT)
    history = history_of_all(store, plan.zone, plan.midnight)
    assert dict(history.charged_days(plan, BOOK)) == from_scratch(videos, plan)
    huge = replace(plan, ratios=(Ratio(Kind.MIXED, FIRST, D("123456789")),))
    assert dict(history.charged_days(huge, BOOK)) == from_scratch(videos, huge)


def test_a_change_replaces_what_the_plan_says_of_the_kind_from_its_day_on() -> None:
    january, march, may = date(2024, 1, 1), date(2024, 3, 1), date(2024, 5, 1)
    plan = Plan(
        ratios=(
            Ratio(Kind.MIXED, january, D(1)),
            Ratio(Kind.MIXED, may, D(2)),
            Ratio(Kind.AUDIO, may, D(1)),
        )
    )
    changed = changed_plan(plan, WhatIf(ratios=(Ratio(Kind.MIXED, march, D("0.5")),)))
    assert changed.ratios == (plan.ratios[0], plan.ratios[2], Ratio(Kind.MIXED, march, D("0.5")))


def test_nothing_changed_is_the_plan_and_book_themselves() -> None:
    plan = Plan(packs=(pack("A", 1, "2024-01-01"),), discount_percent=D(5))
    assert changed_plan(plan, WhatIf()) == plan
    assert changed_book(BOOK, WhatIf()) is BOOK
    assert changed_book(BOOK, WhatIf(quota_minutes=1000)) is BOOK


def test_another_price_is_that_of_every_day_whatever_the_versions() -> None:
    later = replace(BOOK, version="2", postpaid_per_thousand=D(8), valid_from=date(2024, 5, 1))
    both = replace(later, earlier=(BOOK,))
    changed = changed_book(both, WhatIf(postpaid_per_thousand=D(9)))
    prices = [version.postpaid_per_thousand for version, _ in changed.spans()]
    assert prices == [9, 9]
    assert changed_book(both, WhatIf()) is both


def test_changed_prices_are_not_called_the_vendors() -> None:
    changed = changed_book(BOOK, WhatIf(quota_minutes=5))
    assert (changed.quota_minutes, changed.version) == (5, "2024-03-27, changed")


def test_growth_is_more_of_the_same_from_its_day_on() -> None:
    charged = [DayCharge(date(2024, 1, n), 10) for n in (1, 2)]
    assert [ms for _, ms in grown(charged, D(25), date(2024, 1, 2))] == [10, 13]
    assert [ms for _, ms in grown(charged, D(-100))] == [0, 0]
    with pytest.raises(Problem, match="less than nothing"):
        grown(charged, D(-101))


def test_a_thousand_settlements_at_once_are_those_of_one_at_a_time() -> None:
    charged = [DayCharge(date(2024, 1, n + 1), n * 60_000) for n in range(20)]
    for quota in range(0, 50, 7):
        change = WhatIf(quota_minutes=quota)
        plan = Plan(monthly_fee=fee("2024-01-03"), packs=(pack("A", 20, "2024-01-05"),))
        bill = settle_what_if(lambda *_: charged, plan, book(), change)
        assert (bill.totals, bill.packs) == outline(charged, plan, book(quota=quota))


def test_a_pack_costs_its_minutes_at_the_price_of_a_thousand() -> None:
    made = pack_of("A", 12_345, D("6.5"), date(2024, 1, 1), "USD")
    assert (made.price, made.months) == (D("80.24"), 12)
    assert pack_of("A", 12_345, D("650"), date(2024, 1, 1), "JPY").price == D(8024)


@pytest.mark.parametrize(
    ("minutes", "round_number"),
    [(0, 1000), (1000, 1000), (1001, 2000), (2001, 5000), (737_515, 1_000_000), (19**7, 10**9)],
)
def test_a_round_number_holds_all_minutes(minutes: int, round_number: int) -> None:
    assert bulk(minutes * 60_000) == round_number
