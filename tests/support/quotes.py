"""Fifteen quotes that differ in everything a quote can, and short builders for others."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

from analytics.billing.robot import Tier
from analytics.catalog import price_book
from analytics.core.model import KINDS, Kind, MonthlyFee, Pack, Plan, Ratio, Rounding
from analytics.planning.estimate import ClassModel, Estimate, from_model
from analytics.quotes.quote import Quote, quote
from analytics.quotes.request import Exchange, Request

START = date(2027, 1, 4)
MINUTE = 60_000


def packs(*minutes_and_price: tuple[int, str]) -> tuple[Pack, ...]:
    return tuple(
        Pack(f"example {number}", minutes, D(price), START)
        for number, (minutes, price) in enumerate(minutes_and_price, 1)
    )


FEE = MonthlyFee(START, 12)
SCHOOL = ClassModel(D(30), D(40), D(3), D(20))


def usage(*ms: int, kind: Kind = Kind.CAMERA) -> Estimate:
    """Days of one kind from START on, made by hand."""
    series = tuple((one, tuple(ms) if one is kind else (0,) * len(ms)) for one in KINDS)
    return Estimate(START, series, tuple(ms), "counted by hand.")


def year(*ms: int) -> Estimate:
    return usage(*ms, *[0] * (365 - len(ms)))


def request(**changes: object) -> Request:
    plain = Request(
        number="Q-2027-0001",
        customer="Riverside School",
        owner="Li Wei",
        issued=date(2026, 12, 1),
        valid_until=date(2026, 12, 31),
        plan=Plan(),
        estimate=from_model(SCHOOL, START, 12),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def made(asked: Request) -> Quote:
    return quote(asked, price_book.load(asked.plan.price_book))


YEN = Exchange("JPY", D("151.37"), date(2026, 11, 30), "bank")
YUAN = Exchange("CNY", D("7.1234"), date(2026, 11, 30))

FIFTEEN = {
    "zero usage": request(estimate=year()),
    "zero usage with the fee": request(estimate=year(), plan=Plan(monthly_fee=FEE)),
    "one minute": request(estimate=year(MINUTE)),
    "a third of a minute, nothing rounded up": request(
        estimate=year(MINUTE // 3), plan=Plan(rounding=Rounding.EXACT)
    ),
    "a million minutes": request(
        estimate=year(1_000_000 * MINUTE), plan=Plan(monthly_fee=FEE), rebate_percent=D("7.5")
    ),
    "everything given away": request(plan=Plan(discount_percent=D(100))),
    "everything off the total": request(plan=Plan(monthly_fee=FEE), rebate_percent=D(100)),
    "in yen": request(plan=Plan(monthly_fee=FEE), exchange=YEN, rebate_percent=D("3.3")),
    "in yuan with packs and the robot": request(
        plan=Plan(monthly_fee=FEE, packs=packs((500_000, "2900.00")), discount_percent=D("12.5")),
        exchange=YUAN,
        robot_whiteboard=True,
        robot_trtc=Tier.HD,
    ),
    "a Chinese name": request(customer="北京市第一実験學校（東區）", owner="李伟"),
    "a name with markup and a formula": request(
        customer="<b>=1+1</b> #emph[x] $x^2$ *b* @a", scope='=HYPERLINK("http://x","y")\n\\#'
    ),
    "mixed charged from March on": request(
        plan=Plan(ratios=(Ratio(Kind.MIXED, date(2027, 3, 1), D("0.5")),)),
        estimate=from_model(replace(SCHOOL, mixed_layouts=2), START, 12),
    ),
    "two years, growing, eight packs": request(
        plan=Plan(
            monthly_fee=MonthlyFee(START, 24),
            packs=packs(*[(50_000 + n, f"{300 + n}.37") for n in range(8)]),
        ),
        estimate=from_model(replace(SCHOOL, growth_percent=D("1.7")), START, 24),
        terms="Payable within 30 days.\n" * 6,
        assumptions="Classes are recorded in full.\n" * 4,
    ),
    "three years, the other book": request(
        plan=Plan(price_book="tencent-cn", discount_percent=D("33.333")),
        estimate=from_model(replace(SCHOOL, classes_a_day=D("7.3"), rooms=3), START, 36),
        robot_whiteboard=True,
        robot_trtc=Tier.HD,
    ),
    "one month of an awkward price": request(
        plan=Plan(packs=packs((7, "0.015"), (7, "0.015"), (3, "0.005")), discount_percent=D("0.1")),
        estimate=from_model(ClassModel(D("0.3"), D("37.77"), D("1.1"), D("3.3")), START, 1),
        exchange=Exchange("KWD", D("0.30712"), date(2026, 11, 30)),
    ),
}
