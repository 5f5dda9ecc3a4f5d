"""Prices that hold from a day: what a new version changes, and what it leaves as it was."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.billing.accrual import Part, accrue
from analytics.billing.meter import charge_days, ratio_on, ratio_spans
from analytics.billing.settle import outline, settle
from analytics.billing.statement import settlement_json
from analytics.core.errors import Problem
from analytics.core.model import DayCharge, Kind, Plan, PriceBook, Ratio, RecordedFile, Rounding
from tests.support import oracle
from tests.support.plans import (
    FIRST,
    amounts,
    book,
    books,
    chain,
    dated_books,
    days,
    drawn,
    fee,
    pack,
    plans,
    usage,
    usages,
)

JULY = date(2026, 7, 1)
OLD = book()
NEW = replace(book("8.00", "120.00", 500), version="2", valid_from=JULY)
maybe_day = st.none() | days
ratios = st.lists(
    st.builds(Ratio, st.sampled_from(Kind), days, st.sampled_from(["0", "1", "0.5"]).map(Decimal)),
    max_size=3,
    unique_by=lambda one: (one.kind, one.from_day),
).map(tuple)


def test_each_day_costs_what_was_in_force_on_it() -> None:
    settlement = settle(usage(d2026_06_30=1000, d2026_07_01=1000), Plan(), chain(OLD, NEW))
    assert [str(draw.charge) for draw in settlement.draws] == ["7.00000000", "8.00000000"]
    assert amounts(settlement) == ("0.00", "0.00", "15.00", "15.00")


def test_a_fee_period_and_its_quota_are_those_of_its_first_day() -> None:
    plan = Plan(monthly_fee=fee("2026-06-15"))
    days = usage(d2026_06_20=900, d2026_07_02=200, d2026_07_15=600)
    settlement = settle(days, plan, chain(OLD, NEW))
    assert [(str(line.day), str(line.amount)) for line in settlement.fees] == [
        ("2026-06-15", "100.00"),
        ("2026-07-15", "120.00"),
    ]
    assert drawn(settlement) == [
        ("2026-06-20", "quota", 900),
        ("2026-07-02", "quota", 100),
        ("2026-07-02", "postpaid", 100),
        ("2026-07-15", "quota", 500),
        ("2026-07-15", "postpaid", 100),
    ]


def test_a_document_names_each_version_with_the_first_day_it_priced() -> None:
    days, both = usage(d2026_06_29=1, d2026_07_03=1), chain(OLD, NEW)
    document = settlement_json(settle(days, Plan(), both))
    assert document["versions"] == [
        {"version": "1", "from": "2026-06-29"},
        {"version": "2", "from": "2026-07-03"},
    ]
    assert document["price_book"] == {"id": "tencent-intl", "version": "2"}
    before = settlement_json(settle(days, Plan(), both, until=JULY))
    assert before["versions"] == [{"version": "1", "from": "2026-06-29"}]
    assert before["price_book"]["version"] == "1"


def test_a_version_that_lies_ahead_changes_nothing_of_today() -> None:
    ahead = chain(OLD, replace(NEW, valid_from=date(2030, 1, 1)))
    days = usage(d2026_06_29=100)
    assert settlement_json(settle(days, Plan(), ahead)) == settlement_json(
        settle(days, Plan(), OLD)
    )


@pytest.mark.parametrize(
    ("days", "plan"),
    [
        (usage(d2026_06_30=1), Plan()),
        (usage(d2026_06_30=0), Plan()),
        (usage(d2026_07_02=1), Plan(monthly_fee=fee("2026-06-15"))),
    ],
)
def test_a_day_before_the_first_version_is_refused(days: list[DayCharge], plan: Plan) -> None:
    """Nothing says what it costs: that is no reason to charge nothing."""
    with pytest.raises(Problem, match=r"no prices for 2026-06-\d\d: its first version, 2, holds"):
        settle(days, plan, NEW)


def test_accrual_spreads_each_period_at_its_own_fee() -> None:
    plan = Plan(monthly_fee=fee("2026-06-15", 2))
    accrual = accrue(settle(usage(d2026_08_14=1), plan, chain(OLD, NEW)))
    fees = [use for use in accrual.uses if use.part is Part.FEE]
    assert sum(use.amount for use in fees if use.day < date(2026, 7, 15)) == 100
    assert sum(use.amount for use in fees) == 220


def test_within_leaves_the_versions_that_hold_in_these_days() -> None:
    both = chain(OLD, NEW)
    assert both.within(date(2026, 6, 1), JULY) == OLD
    assert both.within(JULY, date(2026, 8, 1)) == replace(NEW, valid_from=None)
    assert both.within(date(2026, 6, 30), date(2026, 7, 2)) == both


def document(*of: Any) -> dict[str, Any]:
    return settlement_json(settle(*of))


@given(usages, plans, dated_books(), books, days, maybe_day)
def test_a_new_version_leaves_the_settlement_of_every_earlier_day_as_it_was(
    charged: list[DayCharge],
    plan: Plan,
    before: PriceBook,
    other: PriceBook,
    day: date,
    since: date | None,
) -> None:
    day = max(day, (before.valid_from or FIRST) + timedelta(1))
    new = replace(other, version="new", currency=before.currency, valid_from=day)
    after = chain(*(version for version, _ in before.spans()), new)
    assert document(charged, plan, after, since, day) == document(charged, plan, before, since, day)


@pytest.mark.slow
@given(usages, plans, dated_books(), days, maybe_day, maybe_day)
def test_two_versions_with_equal_figures_equal_one(
    charged: list[DayCharge],
    plan: Plan,
    before: PriceBook,
    day: date,
    since: date | None,
    until: date | None,
) -> None:
    last = before.spans()[-1].book
    day = max(day, (before.valid_from or FIRST) + timedelta(1))
    twin = replace(last, version="twin", valid_from=day)
    after = chain(*(version for version, _ in before.spans()), twin)
    one, two = (document(charged, plan, book, since, until) for book in (before, after))
    for each in (one, two):
        del each["versions"], each["price_book"]
    assert one == two
    assert ratio_spans(plan, after) == ratio_spans(plan, before)


@pytest.mark.slow
@given(usages, plans, dated_books(), maybe_day, maybe_day)
def test_the_outline_is_that_of_the_settlement(
    charged: list[DayCharge], plan: Plan, book: PriceBook, since: date | None, until: date | None
) -> None:
    settlement = settle(charged, plan, book, since, until)
    short = outline(charged, plan, book, since, until)
    assert (short.totals, short.packs) == (settlement.totals, settlement.packs)


@given(ratios, dated_books(), st.sampled_from(Kind), days)
def test_a_ratio_is_that_of_the_version_in_force_unless_the_plan_has_one(
    own: tuple[Ratio, ...], book: PriceBook, kind: Kind, day: date
) -> None:
    """From the first day on that the plan says anything about a kind, the plan alone counts."""
    plan = Plan(ratios=own)
    assert ratio_on(ratio_spans(plan, book), kind, day) == oracle.ratio_on(plan, book, kind, day)


@given(dated_books(), st.sampled_from(Kind), st.lists(days, min_size=1, max_size=9))
def test_a_new_version_charges_no_earlier_minute_differently(
    book: PriceBook, kind: Kind, recorded: list[date]
) -> None:
    files = [RecordedFile(day, "1", "t", kind, 90_000) for day in recorded]
    start = (book.valid_from or FIRST) + timedelta(40)
    free = replace(book.spans()[-1].book, ratios=(), valid_from=start)
    after = chain(*(version for version, _ in book.spans()), free)

    def charged(by: PriceBook) -> list[DayCharge]:
        charges = charge_days(files, ratio_spans(Plan(), by), Rounding.FILE)
        return [charge for charge in charges if charge.day < start]

    assert charged(after) == charged(book)


def test_packs_are_paid_as_the_plan_says_whatever_the_version() -> None:
    plan = Plan(packs=(pack("A", 500, "2026-06-30", price="3.00"),))
    settlement = settle(usage(d2026_07_01=600), plan, chain(OLD, NEW))
    assert amounts(settlement) == ("0.00", "3.00", "0.80", "3.80")
