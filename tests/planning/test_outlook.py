"""Forecast: run-out days, what is at risk, the month's bill, and its alerts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.billing.basis import Basis, cost
from analytics.billing.settle import settle
from analytics.core.model import DayCharge, Plan, PriceBook
from analytics.core.months import day_text
from analytics.planning.alerts import Alarm, Alert, AlertSettings, Jump, RecordedDays, alerts
from analytics.planning.budgets import Budget, BudgetStatus, Level, MonthCost, part_of_month
from analytics.planning.forecast import Forecast
from analytics.planning.outlook import Outlook, outlook
from tests.support.plans import book, busy_usages, fee, pack, plans

D = Decimal
MINUTE = 60_000
FIRST = date(2024, 1, 1)  # a Monday
NOW = date(2024, 3, 10)  # ten whole weeks


def steady(minutes: int = 10, days: int = 70) -> list[DayCharge]:
    return [DayCharge(FIRST + timedelta(n), minutes * MINUTE) for n in range(days)]


def look(
    charged: list[DayCharge],
    plan: Plan,
    prices: PriceBook | None = None,
    basis: Basis = Basis.CASH,
) -> Outlook:
    ahead = outlook(charged, plan, prices or book(), basis)
    assert ahead is not None
    return ahead


def sentences(charged: list[DayCharge], plan: Plan, **settings: object) -> list[str]:
    when = AlertSettings(**settings)  # type: ignore[arg-type]
    return [alert.sentence for alert in told(charged, plan, when)]


def told(
    charged: list[DayCharge], plan: Plan, when: AlertSettings, days: RecordedDays | None = None
) -> tuple[Alert, ...]:
    ahead = look(charged, plan)
    is_complete = ahead.as_of + timedelta(1) == ahead.month.until
    month = ahead.next_month if is_complete else ahead.month
    cost = MonthCost(month.first, month.until, ahead.as_of, *month[2:])
    whole = [
        BudgetStatus(Budget(amount, when.currency), cost)
        for amount in (when.month_budget,)
        if amount is not None
    ]
    return alerts(charged, ahead, when, plan, book(), days, whole)


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


def test_of_use_the_month_is_its_share_of_the_fee_and_the_minutes_of_its_packs() -> None:
    plan = Plan(monthly_fee=fee("2024-03-01"), packs=(pack("A", 1000, "2024-01-01", price="5.00"),))
    month = look(steady(), plan, book(quota=0), Basis.USE).month
    assert month.so_far == D("32.26") + D("0.50")  # 10 of 31 days, 100 minutes
    assert month.expected == D("100.00") + D("1.55")
    cash = look(steady(), plan, book(quota=0)).month
    assert (cash.so_far, cash.expected) == (100, 100)


@given(busy_usages, plans, st.sampled_from(Basis))
def test_the_month_so_far_is_the_cost_of_its_recorded_days(
    charged: list[DayCharge], plan: Plan, basis: Basis
) -> None:
    ahead = look(charged, plan, basis=basis)
    month, after = ahead.month, ahead.as_of + timedelta(1)
    bill = settle(charged, plan, book(), month.first, after)
    assert month.so_far == cost(bill, basis).shown.total


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
    assert alerts([], None, AlertSettings(), Plan(), book()) == ()


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
                "$0.70 so far (cost of use)."
            ],
        ),
        (
            "0.50",
            "USD",
            [
                "March 2024 is over budget: $0.70 of $0.50 by 10 Mar 2024, forecast $2.17 "
                "(cost of use)."
            ],
        ),
        ("2.17", "CNY", ["The month's budget is in CNY, the bill in USD: enter it again."]),
    ],
)
def test_a_month_over_budget_is_told(budget: str, currency: str, said: list[str]) -> None:
    found = sentences(steady(), Plan(), month_budget=D(budget), currency=currency)
    assert found == said


@pytest.mark.parametrize(
    ("place", "minutes", "word"),
    [(69, 200, "more"), (69, 0, "less"), (69, 119, None), (62, 900, "more"), (63, 900, "more")],
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


def test_the_most_money_comes_first() -> None:
    charged = steady(minutes=100)
    charged[-1] = DayCharge(NOW, 900 * MINUTE)
    plan = Plan(packs=(pack("A", 7900, "2023-03-15"), pack("B", 9000, "2023-03-20")))
    found = told(charged, plan, AlertSettings(month_budget=D(1), currency="USD"))
    assert [(alert.alarm, alert.amount) for alert in found] == [
        (Alarm.BUDGET, D("7.40")),
        (Alarm.UNUSUAL, D("5.6")),
        (Alarm.EXPIRES, D("2.73333333")),
        (Alarm.RUNS_OUT, D(0)),
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


def seen(charged: list[DayCharge]) -> dict[date, int]:
    return dict(charged)


def test_the_first_look_goes_back_90_days_and_days_beside_each_other_are_one_thing() -> None:
    charged = steady(minutes=100, days=200)
    for place in (100, 150, 151, 152, 190):  # 100 is older than 90 days before the last
        charged[place] = DayCharge(charged[place].day, 300 * MINUTE)
    assert sentences(charged, Plan()) == [
        "3 days from 30 May 2024 to 1 Jun 2024 have 900 charged minutes, far more than the 300 of the same weekdays before: "
        "$4.20 more at the postpaid price.",
        "Tuesday 9 Jul 2024 has 300 charged minutes, far more than the 100 of the usual Tuesday: $1.40 more at the "
        "postpaid price.",
    ]


def test_later_looks_are_about_days_that_came_or_changed() -> None:
    charged = steady(minutes=100, days=200)
    charged[150] = DayCharge(charged[150].day, 300 * MINUTE)
    before = seen(charged[:195])
    assert told(charged, Plan(), AlertSettings(), RecordedDays(seen(charged), before)) == ()
    charged[40] = DayCharge(charged[40].day, 400 * MINUTE)
    charged[198] = DayCharge(charged[198].day, 500 * MINUTE)
    days = RecordedDays(seen(charged), before)
    found = told(charged, Plan(), AlertSettings(), days)
    assert [alert.day for alert in found] == [charged[198].day, charged[40].day]


def test_a_day_that_fell_to_nothing_or_rose_tenfold_is_told_whatever_is_usual() -> None:
    """Ten days are too few for anything to be usual; the last seen day may not have been complete."""
    charged = steady(minutes=10, days=12)
    before = dict(charged[:10]) | {charged[9].day: MINUTE}
    charged[3] = DayCharge(charged[3].day, 0)
    charged[5] = DayCharge(charged[5].day, 100 * MINUTE)
    charged[6] = DayCharge(charged[6].day, 99 * MINUTE)
    charged[7] = DayCharge(charged[7].day, 150 * MINUTE)
    found = told(charged, Plan(), AlertSettings(), RecordedDays(seen(charged), before))
    assert [(alert.alarm, alert.sentence) for alert in found] == [
        (
            Alarm.ROSE,
            "2 days between 6 Jan 2024 and 8 Jan 2024 rose at least tenfold since the last look: 250 billable minutes, "
            "before 20; $1.61 at the postpaid price.",
        ),
        (
            Alarm.FELL,
            "4 Jan 2024 fell to nothing since the last look: 0 billable minutes, before 10; $0.07 at the postpaid price.",
        ),
    ]
    jumps = (Jump(charged[5].day, 10 * MINUTE, 100 * MINUTE, "b.csv"),)
    (alert,) = told(charged, Plan(), AlertSettings(), RecordedDays(seen(charged), None, jumps))
    assert alert.sentence.startswith("6 Jan 2024 rose at least tenfold with b.csv: 100 billable")
    assert alert.is_of_days


def test_a_jump_is_not_told_twice_as_an_unusual_day() -> None:
    charged = steady(minutes=100)
    before = seen(charged)
    charged[65] = DayCharge(charged[65].day, 2000 * MINUTE)
    (alert,) = told(charged, Plan(), AlertSettings(), RecordedDays(seen(charged), before))
    assert alert.alarm is Alarm.ROSE


MARCH = MonthCost(date(2024, 3, 1), date(2024, 4, 1), NOW, D(8), D(20), D(18), D(22))


@pytest.mark.parametrize(
    ("amount", "level"),
    [
        ("7.99", Level.OVER),
        ("8", Level.FORECAST),
        ("19.99", Level.FORECAST),
        ("20", Level.FINE),
        ("0", Level.OVER),
    ],
)
def test_a_budget_is_told_when_it_is_used_or_the_forecast_passes_it(
    amount: str, level: Level
) -> None:
    assert BudgetStatus(Budget(D(amount), "USD"), MARCH).level is level


def test_from_four_fifths_on_a_budget_is_told_though_the_forecast_keeps_to_it() -> None:
    status = BudgetStatus(
        Budget(D(10), "USD", "room", "101"), MARCH._replace(expected=D("9.50"), so_far=D("8.00"))
    )
    assert (status.level, status.percent, status.pace) == (Level.EARLY, 80, D("3.23"))
    (alert,) = alerts(
        steady(), look(steady(), Plan()), AlertSettings(), Plan(), book(), None, [status]
    )
    assert alert.sentence == (
        "Room 101 in March 2024 has used 80 % of its budget: $8.00 of $10.00 by 10 Mar 2024, forecast $9.50 (cost of use)."
    )
    just_below = status._replace(month=status.month._replace(so_far=D("7.99")))
    assert just_below.level is Level.FINE


def test_a_part_is_expected_to_cost_what_its_minutes_do() -> None:
    """A part with half of the minutes costs half of what is to come; one without any costs nothing more."""
    charged = steady()
    half = [DayCharge(day, ms // 2) for day, ms in charged]
    ahead = look(charged, Plan()).forecast.charges
    part = part_of_month(MARCH, D(3), half, ahead, "USD")
    assert (part.so_far, part.expected, part.low, part.high) == (
        D(3),
        D("9.00"),
        D("9.00"),
        D("9.00"),
    )
    assert part_of_month(MARCH, D(3), [], ahead, "USD").expected == D(3)
    assert part_of_month(MARCH, D(8), charged, ahead, "USD").expected == MARCH.expected
