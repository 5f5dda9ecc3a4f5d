"""A claim in words: its value, what it was made under, what its rows add up to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.billing.settle import CHARGE_DECIMALS
from analytics.core.model import MS_PER_MINUTE, Kind
from analytics.core.money import half_up
from analytics.lineage import Claim, DaySum, Query, Rows, Unit
from analytics.reports.explore.slices import Dimension
from pages.ui import data, formats, plan_words, theme
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
_MOST_NAMED = 5
_MOST_LISTED = 20


def value(claim: Claim) -> str:
    """The number as it is shown on the page, with its unit."""
    return amount(claim, claim.value if claim.shown is None else claim.shown)


def amount(claim: Claim, found: int | Decimal | None) -> str:
    """A number of a claim's sort in words."""
    if found is None:
        return formats.NOTHING
    match claim.figure.unit:
        case Unit.MONEY | Unit.PRICE | Unit.WORTH:
            return formats.money(Decimal(found), currency(claim))
        case Unit.ROWS:
            return formats.count(int(found), "row")
        case Unit.FILES:
            return formats.count(int(found), "file")
        case Unit.LESSONS:
            return formats.count(int(found), "lesson")
        case Unit.DAYS:
            return formats.count(int(found), "day")
        case Unit.SHARE:
            whole = claim.whole.value if claim.whole else 0
            return formats.share(int(found), int(whole or 0))
    return f"{formats.minutes(int(found))} min"


def currency(claim: Claim) -> str:
    """The currency of a claim about money."""
    return claim.currency or (claim.settlement.book.currency if claim.settlement else "")


def exactly(claim: Claim, of: DaySum, whole: DaySum | None) -> str:
    """What the rows make, with all its digits: ``6,600,000 ms = 110 minutes``."""
    minutes = f"{of.ms:,} ms = {exact_minutes(of.ms)} min"
    match claim.figure.unit:
        case Unit.MONEY:
            return f"{of.amount:,f} {currency(claim)}"
        case Unit.PRICE:
            return f"{of.amount:,f} {currency(claim)} for {minutes}"
        case Unit.MEDIAN:
            return value(claim)
        case Unit.FILES | Unit.DAYS | Unit.LESSONS | Unit.ROWS:
            return value(claim)
        case Unit.LEFT:
            return f"{minutes}, of {claim.begin_ms:,} ms that there were"
        case Unit.WORTH:
            prices = " or ".join(dict.fromkeys(f"{price:f}" for _, price in claim.prices))
            return f"{minutes}, at {prices} {currency(claim)} per 1,000 min"
        case Unit.SHARE:
            return f"{of.ms:,} ms of {whole.ms if whole else 0:,} ms"
    return minutes


def exact_minutes(ms: int) -> str:
    """Minutes with as many decimals as they need, four at the most."""
    return cell_minutes(ms).rstrip("0").rstrip(".")


def cell_minutes(ms: int) -> str:
    """Minutes for a column: four decimals in each row, so that they stand below each other."""
    return f"{half_up(Decimal(ms) / MS_PER_MINUTE, 4):,f}"


def cell_amount(amount: Decimal) -> str:
    """An amount for a column, with all the decimals that a day's charge has."""
    return f"{half_up(amount, CHARGE_DECIMALS):,f}"


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
    given = claim.given
    days = f"{_days(given['since'], given['until'])}" if given["since"] or given["until"] else ""
    if claim.settlement is not None:
        settled = claim.settlement
        if not days and (settled.since or settled.until):
            days = _days(settled.since, settled.until)
        name = f"plan “{claim.plan_name}”" if claim.plan_name else ""
        cut = " · ".join(str(given[one]) for one in ("source", "pack") if given[one])
        said = [days or "all recorded days", name, cut]
        under = plan_words.settings(("", settled))
        return " · ".join([*(formats.plain(each) for each in said if each), under])
    said = [days or "all recorded days", *cuts(given)]
    known = data.coverage()
    if known:
        edge = "stopped" if known.midnight == "stop" else "started"
        said.append(f"a recording counts on the day it {edge} in {known.zone}")
    return f"{' · '.join(formats.plain(each) for each in said)}."


def cuts(given: Mapping[str, Any]) -> list[str]:
    """What of all recorded files is meant."""
    said = []
    if kinds := given.get("kinds"):
        said.append(formats.listed(theme.KIND_NAMES[Kind(kind)].lower() for kind in kinds))
    for name, one in _CUTS.items():
        if names := given.get(name):
            as_said = _IN_WORDS.get(name, {})
            first = [as_said.get(str(each), str(each)) for each in names[:_MOST_NAMED]]
            shown = [formats.short(formats.named(each), 24) for each in first]
            more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
            said.append(f"{one if len(names) == 1 else one + 's'} {formats.listed(shown + more)}")
    if weekdays := given.get("weekdays"):
        said.append(formats.listed(_WEEKDAYS[day - 1] for day in weekdays))
    if hours := given.get("hours"):
        said.append(formats.listed(f"{hour:02}:00" for hour in hours))
    if given.get("billable") is not None:
        said.append("billable files" if given["billable"] else "files that are not billed")
    return said


def period(begin: date, step: str) -> str:
    """A day, week or month by its first day."""
    if step == "month":
        return formats.month(begin)
    return formats.day(begin) if step == "day" else f"week of {formats.day(begin)}"


def parameters(query: Query) -> str:
    """What a question was asked with, as JSON; long lists are cut and say so."""
    return json.dumps({name: _told(each) for name, each in query.parameters.items()}, indent=2)


def _told(given: Any) -> Any:
    match given:
        case None | bool() | int() | str():
            return given
        case list() | tuple():
            more = len(given) - _MOST_LISTED
            rest = [f"… {more} more"] if more > 0 else []
            return [*map(_told, given[:_MOST_LISTED]), *rest]
        case dict():
            return {name: _told(each) for name, each in given.items()}
    return str(given)


def _days(since: date | None, until: date | None) -> str:
    if since and until:
        return formats.days(since, until)
    if since:
        return f"from {formats.day(since)}"
    return f"until {formats.day(until - DAY)}" if until else ""
