"""The outline of a settlement: the same totals and packs, without the draws."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from analytics.billing.settle import outline, settle
from analytics.core.model import DayCharge, Plan, PriceBook
from tests.support.plans import book, books, cuts, fee, pack, plans, usage, usages


@given(usages, plans, books, st.data())
def test_an_outline_has_the_totals_and_packs_of_the_settlement(
    charged: list[DayCharge], plan: Plan, prices: PriceBook, data: st.DataObject
) -> None:
    edges = st.none() | st.sampled_from(cuts(charged) if charged else [date(2024, 1, 1)])
    since, until = data.draw(edges), data.draw(edges)
    whole = settle(charged, plan, prices, since, until)
    assert outline(charged, plan, prices, since, until) == (whole.totals, whole.packs)


@given(usages, plans, books)
def test_totals_are_the_sums_of_the_draws(
    charged: list[DayCharge], plan: Plan, prices: PriceBook
) -> None:
    whole = settle(charged, plan, prices)
    assert whole.totals.charged_ms == sum(draw.ms for draw in whole.draws)
    assert whole.totals.pack_ms == sum(draw.ms for draw in whole.draws if draw.pack is not None)
    assert whole.totals.exact.postpaid == sum(draw.charge for draw in whole.draws)


def test_a_quota_that_starts_between_two_recorded_days_is_there_on_the_second() -> None:
    plan = Plan(monthly_fee=fee("2024-01-10", months=1), packs=(pack("A", 5, "2024-01-01"),))
    charged = usage(d2024_01_09=2, d2024_01_12=4, d2024_02_10=4)
    totals, packs = outline(charged, plan, book(quota=3))
    assert (totals.quota_ms, totals.pack_ms, totals.postpaid_ms) == (180_000, 300_000, 120_000)
    assert [one.left_ms for one in packs] == [0]
