"""Forecast: run-out days, what is at risk, the month's bill, and its alerts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from analytics.billing.settle import settle
from analytics.core.model import DayCharge, Plan, PriceBook
from analytics.core.months import day_text
from analytics.planning.alerts import Alarm, AlertSettings, alerts
from analytics.planning.forecast import Forecast
from analytics.planning.outlook import Outlook, outlook
from tests.support.plans import book, busy_usages, fee, pack, plans

D = Decimal
MINUTE = 60_000
FIRST = date(2024, 1, 1)  # a Monday
NOW = date(2024, 3, 10)  # ten whole weeks


def steady(minutes: int = 10, days: int = 70) -> list[DayCharge]:
    return [DayCharge(FIRST + timedelta(n), minutes * MINUTE) for n in range(days)]


def look(charged: list[DayCharge], plan: Plan, prices: PriceBook | None = None) -> Outlook:
    ahead = outlook(charged, plan, prices or book())
    assert ahead is not None
    return ahead


def sentences(charged: list[DayCharge], plan: Plan, **settings: object) -> list[str]:
    when = AlertSettings(**settings)  # type: ignore[arg-type]
    return [one.sentence for one in alerts(charged, outlook(charged, plan, book()), when)]


def test_a_pack_runs_out_on_the_day_that_takes_its_last_minute() -> None:
    plan = Plan(packs=(pack("A", 800, "2024-01-01"), pack("B", 9999, "2024-01-02")))
    ahead = look(steady(), plan)
    assert ahead.as_of == NOW
    one, other = ahead.packs
    assert (one.left_ms, one.runs_out) == (100 * MINUTE, NOW + timedelta(10))
    assert one.earliest == one.latest == one.runs_out, "every try was right"
    assert (other.runs_out, other.left_ms) == (None, 9999 * MINUTE)
    assert (one.at_risk_ms, one.at_risk) == (0, 0)
    idle = (date(2025, 1, 2) - NOW).days - 1  # days that B is still valid
    assert other.at_risk_ms == (9999 - (idle * 10 - 100)) * MINUTE


def test_what_is_at_risk_is_a_part_of_the_price() -> None:
    plan = Plan(packs=(pack("A", 1000, "2024-01-01", months=3, price="50.00"),))
    (one,) = look(steady(), plan).packs
    assert one.pack.expires == date(2024, 4, 1)
    assert one.at_risk_ms == (1000 - 91 * 10) * MINUTE
    assert one.at_risk == one.at_risk_most == D("4.50000000")


def test_usage_that_was_off_before_gives_a_span_of_days() -> None:
    growing = [DayCharge(day, ms * (n // 7 + 1)) for n, (day, ms) in enumerate(steady())]
    (one,) = look(growing, Plan(packs=(pack("A", 6000, "2024-01-01"),))).packs
    assert one.earliest and one.runs_out and one.latest
    assert one.earliest < one.runs_out < one.latest


def test_the_month_is_what_was_and_what_is_expected() -> None:
    month = look(steady(), Plan(monthly_fee=fee("2024-02-20")), book(quota=0)).month
    assert (month.first, month.until) == (date(2024, 3, 1), date(2024, 4, 1))
    assert month.so_far == D("0.70")
    assert month.expected == month.low == month.high == D("102.17")


def test_on_the_months_last_day_the_next_month_is_to_come() -> None:
    ahead = look(steady(days=91), Plan())
    assert ahead.month.so_far == ahead.month.expected == D("2.17")
    assert (ahead.next_month.first, ahead.next_month.so_far) == (date(2024, 4, 1), 0)
    assert ahead.next_month.expected == D("2.10")
    (said,) = sentences(steady(days=91), Plan(), month_budget=D("2.00"), currency="USD")
    assert said.startswith("April 2024 is forecast to go over budget: $2.10")


def test_a_future_fee_is_in_the_month_that_it_is_paid() -> None:
    for months in (None, 12):
        ahead = look(steady(), Plan(monthly_fee=fee("2024-02-20", months)), book(quota=0))
        assert (ahead.month.expected, ahead.next_month.expected) == (D("102.17"), D("102.10"))
        assert (ahead.month.so_far, ahead.next_month.so_far) == (D("0.70"), 0)


def test_nothing_recorded_has_nothing_ahead() -> None:
    assert outlook([], Plan(), book()) is None
    assert alerts([], None, AlertSettings()) == ()


@pytest.mark.parametrize(
    ("pack_minutes", "others", "said"),
    [
        (
            800,
            (),
            "Pack A runs out on 20 Mar 2024, in 10 days: 100 minutes are left. "
            "Then minutes are postpaid, unless another pack is bought.",
        ),
        (
            710,
            (pack("B", 9999, "2024-01-02"),),
            "Pack A runs out on 11 Mar 2024, in 1 day: 10 minutes are left. Then pack B is used.",
        ),
    ],
)
def test_a_pack_that_runs_out_soon_is_told(
    pack_minutes: int, others: tuple[object, ...], said: str
) -> None:
    plan = Plan(packs=(pack("A", pack_minutes, "2024-01-01"), *others))  # type: ignore[arg-type]
    assert sentences(steady(), plan) == [said]


def test_how_soon_is_a_setting() -> None:
    plan = Plan(packs=(pack("A", 800, "2024-01-01"),))
    assert sentences(steady(), plan, days=9) == []
    assert len(sentences(steady(), plan, days=10)) == 1


def test_a_pack_that_expires_soon_with_minutes_is_told() -> None:
    plan = Plan(packs=(pack("A", 1000, "2024-01-20", months=2, price="5.00"),))
    assert sentences(steady(), plan) == [
        "Pack A expires on 20 Mar 2024, in 10 days: 400 minutes, $2.00 of its price, are "
        "expected to be lost."
    ]


@pytest.mark.parametrize(
    ("budget", "currency", "said"),
    [
        ("2.17", "USD", []),
        (
            "2.00",
            "USD",
            [
                "March 2024 is forecast to go over budget: $2.17 ($2.17 to $2.17) of $2.00; "
                "$0.70 so far."
            ],
        ),
        (
            "0.50",
            "USD",
            ["March 2024 is over budget: $0.70 of $0.50 by 10 Mar 2024, forecast $2.17."],
        ),
        ("2.17", "CNY", ["The month's budget is in CNY, the bill in USD: enter it again."]),
    ],
)
def test_a_month_over_budget_is_told(budget: str, currency: str, said: list[str]) -> None:
    found = sentences(steady(), Plan(), month_budget=D(budget), currency=currency)
    assert found == said


@pytest.mark.parametrize(
    ("place", "minutes", "word"),
    [(69, 200, "more"), (69, 0, "less"), (69, 119, None), (62, 900, None), (63, 900, "more")],
)
def test_an_unusual_day_is_far_from_the_usual_weekday(
    place: int, minutes: int, word: str | None
) -> None:
    charged = steady(minutes=100)
    noisy = [DayCharge(d, ms + (n // 7 % 3) * 5 * MINUTE) for n, (d, ms) in enumerate(charged)]
    noisy[place] = DayCharge(noisy[place].day, minutes * MINUTE)
    found = sentences(noisy, Plan())
    assert len(found) == (word is not None)
    if word:
        day = noisy[place].day
        assert found[0].startswith(
            f"{day:%A} {day_text(day)} has {minutes} charged minutes, far {word} than"
        )


def test_a_weekday_needs_four_weeks_before_one_can_be_unusual() -> None:
    assert sentences([*steady(days=27), DayCharge(date(2024, 1, 28), 10**9)], Plan()) == []
    assert len(sentences([*steady(days=34), DayCharge(date(2024, 2, 4), 10**9)], Plan())) == 1


def test_the_most_urgent_comes_first() -> None:
    charged = steady(minutes=100)
    charged[-1] = DayCharge(NOW, 900 * MINUTE)
    plan = Plan(packs=(pack("A", 7900, "2023-03-15"), pack("B", 9000, "2023-03-20")))
    when = AlertSettings(month_budget=D(1), currency="USD")
    found = alerts(charged, outlook(charged, plan, book()), when)
    assert [one.alarm for one in found] == [
        Alarm.RUNS_OUT,
        Alarm.EXPIRES,
        Alarm.BUDGET,
        Alarm.UNUSUAL,
    ]


@given(busy_usages, plans)
def test_an_outlook_is_the_settlement_of_the_recorded_and_the_expected_days(
    charged: list[DayCharge], plan: Plan
) -> None:
    prices = book(quota=2)
    ahead = look(charged, plan, prices)
    assert isinstance(ahead.forecast, Forecast)
    whole = settle([*charged, *ahead.forecast.charges], plan, prices)
    balances = {balance.pack.name: balance for balance in whole.packs}
    for one in ahead.packs:
        balance = balances[one.pack.name]
        assert balance.left_ms == 0, "the horizon is the last expiry"
        assert one.at_risk_ms == balance.expired_ms
        assert (one.runs_out is None) == (balance.used_ms < one.pack.ms)
        assert one.at_risk <= one.at_risk_most <= one.pack.price
    month = ahead.month
    assert month.first <= ahead.as_of < month.until
    assert month.so_far <= month.expected
