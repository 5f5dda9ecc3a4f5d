"""The settlement rule once more, as slowly and plainly as it can be told.

Nothing of the product's arithmetic is used: each step of usage asks anew what pays for it, months
are found by trying days, charges are plain decimals. The laws hold the product against this.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from analytics.core.model import DayCharge, Pack, Plan, PriceBook, QuotaReset

DAY = timedelta(days=1)
Drawn = dict[tuple[date, str, str | None], int]


def months_later(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError


def period_starts(plan: Plan) -> Iterator[date]:
    fee = plan.monthly_fee
    if fee:
        for number in range(fee.months if fee.months is not None else 200):
            yield months_later(fee.from_day, number)


def quota_key(plan: Plan, day: date) -> object:
    """What names the one quota that this day can draw from; None: there is none."""
    fee = plan.monthly_fee
    starts = [start for start in period_starts(plan) if start <= day]
    if not fee or not starts:
        return None
    if fee.months is not None and day >= months_later(fee.from_day, fee.months):
        return None
    return max(starts) if plan.quota_reset is QuotaReset.ANNIVERSARY else (day.year, day.month)


def in_force(book: PriceBook, day: date) -> PriceBook:
    """The version whose prices hold on a day, found by asking each of them."""
    holding = [
        version
        for version in (*book.earlier, book)
        if version.valid_from is None or not day < version.valid_from
    ]
    return holding[-1]


def quota_on(plan: Plan, book: PriceBook, day: date) -> int:
    """The whole free quota that this day's span began with, in ms, by the prices of its first day."""
    fee, key = plan.monthly_fee, quota_key(plan, day)
    assert fee is not None
    while day - DAY >= fee.from_day and quota_key(plan, day - DAY) == key:
        day -= DAY
    return in_force(book, day).quota_minutes * 60_000


def ratio_on(plan: Plan, book: PriceBook, kind: object, day: date) -> Decimal:
    """What a minute of a kind counts on a day: the plan's last word, else that of the version in force."""
    for ratios in (plan.ratios, in_force(book, day).ratios):
        said = {
            ratio.from_day or date.min: ratio.ratio
            for ratio in ratios
            if ratio.kind == kind and (ratio.from_day or date.min) <= day
        }
        if said:
            return said[max(said)]
    return Decimal(0)


def draw_all(charged: Sequence[DayCharge], plan: Plan, book: PriceBook, step: int) -> Drawn:
    """Milliseconds by day, source and pack, drawn ``step`` ms at a time."""
    drawn: Drawn = defaultdict(int)
    used: dict[object, int] = defaultdict(int)
    for day, ms in sorted(charged):
        key = quota_key(plan, day)
        quota = quota_on(plan, book, day) if key is not None else 0
        valid = [
            (expires, pack.bought, pack.name, pack)
            for pack in plan.packs
            if pack.bought <= day < (expires := months_later(pack.bought, pack.months))
        ]
        for _ in range(ms // step):
            if used[key] < quota:
                used[key] += step
                drawn[day, "quota", None] += step
                continue
            candidates = [each for each in valid if used[each[-1]] < each[-1].minutes * 60_000]
            if candidates:
                _, _, name, pack = min(candidates)
                used[pack] += step
                drawn[day, "pack", name] += step
            else:
                drawn[day, "postpaid", None] += step
    return dict(drawn)


def charge(ms: int, plan: Plan, book: PriceBook, day: date = date.max) -> Decimal:
    with localcontext(prec=100):
        exact = ms * in_force(book, day).postpaid_per_thousand * (100 - plan.discount_percent) / 100
        return (exact / 60_000 / 1_000).quantize(Decimal("1e-8"), ROUND_HALF_UP)


def cents(amount: Decimal, book: PriceBook) -> Decimal:
    unit = {"USD": Decimal("0.01"), "JPY": Decimal(1), "KWD": Decimal("0.001")}[book.currency]
    return amount.quantize(unit, ROUND_HALF_UP)


def paid(
    charged: Sequence[DayCharge],
    plan: Plan,
    book: PriceBook,
    since: date | None,
    until: date | None,
) -> tuple[Decimal, Decimal]:
    """Exact monthly fees and pack purchases of the reported span."""
    recorded = [day for day, _ in charged]
    after = max(recorded) + DAY if recorded else date.min
    start = since or date.min
    end = until if until is not None else after
    renewed_until = date.max if plan.monthly_fee and plan.monthly_fee.months else after
    starts = [day for day in period_starts(plan) if start <= day < end and day < renewed_until]
    purchases = [pack.price for pack in plan.packs if start <= pack.bought < end]
    fees = [in_force(book, day).monthly_fee for day in starts]
    return sum(fees, Decimal(0)), sum(purchases, Decimal(0))


def balance(pack: Pack, used: int, end: date) -> tuple[int, int, int]:
    rest = pack.minutes * 60_000 - used
    gone = months_later(pack.bought, pack.months) <= end
    return (used, rest, 0) if gone else (used, 0, rest)
