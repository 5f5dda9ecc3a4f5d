"""Public holidays by country, for the usage of a quote. They come out of the package ``holidays``: what a school keeps may differ."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel import Locale

from analytics.core.errors import Problem

_WHERE = "Public holidays"


@cache
def countries() -> dict[str, tuple[str, ...]]:
    """The countries that are known, two letters of ISO 3166, each with its parts."""
    import holidays  # half a second, which only those wait for who ask

    known = holidays.list_supported_countries(include_aliases=False)
    return {code: tuple(parts) for code, parts in sorted(known.items()) if len(code) == 2}


def name(code: str) -> str:
    """``Germany`` for ``DE``, ``Germany (BY)`` for ``DE-BY``."""
    country, _, part = code.partition("-")
    called = Locale("en").territories.get(country, country)
    return f"{called} ({part})" if part else str(called)


def days(code: str, since: date, until: date) -> tuple[date, ...]:
    """The public holidays of ``DE`` or ``DE-BY`` in ``[since, until)``. Raises Problem for what is not known."""
    country, _, part = code.partition("-")
    if country not in countries():
        hint = "Give two letters, such as DE."
        raise Problem(f'"{country}" is no country that is known', where=_WHERE, hint=hint)
    if part and part not in countries()[country]:
        parts = ", ".join(countries()[country]) or "none"
        raise Problem(f'"{part}" is no part of {name(country)}', where=_WHERE, hint=f"Its parts are {parts}.")  # fmt: skip
    import holidays

    found = holidays.country_holidays(
        country, subdiv=part or None, years=range(since.year, until.year + 1)
    )
    return tuple(sorted(day for day in found if since <= day < until))
