"""The ledger of a settlement: each draw, fee and purchase as a line, the same on the page and in files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analytics.billing.settle import CHARGE_DECIMALS
from analytics.core.model import MS_PER_MINUTE, Settlement, Source
from analytics.core.money import digits, half_up
from analytics.files.export import csv_bytes, xlsx_bytes

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


def cells(lines: Sequence[Line], currency: str, *, grouped: bool) -> list[tuple[str, ...]]:
    """The lines as text under HEADER: as many decimals as one of them needs, the same for all.

    ``grouped`` with thousands separators, for people. What costs nothing has an empty amount.
    """
    decimals = max([_decimals(line.amount) for line in lines] + [digits(currency)])
    comma = "," if grouped else ""
    return [
        (
            line.day.isoformat(),
            line.what,
            line.pack,
            "" if line.ms is None else f"{minutes(line.ms):{comma}f}",
            "" if line.ms is None else f"{line.ms:{comma}d}",
            f"{half_up(line.amount, decimals):{comma}f}" if line.amount else "",
        )
        for line in lines
    ]


def as_csv(lines: Sequence[Line], currency: str, prices: str) -> bytes:
    """The table as CSV; the currency stands in the header, the price book's version in each row."""
    return csv_bytes(
        _header(currency), [(*row, prices) for row in cells(lines, currency, grouped=False)]
    )


def as_xlsx(lines: Sequence[Line], currency: str, prices: str) -> bytes:
    """The same as an Excel sheet, its days and numbers as such."""
    return xlsx_bytes(
        _header(currency),
        [
            (
                line.day,
                line.what,
                line.pack,
                None if line.ms is None else minutes(line.ms),
                line.ms,
                Decimal(amount) if amount else None,
                prices,
            )
            for line, (*_, amount) in zip(lines, cells(lines, currency, grouped=False), strict=True)
        ],
        sheet="Ledger",
    )


def _header(currency: str) -> list[str]:
    return [*HEADER[:-1], f"{HEADER[-1]} ({currency})", PRICES]


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return min(max(-int(exponent), 0), CHARGE_DECIMALS)


def minutes(ms: int) -> Decimal:
    """Minutes with as many decimals as they need, four at the most; the milliseconds are exact."""
    exact = half_up(Decimal(ms) / MS_PER_MINUTE, 4)
    return exact.quantize(Decimal(1)) if exact == exact.to_integral() else exact.normalize()
