"""A quote: what a plan will cost on an estimated usage, line by line, as a customer gets it.

Every amount comes out of ``settle``; a line is rounded once, half up to the currency's digits, after
conversion, and the lines shown add up to the total shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from analytics.billing.settle import settle
from analytics.core.model import MS_PER_MINUTE, MonthlyFee, Pack, Plan, PriceBook, Settlement
from analytics.core.money import digits, half_up, price_per_thousand
from analytics.planning.estimate import Case, Estimate, at, charged, scaled
from analytics.quotes import checks
from analytics.quotes.lines import Line, Robot, line_items
from analytics.quotes.months import MonthCost, months_of
from analytics.quotes.request import NOTHING, WORDING, FreeMinutes, Option, Request
from analytics.quotes.taxes import Taxed, taxed

_DAY = timedelta(days=1)
MOST_PERCENT = 400
"""Up to which usage a break-even is looked for."""


class Lapse(NamedTuple):
    """Minutes of a pack that are not used when the term, or the pack, ends."""

    name: str
    expires: date
    unused_ms: int


class CaseCost(NamedTuple):
    """The quote's total if the usage were that of a case."""

    case: Case
    charged_ms: int
    total: Decimal


class OptionCost(NamedTuple):
    """One of several offers; amounts are in the quote's currency, ``taxed`` is its total with its taxes."""

    name: str
    usage_percent: Decimal
    charged_ms: int
    total: Decimal
    taxed: Taxed
    per_thousand: Decimal | None
    unused_ms: int
    """Of packs, at their end or that of the term."""
    break_even_percent: int | None
    """At what part of the estimated usage it costs what the first one costs; None: at none up to 400 %."""


class Purchase(NamedTuple):
    """Packs alike that are bought on one day for one of the offers; ``price`` of one, in the quote's currency."""

    offer: str
    """"" where there is one."""
    name: str
    pieces: int
    minutes: int
    price: Decimal
    buy_on: date
    expires: date
    """The first day on which they are not valid any more."""


class Late(NamedTuple):
    """What an offer's net total is more, or less, where each of its packs is bought ``late_days`` after its day."""

    offer: str
    difference: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote worked out; amounts are in ``currency``, with its digits."""

    request: Request
    book: PriceBook
    currency: str
    rate: Decimal
    lines: tuple[Line, ...]
    list_total: Decimal
    subtotal: Decimal
    rebate: Decimal
    total: Decimal
    months: tuple[MonthCost, ...]
    cases: tuple[CaseCost, ...]
    lapses: tuple[Lapse, ...]
    unused_quota_ms: int
    assumptions: tuple[str, ...]
    settlement: Settlement
    taxed: Taxed
    """The total with its taxes."""
    options: tuple[OptionCost, ...] = ()
    """The offer itself and those beside it; none where there is but one."""
    purchases: tuple[Purchase, ...] = ()
    """In the order of days to buy, offer by offer; none in quotes of before."""
    late: tuple[Late, ...] = ()
    """One for each offer with packs."""

    @property
    def since(self) -> date:
        return self.request.estimate.since

    @property
    def until(self) -> date:
        return self.request.estimate.until

    @property
    def per_thousand(self) -> Decimal | None:
        """All of the total for 1,000 charged minutes; None where none is charged."""
        ms = self.settlement.totals.charged_ms
        return price_per_thousand(self.total, ms, digits(self.currency))

    @property
    def discount_percent(self) -> Decimal:
        """All discounts together, of the list prices, with two decimals."""
        if not self.list_total:
            return NOTHING
        return half_up(100 * (self.list_total - self.total) / self.list_total, 2)


def starting(plan: Plan, since: date, months: int) -> Plan:
    """The plan as if it began on ``since``: the fee runs through the term, packs keep their gaps."""
    fee = MonthlyFee(since, months) if plan.monthly_fee else None
    if not plan.packs:
        return replace(plan, monthly_fee=fee)
    shift = since - min(pack.bought for pack in plan.packs)
    packs = tuple(replace(pack, bought=pack.bought + shift) for pack in plan.packs)
    return replace(plan, monthly_fee=fee, packs=packs)


def settled(plan: Plan, estimate: Estimate, book: PriceBook) -> Settlement:
    """The settlement of an estimate over its own term."""
    days = charged(estimate, plan, book)
    return settle(days, plan, book, estimate.since, estimate.until)


def quote(request: Request, book: PriceBook) -> Quote:
    """The quote. Raises Problem where something in it cannot be offered or printed.

    A price that changes within the term is a line of its own from that day on.
    """
    book = in_term(book, request)
    checks.check(request, book)
    exchange = request.exchange
    currency = exchange.currency if exchange else book.currency
    rate = exchange.rate if exchange else Decimal(1)
    sheet = sheet_of(request, book)
    settlement = sheet.settlement
    return Quote(
        request=request,
        book=book,
        currency=currency,
        rate=rate,
        lines=sheet.lines,
        list_total=sum((line.list_amount for line in sheet.lines), NOTHING),
        subtotal=sheet.subtotal,
        rebate=sheet.subtotal - sheet.total,
        total=sheet.total,
        months=months_of(request.estimate, settlement, sheet.lines, sheet.total, digits(currency)),
        cases=tuple(
            CaseCost(case, case_sheet.settlement.totals.charged_ms, case_sheet.total)
            for case in Case
            for case_sheet in (
                sheet
                if case is Case.EXPECTED
                else sheet_of(replace(request, estimate=at(request.estimate, case)), book),
            )
        ),
        lapses=tuple(
            Lapse(balance.pack.name, balance.pack.expires, balance.expired_ms + balance.left_ms)
            for balance in settlement.packs
            if balance.expired_ms + balance.left_ms
        ),
        unused_quota_ms=sum(book.on(fee.day).quota_minutes for fee in settlement.fees)
        * MS_PER_MINUTE
        - settlement.totals.quota_ms,
        assumptions=checks.assumptions(request, book),
        settlement=settlement,
        options=tuple(_options(request, book, sheet, currency)),
        taxed=taxed(sheet.total, request.taxes, request.withholding_percent, digits(currency)),
        purchases=tuple(purchases(request, book)),
        late=tuple(late(request, book, sheet)),
    )


def _offers(request: Request) -> Iterator[tuple[str, Request]]:
    """The offer itself and those beside it, each as a request of its own."""
    yield request.option_name if request.options else "", request
    for option in request.options:
        yield option.name, of_option(request, option)


def _to_buy(request: Request) -> tuple[Pack, ...]:
    """The packs that are bought in the term: one from before is there already, and not in the price."""
    since, until = request.estimate.since, request.estimate.until
    return tuple(pack for pack in request.plan.packs if since <= pack.bought < until)


def purchases(request: Request, book: PriceBook) -> Iterator[Purchase]:
    """The packs of each offer by their days to buy; none in quotes of before."""
    exchange = request.exchange
    places = digits(exchange.currency if exchange else book.currency)
    rate = exchange.rate if exchange else Decimal(1)
    if request.wording < WORDING:
        return
    for offer, asked in _offers(request):
        alike: dict[tuple[date, int, Decimal, int], list[str]] = {}
        for pack in _to_buy(asked):
            key = (pack.bought, pack.minutes, pack.price, pack.months)
            alike.setdefault(key, []).append(pack.name)
        for (bought, minutes, price, months), names in sorted(alike.items()):
            pack = Pack(names[0], minutes, price, bought, months)
            yield Purchase(
                offer, pack.name, len(names), minutes, half_up(price * rate, places),
                bought, pack.expires,
            )  # fmt: skip


def late(request: Request, book: PriceBook, first: Sheet) -> Iterator[Late]:
    """What buying late makes of each offer with packs; ``first`` is the sheet of the request itself."""
    if request.wording < WORDING or not request.late_days:
        return
    for offer, asked in _offers(request):
        plan, to_buy = asked.plan, _to_buy(asked)
        if not to_buy:
            continue
        days = request.late_days * _DAY
        packs = tuple(
            replace(pack, bought=pack.bought + days) if pack in to_buy else pack
            for pack in plan.packs
        )
        on_time = first if asked is request else sheet_of(asked, book)
        later = sheet_of(replace(asked, plan=replace(plan, packs=packs)), book)
        yield Late(offer, later.total - on_time.total)


def _options(
    request: Request, book: PriceBook, first: Sheet, currency: str
) -> Iterator[OptionCost]:
    if not request.options:
        return
    places = digits(currency)
    own = Option(request.option_name, request.plan.packs)
    for option in (own, *request.options):
        sheet = first if option is own else sheet_of(of_option(request, option), book)
        ms = sheet.settlement.totals.charged_ms
        yield OptionCost(
            option.name,
            option.usage_percent,
            ms,
            sheet.total,
            taxed(sheet.total, request.taxes, request.withholding_percent, places),
            price_per_thousand(sheet.total, ms, places),
            sum(balance.expired_ms + balance.left_ms for balance in sheet.settlement.packs),
            None if option is own else _break_even(request, option, book),
        )


def of_option(request: Request, option: Option) -> Request:
    """The request of one of several offers: its packs and its usage."""
    plan = replace(request.plan, packs=option.packs)
    estimate = request.estimate
    if option.usage_percent != 100:
        estimate = scaled(estimate, option.usage_percent)
    return replace(request, plan=plan, estimate=estimate)


def _break_even(request: Request, option: Option, book: PriceBook) -> int | None:
    """The percentage of the usage, the same for both, from which on the dearer one is the cheaper."""

    def difference(percent: int) -> Decimal:
        same = replace(request, estimate=scaled(request.estimate, Decimal(percent)))
        other = of_option(same, replace(option, usage_percent=Decimal(100)))
        return sheet_of(other, book).total - sheet_of(same, book).total

    low, high = 1, MOST_PERCENT
    is_dearer = difference(low) > 0
    if (difference(high) > 0) == is_dearer:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if (difference(middle) > 0) == is_dearer else (low, middle)
    return high


def in_term(book: PriceBook, request: Request) -> PriceBook:
    """The book with the versions that hold in the term of a request, and in its fee's first period."""
    estimate, fee = request.estimate, request.plan.monthly_fee
    since = min(estimate.since, fee.from_day) if fee else estimate.since
    return book.within(since, max(estimate.until, since + _DAY)) if book.earlier else book


def _free_minutes(request: Request) -> FreeMinutes:
    """What is taken off the robot's minutes; without the fee there are no free whiteboard minutes."""
    free = request.robot_free or FreeMinutes()
    return free if request.plan.monthly_fee else replace(free, whiteboard=0)


class Sheet(NamedTuple):
    """The amounts of a quote, whoever it is for."""

    settlement: Settlement
    lines: tuple[Line, ...]
    subtotal: Decimal
    total: Decimal


def sheet_of(request: Request, book: PriceBook) -> Sheet:
    """What a request comes to, in its currency; its names and texts are not looked at."""
    plan, estimate, exchange = request.plan, request.estimate, request.exchange
    currency = exchange.currency if exchange else book.currency
    rate = exchange.rate if exchange else Decimal(1)
    days = charged(estimate, plan, book)
    settlement = settle(days, plan, book, estimate.since, estimate.until)
    full = replace(plan, discount_percent=NOTHING)
    lines = line_items(
        settlement,
        settle(days, full, book, estimate.since, estimate.until),
        Robot(
            estimate.since,
            estimate.robot,
            request.robot_whiteboard,
            request.robot_trtc,
            _free_minutes(request),
        ),
        currency,
        rate,
    )
    subtotal = sum((line.net for line in lines), half_up(NOTHING, digits(currency)))
    rebate = half_up(subtotal * request.rebate_percent / 100, digits(currency))
    return Sheet(settlement, lines, subtotal, subtotal - rebate)
