"""The bill in FOCUS, the FinOps Open Cost and Usage Specification, versions 1.2 and 1.4 (both ratified and published).

A pack is a purchase that costs nothing by itself in use: its price is the effective cost of the minutes drawn from it, shared by
differences of cumulative floors, and what expires is unused commitment. Minutes of the free quota have a list price alone. Identities
are checked before anything is written: each pack that is over has an effective cost of its price and minutes of its size, and what is
billed adds up to the bill. Days are the plan's, told in UTC as the specification asks.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from analytics.billing.burn_order import fee_periods
from analytics.core.apportion import largest_remainder
from analytics.core.errors import Problem
from analytics.core.model import MS_PER_MINUTE, Draw, Pack, PackBalance, Settlement, Source
from analytics.core.money import divide_half_up, scaled
from analytics.core.months import add_months

VERSIONS = ("1.2", "1.4")
PLACES = 12
"""Decimals of costs, prices and quantities: a ms is no finite part of a minute, so that quantities are half up to these."""
MANDATORY = (
    *("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"),
    *("BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodStart"),
    *("BillingPeriodEnd", "ChargeCategory", "ChargeClass", "ChargeDescription"),
    *("ChargePeriodStart", "ChargePeriodEnd", "InvoiceIssuerName", "PricingQuantity"),
    *("PricingUnit", "ServiceCategory", "ServiceName", "ProviderName", "PublisherName"),
)
"""The 21 columns that 1.2 always asks for."""
_CONDITIONAL = (
    *("ChargeFrequency", "InvoiceId", "ServiceSubcategory", "ConsumedQuantity", "ConsumedUnit"),
    *("ListUnitPrice", "ContractedUnitPrice", "SkuId", "SkuMeter", "SkuPriceId"),
    *("PricingCategory", "CommitmentDiscountCategory", "CommitmentDiscountId"),
    *("CommitmentDiscountName", "CommitmentDiscountQuantity", "CommitmentDiscountStatus"),
    *("CommitmentDiscountType", "CommitmentDiscountUnit", "SubAccountId", "SubAccountName", "Tags"),
)
_RENAMED = {"ProviderName": "ServiceProviderName", "PublisherName": "HostProviderName"}
"""What 1.4 has in place of the two."""
DECIMALS = (
    *("BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "PricingQuantity"),
    *("ConsumedQuantity", "ListUnitPrice", "ContractedUnitPrice", "CommitmentDiscountQuantity"),
)
_VENDOR = "Tencent Cloud"
_NOTHING = Decimal(0)
_DAY = timedelta(days=1)
Row = dict[str, Any]


class Recorded(NamedTuple):
    """What was charged on a day under an app and its groups, which shares the day's draws."""

    day: date
    app: str
    tags: tuple[tuple[str, str], ...]
    """(dimension, value), by dimension; what is not mapped is not there."""
    charged_ms: int


@dataclass(frozen=True, slots=True)
class Account:
    """What no recording says: whose account it is."""

    id: str
    name: str | None = None


def columns(version: str) -> tuple[str, ...]:
    """The columns of a version, in order."""
    names = (*MANDATORY, *_CONDITIONAL)
    return names if version == "1.2" else tuple(_RENAMED.get(name, name) for name in names)


def rows(
    settlement: Settlement,
    recorded: Sequence[Recorded],
    account: Account,
    since: date | None = None,
    names: Mapping[str, str] | None = None,
    restated: Collection[date] = (),
) -> list[Row]:
    """The charges of a settlement of all days until its end, of which those from ``since`` on are told; keys are those of 1.2.

    Ordered by the day on which a charge begins. ``names`` are those of apps. Usage of the days ``restated``, which a closed month told
    otherwise, is a Correction. Raises Problem where an identity would not hold.
    """
    if settlement.since is not None:
        raise ValueError("shares of a pack begin with its first minute: settle all days")
    lines = [
        *_purchases(settlement),
        *_fees(settlement),
        *_usage(settlement, recorded, names or {}),
        *_expired(settlement),
    ]
    check(settlement, lines)
    told = [line for line in lines if since is None or line.day >= since]
    return [
        _row(line, settlement, account)
        | {"ChargeClass": "Correction" if line.ms and line.day in restated else None}
        for line in sorted(told, key=lambda line: line.day)
    ]


@dataclass(frozen=True, slots=True)
class _Line:
    """One charge, before it has the specification's words."""

    day: date
    until: date
    category: str
    frequency: str
    description: str
    billed: Decimal
    effective: Decimal
    list_cost: Decimal
    contracted: Decimal
    quantity: Decimal
    unit: str
    list_price: Decimal
    contracted_price: Decimal
    sku: str
    pricing: str = "Standard"
    consumed: Decimal | None = None
    pack: Pack | None = None
    status: str | None = None
    app: str = ""
    app_name: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    ms: int = 0


def _purchases(settlement: Settlement) -> Iterator[_Line]:
    for balance in settlement.packs:
        pack = balance.pack
        if pack.bought >= _end(settlement):
            continue
        state = "" if _is_complete(balance, settlement) else f", open until {pack.expires}"
        yield _Line(
            pack.bought, pack.expires, "Purchase", "One-Time",
            f"Resource pack {pack.name}, {pack.minutes} minutes{state}",
            pack.price, _NOTHING, pack.price, pack.price,
            Decimal(1), "Resource pack", pack.price, pack.price, "pack", pack=pack,
        )  # fmt: skip


def _fees(settlement: Settlement) -> Iterator[_Line]:
    ends = dict(fee_periods(settlement.plan.monthly_fee, _end(settlement) + _DAY))
    for fee in settlement.fees:
        until = ends.get(fee.day, add_months(fee.day, 1))
        yield _Line(
            fee.day, until, "Usage", "Recurring", "Monthly feature fee",
            fee.amount, fee.amount, fee.amount, fee.amount,
            Decimal(1), "Subscription", fee.amount, fee.amount, "monthly-fee", consumed=Decimal(1),
        )  # fmt: skip


def _usage(
    settlement: Settlement, recorded: Sequence[Recorded], names: Mapping[str, str]
) -> Iterator[_Line]:
    of_day: defaultdict[date, list[Recorded]] = defaultdict(list)
    for each in recorded:
        if each.charged_ms:
            of_day[each.day].append(each)
    packs = {balance.pack.name: balance.pack for balance in settlement.packs}
    used: defaultdict[str, int] = defaultdict(int)
    for draw in settlement.draws:
        parts = of_day.get(draw.day) or [Recorded(draw.day, "", (), draw.ms)]
        shares = largest_remainder(draw.ms, [part.charged_ms for part in parts])
        charges = largest_remainder(int(draw.charge.scaleb(8)), shares)
        for part, ms, units in zip(parts, shares, charges, strict=True):
            if not ms:
                continue
            line = _drawn(settlement, draw, ms, scaled(units, 8), packs, used)
            yield _with_place(line, part, names)


def _drawn(
    settlement: Settlement,
    draw: Draw,
    ms: int,
    charge: Decimal,
    packs: Mapping[str, Pack],
    used: defaultdict[str, int],
) -> _Line:
    """A part of a day's draw: ``charge`` is its postpaid charge, of a pack it is the next ms of it."""
    minutes = minutes_of(ms)
    list_price, price = _prices(settlement, draw.day)
    list_cost, contracted = _times(list_price, ms), _times(price, ms)
    day, until = draw.day, draw.day + _DAY
    text, status, pack, billed, effective, pricing = "", None, None, charge, charge, "Standard"
    if draw.source is Source.QUOTA:
        text, billed, effective, contracted, price = (
            "free quota",
            _NOTHING,
            _NOTHING,
            _NOTHING,
            Fraction(0),
        )
    elif draw.pack is not None:
        pack, status, pricing, billed = packs[draw.pack], "Used", "Committed", _NOTHING
        effective = _share(pack, used[pack.name], used[pack.name] + ms)
        used[pack.name] += ms
        text = f"resource pack {pack.name}"
    else:
        text = "postpaid"
    return _Line(
        day, until, "Usage", "Usage-Based", f"Recording minutes, {text}",
        billed, effective, list_cost, contracted, minutes, "Minutes",
        _decimal(list_price * MS_PER_MINUTE), _decimal(price * MS_PER_MINUTE), "recording",
        pricing, minutes, pack, status, ms=ms,
    )  # fmt: skip


def _with_place(line: _Line, part: Recorded, names: Mapping[str, str]) -> _Line:
    return replace(line, app=part.app, app_name=names.get(part.app), tags=part.tags)


def _expired(settlement: Settlement) -> Iterator[_Line]:
    """What is lost of each pack, on its last day."""
    for balance in settlement.packs:
        pack, lost = balance.pack, balance.expired_ms
        if not _is_over(balance, settlement) or not (lost or (pack.price and not pack.ms)):
            continue
        day = pack.expires - _DAY
        list_price, price = _prices(settlement, day)
        yield _Line(
            day, pack.expires, "Usage", "Usage-Based", f"Expired minutes of resource pack {pack.name}",
            _NOTHING, pack.price - _floor(pack, pack.ms - lost), _times(list_price, lost), _times(price, lost),
            minutes_of(lost), "Minutes", _decimal(list_price * MS_PER_MINUTE), _decimal(price * MS_PER_MINUTE),
            "recording", "Committed", None, pack, "Unused", ms=lost,
        )  # fmt: skip


def check(settlement: Settlement, lines: Sequence[_Line]) -> None:
    """Raises Problem where a pack's effective cost or minutes, or the billed sum, are not what they must be."""
    effective: defaultdict[str, Decimal] = defaultdict(Decimal)
    ms: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        if line.pack is not None and line.status:
            effective[line.pack.name] += line.effective
            ms[line.pack.name] += line.ms
    for balance in settlement.packs:
        pack = balance.pack
        if not _is_complete(balance, settlement):
            continue
        if effective[pack.name] != pack.price or ms[pack.name] != pack.ms:
            raise _broken(
                f"the minutes of pack {pack.name} cost {effective[pack.name]:f}, and it cost {pack.price:f}"
            )
    billed = sum((line.billed for line in lines), _NOTHING)
    if billed != settlement.totals.exact.total:
        raise _broken(
            f"the lines add up to {billed:f}, and the bill is {settlement.totals.exact.total:f}"
        )


def _broken(what: str) -> Problem:
    return Problem(
        what, where="FOCUS", hint="Nothing was written; compare the plan's packs with the contract"
    )


def _row(line: _Line, settlement: Settlement, account: Account) -> Row:
    zone = ZoneInfo(settlement.plan.zone)
    month = line.day.replace(day=1)
    version = settlement.book.on(line.day)
    pack = line.pack
    return {
        "BilledCost": line.billed,
        "EffectiveCost": line.effective,
        "ListCost": line.list_cost,
        "ContractedCost": line.contracted,
        "BillingAccountId": account.id,
        "BillingAccountName": account.name,
        "BillingCurrency": settlement.book.currency,
        "BillingPeriodStart": _instant(month, zone),
        "BillingPeriodEnd": _instant(add_months(month, 1), zone),
        "ChargeCategory": line.category,
        "ChargeClass": None,
        "ChargeDescription": line.description,
        "ChargePeriodStart": _instant(line.day, zone),
        "ChargePeriodEnd": _instant(line.until, zone),
        "InvoiceIssuerName": _VENDOR,
        "PricingQuantity": line.quantity,
        "PricingUnit": line.unit,
        "ServiceCategory": "Media",
        "ServiceName": "Interactive Whiteboard recording",
        "ProviderName": _VENDOR,
        "PublisherName": _VENDOR,
        "ChargeFrequency": line.frequency,
        "InvoiceId": None,
        "ServiceSubcategory": "Other (Media)",
        "ConsumedQuantity": line.consumed,
        "ConsumedUnit": None if line.consumed is None else line.unit,
        "ListUnitPrice": line.list_price,
        "ContractedUnitPrice": line.contracted_price,
        "SkuId": f"{version.id}/{line.sku}",
        "SkuMeter": "Recording minutes" if line.unit == "Minutes" else line.unit,
        "SkuPriceId": f"{version.id}@{version.version}/{line.sku}",
        "PricingCategory": line.pricing,
        "CommitmentDiscountCategory": pack and "Usage",
        "CommitmentDiscountId": pack and pack.name,
        "CommitmentDiscountName": pack and pack.name,
        "CommitmentDiscountQuantity": None
        if pack is None
        else (line.quantity if line.status else Decimal(pack.minutes)),
        "CommitmentDiscountStatus": line.status,
        "CommitmentDiscountType": pack and "Resource pack",
        "CommitmentDiscountUnit": pack and "Minutes",
        "SubAccountId": line.app or None,
        "SubAccountName": (line.app_name or line.app) if line.app else None,
        "Tags": json.dumps(dict(line.tags), ensure_ascii=False, sort_keys=True),
    }


def named(row: Row, version: str) -> Row:
    """A row with the names of a version's columns."""
    return row if version == "1.2" else {_RENAMED.get(name, name): v for name, v in row.items()}


def minutes_of(ms: int) -> Decimal:
    """A length in minutes, half up to PLACES."""
    return _decimal(Fraction(ms, MS_PER_MINUTE))


def _share(pack: Pack, before_ms: int, after_ms: int) -> Decimal:
    """The part of a pack's price that its ms from ``before_ms`` to ``after_ms`` bear."""
    return _floor(pack, after_ms) - _floor(pack, before_ms)


def _floor(pack: Pack, ms: int) -> Decimal:
    if not ms:
        return _NOTHING
    places = max(PLACES, -int(pack.price.as_tuple().exponent))
    units = Fraction(pack.price) * 10**places * ms / pack.ms
    return scaled(units.numerator // units.denominator, places)


def _prices(settlement: Settlement, day: date) -> tuple[Fraction, Fraction]:
    """The list price of a ms on a day, and that with the plan's discount."""
    price = Fraction(settlement.book.on(day).postpaid_per_thousand) / (1000 * MS_PER_MINUTE)
    return price, price * (100 - Fraction(settlement.plan.discount_percent)) / 100


def _times(price: Fraction, ms: int) -> Decimal:
    return _decimal(price * ms)


def _decimal(value: Fraction) -> Decimal:
    return scaled(divide_half_up(*(value * 10**PLACES).as_integer_ratio()), PLACES)


def _is_over(balance: PackBalance, settlement: Settlement) -> bool:
    return balance.pack.bought < _end(settlement) and balance.pack.expires <= _end(settlement)


def _is_complete(balance: PackBalance, settlement: Settlement) -> bool:
    """Whether all of a pack is used or lost, so that its price has become effective cost."""
    pack = balance.pack
    return _is_over(balance, settlement) or (
        bool(pack.ms) and pack.bought < _end(settlement) and balance.used_ms == pack.ms
    )


def _end(settlement: Settlement) -> date:
    """The first day after those that are settled."""
    if settlement.until is not None:
        return settlement.until
    last = settlement.last_recorded
    return date.min if last is None else min(last, date.max - _DAY) + _DAY


def _instant(day: date, zone: ZoneInfo) -> str:
    """The beginning of a day in UTC, as the specification writes it."""
    moment = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
