"""Currencies: the codes of ISO 4217 that are in use, out of CLDR as babel brings it."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel import Locale
from babel.numbers import get_territory_currencies

from analytics.core.errors import Problem

_AS_OF = date(2026, 1, 1)
_NO_MONEY = frozenset(("CNH", "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR"))
_NO_MONEY |= frozenset(("XPD", "XPT", "XSU", "XTS", "XUA", "XXX"))
"""Metals, units of account, the codes for tests and for none; CNH is no code of ISO 4217."""


@cache
def codes() -> frozenset[str]:
    """The codes of the currencies in which money is owed somewhere."""
    territories = [name for name in map(str, Locale("en").territories) if len(name) == 2]
    in_use = {
        code
        for territory in territories
        for code in get_territory_currencies(territory, _AS_OF, tender=True, non_tender=True) or ()
    }
    return frozenset(in_use) - _NO_MONEY


def check(code: str, where: str = "Currency") -> None:
    """Raises Problem for what is no currency in use: ``DEM``, ``XYZ``, ``yuan``."""
    if code not in codes():
        hint = "Give its ISO 4217 code, such as USD or CNY."
        raise Problem(f'"{code}" is not a currency in use', where=where, hint=hint)
