"""The ledger of a settlement: each draw, fee and purchase as a line, the same on the page and in files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analytics.billing.settle import CHARGE_DECIMALS
from analytics.core.model import MS_PER_MINUTE, Settlement, Source
from analytics.core.money import digits, half_up
from pages.ui import tables
from pages.ui.tables.download import Content

HEADER = ("Day", "What", "Pack", "Minutes", "Milliseconds", "Amount")
WHAT = {Source.QUOTA: "free quota", Source.PACK: "pack", Source.POSTPAID: "postpaid"}
PRICES = "Price book"
FEE, PURCHASE = "monthly fee", "pack bought"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: minutes drawn, or an amount paid, or both."""

    day: date
    what: str
    pack: str
    ms: int | None
    amount: Decimal


def lines(settlement: Settlement) -> list[Line]:
    """All lines by day: what is paid on a day stands before what is drawn on it."""
    paid = [
        *(Line(fee.day, FEE, "", None, fee.amount) for fee in settlement.fees),
        *(Line(pack.day, PURCHASE, pack.name, None, pack.amount) for pack in settlement.purchases),
    ]
    drawn = [
        Line(draw.day, WHAT[draw.source], draw.pack or "", draw.ms, draw.charge)
        for draw in settlement.draws
    ]
    return sorted(paid + drawn, key=lambda line: line.day)


def total(lines: Sequence[Line]) -> Decimal:
    """The exact sum of the amounts."""
    return sum((line.amount for line in lines), Decimal(0))


def columns(lines: Sequence[Line], currency: str) -> list[tables.Column]:
    """The lines under HEADER: as many decimals as one of them needs. What costs nothing has no amount."""
    return [
        tables.day(HEADER[0], [line.day for line in lines]),
        tables.text(HEADER[1], [line.what for line in lines]),
        tables.text(HEADER[2], [line.pack for line in lines]),
        tables.minutes(HEADER[3], [line.ms for line in lines], 4),
        tables.whole(HEADER[4], [line.ms for line in lines]),
        tables.money(HEADER[5], _amounts(lines), currency, is_exact=True),
    ]


def filed(lines: Sequence[Line], currency: str, prices: str) -> Content:
    """The table as a file has it; the currency stands in the header, the price book's version in each row."""
    decimals = max([_decimals(line.amount) for line in lines] + [digits(currency)])
    header = [*HEADER[:-1], f"{HEADER[-1]} ({currency})", PRICES]
    return header, [
        (
            line.day,
            line.what,
            line.pack,
            None if line.ms is None else minutes(line.ms),
            line.ms,
            half_up(line.amount, decimals) if line.amount else None,
            prices,
        )
        for line in lines
    ]


def _amounts(lines: Sequence[Line]) -> list[Decimal | None]:
    return [half_up(line.amount, CHARGE_DECIMALS) if line.amount else None for line in lines]


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return min(max(-int(exponent), 0), CHARGE_DECIMALS)


def minutes(ms: int) -> Decimal:
    """Minutes with as many decimals as they need, four at the most; the milliseconds are exact."""
    exact = half_up(Decimal(ms) / MS_PER_MINUTE, 4)
    return exact.quantize(Decimal(1)) if exact == exact.to_integral() else exact.normalize()
