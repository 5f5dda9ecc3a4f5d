"""What the numbers of the Forecast page are made of: months, packs, days recorded and to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from analytics import lineage
from analytics.core.model import Plan, Settlement
from analytics.lineage import Claim, derived_rows, forecast_rows
from analytics.planning.forecast import Expected, every_day
from analytics.planning.outlook import MonthOutlook, Outlook, PackOutlook
from analytics.reports.team_outlook import Ahead
from pages.ui import data, formats
from pages.ui.periods import DAY
from pages.ui.plans import figures


class Looked(NamedTuple):
    """A plan, and what is ahead of it."""

    name: str
    plan: Plan
    ahead: Ahead
    outlook: Outlook

    def settled(self, case: str = "expected", *span: date) -> Settlement:
        """The recorded days and those of the forecast, settled."""
        book = data.book(self.plan.price_book)
        given = (span[0], span[1]) if span else (None, None)
        return forecast_rows.settled(
            self.ahead.recorded, self.outlook, self.plan, book, case, given
        )


def month(of: Looked, month: MonthOutlook) -> dict[str, Claim]:
    """The expected bill of a month, what of it is recorded, and as low and as high as it may be."""
    name, as_of = formats.month(month.first), of.outlook.as_of
    claims: dict[str, Claim] = {}
    shown = (month.expected, month.low, month.high)
    for case, amount in zip(forecast_rows.CASES, shown, strict=True):
        settled = of.settled(case, month.first, month.until)
        title = f"{name}, {case}"
        how = forecast_rows.how(of.ahead.recorded, as_of, case)
        claims |= lineage.of_days({title: figures.told((of.name, settled), title, amount)}, how)
    if month.first <= as_of:
        now = data.settlement(of.plan, month.first, min(month.until, as_of + DAY))
        title = f"{name}, recorded so far"
        claims[title] = figures.told((of.name, now), title, month.so_far)
    return claims


def left(of: Looked) -> dict[str, Claim]:
    """What is left in packs, together and in each."""
    packs = of.outlook.packs
    now = data.settlement(of.plan, None, None)
    claims = {}
    for title, some in (
        ("Left in packs", packs),
        *((f"{one.pack.name}, left", (one,)) for one in packs),
    ):
        rows = derived_rows.packs(now, names=_names(some))
        ms = sum(one.left_ms for one in some)
        claims[title] = lineage.worked(
            "packs_left", ms, rows, title=title, settlement=now, plan=of.name
        )
    return claims


def runs_out(of: Looked, only: PackOutlook | None = None) -> dict[str, Claim]:
    """The days that are expected to use up what is left in each pack that runs out."""
    settled = of.settled()
    claims = {}
    for one in [only] if only else of.outlook.packs:
        if one.runs_out:
            title = f"{one.pack.name}, consumed until {formats.day(one.runs_out)}"
            claims[title] = lineage.worked(
                "drawn_ahead",
                one.left_ms,
                derived_rows.packs(settled, "used", names=[one.pack.name], sign=1),
                title=title,
                settlement=settled,
                plan=of.name,
                since=of.outlook.as_of + DAY,
            )
    return claims or left(of)


def at_risk(of: Looked) -> dict[str, Claim]:
    """What is expected to expire, and at most, together and in each pack."""
    packs = of.outlook.packs
    claims = {}
    for case, word in (("expected", "at risk"), ("low", "at most at risk")):
        settled = of.settled(case)
        for name, some in (
            ("All packs", packs),
            *((one.pack.name, (one,)) for one in packs),
        ):
            value = sum(
                (one.at_risk if case == "expected" else one.at_risk_most for one in some),
                Decimal(0),
            )
            title = f"{name}, {word}"
            claims[title] = lineage.worked(
                "at_risk",
                value,
                derived_rows.packs(settled, "expired", names=_names(some), sign=1),
                title=title,
                settlement=settled,
                plan=of.name,
            )
    return claims


def packs(of: Looked) -> dict[str, Claim]:
    """Each pack: left, the days that use it up, at risk."""
    return left(of) | runs_out(of) | at_risk(of)


def days(of: Looked, shown: Sequence[Expected], past: int) -> dict[str, Claim]:
    """The days of the chart, those to come first, each with the days it is the median of."""
    recorded = of.ahead.recorded
    now = data.settlement(of.plan, None, None)
    rows = forecast_rows.days(recorded, shown)
    title = "All days to come"
    claims = {
        title: lineage.worked(
            "expected_days",
            sum(one.ms for one in shown),
            rows,
            title=title,
            settlement=now,
            plan=of.name,
        )
    }
    for one in shown:
        title = formats.day(one.day)
        rows = forecast_rows.day(recorded, one.day)
        claims[title] = lineage.worked(
            "expected_day", one.ms, rows, title=title, settlement=now, plan=of.name
        )
    for day, ms in reversed(every_day(recorded)[-past:]):
        title = formats.day(day)
        claims[title] = lineage.bill(
            "bill_charged", ms, now, title=title, plan=of.name, since=day, until=day + DAY
        )
    return claims


def clicked(point: Mapping[str, Any]) -> str:
    """The name of the day that was clicked."""
    return formats.day(date.fromisoformat(str(point["x"])[:10]))


def _names(some: Sequence[PackOutlook]) -> list[str]:
    return [one.pack.name for one in some]
