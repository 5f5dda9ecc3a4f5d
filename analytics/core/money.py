"""Rounding and digits: the only place where an amount or a duration is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from analytics.core.model import MS_PER_MINUTE

_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)

_SIGNS = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "CNY": "CN¥",
    "JPY": "¥",
    "KRW": "₩",
    "INR": "₹",
    "HKD": "HK$",
}
_SIGNS |= {
    "AUD": "A$",
    "CAD": "CA$",
    "NZD": "NZ$",
    "TWD": "NT$",
    "BRL": "R$",
    "MXN": "MX$",
    "PHP": "₱",
    "VND": "₫",
}

_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "PYG": 0, "UGX": 0, "XAF": 0}
_DIGITS |= {"XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3}
_DIGITS |= {"TND": 3, "BIF": 0, "DJF": 0, "GNF": 0, "KMF": 0, "RWF": 0, "VUV": 0, "UYI": 0}
_DIGITS |= {"CLF": 4, "UYW": 4}


def digits(currency: str) -> int:
    """Decimals of the smallest unit of an ISO 4217 currency: 2 for USD and CNY, 0 for JPY."""
    return _DIGITS.get(currency, 2)


def half_up(value: Decimal, places: int) -> Decimal:
    """``value`` with exactly ``places`` decimals, a half rounded away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), context=_WIDE)


def divide_half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to ``numerator / denominator``, a half up; neither is negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def price_per_thousand(amount: Decimal, ms: int, places: int = 8) -> Decimal | None:
    """The price of 1,000 minutes where ``ms`` cost ``amount``, half up; None where there are no minutes."""
    if not ms:
        return None
    units = Fraction(amount) * 10**places * 1000 * MS_PER_MINUTE / ms
    return scaled(divide_half_up(*units.as_integer_ratio()), places)


def that_add_up(amounts: Iterable[Decimal], places: int) -> Iterator[Decimal]:
    """The amounts with ``places`` decimals, such that they add up to their sum half up."""
    total = Decimal(0)
    for amount in amounts:
        before = half_up(total, places)
        total += amount
        yield half_up(total, places) - before


def scaled(units: int, places: int) -> Decimal:
    """A whole number of the smallest units as an amount: ``scaled(77, 2)`` is 0.77."""
    return Decimal(units).scaleb(-places, _WIDE)


def text(amount: Decimal, currency: str) -> str:
    """An amount for a sentence, in the currency's own digits: ``USD 1,234.50``."""
    return f"{currency} {half_up(amount, digits(currency)):,f}"


def shown(amount: Decimal, currency: str) -> str:
    """An amount as the screens show it: ``$1,234.50``, or ``CHF1,234.50`` where a currency has no sign of its own."""
    value = half_up(amount, digits(currency))
    sign = _SIGNS.get(currency, currency)
    return f"{'-' if value < 0 else ''}{sign}{abs(value):,f}"
