"""Price books, plans and usages for the tests: short builders, and random ones for the laws."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from analytics.core.model import (
    DayCharge,
    Kind,
    Midnight,
    MonthlyFee,
    Pack,
    Plan,
    PriceBook,
    QuotaReset,
    Ratio,
    Rounding,
    Settlement,
)

MINUTE = 60_000
RATIOS = tuple(
    Ratio(kind, None, Decimal(ratio)) for kind, ratio in zip(Kind, (1, 1, 1, 0, 0), strict=True)
)


def book(
    price: str = "7.00", fee: str = "100.00", quota: int = 1000, currency: str = "USD"
) -> PriceBook:
    """The international book's figures, unless said otherwise."""
    return PriceBook(
        id="tencent-intl",
        version="1",
        title="Book",
        region="Here",
        currency=currency,
        postpaid_per_thousand=Decimal(price),
        monthly_fee=Decimal(fee),
        quota_minutes=quota,
        ratios=RATIOS,
    )


def pack(name: str, minutes: int, bought: str, months: int = 12, price: str = "3.00") -> Pack:
    return Pack(name, minutes, Decimal(price), date.fromisoformat(bought), months)


def fee(from_day: str, months: int | None = None) -> MonthlyFee:
    return MonthlyFee(date.fromisoformat(from_day), months)


def usage(**minutes: int) -> list[DayCharge]:
    """``usage(d2024_03_27=110)``: whole minutes on named days."""
    return [
        DayCharge(date.fromisoformat(day[1:].replace("_", "-")), count * MINUTE)
        for day, count in minutes.items()
    ]


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


# A narrow world, so that quotas, packs, expiries and month ends meet often: half a year of days,
# packs and quotas of a few minutes, usage in steps of 7.5 seconds.

STEP = MINUTE // 8
FIRST = date(2023, 12, 20)
days = st.integers(0, 190).map(lambda n: FIRST + timedelta(n))
whole_cents = st.integers(0, 100_000).map(lambda cents: Decimal(cents).scaleb(-2))
fine_prices = st.integers(0, 10**6).map(lambda units: Decimal(units).scaleb(-4))
names = st.text(min_size=1, max_size=3).filter(str.strip)


same_expiry = st.sampled_from([date(2024, 1, 29), date(2024, 1, 30), date(2024, 1, 31)])


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    return Pack(
        name=draw(st.sampled_from("ABCDEFG")),
        minutes=draw(st.integers(0, 12)),
        price=draw(whole_cents),
        bought=draw(days | same_expiry) - timedelta(draw(st.sampled_from([0, 0, 40, 400]))),
        months=draw(st.sampled_from([1, 1, 2, 3, 12])),
    )


fees = st.builds(
    MonthlyFee,
    from_day=days | st.sampled_from([date(2023, 10, 31), date(2024, 1, 31), date(2024, 2, 29)]),
    months=st.none() | st.integers(1, 5),
)
plans = st.builds(
    Plan,
    quota_reset=st.sampled_from(QuotaReset),
    discount_percent=st.sampled_from(["0", "12.5", "33.333", "100"]).map(Decimal),
    monthly_fee=st.none() | fees,
    packs=st.lists(packs(), max_size=5, unique_by=lambda one: one.name).map(tuple),
)
books = st.builds(
    book,
    price=fine_prices.map(str),
    fee=whole_cents.map(str),
    quota=st.integers(0, 8),
    currency=st.sampled_from(["USD", "USD", "JPY", "KWD"]),
)


@st.composite
def dated_books(draw: st.DrawFn) -> PriceBook:
    """A book whose prices change from up to three days on, the first from the start."""
    first = draw(books)
    starts = draw(st.lists(days, max_size=3, unique=True).map(sorted))
    kinds = st.sampled_from(
        [(kind, Decimal(ratio)) for kind in Kind for ratio in ("0", "1", "0.5")]
    )
    versions = [first] + [
        replace(
            draw(books),
            version=f"{number}",
            currency=first.currency,
            valid_from=start,
            ratios=(*RATIOS, *(Ratio(kind, start, ratio) for kind, ratio in [draw(kinds)])),
        )
        for number, start in enumerate(starts, start=2)
    ]
    return chain(*versions)


def chain(*versions: PriceBook) -> PriceBook:
    """Versions of one id, ascending by the day from which they hold, as one book."""
    return replace(versions[-1], earlier=versions[:-1])


usages = st.dictionaries(days, st.integers(0, 40).map(lambda n: n * STEP), max_size=25).map(
    lambda charged: [DayCharge(day, ms) for day, ms in sorted(charged.items())]
)
busy_usages = usages.filter(lambda charged: any(day.charged_ms for day in charged))


@st.composite
def plan_files(draw: st.DrawFn) -> Plan:
    """Any plan that a plan file can hold."""
    entries = st.builds(
        Pack,
        name=names,
        minutes=st.integers(0, 10**12),
        price=fine_prices,
        bought=st.dates(),
        months=st.integers(1, 1200),
    )
    ratios = st.builds(Ratio, st.sampled_from(Kind), st.dates(), fine_prices)
    fee = st.builds(MonthlyFee, st.dates(), st.none() | st.integers(1, 1200))
    return Plan(
        price_book=draw(st.sampled_from(["tencent-intl", "tencent-cn"])),
        zone=draw(st.sampled_from(["Asia/Shanghai", "America/St_Johns", "UTC"])),
        midnight=draw(st.sampled_from(Midnight)),
        rounding=draw(st.sampled_from(Rounding)),
        quota_reset=draw(st.sampled_from(QuotaReset)),
        discount_percent=draw(st.integers(0, 1000).map(lambda n: Decimal(n).scaleb(-1))),
        monthly_fee=draw(st.none() | fee),
        packs=tuple(draw(st.lists(entries, max_size=4, unique_by=lambda one: one.name))),
        ratios=tuple(
            draw(st.lists(ratios, max_size=4, unique_by=lambda one: (one.kind, one.from_day)))
        ),
    )


def cuts(charged: Sequence[DayCharge]) -> list[date]:
    """Every day on which a run over these days can be cut in two."""
    first, last = charged[0].day, charged[-1].day
    return [first + timedelta(n) for n in range((last - first).days + 2)]
