"""The settlement rule by cases: the vendor's published examples, then every edge of the rule."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.model import (
    DayCharge,
    Plan,
    QuotaReset,
    Settlement,
    Source,
)
from analytics.price_book import load
from analytics.settle import fee_periods, quota_spans, settle
from tests.billing import MINUTE, book, fee, pack, usage

LESSON = 110  # minutes of the billing page's example: cameras 30 and 40, whiteboard 40


def drawn(settlement: Settlement) -> list[tuple[str, str, int]]:
    """(day, source or pack, minutes), in the order of drawing."""
    return [
        (str(draw.day), draw.pack or draw.source.value, draw.ms // MINUTE)
        for draw in settlement.draws
    ]


def amounts(settlement: Settlement) -> tuple[str, str, str, str]:
    shown = settlement.totals.shown
    return tuple(  # type: ignore[return-value]
        str(part)
        for part in (shown.monthly_fees, shown.pack_purchases, shown.postpaid, shown.total)
    )


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


def test_outside_the_fees_term_there_is_no_quota_and_a_warning_says_so() -> None:
    days = usage(d2024_01_30=5, d2024_01_31=5, d2024_02_28=5, d2024_02_29=5)
    settlement = settle(days, Plan(monthly_fee=fee("2024-01-31", 1)), book())
    assert drawn(settlement) == [
        ("2024-01-30", "postpaid", 5),
        ("2024-01-31", "quota", 5),
        ("2024-02-28", "quota", 5),
        ("2024-02-29", "postpaid", 5),
    ]
    (warning,) = settlement.warnings
    assert "2 days" in warning and "2024-01-30" in warning


def test_without_a_fee_there_is_no_quota_and_a_warning_says_what_the_fee_does() -> None:
    settlement = settle(usage(d2024_03_27=LESSON), Plan(), book())
    assert settlement.totals.quota_ms == 0
    (warning,) = settlement.warnings
    assert "requires" in warning and "USD 100.00 a month" in warning and "1,000 free" in warning


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


SPAN = usage(d2024_02_10=10, d2024_03_20=10)


@pytest.mark.parametrize(
    ("months", "since", "until", "starts"),
    [
        (None, None, None, ["2024-01-05", "2024-02-05", "2024-03-05"]),
        (1, None, None, ["2024-01-05"]),
        (12, None, None, ["2024-01-05", "2024-02-05", "2024-03-05"]),
        (None, "2024-02-05", None, ["2024-02-05", "2024-03-05"]),
        (None, "2024-02-06", None, ["2024-03-05"]),
        (None, None, "2024-03-05", ["2024-01-05", "2024-02-05"]),
        (None, "2024-02-01", "2024-03-06", ["2024-02-05", "2024-03-05"]),
        (None, None, "2024-12-31", ["2024-01-05", "2024-02-05", "2024-03-05"]),
        (5, None, "2024-12-31", [f"2024-0{month}-05" for month in range(1, 6)]),
        (5, "2024-04-01", "2024-05-05", ["2024-04-05"]),
    ],
)
def test_a_fee_is_counted_for_each_period_that_starts_in_the_span(
    months: int | None, since: str | None, until: str | None, starts: list[str]
) -> None:
    plan = Plan(monthly_fee=fee("2024-01-05", months))
    ends = [date.fromisoformat(day) if day else None for day in (since, until)]
    settlement = settle(SPAN, plan, book(), *ends)
    assert [str(line.day) for line in settlement.fees] == starts
    assert settlement.totals.exact.monthly_fees == 100 * len(starts)


@pytest.mark.parametrize(
    ("bought", "since", "until", "counted"),
    [
        ("2023-06-01", None, None, True),  # before the first recorded day
        ("2023-06-01", "2024-02-10", None, False),
        ("2023-06-01", None, "2024-03-01", True),
        ("2024-03-20", None, None, True),  # on the last recorded day
        ("2024-03-21", None, None, False),
        ("2024-03-21", None, "2024-03-22", True),
        ("2024-03-01", "2024-03-01", "2024-03-02", True),
        ("2024-03-01", "2024-02-01", "2024-03-01", False),
    ],
)
def test_a_pack_is_paid_where_it_is_bought(
    bought: str, since: str | None, until: str | None, counted: bool
) -> None:
    plan = Plan(packs=(pack("A", 500, bought),))
    ends = [date.fromisoformat(day) if day else None for day in (since, until)]
    settlement = settle(SPAN, plan, book(), *ends)
    assert settlement.totals.exact.pack_purchases == (Decimal("3.00") if counted else 0)


def test_a_later_part_is_settled_with_what_the_earlier_days_left() -> None:
    plan = Plan(packs=(pack("A", 15, "2024-01-01"),))
    settlement = settle(SPAN, plan, book(), since=date(2024, 3, 1))
    assert drawn(settlement) == [("2024-03-20", "A", 5), ("2024-03-20", "postpaid", 5)]
    assert settlement.packs[0].used_ms == 15 * MINUTE


@pytest.mark.parametrize(
    ("until", "used", "expired", "left"),
    [
        ("2024-02-10", 0, 0, 500),
        ("2024-02-11", 10, 0, 490),
        ("2024-02-29", 10, 0, 490),
        ("2024-03-01", 10, 490, 0),
        (None, 10, 490, 0),
    ],
)
def test_a_pack_is_used_left_or_expired_as_on_the_day_after_the_report(
    until: str | None, used: int, expired: int, left: int
) -> None:
    plan = Plan(packs=(pack("A", 500, "2024-02-01", months=1),))
    end = date.fromisoformat(until) if until else None
    (balance,) = settle(SPAN, plan, book(), until=end).packs
    found = balance.used_ms, balance.expired_ms, balance.left_ms
    assert found == (used * MINUTE, expired * MINUTE, left * MINUTE)


def test_no_usage_costs_nothing_and_says_so() -> None:
    plan = Plan(monthly_fee=fee("2024-01-31"), packs=(pack("A", 500, "2024-01-10"),))
    settlement = settle([], plan, book())
    assert amounts(settlement) == ("0.00", "0.00", "0.00", "0.00")
    assert settlement.packs[0].left_ms == 500 * MINUTE
    assert settlement.warnings == ("There is no recorded day: nothing is charged.",)


def test_a_named_span_without_usage_still_has_its_fees_and_packs() -> None:
    plan = Plan(monthly_fee=fee("2024-01-31", 2), packs=(pack("A", 500, "2024-01-10"),))
    settlement = settle([], plan, book(), date(2024, 1, 1), date(2024, 12, 31))
    assert amounts(settlement) == ("200.00", "3.00", "0.00", "203.00")


def test_a_free_day_is_a_recorded_day_without_draws() -> None:
    plan = Plan(monthly_fee=fee("2024-01-31"))
    days = [DayCharge(date(2024, 2, 1), MINUTE), DayCharge(date(2024, 4, 1), 0)]
    settlement = settle(days, plan, book())
    assert [str(day.day) for day in settlement.days] == ["2024-02-01"]
    assert len(settlement.fees) == 3


def test_days_may_come_in_any_order_and_in_parts() -> None:
    parts = usage(d2024_03_20=4) + usage(d2024_02_10=10) + usage(d2024_03_20=6)
    assert settle(parts, Plan(), book()) == settle(SPAN, Plan(), book())


@pytest.mark.parametrize(
    ("bought", "months", "warning"),
    [
        ("2024-02-01", 1, "Pack A expired on 2024-03-01 with 490 of 500 minutes unused."),
        ("2024-04-01", 12, "Pack A is bought on 2024-04-01, after the reported days: not counted."),
    ],
)
def test_a_pack_that_pays_for_less_than_it_holds_is_pointed_out(
    bought: str, months: int, warning: str
) -> None:
    plan = Plan(monthly_fee=fee("2024-01-31"), packs=(pack("A", 500, bought, months),))
    days = usage(d2024_01_31=1000, d2024_02_10=10, d2024_03_20=10)
    assert settle(days, plan, book()).warnings == (warning,)


def test_a_pack_in_use_needs_no_warning() -> None:
    plan = Plan(monthly_fee=fee("2024-01-31"), packs=(pack("A", 500, "2024-02-01"),))
    assert settle(SPAN, plan, book()).warnings == ()


def test_second_hand_prices_are_pointed_out() -> None:
    settlement = settle(usage(d2024_03_27=LESSON), Plan(), load("tencent-cn"))
    assert "Prices of tencent-cn are second-hand: compare them with your own contract." in (
        settlement.warnings
    )
