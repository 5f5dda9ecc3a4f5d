"""The settlement rule by cases: the vendor's published examples, then every edge of the rule."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.billing.settle import fee_periods, quota_spans, settle
from analytics.catalog.price_book import load
from analytics.core.model import DayCharge, Plan, QuotaReset, Source
from tests.support.plans import MINUTE, amounts, book, drawn, fee, pack, usage

LESSON = 110  # minutes of the billing page's example: cameras 30 and 40, whiteboard 40


@pytest.mark.parametrize(("id", "cost"), [("tencent-intl", "0.77"), ("tencent-cn", "1.10")])
def test_the_billing_pages_lesson_costs_what_the_page_says(id: str, cost: str) -> None:
    settlement = settle(usage(d2024_03_27=LESSON), Plan(), load(id))
    assert amounts(settlement) == ("0.00", "0.00", cost, cost)


MONTH = {f"d2024_03_{day:02}": LESSON for day in range(1, 23)}  # 22 lessons, 2,420 minutes


def test_the_quota_goes_first_and_the_rest_is_postpaid() -> None:
    settlement = settle(usage(**MONTH), Plan(monthly_fee=fee("2024-03-01")), book())
    totals = settlement.totals
    assert (totals.quota_ms, totals.postpaid_ms) == (1000 * MINUTE, 1420 * MINUTE)
    assert amounts(settlement) == ("100.00", "0.00", "9.94", "109.94")


def test_packs_follow_the_quota_with_the_earliest_expiry_first() -> None:
    packs = (pack("B", 5000, "2024-02-01"), pack("A", 500, "2024-01-10"))
    plan = Plan(monthly_fee=fee("2024-03-01"), packs=packs)
    settlement = settle(usage(**MONTH), plan, book())
    assert [(b.pack.name, b.used_ms // MINUTE) for b in settlement.packs] == [
        ("A", 500),
        ("B", 920),
    ]
    assert settlement.totals.postpaid_ms == 0
    assert amounts(settlement) == ("100.00", "6.00", "0.00", "106.00")


def test_a_day_can_draw_from_all_three_in_order() -> None:
    plan = Plan(monthly_fee=fee("2024-03-01"), packs=(pack("A", 500, "2024-01-10"),))
    settlement = settle(usage(d2024_03_05=1600), plan, book())
    day = "2024-03-05"
    assert drawn(settlement) == [(day, "quota", 1000), (day, "A", 500), (day, "postpaid", 100)]
    assert [draw.charge for draw in settlement.draws] == [0, 0, Decimal("0.70000000")]


@pytest.mark.parametrize(
    ("from_day", "starts"),
    [
        ("2020-07-31", ["2020-07-31", "2020-08-31", "2020-09-30", "2020-10-31"]),  # published
        ("2024-01-31", ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]),
        ("2023-01-30", ["2023-01-30", "2023-02-28", "2023-03-30", "2023-04-30"]),
        ("2023-11-15", ["2023-11-15", "2023-12-15", "2024-01-15", "2024-02-15"]),
        ("2024-02-29", ["2024-02-29", "2024-03-29", "2024-04-29", "2024-05-29"]),
    ],
)
def test_fee_periods_keep_their_anchor_day(from_day: str, starts: list[str]) -> None:
    found = list(fee_periods(fee(from_day, 4), date(9999, 1, 1)))
    assert [str(start) for start, _ in found] == starts
    assert [end for _, end in found[:-1]] == [start for start, _ in found[1:]]


@pytest.mark.parametrize(
    ("reset", "spans"),
    [
        (QuotaReset.ANNIVERSARY, ["2024-01-31 2024-02-29", "2024-02-29 2024-03-31"]),
        (
            QuotaReset.CALENDAR,
            ["2024-01-31 2024-02-01", "2024-02-01 2024-03-01", "2024-03-01 2024-03-31"],
        ),
    ],
)
def test_quotas_start_anew_with_the_fee_period_or_the_calendar_month(
    reset: QuotaReset, spans: list[str]
) -> None:
    plan = Plan(monthly_fee=fee("2024-01-31", 2), quota_reset=reset)
    found = [f"{start} {end}" for start, end in quota_spans(plan, date.max)]
    assert found == spans


@pytest.mark.parametrize(
    ("reset", "minutes"),
    [
        (QuotaReset.ANNIVERSARY, {"2024-02-14": 600, "2024-02-15": 600, "2024-03-01": 400}),
        (QuotaReset.CALENDAR, {"2024-02-14": 600, "2024-02-15": 400, "2024-03-01": 1000}),
    ],
)
def test_an_unused_quota_does_not_roll_over(reset: QuotaReset, minutes: dict[str, int]) -> None:
    plan = Plan(monthly_fee=fee("2024-01-15"), quota_reset=reset)
    days = usage(d2024_02_14=600, d2024_02_15=600, d2024_03_01=1200)
    found = [draw for draw in settle(days, plan, book()).draws if draw.source is Source.QUOTA]
    assert {str(draw.day): draw.ms // MINUTE for draw in found} == minutes


@pytest.mark.parametrize(
    ("day", "source"),
    [
        ("2024-01-30", "postpaid"),
        ("2024-01-31", "A"),
        ("2024-02-28", "A"),
        ("2024-02-29", "postpaid"),  # the same day one month later, clamped, is excluded
    ],
)
def test_a_pack_is_valid_from_its_purchase_until_the_same_day_months_later(
    day: str, source: str
) -> None:
    plan = Plan(packs=(pack("A", 500, "2024-01-31", months=1),))
    settlement = settle([DayCharge(date.fromisoformat(day), MINUTE)], plan, book())
    assert drawn(settlement) == [(day, source, 1)]


@pytest.mark.parametrize(
    ("packs", "order"),
    [
        ([("B", "2024-01-01", 3), ("A", "2024-01-01", 4)], ["B", "A"]),  # expiry first
        ([("A", "2024-02-01", 1), ("B", "2024-01-01", 2)], ["B", "A"]),  # then purchase
        ([("B", "2024-01-01", 2), ("A", "2024-01-01", 2)], ["A", "B"]),  # then name
        ([("b", "2024-01-01", 2), ("B", "2024-01-01", 2)], ["B", "b"]),
    ],
)
def test_packs_are_drawn_by_expiry_then_purchase_then_name(
    packs: list[tuple[str, str, int]], order: list[str]
) -> None:
    plan = Plan(packs=tuple(pack(name, 10, bought, months) for name, bought, months in packs))
    settlement = settle(usage(d2024_02_15=20), plan, book())
    assert [draw.pack for draw in settlement.draws] == order


@pytest.mark.parametrize(
    ("ms", "price", "discount", "charge"),
    [
        (6_600_000, "7.00", "0", "0.77000000"),
        (1, "7.00", "0", "0.00000012"),  # 0.000000116…
        (1, "3.00", "0", "0.00000005"),
        (1, "0.30", "0", "0.00000001"),  # 0.000000005 exactly: a half goes up
        (1, "0.29", "0", "0.00000000"),
        (1, "0.60", "50", "0.00000001"),
        (60_000_000, "7.00", "12.5", "6.12500000"),
        (60_000_000, "7.00", "100", "0.00000000"),
        (60_000_000, "0", "0", "0.00000000"),
        (10**15, "7.00", "0", "116666666.66666667"),
    ],
)
def test_a_days_charge_is_half_up_to_8_decimals(
    ms: int, price: str, discount: str, charge: str
) -> None:
    plan = Plan(discount_percent=Decimal(discount))
    (draw,) = settle([DayCharge(date(2024, 3, 27), ms)], plan, book(price)).draws
    assert f"{draw.charge:f}" == charge


def test_cents_are_made_at_the_very_end() -> None:
    """Three days at 0.004 each are 0.01, not three times nothing."""
    days = usage(d2024_03_01=4, d2024_03_02=4, d2024_03_03=4)
    settlement = settle(days, Plan(), book("1.00"))
    assert amounts(settlement) == ("0.00", "0.00", "0.01", "0.01")


@pytest.mark.parametrize(
    ("currency", "shown"), [("USD", "0.13"), ("CNY", "0.13"), ("JPY", "0"), ("KWD", "0.125")]
)
def test_amounts_are_shown_in_the_currencys_own_digits(currency: str, shown: str) -> None:
    settlement = settle(usage(d2024_03_01=125), Plan(), book("1.00", currency=currency))
    assert amounts(settlement)[3] == shown


def test_where_prices_have_parts_of_a_cent_the_lines_still_add_up_to_the_total() -> None:
    plan = Plan(packs=(pack("A", 0, "2024-03-01", price="0.005"),))
    settlement = settle(usage(d2024_03_01=5), plan, book("1.00"))
    assert amounts(settlement) == ("0.00", "0.01", "0.01", "0.02")
    assert settlement.totals.exact.total == Decimal("0.010")
