"""Columns of a table: typed values with a format, so that a click on a heading sorts them as what they are.

The screen, the files to take away and the page as HTML read the same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.core.model import MS_PER_MINUTE
from analytics.core.money import digits, half_up
from pages.ui import formats

MINUTE_DECIMALS = 6
"""Of a length in minutes: two lengths a millisecond apart differ."""
_BUMP = Decimal(1).scaleb(-MINUTE_DECIMALS)
_WIDEST_DECIMAL = 38
_TENTHS_BELOW_MS = 10 * MS_PER_MINUTE


@dataclass(frozen=True)
class Column:
    """One column: its heading, its values, and how they look."""

    name: str
    values: Sequence[Any]
    """As the table sorts them; None where there is none."""
    kind: str
    """``text``, ``whole``, ``decimal``, ``day``, ``moment`` or ``link``."""
    as_text: Callable[[Any], str] = str
    """A value as it is seen, for where the browser does not format it."""
    decimals: int = 0
    config: Any = None
    """As `st.column_config` has it."""
    exact: Sequence[Any] = field(default=())
    """Values for a file where they are others than those of the screen."""

    @property
    def filed(self) -> Sequence[Any]:
        return self.exact or self.values

    @property
    def is_number(self) -> bool:
        return self.kind in ("whole", "decimal")

    @property
    def _is_small(self) -> bool:
        return all(abs(value) < 1 << 63 for value in self.values if value)

    def arrow(self) -> Any:
        """The values as what the browser is sent."""
        import pyarrow as pa  # not at each start

        types = {
            "text": pa.string,
            "link": pa.string,
            "whole": lambda: pa.int64() if self._is_small else pa.decimal128(_WIDEST_DECIMAL, 0),
            "decimal": lambda: pa.decimal128(_WIDEST_DECIMAL, self.decimals),
            "day": pa.date32,
            "moment": lambda: pa.timestamp("s"),
        }
        return pa.array(list(self.values), types[self.kind]())


def text(
    name: str, values: Sequence[str | None], *, width: Any = None, help: str | None = None
) -> Column:
    """Words and names; no number is one."""
    config = st.column_config.TextColumn(width=width, help=help)
    return Column(name, values, "text", config=config)


def whole(
    name: str,
    values: Sequence[int | None],
    *,
    sign: bool = False,
    bar: bool = False,
    width: Any = None,
    unit: str = "",
) -> Column:
    """Counts: ``1,234``; ``bar`` draws a bar beside each."""
    config = _config(_form(0, sign, unit), values, bar=bar, width=width)
    return Column(name, values, "whole", _numbers(0, sign, unit), config=config)


def decimal(
    name: str,
    values: Sequence[Decimal | None],
    decimals: int | None = None,
    *,
    sign: bool = False,
    bar: bool = False,
    unit: str = "",
    width: Any = None,
    help: str | None = None,
) -> Column:
    """Numbers with so many decimals, half up; without it as many as one of them needs."""
    places = _needed(values) if decimals is None else decimals
    rounded = [None if value is None else half_up(value, places) for value in values]
    config = _config(_form(places, sign, unit), rounded, bar=bar, width=width, help=help)
    return Column(name, rounded, "decimal", _numbers(places, sign, unit), places, config)


def money(
    name: str,
    amounts: Sequence[Decimal | None],
    currency: str,
    decimals: int | None = None,
    *,
    is_exact: bool = False,
    sign: bool = False,
    bar: bool = False,
    width: Any = None,
) -> Column:
    """Amounts, the currency in the heading: in its own digits, or ``is_exact``: in as many as one of them needs."""
    places = digits(currency) if decimals is None else decimals
    if is_exact:
        places = max(places, _needed(amounts))
    title = f"{name} ({currency})" if currency else name
    return decimal(title, amounts, places, sign=sign, bar=bar, width=width)


def minutes(
    name: str,
    lengths_ms: Sequence[int | None],
    decimals: int | None = None,
    *,
    sign: bool = False,
    bar: bool = False,
    width: Any = None,
) -> Column:
    """Lengths of milliseconds, sorted by them and shown as minutes; ``bar`` draws a bar beside each.

    Without ``decimals`` lengths are shown in whole minutes, or with one decimal where one of them is below ten minutes
    and not whole.
    """
    lengths = [ms for ms in lengths_ms if ms is not None]
    if decimals is None:
        decimals = int(any(ms % MS_PER_MINUTE and abs(ms) < _TENTHS_BELOW_MS for ms in lengths))
    exact = [
        None if ms is None else half_up(Decimal(ms) / MS_PER_MINUTE, MINUTE_DECIMALS)
        for ms in lengths_ms
    ]
    shown = [None if value is None else _seen_half_up(value, decimals) for value in exact]
    config = _config(_form(decimals, sign), shown, bar=bar, width=width)
    return Column(
        name, shown, "decimal", _numbers(decimals, sign), MINUTE_DECIMALS, config, tuple(exact)
    )


def percent(
    name: str, shares: Sequence[Decimal | None], *, sign: bool = False, width: Any = None
) -> Column:
    """Shares such as ``Decimal("0.123")``, shown and filed as 12.3."""
    values = [None if share is None else share * 100 for share in shares]
    return decimal(name, values, 1, sign=sign, unit="%", width=width)


def share(part: int | Decimal, base: int | Decimal) -> Decimal | None:
    """A part of a whole, for `percent`; None where the whole is nothing."""
    return Decimal(part) / Decimal(base) if base else None


def day(name: str, days: Sequence[date | None], *, width: Any = None) -> Column:
    """Days: ``3 Jun 2026``."""
    config = st.column_config.DateColumn(format="D MMM YYYY", width=width)
    return Column(name, days, "day", formats.day, config=config)


def month(name: str, days: Sequence[date | None]) -> Column:
    """Months by a day of them: ``June 2026``."""
    config = st.column_config.DateColumn(format="MMMM YYYY")
    return Column(name, days, "day", formats.month, config=config)


def line(name: str, places: Sequence[int | str]) -> Column:
    """Lines of a file by their number; of a document, which has none, by their place."""
    numbers = [place for place in places if isinstance(place, int)]
    if len(numbers) == len(places):
        return whole(name, numbers)
    return text(name, list(map(str, places)))


def moment(
    name: str, moments: Sequence[datetime | None], *, is_exact: bool = False, width: Any = None
) -> Column:
    """Instants on the clock that the heading names: ``23 Nov 2026, 11:06``, or to the second."""
    form = f"D MMM YYYY, HH:mm{':ss' * is_exact}"
    config = st.column_config.DatetimeColumn(format=form, width=width)
    return Column(name, moments, "moment", formats.clock, config=config)


def link(name: str, addresses: Sequence[str], config: Any) -> Column:
    """Links, which show what ``config`` takes out of them."""
    return Column(name, addresses, "link", config=config)


def _config(
    form: str, values: Sequence[Any], *, bar: bool, width: Any, help: str | None = None
) -> Any:
    if not bar:
        return st.column_config.NumberColumn(format=form, width=width, help=help)
    most = max([1.0, *(float(value) for value in values if value is not None)])
    return st.column_config.ProgressColumn(
        format=form, min_value=0, max_value=most, width=width, help=help
    )


def _needed(values: Sequence[Decimal | None]) -> int:
    exponents = [value.normalize().as_tuple().exponent for value in values if value is not None]
    return max([0, *(-int(exponent) for exponent in exponents)])


def _form(decimals: int, sign: bool, unit: str = "") -> str:
    """As the browser formats a number: ``%,.2f``; ``%,d`` would cut what is behind the point."""
    return f"%{'+' if sign else ''},.{decimals}f{unit.replace('%', '%%')}"


def _numbers(decimals: int, sign: bool, unit: str = "") -> Callable[[Any], str]:
    lead = "+" if sign else ""
    return lambda value: f"{half_up(Decimal(value), decimals):{lead},f}{unit}"


def _seen_half_up(value: Decimal, decimals: int) -> Decimal:
    """The value such that the browser rounds it half up.

    It rounds the binary number nearest to it, and 0.15 to 0.1. Such a half is moved by a millionth of a minute, which is
    less than a millisecond: the order stays.
    """
    is_seen = f"{float(value):.{decimals}f}" == f"{half_up(value, decimals):f}"
    return value if is_seen else value + _BUMP.copy_sign(value)
