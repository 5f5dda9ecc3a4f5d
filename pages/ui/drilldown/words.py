"""A claim in words: its value, what it was made under, what its rows add up to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.billing.settle import CHARGE_DECIMALS
from analytics.core.model import MS_PER_MINUTE, Kind
from analytics.core.money import half_up
from analytics.lineage import Claim, DaySum, Query, Rows, Unit
from analytics.reports.explore.slices import Dimension
from pages.ui import data, formats, plan_words, tables, theme
from pages.ui.dimension_words import SHOWN
from pages.ui.periods import DAY

_CUTS = {
    "apps": "app",
    "rooms": "room",
    "users": "user",
    "tasks": "lesson",
    "finishes": "finish reason",
    "pictures": "resolution",
}
_IN_WORDS = {"finishes": SHOWN[Dimension.FINISH], "pictures": SHOWN[Dimension.LINES]}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MINUTE_DECIMALS = 4
"""Of lengths in the rows of a number; the milliseconds beside them are exact."""
_MOST_NAMED = 5
_MOST_LISTED = 20


def value(claim: Claim) -> str:
    """The number as it is shown on the page, with its unit."""
    return amount(claim, claim.value if claim.shown is None else claim.shown)


def amount(claim: Claim, number: int | Decimal | None) -> str:
    """A number of a claim's sort in words."""
    if number is None:
        return formats.NOTHING
    match claim.figure.unit:
        case Unit.MONEY | Unit.PRICE | Unit.WORTH:
            return formats.money(Decimal(number), currency(claim))
        case Unit.ROWS:
            return formats.count(int(number), "row")
        case Unit.FILES:
            return formats.count(int(number), "file")
        case Unit.LESSONS:
            return formats.count(int(number), "lesson")
        case Unit.DAYS:
            return formats.count(int(number), "day")
        case Unit.SHARE:
            whole = claim.whole.value if claim.whole else 0
            return formats.share(int(number), int(whole or 0))
    return f"{formats.minutes(int(number))} min"


def currency(claim: Claim) -> str:
    """The currency of a claim about money."""
    return claim.currency or (claim.settlement.book.currency if claim.settlement else "")


def exactly(claim: Claim, total: DaySum, whole: DaySum | None) -> str:
    """What the rows make, with all its digits: ``6,600,000 ms = 110 minutes``."""
    minutes = f"{total.ms:,} ms = {exact_minutes(total.ms)} min"
    match claim.figure.unit:
        case Unit.MONEY:
            return f"{total.amount:,f} {currency(claim)}"
        case Unit.PRICE:
            return f"{total.amount:,f} {currency(claim)} for {minutes}"
        case Unit.MEDIAN:
            return value(claim)
        case Unit.FILES | Unit.DAYS | Unit.LESSONS | Unit.ROWS:
            return value(claim)
        case Unit.LEFT:
            return f"{minutes}, of {claim.begin_ms:,} ms that there were"
        case Unit.WORTH:
            return f"{half_up(total.amount, CHARGE_DECIMALS):,f} {currency(claim)} for {minutes}"
        case Unit.SHARE:
            return f"{total.ms:,} ms of {whole.ms if whole else 0:,} ms"
    return minutes


def exact_minutes(ms: int) -> str:
    """Minutes with as many decimals as they need, four at the most."""
    minutes = half_up(Decimal(ms) / MS_PER_MINUTE, MINUTE_DECIMALS)
    return f"{minutes:,f}".rstrip("0").rstrip(".")


def amounts(name: str, claim: Claim, values: Sequence[Decimal]) -> tables.Column:
    """Amounts as a column, with all the decimals that a day's charge has."""
    return tables.money(name, values, currency(claim), CHARGE_DECIMALS)


def rows(claim: Claim, number: int) -> str:
    """``12 files``, ``3 lines of the bill``."""
    if claim.figure.rows is Rows.WORKED:
        return formats.count(number, "line")
    if claim.figure.rows is Rows.BILL:
        return formats.count(number, "line of the bill", "lines of the bill")
    names = {Unit.LESSONS: "lesson", Unit.ROWS: "row"}
    return formats.count(number, names.get(claim.figure.unit, "file"))


def settings(claim: Claim) -> str:
    """What the number was made under, as markdown."""
    filters = claim.given
    days = (
        f"{_days(filters['since'], filters['until'])}"
        if filters["since"] or filters["until"]
        else ""
    )
    if claim.settlement is not None:
        settlement = claim.settlement
        if not days and (settlement.since or settlement.until):
            days = _days(settlement.since, settlement.until)
        name = f"plan “{claim.plan_name}”" if claim.plan_name else ""
        payer = " · ".join(str(filters[key]) for key in ("source", "pack") if filters[key])
        parts = [days or "all recorded days", name, payer]
        plan_text = plan_words.settings(("", settlement))
        return " · ".join([*(formats.plain(part) for part in parts if part), plan_text])
    parts = [days or "all recorded days", *cuts(filters)]
    coverage = data.coverage()
    if coverage:
        edge = "stopped" if coverage.midnight == "stop" else "started"
        parts.append(f"a recording counts on the day it {edge} in {coverage.zone}")
    return f"{' · '.join(formats.plain(part) for part in parts)}."


def cuts(filters: Mapping[str, Any]) -> list[str]:
    """What of all recorded files is meant."""
    parts = []
    if kinds := filters.get("kinds"):
        parts.append(formats.listed(theme.KIND_NAMES[Kind(kind)].lower() for kind in kinds))
    for name, noun in _CUTS.items():
        if names := filters.get(name):
            words = _IN_WORDS.get(name, {})
            first = [words.get(str(value), str(value)) for value in names[:_MOST_NAMED]]
            labels = [formats.short(formats.named(value), 24) for value in first]
            more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
            parts.append(
                f"{noun if len(names) == 1 else noun + 's'} {formats.listed(labels + more)}"
            )
    if weekdays := filters.get("weekdays"):
        parts.append(formats.listed(_WEEKDAYS[day - 1] for day in weekdays))
    if hours := filters.get("hours"):
        parts.append(formats.listed(f"{hour:02}:00" for hour in hours))
    if filters.get("billable") is not None:
        parts.append("billable files" if filters["billable"] else "files that are not billed")
    return parts


def period(begin: date, step: str) -> str:
    """A day, week or month by its first day."""
    if step == "month":
        return formats.month(begin)
    return formats.day(begin) if step == "day" else f"week of {formats.day(begin)}"


def parameters(query: Query) -> str:
    """What a question was asked with, as JSON; long lists are cut and say so."""
    return json.dumps({name: _told(value) for name, value in query.parameters.items()}, indent=2)


def _told(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case list() | tuple():
            more = len(value) - _MOST_LISTED
            tail = [f"… {more} more"] if more > 0 else []
            return [*map(_told, value[:_MOST_LISTED]), *tail]
        case dict():
            return {name: _told(item) for name, item in value.items()}
    return str(value)


def _days(since: date | None, until: date | None) -> str:
    if since and until:
        return formats.days(since, until)
    if since:
        return f"from {formats.day(since)}"
    return f"until {formats.day(until - DAY)}" if until else ""
